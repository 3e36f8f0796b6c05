import pg from 'pg'
import { fillTimeline } from '../fill.ts'
import { standIn, startSystem } from '../system.ts'
import { median, number, table } from '../table.ts'
import { usualCompany } from '../usual.ts'

export interface RlsOptions {
  /** Of the company's size, 1 for all of it. */
  share: number
  entries: number
  /** Pairs of each query: with and without row-level security, in turn. */
  pairs: number
}

interface Query {
  name: string
  sql: string
  /** The ids or days that it is asked for, one after the other. */
  of?: string
}

const target = 1.2
/** Pairs that fill the caches, and after which plans are kept. */
const warmUp = 20

const clients = 'select id from gazelle.clients order by md5(id)'
const queries: Query[] = [
  { name: 'a client by its id', sql: 'select * from gazelle.clients where id = $1', of: clients },
  {
    name: 'the pianos of a client',
    sql: 'select * from gazelle.pianos where client_id = $1 and deleted_at is null',
    of: 'select distinct client_id from gazelle.pianos',
  },
  {
    name: 'my appointments of a day',
    sql: `select * from gazelle.appointments
          where local_date = $1 and user_id = (select user_id from gazelle.appointments where user_id is not null limit 1) order by start_at`,
    of: 'select distinct local_date::text from gazelle.appointments where local_date is not null',
  },
  {
    name: 'clients by a part of the name',
    sql: `select id, display_name from gazelle.clients where display_name ilike '%' || $1 || '%' order by display_name limit 20`,
    of: `select substr(display_name, 2, 3) from gazelle.clients where display_name ~ '^\\w{5}'`,
  },
  {
    name: 'the timeline of a client, a page of 50',
    sql: 'select * from gazelle.timeline_entries where client_id = $1 and deleted_at is null order by occurred_at desc limit 50',
    of: 'select distinct client_id from gazelle.timeline_entries where client_id is not null',
  },
  {
    name: 'the newest 50 of the timeline',
    sql: 'select * from gazelle.timeline_entries where deleted_at is null order by occurred_at desc limit 50',
  },
  {
    name: 'unpaid invoices',
    sql: 'select id, number, client_id, due_total, due_on from gazelle.invoices where due_total > 0 and deleted_at is null order by due_on limit 100',
  },
  { name: 'how many clients', sql: 'select count(*) from gazelle.clients where deleted_at is null' },
  {
    name: 'entries a month of a year',
    sql: `select date_trunc('month', local_date), category, count(*) from gazelle.timeline_entries
          where local_date > current_date - 365 group by 1, 2`,
  },
  {
    name: 'a client with pianos and next appointment',
    sql: `select c.id, c.display_name, p.id, p.make, a.start_at
          from gazelle.clients c
          left join gazelle.pianos p on p.client_id = c.id
          left join lateral (
            select n.start_at from gazelle.appointments n where n.client_id = c.id and n.start_at > now() order by n.start_at limit 1
          ) a on true
          where c.id = $1`,
    of: clients,
  },
]

const user = '00000000-0000-4000-8000-000000000001'

const connectAs = async (url: string, role: string, sub?: string) => {
  const client = new pg.Client({ connectionString: url, application_name: `rls ${role}` })
  await client.connect()
  const claims = JSON.stringify({ role, ...(sub && { sub }) })
  /** One request, as the Data API sends it: a transaction that says whose it is, and a prepared statement that gives JSON. */
  const ask = async ({ name, sql }: Query, values: string[]): Promise<number> => {
    await client.query('begin')
    await client.query({
      name: 'caller',
      text: `select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)`,
      values: [role, claims],
    })
    const text = `with source as (${sql}) select coalesce(json_agg(s), '[]')::text as body, count(*)::int as rows from source s`
    const { rows } = await client.query<{ rows: number }>({ name, text, values })
    await client.query('commit')
    return rows[0]?.rows ?? 0
  }
  return { ask, end: () => client.end() }
}

