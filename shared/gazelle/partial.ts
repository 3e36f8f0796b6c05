import type { GraphqlError } from './errors.ts'

type Step = string | number

/** Splits an error's path at the record: the position in the list (`root.3`, `root.nodes.3`, `root.edges.3.node`) and what follows. */
export function inList(path: readonly Step[]): { at: number | null; rest: readonly Step[] } {
  const [, second, third, fourth] = path
  if (typeof second === 'number') return { at: second, rest: path.slice(2) }
  if (second === 'nodes' && typeof third === 'number') return { at: third, rest: path.slice(3) }
  if (second === 'edges' && typeof third === 'number')
    return { at: third, rest: path.slice(fourth === 'node' ? 4 : 3) }
  return { at: null, rest: path.slice(1) }
}

/**
 * Stands inside a record where an error left no value. No kind of value is read from it, so production keeps what it has:
 * a blank that a fault of the API made must never erase a value. The rule `not_given` names it (`reconcile.issue`).
 */
export const notGiven: unknown = Object.freeze([Object.freeze(['error'])])

/** Fields without which nothing can be read of what they are in. */
const structure: ReadonlySet<Step> = new Set([
  ...['id', 'nodes', 'edges', 'node', 'cursor'],
  ...['pageInfo', 'hasNextPage', 'endCursor', 'totalCount'],
])

/** The part of `path` that leads to what is null, or all of it; undefined where it leads nowhere. */
function toBlank(value: unknown, path: readonly Step[]): readonly Step[] | undefined {
  let inner = value
  for (const [at, step] of path.entries()) {
    if (inner === null || inner === notGiven) return path.slice(0, at)
    if (typeof inner !== 'object' || !Object.hasOwn(Object(inner), step)) return undefined
    inner = Reflect.get(Object(inner), step)
  }
  return path
}

/**
 * A copy of `value` with `notGiven` at `path`, which leads to something; null for an item of a connection, which then is not
 * whole. What cannot be read without it, and a plain list without an item of it, is not given either. Undefined: nor is `value`.
 */
function marked(value: unknown, path: readonly Step[], isConnection = false): unknown {
  const [step, ...rest] = path
  if (typeof value !== 'object' || value === null || step === undefined) return undefined
  const inner = rest.length > 0 ? marked(Reflect.get(value, step), rest, step === 'nodes') : undefined
  if (Array.isArray(value))
    return inner === undefined && !isConnection ? undefined : value.with(Number(step), inner ?? null)
  return inner === undefined && structure.has(step) ? undefined : { ...value, [step]: inner ?? notGiven }
}

/**
 * A record without what an error emptied in it: the record's own field is absent, and what lies deeper is `notGiven`.
 * @param path from the record on
 */
export function withoutErrored(record: unknown, path: readonly Step[]): unknown {
  const [own, ...rest] = path
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return record
  if (own === undefined || !Object.hasOwn(record, own)) return record
  const value: unknown = Reflect.get(record, own)
  const blank = structure.has(own) ? undefined : toBlank(value, rest)
  const kept = blank && marked(value, blank)
  if (kept !== undefined) return { ...record, [own]: kept }
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== String(own)))
}

/** A copy of `value` with `change` made at `path`; everything beside the path is shared, not copied. */
function changedAt(value: unknown, path: readonly Step[], change: (value: unknown) => unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return change(value)
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return value
  const inner: unknown = Reflect.get(value, step)
  const changed = changedAt(inner, rest, change)
  if (changed === inner) return value
  return Array.isArray(value) ? value.with(Number(step), changed) : { ...value, [step]: changed }
}

/**
 * Takes out of each record what an error emptied, so that no blank is read from it. The record's own field is absent where
 * it erred itself; inside it `notGiven` stands in the place, and all beside that keeps arriving. Changes nothing in `data`.
 */
export function withoutErroredFields<Data>(data: Data, errors: readonly GraphqlError[]): Data {
  // Only nullable fields can err without taking their parent along, and documents type those as possibly undefined.
  return errors.reduce<unknown>((read, { path }) => {
    if (!path || path.length === 0) return read
    // An error of the record itself empties the field that it is.
    const at = Math.min(path.length - inList(path).rest.length, path.length - 1)
    return changedAt(read, path.slice(0, at), (record) => withoutErrored(record, path.slice(at)))
  }, data) as Data
}

/**
 * Whether an error does not say which field it emptied: it has no path, or one that leads nowhere or to a record that came.
 * Then any blank of the answer may be its doing.
 */
export function hasNoPath(data: unknown, { path }: Pick<GraphqlError, 'path'>): boolean {
  if (!path || path.length === 0) return true
  let value = data
  for (const step of path) {
    if (value === null) return false
    if (typeof value !== 'object' || !Object.hasOwn(Object(value), step)) return true
    value = Reflect.get(Object(value), step)
  }
  const { at, rest } = inList(path)
  return at !== null && rest.length === 0 && value !== null
}
