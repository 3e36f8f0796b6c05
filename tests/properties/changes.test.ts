// Changes in Gazelle by chance, with polls and sweeps between them: in the end production is what Gazelle is, and a row's
// version has grown by one for each change that a sync met. How to replay a failure: tests/properties/check.ts.
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { cases, holdsForAll } from './check.ts'
import { Gazelle, type Module, modules, production, type Row, type Table } from './model.ts'

let database: TestDatabase
let client: pg.Client
beforeAll(async () => {
  database = await createTestDatabase()
  client = new pg.Client({ connectionString: database.url, application_name: 'properties' })
  await client.connect()
  // How much a sweep may delete without a person is tested elsewhere; here half a company may go in a minute.
  await client.query('update sync.modules set max_delete_share = 1')
})
afterAll(async () => {
  await client?.end()
  await database?.drop()
})

/** A place in a list, whatever its length is by then. */
const place = fc.nat(1000)
const text = fc.constantFrom('', ' ', 'a', 'b', 'Accord 440Hz, 21C, 40%', 'Humidité: 38%', '"')
const change = fc.oneof(
  fc.record({ what: fc.constant('insert' as const), module: fc.constantFrom(...modules), at: place, text }),
  fc.record({ what: fc.constant('edit' as const), module: fc.constantFrom(...modules), at: place, text }),
  fc.record({ what: fc.constant('blank' as const), module: fc.constantFrom(...modules), at: place, text }),
  fc.record({ what: fc.constant('delete' as const), module: fc.constantFrom(...modules), at: place, text }),
  fc.record({ what: fc.constant('return' as const), module: fc.constantFrom(...modules), at: place, text }),
  fc.record({ what: fc.constant('move' as const), module: fc.constantFrom(...modules), at: place, text }),
  fc.record({
    what: fc.constant('contact' as const),
    module: fc.constant('clients' as const),
    at: place,
    text,
  }),
  fc.record({
    what: fc.constant('merge' as const),
    module: fc.constant('clients' as const),
    at: place,
    text,
  }),
)
const sync = fc.record({
  what: fc.constantFrom('poll' as const, 'poll' as const, 'sweep' as const),
  module: fc.constantFrom(...modules),
  size: fc.integer({ min: 1, max: 9 }),
})
const step = fc.oneof({ weight: 3, arbitrary: change }, { weight: 2, arbitrary: sync })
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

const changesInRun = 100
let account = ''
let run = 0

/** One run of a module, as a function makes it: pages, sweep, look-ups by id, end. */
const syncOnce = async (gazelle: Gazelle, module: Module, mode: 'full' | 'incremental', size: number) => {
  const begun = await client.query('select sync.begin_run($1, $2, p_account => $3) as run', [
    module,
    mode,
    account,
  ])
  const { runId, lease } = begun.rows[0].run
  const nodes = mode === 'full' ? gazelle.all(module) : gazelle.changed(module)
  const pages = Math.max(1, Math.ceil(nodes.length / size))
  for (let page = 1; page <= pages; page += 1) {
    const part = nodes.slice((page - 1) * size, page * size)
    await client.query(
      `select sync.stage_page($1, $2, 'all', $3, $4, p_cursor => 'next', p_has_next => $5, p_total => $6, p_has_plain_text => true)`,
      [runId, lease, page, JSON.stringify(part), page < pages, nodes.length],
    )
    gazelle.staged(module, part)
  }
  const swept = await client.query("select sync.note_missing($1, $2, '{all}') as sweep", [runId, lease])
  const due: string[] = swept.rows[0].sweep.due
  const found = due.flatMap((id) => gazelle.one(module, id) ?? [])
  const gone = due.filter((id) => gazelle.one(module, id) === undefined)
  await client.query('select sync.resolve_missing($1, $2, $3, $4)', [
    runId,
    lease,
    gone,
    JSON.stringify(found),
  ])
  gazelle.staged(module, found)
  gazelle.gone(module, gone)
  const ended = await client.query("select sync.finish_run($1, $2, p_lanes => '{all}') as report", [
    runId,
    lease,
  ])
  expect(ended.rows[0].report).toMatchObject({ status: 'success', rejected: 0, heldBack: 0 })
}

const rowsOf = async (table: Table) => {
  const { rows } = await client.query(
    `select id, version, is_placeholder as "isPlaceholder", deleted_at is not null as "isDeleted",
       jsonb_build_object(${Object.keys(production[table])
         .map((name) => `'${name}', ${name}`)
         .join(', ')}) as values
     from gazelle.${table} where account_id = $1 order by id collate "C"`,
    [account],
  )
  return rows
}

const readingsOf = async () => {
  const { rows } = await client.query(
    `select timeline_entry_id as entry, count(*)::int as count from gazelle.extracted_measurements
     where account_id = $1 and deleted_at is null group by timeline_entry_id order by timeline_entry_id collate "C"`,
    [account],
  )
  return rows
}

const holds = async (steps: Step[]) => {
  run += 1
  account = `run_${run}`
  await client.query('insert into sync.accounts (account_id) values ($1)', [account])
  const gazelle = new Gazelle(account)
  for (const one of steps)
    if ('size' in one)
      await syncOnce(gazelle, one.module, one.what === 'sweep' ? 'full' : 'incremental', one.size)
    else gazelle.change(one.what, one.module, one.at, one.text)
  const certain = ({ id }: { id: string }) => !gazelle.contested.has(id)
  for (const table of gazelle.tables())
    expect((await rowsOf(table)).filter(certain)).toEqual(gazelle.rows(table).filter(certain))

  for (const mode of ['full', 'full'] as const)
    for (const module of modules) await syncOnce(gazelle, module, mode, 500)
  for (const table of gazelle.tables()) {
    const rows = await rowsOf(table)
    expect(rows.filter(certain)).toEqual(gazelle.rows(table).filter(certain))
    const living = (some: Row[]) =>
      some.flatMap(({ id, isDeleted, values }) => (isDeleted ? [] : { id, values }))
    expect(living(rows)).toEqual(living(gazelle.rows(table)))
    expect(rows.filter(({ isDeleted }) => !isDeleted).map(({ id }) => id)).toEqual(gazelle.present(table))
  }
  expect(await readingsOf()).toEqual(gazelle.readings())
}

test(
  'After any changes in Gazelle, polled and swept at any time, production is what Gazelle is, and each row counts its changes',
  () =>
    holdsForAll(
      fc.array(step, { minLength: 1, maxLength: 2 * changesInRun, size: 'max' }),
      Math.ceil(cases(600) / changesInRun),
      holds,
    ),
  3_600_000,
)
