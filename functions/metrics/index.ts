import { readMetrics } from '../../shared/alerts/metrics.ts'
import { serveSecretly } from '../../shared/http/serve.ts'

/** The state of everything in the text format of Prometheus. */
export default serveSecretly('GET', async (_request, database) => {
  const { text, contentType } = await readMetrics(database)
  return new Response(text, { headers: { 'content-type': contentType } })
})
