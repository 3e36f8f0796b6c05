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

/** A copy of `value` without what lies at `path`; everything beside the path is shared, not copied. */
function without(value: unknown, path: readonly Step[]): unknown {
  const [step, ...rest] = path
  if (typeof value !== 'object' || value === null || step === undefined) return value
  if (Array.isArray(value))
    return typeof step === 'number' && rest.length > 0 ? value.with(step, without(value[step], rest)) : value
  if (rest.length > 0) return { ...value, [step]: without(Reflect.get(value, step), rest) }
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== String(step)))
}

/**
 * Takes out of each record the field that an error's path goes through, so that it is absent, not null: a blank
 * that a fault of the API made must never erase a value. Drops nothing else, and changes nothing in `data`.
 */
export function withoutErroredFields<Data>(data: Data, errors: readonly GraphqlError[]): Data {
  const paths = errors.flatMap(({ path }) =>
    path && path.length > 0 ? [path.slice(0, path.length - inList(path).rest.length + 1)] : [],
  )
  // Only nullable fields can err without taking their parent along, and documents type those as possibly undefined.
  return paths.reduce<unknown>(
    (rest, path) => (exists(rest, path) ? without(rest, path) : rest),
    data,
  ) as Data
}

/**
 * Whether an error does not say which field it emptied: it has no path, or one that leads nowhere or to a record that came.
 * Then any blank of the answer may be its doing.
 */
export function isPlaceless(data: unknown, { path }: Pick<GraphqlError, 'path'>): boolean {
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

/** Does `path` lead to something? An error can point into a record that is itself null. */
function exists(value: unknown, path: readonly Step[]): boolean {
  const [step, ...rest] = path
  if (step === undefined) return true
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false
  return exists(Reflect.get(value, step), rest)
}
