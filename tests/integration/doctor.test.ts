import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkDatabase, type Finding } from '../../cli/doctor.ts'
import { projectAt } from '../../cli/project-at.ts'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

let database: TestDatabase
let api: Api
beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
})

const found = async (check: string): Promise<Finding[]> =>
  (await checkDatabase(projectAt(api.apiUrl, api.secretKey))).filter((one) => one.check === check)

const schedule = async (schedulesAt: string | null) =>
  (await checkDatabase({ ...projectAt(api.apiUrl, api.secretKey), schedulesAt })).filter(
    ({ check }) => check === 'schedule',
  )

const store = (key: string) =>
  database.query('select sync.connect_functions($1, $2)', [`${api.apiUrl}/functions/v1`, key])
const scheduled = (age: string) =>
  database.query(
    `insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, triggered_by)
     values ('main', 'users', 'incremental', 'success', now(), clock_timestamp() - $1::interval, clock_timestamp(), 'schedule')`,
    [age],
  )

describe('doctor', () => {
  test('compares the key in Vault with its own: another one is right only where the schedule begins runs with it (case H7)', async () => {
    await store(api.secretKey)
    expect(await found('vault')).toMatchObject([{ status: 'ok' }])
    await scheduled('1 minute')
    await store('sb_secret_deleted')
    expect(await found('vault')).toMatchObject([
      {
        status: 'warning',
        message: expect.stringContaining('may be deleted'),
        remedy: expect.stringContaining('gazelle deploy'),
      },
    ])
    await scheduled('0 seconds')
    expect(await found('vault')).toMatchObject([{ status: 'ok' }])
  })

  test('says of jobs whose first time is still to come that they were not due, and not that they never fired', async () => {
    await database.query(`update sync.accounts set created_at = created_at - interval '1 hour'`)
    expect(await schedule(null)).toEqual([
      {
        check: 'schedule',
        status: 'warning',
        message: 'no job has been due yet: they fire from the end of the first sync on',
        remedy: 'Run gazelle doctor again when npm start has printed its table.',
      },
    ])
    expect(await schedule(new Date().toISOString())).toMatchObject([
      { status: 'warning', message: 'gazelle-keeper has not fired yet' },
      { status: 'warning', message: 'gazelle-alerts has not fired yet' },
      { status: 'warning', message: 'gazelle-webhooks has not fired yet' },
    ])
  })

  test('leaves migrations of other applications in peace (case H6)', async () => {
    await database.query(
      `insert into supabase_migrations.schema_migrations (version, name) values ('20240101000000', 'app')`,
    )
    expect(await found('migrations')).toMatchObject([
      { status: 'ok', message: expect.stringContaining('; 1 more, of other applications') },
    ])
  })

  test('says which of a slice’s limits were not measured (case H5)', async () => {
    await database.query('update sync.runs set slice_ms = 40000, peak_memory_bytes = 90000000')
    const [slices] = await found('slices')
    expect(slices).toMatchObject({ status: 'ok' })
    expect(slices?.message).toBe(
      'none of the last day came near what a worker may use: 256 MB of memory, 150 s of time; not measured there: 2 s of CPU',
    )
  })
})
