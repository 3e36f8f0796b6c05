import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { alertCycle } from '../../shared/alerts/cycle.ts'
import { connect } from '../../shared/database/client.ts'
import { alertLinkToken, createConnectLink } from '../../shared/database/connect-links.ts'
import type { Rpc } from '../../shared/database/rpc.ts'
import { answerConnect } from '../../shared/http/connect.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { startReceiver } from './alert-receiver.ts'

const nothing = { users: 3, clients: 0, pianos: 0, timelineEntries: 0 }

let database: TestDatabase
let api: Api
let gazelle: GazelleFake
let other: GazelleFake
beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
})
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  gazelle = await startGazelleFake({ company: nothing, seed: 1 })
  other = await startGazelleFake({ company: nothing, seed: 2 })
  await database.query(
    'truncate sync.connect_links, sync.credentials, sync.callers, monitoring.alerts, monitoring.channels, sync.runs cascade',
  )
  await database.query(
    `insert into sync.accounts (account_id) values ('second') on conflict (account_id) do update set paused_at = null`,
  )
  await database.query(`update sync.accounts set title = 'Pianos <Nord> & Cie' where account_id = 'main'`)
})
afterEach(async () => {
  await gazelle.stop()
  await other.stop()
  vi.restoreAllMocks()
})

const settings = (fake = gazelle) => ({
  SUPABASE_URL: api.apiUrl,
  GAZELLE_API_URL: fake.url,
  GAZELLE_OAUTH_URL: fake.oauthUrl,
  GAZELLE_AUTH_MODE: 'oauth',
  GAZELLE_CLIENT_ID: fake.oauth.clientId,
  GAZELLE_CLIENT_SECRET: fake.oauth.clientSecret,
  GAZELLE_RATE_LIMIT: '1000',
  TOKEN_ENCRYPTION_KEY: btoa('k'.repeat(32)),
})
const ownDomain = { FUNCTIONS_PUBLIC_URL: 'https://api.example.com/functions/v1/' }

const db = (): Rpc => connect(api.apiUrl, api.secretKey, { forMs: 300 }).schema('sync')

interface Options {
  env?: Record<string, string>
  method?: string
  headers?: Record<string, string>
  through?: Rpc
}
const ask = (
  path: string,
  { env = settings(), method = 'GET', headers = {}, through = db() }: Options = {},
) => answerConnect(new Request(`http://127.0.0.1/gazelle-oauth/${path}`, { method, headers }), through, env)

const linkFor = async (account = 'main', minutes = 60) =>
  (await createConnectLink(db(), account, minutes)).token
const start = (token: string, options?: Options) => ask(`start?link=${token}`, options)

/** What a browser does: to Gazelle, and with what Gazelle sends it back. */
const agree = async (started: Response): Promise<string> => {
  expect(started.status).toBe(303)
  const atGazelle = await fetch(started.headers.get('location') ?? '', { redirect: 'manual' })
  const back = new URL(atGazelle.headers.get('location') ?? '')
  expect(back.pathname).toMatch(/\/functions\/v1\/gazelle-oauth\/callback$/)
  return `callback${back.search}`
}
const connectWith = async (token: string, options?: Options) =>
  ask(await agree(await start(token, options)), options)

const stored = () =>
  database.query('select account_id, version::int, sealed, refused_at from sync.credentials')
const shown = async (response: Response) => ({ status: response.status, text: await response.text() })
const notValid = { status: 404, text: expect.stringContaining('connect_link_gone') }
const inBoth = (text: string, english: string, french: string) => {
  expect(text).toContain(english)
  expect(text).toContain(french)
}

