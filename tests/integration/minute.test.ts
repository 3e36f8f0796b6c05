import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database?.drop())

const tables = ['staging.stg_timeline', 'gazelle.timeline_entries', 'gazelle.extracted_measurements']

/** Stages and promotes timeline entries, as pages do, until there are so many, and gives the pages that their tables take. */
const growTo = async (entries: number) => {
  await database.query(
    `insert into staging.stg_timeline (account_id, external_id, raw_data, run_id)
     select 'main', 'tme_' || n, jsonb_build_object(
       'id', 'tme_' || n, 'type', 'NOTE', 'occurredAt', '2026-01-02T03:04:05Z', 'comment', md5(n::text),
       'summary', case when n % 10 = 0 then 'Piano accordé, 21 °C, 40 %' else 'Piano accordé' end
     ), 1
     from generate_series((select count(*) from staging.stg_timeline) + 1, $1) n`,
    [entries],
  )
  for (const table of tables) await database.query(`vacuum analyze ${table}`)
  const [row] = await database.query<{ pages: number; entries: number }>(
    `select sum(pg_table_size(name::regclass))::int / 8192 as pages, (select count(*)::int from gazelle.timeline_entries) as entries
     from unnest($1::text[]) name`,
    [tables],
  )
  expect(row?.entries).toBe(entries)
  return row?.pages ?? Number.NaN
}

/** Pages of the database that the minute's job reads, its plans being there. */
const pagesRead = async () => {
  let pages = Number.NaN
  // The first times open the alerts, and read the catalogue to plan.
  for (let round = 0; round < 3; round++) {
    const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
      'explain (analyze, buffers, format json) select monitoring.evaluate_and_notify()',
    )
    const plan = row?.['QUERY PLAN'][0].Plan ?? {}
    pages = (plan['Shared Hit Blocks'] ?? Number.NaN) + (plan['Shared Read Blocks'] ?? Number.NaN)
  }
  return pages
}

test('the minute’s evaluation reads no more of the database with four times the timeline entries (case H8)', async () => {
  const few = await growTo(3000)
  const withFew = await pagesRead()
  const many = await growTo(12_000)
  const withMany = await pagesRead()
  expect(many).toBeGreaterThan(3 * few)
  expect(withFew).toBeGreaterThan(0)
  // What the tables grew by is not read, nor a tenth of it.
  expect(withMany - withFew).toBeLessThan((many - few) / 10)
})
