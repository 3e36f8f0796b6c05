// What a record answers for a field. A value that the record has is given; any other follows from the record's id, so
// that it is the same each time and costs nothing until it is asked for.
import type { Values } from './data.ts'
import { constants, type Rule, rules } from './field-rules.ts'
import { type Home, homesOf, isListed, rememberUntilChange } from './homes.ts'
import { mapOf } from './kinds.ts'
import { chanceOf, hashOf, type Random, randomFrom } from './random.ts'
import type { Company } from './records.ts'
import { enums, type Field, fieldsOf, itemOf, prefixOf, types } from './shapes.ts'
import { places } from './texts.ts'
import { type Asked, absentShare, countOf, scalarOf } from './values.ts'

/** The place of an object that has no list of its own. */
interface Origin {
  /** Used as its id. */
  key: string
  holder: Values
  holderType: string
}

/** How the values of a field look: one that was given, and one that was not. */
interface Form {
  present(given: unknown, source: Values): unknown
  make(source: Values, seed: number): unknown
}

export const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The items of what was given as a list or as a connection. */
const itemsGiven = (given: unknown): unknown[] => {
  const list = isValues(given) && 'nodes' in given ? given.nodes : given
  return Array.isArray(list) ? list : []
}

const idGiven = (given: unknown): unknown => (isValues(given) ? given.id : given)

