import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { alertCycle } from '../../shared/alerts/cycle.ts'
import { connect } from '../../shared/database/client.ts'
import type { Api } from '../../supabase/local/api.ts'
import { freePort } from '../../supabase/local/ports.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { type Receiver, startReceiver } from './alert-receiver.ts'

let database: TestDatabase
let api: Api
let receiver: Receiver

const patience = { timeoutMs: 400, retries: 2, pauseMs: 10 }
const secret = `whsec_${Buffer.from('a secret of this test').toString('base64')}`

const env = (but: Record<string, string> = {}) => ({
  ALERT_SLACK_WEBHOOK_URL: `${receiver.url}/slack/key`,
  ALERT_WEBHOOK_URL: `${receiver.url}/webhook`,
  ALERT_WEBHOOK_SECRET: secret,
  ALERT_EMAIL_API_URL: `${receiver.url}/email`,
  ALERT_EMAIL_API_KEY: 're_key',
  ALERT_EMAIL_FROM: 'Gazelle <alerts@example.com>',
  ALERT_EMAIL_TO: 'office@example.com, chief@example.com',
  ALERT_HEARTBEAT_URL: `${receiver.url}/heartbeat/id`,
  ...but,
})
const only = (...names: string[]) =>
  Object.fromEntries(Object.entries(env()).filter(([name]) => names.some((one) => name.includes(one))))

const cycle = (settings: Record<string, string> = env(), options: { test?: boolean } = {}) =>
  alertCycle(connect(api.apiUrl, api.secretKey, { forMs: 1000 }), settings, { patience, ...options })

const rows = (sql: string) => database.query(sql)

const fail = (module: string, message = 'a rule of the query is broken') =>
  database.query(
    `insert into sync.runs (account_id, module, mode, status, watermark, finished_at, error)
     values ('main', $1, 'full', 'failed', now(), now(), jsonb_build_object('code', 'gazelle_query_refused', 'message', $2::text, 'hint', 'Compare.'))`,
    [module, message],
  )
const succeed = (module: string) =>
  database.query(
    `insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, moved_watermark)
     values ('main', $1, 'full', 'success', now(), clock_timestamp(), clock_timestamp(), true)`,
    [module],
  )
/** Makes everything that was put off due now, as time would. */
const later = () => database.query(`update monitoring.deliveries set next_at = now() where status = 'due'`)

beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
})

beforeEach(async () => {
  receiver = await startReceiver()
  await database.query(
    'truncate monitoring.alerts, monitoring.channels, monitoring.deliveries, sync.runs cascade',
  )
  await database.query(`update monitoring.watch set evaluated_at = null, resumed_at = null, error = null`)
  return () => receiver.stop()
})

afterAll(async () => {
  await api.stop()
  await database.drop()
})

describe('an alert', () => {
  test('reaches every channel once, with what is wrong and what to do, and a word when it is over', async () => {
    await fail('pianos', 'Variable <x> & co. is refused')
    expect(await cycle()).toMatchObject({
      channels: ['slack', 'webhook', 'email'],
      deliveries: [
        { channel: 'slack', event: 'opened', acknowledged: true, answer: 'HTTP 200: ok' },
        { channel: 'webhook', event: 'opened', acknowledged: true },
        { channel: 'email', event: 'opened', acknowledged: true },
      ],
      heartbeat: { acknowledged: true },
      problem: null,
    })

    const [slack] = receiver.at('/slack')
    const { text } = JSON.parse(slack?.body ?? '')
    expect(text).toContain('Gazelle critical: A sync failed – pianos')
    expect(text).toContain('Variable &lt;x&gt; &amp; co. is refused (gazelle_query_refused, run ')
    expect(text).toContain('What to do: ')

    const [email] = receiver.at('/email')
    expect(email?.headers.authorization).toBe('Bearer re_key')
    expect(JSON.parse(email?.body ?? '')).toMatchObject({
      from: 'Gazelle <alerts@example.com>',
      to: ['office@example.com', 'chief@example.com'],
      subject: 'Gazelle critical: A sync failed – pianos',
      text: expect.stringContaining('Variable <x> & co. is refused'),
    })

    expect((await cycle()).deliveries).toEqual([])
    expect(receiver.at('/slack')).toHaveLength(1)

    await succeed('pianos')
    expect((await cycle()).deliveries).toMatchObject([
      { channel: 'slack', event: 'resolved', acknowledged: true },
      { channel: 'webhook', event: 'resolved' },
      { channel: 'email', event: 'resolved' },
    ])
    expect(JSON.parse(receiver.at('/slack')[1]?.body ?? '').text).toContain('The sync succeeded again.')
    expect((await cycle()).deliveries).toEqual([])
  })

  test('is signed as Standard Webhooks describe, with one id however often it is sent', async () => {
    receiver.answer('/webhook', (response, nth) => {
      response.statusCode = nth === 1 ? 503 : 204
      response.end()
    })
    await fail('users')
    await cycle(only('WEBHOOK_URL', 'WEBHOOK_SECRET'))
    const calls = receiver.at('/webhook')
    expect(calls).toHaveLength(2)
    const ids = new Set(calls.map(({ headers }) => headers['webhook-id']))
    expect(ids.size).toBe(1)
    for (const { headers, body } of calls) {
      const at = Number(headers['webhook-timestamp'])
      expect(Math.abs(Date.now() / 1000 - at)).toBeLessThan(60)
      const signed = createHmac('sha256', 'a secret of this test').update(
        `${headers['webhook-id']}.${at}.${body}`,
      )
      expect(headers['webhook-signature']).toBe(`v1,${signed.digest('base64')}`)
      expect(JSON.parse(body)).toMatchObject({
        event: 'opened',
        rule: 'run_failed',
        account: 'main',
        subject: 'users',
        severity: 'critical',
        title: 'Gazelle critical: A sync failed – users',
      })
    }
  })

  test('that opened before its channel failed is told in order: what began, then what ended', async () => {
    receiver.answer('/slack', (response) => {
      response.statusCode = 500
      response.end('no')
    })
    await fail('pianos')
    await cycle(only('SLACK'))
    await succeed('pianos')
    await cycle(only('SLACK'))
    receiver.answer('/slack', (response) => response.end('ok'))
    await later()
    expect((await cycle(only('SLACK'))).deliveries).toMatchObject([{ event: 'opened', acknowledged: true }])
    expect((await cycle(only('SLACK'))).deliveries).toMatchObject([{ event: 'resolved', acknowledged: true }])
  })
})

