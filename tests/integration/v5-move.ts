// What a move from version 5 leaves, checked by record against what was generated.
import { isDeepStrictEqual } from 'node:util'
import pg from 'pg'
import { onTestFinished } from 'vitest'
import { type CompanySize, generateCompany } from '../../stand-in/company.ts'
import type { Company } from '../../stand-in/records.ts'
import { modulesOfV5, stageAll } from '../../stand-in/staged.ts'
import type { Kept, Truth } from '../../stand-in/v5/truth.ts'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { comparisonOf } from '../harness/company.ts'
import { cloneDatabase, createTestDatabase, type TestDatabase, testServer } from '../harness/database.ts'
import { type CliProcess, type Ended, spawnCli, startCli } from './cli-process.ts'

const staged = async (url: string, company: Company) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await stageAll(client, company)
  } finally {
    await client.end()
  }
}

export interface Target {
  database: TestDatabase
  api: Api
  run(args: string[], env?: Record<string, string>): Promise<Ended>
  /** For a test that ends it itself. */
  start(args: string[]): CliProcess
  stop(): Promise<void>
}

export interface Company6 {
  company: Company
  size: Partial<CompanySize>
  /** A database of version 6 that has the company, as after its first full sweeps: a copy, made within a second. */
  target(): Promise<Target>
  drop(): Promise<void>
}

/** Stages a company once; each `target` is a copy of that database. */
export const stageCompany = async (size: Partial<CompanySize>): Promise<Company6> => {
  const company = generateCompany(size)
  // Nobody may be connected to what is copied: its own pool is never used.
  const template = await createTestDatabase()
  await staged(template.url, company)
  return {
    company,
    size,
    target: async () => {
      const database = await cloneDatabase({ ...testServer(), template: template.name })
      const api = await startApi(database)
      const env = { SUPABASE_URL: api.apiUrl, SUPABASE_SECRET_KEY: database.keys.secretKey }
      return {
        database,
        api,
        run: (args, more = {}) => startCli(['migrate-v5', ...args], { ...env, ...more }).ended,
        start: (args) => spawnCli(['migrate-v5', ...args], env),
        stop: async () => {
          await api.stop()
          await database.drop()
        },
      }
    },
    drop: template.drop,
  }
}

/** A target of one test. */
export const ownTarget = async (staged: Company6): Promise<Target> => {
  const target = await staged.target()
  onTestFinished(target.stop)
  return target
}

type Queried = Pick<TestDatabase, 'query'>

/** The tables of some schemas as a digest each: the same again means that nothing was changed. */
export const digestOf = async (
  { query }: Queried,
  schemas: readonly string[],
  { without = [], but = [] }: { without?: readonly string[]; but?: readonly string[] } = {},
): Promise<Record<string, string>> => {
  const rows = await query<{ name: string; digest: string }>(
    `select t.name, (xpath('/row/digest/text()', query_to_xml(format(
       'select md5(coalesce(string_agg(d.line, E''\\n'' order by d.line), '''')) as digest from (select (to_jsonb(r) - %L::text[])::text as line from %s r) d',
       $2::text[], t.name
     ), false, true, '')))[1]::text as digest
     from (
       select format('%I.%I', c.relnamespace::regnamespace, c.relname) as name
       from pg_class c where c.relkind = 'r' and c.relnamespace::regnamespace::text = any ($1)
     ) t
     where t.name <> all ($3) order by t.name`,
    [schemas, without, but],
  )
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]))
}

// Not the log of changes, which tells of a move and of its undoing too.
const schemasOfOurs = ['staging', 'gazelle', 'sync', 'reconcile', 'monitoring', 'v5', 'app']

/** Every table of ours. `without` names columns that do not count, `but` tables. */
export const digestOfOurs = (
  database: Queried,
  options?: { without?: readonly string[]; but?: readonly string[] },
) => digestOf(database, schemasOfOurs, options)

