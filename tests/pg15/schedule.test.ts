import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { type Stack, startStack } from '../../supabase/local/stack.ts'
import { testLog } from '../harness/server.ts'

// pg_cron 1.4 knows whole minutes only.
const nextMinuteMs = 75_000

let dataDir: string
let gazelle: GazelleFake
let stack: Stack
let pool: pg.Pool

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gazelle-cron-'))
  gazelle = await startGazelleFake({
    company: { clients: 5, pianos: 5, users: 3, timelineEntries: 20, appointments: 2, invoices: 2 },
  })
  stack = await startStack({
    dataDir,
    postgres: { url: process.env.PG15_URL ?? '' },
    ports: { api: 0 },
    functionsEnv: {
      GAZELLE_API_URL: gazelle.url,
      GAZELLE_AUTH_MODE: 'api_key',
      GAZELLE_API_KEY: gazelle.apiKey,
      GAZELLE_RATE_LIMIT: '50',
    },
    log: testLog,
  })
  pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 })
})

afterAll(async () => {
  await pool?.end()
  await stack?.stop()
  await gazelle?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const query = async (text: string) => (await pool.query(text)).rows

test('this is the real pg_cron, and the role that schedules is no superuser', async () => {
  expect(await query(`select extversion from pg_extension where extname = 'pg_cron'`)).toEqual([
    { extversion: expect.stringMatching(/^1\.4/) },
  ])
  expect(await query('select rolname, rolsuper from pg_roles where rolname = current_user')).toEqual([
    { rolname: 'postgres', rolsuper: false },
  ])
})

test(
  'a job of pg_cron reaches the edge function, which fills production',
  async () => {
    await query(`select sync.schedule('users', 'full', '* * * * *')`)
    await vi.waitFor(
      async () => {
        const runs = await query(
          `select status, triggered_by from sync.runs where module = 'users' and mode = 'full'`,
        )
        expect(runs).toContainEqual({ status: 'success', triggered_by: 'schedule' })
      },
      { timeout: nextMinuteMs, interval: 250 },
    )
    const users = await query('select id from gazelle.users where not is_placeholder order by id')
    expect(users.map(({ id }) => id)).toEqual([...gazelle.company.users.keys()].toSorted())
    const [job] = await query(
      `select d.status from cron.job_run_details d join cron.job j using (jobid)
       where j.jobname = 'gazelle-sync-users-full' order by d.runid limit 1`,
    )
    expect(job).toEqual({ status: 'succeeded' })
  },
  nextMinuteMs + 15_000,
)
