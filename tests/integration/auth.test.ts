import { createClient } from '@supabase/supabase-js'
import { decodeJwt, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Database } from '../../shared/database/production.ts'
import type { Api } from '../../supabase/local/api.ts'
import { keepUser } from '../../supabase/local/auth-users.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { asAdmin } from '../harness/server.ts'
import { runCli } from './cli-process.ts'

const ada = { email: 'ada@example.com', password: 'a long password' }
const bob = { email: 'bob@example.com', password: 'another password' }
const invalid = { status: 400, code: 'invalid_credentials', message: 'Invalid login credentials' }

let database: TestDatabase
let api: Api
const ids = { ada: '', bob: '' }

beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
  await asAdmin(database.url, async (client) => {
    ids.ada = (await keepUser(client, ada)).id
    ids.bob = (await keepUser(client, bob)).id
  })
  await database.query(`select sync.add_account('second', 'Second', 'America/Montreal', null)`)
  await database.query(
    `insert into gazelle.clients (id, account_id) values ('cli_main', 'main'), ('cli_second', 'second')`,
  )
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
})
beforeEach(async () => {
  await database.query('delete from auth.sessions')
  await database.query('delete from gazelle.members')
  await database.query(`select sync.add_member('main', $1)`, [ids.ada])
})

// No timer of its own refreshes a token: each call here is one of the test.
const newClient = (key = api.publishableKey) =>
  createClient<Database>(api.apiUrl, key, {
    db: { schema: 'gazelle' },
    auth: { persistSession: false, autoRefreshToken: false },
  })
const signedIn = async (who = ada) => {
  const client = newClient()
  const { data, error } = await client.auth.signInWithPassword(who)
  if (error) throw error
  return { client, session: data.session, user: data.user }
}
const clientsOf = async (client: ReturnType<typeof newClient>) => {
  const { data, error } = await client.from('clients').select('id').order('id')
  if (error) throw error
  return data.map(({ id }) => id)
}

test('counting rows without reading them is answered once, and breaks nothing', async () => {
  const printed = vi.spyOn(console, 'error')
  const { client } = await signedIn()
  const answers = await Promise.all(
    [1, 2, 3].map(() => client.from('clients').select('id', { count: 'exact', head: true })),
  )
  expect(answers.map(({ count, status, data }) => [count, status, data])).toEqual(
    [1, 2, 3].map(() => [1, 200, null]),
  )
  expect(printed).not.toHaveBeenCalled()
  printed.mockRestore()
})

describe('signing in with a password', () => {
  test('gives a member the rows of their account, and nobody else’s', async () => {
    const { client, user } = await signedIn()
    expect(user).toMatchObject({ id: ids.ada, email: ada.email, role: 'authenticated', is_anonymous: false })
    expect(await clientsOf(client)).toEqual(['cli_main'])
    await database.query(`select sync.add_member('second', $1)`, [ids.ada])
    expect(await clientsOf(client)).toEqual(['cli_main', 'cli_second'])
    await database.query(`select sync.remove_member('main', $1)`, [ids.ada])
    expect(await clientsOf(client)).toEqual(['cli_second'])
  })

  test('lets a user without a membership read nothing, and nobody write', async () => {
    expect(await clientsOf((await signedIn(bob)).client)).toEqual([])
    const { client } = await signedIn()
    const written = await client.from('clients').update({ company_name: 'x' }).eq('id', 'cli_main')
    expect(written.error?.code).toBe('42501')
    const { error } = await newClient().from('clients').select('id')
    expect(error?.code).toBe('42501')
  })

  test('gives a token with the claims of Supabase’s, valid for an hour', async () => {
    const { session } = await signedIn()
    const claims = decodeJwt(session.access_token)
    expect(claims).toMatchObject({
      iss: `${api.apiUrl}/auth/v1`,
      sub: ids.ada,
      aud: 'authenticated',
      role: 'authenticated',
      email: ada.email,
      aal: 'aal1',
      amr: [{ method: 'password', timestamp: expect.any(Number) }],
      session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      is_anonymous: false,
      app_metadata: { provider: 'email', providers: ['email'] },
    })
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3600)
    expect(session.expires_at).toBe(claims.exp)
  })

  test('takes the address in any case', async () => {
    expect((await signedIn({ ...ada, email: 'Ada@Example.com' })).user.id).toBe(ids.ada)
  })

  test.each([
    ['a wrong password', { ...ada, password: 'wrong' }],
    ['the password of somebody else', { ...ada, password: bob.password }],
    ['no password', { ...ada, password: '' }],
    ['a password with a NUL', { ...ada, password: `${ada.password}\0` }],
    ['an address that nobody has', { ...ada, email: 'eve@example.com' }],
  ])('refuses %s in one and the same way, as Supabase does', async (_, credentials) => {
    const { data, error } = await newClient().auth.signInWithPassword(credentials)
    expect(error).toMatchObject(invalid)
    expect(data).toEqual({ user: null, session: null })
    expect(await database.query('select from auth.sessions')).toEqual([])
  })

  test('answers a client that knows no versions of errors in the older form', async () => {
    const answer = await fetch(`${api.apiUrl}/auth/v1/token?grant_type=password`, {
      method: 'POST',
      headers: { apikey: api.publishableKey, 'content-type': 'application/json' },
      body: JSON.stringify({ ...ada, password: 'wrong' }),
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ code: 400, error_code: invalid.code, msg: invalid.message })
  })

  test.each([
    ['what is no JSON', '{', 'grant_type=password', 'bad_json'],
    ['a grant that is none', '{}', 'grant_type=wish', 'invalid_credentials'],
    ['a refresh without a token', '{}', 'grant_type=refresh_token', 'validation_failed'],
  ])('refuses %s', async (_, body, grant, code) => {
    const headers = { apikey: api.publishableKey }
    const answer = await fetch(`${api.apiUrl}/auth/v1/token?${grant}`, { method: 'POST', headers, body })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error_code: code })
  })
})

