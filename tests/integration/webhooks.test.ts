// Webhooks as their receivers meet them: signed messages, each at least once and those of a record in order, whatever goes wrong.
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { connect } from '../../shared/database/client.ts'
import { isPublic, refusalOf } from '../../shared/webhooks/address.ts'
import { sendChanges } from '../../shared/webhooks/send.ts'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { type Received, type Receiver, startReceiver } from './alert-receiver.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let database: TestDatabase
let api: Api
let receiver: Receiver

beforeAll(async () => {
  database = await createTestDatabase()
  await database.query(
    `insert into changes.loaded (account_id, module) select 'main', m.module from sync.modules m`,
  )
  api = await startApi(database, { functions: true })
  await database.query(`select sync.connect_functions($1, $2)`, [api.functionsUrl, api.secretKey])
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
})
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(async () => {
  await receiver.stop()
  await database.query('delete from webhooks.subscriptions')
})

interface Added {
  webhook: string
  secret: string
}
const add = async (
  path: string,
  {
    entities = ['taxes'],
    fields,
    batch = 1,
  }: { entities?: string[]; fields?: string[]; batch?: number } = {},
): Promise<Added> => {
  const { data, error } = await connect(api.apiUrl, api.secretKey, { forMs: 1000 })
    .schema('webhooks')
    .rpc('add', {
      p_url: `${receiver.url}${path}`,
      p_entities: entities,
      ...(fields && { p_fields: fields }),
      p_batch: batch,
    })
  if (error) throw new Error(error.message)
  return data as unknown as Added
}

const send = (timeoutMs = 2000) =>
  sendChanges(connect(api.apiUrl, api.secretKey, { forMs: 1000 }), {
    own: api.apiUrl,
    isOver: () => false,
    policy: { timeoutMs, retries: 0, pauseMs: 0 },
  })

/** What a retry, a rest or a lease waits for is over. */
const later = async () => {
  await database.query(`update monitoring.deliveries set next_at = now() where status = 'due'`)
  await database.query(`update monitoring.channels set rests_until = null`)
}

const set = (ids: string[], name: string) =>
  database.query(
    `insert into gazelle.taxes (id, account_id, name) select i.id, 'main', $2 from unnest($1::text[]) i (id)
     on conflict (id) do update set name = excluded.name, version = taxes.version + 1`,
    [ids, name],
  )

interface Change {
  id: string
  version: number
  operation: string
  position: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}
const messageOf = ({
  body,
}: Received): { type: string; timestamp: string; data: Change & { changes: Change[] } } => JSON.parse(body)
const changesOf = (received: Received[]): Change[] =>
  received.map(messageOf).flatMap(({ type, data }) => (type === 'changes' ? data.changes : [data]))
const idOf = ({ headers }: Received) => String(headers['webhook-id'])

