import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

let database: TestDatabase
const sessions: pg.Client[] = []
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await Promise.all(sessions.map((session) => session.end()))
  await database?.drop()
})

/** A session of its own, in a transaction. */
const session = async () => {
  const client = new pg.Client({ connectionString: database.url, application_name: 'test' })
  sessions.push(client)
  await client.connect()
  await client.query('begin')
  return client
}
const stage = (id: string, name: string, secondsAgo = 0) => ({
  text: `select sync.stage_nodes('clients', 'main', null, $1, clock_timestamp() - make_interval(secs => $2))`,
  values: [JSON.stringify([{ id, companyName: name }]), secondsAgo],
})
const nameOf = async (id: string) =>
  (
    await database.query(
      `select c.company_name as production, s.raw_data ->> 'companyName' as staging
       from gazelle.clients c join staging.stg_clients s on s.external_id = c.id where c.id = $1`,
      [id],
    )
  )[0]
/** Waits until a session waits for another one's lock. */
const isBlocked = (client: pg.Client) =>
  vi.waitFor(async () => {
    const pid = Reflect.get(client, 'processID')
    const rows = await database.query('select cardinality(pg_blocking_pids($1)) as count', [pid])
    expect(rows[0]?.count).toBeGreaterThan(0)
  })

beforeEach(async () => {
  await database.query('truncate staging.stg_clients, gazelle.clients cascade')
  for (const id of ['cli_a', 'cli_b', 'cli_c'])
    await database.query(stage(id, 'old', 60).text, stage(id, 'old', 60).values)
})

const replays = [
  ['a replay', `select reconcile.replay('clients')`],
  ['a retry', `select reconcile.retry('clients', 'main', 'cli_b')`],
  ['the nightly run', `select reconcile.run('clients')`],
] as const
test.each(replays)(
  '%s that meets a page being staged promotes what the page brought (case D3)',
  async (_, replay) => {
    await database.query(`update staging.stg_clients set status = 'rejected' where external_id = 'cli_b'`)
    const [page, replaying] = [await session(), await session()]
    await page.query(stage('cli_b', 'new'))
    const replayed = replaying.query(replay)
    await isBlocked(replaying)
    await page.query('commit')
    await replayed
    await replaying.query('commit')
    expect(await nameOf('cli_b')).toEqual({ production: 'new', staging: 'new' })
  },
)

test('a page that meets a replay is promoted after it (case D3)', async () => {
  const [page, replaying] = [await session(), await session()]
  await replaying.query(`select reconcile.replay('clients')`)
  const staged = page.query(stage('cli_b', 'new'))
  await isBlocked(page)
  await replaying.query('commit')
  await staged
  await page.query('commit')
  expect(await nameOf('cli_b')).toEqual({ production: 'new', staging: 'new' })
})

test('replays and pages that overlap wait for each other, and none is a deadlock (case D3)', async () => {
  const work = async (n: number) => {
    const client = await session()
    await client.query('commit')
    for (let round = 0; round < 20; round++) {
      const nodes = ['cli_c', 'cli_a', 'cli_b'].map((id) => ({ id, companyName: `${n} ${round}` }))
      await client.query(
        n % 2 === 0
          ? `select reconcile.replay('clients')`
          : { text: `select sync.stage_nodes('clients', 'main', null, $1)`, values: [JSON.stringify(nodes)] },
      )
    }
  }
  await Promise.all([0, 1, 2, 3].map(work))
  for (const id of ['cli_a', 'cli_b', 'cli_c']) {
    const names = await nameOf(id)
    expect(names?.production).toBe(names?.staging)
  }
})

test('a deletion that meets a page which was asked for later does not take its record (case D3)', async () => {
  await database.query(
    `insert into sync.missing (account_id, module, external_id, reason) values ('main', 'clients', 'cli_b', 'unseen')`,
  )
  const [page, deleting] = [await session(), await session()]
  await page.query(stage('cli_b', 'new'))
  const deletion = deleting.query(
    `select sync.delete_records('clients', 'main', '{cli_b}', null, clock_timestamp() - interval '5 seconds')`,
  )
  await isBlocked(deleting)
  await page.query('commit')
  await deletion
  await deleting.query('commit')
  expect(await database.query(`select id from gazelle.clients where deleted_at is not null`)).toEqual([])
  expect(await nameOf('cli_b')).toEqual({ production: 'new', staging: 'new' })
})

test('a look-up’s deletion that meets a page which fills the placeholder does not take its record (case D3)', async () => {
  await database.query(
    `insert into gazelle.clients (id, account_id, is_placeholder) values ('cli_d', 'main', true)`,
  )
  await database.query(
    `insert into sync.missing (account_id, module, external_id, reason) values ('main', 'clients', 'cli_d', 'referenced')`,
  )
  const [page, deleting] = [await session(), await session()]
  await page.query(stage('cli_d', 'new'))
  const deletion = deleting.query(
    `select sync.delete_records('clients', 'main', '{cli_d}', null, clock_timestamp() - interval '5 seconds')`,
  )
  await isBlocked(deleting)
  await page.query('commit')
  await deletion
  await deleting.query('commit')
  expect(await database.query(`select id from gazelle.clients where deleted_at is not null`)).toEqual([])
  expect(await nameOf('cli_d')).toEqual({ production: 'new', staging: 'new' })
  expect(await database.query(`select status from sync.missing where external_id = 'cli_d'`)).toEqual([])
})