describe('refreshing a session', () => {
  test('gives a new token of the same session, and uses the old one up', async () => {
    const { client, session } = await signedIn()
    const { data, error } = await client.auth.refreshSession()
    expect(error).toBeNull()
    expect(data.session?.refresh_token).not.toBe(session.refresh_token)
    expect(decodeJwt(data.session?.access_token ?? '').session_id).toBe(
      decodeJwt(session.access_token).session_id,
    )
    expect(await clientsOf(client)).toEqual(['cli_main'])
  })

  test('answers a client that lost the answer with the same token again', async () => {
    const { client, session } = await signedIn()
    const refresh = () => client.auth.refreshSession(session)
    const [first, second] = [await refresh(), await refresh()]
    expect(first.data.session?.refresh_token).toBe(second.data.session?.refresh_token)
  })

  test('ends the session of a token that is used again later', async () => {
    const { client, session } = await signedIn()
    const { data } = await client.auth.refreshSession()
    const latest = await client.auth.refreshSession()
    await database.query(`update auth.refresh_tokens set updated_at = now() - interval '1 minute'`)
    const again = await newClient().auth.refreshSession(session)
    expect(again.error).toMatchObject({ status: 400, code: 'refresh_token_already_used' })
    for (const { refresh_token } of [data.session, latest.data.session].flatMap((one) => one ?? [])) {
      const { error } = await newClient().auth.refreshSession({ refresh_token })
      expect(error).toMatchObject({ status: 400, code: 'refresh_token_already_used' })
    }
  })

  test('refuses a token that never was', async () => {
    const { error } = await newClient().auth.refreshSession({ refresh_token: 'x' })
    expect(error).toMatchObject({ status: 400, code: 'refresh_token_not_found' })
  })

  test('gives two who ask at once one token', async () => {
    const { session } = await signedIn()
    const answers = await Promise.all([1, 2, 3].map(() => newClient().auth.refreshSession(session)))
    expect(new Set(answers.map(({ data }) => data.session?.refresh_token)).size).toBe(1)
  })
})

describe('the user of a token', () => {
  test('is who signed in', async () => {
    const { client, user } = await signedIn()
    const { data } = await client.auth.getUser()
    expect(data.user).toEqual(user)
    expect((await client.auth.getClaims()).data?.claims.sub).toBe(ids.ada)
  })

  test('is nobody with a token that another key signed, or that ran out', async () => {
    const { session } = await signedIn()
    const claims = decodeJwt(session.access_token)
    const sign = (key: string, exp: number) =>
      new SignJWT({ ...claims, exp })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .sign(new TextEncoder().encode(key))
    const now = Math.floor(Date.now() / 1000)
    const forged = await sign('x'.repeat(48), now + 60)
    const over = await sign(database.keys.jwtSecret, now - 60)
    for (const token of [forged, over]) {
      expect((await newClient().auth.getUser(token)).error).toMatchObject({ status: 403, code: 'bad_jwt' })
      const rows = await fetch(`${api.apiUrl}/rest/v1/clients`, {
        headers: {
          apikey: api.publishableKey,
          'accept-profile': 'gazelle',
          authorization: `Bearer ${token}`,
        },
      })
      expect(rows.status).toBe(401)
    }
  })

  test('is nobody without a token', async () => {
    const answer = await fetch(`${api.apiUrl}/auth/v1/user`, { headers: { apikey: api.publishableKey } })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ error_code: 'no_authorization' })
  })
})

