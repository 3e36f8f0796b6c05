import { z } from 'zod'
import { alertCycle } from '../../shared/alerts/cycle.ts'
import { noteSignUp } from '../../shared/alerts/sign-up.ts'
import { readBody } from '../../shared/http/body.ts'
import { respond } from '../../shared/http/respond-async.ts'
import { environment, functionOf, serveSecretly } from '../../shared/http/serve.ts'

const body = z.strictObject({ test: z.boolean().default(false) })

/**
 * Evaluates the rules and delivers what is due; called each minute by the schedule, and at once when a run failed, or mends what had failed.
 * With `{"test": true}` each channel gets a test message, and the answer says what it answered.
 */
export default serveSecretly('POST', async (request, database) => {
  const { test } = await readBody(request, body)
  const work = alertCycle(database, environment(), { test }).then(async (report) => {
    // What it finds counts from the next minute on; alerts never wait for it.
    const key = request.headers.get('apikey') ?? ''
    await noteSignUp(database, environment().SUPABASE_URL ?? '', key)
    return Response.json(report)
  })
  return respond(request, { status: 'running' }, work, { function: functionOf(request) })
})
