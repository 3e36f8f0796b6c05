import { z } from 'zod'
import type { DatabaseClient } from '../database/client.ts'
import { parseAnswer } from '../database/rpc.ts'
import { wait } from '../gazelle/wait.ts'

/** Which changes are asked for, as `changes.read` takes them. */
export interface FeedQuery {
  account: string
  after?: string | undefined
  entities?: string[] | undefined
  limit?: number | undefined
}

const feedForm = z.object({
  changes: z.array(z.record(z.string(), z.unknown())),
  position: z.string(),
  more: z.boolean(),
})

/** Changes in their order, the position behind them, and whether more are there already. */
export type Feed = z.infer<typeof feedForm>

/**
 * Reads the changes behind a position; where there are none, waits for one.
 * @param forMs how long; the database is asked each `everyMs` meanwhile. Ends at once when `signal` aborts
 * @throws AppError `GZ400`, `GZ403`, `GZ411` (`changes_pruned`), or of the Data API
 */
export const readFeed = async (
  database: DatabaseClient,
  { account, after, entities, limit }: FeedQuery,
  { forMs, signal, everyMs = 1000 }: { forMs: number; signal: AbortSignal; everyMs?: number },
): Promise<Feed> => {
  const until = Date.now() + forMs
  let position = after
  for (;;) {
    const answer = await database.schema('changes').rpc('read', {
      p_account: account,
      ...(position !== undefined && { p_after: position }),
      ...(entities && { p_entities: entities }),
      ...(limit !== undefined && { p_limit: limit }),
    })
    const feed = parseAnswer('changes.read', answer, feedForm)
    const left = until - Date.now()
    if (feed.changes.length > 0 || left <= 0 || signal.aborted) return feed
    position = feed.position
    // The consumer has gone: what is there by now answers nobody.
    await wait(Math.min(everyMs, left), signal).catch(() => {})
  }
}
