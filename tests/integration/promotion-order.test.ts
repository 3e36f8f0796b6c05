import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
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
  await database.query('truncate staging.stg_clients, gazelle.clients, reconcile.listings cascade')
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

const listing = (id: string, contacts: { id: string; firstName: string }[], secondsAgo: number) => ({
  text: `select sync.stage_nodes('clients', 'main', null, $1, clock_timestamp() - make_interval(secs => $2))`,
  values: [
    JSON.stringify([{ id, allContacts: { nodes: contacts, pageInfo: { hasNextPage: false } } }]),
    secondsAgo,
  ],
})
const contact = (firstName: string) => [{ id: 'con_1', firstName }]
const contactNow = async () =>
  (
    await database.query(
      `select client_id as owner, first_name as name, deleted_at is not null as gone from gazelle.contacts where id = 'con_1'`,
    )
  )[0]

const known = [
  ['a contact that is there', [{ id: 'con_1', firstName: 'first' }]],
  ['a contact that is not there yet', []],
] as const
describe.each(known)('of two pages that meet, each with %s in another client,', (_, contacts) => {
  beforeEach(async () => {
    await database.query(listing('cli_a', [...contacts], 50).text, listing('cli_a', [...contacts], 50).values)
  })

  test('the one asked for later has it, and keeps it when the other loses it (kind of D1)', async () => {
    const [later, earlier] = [await session(), await session()]
    await later.query(listing('cli_b', contact('later'), 10))
    const staged = earlier.query(listing('cli_a', contact('earlier'), 30))
    await isBlocked(earlier)
    await later.query('commit')
    await staged
    await earlier.query('commit')
    expect(await contactNow()).toEqual({ owner: 'cli_b', name: 'later', gone: false })

    await database.query(listing('cli_a', [], 5).text, listing('cli_a', [], 5).values)
    expect(await contactNow()).toEqual({ owner: 'cli_b', name: 'later', gone: false })
  })

  test('the one asked for later takes it, and gives it back when it loses it (kind of D1)', async () => {
    const [earlier, later] = [await session(), await session()]
    await earlier.query(listing('cli_b', contact('earlier'), 30))
    const staged = later.query(listing('cli_a', contact('later'), 10))
    await isBlocked(later)
    await earlier.query('commit')
    await staged
    await later.query('commit')
    expect(await contactNow()).toEqual({ owner: 'cli_a', name: 'later', gone: false })

    await database.query(listing('cli_a', [], 5).text, listing('cli_a', [], 5).values)
    expect(await contactNow()).toEqual({ owner: 'cli_b', name: 'earlier', gone: false })
  })

  test('the one whose transaction ends without a commit has nothing of it (kind of D1)', async () => {
    const [later, earlier] = [await session(), await session()]
    await later.query(listing('cli_b', contact('later'), 10))
    const staged = earlier.query(listing('cli_a', contact('earlier'), 30))
    await isBlocked(earlier)
    await later.query('rollback')
    await staged
    await earlier.query('commit')
    expect(await contactNow()).toEqual({ owner: 'cli_a', name: 'earlier', gone: false })
  })
})

describe('beside an erasure', () => {
  const erase = `select sync.erase_client('main', 'cli_a', false)`
  const left = () =>
    database.query<{ id: string; client: string | null }>(
      `select id, client_id as client from gazelle.pianos union select id, null from gazelle.clients where id = 'cli_a'`,
    )
  beforeEach(async () => {
    await database.query('truncate staging.stg_pianos, gazelle.pianos, sync.erased, sync.erasures cascade')
    await database.query(
      `select sync.stage_nodes('pianos', 'main', null, '[{"id": "pno_a", "client": {"id": "cli_a"}}]')`,
    )
    // A record that was refused, and would make a placeholder of the client.
    await database.query(`update staging.stg_pianos set status = 'rejected'`)
  })

  test.each([
    ['a replay', `select reconcile.replay('pianos')`],
    ['a retry', `select reconcile.retry('pianos', 'main', 'pno_a')`],
    ['the nightly run', `select reconcile.run('pianos')`],
  ])('%s waits, and brings nobody back (case S6)', async (_, replay) => {
    const [erasing, replaying] = [await session(), await session()]
    await erasing.query(erase)
    const replayed = replaying.query(replay)
    await isBlocked(replaying)
    await erasing.query('commit')
    await replayed
    await replaying.query('commit')
    expect(await left()).toEqual([])
  })

  test('what was begun before is waited for, and goes (case S6)', async () => {
    await database.query(`delete from gazelle.pianos`)
    const [erasing, replaying] = [await session(), await session()]
    await replaying.query(`select reconcile.replay('pianos')`)
    const erased = erasing.query(erase)
    await isBlocked(erasing)
    await replaying.query('commit')
    await erased
    await erasing.query('commit')
    expect(await left()).toEqual([])
  })

  test('look-ups wait before they hold a row, so that neither is a deadlock (case S6)', async () => {
    const [run] = await database.query<{ id: string; lease: string }>(
      `select r ->> 'runId' as id, r ->> 'lease' as lease from sync.begin_run('clients', 'full') r`,
    )
    await database.query(
      `insert into sync.missing (account_id, module, external_id, reason) values ('main', 'clients', 'cli_a', 'unseen')`,
    )
    const [erasing, looking] = [await session(), await session()]
    await erasing.query(`select reconcile.lock_erasures('main', true)`)
    const looked = looking.query(`select sync.resolve_missing($1, $2, '{cli_a}', '[]')`, [
      run?.id,
      run?.lease,
    ])
    await isBlocked(looking)
    await erasing.query(erase)
    await erasing.query('commit')
    await looked
    await looking.query('commit')
    expect(await left()).toEqual([])
  })
})

test('of lanes that read one list from both ends and end together, one says what is missing, and none is a deadlock (part L)', async () => {
  const workers = await Promise.all([session(), session()])
  await Promise.all(workers.map((worker) => worker.query('commit')))
  for (let round = 0; round < 15; round++) {
    const [run] = await database.query<{ id: string; lease: string }>(
      `select r ->> 'runId' as id, r ->> 'lease' as lease from sync.begin_run('services', 'full') r`,
    )
    const end = (lane: string, at: number) =>
      workers[at]?.query(
        `select sync.stage_page($1, $2, $3, 1, $4, null, false, 5, p_with => '{newest,oldest}')`,
        [run?.id, run?.lease, lane, JSON.stringify([{ id: `mit_${lane}_${round}` }, { id: 'mit_both' }])],
      )
    await Promise.all([end('newest', 0), end('oldest', 1)])
    const lanes = await database.query(
      'select agreed from sync.lanes where run_id = $1 order by agreed nulls last',
      [run?.id],
    )
    expect(lanes).toEqual([{ agreed: false }, { agreed: null }])
    await database.query(`select sync.finish_run($1, $2, p_lanes => '{newest,oldest}')`, [
      run?.id,
      run?.lease,
    ])
  }
  expect(await database.query(`select place, missing, times from sync.holes where kind = 'count'`)).toEqual([
    { place: 'lane newest', missing: 2, times: 15 },
  ])
})
