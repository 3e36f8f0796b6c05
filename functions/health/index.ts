import { withSupabase } from '@supabase/server'
import { refuseMethod } from '../../shared/http/method.ts'
import { healthResponse, readHealth } from '../../shared/observe/health.ts'

/**
 * Answers, for each kind of data, when it last succeeded, how fresh it is, and what waits: 200 while all is healthy or
 * degraded, 503 when something is unhealthy or the database is away. Opens to a publishable key too: it tells nothing
 * that a page may not show.
 */
export default {
  fetch: withSupabase({ auth: ['publishable:*', 'secret:*'] }, async (request, { supabaseAdmin }) =>
    request.method === 'GET'
      ? healthResponse(await readHealth(supabaseAdmin.schema('monitoring')))
      : refuseMethod('GET'),
  ),
}