/** The tables in which a text stands, in any column. */
export const tablesWith = async ({ query }: Queried, text: string): Promise<string[]> => {
  const rows = await query<{ name: string }>(
    `select t.name
     from (
       select format('%I.%I', c.relnamespace::regnamespace, c.relname) as name
       from pg_class c where c.relkind = 'r' and c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
     ) t
     where (xpath('/row/found/text()', query_to_xml(
       format('select count(*) as found from %s r where strpos(r::text, %L) > 0', t.name, $1::text), false, true, ''
     )))[1]::text <> '0'
     order by t.name`,
    [text],
  )
  return rows.map(({ name }) => name)
}

/** Where an erased record is still named; the log may say that its id is gone, and no more. */
export const tracesOf = async (database: Queried, id: string): Promise<string[]> => {
  const logged = await database.query(
    `select l.id from changes.log l where l.id = $1 and l.changes <> '{}' or strpos(l.changes::text, $1) > 0 or l.merged_into = $1`,
    [id],
  )
  const tables = await tablesWith(database, id)
  return [...tables.filter((name) => !name.startsWith('changes.log')), ...logged.map(() => 'changes.log')]
}

/** Takes off every layer of JSON. */
export const parsed = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  try {
    return parsed(JSON.parse(value))
  } catch {
    return value
  }
}

/** Whether a stored value means what was generated, in whatever form it is kept. */
export const isMeant = (stored: unknown, meant: unknown): boolean => {
  const [one, other] = [parsed(stored), parsed(meant)]
  if (typeof other === 'boolean')
    return ['true', 't', '1', 'yes'].includes(String(one).toLowerCase()) === other
  if (typeof other === 'number') return Number(one) === other
  if (typeof other === 'string' && /^\d{4}-\d\d-\d\dT/.test(other))
    return Date.parse(String(one)) === Date.parse(other)
  return isDeepStrictEqual(one, other)
}

const entities: Record<string, string> = {
  users: 'users',
  gazelle_clients: 'clients',
  gazelle_pianos: 'pianos',
  gazelle_appointments: 'appointments',
}

/** What must become of a protected value. */
const outcomeOf = ({ table, id, value, gazelle }: Kept, { gone }: Truth): string => {
  if (gone[table]?.includes(id)) return 'no_record'
  if (gazelle === undefined || gazelle === null) return 'taken'
  return isMeant(gazelle, value) ? 'same' : 'gazelle_wins'
}

type Line = Record<string, unknown>
const by = <Row extends Line>(rows: Row[], key: (row: Row) => string) =>
  new Map(rows.map((row) => [key(row), row]))

/** Each protected value: in production where Gazelle has none, else remembered with what became of it. */
const valueProblems = async (database: Queried, truth: Truth): Promise<string[]> => {
  const problems: string[] = []
  const kept = truth.kept.filter(({ table }) => table in entities)
  const values = by(
    await database.query(
      'select source_table as table, source_id as id, source_column as column, outcome, value from reconcile.v5_values',
    ),
    ({ table, id, column }) => `${table} ${id} ${column}`,
  )
  const records = new Map<string, Map<unknown, Line>>()
  for (const [table, entity] of Object.entries(entities))
    records.set(
      table,
      new Map(
        (await database.query<{ row: Line }>(`select to_jsonb(t) as row from gazelle.${entity} t`)).map(
          ({ row }) => [row.id, row],
        ),
      ),
    )
  for (const one of kept) {
    const name = `${one.table} ${one.id} ${one.column}`
    const found = values.get(name)
    values.delete(name)
    const outcome = outcomeOf(one, truth)
    if (found?.outcome !== outcome) problems.push(`${name}: ${String(found?.outcome)}, not ${outcome}`)
    else if (!isMeant(found.value, one.value))
      problems.push(`${name}: remembered as ${JSON.stringify(found.value)}`)
    const record = records.get(one.table)?.get(one.id)
    if (outcome === 'no_record') {
      if (record && record.deleted_at === null) problems.push(`${name}: came back`)
      continue
    }
    const wanted = outcome === 'gazelle_wins' ? one.gazelle : one.value
    if (!isMeant(record?.[one.column], wanted))
      problems.push(`${name}: ${JSON.stringify(record?.[one.column])}, not ${JSON.stringify(wanted)}`)
  }
  for (const [name, { outcome }] of values)
    problems.push(`${name}: ${String(outcome)}, but nobody has given it`)
  return problems
}

