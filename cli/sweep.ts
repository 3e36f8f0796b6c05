import type { GazelleClient } from '../shared/gazelle/client.ts'
import { GazelleError } from '../shared/gazelle/errors.ts'
import type { FetchedPage, Lane } from '../shared/gazelle/module.ts'
import type { GazelleNode } from '../shared/gazelle/page.ts'
import type { Progress } from './progress.ts'

/** Records asked for at a time: 100 always works. */
const pageSize = 100

/** What a sweep read. */
export interface Swept {
  pages: number
  apiCalls: number
  /** Items that Gazelle answered as null. */
  nullNodes: number
}

/**
 * Reads all lanes of a module to their end, side by side, and gives each record once.
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
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal
  const seen = new Set<string>()
  const totals = new Map<string, number>()
  /** New records by lane. */
  const found = new Map<string, number>()
  const together = ({ countsWith = [] }: Lane) =>
    countsWith.reduce((sum, name) => sum + (found.get(name) ?? 0), 0)
  const swept: Swept = { pages: 0, apiCalls: 0, nullNodes: 0 }

  const unseen = (nodes: GazelleNode[]) =>
    nodes.filter(({ id }) => {
      if (typeof id !== 'string') return true
      if (seen.has(id)) return false
      seen.add(id)
      return true
    })

  const note = (lane: Lane, page: FetchedPage) => {
    swept.pages += 1
    swept.apiCalls += page.apiCalls
    swept.nullNodes += page.nullNodes
    if (page.totalCount !== null && !lane.isProof)
      totals.set(lane.countsWith?.at(-1) ?? lane.name, page.totalCount)
    const total = [...totals.values()].reduce((sum, one) => sum + one, 0)
    follow({ done: seen.size, total: total || null })
  }

  const readLane = async (lane: Lane) => {
    let cursor: string | null = null
    for (;;) {
      const page: FetchedPage = await lane.fetch(client, cursor, { first: pageSize, signal })
      const fresh = unseen(page.nodes)
      found.set(lane.name, (found.get(lane.name) ?? 0) + fresh.length)
      await take(fresh)
      note(lane, page)
      if (!page.hasNextPage) return
      // Lanes that count together are over when nothing is missing.
      if (lane.countsWith && page.totalCount !== null && together(lane) >= page.totalCount) return
      if (page.endCursor === cursor)
        throw new GazelleError(
          'gazelle_answer_unreadable',
          `Gazelle’s cursor in lane ${lane.name} does not move`,
        )
      cursor = page.endCursor
    }
  }

  const readAll = async (some: Lane[]) => {
    const reading = some.map((lane) =>
      readLane(lane).catch((error) => {
        // One lane's failure ends the sweep; the others must not fetch on.
        failed.abort(error)
        throw error
      }),
    )
    await Promise.allSettled(reading)
    signal.throwIfAborted()
  }

  await readAll(lanes.filter((lane) => !lane.isProof))
  await readAll(lanes.filter((lane) => lane.isProof))
  return swept
}