describe('a link', () => {
  test('connects its account: the tokens are stored sealed, with whose they are, and the page says so in both languages', async () => {
    const token = await linkFor()
    const page = await connectWith(token)
    expect(page.status).toBe(200)
    const text = await page.text()
    inBoth(text, 'Pianos <Nord> & Cie is connected to Gazelle', 'Pianos <Nord> & Cie est connecté à Gazelle')
    const rows = await stored()
    expect(rows).toMatchObject([{ account_id: 'main', version: 1 }])
    expect(JSON.stringify(rows)).not.toContain('accessToken')
    const [caller] = await database.query('select company_id, is_full_admin from sync.callers')
    expect(caller).toEqual({ company_id: expect.any(String), is_full_admin: true })
    expect(await database.query('select used_at is not null as used from sync.connect_links')).toEqual([
      { used: true },
    ])
    expect(gazelle.calls.of('token')).toHaveLength(1)
  })

  test('is used once: afterwards it is as one that never was', async () => {
    const token = await linkFor()
    await connectWith(token)
    const [used, never] = [await start(token), await start('0'.repeat(64))]
    expect(used.status).toBe(never.status)
    expect([...used.headers]).toEqual([...never.headers])
    expect(await used.text()).toBe(await never.text())
  })

  test.each([
    ['a wrong one', async () => 'f'.repeat(64)],
    ['none', async () => ''],
    ['one of another form', async () => "x' or 1=1"],
    [
      'one that is over',
      async () => {
        const token = await linkFor()
        await database.query(`update sync.connect_links set expires_at = now() - interval '1 second'`)
        return token
      },
    ],
  ])('is no oracle: %s gets the same answer, whatever is asked', async (_, made) => {
    const token = encodeURIComponent(await made())
    const answers = [
      await shown(await start(token)),
      await shown(await start(token, { method: 'POST' })),
      await shown(await start(token, { env: { ...settings(), GAZELLE_AUTH_MODE: 'api_key' } })),
      await shown(await ask(`callback?state=${token}&code=x`)),
      await shown(await ask('elsewhere')),
      await shown(await ask(`start?link=${token}`, { method: 'DELETE' })),
    ]
    for (const answer of answers) expect(answer).toEqual(notValid)
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(gazelle.calls.all).toEqual([])
  })

  test('is not used up by those who only look, such as mail scanners and Slack', async () => {
    const token = await linkFor()
    for (let n = 0; n < 30; n++) expect((await start(token)).status).toBe(303)
    expect((await start(token, { method: 'HEAD' })).status).toBe(200)
    const ahead = await start(token, { headers: { 'sec-purpose': 'prefetch;prerender' } })
    expect(await shown(ahead)).toMatchObject({ status: 200, text: expect.stringContaining('Connect Pianos') })
    expect((await connectWith(token)).status).toBe(200)
  })

  test('on a domain of one’s own shows a page with a button, and only the button leads to Gazelle', async () => {
    const token = await linkFor()
    const env = { ...settings(), ...ownDomain }
    const page = await start(token, { env })
    const html = await page.text()
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(html).toContain('<form method="post"><button>')
    expect(html).toContain('Connect Pianos &#60;Nord&#62; &#38; Cie to Gazelle')
    expect(html).not.toContain('<Nord>')
    expect(html).not.toContain(token)
    expect(await database.query('select from sync.connect_states')).toEqual([])
    const connecting = await agree(await start(token, { env, method: 'POST' }))
    const done = await ask(connecting, { env })
    inBoth(await done.text(), 'is connected to Gazelle</h1>', 'est connecté à Gazelle</h1>')
  })

  test('on Supabase’s own domain, which shows no HTML, leads to Gazelle at once and ends with plain text', async () => {
    const page = await connectWith(await linkFor())
    expect(page.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  })

  test.each([{}, ownDomain])(
    'has pages that nothing keeps, frames or learns the address of: %o',
    async (own) => {
      const env = { ...settings(), ...own }
      const token = await linkFor()
      for (const response of [await start(token, { env }), await start('', { env })]) {
        expect(Object.fromEntries(response.headers)).toMatchObject({
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
        })
        const policy = response.headers.get('content-security-policy')
        if (response.status !== 303) expect(policy).toMatch(/^default-src 'none';.*frame-ancestors 'none'/)
      }
    },
  )

  test('whose account waits paused says how it is resumed', async () => {
    await database.query(`select sync.pause_account('second')`)
    inBoth(await (await connectWith(await linkFor('second'))).text(), 'The account is paused', 'en pause')
  })
})

describe('a state', () => {
  test('comes back once: a page that is loaded again changes nothing', async () => {
    const connecting = await agree(await start(await linkFor()))
    expect((await ask(connecting)).status).toBe(200)
    const before = await stored()
    expect(await shown(await ask(connecting))).toEqual(notValid)
    expect(await stored()).toEqual(before)
    expect(gazelle.calls.of('token')).toHaveLength(1)
  })

  test('of more than ten minutes ago is too old, and its code is not asked for', async () => {
    const connecting = await agree(await start(await linkFor()))
    await database.query(`update sync.connect_states set expires_at = expires_at - interval '10 minutes'`)
    expect(await shown(await ask(connecting))).toEqual(notValid)
    expect(gazelle.calls.of('token')).toEqual([])
  })

  test('belongs to the account of its link: another account gets nothing from it', async () => {
    const [main, second] = [await linkFor('main'), await linkFor('second')]
    const connecting = await agree(await start(second))
    await start(main)
    expect((await ask(connecting)).status).toBe(200)
    expect(await stored()).toMatchObject([{ account_id: 'second' }])
    expect(await shown(await start(second))).toEqual(notValid)
    expect((await start(main)).status).toBe(303)
  })

  test('that was taken to Gazelle twice with one link connects once', async () => {
    const token = await linkFor()
    const [one, two] = [await agree(await start(token)), await agree(await start(token))]
    const pages = await Promise.all([ask(one), ask(two)])
    expect(pages.map(({ status }) => status).toSorted()).toEqual([200, 404])
    expect(await stored()).toMatchObject([{ version: 1 }])
  })
})

describe('a code', () => {
  test('that Gazelle knows no more is refused, and the link stays', async () => {
    const token = await linkFor()
    const { searchParams } = new URL(await agree(await start(token)), 'http://127.0.0.1')
    await ask(`callback?${searchParams}`)
    const again = new URL(await agree(await start(await linkFor())), 'http://127.0.0.1').searchParams
    again.set('code', searchParams.get('code') ?? '')
    const page = await shown(await ask(`callback?${again}`))
    expect(page).toMatchObject({ status: 503, text: expect.stringContaining('gazelle_credential_refused') })
    inBoth(page.text, 'registered at Gazelle', 'enregistrée chez Gazelle')
    expect(await stored()).toMatchObject([{ version: 1 }])
  })

  test('that does not come, since the person refused, is said, and the link stays', async () => {
    const token = await linkFor()
    gazelle.oauth.deny(true)
    expect(await shown(await connectWith(token))).toMatchObject({
      status: 400,
      text: expect.stringContaining('connect_denied'),
    })
    gazelle.oauth.deny(false)
    expect((await connectWith(token)).status).toBe(200)
  })
})

describe('whoever agrees', () => {
  test('must be of the account’s company: nothing is stored of another one’s', async () => {
    await connectWith(await linkFor())
    const before = [await stored(), await database.query('select * from sync.callers')]
    const token = await linkFor()
    const page = await shown(await connectWith(token, { env: settings(other) }))
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('gazelle_other_company') })
    inBoth(page.text, 'That is another company: account main is', 'C’est une autre entreprise')
    expect([await stored(), await database.query('select * from sync.callers')]).toEqual(before)
    // The link still connects whoever is right.
    expect((await connectWith(token)).status).toBe(200)
  })

  test('cannot connect one company to two accounts', async () => {
    await connectWith(await linkFor())
    const page = await shown(await connectWith(await linkFor('second')))
    expect(page.text).toContain('gazelle_other_company')
    expect(await stored()).toMatchObject([{ account_id: 'main' }])
  })

  test.each([
    ['a technician', { accessLevel: 'TECHNICIAN', hasLimitedAccess: false }, 'access level TECHNICIAN'],
    [
      'an administrator with limited access',
      { accessLevel: 'ADMIN', hasLimitedAccess: true },
      'limited access',
    ],
  ] as const)('must see everything: %s is refused before anything is stored', async (_, rights, said) => {
    gazelle.rules.add({ kind: 'rights', ...rights, operation: 'Caller', stays: true })
    const page = await shown(await connectWith(await linkFor()))
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('gazelle_not_full_admin') })
    inBoth(page.text, said, 'administrateur complet')
    expect(await stored()).toEqual([])
    expect(await database.query('select from sync.callers')).toEqual([])
  })
})

