// How a field is answered: from its resolver, a connection by a page of its rows, and through the faults of the call.
import { type Place, Refusal } from './faults/fault.ts'
import type { Arguments } from './filters.ts'
import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLResolveInfo } from './graphql.ts'
import { connectionOf, pageOf } from './pages.ts'
import type { Context, Resolver } from './resolvers.ts'
import type { Playing } from './rules.ts'
import { itemOf, rootFields } from './shapes.ts'

/** Context of a query that faults look at. */
export interface WatchedContext extends Context {
  faults: readonly Playing[]
  /** Takes what a fault answers in place of the whole. */
  refuse(refusal: Refusal): void
}

const rowsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Answers a connection by a page of its rows. */
export const paged =
  (read: Resolver): Resolver =>
  (source, args, context) =>
    connectionOf(pageOf(rowsOf(read(source, args, context)), args, context.pageCap))

/** The place in the outermost list of the answer. */
const positionIn = ({ path }: GraphQLResolveInfo): number => {
  let position = 0
  for (let step: typeof path | undefined = path; step; step = step.prev)
    if (typeof step.key === 'number') position = step.key
  return position
}

const asksById = (field: string): boolean => {
  const root = rootFields.get(field)
  return root !== undefined && !itemOf(root) && [...root.args.keys()].some((name) => /^id$|Id$/.test(name))
}

const placeOf = (
  source: unknown,
  args: Arguments,
  info: GraphQLResolveInfo,
  isConnection: boolean,
): Place => {
  const { fieldName: field, parentType } = info
  const isRoot = parentType.name === 'PrivateQuery'
  return {
    name: `${parentType.name}.${field}`,
    field,
    isRoot,
    isConnection,
    isById: isRoot && asksById(field),
    id: typeof source === 'object' && source !== null && 'id' in source ? source.id : undefined,
    position: positionIn(info),
    args,
  }
}

/** Answers a field through the faults of the call. */
export const watched =
  (
    read: Resolver | undefined,
    isConnection: boolean,
  ): GraphQLFieldResolver<unknown, WatchedContext, Arguments> =>
  (source, args, context, info) => {
    const { faults, pageCap, refuse } = context
    const place = placeOf(source, args, info, isConnection)
    const value = () =>
      read ? read(source, place.args, context) : defaultFieldResolver(source, place.args, context, info)
    const page = () => {
      let rows = rowsOf(value())
      for (const { hooks, hit } of faults) rows = hooks.rows?.(rows, place, hit) ?? rows
      let cut = pageOf(rows, place.args, pageCap)
      for (const { hooks, hit } of faults) cut = hooks.page?.(cut, place, hit) ?? cut
      return connectionOf(cut)
    }
    let next: () => unknown = isConnection ? page : value
    for (const { hooks, hit } of faults) {
      const { field } = hooks
      const inner = next
      if (field) next = () => field(place, inner, hit)
    }
    try {
      return next()
    } catch (error) {
      if (error instanceof Refusal) refuse(error)
      throw error
    }
  }
