import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GazelleError } from '../../shared/gazelle/errors.ts'

/** A call that arrived. */
export interface Arrived {
  path: string
  headers: IncomingMessage['headers']
  body: string
  at: number
}

/** What the endpoint does with a call: an answer, or free play with the response. */
export type Reply =
  | { status?: number; headers?: Record<string, string>; json?: unknown; text?: string }
  | ((response: ServerResponse) => void)

export interface Endpoint {
  url: string
  calls: Arrived[]
  close(): Promise<void>
}

const send = (response: ServerResponse, reply: Reply) => {
  if (typeof reply === 'function') return reply(response)
  const { status = 200, headers = {}, json, text } = reply
  response.writeHead(status, {
    'content-type': text === undefined ? 'application/json' : 'text/html',
    ...headers,
  })
  response.end(text ?? JSON.stringify(json ?? {}))
}

/** A local HTTP server; `answer` gets each call and its number, from 1. */
export async function startEndpoint(
  answer: (call: Arrived, number: number) => Reply | Promise<Reply>,
): Promise<Endpoint> {
  const calls: Arrived[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const call = {
      path: request.url ?? '/',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      at: performance.now(),
    }
    calls.push(call)
    send(response, await answer(call, calls.length))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The GazelleError that `work` ends with. */
export async function errorOf(work: Promise<unknown>): Promise<GazelleError> {
  const error = await work.then(
    () => new Error('nothing went wrong'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof GazelleError) return error
  throw error
}
