// The lists of declared kinds: filtered and sorted by the names of filters and sorts.
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

interface Meant {
  field: Field
  read: (row: Values) => unknown
}

const idOf = (value: unknown) => (isValues(value) ? value.id : value)

const paging = new Set(['after', 'before', 'first', 'last', 'filters', 'sortBy'])

const camelCase = (name: string) =>
  name.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const sortKey = (value: unknown): Key =>
  typeof value === 'string' || typeof value === 'number' ? value : value ? JSON.stringify(value) : null

export const dataListsOf = (company: Company, { valueIn, homeOf }: Generator, unknowns: Unknowns) => {
  /** The field that a filter or a sort means, and how it is read: `created` is createdAt, `userId` the user's id. */
  const meant = (kind: DeclaredKind, name: string): Meant | undefined => {
    let type = kind.type
    let read = (row: Values): unknown => row
    let last: Field | undefined
    for (const part of (kind.filters?.[name] ?? name).split('.')) {
      const single = part.replace(/s$/, '')
      const names = [part, `${part}At`, `${part}On`, single, part.replace(/Ids?$/, '')]
      const field = names.flatMap((one) => fieldsOf(type).get(one) ?? [])[0]
      if (!field || itemOf(field)) return undefined
      const [outer, holder] = [read, type]
      read = (row) => {
        const source = outer(row)
        return isValues(source) ? valueIn(holder, field.name, source) : null
      }
      type = field.type
      last = field
    }
    const value = read
    const isObject = types.has(type)
    return last && { field: last, read: (row) => (isObject ? idOf(value(row)) : value(row)) }
  }

  const rangeTest = (kind: DeclaredKind, name: string, low: unknown, high: unknown): Test | undefined => {
    const found = meant(kind, name) ?? meant(kind, 'createdAt')
    if (!found) return undefined
    const { field, read } = found
    if (field.type === 'CoreDateTime') {
      const inside = within(unknowns.filterZone, low, high)
      return (row) => inside(String(read(row) ?? ''))
    }
    if (field.type === 'CoreDate') return (row) => dated(low, high, String(read(row) ?? ''))
    return (row) => between(low, high, read(row))
  }

  /** What reaches from one day to another, or has no end, fits where it meets the days that were asked for. */
  const meetsTest = (kind: DeclaredKind, name: string, wanted: unknown): Test | undefined => {
    const starts = meant(kind, 'startOn') ?? meant(kind, 'startDate')
    const ends = meant(kind, 'endOn') ?? meant(kind, 'endDate')
    if (!starts || !ends || typeof wanted !== 'string') return undefined
    if (name === 'endOn') return (row) => String(starts.read(row)) <= wanted
    return (row) => String(ends.read(row) ?? '9999') >= wanted
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
    if (name === 'startOn' || name === 'endOn') return meetsTest(kind, name, wanted)
    const found = meant(kind, name)
    if (!found) return undefined
    return (row) => (Array.isArray(wanted) ? wanted.includes(found.read(row)) : wanted === found.read(row))
  }

  /** Where a list takes `includeArchived`, archived records are left out unless the query asks for them. */
  const inclusions = (kind: DeclaredKind, args: Arguments, names: readonly string[]): Test[] =>
    names.flatMap((name) => {
      const [, what] = /^include(\w+)$/.exec(name) ?? []
      const found = what && meant(kind, `is${what}`)
      return found && args[name] !== true ? [(row: Values) => found.read(row) !== true] : []
    })

  /** A record vanishes with its owner. */
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
      const found = meant(kind, camelCase(key))
      return found && ((row: Values): Key => sortKey(found.read(row)))
    }
    const created = keyOf('CREATED_AT')
    return sorted(rows, args.sortBy, keyOf, [...(created ? [created] : []), (row) => String(row.id)])
  })

  return {
    /** Whether a record's owner is still there. */
    isWhole: (kind: DeclaredKind, row: Values) => isWhole(kind)(row),
    /** The records that a list of a kind gives, before anything is asked of it. */
    present,
    /** The records that a root field gives for its arguments; `accepted` are the names of those that it takes. */
    rows: (name: string, args: Arguments, accepted: readonly string[]): readonly Values[] => {
      const { after: _after, before: _before, first: _first, last: _last, ...rest } = args
      return asked(JSON.stringify({ name, args: rest, accepted, zone: unknowns.filterZone }))
    },
  }
}