describe('a channel', () => {
  test.each<[string, Parameters<Receiver['answer']>[1], RegExp, number]>([
    [
      'answers 500',
      (response) => {
        response.statusCode = 500
        response.end('boom')
      },
      /^HTTP 500: boom$/,
      3,
    ],
    ['never answers', () => {}, /^no answer within 400 ms$/, 3],
    [
      'stops in the middle of its answer',
      (response) => void response.write('o', () => response.destroy()),
      /./,
      3,
    ],
    [
      'sends us somewhere else',
      (response) => {
        response.writeHead(302, { location: '/elsewhere' }).end()
      },
      /^HTTP 302$/,
      1,
    ],
    [
      'answers 200 with a page of something else',
      (response) => response.end('<html>Welcome</html>'),
      /^HTTP 200: <html>/,
      1,
    ],
    [
      'asks for patience',
      (response) => {
        response.writeHead(429, { 'retry-after': '600' }).end()
      },
      /^HTTP 429$/,
      1,
    ],
  ])(
    'that %s is tried a bounded number of times, recorded, and holds up no other',
    async (_how, answer, expected, tries) => {
      receiver.answer('/slack', answer)
      await fail('pianos')
      const begun = performance.now()
      const { deliveries, problem } = await cycle()
      expect(performance.now() - begun).toBeLessThan(10_000)
      expect(deliveries.filter(({ acknowledged }) => acknowledged).map(({ channel }) => channel)).toEqual([
        'webhook',
        'email',
      ])
      expect(problem).toBeNull()
      expect(receiver.at('/slack')).toHaveLength(tries)
      expect(receiver.at('/elsewhere')).toEqual([])
      const [delivery] = await rows(
        `select status, attempts, last_error, next_at > now() as later, acknowledged_at from monitoring.deliveries where channel = 'slack'`,
      )
      expect(delivery).toMatchObject({ status: 'due', attempts: 1, later: true, acknowledged_at: null })
      expect(delivery?.last_error).toMatch(expected)
      expect(
        await rows(
          `select failing_since is not null as failing from monitoring.channels where channel = 'slack'`,
        ),
      ).toEqual([{ failing: true }])
      // Not again before its time.
      expect((await cycle()).deliveries).toEqual([])

      receiver.answer('/slack', (response) => response.end('ok'))
      await later()
      expect((await cycle()).deliveries).toMatchObject([
        { channel: 'slack', event: 'opened', acknowledged: true },
      ])
      expect(
        await rows(`select failing_since, last_error from monitoring.channels where channel = 'slack'`),
      ).toEqual([{ failing_since: null, last_error: null }])
    },
  )

  test('that asks for patience gets it', async () => {
    receiver.answer('/slack', (response) => response.writeHead(429, { 'retry-after': '600' }).end())
    await fail('pianos')
    await cycle(only('SLACK'))
    expect(
      await rows(`select next_at > now() + interval '9 minutes' as later from monitoring.deliveries`),
    ).toEqual([{ later: true }])
  })

  test('whose address nobody listens at, or is none, fails with its reason and without its key', async () => {
    await fail('pianos')
    const { deliveries } = await cycle(
      env({
        ALERT_SLACK_WEBHOOK_URL: `http://127.0.0.1:${await freePort()}/services/very-secret`,
        ALERT_WEBHOOK_URL: 'htps:/hook.example/very-secret',
      }),
    )
    expect(deliveries).toMatchObject([
      { channel: 'slack', acknowledged: false, answer: 'cannot be reached (ECONNREFUSED)' },
      {
        channel: 'webhook',
        acknowledged: false,
        answer: expect.stringMatching(/^bad_setting: ALERT_WEBHOOK_URL must be a URL/),
      },
      { channel: 'email', acknowledged: true },
    ])
    const stored = JSON.stringify(
      await rows('select * from monitoring.deliveries join monitoring.channels using (channel)'),
    )
    expect(stored).not.toContain('very-secret')
  })

  test('that has failed for minutes is told through the others', async () => {
    receiver.answer('/slack', (response) => {
      response.statusCode = 404
      response.end('no_service')
    })
    await fail('pianos')
    await cycle()
    await database.query(
      `update monitoring.channels set failing_since = now() - interval '6 minutes' where channel = 'slack'`,
    )
    const { deliveries } = await cycle()
    expect(deliveries).toMatchObject([
      { channel: 'webhook', event: 'opened' },
      { channel: 'email', event: 'opened' },
    ])
    expect(JSON.parse(receiver.at('/email')[1]?.body ?? '').text).toContain('slack has failed since')
  })

  test('that is new is told what is open, not what was', async () => {
    await fail('pianos')
    await cycle(only('SLACK'))
    await succeed('pianos')
    await fail('users')
    await cycle(only('SLACK'))
    const { deliveries } = await cycle(env())
    expect(deliveries).toMatchObject([
      { channel: 'webhook', event: 'opened' },
      { channel: 'email', event: 'opened' },
    ])
    expect(JSON.parse(receiver.at('/email')[0]?.body ?? '').subject).toContain('users')
  })

  test('is proved by a test, which is not repeated', async () => {
    receiver.answer('/email', (response) => {
      response.statusCode = 403
      response.end('{"message":"invalid key"}')
    })
    const { deliveries } = await cycle(env(), { test: true })
    expect(deliveries).toMatchObject([
      { channel: 'slack', event: 'test', acknowledged: true },
      { channel: 'webhook', event: 'test', acknowledged: true },
      { channel: 'email', event: 'test', acknowledged: false, answer: 'HTTP 403: {"message":"invalid key"}' },
    ])
    expect(JSON.parse(receiver.at('/slack')[0]?.body ?? '').text).toContain('this is a test')
    await later()
    expect((await cycle()).deliveries).toEqual([])
    expect(await rows(`select status from monitoring.deliveries where channel = 'email'`)).toEqual([
      { status: 'given_up' },
    ])
  })
})

