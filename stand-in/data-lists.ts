// The lists of declared kinds: filtered and sorted by what the names of filters and sorts tell.
import type { Values } from './data.ts'
import { type DeclaredKind, declared } from './declarations.ts'
import { type Arguments, between, dated, type Key, mentions, sorted, within } from './filters.ts'
import { type Generator, isValues } from './generator.ts'
import { isListed, rememberUntilChange } from './homes.ts'
import { mapOf } from './kinds.ts'
import type { Unknowns } from './lists.ts'
import type { Company } from './records.ts'
import { type Field, fieldsOf, itemOf, types } from './shapes.ts'

type Test = (row: Values) => boolean

const paging = new Set(['after', 'before', 'first', 'last', 'filters', 'sortBy'])

const camelCase = (name: string) =>
  name.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

export const dataListsOf = (company: Company, { valueIn, homeOf }: Generator, unknowns: Unknowns) => {
  /** The field that a filter or a sort means: `created` is createdAt, `lifecycleIds` the lifecycle. */
  const fieldMeant = (kind: DeclaredKind, name: string): Field | undefined => {
    const alias = kind.filters?.[name] ?? name
    const single = alias.replace(/s$/, '')
    const names = [alias, `${alias}At`, `${alias}On`, single, alias.replace(/Ids?$/, '')]
    return names.flatMap((one) => fieldsOf(kind.type).get(one) ?? [])[0]
  }

  /** A value as filters and sorts see it: a reference is its id. */
  const plain = (kind: DeclaredKind, field: Field) => (row: Values) => {
    const value = valueIn(kind.type, field.name, row)
    return isValues(value) && types.has(field.type) ? value.id : value
  }

  const rangeTest = (kind: DeclaredKind, name: string, low: unknown, high: unknown): Test | undefined => {
    const field = fieldMeant(kind, name) ?? fieldMeant(kind, 'createdAt')
    if (!field) return undefined
    const read = plain(kind, field)
    if (field.type === 'CoreDateTime') {
      const inside = within(unknowns.filterZone, low, high)
      return (row) => inside(String(read(row) ?? ''))
    }
    if (field.type === 'CoreDate') return (row) => dated(low, high, String(read(row) ?? ''))
    return (row) => between(low, high, read(row))
  }

  const textOf = (kind: DeclaredKind, row: Values): string =>
    [...fieldsOf(kind.type).values()]
      .filter((field) => field.type === 'String' || field.type === 'I18nString')
      .map((field) => JSON.stringify(valueIn(kind.type, field.name, row) ?? ''))
      .join(' ')

  const test = (kind: DeclaredKind, name: string, wanted: unknown): Test | undefined => {
    const [, ranged, end] = /^(\w+)(Get|Let)$/.exec(name) ?? []
    if (ranged && end === 'Get') return rangeTest(kind, ranged, wanted, null)
    if (ranged) return rangeTest(kind, ranged, null, wanted)
    if (name === 'since') return rangeTest(kind, 'createdAt', wanted, null)
    if (name === 'search') return (row) => mentions(wanted, textOf(kind, row))
    const field = fieldMeant(kind, name)
    if (!field || itemOf(field)) return undefined
    const read = plain(kind, field)
    return (row) => (Array.isArray(wanted) ? wanted.includes(read(row)) : wanted === read(row))
  }

  /** What is archived is left out unless the query says otherwise, where a list takes `includeArchived`. */
  const inclusions = (kind: DeclaredKind, args: Arguments, names: readonly string[]): Test[] =>
    names.flatMap((name) => {
      const [, what] = /^include(\w+)$/.exec(name) ?? []
      const field = what && fieldMeant(kind, `is${what}`)
      if (!field || args[name] === true) return []
      return [(row: Values) => valueIn(kind.type, field.name, row) !== true]
    })

  /** A record whose owner is gone is gone with it. */
  const isWhole = (kind: DeclaredKind) => {
    const needed = [...fieldsOf(kind.type).values()].filter(
      (field) => field.required && !itemOf(field) && homeOf(field.type),
    )
    return (row: Values) => needed.every((field) => valueIn(kind.type, field.name, row) !== null)
  }

  const present = rememberUntilChange(company, (name: string) => {
    const kind = declared.get(name)
    if (!kind) return []
    const whole = isWhole(kind)
    return [...mapOf(company, name).values()].filter((row) => isListed(name, row) && whole(row))
  })

  const asked = rememberUntilChange(company, (question: string) => {
    const { name, args, accepted }: { name: string; args: Arguments; accepted: string[] } =
      JSON.parse(question)
    const kind = declared.get(name)
    if (!kind) return []
    const filters = { ...args, ...(isValues(args.filters) && args.filters) }
    const tests = Object.entries(filters)
      .filter(([key, value]) => !paging.has(key) && value !== null && value !== undefined)
      .flatMap(([key, value]) => test(kind, key, value) ?? [])
    tests.push(...inclusions(kind, filters, accepted))
    const rows = present(name).filter((row) => tests.every((fits) => fits(row)))
    const keyOf = (key: string) => {
      const field = fieldMeant(kind, camelCase(key))
      return field && ((row: Values): Key => sortKey(plain(kind, field)(row)))
    }
    const created = fieldsOf(kind.type).get('createdAt')
    return sorted(rows, args.sortBy, keyOf, [
      ...(created ? [(row: Values): Key => sortKey(plain(kind, created)(row))] : []),
      (row) => String(row.id),
    ])
  })

  return {
    /** The records that a list of a kind gives, before anything is asked of it. */
    present,
    /** The records that a root field gives for its arguments; `accepted` are the names of those that it takes. */
    rows: (name: string, args: Arguments, accepted: readonly string[]): readonly Values[] => {
      const { after: _after, before: _before, first: _first, last: _last, ...rest } = args
      return asked(JSON.stringify({ name, args: rest, accepted, zone: unknowns.filterZone }))
    },
  }
}

const sortKey = (value: unknown): Key =>
  typeof value === 'string' || typeof value === 'number' ? value : value ? JSON.stringify(value) : null
