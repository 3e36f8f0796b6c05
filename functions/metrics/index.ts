import { serveSecretly } from '../../shared/http/serve.ts'
import { readMetrics } from '../../shared/observe/metrics.ts'

/** The state of everything in the text format of Prometheus. */
export default serveSecretly('GET', async (_request, database) => {
  const { text, contentType } = await readMetrics(database)
  return new Response(text, { headers: { 'content-type': contentType } })
})
