import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { generateCompany } from '../../stand-in/company.ts'
import { nodes } from '../../stand-in/expected.ts'
import { sizes } from '../../stand-in/sizes.ts'
import { generateV5, type Truth } from '../../stand-in/v5/generate.ts'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { runCli } from './cli-process.ts'
import { type EmptyDatabase, emptyDatabase } from './v5-databases.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const company = generateCompany({ ...sizes.small, now: new Date('2026-11-27T15:00:00Z') })
/** Modules with what version 5 mirrors, and the stand-in's kind of each; parents first. */
const kinds = {
  users: 'user',
  clients: 'client',
  pianos: 'piano',
  appointments: 'event',
  invoices: 'invoice',
  timeline: 'timelineEntry',
} as const

let database: TestDatabase
let api: Api
let v5: EmptyDatabase
let truth: Truth

beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
  for (const [module, kind] of Object.entries(kinds)) {
    const records = [...nodes(company, kind).values()]
    for (let from = 0; from < records.length; from += 500)
      await database.query(`select sync.stage_nodes($1, 'main', null, $2)`, [
        module,
        JSON.stringify(records.slice(from, from + 500)),
      ])
  }
  // As after the first full sweep of everything.
  await database.query(
    `insert into sync.runs (account_id, module, mode, status, watermark, finished_at, read_to_end, complete, moved_watermark)
     select 'main', m.module, 'full', 'success', now(), now(), true, true, true from sync.modules m`,
  )
  v5 = await emptyDatabase()
  truth = await generateV5({
    databaseUrl: v5.url,
    company: { ...sizes.small, now: new Date('2026-11-27T15:00:00Z') },
    damages: ['text-tags', 'text-settings', 'doubled-ids', 'json-for-text'],
  })
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
  await v5?.drop()
})

const run = (...args: string[]) =>
  runCli(['migrate-v5', ...args], { SUPABASE_URL: api.apiUrl, SUPABASE_SECRET_KEY: database.keys.secretKey })

describe('migrate-v5', () => {
  test('moves', async () => {
    const report = await run('--from', v5.url)
    console.log(report.stderr, report.stdout)
    const applied = await run('--from', v5.url, '--apply', '--yes')
    console.log(applied.stderr, applied.stdout)
    const again = await run('--from', v5.url, '--apply', '--yes')
    console.log(again.stdout.slice(-600))
    expect(truth.legacy.length).toBeGreaterThan(0)
  })
})
