import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Shown } from '../../dashboard/server.ts'
import { type CompanySize, generateCompany } from '../../stand-in/company.ts'
import { listed, node } from '../../stand-in/expected.ts'
import type { Kind } from '../../stand-in/kinds.ts'
import { startStack } from '../../supabase/local/stack.ts'
import { fillRuns, fillTimeline } from '../fill.ts'
import { measurePage, type Opened, type Waited } from '../page.ts'
import { median, number, table } from '../table.ts'

export interface AppOptions {
  size: Partial<CompanySize>
  /** Entries that are staged; the rest are copies of them. */
  synced: number
  entries: number
  /** Entries of the client and of the piano that have most. */
  most: number
  repeats: number
}

/** Modules and the stand-in's kind of each; parents first. */
const kinds: [string, Kind][] = [
  ['users', 'user'],
  ['clients', 'client'],
  ['pianos', 'piano'],
  ['measurements', 'piano'],
  ['appointments', 'event'],
  ['invoices', 'invoice'],
  ['estimates', 'estimate'],
  ['timeline', 'timelineEntry'],
]
const pageSize = 500

/** A company of that size, staged and promoted as by its first sweeps, with one client and one piano that have a long history. */
export const fillCompany = async (
  admin: pg.Client,
  { size, synced, entries, most }: Omit<AppOptions, 'repeats'>,
): Promise<void> => {
  const company = generateCompany({ ...size, timelineEntries: synced, now: new Date() })
  for (const [module, kind] of kinds) {
    const ids = [...listed(company, kind).keys()]
    for (let from = 0; from < ids.length; from += pageSize) {
      const page = ids.slice(from, from + pageSize).map((id) => node(company, kind, id))
      await admin.query(`select sync.stage_nodes($1, 'main', null, $2)`, [module, JSON.stringify(page)])
    }
  }
  if (entries > synced) await fillTimeline(admin, entries)
  await admin.query(
    `with busiest as (select client_id, id from gazelle.pianos where client_id is not null order by md5(id) limit 1)
     update gazelle.timeline_entries t set client_id = b.client_id, piano_id = b.id
     from busiest b where t.id in (select id from gazelle.timeline_entries order by md5(id) limit $1)`,
    [most],
  )
  await fillRuns(admin, 5000)
  await admin.query('vacuum analyze')
}

interface Query {
  name: string
  sql: string
  /** What it is asked for, one after the other. */
  of: string
  /** Most that it may take, in ms. */
  most: number
}

const clients = `
  (select client_id from gazelle.timeline_entries where client_id is not null group by 1 order by count(*) desc limit 5)
  union all (select id from gazelle.clients order by md5(id) limit 45)`
const pianos = `
  (select piano_id from gazelle.timeline_entries where piano_id is not null group by 1 order by count(*) desc limit 5)
  union all (select id from gazelle.pianos order by md5(id) limit 45)`
const owners = `
  (select client_id from gazelle.pianos where client_id is not null group by 1 order by count(*) desc limit 5)
  union all (select distinct client_id from gazelle.pianos where client_id is not null limit 45)`
const days = `
  select local_date::text from gazelle.appointments where local_date is not null group by 1 order by count(*) desc limit 50`

const ofClient = (view: string, order: string): Query => ({
  name: `app.${view} of a client`,
  sql: `select * from app.${view} where client_id = $1 order by ${order} limit 100`,
  of: view === 'pianos' ? owners : clients,
  most: 50,
})