describe('signing out', () => {
  test('ends every session of the user: their tokens are refreshed no more', async () => {
    const [one, other, bobs] = [await signedIn(), await signedIn(), await signedIn(bob)]
    expect((await one.client.auth.signOut()).error).toBeNull()
    expect((await other.client.auth.getUser()).error?.name).toBe('AuthSessionMissingError')
    expect((await newClient().auth.refreshSession(one.session)).error?.code).toBe('refresh_token_not_found')
    expect((await bobs.client.auth.getUser()).error).toBeNull()
  })

  test('ends this session alone, or all others, where that is asked for', async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    await one.client.auth.signOut({ scope: 'local' })
    expect((await other.client.auth.getUser()).error).toBeNull()
    const third = await signedIn()
    await other.client.auth.signOut({ scope: 'others' })
    expect((await third.client.auth.getUser()).error?.name).toBe('AuthSessionMissingError')
    expect((await other.client.auth.getUser()).error).toBeNull()
  })
})

describe('sign-up', () => {
  test('is off, with an address and without one', async () => {
    const up = await newClient().auth.signUp({ email: 'eve@example.com', password: 'a long password' })
    expect(up.error).toMatchObject({ status: 422, code: 'signup_disabled' })
    const anonymous = await newClient().auth.signInAnonymously()
    expect(anonymous.error).toMatchObject({ status: 422, code: 'anonymous_provider_disabled' })
    expect(await database.query('select email from auth.users order by email')).toEqual([
      { email: ada.email },
      { email: bob.email },
    ])
  })
})

describe('the users', () => {
  test('are shown to the secret key, page by page, and to no other', async () => {
    const { auth } = newClient(api.secretKey)
    const first = await auth.admin.listUsers({ page: 1, perPage: 1 })
    const second = await auth.admin.listUsers({ page: 2, perPage: 1 })
    const third = await auth.admin.listUsers({ page: 3, perPage: 1 })
    expect([first, second, third].map(({ data }) => data.users.map(({ id }) => id))).toEqual([
      [ids.ada],
      [ids.bob],
      [],
    ])
    expect(JSON.stringify(first)).not.toContain('$2a$')
    const { client } = await signedIn()
    for (const one of [client, newClient()])
      expect((await one.auth.admin.listUsers()).error).toMatchObject({ status: 403, code: 'not_admin' })
  })

  test('are known to gazelle members by their address', async () => {
    const env = { SUPABASE_URL: api.apiUrl, SUPABASE_SECRET_KEY: api.secretKey }
    const added = await runCli(['members', 'add', bob.email, '--json'], env)
    expect(JSON.parse(added.stdout)).toMatchObject({ user: ids.bob, outcome: 'added' })
    expect((await runCli(['members', 'add', 'b7a7a3d4-0000-4000-8000-000000000001'], env)).stderr).toContain(
      'unknown_user',
    )
  })

  test('keep their id when their password changes, and only the new one signs in', async () => {
    const changed = { ...bob, password: 'changed since' }
    const kept = await asAdmin(database.url, (client) => keepUser(client, changed))
    expect(kept).toEqual({ id: ids.bob, isNew: false })
    expect((await newClient().auth.signInWithPassword(bob)).error).toMatchObject(invalid)
    await signedIn(changed)
    await asAdmin(database.url, (client) => keepUser(client, bob))
  })
})

describe('the front of Supabase Auth', () => {
  test.each([
    ['no key', {}],
    ['a wrong key', { apikey: 'sb_publishable_x' }],
  ])('refuses %s before anything', async (_, headers: Record<string, string>) => {
    const answer = await fetch(`${api.apiUrl}/auth/v1/settings`, { headers })
    expect(answer.status).toBe(401)
  })

  test('answers pages of other origins', async () => {
    const preflight = await fetch(`${api.apiUrl}/auth/v1/token?grant_type=password`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://127.0.0.1:3000',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'apikey,content-type',
      },
    })
    expect(preflight.ok).toBe(true)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-headers')).toBe('apikey,content-type')
  })

  test('is closed to every role of the Data API but through its own calls', async () => {
    for (const role of ['anon', 'authenticated', 'service_role']) {
      const [rights] = await database.query(
        `select has_schema_privilege($1, 'auth', 'usage') as schema, has_table_privilege($1, 'auth.users', 'select') as rows`,
        [role],
      )
      expect(rights).toEqual({ schema: false, rows: false })
    }
  })

  test('has no call that no member’s client needs', async () => {
    const headers = { apikey: api.secretKey }
    const answer = await fetch(`${api.apiUrl}/auth/v1/otp`, { method: 'POST', headers })
    expect(answer.status).toBe(404)
  })
})
