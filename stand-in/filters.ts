// Tests that a row must pass, as Gazelle's filters put them, and its ways of sorting.
import { addDays, instantOf, iso } from './zone.ts'

export type Arguments = Record<string, unknown>

export const listed = (wanted: unknown, value: unknown) =>
  !Array.isArray(wanted) || (typeof value === 'string' && wanted.includes(value))
export const same = (wanted: unknown, value: unknown) =>
  wanted === undefined || wanted === null || wanted === value
export const truth = (wanted: unknown, value: boolean) => typeof wanted !== 'boolean' || wanted === value
export const between = (low: unknown, high: unknown, value: unknown) =>
  (typeof low !== 'number' || (typeof value === 'number' && value >= low)) &&
  (typeof high !== 'number' || (typeof value === 'number' && value <= high))
export const dated = (low: unknown, high: unknown, date: string | null) =>
  (typeof low !== 'string' || (date !== null && date >= low)) &&
  (typeof high !== 'string' || (date !== null && date <= high))
export const tagged = (filters: Arguments, tags: string[]) =>
  (!Array.isArray(filters.anyTags) || filters.anyTags.some((tag) => tags.includes(String(tag)))) &&
  (!Array.isArray(filters.allTags) || filters.allTags.every((tag) => tags.includes(String(tag)))) &&
  (!Array.isArray(filters.excludeTags) || !filters.excludeTags.some((tag) => tags.includes(String(tag))))
export const mentions = (search: unknown, ...texts: unknown[]) =>
  typeof search !== 'string' || texts.join(' ').toLowerCase().includes(search.toLowerCase())

/** A test for instants within local dates, both included; bounds are turned into instants once. */
export const within = (zone: string, low: unknown, high: unknown) => {
  const from = typeof low === 'string' ? iso(instantOf(zone, low)) : ''
  const to = typeof high === 'string' ? iso(instantOf(zone, addDays(high, 1))) : '~'
  const open = from === '' && to === '~'
  return (instant: string | null | undefined) => open || (!!instant && instant >= from && instant < to)
}

export type Key = string | number | null | undefined

/** Sorts by Gazelle's sort names (`CREATED_AT_ASC`), and what they leave open by `ties`. */
export const sorted = <T>(
  rows: T[],
  sortBy: unknown,
  keyOf: (name: string) => ((row: T) => Key) | undefined,
  ties: readonly ((row: T) => Key)[],
): T[] => {
  const orders = (Array.isArray(sortBy) ? sortBy : []).flatMap((name) => {
    const [, key, way] = /^(.*)_(ASC|DESC)$/.exec(String(name)) ?? []
    const value = key && keyOf(key)
    return value ? [{ value, sign: way === 'ASC' ? 1 : -1 }] : []
  })
  for (const value of ties) orders.push({ value, sign: 1 })
  return rows.sort((a, b) => {
    for (const { value, sign } of orders) {
      const [left, right] = [value(a), value(b)]
      if (left === right) continue
      if (left === null || left === undefined) return 1
      if (right === null || right === undefined) return -1
      return left < right ? -sign : sign
    }
    return 0
  })
}
