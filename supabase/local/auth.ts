import { type Context, Hono } from 'hono'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { wordsOf } from '../../shared/log.ts'
import type { AuthUser, AuthUsers, Grant, SignOutScope } from './auth-users.ts'
import type { Log } from './child.ts'

const lifetimeSeconds = 3600
const pageSize = 50

// As hosted Supabase answers a client that sends no version, and one that sends this one.
export const versionHeader = 'x-supabase-api-version'
const version = '2024-01-01'

const refusal = (
  context: Context,
  status: 400 | 401 | 403 | 404 | 422 | 500,
  error_code: string,
  message: string,
) => {
  if (context.req.header(versionHeader) !== version)
    return context.json({ code: status, error_code, msg: message }, status)
  context.header(versionHeader, version)
  return context.json({ code: error_code, message }, status)
}

const userJson = (user: AuthUser) => ({
  id: user.id,
  aud: user.aud,
  role: user.role,
  email: user.email,
  email_confirmed_at: user.email_confirmed_at,
  phone: '',
  confirmed_at: user.email_confirmed_at,
  last_sign_in_at: user.last_sign_in_at ?? undefined,
  app_metadata: user.raw_app_meta_data,
  user_metadata: user.raw_user_meta_data,
  identities: [],
  created_at: user.created_at,
  updated_at: user.updated_at,
  is_anonymous: user.is_anonymous,
})

const seconds = (at: Date) => Math.floor(at.getTime() / 1000)

// Postgres takes no NUL in a text, and no password or token of ours has one.
const text = z.string().refine((value) => !value.includes('\0'))
const passwordForm = z.object({ email: text.min(1), password: text })
const refreshForm = z.object({ refresh_token: text.min(1) })
const signUpForm = z.object({ email: z.string().optional(), phone: z.string().optional() })
const claimsForm = z.object({ sub: z.uuid(), session_id: z.uuid() })
const pageForm = z.coerce.number().int().min(1).max(1000)
const scopes: readonly string[] = ['global', 'local', 'others'] satisfies SignOutScope[]
const isScope = (value: string): value is SignOutScope => scopes.includes(value)

/**
 * The part of Supabase Auth that a member's client needs: sign-in with a password, refresh, the user, sign-out; and of
 * its admin API the list of users. Sign-up is off. Paths are those below `/auth/v1`; the gateway has checked the key.
 * @param options.isSecret whether a request came with a secret key
 */