describe('a message', () => {
  test('is signed as Standard Webhooks describe, and has the record before and after', async () => {
    await set(['tax_a'], 'TPS')
    const { webhook, secret } = await add('/in')
    await set(['tax_a'], 'TVQ')
    expect(await send()).toEqual({ sent: 1, acknowledged: 1, isCut: false })
    const [one] = receiver.at('/in')
    if (!one) throw new Error('no message')
    const verified = new Webhook(secret).verify(one.body, one.headers as Record<string, string>)
    expect(verified).toMatchObject({
      type: 'taxes.updated',
      data: {
        entity: 'taxes',
        id: 'tax_a',
        operation: 'updated',
        account: 'main',
        changes: { name: ['TPS', 'TVQ'] },
        before: { id: 'tax_a', name: 'TPS' },
        after: { id: 'tax_a', name: 'TVQ' },
      },
    })
    expect(idOf(one)).toBe(`msg_${webhook.replace('wh_', '')}_${messageOf(one).data.position}`)
    expect(() =>
      new Webhook(secret).verify(one.body.replace('TVQ', 'TVH'), one.headers as Record<string, string>),
    ).toThrow('No matching signature')
  })

  test('is signed with the old secret too while the receiver changes it', async () => {
    const { webhook, secret } = await add('/in')
    const [row] = await database.query<{ answer: Added }>(
      `select webhooks.rotate($1) as answer from set_config('request.jwt.claims', '{"role": "service_role"}', false)`,
      [webhook],
    )
    await set(['tax_b'], 'one')
    await send()
    await database.query(`update webhooks.subscriptions set old_until = now() - interval '1 second'`)
    await set(['tax_b'], 'two')
    await send()
    const [first, second] = receiver.at('/in')
    if (!first || !second || !row) throw new Error('two messages were expected')
    const isSigned = (by: string, { body, headers }: Received) => {
      try {
        new Webhook(by).verify(body, headers as Record<string, string>)
        return true
      } catch {
        return false
      }
    }
    expect([isSigned(secret, first), isSigned(row.answer.secret, first)]).toEqual([true, true])
    expect([isSigned(secret, second), isSigned(row.answer.secret, second)]).toEqual([false, true])
  })

  test('has those fields alone that are asked for, and several changes where that is asked for', async () => {
    await add('/few', { fields: ['name'] })
    await add('/batch', { batch: 40 })
    await set(
      Array.from({ length: 90 }, (_, nth) => `tax_c${nth}`),
      'many',
    )
    await send()
    expect(receiver.at('/few')).toHaveLength(90)
    expect(Object.keys(changesOf(receiver.at('/few'))[0]?.after ?? {}).toSorted()).toEqual(['id', 'name'])
    const batches = receiver.at('/batch').map(messageOf)
    expect(batches.map(({ data }) => data.changes.length)).toEqual([40, 40, 10])
    const positions = changesOf(receiver.at('/batch')).map(({ position }) => Number(position.split('-')[1]))
    expect(positions).toEqual(positions.toSorted((a, b) => a - b))
  })

  test('comes from the function itself, at the end of a run that changed something', async () => {
    await add('/in')
    await set(['tax_d'], 'x')
    const arrived = receiver.has('/in', 1)
    await database.query(
      `insert into sync.runs (account_id, module, mode, status, watermark, promoted) values ('main', 'taxes', 'incremental', 'running', now(), 1)`,
    )
    await database.query(
      `update sync.runs set status = 'success', finished_at = now() where status = 'running'`,
    )
    const [request] = await database.query<{ url: string }>(`select url from net.http_request_queue`)
    expect(request?.url).toBe(`${api.functionsUrl}/webhooks`)
    const answer = await fetch(`${api.functionsUrl}/webhooks`, {
      method: 'POST',
      headers: { apikey: api.secretKey },
      body: '{}',
    })
    expect(await answer.json()).toEqual({ sent: 1, acknowledged: 1, isCut: false })
    expect(await arrived).toHaveLength(1)
  })
})