describe('the heartbeat', () => {
  test('beats after a good cycle, alerts that were told included', async () => {
    await fail('pianos')
    await cycle()
    expect(receiver.at('/heartbeat').map(({ path }) => path)).toEqual(['/heartbeat/id'])
  })

  test('says fail when a critical alert reached no channel', async () => {
    await fail('pianos')
    const { problem, deliveries } = await cycle(only('HEARTBEAT'))
    expect(deliveries).toEqual([])
    expect(problem).toBe('1 critical alerts reached no channel')
    expect(receiver.at('/heartbeat')).toMatchObject([
      { path: '/heartbeat/id/fail', body: '1 critical alerts reached no channel' },
    ])
  })

  test('says fail when the rules cannot be evaluated, and what is due is sent all the same', async () => {
    await fail('pianos')
    await database.query('select monitoring.evaluate_safely()')
    await database.query('alter table sync.missing rename to away')
    const { problem, deliveries } = await cycle()
    await database.query('alter table sync.away rename to missing')
    expect(deliveries).toHaveLength(3)
    expect(problem).toMatch(/^the rules could not be evaluated: 42P01/)
    expect(receiver.at('/heartbeat')).toMatchObject([{ path: '/heartbeat/id/fail' }])
    expect((await cycle()).problem).toBeNull()
  })

  test('says fail when the database is away', async () => {
    const nobody = connect(`http://127.0.0.1:${await freePort()}`, 'sb_secret_x', { forMs: 100 })
    await expect(alertCycle(nobody, env(), { patience })).rejects.toThrow()
    expect(receiver.at('/heartbeat')).toMatchObject([{ path: '/heartbeat/id/fail' }])
    expect(receiver.at('/slack')).toEqual([])
  })

  test('that cannot be reached disturbs nothing', async () => {
    await fail('pianos')
    const report = await cycle(env({ ALERT_HEARTBEAT_URL: 'nonsense' }))
    expect(report.heartbeat).toMatchObject({ acknowledged: false })
    expect(report.deliveries.every(({ acknowledged }) => acknowledged)).toBe(true)
  })
})