const queries: Query[] = [
  { name: 'app.clients by id', sql: 'select * from app.clients where id = $1', of: clients, most: 50 },
  ofClient('contacts', 'is_default desc nulls last, name'),
  ofClient('pianos', 'location, id'),
  ofClient('appointments', 'starts_at desc'),
  ofClient('invoices', 'date desc'),
  ofClient('estimates', 'date desc'),
  ofClient('timeline', 'occurred_at desc'),
  { name: 'app.pianos by id', sql: 'select * from app.pianos where id = $1', of: pianos, most: 50 },
  {
    name: 'app.timeline of a piano',
    sql: 'select * from app.timeline where piano_id = $1 order by occurred_at desc limit 100',
    of: pianos,
    most: 50,
  },
  {
    name: 'app.readings of a piano',
    sql: 'select * from app.readings where piano_id = $1 order by taken_on',
    of: pianos,
    most: 50,
  },
  {
    name: 'app.piano_life',
    sql: `select * from app.piano_life('main', $1)`,
    of: pianos,
    most: 50,
  },
  {
    name: 'app.day, everybody',
    sql: `select * from app.day('main', $1::date)`,
    of: days,
    most: 50,
  },
  {
    name: 'app.day, one technician',
    sql: `select * from app.day('main', $1::date, (select user_id from gazelle.appointments where local_date = $1::date and user_id is not null limit 1))`,
    of: days,
    most: 50,
  },
  {
    name: 'app.accounts',
    sql: 'select * from app.accounts where account_id = $1',
    of: `select 'main'`,
    most: 50,
  },
  { name: 'app.ages', sql: 'select * from app.ages($1)', of: `select 'main'`, most: 50 },
  {
    name: 'app.technicians',
    sql: 'select * from app.technicians where account_id = $1',
    of: `select 'main'`,
    most: 50,
  },
  {
    name: 'app.search: names, whole, begun and mistyped',
    sql: 'select * from app.search($1)',
    of: `
      (select display_name from gazelle.clients where display_name is not null order by md5(id) limit 15)
      union all (select left(display_name, 3) from gazelle.clients where display_name is not null order by md5(id || 'x') limit 15)
      union all (select overlay(display_name placing 'x' from 4 for 1) from gazelle.clients where length(display_name) > 8 order by md5(id || 'y') limit 15)
      union all (select left(display_name, 1) from gazelle.clients where display_name is not null order by md5(id || 'z') limit 5)`,
    most: 100,
  },
  {
    name: 'app.search: halves of numbers',
    sql: 'select * from app.search($1)',
    of: `
      (select right(serial_number, greatest(3, length(serial_number) / 2)) from gazelle.pianos where length(serial_number) >= 5 order by md5(id) limit 25)
      union all (select right(phone_number, 4) from gazelle.contact_phones where length(phone_number) > 6 order by md5(id) limit 25)`,
    most: 100,
  },
  {
    name: 'app.search: makes, streets, nothing',
    sql: 'select * from app.search($1)',
    of: `
      (select make from gazelle.pianos where make is not null group by 1 order by count(*) desc limit 20)
      union all (select street1 from gazelle.contact_locations where street1 is not null order by md5(id) limit 20)
      union all select unnest(array['%', '', 'zzzz', repeat('piano ', 2000), '🎹'])`,
    most: 100,
  },
  {
    name: 'app.search: a name and a make, half a number and a name',
    sql: 'select * from app.search($1)',
    of: `
      (select c.display_name || ' ' || p.make from gazelle.pianos p join gazelle.clients c on c.id = p.client_id where p.make <> '' order by md5(p.id) limit 15)
      union all (select lower(p.make) || ' ' || split_part(c.display_name, ' ', 2) from gazelle.pianos p join gazelle.clients c on c.id = p.client_id where p.make <> '' order by md5(p.id || 'v') limit 15)
      union all (select left(p.serial_number, 4) || ' ' || split_part(c.display_name, ' ', 1) from gazelle.pianos p join gazelle.clients c on c.id = p.client_id where length(p.serial_number) >= 5 order by md5(p.id || 'w') limit 10)
      union all (select split_part(k.last_name, ' ', 1) || ' ' || right(t.phone_number, 4) from gazelle.contact_phones t join gazelle.contacts k on k.id = t.contact_id where length(t.phone_number) > 6 and k.last_name <> '' order by md5(t.id) limit 10)`,
    most: 100,
  },
  {
    name: 'app.search: several words, mistyped, common, nowhere',
    sql: 'select * from app.search($1)',
    of: `
      (select overlay(c.display_name placing 'x' from 4 for 1) || ' ' || p.make from gazelle.pianos p join gazelle.clients c on c.id = p.client_id where p.make <> '' and length(c.display_name) > 8 order by md5(p.id || 'x') limit 15)
      union all (select c.display_name || ' ' || overlay(p.make placing reverse(substr(p.make, 2, 2)) from 2 for 2) from gazelle.pianos p join gazelle.clients c on c.id = p.client_id where length(p.make) > 3 order by md5(p.id || 'y') limit 10)
      union all (select l.municipality || ' ' || p.make from gazelle.pianos p join gazelle.contact_locations l on l.client_id = p.client_id where p.make <> '' and l.municipality <> '' group by 1 order by count(*) desc limit 10)
      union all (select 'rue ' || municipality from gazelle.contact_locations where municipality <> '' group by 1 order by count(*) desc limit 5)
      union all select unnest(array['zzzz qqqq', 'yamaha zzzz', 'a b c d e f g h', '% _', repeat('ab cd ef ', 1500), 'marie a', 'piano le la des'])`,
    most: 100,
  },
  {
    name: 'app.search_notes: common words',
    sql: 'select * from app.search_notes($1)',
    of: `select word from ts_stat('select to_tsvector(''app.notes'', coalesce(comment, '''')) from gazelle.timeline_entries tablesample system (1)') order by ndoc desc limit 30`,
    most: 100,
  },
  {
    name: 'app.search_notes: two words, rare ones',
    sql: 'select * from app.search_notes($1)',
    of: `
      (select word || ' accord' from ts_stat('select to_tsvector(''app.notes'', coalesce(comment, '''')) from gazelle.timeline_entries tablesample system (1)') order by ndoc desc limit 20)
      union all (select word from ts_stat('select to_tsvector(''app.notes'', coalesce(comment, '''')) from gazelle.timeline_entries tablesample system (1)') order by ndoc, word limit 25)
      union all select unnest(array['zzzz', 'le', '%', ''])`,
    most: 100,
  },
]

