import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'

/** A call of the functions to Gazelle. */
export type Passing = {
  operation: string
  variables: Record<string, unknown>
  /** Calls of this operation so far, this one included. */
  nth: number
}

/** The wire between the functions and a stand-in: its address stays while stand-ins come and go. */
export type Wire = {
  url: string
  /** Where calls go. */
  target: string
  /** Where calls with an API key or a token go in place of `target`: each company has a stand-in of its own. */
  targets: Map<string, string>
  /** What happens to an answer on its way: hold it, or give another body. Nothing, until a test sets it. */
  onAnswer: ((call: Passing, body: string) => string | Promise<string>) | undefined
  stop(): Promise<void>
}

const textOf = async (message: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of message) parts.push(part)
  return Buffer.concat(parts)
}

/** The API key or token of a call; of a refresh, the refresh token. */
const credentialOf = ({ url, headers }: IncomingMessage, body: Buffer): string =>
  url?.endsWith('/oauth/token')
    ? (new URLSearchParams(body.toString()).get('refresh_token') ?? '')
    : String(headers['x-gazelle-api-key'] ?? headers.authorization?.replace(/^Bearer /, ''))

/** Starts a wire on a free port of loopback. */
export const startWire = async (): Promise<Wire> => {
  const counts = new Map<string, number>()

  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await textOf(incoming)
    const target = wire.targets.get(credentialOf(incoming, body)) ?? wire.target
    const out = request(new URL(incoming.url ?? '/', target), {
      method: incoming.method,
      headers: incoming.headers,
      agent: false,
    })
    out.on('error', () => outgoing.destroy())
    out.on('response', (answer) => {
      const { onAnswer } = wire
      answer.on('error', () => outgoing.destroy())
      if (incoming.url?.endsWith('/oauth/token') && target !== wire.target) {
        // Tokens that a company's stand-in grants are that company's.
        textOf(answer).then((text) => {
          const { access_token, refresh_token } = JSON.parse(text.toString())
          for (const token of [access_token, refresh_token]) if (token) wire.targets.set(token, target)
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(text)
        })
        return
      }
      if (!onAnswer || !incoming.url?.startsWith('/graphql')) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
        return
      }
      const { operationName: operation, variables } = JSON.parse(body.toString())
      const nth = (counts.get(operation) ?? 0) + 1
      counts.set(operation, nth)
      textOf(answer)
        .then((text) => onAnswer({ operation, variables, nth }, text.toString()))
        .then((text) => {
          const { 'content-length': _, ...headers } = answer.headers
          outgoing.writeHead(answer.statusCode ?? 502, headers).end(text)
        })
        .catch(() => outgoing.destroy())
    })
    out.end(body)
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the wire has no port')

  let onAnswer: Wire['onAnswer']
  const wire: Wire = {
    url: `http://127.0.0.1:${address.port}`,
    target: '',
    targets: new Map(),
    get onAnswer() {
      return onAnswer
    },
    set onAnswer(next) {
      counts.clear()
      onAnswer = next
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return wire
}
