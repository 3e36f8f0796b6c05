import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { serve } from '@hono/node-server'
import { createClient } from '@supabase/supabase-js'
import { type Context, Hono } from 'hono'
import { wordsOf } from '../shared/log.ts'
import { freePort } from '../supabase/local/ports.ts'
import { act, action, ask, type FailureKind, QueryError, question } from './ask.ts'
import { builtDashboard } from './build.ts'

/** A running dashboard. */
export interface Dashboard {
  url: string
  stop(): Promise<void>
}

/** The project that the dashboard shows; its secret key stays in this process. */
export interface Shown {
  apiUrl: string
  functionsUrl: string
  secretKey: string
}

// Below the page's own time limit.
const patienceMs = 6000
const healthWithinMs = 2500

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
}

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i

const statuses: Record<FailureKind, 400 | 401 | 403 | 404 | 503> = {
  away: 503,
  signed_out: 401,
  forbidden: 403,
  missing: 404,
  refused: 400,
}

const refusal = (context: Context, status: 400 | 403 | 404 | 415, code: string, message: string, hint = '') =>
  context.json({ error: { kind: status === 404 ? 'missing' : 'refused', code, message, hint } }, status)

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Serves the page on loopback, and beside it a narrow JSON API: reading `monitoring` and `app`, the buttons, the health.
 * There is no sign-in: only this machine reaches loopback. Other sites that this machine's browser visits are
 * kept out by the Host header (DNS rebinding) and by a header that only a page of the same origin can send (CSRF).
 * @param options.port preferred; a taken one is replaced by a free one
 * @param options.folder the built page; default: the repository's, built when it is old
 */
export const startDashboard = async (
  shown: Shown,
  options: { port?: number | undefined; folder?: string } = {},
): Promise<Dashboard> => {
  const folder = options.folder ?? (await builtDashboard())
  const client = createClient(shown.apiUrl, shown.secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    db: { retry: false },
  })
  const app = new Hono()

  app.use(async (context, next) => {
    if (!loopback.test(context.req.header('host') ?? ''))
      return refusal(context, 403, 'not_loopback', 'this dashboard answers on this machine only')
    const site = context.req.header('sec-fetch-site')
    if (context.req.path.startsWith('/api/') && site && site !== 'same-origin' && site !== 'none')
      return refusal(context, 403, 'other_site', 'this dashboard answers its own page only')
    context.header('x-content-type-options', 'nosniff')
    context.header('referrer-policy', 'no-referrer')
    context.header('cache-control', 'no-store')
    context.header(
      'content-security-policy',
      // Photos of pianos stay where Gazelle keeps them.
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    await next()
  })

  app.onError((error, context) => {
    if (error instanceof QueryError) return context.json({ error }, statuses[error.kind])
    process.stderr.write(`dashboard: ${context.req.path}: ${wordsOf(error)}\n`)
    const hint = 'A fault of ours: the terminal that serves the dashboard has the details.'
    return context.json({ error: { kind: 'refused', code: 'unexpected', message: error.message, hint } }, 500)
  })

  app.get('/api/v6/health', async (context) => {
    try {
      const answer = await fetch(`${shown.functionsUrl}/health`, {
        headers: { apikey: shown.secretKey },
        signal: AbortSignal.timeout(healthWithinMs),
      })
      const body = parsed(await answer.text())
      if (body !== undefined && (answer.ok || answer.status === 503))
        return context.json(body, answer.ok ? 200 : 503)
    } catch {
      // Answered below.
    }
    const error = {
      code: 'health_away',
      message: 'the system does not answer',
      hint: 'Is it running? npm start',
    }
    return context.json({ status: 'unhealthy', error }, 503)
  })

  app.get('/api/v6/ask', async (context) => {
    const asked = question.safeParse(parsed(context.req.query('q') ?? ''))
    if (!asked.success) return refusal(context, 400, 'bad_question', asked.error.message)
    return context.json(await ask(client, asked.data, AbortSignal.timeout(patienceMs)))
  })

  app.post('/api/v6/act', async (context) => {
    const origin = context.req.header('origin')
    const own = !origin || origin === `http://${context.req.header('host')}`
    if (context.req.header('x-gazelle') !== 'dashboard' || !own)
      return refusal(context, 403, 'other_site', 'only the dashboard’s own page may do this')
    if (!context.req.header('content-type')?.startsWith('application/json'))
      return refusal(context, 415, 'not_json', 'send application/json')
    const wanted = action.safeParse(parsed(await context.req.text()))
    if (!wanted.success) return refusal(context, 400, 'bad_action', wanted.error.message)
    return context.json({ value: await act(client, wanted.data) })
  })

  app.get('/config.json', (context) => context.json({ local: true }))

  app.get('/*', async (context) => {
    const path = normalize(context.req.path === '/' ? '/index.html' : context.req.path)
    const type = types[extname(path)]
    const content = type && (await readFile(join(folder, path)).catch(() => undefined))
    if (!content) return refusal(context, 404, 'not_found', `there is no ${context.req.path}`)
    // A file of the bundle has its content's hash in its name.
    if (path.startsWith('/assets/')) context.header('cache-control', 'public, max-age=31536000, immutable')
    return context.body(new Uint8Array(content), 200, { 'content-type': type })
  })

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