const user = '00000000-0000-4000-8000-000000000001'

/** One request as the Data API sends it: a transaction that says whose it is, and a prepared statement that gives JSON. */
const connectAs = async (url: string, role: string, sub?: string) => {
  const client = new pg.Client({ connectionString: url, application_name: `app ${role}` })
  await client.connect()
  const claims = JSON.stringify({ role, ...(sub && { sub }) })
  const ask = async ({ name, sql }: Query, value: string) => {
    const begun = performance.now()
    await client.query('begin')
    await client.query({
      name: 'caller',
      text: `select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)`,
      values: [role, claims],
    })
    const text = `with source as (${sql}) select coalesce(json_agg(s), '[]')::text as body, count(*)::int as rows from source s`
    const { rows } = await client.query<{ rows: number }>({ name, text, values: [value] })
    await client.query('commit')
    return { rows: rows[0]?.rows ?? 0, ms: performance.now() - begun }
  }
  return { ask, end: () => client.end() }
}

const sizesOf = async (admin: pg.Client) => {
  const { rows } = await admin.query<{ name: string; on: string; mb: number }>(
    `select indexrelid::regclass::text as name, indrelid::regclass::text as "on", pg_relation_size(indexrelid) / 1e6 as mb
     from pg_index where indrelid::regclass::text like 'gazelle.%' and (indexrelid::regclass::text ~ '_search|_notes$')
     order by 3 desc`,
  )
  return rows.map(({ name, on, mb }) => ({ name, on, mb: Number(mb) }))
}

