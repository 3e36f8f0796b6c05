import { createHash, timingSafeEqual } from 'node:crypto'
import { Agent, request } from 'node:http'
import { type HttpBindings, serve } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { authRoutes, versionHeader } from './auth.ts'
import type { AuthUsers } from './auth-users.ts'
import type { Log } from './child.ts'
import { type Keys, roleToken } from './keys.ts'
import { freePort } from './ports.ts'

/** A running gateway. */
export type Gateway = { url: string; stop(): Promise<void> }

const digest = (text: string) => createHash('sha256').update(text).digest()

// Digests have one length, so the comparison takes constant time.
const same = (left: string, right: string) => timingSafeEqual(digest(left), digest(right))

/**
 * Starts the front of the stack, with the paths of `https://<project>.supabase.co`: `/rest/v1` is the Data API,
 * `/functions/v1` the functions, `/auth/v1` the users. A secret or publishable key becomes the JWT of its role, a user's JWT stays.
 * @param options.secretKeys the secret keys of the moment; default the one of `keys`
 * @param options.port preferred; a taken one is replaced by a free one
 * @param options.postgrest where PostgREST is; undefined while it starts
 * @param options.functions where the functions are; undefined while they start
 * @param options.users those who can sign in; without them there is no `/auth/v1`
 */
export const startGateway = async (options: {
  port?: number | undefined
  keys: Keys
  secretKeys?: () => string[]
  postgrest: () => string | undefined
  functions: () => string | undefined
  users?: AuthUsers | undefined
  log: Log
}): Promise<Gateway> => {
  const { keys, secretKeys = () => [keys.secretKey] } = options
  const tokens = {
    secret: await roleToken(keys.jwtSecret, 'service_role'),
    publishable: await roleToken(keys.jwtSecret, 'anon'),
  }

  const isSecret = (key: string) => secretKeys().some((one) => same(key, one))
  const tokenOf = (key: string) => {
    if (isSecret(key)) return tokens.secret
    if (same(key, keys.publishableKey)) return tokens.publishable
    return undefined
  }
  const bearerOf = (context: Context) => context.req.header('authorization')?.replace(/^bearer\s+/i, '') ?? ''
  const keyOf = (context: Context) => {
    const bearer = bearerOf(context)
    return context.req.header('apikey') ?? (bearer.startsWith('sb_') ? bearer : '')
  }
  /** The JWT of the key that a request carries, or the answer to one that carries none of the project's. */
  const admitted = (context: Context): string | Response => {
    const key = keyOf(context)
    if (key === '') {
      const hint = 'Send the secret or publishable key in the header apikey.'
      return context.json({ message: 'No API key found in request', hint }, 401)
    }
    return (
      tokenOf(key) ??
      context.json({ message: 'Invalid API key', hint: 'The key is not one of this project.' }, 401)
    )
  }

  // Sockets go idle for less time than either server keeps them, so none is used that was just closed.
  const agent = new Agent({ keepAlive: true, timeout: 4000 })

  // Piped from socket to socket: through fetch, a page of 70 KB took 3.0 ms of CPU in place of 2.5.
  const forward = (
    context: Context<{ Bindings: HttpBindings }>,
    upstream: string | undefined,
    prefix: string,
    authorization?: string,
  ) =>
    new Promise<Response>((resolve) => {
      const { incoming, outgoing } = context.env
      const { pathname, search } = new URL(context.req.url)
      const unavailable = (reason: unknown) => {
        options.log('gateway', `${context.req.method} ${pathname}: ${reason}`)
        if (outgoing.headersSent) outgoing.destroy()
        const message = `${prefix} is not up at the moment`
        resolve(context.json({ code: 'upstream_unavailable', message }, 503))
      }
      if (!upstream) return unavailable('not up')
      const headers = { ...incoming.headers, 'x-forwarded-host': incoming.headers.host }
      if (authorization) headers.authorization = authorization
      const { method } = context.req
      const out = request(`${upstream}${pathname.slice(prefix.length) || '/'}${search}`, {
        agent,
        method,
        headers,
      })
      out.on('error', unavailable)
      out.on('response', (answer) => {
        // Hono answers HEAD itself, and would write its head after this one.
        if (method === 'HEAD') {
          answer.resume()
          const headers = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
            values.map((value): [string, string] => [name, value]),
          )
          resolve(new Response(null, { status: answer.statusCode ?? 502, headers }))
          return
        }
        // Hosted Supabase shows no HTML of functions on its own domain (https://supabase.com/docs/guides/functions/limits).
        if (
          prefix === '/functions/v1' &&
          method === 'GET' &&
          answer.headers['content-type']?.startsWith('text/html')
        )
          answer.headers['content-type'] = 'text/plain'
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.on('error', () => outgoing.destroy())
        answer.pipe(outgoing)
        resolve(RESPONSE_ALREADY_SENT)
      })
      outgoing.on('close', () => out.destroy())
      incoming.pipe(out)
    })

  const app = new Hono<{ Bindings: HttpBindings }>()

  app.all('/rest/v1/*', async (context) => {
    // A browser's preflight carries no key.
    if (context.req.method === 'OPTIONS') return forward(context, options.postgrest(), '/rest/v1')
    const token = admitted(context)
    if (typeof token !== 'string') return token
    const bearer = bearerOf(context)
    const user = bearer !== '' && !bearer.startsWith('sb_')
    return forward(context, options.postgrest(), '/rest/v1', `Bearer ${user ? bearer : token}`)
  })

  // Functions check keys themselves, so the header passes unchanged.
  app.all('/functions/v1/*', (context) => forward(context, options.functions(), '/functions/v1'))

  const port = await freePort(options.port)
  const url = `http://127.0.0.1:${port}`

  if (options.users) {
    // As hosted: pages of other origins may ask. PostgREST says so for its part.
    app.use('/auth/v1/*', cors({ origin: '*', exposeHeaders: [versionHeader] }), async (context, next) => {
      const answer = admitted(context)
      return typeof answer === 'string' ? next() : answer
    })
    app.route(
      '/auth/v1',
      authRoutes({
        users: options.users,
        jwtSecret: keys.jwtSecret,
        url,
        isSecret: (context) => isSecret(keyOf(context)),
        log: options.log,
      }),
    )
  }

  app.notFound((context) => context.json({ message: 'no Route matched with those values' }, 404))

  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const listening = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => resolve(listening))
    listening.once('error', reject)
  })
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        agent.destroy()
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}