/** The entry at which a reading of version 5 belongs; null where none is here. */
const entryOf = (id: string, truth: Truth): string | null => {
  const twin = truth.twins.find(({ legacy }) => legacy === id)
  if (twin) return twin.at === 'v5' ? id : twin.entry
  return truth.gone.gazelle_timeline_entries?.includes(id) ? null : id
}

const readingOf = (metadata: unknown): { temperature: number; humidity: number } => {
  const value = Object(parsed(metadata))
  return value.measurements ?? value
}

/** Each reading of metadata: remembered, shown at its entry, and by piano and day. */
const readingProblems = async (database: Queried, truth: Truth): Promise<string[]> => {
  const problems: string[] = []
  const readings = by(
    await database.query(
      'select source_id as id, entry_id, metadata, temperature, humidity from reconcile.v5_readings',
    ),
    ({ id }) => String(id),
  )
  const shown = by(
    await database.query(
      `select m.id, m.timeline_entry_id as entry, m.temperature, m.humidity, m.piano_id,
         p.temperature is not null and p.humidity is not null as is_at_piano
       from gazelle.extracted_measurements m
       left join gazelle.piano_readings p on p.account_id = m.account_id and p.piano_id = m.piano_id and p.local_date = m.local_date
       where m.source = 'v5' and m.deleted_at is null`,
    ),
    ({ id }) => String(id),
  )
  for (const { id, value } of truth.kept.filter(({ table }) => table === 'gazelle_timeline_entries')) {
    const found = readings.get(id)
    readings.delete(id)
    const { temperature, humidity } = readingOf(value)
    const entry = entryOf(id, truth)
    if (!found || !isMeant(found.metadata, value))
      problems.push(`${id}: metadata ${JSON.stringify(found?.metadata)}`)
    else if (found.entry_id !== entry)
      problems.push(`${id}: reading at ${String(found.entry_id)}, not ${entry}`)
    const key = `${entry}/v5/${id}`
    const line = shown.get(key)
    shown.delete(key)
    if (entry === null) continue
    if (Number(line?.temperature) !== temperature || Number(line?.humidity) !== humidity)
      problems.push(`${key}: ${JSON.stringify(line)}, not ${temperature} °C and ${humidity} %`)
    else if (line?.piano_id && !line.is_at_piano) problems.push(`${key}: not in gazelle.piano_readings`)
  }
  for (const id of [...readings.keys(), ...shown.keys()]) problems.push(`${id}: nobody has measured it`)
  return problems
}

const secret = 'gazelle_oauth_token'

/** Each row of version 5's own tables: whole, with its references resolved. */
const rowProblems = async (database: Queried, truth: Truth): Promise<string[]> => {
  const problems: string[] = []
  const rows = by(
    await database.query<{ table: string; id: string; data: Line; refers: Line }>(
      'select source_table as table, source_id as id, data, refers_to as refers from reconcile.v5_rows',
    ),
    ({ table, id }) => `${table} ${id}`,
  )
  for (const { table, id, column, value } of truth.kept) {
    if (table in entities || table === 'gazelle_timeline_entries' || id === secret) continue
    const stored = rows.get(`${table} ${id}`)?.data[column]
    if (!isMeant(stored, value)) problems.push(`${table} ${id} ${column}: ${JSON.stringify(stored)}`)
  }
  for (const { table, id, column, means } of truth.references) {
    const refers = rows.get(`${table} ${id}`)?.refers
    if (refers?.[column] !== means)
      problems.push(`${table} ${id} ${column}: refers to ${JSON.stringify(refers?.[column])}, not ${means}`)
  }
  const counts = Map.groupBy(rows.values(), ({ table }) => table)
  for (const [table, number] of Object.entries(truth.rows))
    if (!table.startsWith('gazelle_') && table !== 'users' && counts.get(table)?.length !== number)
      problems.push(`${table}: ${counts.get(table)?.length ?? 0} rows of ${number}`)
  for (const place of await tablesWith(database, 'made-up-')) problems.push(`${place}: a token in clear`)
  return problems
}

