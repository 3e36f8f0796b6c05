import { serveSecretly } from '../../shared/http/serve.ts'

/**
 * Answers, for each kind of data, when it last succeeded, how fresh it is, and what waits: 200 while all is healthy or
 * degraded, 503 when something is unhealthy.
 */
export default serveSecretly('GET', async (_request, database) => {
  const { data, error } = await database
    .schema('monitoring')
    .from('module_health')
    .select(
      'module,account_id,status,running,last_success_at,age,fresh_within,failures_24h,pending,rejected,placeholders',
    )
  if (error) throw error
  const status = worst(data.map((row) => row.status ?? 'unhealthy'))
  return Response.json({ status, modules: data }, { status: status === 'unhealthy' ? 503 : 200 })
})

const ranks = ['healthy', 'degraded', 'unhealthy']

const worst = (all: string[]) =>
  ranks[Math.max(0, ...all.map((status) => ranks.indexOf(status)))] ?? 'unhealthy'
