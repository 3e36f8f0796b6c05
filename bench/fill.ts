import type pg from 'pg'

const isolated = async (admin: pg.Client, work: () => Promise<void>) => {
  // Without triggers and foreign keys: the rows are copies of valid rows.
  await admin.query('set session_replication_role = replica')
  try {
    await work()
  } finally {
    await admin.query('reset session_replication_role')
  }
}

const columnsOf = async (admin: pg.Client, table: string) => {
  const { rows } = await admin.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [table],
  )
  return rows.map(({ name }) => name)
}

// As long as Gazelle's own.
const newId = (id: string) => `'tme_' || substr(md5(${id} || n), 1, 20)`

/**
 * Fills staging and production with copies of the entries that a sync has brought, each under an id of its own and
 * a few weeks older per copy, until there are `total`
 * (a multiple of what there is).
 */
export const fillTimeline = async (admin: pg.Client, total: number): Promise<void> => {
  const { rows } = await admin.query<{ id: string }>('select id from gazelle.timeline_entries')
  const copies = Math.ceil(total / rows.length) - 1
  const copied: Record<string, Record<string, string>> = {
    'staging.stg_timeline': {
      external_id: newId('s.external_id'),
      raw_data: `s.raw_data || jsonb_build_object('id', ${newId('s.external_id')})`,
    },
    'gazelle.timeline_entries': {
      id: newId('s.id'),
      occurred_at: `s.occurred_at - n * interval '60 days'`,
      local_date: 's.local_date - n * 60',
    },
    'gazelle.extracted_measurements': {
      id: `${newId('s.timeline_entry_id')} || substr(s.id, 25)`,
      timeline_entry_id: newId('s.timeline_entry_id'),
    },
  }
  await isolated(admin, async () => {
    for (const [table, changed] of Object.entries(copied)) {
      const columns = await columnsOf(admin, table)
      const values = columns.map((name) => changed[name] ?? `s.${name}`)
      await admin.query(
        `insert into ${table} (${columns.join(', ')})
         select ${values.join(', ')} from generate_series(1, $1::int) n cross join ${table} s`,
        [copies],
      )
      await admin.query(`vacuum analyze ${table}`)
    }
  })
}

/** A history of runs over the last 90 days, one in a hundred failed, with five lanes each. */
export const fillRuns = async (admin: pg.Client, total: number): Promise<void> => {
  await admin.query(
    `insert into sync.runs (
       account_id, module, mode, status, moved_watermark, watermark, pages, api_calls, fetched, started_at, heartbeat_at, finished_at, error
     )
     select
       'main', m.module, 'incremental', case when n % 100 = 0 then 'failed' else 'success' end, n % 100 > 0, t.at, 5, 5, 500,
       t.at, t.at + interval '2 seconds', t.at + interval '2 seconds',
       case when n % 100 = 0 then '{"code": "network", "message": "Gazelle did not answer", "hint": ""}'::jsonb end
     from generate_series(1, $1::int) n
     join (select module, row_number() over (order by position) - 1 as place, count(*) over () as many from sync.modules) m
       on m.place = n % m.many
     cross join lateral (select now() - interval '90 days' * (1 - n::float8 / $1) as at) t`,
    [total],
  )
  await admin.query(
    `insert into sync.lanes (run_id, lane, page, seen, total_count, finished_at, agreed, pages, api_calls, fetched)
     select r.run_id, l.lane, 1, 100, 100, r.finished_at, true, 1, 1, 100
     from sync.runs r cross join (values ('a'), ('b'), ('c'), ('d'), ('e')) l (lane)
     where r.started_at < now() - interval '1 minute'
     on conflict do nothing`,
  )
  for (const table of ['sync.runs', 'sync.lanes']) await admin.query(`vacuum analyze ${table}`)
}

/** Waiting and refused records and placeholders, for the monitoring views to show. */
export const fillTrouble = async (admin: pg.Client, total: number): Promise<void> =>
  isolated(admin, async () => {
    await admin.query(
      `update staging.stg_timeline set status = 'rejected',
         issues = '[{"rule": "no_instant", "field": "occurredAt", "value": "soon"}]'
       where external_id in (select external_id from staging.stg_timeline limit $1)`,
      [total],
    )
    await admin.query(
      `insert into gazelle.clients (id, account_id, is_placeholder)
       select 'cli_' || substr(md5(n::text), 1, 16), 'main', true from generate_series(1, $1::int) n`,
      [total],
    )
    await admin.query(
      `insert into sync.unidentified (account_id, module, raw_data, issue)
       select 'main', 'timeline', jsonb_build_object('n', n), 'no_id' from generate_series(1, $1::int) n`,
      [total],
    )
  })
