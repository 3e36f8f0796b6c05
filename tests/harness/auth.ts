import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { freePort } from '../../supabase/local/ports.ts'

/** A user as Supabase Auth's admin API gives it. */
export interface AuthUser {
  id: string
  email?: string
  is_anonymous?: boolean
  created_at: string
  invited_at?: string
  email_confirmed_at?: string
  app_metadata: { provider?: string }
}

/** A project with Supabase Auth: its admin API and its settings, before a real Data API. */
export interface AuthProject {
  url: string
  users: AuthUser[]
  /** Sign-up as the project has it; the tests change it. */
  settings: { disable_signup: boolean; anonymous: boolean }
  /** Pages of users that were asked for. */
  pages: number
  stop(): Promise<void>
}

// Fewer than any client asks for: a server may cap its pages.
const cap = 2

/** Plays Supabase Auth; `/rest/v1` goes to `apiUrl`. Only `secretKey` opens it. */
export const startAuthProject = async (apiUrl: string, secretKey: string): Promise<AuthProject> => {
  const app = new Hono()
  const port = await freePort()
  const project: AuthProject = {
    url: `http://127.0.0.1:${port}`,
    users: [],
    settings: { disable_signup: true, anonymous: false },
    pages: 0,
    stop: async () => {},
  }
  app.use('/auth/v1/*', async (context, next) =>
    context.req.header('apikey') === secretKey ? next() : context.json({ message: 'Invalid API key' }, 401),
  )
  app.get('/auth/v1/settings', (context) => {
    const { disable_signup, anonymous } = project.settings
    return context.json({ disable_signup, external: { email: true, anonymous_users: anonymous } })
  })
  app.get('/auth/v1/admin/users', (context) => {
    project.pages++
    const from = (Number(context.req.query('page') ?? 1) - 1) * cap
    return context.json({ aud: 'authenticated', users: project.users.slice(from, from + cap) })
  })
  app.get('/auth/v1/admin/users/:id', (context) => {
    const user = project.users.find(({ id }) => id === context.req.param('id'))
    if (user) return context.json(user)
    return context.json({ code: 404, error_code: 'user_not_found', msg: 'User not found' }, 404)
  })
  app.all('/rest/v1/*', async (context) => {
    const { pathname, search } = new URL(context.req.url)
    const { method } = context.req
    const answer = await fetch(`${apiUrl}${pathname}${search}`, {
      method,
      headers: context.req.raw.headers,
      ...(method !== 'GET' && { body: await context.req.text() }),
    })
    const headers = new Headers(answer.headers)
    for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) headers.delete(name)
    return new Response(await answer.text(), { status: answer.status, headers })
  })
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
  project.stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      if ('closeAllConnections' in server) server.closeAllConnections()
    })
  return project
}