/** Each view and function of schema app as a reader and with the secret key, over a company of that size; and what its indexes take. */
export const app = async (options: AppOptions) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gazelle-app-'))
  const stack = await startStack({
    dataDir,
    scheduler: false,
    ports: { api: 0, database: 0 },
  })
  const admin = new pg.Client({ connectionString: stack.adminUrl, application_name: 'bench' })
  try {
    await admin.connect()
    await fillCompany(admin, options)
    const queried = await measureApp(admin, stack.adminUrl, options.repeats)
    const waited = await measureIn(admin, stack, options.repeats)
    return {
      tables: [...queried.tables, pageTable(waited)],
      data: { queries: queried.data, waited },
    }
  } finally {
    await admin.end().catch(() => {})
    await stack.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

const textsOf = async (admin: pg.Client): Promise<string[]> => {
  const { rows } = await admin.query<{ text: string }>(
    `select distinct on (t.text) t.text from (
       (select left(display_name, 5) as text from gazelle.clients where display_name ~ '^\\w{5}' order by md5(id) limit 10)
       union all (select left(serial_number, 4) from gazelle.pianos where serial_number ~ '^\\d{6}' order by md5(id) limit 10)
       union all (select right(phone_number, 4) from gazelle.contact_phones where phone_number ~ '\\d{4}$' order by md5(id) limit 10)
       union all (select c.display_name || ' ' || p.make from gazelle.pianos p join gazelle.clients c on c.id = p.client_id where p.make ~ '^\\w+$' and c.display_name ~ '^[\\w -]+$' order by md5(p.id) limit 10)
     ) t where t.text ~ '[a-zA-Z0-9]$'`,
  )
  return rows.map(({ text }) => text)
}

/** The page in Chromium: overview, the piano and the client with most entries, the busiest day; and its search. */
export const measureIn = async (admin: pg.Client, shown: Shown, repeats: number): Promise<Waited[]> => {
  const { rows } = await admin.query<{ piano: string; client: string; day: string }>(
    `select
       (select piano_id from gazelle.timeline_entries where piano_id is not null group by 1 order by count(*) desc limit 1) as piano,
       (select client_id from gazelle.timeline_entries where client_id is not null group by 1 order by count(*) desc limit 1) as client,
       (select local_date::text from gazelle.appointments where local_date is not null group by 1 order by count(*) desc limit 1) as day`,
  )
  const [most] = rows
  if (!most) throw new Error('there is no company')
  const pages: Opened[] = [
    { name: 'overview', hash: '', shows: '[data-connection="live"]' },
    { name: 'a client, 3,000 entries', hash: `#/client/main/${most.client}`, shows: 'main h1' },
    { name: 'a piano, 3,000 entries', hash: `#/piano/main/${most.piano}`, shows: 'main h1' },
    { name: 'the fullest day, everybody', hash: `#/day/${most.day}`, shows: 'main article, main li' },
  ]
  return measurePage(shown, { pages, texts: await textsOf(admin), repeats: Math.max(repeats, 2) })
}

const pageTable = (waited: Waited[]) =>
  table(
    ['what a person waits for in Chromium', 'times', 'median, ms', 'worst', 'asked of the median', ''],
    [...new Set(waited.map(({ what }) => what))].map((what) => {
      const times = waited.filter((one) => one.what === what).map(({ ms }) => ms)
      const middle = median(times, (ms) => ms)
      const isSearch = what === 'search'
      return [
        isSearch ? 'search: from the last key to the first answer' : what,
        number(times.length),
        number(middle),
        number(Math.max(...times)),
        isSearch ? '≤ 100 ms' : '',
        isSearch ? (middle <= 100 ? 'met' : 'missed') : '',
      ]
    }),
  )

/** Measures over what there is. */
export const measureApp = async (admin: pg.Client, url: string, repeats: number) => {
  await admin.query(`select sync.add_member('main', $1)`, [user])
  const reader = await connectAs(url, 'authenticated', user)
  const service = await connectAs(url, 'service_role')
  const data: { query: string; who: string; value: string; rows: number; ms: number; most: number }[] = []
  for (const query of queries) {
    const { rows: found } = await admin.query<string[]>({ text: query.of, rowMode: 'array' })
    const values = found.flatMap(([value]) => value ?? [])
    const begun = performance.now()
    for (let time = -1; time < repeats; time++)
      for (const value of values)
        for (const [who, { ask }] of [
          ['reader', reader],
          ['service', service],
        ] as const) {
          const measured = await ask(query, value)
          // The first time fills the caches.
          if (time >= 0) data.push({ query: query.name, who, value, ...measured, most: query.most })
        }
    process.stderr.write(
      `${query.name}: ${number((performance.now() - begun) / 1000, 1)} s for ${number(values.length)} values\n`,
    )
  }
  await reader.end()
  await service.end()
  const indexes = await sizesOf(admin)
  const of = (name: string, who: string) => data.filter((one) => one.query === name && one.who === who)
  const worstOf = (rows: typeof data) => rows.reduce((most, one) => (one.ms > most.ms ? one : most))
  const medianOf = (rows: typeof data) => median(rows, ({ ms }) => ms).ms
  return {
    tables: [
      table(
        [
          'query',
          'rows, most',
          'a reader, ms',
          'worst',
          'secret key, ms',
          'worst',
          'asked of the median',
          '',
        ],
        queries.map(({ name, most }) => {
          const [asReader, asService] = [of(name, 'reader'), of(name, 'service')]
          const ms = medianOf(asReader)
          return [
            name,
            number(Math.max(...asReader.map(({ rows }) => rows))),
            number(ms, 1),
            number(worstOf(asReader).ms, 1),
            number(medianOf(asService), 1),
            number(worstOf(asService).ms, 1),
            `≤ ${most} ms`,
            ms <= most ? 'met' : 'missed',
          ]
        }),
      ),
      table(
        ['index', 'MB'],
        indexes.map(({ name, mb }) => [name, number(mb, 1)]),
      ),
    ],
    data,
    worst: queries.map(({ name }) => worstOf(of(name, 'reader'))),
    indexes,
  }
}
