import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sealApiKey } from '../../shared/database/credentials.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { compare } from '../harness/company.ts'
import { startWorld, type World, written } from './world.ts'

const sealingKey = btoa('k'.repeat(32))
const size = {
  users: 6,
  clients: 40,
  pianos: 60,
  timelineEntries: 300,
  appointments: 20,
  invoices: 10,
  estimates: 5,
  services: 7,
}

let world: World
/** The company of account `second`, with a key of its own. */
let second: GazelleFake
beforeAll(async () => {
  world = await startWorld({ env: { TOKEN_ENCRYPTION_KEY: sealingKey } })
})
afterAll(() => world?.stop())

/** Two companies: Gazelle gives no id twice, so they share none. */
beforeEach(async () => {
  await world.fresh({ company: size, seed: 1 })
  second = await startGazelleFake({ company: size, seed: 2, apiKey: 'the-key-of-second' })
  world.wire.targets.set(second.apiKey, new URL(second.url).origin)
  await world.database.query(
    `insert into sync.accounts (account_id) values ('second') on conflict (account_id) do update set paused_at = null`,
  )
  await storeKey(second.apiKey)
})
afterEach(() => second?.stop())

const account = 'second'

const storeKey = async (key: string) =>
  world.database.query(`select sync.store_credential('second', $1, p_kind => 'api_key')`, [
    await sealApiKey(key, sealingKey),
  ])

/** Syncs all modules of an account, parents first. */
const syncAll = async (account: string, mode: string, modules = world.modules) => {
  const reports = []
  for (const module of modules) reports.push(await world.sync(module, { account, mode }))
  return reports
}
const rowOf = (id: string) =>
  world.database.query('select ctid::text, xmin::text, * from gazelle.clients where id = $1', [id])
const some = <T>(map: Map<string, T>): T => {
  for (const value of map.values()) return value
  throw new Error('the company has none')
}
const bothCompared = async () => {
  await compare(world.database, world.gazelle.company)
  await compare(world.database, second.company, [], account)
}

describe('two companies in one database', () => {
  test('are synced side by side, and never mixed', async () => {
    const reports = (await Promise.all([syncAll('main', 'full'), syncAll(account, 'full')])).flat()
    expect(new Set(reports.map(({ status }) => status))).toEqual(new Set(['success']))
    await bothCompared()

    // What changes in one, changes in that one.
    const { id: other } = some(world.gazelle.company.clients)
    const { id: entry } = some(second.company.timelineEntries)
    second.change.deleteTimelineEntry(entry)
    world.gazelle.change.editClient(other, { companyName: 'Nouveau nom' })
    const changed = ['clients', 'timeline']
    await Promise.all([syncAll('main', 'full', changed), syncAll(account, 'full', changed)])
    await bothCompared()
    expect(
      await world.database.query(
        'select account_id, deleted_at is not null as gone from gazelle.timeline_entries where id = $1 order by 1',
        [entry],
      ),
    ).toEqual([{ account_id: account, gone: true }])
    // Nobody was called with a key of the other.
    for (const { company, calls } of [world.gazelle, second]) {
      expect(company.clients.size).toBeGreaterThan(0)
      expect(calls.all.filter(({ status }) => status === 401)).toEqual([])
    }
    const before = await written(world.database)
    for (const report of await syncAll(account, 'full', changed))
      expect(report).toMatchObject({ changed: 0, deleted: 0 })
    expect(await written(world.database)).toEqual(before)
  }, 180_000)

  test('do not wait for each other: while one is busy or in trouble, the other is synced and healthy', async () => {
    const opened = await world.database.query<{ run: number }>(
      `select (sync.begin_run('users', 'full', p_account => 'second') ->> 'runId')::int as run`,
    )
    expect(opened).toHaveLength(1)
    expect(await world.slice('users', { account, mode: 'full' })).toMatchObject({ status: 'busy' })
    expect(await world.sync('users', { mode: 'full' })).toMatchObject({ status: 'success' })

    await storeKey('a-wrong-key')
    world.wire.targets.set('a-wrong-key', new URL(second.url).origin)
    expect(await world.fails('clients', { account })).toMatchObject({
      error: { code: 'gazelle_credential_refused' },
    })
    expect(await world.sync('clients')).toMatchObject({ status: 'success' })
    const problems = await world.database.query(
      `select rule, account_id from monitoring.find_problems() where rule in ('token_refused', 'run_failed')`,
    )
    expect(problems).toEqual([{ rule: 'token_refused', account_id: account }])
    const health = await world.database.query(
      `select account_id, failures_24h from monitoring.module_health where module = 'clients' order by 1`,
    )
    expect(health).toEqual([
      { account_id: 'main', failures_24h: 0 },
      { account_id: account, failures_24h: 1 },
    ])
    const limiters = await world.database.query('select account_id from sync.limiters order by 1')
    expect(limiters).toEqual([{ account_id: 'main' }, { account_id: account }])
  })
})

