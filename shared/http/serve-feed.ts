import { withSupabase } from '@supabase/server'
import { asCaller, readFeed } from '../changes/feed.ts'
import { errorBody } from '../error-body.ts'
import { logUnexpected } from '../log.ts'
import { type EdgeFunction, environment } from './serve.ts'

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
 * the publishable key with their token, and reads the own ones.
 */
export const serveFeed = (): EdgeFunction => ({
  fetch: withSupabase({ auth: ['publishable:*', 'secret:*'], cors: false }, async (request) => {
    try {
      if (request.method !== 'GET')
        return Response.json(
          { error: { code: 'bad_method', message: 'use GET', hint: '' } },
          { status: 405, headers: { allow: 'GET' } },
        )
      const key = request.headers.get('apikey') ?? ''
      const url = environment().SUPABASE_URL ?? ''
      return await readFeed(request, asCaller(url, key, request.headers.get('authorization')))
    } catch (error) {
      const failure = errorBody(error)
      const status = statusOf[failure.code] ?? 500
      if (status === 500) logUnexpected(error, { function: 'changes' })
      return Response.json({ error: failure }, { status })
    }
  }),
})
