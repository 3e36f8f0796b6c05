import { z } from 'zod'
import { GazelleError } from './errors.ts'

/** A record as Gazelle gave it. */
export type GazelleNode = Record<string, unknown>

/** Any object. */
export const gazelleNode = z.custom<GazelleNode>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  {
    error: 'is not an object',
  },
)

const envelope = z.looseObject({
  nodes: z.array(gazelleNode.nullish()).nullish(),
  edges: z.array(z.looseObject({ node: gazelleNode.nullish() }).nullish()).nullish(),
  pageInfo: z.looseObject({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  totalCount: z.int().nonnegative().nullish(),
})

/** A page of a Relay connection. */
export interface Page {
  nodes: GazelleNode[]
  /** Items that Gazelle gave as `null`: survived, and counted. */
  nullNodes: number
  endCursor: string | null
  hasNextPage: boolean
  totalCount: number | null
}

const present = (items: readonly (GazelleNode | null | undefined)[]) => {
  const nodes = items.filter((item) => item !== null && item !== undefined)
  return { nodes, nullNodes: items.length - nodes.length }
}

/** The error of an answer that is not what the schema says. */
export const unreadableAnswer = (about: string, reason: string) =>
  new GazelleError('gazelle_answer_unreadable', `Gazelle’s answer for ${about} cannot be read: ${reason}`, {
    about,
    hint: 'If it lasts, Gazelle changed the form of its answers: compare the query with its schema.',
  })

const reasons = (error: z.ZodError) =>
  error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`).join('; ')

/**
 * Reads a connection. `edges`, `nodes` and their items may be null (they are declared so); unknown fields pass.
 * @param about the root field's name, for the error
 * @param after the cursor that was asked for
 * @throws GazelleError `gazelle_answer_unreadable`
 */
export function connection(value: unknown, about = 'a connection', after: string | null = null): Page {
  const read = envelope.safeParse(value)
  if (!read.success) throw unreadableAnswer(about, reasons(read.error))
  const { nodes, edges, pageInfo, totalCount } = read.data
  const endCursor = pageInfo.endCursor ?? null
  // Without this a sweep would end early and look complete.
  if (pageInfo.hasNextPage && !endCursor)
    throw unreadableAnswer(about, 'there is a next page, but no cursor to it')
  // Without this the page would be read for ever.
  if (pageInfo.hasNextPage && endCursor === after) throw unreadableAnswer(about, 'its cursor does not move')
  return {
    // A list that did not come is one hole: an empty one would prove that everything is gone.
    ...present(nodes ?? edges?.map((edge) => edge?.node) ?? [null]),
    endCursor,
    hasNextPage: pageInfo.hasNextPage,
    totalCount: totalCount ?? null,
  }
}

/**
 * Reads a plain list (`allUsers`, `allMasterServiceItems`): always one page.
 * @param about the root field's name, for the error
 * @throws GazelleError `gazelle_answer_unreadable`
 */
export function list(value: unknown, about = 'a list'): Page {
  const read = z.array(gazelleNode.nullish()).safeParse(value)
  if (!read.success) throw unreadableAnswer(about, reasons(read.error))
  return { ...present(read.data), endCursor: null, hasNextPage: false, totalCount: read.data.length }
}
