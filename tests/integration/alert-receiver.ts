import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'

/** A request that a channel made. */
export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

/** The other side of the channels: a real server on loopback that keeps what comes, and fails as it is told. */
export interface Receiver {
  url: string
  received: Received[]
  /** What came to paths that begin so. */
  at(path: string): Received[]
  /** How a path answers from now on; `ok` when nothing was said. Never answering is not ending the response. */
  answer(path: string, how: (response: ServerResponse, nth: number) => void): void
  /** Settles once `count` requests have come to paths that begin so. */
  has(path: string, count: number): Promise<Received[]>
  stop(): Promise<void>
}

/** Starts a receiver on a free port. */
export const startReceiver = async (): Promise<Receiver> => {
  const received: Received[] = []
  const answers = new Map<string, (response: ServerResponse, nth: number) => void>()
  const waiting = new Set<() => void>()
  const at = (path: string) => received.filter((one) => one.path.startsWith(path))

  const server = createServer(async (request, response) => {
    let body = ''
    request.setEncoding('utf8')
    for await (const part of request) body += part
    const path = request.url ?? ''
    received.push({ path, headers: request.headers, body })
    const how = [...answers].find(([prefix]) => path.startsWith(prefix))
    if (how) how[1](response, at(how[0]).length)
    else response.end('ok')
    for (const look of waiting) look()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the receiver has no port')

  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    at,
    answer: (path, how) => answers.set(path, how),
    has: (path, count) =>
      new Promise((resolve) => {
        const look = () => {
          if (at(path).length < count) return
          waiting.delete(look)
          resolve(at(path))
        }
        waiting.add(look)
        look()
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