/** Reads any field of a company's records that Gazelle's schema declares. */
export const generatorFor = (company: Company) => {
  const homeOf = homesOf(company)
  const origins = new WeakMap<object, Origin>()
  const now = Date.parse(company.now)

  const keyOf = (source: Values): string =>
    typeof source.id === 'string' ? source.id : (origins.get(source)?.key ?? '')

  /** Puts an object under the one that holds it; one without an id gets it from its place. */
  const held = (given: Values, type: string, holder: Values, holderType: string, place: string): Values => {
    if (origins.has(given)) return given
    const key = `${keyOf(holder)}/${place}`
    const wantsId = given.id === undefined && fieldsOf(type).has('id')
    const object = wantsId ? { ...given, id: randomFrom(hashOf(key)).id(prefixOf(type)) } : given
    origins.set(object, { key, holder, holderType })
    return object
  }

  /** The nearest object of a type that holds a source. */
  const holderOf = (source: Values, type: string): Values | undefined => {
    const origin = origins.get(source)
    return origin && (origin.holderType === type ? origin.holder : holderOf(origin.holder, type))
  }

  const readers = new Map<string, (source: Values) => unknown>()
  const valueIn = (type: string, name: string, source: Values): unknown => {
    const field = fieldsOf(type).get(name)
    return field ? readerOf(type, field)(source) : source[name]
  }

  const asked = (type: string, source: Values, random: Random): Asked => ({
    random,
    now,
    other: (name) => valueIn(type, name, source),
    place: () => randomFrom(hashOf(`${keyOf(source)} is here`)).pick(places),
  })

  const choose = ({ get, ids }: Home, random: Random): Values | null => {
    const all = ids()
    const first = random.int(0, Math.max(0, all.length - 1))
    // Records that vanished since are skipped.
    for (let step = 0; step < all.length; step++) {
      const found = get(all[(first + step) % all.length] ?? '')
      if (found) return found
    }
    return null
  }

  const scalarForm = (type: string, field: Field): Form => {
    const [, base] = field.type === 'String' ? (/^(\w+)Id$/.exec(field.name) ?? []) : []
    const about = base && `Private${base[0]?.toUpperCase()}${base.slice(1)}`
    const home = about && homeOf(about)
    const share = absentShare(field)
    const blank = field.type === 'String' ? '' : null
    return {
      present: (given) => given,
      make: (source, seed) => {
        if (base && fieldsOf(type).has(base)) return idGiven(valueIn(type, base, source)) ?? null
        const holder = about && holderOf(source, about)
        if (holder) return holder.id
        const first = chanceOf(seed)
        if (first < share) return first < share / 2 ? blank : null
        const random = randomFrom(~seed)
        if (home) return idGiven(choose(home, random))
        return scalarOf(field, asked(type, source, random))
      },
    }
  }

  const objectForm = (type: string, field: Field): Form => {
    const home = homeOf(field.type)
    return {
      present: (given, source) => {
        if (given === null) return null
        if (home) return home.get(String(idGiven(given))) ?? null
        return isValues(given) ? held(given, field.type, source, type, field.name) : given
      },
      make: (source, seed) => {
        const random = randomFrom(seed)
        const holder = holderOf(source, field.type)
        if (holder) return holder
        const isThere = field.required || home?.ids().length === 1 || random.chance(0.7)
        if (!isThere) return null
        return home ? choose(home, random) : held({}, field.type, source, type, field.name)
      },
    }
  }

  /** The records of a kind that refer to each id by one of their fields. */
  const referrers = rememberUntilChange(company, (path: string) => {
    const [kind = '', type = '', name = ''] = path.split(' ')
    return Map.groupBy(
      [...mapOf(company, kind).values()].filter((record) => isListed(kind, record)),
      (record) => idGiven(valueIn(type, name, record)),
    )
  })

  const listForm = (type: string, field: Field, item: string): Form => {
    const home = homeOf(item)
    const back = home && [...fieldsOf(item).values()].find((one) => one.type === type && !one.list)
    const single = { ...field, type: item, list: false, required: true }
    const isObject = types.has(item)
    const presentItem = (one: unknown, source: Values, at: number): unknown => {
      const known = home?.get(String(idGiven(one)))
      if (known || !isObject || !isValues(one)) return known ?? (home ? null : one)
      return held(one, item, source, type, `${field.name}/${at}`)
    }
    return {
      present: (given, source) => {
        if (given === null && !field.required) return null
        const items = itemsGiven(given).map((one, at) => presentItem(one, source, at))
        return items.filter((one) => one !== null)
      },
      make: (source, seed) => {
        const random = randomFrom(seed)
        if (home?.kind && back) return referrers(`${home.kind} ${item} ${back.name}`).get(source.id) ?? []
        const count = Math.min(countOf(random), enums.get(item)?.length ?? 3)
        const makeItem = (_: unknown, at: number): unknown => {
          if (home) return choose(home, random)
          if (isObject) return held({}, item, source, type, `${field.name}/${at}`)
          return scalarOf(single, asked(type, source, random))
        }
        return [...new Set(Array.from({ length: count }, makeItem))].filter((one) => one !== null)
      },
    }
  }

  /** Reads a field of a type: as given under its name or as `<field>Id`, by its rule, or made. */
  const readerOf = (type: string, field: Field): ((source: Values) => unknown) => {
    const name = `${type}.${field.name}`
    const known = readers.get(name)
    if (known) return known
    const rule: Rule | undefined = rules[name] ?? constants[field.type]
    const salt = hashOf(name)
    const item = itemOf(field)
    const isReference = !item && types.has(field.type)
    const form = item
      ? listForm(type, field, item)
      : isReference
        ? objectForm(type, field)
        : scalarForm(type, field)
    const reader = (source: Values): unknown => {
      const given = source[field.name] ?? (isReference ? source[`${field.name}Id`] : undefined)
      if (given !== undefined) return form.present(given, source)
      if (source[field.name] === null) return form.present(null, source)
      const seed = hashOf(keyOf(source)) ^ salt
      const ruled = rule?.({
        ...asked(type, source, randomFrom(Math.imul(seed, 31))),
        source,
        company,
        read: valueIn,
      })
      return ruled === undefined ? form.make(source, seed) : form.present(ruled, source)
    }
    readers.set(name, reader)
    return reader
  }

  return { readerOf, valueIn, homeOf }
}

export type Generator = ReturnType<typeof generatorFor>
