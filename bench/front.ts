import { createServer, request } from 'node:http'

/** One address for the stand-ins of several companies: a call goes to that of its API key. */
export interface Front {
  url: string
  stop(): Promise<void>
}

/** @param homes the origin of each key's stand-in */
export const startFront = async (homes: ReadonlyMap<string, string>): Promise<Front> => {
  const server = createServer((incoming, outgoing) => {
    const home = homes.get(String(incoming.headers['x-gazelle-api-key']))
    if (!home) return outgoing.writeHead(401).end()
    const out = request(new URL(incoming.url ?? '/', home), {
      method: incoming.method,
      headers: incoming.headers,
    })
    out.on('error', () => outgoing.destroy())
    out.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(out)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the front has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
