import type { GazelleClient } from '../shared/gazelle/client.ts'
import { GazelleError } from '../shared/gazelle/errors.ts'
import type { FetchedPage, Lane } from '../shared/gazelle/module.ts'
import type { GazelleNode } from '../shared/gazelle/page.ts'
import { type Budget, nextCursor, readLane } from '../shared/sync/lane.ts'
import { adaptivePageSize } from '../shared/sync/page-size.ts'
import type { Progress } from './progress.ts'

/** Records to ask for before the server's cap is known. */
const largestPage = 500

/** A command on a person's machine has no slices. */
const unlimited: Budget = { take: () => true, spend: () => {} }

/** What a sweep read. */
export interface Swept {
  pages: number
  apiCalls: number
  /** Items that Gazelle answered as null. */
  nullNodes: number
}

/**
 * Reads all lanes of a module to their end, in parallel, with the loop of a sync, and gives each record once.
 * @param take gets each page's new records
 * @throws GazelleError; the reason of `signal` when that aborts
 */
export const sweep = async (
  client: GazelleClient,
  lanes: Lane[],
  take: (nodes: GazelleNode[]) => Promise<void>,
  options: { follow?: (progress: Progress) => void; signal?: AbortSignal } = {},
): Promise<Swept> => {
  const { follow = () => {} } = options
  const failed = new AbortController()
  const stopped = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal
  const size = adaptivePageSize(largestPage, largestPage, () => {})
  const seen = new Set<string>()
  const totals = new Map<string, number>()
  /** New records by lane. */
  const found = new Map<string, number>()
  const swept: Swept = { pages: 0, apiCalls: 0, nullNodes: 0 }

  const unseen = (nodes: GazelleNode[]) =>
    nodes.filter(({ id }) => {
      if (typeof id !== 'string') return true
      if (seen.has(id)) return false
      seen.add(id)
      return true
    })

  const count = (lane: Lane, page: FetchedPage, fresh: number) => {
    found.set(lane.name, (found.get(lane.name) ?? 0) + fresh)
    swept.pages += 1
    swept.apiCalls += page.apiCalls
    swept.nullNodes += page.nullNodes
    if (page.totalCount !== null && !lane.isProof)
      totals.set(lane.countsWith?.at(-1) ?? lane.name, page.totalCount)
    const total = [...totals.values()].reduce((sum, one) => sum + one, 0)
    follow({ done: seen.size, total: total || null })
  }

  /** Lanes that count together are finished when together they have read totalCount records. */
  const isFinished = ({ countsWith }: Lane, { hasNextPage, totalCount }: FetchedPage) => {
    if (!hasNextPage) return true
    if (!countsWith || totalCount === null) return false
    return countsWith.reduce((sum, name) => sum + (found.get(name) ?? 0), 0) >= totalCount
  }

  const read = async (lane: Lane) => {
    const ended = new AbortController()
    const signal = AbortSignal.any([stopped, ended.signal])
    let from: string | null = null
    const stage = async (_: number, page: FetchedPage) => {
      const fresh = unseen(page.nodes)
      await take(fresh)
      count(lane, page, fresh.length)
      const finished = isFinished(lane, page)
      if (!finished && page.endCursor === from)
        throw new GazelleError(
          'gazelle_answer_unreadable',
          `Gazelle’s cursor in lane ${lane.name} does not move`,
        )
      from = page.endCursor
      return { finished, cursor: nextCursor(page) }
    }
    try {
      await readLane(
        lane,
        { cursor: null, page: 0 },
        {
          budget: unlimited,
          fetch: (cursor) =>
            size.fetch((first, how) => lane.fetch(client, cursor, { first, ...how, signal }), lane.name),
          stage,
          // What comes twice is given once.
          restart: async () => {},
        },
      )
    } catch (error) {
      // One lane's failure ends the sweep; the others must not fetch on.
      failed.abort(error)
    } finally {
      // The page that was fetched ahead is not needed.
      ended.abort()
    }
  }

  const readAll = async (some: Lane[]) => {
    await Promise.all(some.map(read))
    stopped.throwIfAborted()
  }

  await readAll(lanes.filter((lane) => !lane.isProof))
  await readAll(lanes.filter((lane) => lane.isProof))
  return swept
}