describe('a receiver', () => {
  test('that hangs, redirects, answers 8 MB or breaks off holds up no other, and its messages come when it is back', async () => {
    const ids = Array.from({ length: 30 }, (_, nth) => `tax_e${nth}`)
    for (const path of ['/well', '/hangs', '/redirects', '/large', '/breaks']) await add(path)
    receiver.answer('/hangs', () => {})
    receiver.answer('/redirects', (response) => {
      response.writeHead(302, { location: `${receiver.url}/well` }).end()
    })
    receiver.answer('/large', (response) => {
      response.writeHead(500).end('x'.repeat(8_000_000))
    })
    receiver.answer('/breaks', (response) => response.destroy())
    await set(ids, 'one')
    await send()
    expect(new Set(changesOf(receiver.at('/well')).map(({ id }) => id))).toEqual(new Set(ids))
    expect(receiver.at('/well')).toHaveLength(30)
    for (const path of ['/hangs', '/redirects', '/large', '/breaks'])
      expect(receiver.at(path).length, path).toBeLessThanOrEqual(8)
    const said = await database.query<{ answer: string }>(
      `select distinct left(c.last_error, 40) as answer from monitoring.channels c where c.failing_since is not null order by 1`,
    )
    expect(said.map(({ answer }) => answer)).toEqual([
      expect.stringMatching(/^HTTP 302/),
      expect.stringMatching(/^HTTP 500: xxx/),
      expect.stringMatching(/^cannot be reached/),
      'no answer within 2000 ms',
    ])
    for (const path of ['/hangs', '/redirects', '/large', '/breaks'])
      receiver.answer(path, (response) => response.end('ok'))
    await set(ids, 'two')
    for (let round = 0; round < 4; round += 1) {
      await later()
      await send()
    }
    for (const path of ['/hangs', '/redirects', '/large', '/breaks']) {
      const versions = Map.groupBy(changesOf(receiver.at(path)), ({ id }) => id)
      expect([...versions.keys()].toSorted(), path).toEqual(ids.toSorted())
      for (const [id, of] of versions) {
        const order = of.map(({ version }) => version)
        expect(order, `${path} ${id}`).toEqual(order.toSorted((a, b) => a - b))
        expect(of.at(-1)?.after?.name).toBe('two')
      }
    }
  })

  test('is told each change, those of a record in order, by whatever fails and however many senders there are', async () => {
    const ids = Array.from({ length: 12 }, (_, nth) => `tax_f${nth}`)
    const accepted: Received[] = []
    await add('/in')
    let nth = 0
    receiver.answer('/in', (response) => {
      nth += 1
      const last = receiver.at('/in').at(-1)
      // Some are refused, some are taken and the answer is lost, and most arrive.
      if (nth % 7 === 3) return void response.writeHead(503).end()
      if (last) accepted.push(last)
      if (nth % 11 === 5) return void response.destroy()
      response.end()
    })
    for (let round = 0; round < 20; round += 1) {
      await set(ids, `round ${round}`)
      if (round % 4 === 0) await later()
      await Promise.all([send(), send()])
    }
    for (let round = 0; round < 60; round += 1) {
      const [left] = await database.query<{ count: number }>(
        `select count(*)::int as count from monitoring.deliveries where changes is not null`,
      )
      if (left?.count === 0) break
      await later()
      await send()
    }
    const versions = Map.groupBy(changesOf(accepted), ({ id }) => id)
    expect([...versions.keys()].toSorted()).toEqual(ids.toSorted())
    for (const [id, of] of versions) {
      const distinct = [...new Set(of.map(({ version }) => version))]
      expect(distinct, id).toEqual(Array.from({ length: 20 }, (_, version) => version + 1))
    }
    // What came twice has the id that it had the first time.
    expect(new Set(accepted.map(idOf)).size).toBe(ids.length * 20)
  })

  test('that was away during a mass change gets all of it in order, and the queue never holds more than its window', async () => {
    const ids = Array.from({ length: 1500 }, (_, nth) => `tax_g${nth}`)
    await add('/in', { batch: 100 })
    await add('/one')
    receiver.answer('/', (response) => response.writeHead(503).end())
    await set(ids, 'one')
    await send()
    await set(ids, 'two')
    await later()
    await send()
    const [queued] = await database.query<{ most: number }>(
      `select max(n)::int as most from (select count(*) as n from monitoring.deliveries where changes is not null group by channel) c`,
    )
    // And what was tried, which leaves its room.
    expect(queued?.most).toBeLessThanOrEqual(1100)
    const before = receiver.received.length
    receiver.answer('/', (response) => response.end())
    await later()
    await send()
    await later()
    await send()
    for (const path of ['/in', '/one']) {
      const told = changesOf(receiver.received.slice(before).filter((one) => one.path === path))
      const versions = Map.groupBy(told, ({ id }) => id)
      expect(versions.size, path).toBe(ids.length)
      for (const of of versions.values()) expect(of.map(({ after }) => after?.name)).toEqual(['one', 'two'])
    }
  })

  test('that says when gets nothing before, whether it says so in seconds or by a date', async () => {
    for (const value of ['7200', new Date(Date.now() + 7_200_000).toUTCString()]) {
      const { webhook } = await add('/in')
      receiver.answer('/in', (response) => response.writeHead(429, { 'retry-after': value }).end())
      await set(['tax_h'], value)
      await send()
      const [row] = await database.query<{ minutes: number }>(
        `select round(extract(epoch from rests_until - now()) / 60)::int as minutes from monitoring.channels where channel = $1`,
        [webhook],
      )
      expect([119, 120]).toContain(row?.minutes)
      await database.query('delete from webhooks.subscriptions')
    }
  })
})

describe('an address', () => {
  const own = 'https://abcdefghijklmnopqrst.supabase.co'

  test.each([
    '10.0.0.8',
    '127.0.0.1',
    '169.254.169.254',
    '::1',
    '::ffff:10.0.0.8',
    'fd00::8',
    'fe80::1',
    '0.0.0.0',
    '100.64.0.1',
  ])('behind a name that leads to %s is told nothing', async (private_) => {
    expect(isPublic(private_)).toBe(false)
    const refusal = await refusalOf('https://hooks.gazelle-consumer.ca/in', own, async () => [
      '203.0.112.9',
      private_,
    ])
    expect(refusal).toContain('not a public internet address')
  })

  test('of the internet is told, and that of the project itself is not', async () => {
    const lookUp = async () => ['198.51.99.7', '2606:4700::1111']
    expect(await refusalOf('https://hooks.gazelle-consumer.ca/in', own, lookUp)).toBeNull()
    expect(await refusalOf(`${own}/functions/v1/webhooks`, own, lookUp)).toContain('this project itself')
    expect(await refusalOf('http://hooks.gazelle-consumer.ca/in', own, lookUp)).toContain('https://')
    expect(await refusalOf('https://127.0.0.1/in', own)).toContain('not a public internet address')
    expect(await refusalOf('http://127.0.0.1:9/in', 'http://127.0.0.1:54321')).toBeNull()
  })
})