describe('a record whose id belongs to the other company', () => {
  test('is refused with its issue, and a reference to it becomes null; the record of the other stays as it is', async () => {
    const { company } = world.gazelle
    await syncAll('main', 'full')
    const { id } = some(company.clients)
    const before = await rowOf(id)
    second.company.clients.set(id, {
      ...some(second.company.clients),
      id,
      companyName: 'Zweite',
      contacts: [],
    })
    const entry = second.change.insertTimelineEntry({ clientId: id, pianoId: null })
    expect(await syncAll(account, 'full')).toContainEqual(
      expect.objectContaining({ module: 'clients', rejected: 1 }),
    )
    expect(await rowOf(id)).toEqual(before)
    await compare(world.database, company)
    expect(
      await world.database.query(
        'select module, account_id, external_id, rule, severity from monitoring.rejects',
      ),
    ).toEqual([
      {
        module: 'clients',
        account_id: account,
        external_id: id,
        rule: 'id_of_other_account',
        severity: 'fatal',
      },
    ])
    expect(
      await world.database.query('select account_id, client_id from gazelle.timeline_entries where id = $1', [
        entry.id,
      ]),
    ).toEqual([{ account_id: account, client_id: null }])
    expect(
      await world.database.query(
        `select account_id, rule, records::int from monitoring.data_quality where module = 'timeline'`,
      ),
    ).toEqual([{ account_id: account, rule: 'other_account', records: 1 }])
    await compare(
      world.database,
      second.company,
      [`clients ${id}: missing`, `timeline_entries ${entry.id}.client_id: null, Gazelle has "${id}"`],
      account,
    )
  }, 180_000)
})

describe('an account', () => {
  const callsOf = () => world.gazelle.calls.all.length + second.calls.all.length

  test('without a credential spends nothing: it never gets the key of main', async () => {
    await world.database.query(`insert into sync.accounts (account_id, paused_at) values ('third', now())`)
    const before = callsOf()
    for (const mode of ['full', 'incremental'])
      expect(await world.fails('users', { account: 'third', mode })).toMatchObject({
        error: { code: 'gazelle_not_connected', message: expect.stringContaining('third') },
      })
    expect(callsOf()).toBe(before)
    expect(await world.database.query('select from staging.records')).toEqual([])
  })

  test('that is not there is refused before anything is spent', async () => {
    const before = callsOf()
    const answer = await world.call('sync-users', { body: { account: 'nobody' } })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ error: { code: 'unknown_account' } })
    expect(callsOf()).toBe(before)
    expect(await world.database.query('select from sync.runs')).toEqual([])
  })

  test('that is paused gets no scheduled call, and is synced by hand; the other goes on', async () => {
    await world.database.query(`select sync.pause_account('second')`)
    await world.database.query('delete from net.http_request_queue')
    await world.database.query(`select sync.invoke(module, 'incremental') from sync.modules`)
    const called = await world.database.query<{ account: string }>(
      `select distinct convert_from(body, 'utf8')::jsonb ->> 'account' as account from net.http_request_queue`,
    )
    expect(called).toEqual([{ account: 'main' }])
    const before = callsOf()
    const scheduled = await fetch(`${world.functionsUrl}/sync-users`, {
      method: 'POST',
      headers: { apikey: world.database.keys.secretKey, 'x-triggered-by': 'schedule' },
      body: JSON.stringify({ account }),
    })
    expect(scheduled.status).toBe(400)
    expect(await scheduled.json()).toMatchObject({ error: { code: 'account_paused' } })
    expect(callsOf()).toBe(before)
    expect(await world.sync('users', { account })).toMatchObject({ status: 'success' })
    expect(await world.sync('users')).toMatchObject({ status: 'success' })
  })
})
