import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { z } from 'zod'
import { fetchWithRetry } from '../database/client.ts'
import { parseAnswer } from '../database/rpc.ts'
import type { Database } from '../database/types.generated.ts'
import { AppError } from '../errors.ts'

/** Longest wait for a change, in seconds: well within what Supabase lets a request take. */
const longestWait = 25

/** What a consumer asks: positions and entities as `changes.read` takes them. */
const feedQuery = z.strictObject({
  after: z.string().max(100).optional(),
  entities: z
    .string()
    .max(2000)
    .transform((text) => text.split(',').filter(Boolean))
    .optional(),
  limit: z.coerce.number().int().min(1).optional(),
  wait: z.coerce.number().min(0).max(longestWait).default(0),
  account: z.string().max(100).default('main'),
  format: z.enum(['json', 'jsonl']).default('json'),
})

const feedAnswer = z.object({
  changes: z.array(z.record(z.string(), z.unknown())),
  position: z.string(),
  more: z.boolean(),
})
type Feed = z.infer<typeof feedAnswer>

/**
 * The Data API as whoever asks: with a key alone, or with the token of a member beside it. Row-level security decides what they see.
 * @param key of the header apikey
 * @param authorization the header of that name, where there is one
 */
export const asCaller = (url: string, key: string, authorization: string | null): SupabaseClient<Database> =>
  createClient<Database>(url, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    db: { retry: false },
    global: {
      fetch: fetchWithRetry({ forMs: 2000 }),
      ...(authorization && { headers: { authorization } }),
    },
  })

const queryOf = (url: string) => {
  const found = feedQuery.safeParse(Object.fromEntries(new URL(url).searchParams))
  if (found.success) return found.data
  const wrong = found.error.issues.map(({ path, message }) => `${path.join('.') || 'query'}: ${message}`)
  throw new AppError('bad_input', wrong.join('; '), {
    hint: 'after, entities, limit, wait (at most 25), account, format (json, jsonl).',
  })
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

/**
 * Answers the changes behind a position; where there are none, waits for one as long as the consumer asks.
 * @param everyMs how often the database is asked meanwhile
 * @throws AppError `bad_input`, `GZ400`, `GZ411` (`changes_pruned`), or of the Data API
 */
export const readFeed = async (
  request: Request,
  database: SupabaseClient<Database>,
  everyMs = 1000,
): Promise<Response> => {
  const { after, entities, limit, wait, account, format } = queryOf(request.url)
  const until = Date.now() + wait * 1000
  let position = after
  for (;;) {
    const answer = await database.schema('changes').rpc('read', {
      p_account: account,
      ...(position !== undefined && { p_after: position }),
      ...(entities && { p_entities: entities }),
      ...(limit !== undefined && { p_limit: limit }),
    })
    const feed = parseAnswer('changes.read', answer, feedAnswer)
    const left = until - Date.now()
    if (feed.changes.length > 0 || left <= 0 || request.signal.aborted) return written(feed, format)
    position = feed.position
    await pause(Math.min(everyMs, left), request.signal)
  }
}

/** JSON as the database gives it; as lines, each change is one, and the headers say how to go on. */
const written = (feed: Feed, format: 'json' | 'jsonl'): Response =>
  format === 'json'
    ? Response.json(feed)
    : new Response(feed.changes.map((change) => `${JSON.stringify(change)}\n`).join(''), {
        headers: {
          'content-type': 'application/jsonl; charset=utf-8',
          'gazelle-position': feed.position,
          'gazelle-more': String(feed.more),
        },
      })
