import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startScheduler } from '../../supabase/local/scheduler.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { asAdmin } from '../harness/server.ts'
import { readTap } from '../sql.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(() => database.drop())

describe('a test database', () => {
  test('is a database of its own, with every migration', async () => {
    const other = await createTestDatabase()
    await database.query('create table public.only_here (id integer)')
    const [found] = await other.query(`select to_regclass('public.only_here') as found`)
    expect(found).toEqual({ found: null })
    const [applied] = await other.query(
      'select count(*)::int as count from supabase_migrations.schema_migrations',
    )
    expect(applied?.count).toBeGreaterThan(0)
    await other.drop()
  })

  test('names the connections that a test forgot to end', async () => {
    const leaky = await createTestDatabase()
    const client = new pg.Client({ connectionString: leaky.url, application_name: 'forgotten' })
    client.on('error', () => {})
    await client.connect()
    await expect(leaky.drop()).rejects.toThrow('forgotten')
  })

  test('owns the cron jobs of the migrations', async () => {
    const [jobs] = await database.query(
      'select count(*)::int as others from cron.job where database <> current_database()',
    )
    expect(jobs).toEqual({ others: 0 })
  })
})

describe('the API of a test', () => {
  test('opens the schemas of the project to the secret key only', async () => {
    const api = await startApi(database)
    const read = (key: string) =>
      fetch(`${api.apiUrl}/rest/v1/accounts`, {
        headers: { apikey: key, 'accept-profile': 'sync' },
      })
    expect((await read(api.secretKey)).status).toBe(200)
    expect((await read(api.publishableKey)).status).toBe(401)
    await api.stop()
  })
})

describe('the scheduler', () => {
  test('goes on when the database dropped its connections', async () => {
    const scheduler = await startScheduler({ databaseUrl: database.url, log: () => {} })
    await asAdmin(database.adminUrl, (client) =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'scheduler' and datname = current_database()`,
      ),
    )
    await database.query(`select cron.schedule('again', '1 seconds', 'select 1')`)
    await vi.waitFor(
      async () => {
        const [runs] = await database.query(
          `select count(*)::int as count from cron.job_run_details where command = 'select 1'`,
        )
        expect(runs?.count).toBeGreaterThan(0)
      },
      { timeout: 10_000, interval: 50 },
    )
    await database.query(`select cron.unschedule('again')`)
    await scheduler.stop()
  })

  test('marks a run that a crash cut off as failed', async () => {
    await database.query(
      `insert into cron.job_run_details (jobid, command, status, start_time) values (-1, 'select 2', 'running', now())`,
    )
    const scheduler = await startScheduler({ databaseUrl: database.url, log: () => {} })
    const [run] = await database.query(
      'select status, return_message from cron.job_run_details where jobid = -1',
    )
    expect(run).toEqual({ status: 'failed', return_message: 'server restarted' })
    await scheduler.stop()
  })
})

describe('the reader of TAP', () => {
  test('counts what passed and what failed, with the reason', () => {
    const lines = ['1..2', 'ok 1 - fine', 'not ok 2 - wrong', '# Failed test 2: "wrong"']
    expect(readTap('a', lines)).toEqual({
      passed: 1,
      failed: 1,
      failures: ['a: not ok 2 - wrong', '    # Failed test 2: "wrong"'],
    })
  })

  test('counts a skipped and a todo test as failed', () => {
    expect(readTap('a', ['1..2', 'ok 1 - # SKIP later', 'not ok 2 - x # TODO some day'])).toMatchObject({
      passed: 0,
      failed: 2,
    })
  })

  test('fails a file whose plan is missing or does not match, and one that stops with an error', () => {
    expect(readTap('a', ['ok 1'])).toMatchObject({ passed: 1, failed: 1, failures: ['a: there is no plan'] })
    expect(readTap('a', ['1..3', 'ok 1'])).toMatchObject({
      failed: 1,
      failures: ['a: planned 3 tests but ran 1'],
    })
    expect(readTap('a', ['1..1', 'ok 1'], 'boom')).toMatchObject({ failed: 1, failures: ['a: boom'] })
  })
})