export const authRoutes = (options: {
  users: AuthUsers
  jwtSecret: string
  /** Address of the gateway. */
  url: string
  isSecret(context: Context): boolean
  log: Log
}): Hono => {
  const { users } = options
  const key = new TextEncoder().encode(options.jwtSecret)
  const issuer = `${options.url}/auth/v1`

  const granted = async (context: Context, { user, sessionId, signedInAt, refreshToken }: Grant) => {
    const expiresAt = seconds(new Date()) + lifetimeSeconds
    const token = await new SignJWT({
      email: user.email,
      phone: '',
      app_metadata: user.raw_app_meta_data,
      user_metadata: user.raw_user_meta_data,
      role: user.role,
      aal: 'aal1',
      amr: [{ method: 'password', timestamp: seconds(signedInAt) }],
      session_id: sessionId,
      is_anonymous: user.is_anonymous,
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(issuer)
      .setSubject(user.id)
      .setAudience(user.aud)
      .setIssuedAt()
      .setExpirationTime(expiresAt)
      .sign(key)
    return context.json({
      access_token: token,
      token_type: 'bearer',
      expires_in: lifetimeSeconds,
      expires_at: expiresAt,
      refresh_token: refreshToken,
      user: userJson(user),
    })
  }

  const bodyOf = <Body>(context: Context, form: z.ZodType<Body>) =>
    context.req.json().then(
      (body: unknown) => form.safeParse(body),
      () => null,
    )
  const badJson = (context: Context) =>
    refusal(context, 400, 'bad_json', 'Could not parse request body as JSON')

  const signIn = async (context: Context) => {
    const body = await bodyOf(context, passwordForm)
    if (body === null) return badJson(context)
    const grant = body.success ? await users.signIn(body.data.email, body.data.password) : null
    return grant
      ? granted(context, grant)
      : refusal(context, 400, 'invalid_credentials', 'Invalid login credentials')
  }

  const refresh = async (context: Context) => {
    const body = await bodyOf(context, refreshForm)
    if (body === null) return badJson(context)
    if (!body.success) return refusal(context, 400, 'validation_failed', 'Refresh Token is not valid')
    const grant = await users.refresh(body.data.refresh_token)
    if (grant === 'used')
      return refusal(context, 400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used')
    if (grant === 'unknown')
      return refusal(
        context,
        400,
        'refresh_token_not_found',
        'Invalid Refresh Token: Refresh Token Not Found',
      )
    return granted(context, grant)
  }

  /** Runs `work` for the session of the request's token, and refuses a request without one. */
  const inSession = async (
    context: Context,
    work: (session: { id: string; userId: string }, user: AuthUser) => Promise<Response>,
  ) => {
    const bearer = /^bearer\s+(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1]
    if (bearer === undefined)
      return refusal(context, 401, 'no_authorization', 'This endpoint requires a valid Bearer token')
    const claims = await jwtVerify(bearer, key, { algorithms: ['HS256'] }).then(
      ({ payload }) => claimsForm.safeParse(payload),
      () => null,
    )
    if (!claims?.success)
      return refusal(context, 403, 'bad_jwt', 'invalid JWT: unable to parse or verify signature')
    const session = { id: claims.data.session_id, userId: claims.data.sub }
    const user = await users.userOf(session)
    if (user === null)
      return refusal(context, 403, 'session_not_found', 'Session from session_id claim in JWT does not exist')
    return work(session, user)
  }

  const app = new Hono()
  app.post('/token', async (context) => {
    const type = context.req.query('grant_type')
    if (type === 'password') return signIn(context)
    if (type === 'refresh_token') return refresh(context)
    return refusal(context, 400, 'invalid_credentials', 'unsupported_grant_type')
  })

  app.get('/user', (context) => inSession(context, async (_, user) => context.json(userJson(user))))

  app.post('/logout', (context) =>
    inSession(context, async (session) => {
      const scope = context.req.query('scope') || 'global'
      if (!isScope(scope))
        return refusal(context, 400, 'validation_failed', `Unsupported logout scope "${scope}"`)
      await users.signOut(session, scope)
      return context.body(null, 204)
    }),
  )

  app.post('/signup', async (context) => {
    const body = await bodyOf(context, signUpForm)
    if (body === null) return badJson(context)
    return body.data?.email || body.data?.phone
      ? refusal(context, 422, 'signup_disabled', 'Signups not allowed for this instance')
      : refusal(context, 422, 'anonymous_provider_disabled', 'Anonymous sign-ins are disabled')
  })

  app.get('/settings', (context) =>
    context.json({
      external: { anonymous_users: false, email: true, phone: false },
      disable_signup: true,
      mailer_autoconfirm: false,
    }),
  )

  app.use('/admin/*', (context, next) =>
    options.isSecret(context)
      ? next()
      : Promise.resolve(refusal(context, 403, 'not_admin', 'User not allowed')),
  )
  app.get('/admin/users', async (context) => {
    const page = pageForm.safeParse(context.req.query('page') || 1)
    const perPage = pageForm.safeParse(context.req.query('per_page') || pageSize)
    if (!page.success || !perPage.success)
      return refusal(context, 400, 'validation_failed', 'Bad Pagination Parameters')
    const found = await users.list(page.data, perPage.data)
    return context.json({ users: found.map(userJson), aud: 'authenticated' })
  })
  app.get('/admin/users/:id', async (context) => {
    const id = z.uuid().safeParse(context.req.param('id'))
    if (!id.success) return refusal(context, 404, 'validation_failed', 'user_id must be an UUID')
    const user = await users.find(id.data)
    return user ? context.json(userJson(user)) : refusal(context, 404, 'user_not_found', 'User not found')
  })

  app.onError((error, context) => {
    options.log('auth', wordsOf(error))
    return refusal(
      context,
      500,
      'unexpected_failure',
      'Unexpected failure, please check server logs for more information',
    )
  })
  return app
}