/**
 * Ten usual queries as a reader, with row-level security, against the secret key, which it does not hold: two connections that
 * ask the same in turn, as the Data API does.
 */
export const rls = async ({ share, entries, pairs }: RlsOptions) => {
  const sized = Object.fromEntries(
    Object.entries(usualCompany).map(([name, count]) => [name, Math.ceil(count * share)]),
  )
  const system = await startSystem(Math.min(entries, 20_000), sized)
  const { admin } = system
  const data: { query: string; rows: number; without: number; with: number; ratio: number }[] = []
  try {
    await system.syncOthers()
    await system.gazelle.ask({ warm: true }, standIn)
    await system.sync('timeline', { mode: 'full' })
    if (entries > 20_000) await fillTimeline(admin, entries)
    await admin.query('vacuum analyze')
    await admin.query(`select sync.add_member('main', $1)`, [user])
    const { rows: known } = await admin.query<{ name: string }>('select current_database() as name')
    const url = system.databaseUrl(known[0]?.name ?? 'postgres')
    const service = await connectAs(url, 'service_role')
    const reader = await connectAs(url, 'authenticated', user)

    const sample = async ({ ask }: typeof reader, query: Query, values: string[]) => {
      const begun = performance.now()
      const rows = await ask(query, values)
      return { rows, ms: performance.now() - begun }
    }
    for (const query of queries) {
      const { rows: found } = query.of
        ? await admin.query<string[]>({ text: `${query.of} limit 200`, rowMode: 'array' })
        : { rows: [] }
      const values = found.flatMap(([value]) => value ?? [])
      if (query.of && values.length === 0) throw new Error(`${query.name}: there is nothing to ask for`)
      for (let pair = -warmUp; pair < pairs; pair++) {
        const value = values[(pair + warmUp) % values.length]
        const asked = value === undefined ? [] : [value]
        // Each goes first in every other pair, so that a busy moment of the machine meets both.
        const early = pair % 2 === 0 ? await sample(reader, query, asked) : undefined
        const plain = await sample(service, query, asked)
        const secured = early ?? (await sample(reader, query, asked))
        if (plain.rows !== secured.rows)
          throw new Error(
            `${query.name}: ${secured.rows} rows for the reader, ${plain.rows} without policies`,
          )
        if (pair >= 0)
          data.push({
            query: query.name,
            rows: plain.rows,
            without: plain.ms,
            with: secured.ms,
            ratio: secured.ms / plain.ms,
          })
      }
    }
    await service.end()
    await reader.end()
    const middles = queries.map(({ name }) => {
      const of = data.filter(({ query }) => query === name)
      const middle = (by: (one: (typeof data)[number]) => number) => by(median(of, by))
      return {
        name,
        rows: middle(({ rows }) => rows),
        without: middle((one) => one.without),
        with: middle((one) => one.with),
        ratio: middle(({ ratio }) => ratio),
      }
    })
    const sum = (by: (one: (typeof middles)[number]) => number) =>
      middles.reduce((total, one) => total + by(one), 0)
    const together = sum((one) => one.with) / sum((one) => one.without)
    const worst = middles.reduce((most, one) => (one.ratio > most.ratio ? one : most))
    return {
      tables: [
        table(
          ['query', 'rows', 'without, ms', 'a reader, ms', 'ratio'],
          middles.map((one) => [
            one.name,
            number(one.rows),
            number(one.without, 2),
            number(one.with, 2),
            number(one.ratio, 2),
          ]),
        ),
        table(
          ['target', 'asked', 'measured', ''],
          [
            ['the ten queries together', together],
            [`the worst of them: ${worst.name}`, worst.ratio],
          ].map(([what, ratio]) => [
            `${what}, with row-level security against without, medians of ${number(pairs)} pairs`,
            `≤ ${target} times`,
            `${number(Number(ratio), 2)} times`,
            Number(ratio) <= target ? 'met' : 'missed',
          ]),
        ),
      ],
      data,
    }
  } finally {
    await system.stop()
  }
}
