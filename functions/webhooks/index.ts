import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { respond } from '../../shared/http/respond-async.ts'
import { environment, functionOf, serveSecretly } from '../../shared/http/serve.ts'
import { sendChanges } from '../../shared/webhooks/send.ts'

/** A slice ends well within what Supabase gives a worker: wall clock, and messages for its CPU (about 1 ms each). */
const longestMs = 40_000
const mostMessages = 600

/**
 * Delivers changes to webhooks; called at the end of a run and each minute while something is due. Where a slice ends before all is
 * sent, it has the next one started, which does not wait for a receiver that is slow.
 */
export default serveSecretly('POST', (request, database) => {
  const began = Date.now()
  const work = sendChanges(database, {
    own: environment().SUPABASE_URL ?? '',
    isOver: (sent) => sent >= mostMessages || Date.now() - began > longestMs,
    next: () => call(database.schema('webhooks'), 'call', { p_reason: 'next' }, z.string()),
  }).then((report) => Response.json(report))
  return respond(request, { status: 'running' }, work, { function: functionOf(request) })
})
