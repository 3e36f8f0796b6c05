import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { readBody } from '../../shared/http/body.ts'
import { respond } from '../../shared/http/respond-async.ts'
import { functionOf, serveSecretly } from '../../shared/http/serve.ts'

const body = z.strictObject({
  module: z.string().min(1).nullable().default(null),
  account: z.string().min(1).default('main'),
  limit: z.int().min(1).max(10_000).default(1000),
})

/** Tries again what is pending or refused; answers {"tried", "promoted", "rejected", "written"}, and "failed" where a module did. */
export default serveSecretly('POST', async (request, database) => {
  const { module, account, limit } = await readBody(request, body)
  const args = { p_module: module, p_account: account, p_limit: limit }
  const work = call(database.schema('reconcile'), 'run', args, z.unknown()).then((did) => Response.json(did))
  return respond(request, { status: 'running' }, work, { function: functionOf(request) })
})