describe('the database', () => {
  /** The database as it is, but for one function. */
  const away = (name: string): Rpc => {
    const here = db()
    const gone: Rpc = connect('http://127.0.0.1:9', 'sb_secret_x', { forMs: 200 }).schema('sync')
    return { rpc: (called, args) => (called === name ? gone : here).rpc(called, args) }
  }

  test('that is away when Gazelle has agreed is waited for; then a page says so, and the link stays', async () => {
    const token = await linkFor()
    const page = await shown(await connectWith(token, { through: away('finish_connect') }))
    expect(page).toMatchObject({ status: 503, text: expect.stringContaining('token_not_stored') })
    inBoth(page.text, 'the database is away', 'la base de données ne répond pas')
    expect(await stored()).toEqual([])
    expect((await connectWith(token)).status).toBe(200)
  })

  test('that is away before is said, and no secret is in the log', async () => {
    const token = await linkFor()
    expect(await shown(await start(token, { through: away('read_connect_link') }))).toMatchObject({
      status: 503,
      text: expect.stringContaining('database_unreachable'),
    })
    expect(JSON.stringify(vi.mocked(console.error).mock.calls)).not.toContain(token)
  })
})

test('settings that are missing are said to whoever has a link, by name and without their values', async () => {
  const { GAZELLE_CLIENT_SECRET: _, ...env } = settings()
  const page = await shown(await start(await linkFor(), { env }))
  expect(page).toMatchObject({ status: 503, text: expect.stringContaining('GAZELLE_CLIENT_SECRET') })
  expect(page.text).not.toContain(gazelle.oauth.clientId)
})

