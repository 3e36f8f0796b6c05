import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'

/** A call on its way: of a function to Gazelle or to the database. */
export type Passing = {
  /** `gazelle` or `database`. */
  to: Proxied
  /** The GraphQL operation, `token`, or the name of the RPC. */
  name: string
  /** What it asks for; empty for a token. */
  asked: Record<string, unknown>
}
export type Proxied = 'gazelle' | 'database'

/** What becomes of a call: it passes, its connection is cut, or only half of its answer arrives. */
export type Verdict = 'pass' | 'cut' | 'half'

/** What a scenario does with calls on their way. */
export type Hooks = {
  before(call: Passing): Promise<Verdict>
  after(call: Passing): Promise<Verdict>
}

/** A proxy on loopback between the functions and Gazelle, or between the functions and the Data API. */
export type Proxy = {
  url: string
  /** Where calls go. */
  target: string
  hooks: Hooks | undefined
  stop(): Promise<void>
}

const bytesOf = async (message: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of message) parts.push(part)
  return Buffer.concat(parts)
}

const callOf = (to: Proxied, path: string, body: Buffer): Passing | undefined => {
  if (to === 'gazelle' && path.startsWith('/developer/oauth/token')) return { to, name: 'token', asked: {} }
  const name = /^\/rest\/v1\/rpc\/(\w+)/.exec(path)?.[1]
  if (name) return { to, name, asked: {} }
  if (to !== 'gazelle' || !path.startsWith('/graphql')) return undefined
  const { operationName, variables } = JSON.parse(body.toString())
  return { to, name: String(operationName), asked: variables ?? {} }
}

/** Starts a proxy on a free port of loopback. */
export const startProxy = async (to: Proxied): Promise<Proxy> => {
  // Sockets go idle for less time than any server keeps them, so none is used that was just closed.
  const agent = new Agent({ keepAlive: true, timeout: 3000 })

  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await bytesOf(incoming)
    const { hooks } = proxy
    const call = hooks && callOf(to, incoming.url ?? '/', body)
    if (hooks && call && (await hooks.before(call)) !== 'pass') return outgoing.destroy()
    const out = request(new URL(incoming.url ?? '/', proxy.target), {
      method: incoming.method,
      headers: incoming.headers,
      agent,
    })
    out.on('error', () => outgoing.destroy())
    out.on('response', (answer) => {
      answer.on('error', () => outgoing.destroy())
      if (!hooks || !call) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
        return
      }
      bytesOf(answer)
        .then(async (bytes) => {
          const verdict = await hooks.after(call)
          if (verdict === 'cut') return outgoing.destroy()
          const { 'transfer-encoding': _, ...headers } = answer.headers
          outgoing.writeHead(answer.statusCode ?? 502, { ...headers, 'content-length': bytes.length })
          if (verdict === 'pass') return outgoing.end(bytes)
          return outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy())
        })
        .catch(() => outgoing.destroy())
    })
    out.end(body)
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy())
  })
  // A function that was killed leaves its sockets open for a while.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port')
  const proxy: Proxy = {
    url: `http://127.0.0.1:${address.port}`,
    target: '',
    hooks: undefined,
    stop: () =>
      new Promise((resolve) => {
        agent.destroy()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return proxy
}