/** Rows of the import: twins are dropped, all others are history, and nothing else is. */
const historyProblems = async (database: Queried, truth: Truth): Promise<string[]> => {
  const problems: string[] = []
  const twins = by(
    await database.query('select source_id as id, entry_id from reconcile.v5_twins'),
    ({ id }) => String(id),
  )
  const entries = by(
    await database.query(
      `select e.id, e.is_legacy, e.local_date::text as day, coalesce(e.comment, e.summary) as text, e.client_id, e.piano_id, e.user_id, e.legacy_author, e.occurred_at, r.readings
       from gazelle.timeline_entries e
       left join lateral (
         select jsonb_agg(jsonb_build_object('temperature', m.temperature, 'humidity', m.humidity)) as readings
         from gazelle.extracted_measurements m
         where m.timeline_entry_id = e.id and m.source = 'text' and m.temperature is not null and m.deleted_at is null
       ) r on true
       where e.is_legacy or e.id like 'tle%'`,
    ),
    ({ id }) => String(id),
  )
  for (const { legacy, entry, at } of truth.twins) {
    const found = twins.get(legacy)?.entry_id
    twins.delete(legacy)
    const isKept = entries.delete(legacy)
    if (at === 'v5' ? found !== undefined || !isKept : found !== entry || isKept)
      problems.push(`twin ${legacy} of ${entry} (${at}): ${String(found)}, ${isKept ? 'kept' : 'dropped'}`)
  }
  for (const { id, clientId, pianoId, userId, createdBy, localDate, text, ...legacy } of truth.legacy) {
    const found = entries.get(id)
    entries.delete(id)
    const wanted = {
      is_legacy: true,
      day: localDate,
      text,
      client_id: clientId,
      piano_id: pianoId,
      user_id: userId,
      legacy_author: createdBy?.trim() || null,
    }
    for (const [column, value] of Object.entries(wanted))
      if (found?.[column] !== value)
        problems.push(`${id}.${column}: ${JSON.stringify(found?.[column])}, not ${JSON.stringify(value)}`)
    if (
      legacy.reading !== undefined &&
      !isDeepStrictEqual(found?.readings ?? null, legacy.reading && [legacy.reading])
    )
      problems.push(`${id}: read ${JSON.stringify(found?.readings)}, not ${JSON.stringify(legacy.reading)}`)
  }
  for (const id of [...twins.keys(), ...entries.keys()]) problems.push(`${id}: is in nobody’s import`)
  return problems
}

/** What is not as the truth has it, a line each. */
export const problemsOf = async (database: Queried, truth: Truth): Promise<string[]> =>
  (
    await Promise.all(
      [valueProblems, readingProblems, rowProblems, historyProblems].map((problems) =>
        problems(database, truth),
      ),
    )
  ).flat()

/** How production differs from Gazelle, but for what came from version 5. */
export const differencesOfGazelle = async (
  database: Queried,
  company: Company,
  truth?: Truth,
): Promise<string[]> => {
  const found = await (await comparisonOf(database))(company, modulesOfV5)
  const legacy = new Set(
    truth ? [...truth.legacy.map(({ id }) => id), ...truth.twins.map((twin) => twin.legacy)] : [],
  )
  const taken = new Set(
    truth?.kept.flatMap((one) =>
      one.table in entities && outcomeOf(one, truth) === 'taken'
        ? [`${entities[one.table]} ${one.id}.${one.column}`]
        : [],
    ),
  )
  return found.filter((line) => {
    const [, what = '', id = ''] = /^(\w+ ([\w.]+)):/.exec(line) ?? []
    return !taken.has(what) && !(line.startsWith('timeline_entries') && legacy.has(id))
  })
}
