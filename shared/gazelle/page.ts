import { z } from 'zod'
import { GazelleError, type GraphqlError } from './errors.ts'
import { holesOf, listHole, usableId } from './holes.ts'
import type { Hole } from './module.ts'

/** A record as Gazelle gave it. */
export type GazelleNode = Record<string, unknown>

/** Any object. */
export const gazelleNode = z.custom<GazelleNode>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  {
    error: 'is not an object',
  },
)

/** The largest integer of Postgres. */
const mostRecords = 2 ** 31 - 1

const envelope = z.looseObject({
  nodes: z.array(gazelleNode.nullish()).nullish(),
  edges: z
    .array(z.looseObject({ cursor: z.string().nullish(), node: gazelleNode.nullish() }).nullish())
    .nullish(),
  pageInfo: z.looseObject({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  // What is no count proves nothing, and takes no record with it.
  totalCount: z.int().nonnegative().max(mostRecords).nullish().catch(null),
})

/** An item of a connection: null where Gazelle gave none. */
export interface Edge {
  node: GazelleNode | null
  /** Where the list goes on after it. */
  cursor: string | null
  /** The record's id, where the record itself is not there. */
  id?: string | null
  /** The record is left out, and its hole is known. */
  isNoted?: boolean
  /** The list cannot bring the record; a query by its id did. */
  isApart?: boolean
}

/** A page of a Relay connection, in the order in which it is read. */
export interface Page {
  nodes: GazelleNode[]
  /** Items that Gazelle gave as `null`: survived, and counted. */
  nullNodes: number
  endCursor: string | null
  /**
   * The cursor from which the next page begins with a record of this one, so that the two can be seen to join; null at the
   * list's end, and where only `endCursor` leads on.
   */
  resumeCursor: string | null
  hasNextPage: boolean
  totalCount: number | null
  holes: Hole[]
  /** An error came that does not say where it belongs: any blank may be its doing. */
  inDoubt?: boolean
}

/** A connection as it came. */
export interface Connection {
  /** In the order in which they are read. */
  edges: Edge[]
  /** The position of each edge in the answer. */
  positions: number[]
  /** Whether the list came at all. */
  came: boolean
  endCursor: string | null
  hasNextPage: boolean
  totalCount: number | null
}

/** The error of an answer that is not what the schema says. */
export const unreadableAnswer = (about: string, reason: string) =>
  new GazelleError('gazelle_answer_unreadable', `Gazelle’s answer for ${about} cannot be read: ${reason}`, {
    about,
    hint: 'If it lasts, Gazelle changed the form of its answers: compare the query with its schema.',
  })

const reasons = (error: z.ZodError) =>
  error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`).join('; ')

interface Reading {
  /** The cursor that was asked for. */
  after?: string | null
  /** Read from the list's end: what comes first in the answer is read last. */
  backwards?: boolean
}

/**
 * Reads a connection. `edges`, `nodes` and their items may be null (they are declared so); unknown fields pass.
 * @param about the root field's name, for the error
 * @throws GazelleError `gazelle_answer_unreadable`
 */
export function edgesOf(
  value: unknown,
  about: string,
  { after = null, backwards = false }: Reading = {},
): Connection {
  const read = envelope.safeParse(value)
  if (!read.success) throw unreadableAnswer(about, reasons(read.error))
  const { nodes, edges, pageInfo, totalCount } = read.data
  const endCursor = pageInfo.endCursor ?? null
  // Without this a sweep would end early and look complete.
  if (pageInfo.hasNextPage && !endCursor)
    throw unreadableAnswer(about, 'there is a next page, but no cursor to it')
  // Without this the page would be read for ever.
  if (pageInfo.hasNextPage && endCursor === after) throw unreadableAnswer(about, 'its cursor does not move')
  const all = edges
    ? edges.map((edge): Edge => ({ node: edge?.node ?? null, cursor: edge?.cursor ?? null }))
    : (nodes ?? []).map((node): Edge => ({ node: node ?? null, cursor: null }))
  const positions = [...all.keys()]
  return {
    edges: backwards ? all.toReversed() : all,
    positions: backwards ? positions.toReversed() : positions,
    came: Boolean(edges ?? nodes),
    endCursor,
    hasNextPage: pageInfo.hasNextPage,
    totalCount: totalCount ?? null,
  }
}

/** The cursor of the edge before the last usable one: the next page begins with that record. The first edge has none before it. */
export const resumeCursorOf = (edges: readonly Edge[]): string | null =>
  edges[resumeAt(edges) - 1]?.cursor ?? null

const resumeAt = (edges: readonly Edge[]): number =>
  edges.findLastIndex(
    ({ node, isApart }, at) => at > 0 && !isApart && usableId(node) !== null && edges[at - 1]?.cursor,
  )

/** The nulls of a page, each in one page only: those after the record with which the next page begins come again with it. */
export function nullsIn(edges: readonly Edge[], hasNextPage: boolean): number {
  const resume = hasNextPage ? resumeAt(edges) : -1
  const own = resume === -1 ? edges : edges.slice(0, resume)
  return own.filter(({ node }) => node === null).length
}

/** A connection as a page, with what it lacks. */
export function pageOf(connection: Connection, errors: readonly GraphqlError[] = [], haveIds = true): Page {
  const { edges, positions, came, endCursor, hasNextPage, totalCount } = connection
  const items = edges.map(({ node }) => node)
  const nodes = items.filter((node) => node !== null)
  const holes = holesOf({ items, positions, errors, haveIds })
  return {
    nodes,
    // A list that did not come is one hole: an empty one would prove that everything is gone.
    nullNodes: came ? nullsIn(edges, hasNextPage) : 1,
    endCursor,
    resumeCursor: hasNextPage ? resumeCursorOf(edges) : null,
    hasNextPage,
    totalCount,
    holes: came ? holes : [listHole('', errors[0]?.message)],
  }
}

/**
 * Reads a connection as a page, without looking for errors.
 * @param about the root field's name, for the error
 * @param after the cursor that was asked for
 * @throws GazelleError `gazelle_answer_unreadable`
 */
export const connection = (value: unknown, about = 'a connection', after: string | null = null): Page =>
  pageOf(edgesOf(value, about, { after }))

/**
 * Reads a plain list (`allUsers`, `allMasterServiceItems`): always one page.
 * @param about the root field's name, for the error
 * @throws GazelleError `gazelle_answer_unreadable`
 */
export function list(value: unknown, about = 'a list', errors: readonly GraphqlError[] = []): Page {
  const read = z.array(gazelleNode.nullish()).safeParse(value)
  if (!read.success) throw unreadableAnswer(about, reasons(read.error))
  const edges = read.data.map((node): Edge => ({ node: node ?? null, cursor: null }))
  const whole = { came: true, endCursor: null, hasNextPage: false, totalCount: edges.length }
  return pageOf({ edges, positions: [...edges.keys()], ...whole }, errors)
}