describe('an alert about the credential', () => {
  const cycle = (env: Record<string, string>) =>
    alertCycle(connect(api.apiUrl, api.secretKey, { forMs: 1000 }), env, {
      patience: { timeoutMs: 400, retries: 0, pauseMs: 10 },
    })
  const linkIn = (body = '') => /gazelle-oauth\/start\?link=([0-9a-f]{64})/.exec(body)?.[1] ?? ''

  test('carries a link that mends it, the same each time it is sent, for people and for no program', async () => {
    const receiver = await startReceiver()
    const env = {
      ...settings(),
      ALERT_SLACK_WEBHOOK_URL: `${receiver.url}/slack`,
      ALERT_WEBHOOK_URL: `${receiver.url}/webhook`,
      ALERT_WEBHOOK_SECRET: 'a secret of this test',
      ALERT_EMAIL_API_URL: `${receiver.url}/email`,
      ALERT_EMAIL_API_KEY: 're_key',
      ALERT_EMAIL_FROM: 'alerts@example.com',
      ALERT_EMAIL_TO: 'office@example.com',
    }
    try {
      await connectWith(await linkFor())
      await database.query('update sync.credentials set refused_at = now()')
      // The receiver echoes what it gets, and fails: what it answered is stored.
      receiver.answer('/email', (response) => {
        response.statusCode = 500
        response.end(receiver.at('/email')[0]?.body)
      })
      await cycle(env)
      await database.query(`update monitoring.deliveries set next_at = now() where status = 'due'`)
      receiver.answer('/email', (response) => void response.end('ok'))
      await cycle(env)
      const emails = receiver.at('/email')
      expect(emails).toHaveLength(2)
      expect(emails[1]?.body).toBe(emails[0]?.body)
      const [slack, email] = [linkIn(receiver.at('/slack')[0]?.body), linkIn(emails[0]?.body)]
      expect(slack).toMatch(/^[0-9a-f]{64}$/)
      expect(email).not.toBe(slack)
      expect(receiver.at('/webhook')[0]?.body).not.toContain('link=')
      const kept = await database.query(
        'select d::text, a::text from monitoring.deliveries d, monitoring.alerts a',
      )
      for (const token of [slack, email]) expect(JSON.stringify(kept)).not.toContain(token)
      const hashes = await database.query<{ token_hash: string }>(
        `select token_hash from sync.connect_links where purpose = 'alert' order by link_id`,
      )
      const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')
      expect(hashes.map(({ token_hash }) => token_hash).toSorted()).toEqual(
        [slack, email].map(hashOf).toSorted(),
      )

      expect((await connectWith(email)).status).toBe(200)
      expect(await stored()).toMatchObject([{ version: 2, refused_at: null }])
      await cycle(env)
      expect(receiver.at('/slack').at(-1)?.body).toContain('Gazelle accepts the credential again.')
      expect(linkIn(receiver.at('/slack').at(-1)?.body)).toBe('')
    } finally {
      await receiver.stop()
    }
  })

  test('carries another one in each database, whatever key they share', async () => {
    const notice = {
      delivery: 1,
      at: '2026-05-01T08:00:00Z',
      address: 'https://one.example.com/functions/v1',
    }
    const token = (other: Partial<typeof notice>) =>
      alertLinkToken(db(), 'main', { ...notice, ...other }, btoa('k'.repeat(32)))
    const tokens = await Promise.all([
      token({}),
      token({}),
      token({ address: 'https://two.example.com/functions/v1' }),
      token({ at: '2026-05-02T08:00:00Z' }),
    ])
    expect(tokens[0]).toBe(tokens[1])
    expect(new Set(tokens).size).toBe(3)
  })

  test('of an account with an API key carries none: no link replaces a key', async () => {
    const receiver = await startReceiver()
    try {
      await database.query(
        `insert into sync.credentials (account_id, kind, sealed, refused_at) values ('second', 'api_key', 'x', now())`,
      )
      await cycle({ ...settings(), ALERT_SLACK_WEBHOOK_URL: `${receiver.url}/slack` })
      expect(receiver.at('/slack')[0]?.body).toContain('Gazelle refuses the credential')
      expect(linkIn(receiver.at('/slack')[0]?.body)).toBe('')
    } finally {
      await receiver.stop()
    }
  })
})
