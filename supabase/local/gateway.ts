import { createHash, timingSafeEqual } from 'node:crypto'
import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { proxy } from 'hono/proxy'
import type { Log } from './child.ts'
import { type Keys, roleToken } from './keys.ts'
import { freePort } from './ports.ts'

/** A running gateway. */
export type Gateway = { url: string; stop(): Promise<void> }

const digest = (text: string) => createHash('sha256').update(text).digest()

// Digests have one length, so the comparison takes one time, whatever was sent.
const same = (left: string, right: string) => timingSafeEqual(digest(left), digest(right))

/**
 * Starts the front of the stack, with the paths of `https://<project>.supabase.co`: `/rest/v1` is the Data API,
 * `/functions/v1` the functions. A secret or publishable key becomes the JWT of its role, a user's JWT stays.
 * @param options.port preferred; a taken one is replaced by a free one
 * @param options.postgrest where PostgREST is; undefined while it starts
 * @param options.functions where the functions are; undefined while they start
 */
export const startGateway = async (options: {
  port?: number | undefined
  keys: Keys
  postgrest: () => string | undefined
  functions: () => string | undefined
  log: Log
}): Promise<Gateway> => {
  const { keys } = options
  const tokens = {
    secret: await roleToken(keys.jwtSecret, 'service_role'),
    publishable: await roleToken(keys.jwtSecret, 'anon'),
  }

  const tokenOf = (key: string) => {
    if (same(key, keys.secretKey)) return tokens.secret
    if (same(key, keys.publishableKey)) return tokens.publishable
    return undefined
  }

  const forward = async (
    context: Context,
    upstream: string | undefined,
    prefix: string,
    authorization?: string,
  ) => {
    const { pathname, search } = new URL(context.req.url)
    const headers = new Headers(context.req.raw.headers)
    headers.set('x-forwarded-host', headers.get('host') ?? '')
    if (authorization) headers.set('authorization', authorization)
    if (upstream) {
      try {
        return await proxy(`${upstream}${pathname.slice(prefix.length) || '/'}${search}`, {
          raw: context.req.raw,
          headers,
        })
      } catch (error) {
        options.log('gateway', `${context.req.method} ${pathname}: ${error}`)
      }
    }
    return context.json({ code: 'upstream_unavailable', message: `${prefix} is not up at the moment` }, 503)
  }

  const app = new Hono()

  app.all('/rest/v1/*', async (context) => {
    // A browser's preflight carries no key.
    if (context.req.method === 'OPTIONS') return forward(context, options.postgrest(), '/rest/v1')
    const bearer = context.req.header('authorization')?.replace(/^bearer\s+/i, '') ?? ''
    const key = context.req.header('apikey') ?? (bearer.startsWith('sb_') ? bearer : '')
    if (key === '') {
      const hint = 'Send the secret or publishable key in the header apikey.'
      return context.json({ message: 'No API key found in request', hint }, 401)
    }
    const token = tokenOf(key)
    if (!token) {
      return context.json({ message: 'Invalid API key', hint: 'The key is not one of this project.' }, 401)
    }
    const user = bearer !== '' && !bearer.startsWith('sb_')
    return forward(context, options.postgrest(), '/rest/v1', `Bearer ${user ? bearer : token}`)
  })

  // Functions guard themselves, so keys pass as they are.
  app.all('/functions/v1/*', (context) => forward(context, options.functions(), '/functions/v1'))

  app.notFound((context) => context.json({ message: 'no Route matched with those values' }, 404))

  const port = await freePort(options.port)
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const listening = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => resolve(listening))
    listening.once('error', reject)
  })
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}
