import { withSupabase } from '@supabase/server'
import { z } from 'zod'
import { type Feed, readFeed } from '../changes/feed.ts'
import { connect } from '../database/client.ts'
import { errorBody } from '../error-body.ts'
import { logUnexpected } from '../log.ts'
import { parseInput } from './body.ts'
import { refuseMethod } from './method.ts'
import { type EdgeFunction, environment } from './serve.ts'

/** Longest wait for a change, in seconds: well within what Supabase lets a request take. */
const longestWait = 25

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

/** A consumer's own fault, by code; anything else is the database's or ours. */
const statusOf: Record<string, number> = {
  bad_input: 400,
  unknown_account: 404,
  changes_pruned: 410,
  '42501': 403,
  PGRST301: 401,
}

/**
 * The feed of changes: what is behind a position, or, with `wait`, the next change. A secret key reads every account; a member sends
 * the publishable key with their token, and reads the own ones: row-level security decides.
 */
export const serveFeed = (): EdgeFunction => ({
  fetch: withSupabase({ auth: ['publishable:*', 'secret:*'], cors: false }, async (request) => {
    try {
      if (request.method !== 'GET') return refuseMethod('GET')
      const key = request.headers.get('apikey') ?? ''
      const url = environment().SUPABASE_URL ?? ''
      const database = connect(url, key, { forMs: 2000 }, request.headers.get('authorization'))
      const { wait, format, ...query } = parseInput(
        feedQuery,
        Object.fromEntries(new URL(request.url).searchParams),
        'query',
        'after, entities, limit, wait (at most 25), account, format (json, jsonl).',
      )
      const feed = await readFeed(database, query, { forMs: wait * 1000, signal: request.signal })
      return format === 'json' ? Response.json(feed) : linesOf(feed)
    } catch (error) {
      const failure = errorBody(error)
      const status = statusOf[failure.code] ?? 500
      if (status === 500) logUnexpected(error, { function: 'changes' })
      return Response.json({ error: failure }, { status })
    }
  }),
})

/** A change is a line; the headers say how to go on. */
const linesOf = ({ changes, position, more }: Feed): Response =>
  new Response(changes.map((change) => `${JSON.stringify(change)}\n`).join(''), {
    headers: {
      'content-type': 'application/jsonl; charset=utf-8',
      'gazelle-position': position,
      'gazelle-more': String(more),
    },
  })
