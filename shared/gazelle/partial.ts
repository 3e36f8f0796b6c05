import type { GraphqlError } from './errors.ts'

type Step = string | number

/** Where the record's own field stands in an error's path: after `root`, `root.3`, `root.nodes.3` or `root.edges.3.node`. */
function fieldDepth(path: readonly Step[]): number {
  const [, second, third, fourth] = path
  if (typeof second === 'number') return 2
  if (second === 'nodes' && typeof third === 'number') return 3
  if (second === 'edges' && typeof third === 'number' && fourth === 'node') return 4
  return 1
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
    path && path.length > 0 ? [path.slice(0, fieldDepth(path) + 1)] : [],
  )
  // Only nullable fields can err without taking their parent along, and documents type those as possibly undefined.
  return paths.reduce<unknown>(
    (rest, path) => (exists(rest, path) ? without(rest, path) : rest),
    data,
  ) as Data
}

/** Does `path` lead to something? An error can point into a record that is itself null. */
function exists(value: unknown, path: readonly Step[]): boolean {
  const [step, ...rest] = path
  if (step === undefined) return true
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false
  return exists(Reflect.get(value, step), rest)
}
