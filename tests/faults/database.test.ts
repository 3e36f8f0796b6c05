import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { newKeys } from '../../supabase/local/keys.ts'
import { type Postgres, startPostgres } from '../../supabase/local/postgres.ts'
import { endLeases, soon, startWorld, type World } from '../e2e/world.ts'
import { compare } from '../harness/company.ts'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { asAdmin, inDatabase, prepareTestDatabase, testLog } from '../harness/server.ts'

const keys = newKeys()
let folder: string
let postgres: Postgres
let database: TestDatabase

// A server of its own, that can be stopped without anybody else's noticing.
const start = async (port?: number) => {
  postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    password: keys.superuserPassword,
    port,
    durable: false,
    log: testLog,
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gazelle-faults-'))
  await start()
  const adminUrl = postgres.adminUrl()
  await asAdmin(adminUrl, (client) => client.query('create database template_faults'))
  await prepareTestDatabase(inDatabase(adminUrl, 'template_faults'), keys)
  database = await cloneDatabase({ adminUrl, template: 'template_faults', keys })
  // A crash of the server, unlike one of the machine, then loses nothing that was committed.
  await database.query(`alter database ${database.name} set synchronous_commit = on`)
})

afterAll(async () => {
  await database?.drop()
  await postgres?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Ends the server as a crash does: what it had not written is recovered from its log at the next start. */
const crash = async () => {
  const [pid] = (await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
  process.kill(Number(pid), 'SIGQUIT')
  await postgres.stop()
}

const one = async (sql: string, values: unknown[] = []) => (await database.query(sql, values))[0]
const asked = (world: World) =>
  world.gazelle.calls
    .of('Pianos')
    .map(({ variables: { after } }) => (typeof after === 'string' ? Number(atob(after)) : 0))

/** Does something when the third page of pianos is on its way. */
const atThirdPage = (world: World, happens: () => Promise<unknown>) => {
  world.wire.onAnswer = async ({ operation, nth }, body) => {
    if (operation === 'Pianos' && nth === 3) await happens()
    return body
  }
}

describe('a run while the database', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ core: true, database, env: { DATABASE_PATIENCE_SECONDS: '25' } })
  })
  afterAll(() => world?.stop())

  const goesOn = async () => {
    expect(await world.slice('pianos')).toMatchObject({
      status: 'success',
      pages: 7,
      changed: 60,
    })
    // Pages overlap by one record.
    expect(asked(world)).toEqual([0, 9, 18, 27, 36, 45, 54])
    await world.syncAll()
    await compare(database, world.gazelle.company)
  }

  test('is restarted waits, and goes on where it was', async () => {
    await world.fresh({ pageCap: 10 })
    atThirdPage(world, async () => {
      await postgres.stop()
      void start(postgres.port)
    })
    await goesOn()
  })

  test('has its Data API restarted waits, and goes on where it was', async () => {
    await world.fresh({ pageCap: 10 })
    atThirdPage(world, async () => {
      await world.stopDataApi()
      void world.startDataApi()
    })
    await goesOn()
  })

  test('drops the connection in the middle of a page sends the page again', async () => {
    await world.fresh({ pageCap: 10 })
    const blocker = new pg.Client({ connectionString: database.adminUrl, application_name: 'blocker' })
    await blocker.connect()
    await blocker.query('begin; lock table staging.stg_pianos in share mode')
    const going = goesOn()
    await vi.waitFor(async () => {
      const { rowCount } = await blocker.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where usename = 'authenticator' and datname = current_database() and wait_event_type = 'Lock'`,
      )
      expect(rowCount).toBe(1)
    }, soon)
    await blocker.end()
    await going
  })

  test('crashes goes on, but proves nothing: the next run reads everything again', async () => {
    await world.fresh({ pageCap: 10 })
    for (const module of ['users', 'clients']) await world.sync(module)
    atThirdPage(world, async () => {
      await crash()
      void start(postgres.port)
    })
    // The ids seen before the crash are forgotten, so nobody can say that the sweep saw everything.
    expect(await world.sync('pianos')).toMatchObject({
      status: 'partial',
      changed: 60,
      deleted: 0,
      heldBack: 0,
    })
    expect(await one(`select count(*)::int as count from sync.watermarks where module = 'pianos'`)).toEqual({
      count: 0,
    })
    world.wire.onAnswer = undefined
    expect(await world.sync('pianos')).toMatchObject({ mode: 'full', status: 'success', changed: 0 })
    await world.syncAll()
    await compare(database, world.gazelle.company)
  })
})

describe('a call while the database', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ core: true, database, env: { DATABASE_PATIENCE_SECONDS: '1' } })
  })
  afterAll(() => world?.stop())

  /** The database is back as soon as health can read it. */
  const back = () =>
    vi.waitFor(async () => {
      const answer = await world.call('health', { method: 'GET' })
      expect(await answer.json()).not.toHaveProperty('error')
    }, soon)

  test('is away from beginning to end fails with a code, and the next one works', async () => {
    await world.fresh({ pageCap: 10 })
    await postgres.stop()
    const { error } = await world.fails('pianos')
    expect(error.code).toMatch(/^(PGRST00[0-3]|57P0.|08...)$/)
    expect(error.hint).toBeTruthy()
    expect(asked(world)).toEqual([])
    await start(postgres.port)
    await back()
    await world.syncAll()
    await compare(database, world.gazelle.company)
  })

  test('has no Data API fails with a code, and the next one works', async () => {
    await world.fresh({ pageCap: 10 })
    await world.stopDataApi()
    expect(await world.fails('pianos')).toMatchObject({ error: { code: 'upstream_unavailable' } })
    const health = await world.call('health', { method: 'GET' })
    expect(health.status).toBe(503)
    expect(await health.json()).toMatchObject({ status: 'unhealthy', error: { code: 'database_away' } })
    await world.startDataApi()
    await world.syncAll()
    await compare(database, world.gazelle.company)
  })

  test('goes away in the middle and stays away fails, and the next one goes on at its page', async () => {
    await world.fresh({ pageCap: 10 })
    atThirdPage(world, () => postgres.stop())
    const { runId, error } = await world.fails('pianos')
    expect(error.code).toMatch(/^(PGRST00[0-3]|57P0.|08...)$/)
    world.wire.onAnswer = undefined
    await start(postgres.port)
    await back()
    // Nobody could be told that it failed: its lease has to run out.
    expect(await one('select status from sync.runs where run_id = $1', [runId])).toEqual({
      status: 'running',
    })
    expect(await world.slice('pianos', { mode: 'full' })).toMatchObject({ runId, status: 'busy' })
    await endLeases(database)
    const { page } = (await one(`select page from sync.lanes where lane = 'all'`)) ?? {}
    const before = asked(world).length
    expect(await world.slice('pianos')).toMatchObject({ runId, status: 'success', pages: 7, changed: 60 })
    expect(asked(world).slice(before)).toEqual([0, 9, 18, 27, 36, 45, 54].slice(page))
    expect(page).toBeGreaterThanOrEqual(1)
    await world.syncAll()
    await compare(database, world.gazelle.company)
  })
})
