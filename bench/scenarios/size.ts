import pg from 'pg'
import { fillRuns, fillTimeline, fillTrouble } from '../fill.ts'
import { standIn, startSystem } from '../system.ts'
import { median, number, table } from '../table.ts'

export interface SizeOptions {
  /** Entries that the stand-in has and a sync brings; the rest are copies of them. */
  synced: number
  entries: number
  runs: number
  repeats: number
}

interface Part {
  entries: number
  part: string
  bytes: number
}

const sizesOf = async (admin: pg.Client): Promise<Part[]> => {
  const { rows } = await admin.query<{ entries: string; part: string; bytes: string }>(
    `with entries as (select count(*) as entries from gazelle.timeline_entries),
     parts as (
       select 'raw: rows of staging' as part, pg_table_size('staging.stg_timeline') as bytes
       union all
       select 'production: rows', pg_table_size('gazelle.timeline_entries')
       union all
       select 'readings from its text: rows and indexes', pg_total_relation_size('gazelle.extracted_measurements')
       union all
       select 'index ' || indexrelid::regclass, pg_relation_size(indexrelid)
       from pg_index
       where indrelid in ('staging.stg_timeline'::regclass, 'gazelle.timeline_entries'::regclass)
     )
     select entries, part, bytes from entries, parts
     union all
     select entries, 'together', (select sum(bytes) from parts) from entries`,
  )
  return rows.map(({ entries, part, bytes }) => ({ entries: Number(entries), part, bytes: Number(bytes) }))
}

const timeViews = async (admin: pg.Client, repeats: number) => {
  const { rows } = await admin.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c where c.relnamespace = 'monitoring'::regnamespace and c.relkind = 'v' order by 1`,
  )
  const times: { view: string; rows: number; ms: number }[] = []
  // A member of every account reads all there is.
  const sub = '00000000-0000-4000-8000-000000000001'
  await admin.query(
    `insert into gazelle.members (account_id, user_id, role) select account_id, $1, 'reader' from sync.accounts on conflict do nothing`,
    [sub],
  )
  await admin.query(`select set_config('request.jwt.claims', $1, false)`, [
    JSON.stringify({ role: 'authenticated', sub }),
  ])
  await admin.query('set role authenticated')
  for (const { name } of rows)
    for (let round = 0; round <= repeats; round++) {
      const begun = performance.now()
      const read = await admin.query(`select * from ${name}`)
      // The first reading fills the caches.
      if (round > 0) times.push({ view: name, rows: read.rowCount ?? 0, ms: performance.now() - begun })
    }
  await admin.query('reset role')
  await admin.query('reset request.jwt.claims')
  return rows.map(({ name }) =>
    median(
      times.filter(({ view }) => view === name),
      ({ ms }) => ms,
    ),
  )
}

/** The minute's job, as pg_cron runs it: each time in a connection that has no plans yet. Notices are not sent: there is no channel. */
const timeEvaluation = async (url: string, repeats: number) => {
  const times: number[] = []
  for (let round = 0; round <= repeats; round++) {
    const client = new pg.Client({ connectionString: url, application_name: 'minute' })
    await client.connect()
    try {
      const begun = performance.now()
      await client.query('select monitoring.evaluate_and_notify()')
      // The first opens the alerts.
      if (round > 0) times.push(performance.now() - begun)
    } finally {
      await client.end()
    }
  }
  return median(times, (ms) => ms)
}

/** Disk space of a real company's history, and the speed of the monitoring views over it. */
export const size = async ({ synced, entries, runs, repeats }: SizeOptions) => {
  const system = await startSystem(synced)
  try {
    await system.syncOthers()
    await system.gazelle.ask({ warm: true }, standIn)
    await system.sync('timeline', { mode: 'full' })
    await system.vacuumTimeline()
    const asSynced = await sizesOf(system.admin)
    await fillTimeline(system.admin, entries)
    const asFilled = await sizesOf(system.admin)
    await fillRuns(system.admin, runs)
    // As the minute's job does at the first minute of a day.
    await system.admin.query('select monitoring.store_freshness()')
    await fillTrouble(system.admin, 300)
    const views = await timeViews(system.admin, repeats)
    const evaluation = await timeEvaluation(system.databaseUrl(system.admin.database ?? 'postgres'), repeats)

    const perEntry = ({ bytes, entries }: Part) => bytes / entries
    const together = asFilled.at(-1)
    const bytes = together ? perEntry(together) : Number.NaN
    const slowest = Math.max(...views.map(({ ms }) => ms))
    return {
      tables: [
        table(
          ['bytes a timeline entry', `${number(synced)} as synced`, `${number(entries)}`],
          asFilled.map((part, at) => {
            const before = asSynced[at]
            return [part.part, before ? number(perEntry(before)) : '', number(perEntry(part))]
          }),
        ),
        table(
          ['view', 'rows', 'ms'],
          views.map(({ view, rows, ms }) => [view, number(rows), number(ms, 1)]),
        ),
        table(
          ['target', 'asked', 'measured', ''],
          [
            [
              'raw, production and indexes of an entry',
              '≤ 1,024 bytes',
              `${number(bytes)} bytes`,
              bytes <= 1024 ? 'met' : `missed by ${number((bytes / 1024 - 1) * 100)} %`,
            ],
            [
              `slowest view over ${number(entries)} entries and ${number(runs)} runs`,
              '≤ 50 ms',
              `${number(slowest, 1)} ms`,
              slowest <= 50 ? 'met' : `missed by ${number((slowest / 50 - 1) * 100)} %`,
            ],
            [
              `the minute's evaluation over ${number(entries)} entries, in a new connection, median of ${repeats}`,
              '≤ 200 ms',
              `${number(evaluation, 1)} ms`,
              evaluation <= 200 ? 'met' : `missed by ${number((evaluation / 200 - 1) * 100)} %`,
            ],
          ],
        ),
      ],
      data: { asSynced, asFilled, views, evaluation },
    }
  } finally {
    await system.stop()
  }
}
