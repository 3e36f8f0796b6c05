import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { generateCompany } from '../../stand-in/company.ts'
import { sizes } from '../../stand-in/sizes.ts'
import { countsOf, fullCounts } from '../../stand-in/v5/counts.ts'
import { generateV5, type Truth } from '../../stand-in/v5/generate.ts'
import { type Damage, rowDamages, shapeOf } from '../../stand-in/v5/shape.ts'
import { dateOf } from '../../stand-in/zone.ts'
import { createTestDatabase } from '../harness/database.ts'
import { startProgram } from './cli-process.ts'
import { databaseNamed, type EmptyDatabase, emptyDatabase, newName } from './v5-databases.ts'

const now = new Date('2026-11-27T15:00:00Z')
const usual = { ...sizes.usual, now }
const small = { ...sizes.small, now }
const company = generateCompany(usual)
const zone = company.timezone

let database: EmptyDatabase
let truth: Truth
beforeAll(async () => {
  database = await emptyDatabase()
  truth = await generateV5({
    databaseUrl: database.url,
    company: usual,
    damages: ['text-tags', 'text-settings', 'users-by-gazelle-user-id'],
  })
})
afterAll(() => database?.drop())

/** Makes a database of a shape, which goes when the test ends. */
const made = async (damages?: readonly Damage[], seed = 1) => {
  const own = await emptyDatabase()
  onTestFinished(own.drop)
  const told = await generateV5({
    databaseUrl: own.url,
    company: { ...small, seed },
    ...(damages && { damages }),
  })
  return { ...own, truth: told }
}

const count = async (from: EmptyDatabase, rest: string): Promise<number> =>
  Number((await from.query(`select count(*)::int as count from ${rest}`))[0]?.count)

const ids = async (table: string, where = 'true', key = 'external_id') =>
  (await database.query<{ id: string }>(`select ${key} as id from ${table} where ${where} order by 1`)).map(
    ({ id }) => id,
  )

/** Reads JSON through every layer of quoting, and Postgres arrays. */
const parsed = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  try {
    return parsed(JSON.parse(value))
  } catch {
    return value
  }
}

/** Everything in a database, as one digest. */
const digest = async ({ query }: EmptyDatabase) => {
  const [row] = await query<{ text: string }>(
    `select string_agg(x.text, '|' order by t.relname) as text
     from pg_class t
     cross join lateral (
       select t.relname || ' ' || (xpath('/row/digest/text()', query_to_xml(
         format('select md5(string_agg(r::text, E''\\n'' order by r::text)) as digest from public.%I r', t.relname), false, true, ''
       )))[1]::text as text
     ) x
     where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace`,
  )
  return createHash('sha256').update(String(row?.text)).digest('hex')
}

describe('a generated V5 database', () => {
  test('has V5’s own numbers at full size', () => {
    expect(countsOf({ ...sizes.full, estimates: 0, services: 60, now })).toEqual(fullCounts)
    expect(fullCounts).toMatchObject({
      clients: 1344,
      pianos: 1031,
      appointments: 11_460,
      entries: 282_669,
      twins: 4500,
    })
  })

  test('has as many rows as its size says, table by table', async () => {
    const wanted = countsOf({ ...usual, estimates: 0, services: 60 })
    expect(truth.rows).toMatchObject({
      gazelle_clients: wanted.clients,
      gazelle_pianos: wanted.pianos,
      gazelle_appointments: wanted.appointments,
      gazelle_timeline_entries: wanted.entries,
      gazelle_invoices: wanted.invoices,
    })
    for (const [table, rows] of Object.entries(truth.rows))
      expect([table, await count(database, table)]).toEqual([table, rows])
    const inBoth = truth.twins.filter(({ at }) => at !== 'gazelle')
    expect(inBoth).toHaveLength(wanted.twins)
    expect(truth.legacy).toHaveLength(wanted.legacy)
  })

  test('is the same for a seed, row for row, and another for another', async () => {
    const [first, again, other] = [await made(), await made(), await made(undefined, 2)]
    expect(again.truth).toEqual(first.truth)
    expect(await digest(again)).toBe(await digest(first))
    expect(await digest(other)).not.toBe(await digest(first))
  })

  test.each([
    ['gazelle_clients', company.clients],
    ['gazelle_pianos', company.pianos],
    ['gazelle_appointments', company.events],
    ['gazelle_invoices', company.invoices],
    ['gazelle_timeline_entries', company.timelineEntries],
  ])('has in %s what the stand-in’s company has, but for what is gone at Gazelle', async (table, records) => {
    const there = await ids(table, `external_id not like 'tle%'`)
    expect(there.length).toBeGreaterThan(100)
    expect(there.filter((id) => !records.has(id))).toEqual(truth.gone[table]?.toSorted())
  })

  test('keeps a third of the clients, and pianos and entries of clients that it lacks', async () => {
    expect(truth.rows.gazelle_clients).toBeLessThan(company.clients.size / 2)
    const missing = `client_external_id not in (select external_id from gazelle_clients)`
    expect(await count(database, `gazelle_pianos where ${missing}`)).toBeGreaterThan(100)
    expect(await count(database, `gazelle_timeline_entries where ${missing}`)).toBeGreaterThan(100)
  })
})

describe('each damage of rows is there:', () => {
  test.each([
    ['tags as JSON text', `gazelle_clients where tags like '["%'`],
    ['tags as JSON in JSON', `gazelle_clients where tags like '"[%'`],
    [
      'tags as a Postgres array in text, with quotes and commas',
      `gazelle_clients where tags like '{%"%, %"%}'`,
    ],
    ['emptied tags', `gazelle_clients where coalesce(tags, '') in ('', '[]', '{}', '"[]"')`],
    [
      'both spellings of canceled',
      `(select from gazelle_appointments where status in ('CANCELED', 'CANCELLED') group by status) s`,
    ],
    ['appointments without an instant', `gazelle_appointments where start_datetime is null`],
    ['numbers in place of piano ids', `gazelle_timeline_entries where piano_id ~ '^\\d+$'`],
    ['piano ids of another prefix', `gazelle_timeline_entries where piano_id like 'pno\\_%'`],
    ['numbers in place of client ids', `gazelle_timeline_entries where client_id ~ '^\\d+$'`],
    ['types rewritten to NOTE', `gazelle_timeline_entries where entry_type = 'NOTE'`],
    ['types in lower case', `gazelle_timeline_entries where entry_type <> upper(entry_type)`],
    ['titles cut at 500', `gazelle_timeline_entries where length(title) = 500`],
    ['descriptions cut at 2000', `gazelle_timeline_entries where length(description) = 2000`],
    [
      'display names without a user',
      `gazelle_timeline_entries where external_id like 'tme%' and user_id is null and created_by is not null`,
    ],
    ['display names without accents', `gazelle_timeline_entries where created_by = 'Zoe Patel'`],
    ['display names without hyphens', `gazelle_timeline_entries where created_by = 'Marie Ève Bouchard'`],
    ['display names in capitals', `gazelle_timeline_entries where created_by = 'MAUDE GAGNON'`],
    ['display names, the last name first', `gazelle_timeline_entries where created_by = 'Gagnon, Maude'`],
    [
      'a name that two technicians have',
      `gazelle_timeline_entries where external_id like 'tle%' and created_by = 'Roy'`,
    ],
    ['measurements as an object', `gazelle_timeline_entries where jsonb_typeof(metadata) = 'object'`],
    ['measurements as JSON in JSON', `gazelle_timeline_entries where jsonb_typeof(metadata) = 'string'`],
    ['settings parsed once', `system_settings where jsonb_typeof(value::jsonb) <> 'string'`],
    [
      'settings parsed twice',
      `system_settings where value like '"{%' or value like '"[%' or value in ('"true"', '"false"')`,
    ],
    ['a made-up token', `system_settings where key = 'gazelle_oauth_token' and value like '%made-up-%'`],
    ['runs that never ended', `sync_logs where completed_at is null`],
    ['statistics as JSON text', `sync_logs where jsonb_typeof(stats) = 'string'`],
    [
      'two users of one name',
      `users u join users o using (first_name, last_name) where u.gazelle_user_id <> o.gazelle_user_id`,
    ],
    ['overlays that refer by a number', `piano_overlays where piano_id ~ '^\\d+$'`],
    ['overlays that refer by Gazelle’s id', `piano_overlays where piano_id like 'ins\\_%'`],
    ['references to nobody', `service_requests where piano_id = '9000001'`],
    ['service records of a row of the import', `service_records where timeline_external_id like 'tle\\_%'`],
    ['alert states of an appointment', `alert_states where appointment_external_id is not null`],
  ])('%s', async (_, rest) => {
    expect(await count(database, rest)).toBeGreaterThan(0)
  })

  test('every one that is named touches a row', () => {
    const { 'json-for-text': _, ...always } = rowDamages
    expect(Object.keys(truth.touched).toSorted()).toEqual(Object.keys(always).toSorted())
  })

  test('times are those of UTC in old rows and of Montreal in new ones', async () => {
    const rows = await database.query<{ id: string; clock: string }>(
      `select external_id as id, appointment_date || 'T' || appointment_time as clock from gazelle_appointments`,
    )
    const utc = new Set(truth.touched['utc-times']?.gazelle_appointments)
    expect(utc.size).toBeGreaterThan(100)
    expect(rows.length - utc.size).toBeGreaterThan(100)
    for (const { id, clock } of rows) {
      const start = company.events.get(id)?.start
      if (!start) continue
      const isUtc = clock === start.slice(0, 19)
      expect([id, isUtc]).toEqual([id, utc.has(id)])
      if (!isUtc) expect(clock.slice(0, 10)).toBe(dateOf(zone, Date.parse(start)))
    }
  })

  test('what is cut is the beginning of Gazelle’s text', async () => {
    const rows = await database.query<{ id: string; title: string; description: string }>(
      `select external_id as id, title, description from gazelle_timeline_entries where external_id like 'tme%'`,
    )
    const ofGazelle = rows.flatMap((row) => {
      const entry = company.timelineEntries.get(row.id)
      return entry ? [{ ...row, entry }] : []
    })
    for (const { entry, title, description } of ofGazelle) {
      expect(title).toBe(entry.summary?.slice(0, 500) ?? null)
      expect(description).toBe(entry.comment?.slice(0, 2000) ?? null)
    }
    for (const column of ['cut-title', 'cut-description'] as const)
      expect(
        truth.touched[column]?.gazelle_timeline_entries?.some((id) => company.timelineEntries.has(id)),
      ).toBe(true)
  })

  test.each([
    ['gazelle_invoices', 'total', (id: string) => company.invoices.get(id)?.total],
    [
      'gazelle_invoice_items',
      'total',
      (id: string) =>
        [...company.invoices.values()].flatMap(({ items }) => items).find((item) => item.id === id)?.total,
    ],
  ])('amounts of %s are in dollars and in cents', async (table, column, cents) => {
    const rows = await database.query<{ id: string; amount: string }>(
      `select external_id as id, ${column} as amount from ${table} order by 1 limit 300`,
    )
    const inCents = new Set(truth.touched.cents?.[table])
    const known = rows.flatMap(({ id, amount }) => {
      const theirs = cents(id)
      return theirs === undefined || theirs === null ? [] : [{ id, amount: Number(amount), theirs }]
    })
    for (const { id, amount, theirs } of known) expect(amount).toBe(inCents.has(id) ? theirs : theirs / 100)
    expect(new Set(known.map(({ id }) => inCents.has(id))).size).toBe(2)
  })
})

describe('the truth', () => {
  const folded = (text: string) =>
    text
      .normalize('NFD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, ' ')
      .trim()
      .slice(0, 200)

  test('names exactly the rows of the import that have a twin: same client, local day and first 200 characters', async () => {
    const rows = await database.query<{
      id: string
      client: string
      text: string
      day: string
      at: Date | null
    }>(
      `select t.external_id as id, coalesce(t.client_external_id, c.external_id, t.client_id) as client,
         coalesce(nullif(t.description, ''), t.title) as text, t.entry_date::text as day, t.occurred_at as at
       from gazelle_timeline_entries t
       left join gazelle_clients c on c.id::text = t.client_id`,
    )
    const keyOf = (client: string, day: string, text: string) => `${client} ${day} ${folded(text)}`
    const entries = new Set([
      ...rows
        .filter(({ id }) => id.startsWith('tme'))
        .map(({ client, at, text }) => keyOf(client, dateOf(zone, at?.getTime() ?? 0), text ?? '')),
      ...[...company.timelineEntries.values()].map(({ clientId, occurredAt, comment, summary }) =>
        keyOf(clientId, dateOf(zone, Date.parse(occurredAt)), comment || summary || ''),
      ),
    ])
    const imported = rows.filter(({ id }) => id.startsWith('tle'))
    const twins = imported.filter(({ client, day, text }) => entries.has(keyOf(client, day, text)))
    expect(twins.map(({ id }) => id).toSorted()).toEqual(truth.twins.map(({ legacy }) => legacy).toSorted())
    const alone = imported.filter((row) => !twins.includes(row)).map(({ id }) => id)
    expect(alone.toSorted()).toEqual(truth.legacy.map(({ id }) => id).toSorted())
    for (const how of ['other day', 'other client', 'other text'])
      expect(truth.legacy.filter(({ resembles }) => resembles === how).length).toBeGreaterThan(0)
  })

  test('tells the text, day, piano and client of each row without a twin', async () => {
    const rows = await database.query(
      `select t.external_id as id, coalesce(t.client_external_id, c.external_id, t.client_id) as "clientId", p.external_id as "pianoId",
         t.entry_date::text as "localDate", coalesce(t.description, t.title) as text, t.created_by as "createdBy"
       from gazelle_timeline_entries t
       left join gazelle_clients c on c.id::text = t.client_id
       left join gazelle_pianos p on p.id::text = t.piano_id
       where t.external_id = any ($1) order by 1`,
      [truth.legacy.map(({ id }) => id)],
    )
    const told = truth.legacy.map(
      ({ userId: _, reading: _reading, resembles: _resembles, ...legacy }) => legacy,
    )
    expect(rows).toEqual(told.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
  })

  test('names the user of a row without a twin, or nobody where two fit, or none of Gazelle’s', () => {
    const words = (name: string) => folded(name).split(' ').toSorted().join(' ')
    const sure = truth.legacy.filter(({ userId }) => userId !== null)
    expect(sure.length).toBeGreaterThan(20)
    for (const { userId, createdBy } of sure)
      expect(words(createdBy ?? '')).toBe(words(company.users.get(userId ?? '')?.fullName ?? ''))
    const unsure = truth.legacy.filter(({ userId }) => userId === null).map(({ createdBy }) => createdBy)
    expect(new Set(unsure)).toEqual(new Set(['Roy', 'Ancien technicien', null]))
  })

  test('names each value that exists only in V5, as the database has it', async () => {
    const tables = Map.groupBy(truth.kept, ({ table }) => table)
    expect(tables.size).toBe(11)
    const keys: Record<string, string> = { users: 'gazelle_user_id', system_settings: 'key' }
    for (const [table, kept] of tables) {
      const key = keys[table] ?? (table.startsWith('gazelle') ? 'external_id' : 'id')
      const rows = await database.query<{ id: string; row: Record<string, unknown> }>(
        `select ${key}::text as id, to_jsonb(t) as row from ${table} t`,
      )
      const byId = new Map(rows.map(({ id, row }) => [id, row]))
      for (const { id, column, value } of kept) {
        const stored = byId.get(id)?.[column]
        const [array] =
          column === 'tags' && typeof stored === 'string' && stored.startsWith('{')
            ? await database.query<{ list: string[] }>('select $1::text[] as list', [stored])
            : []
        const meant = array?.list ?? parsed(stored)
        // Instants are told as they were given.
        if (/_at$/.test(column)) expect(Date.parse(String(meant))).toBe(Date.parse(String(value)))
        else expect([table, id, column, meant]).toEqual([table, id, column, parsed(value)])
      }
    }
  })

  test('tells for tags, notes and flags whether Gazelle is blank, agrees or says something else', () => {
    const about = (column: string) =>
      truth.kept.filter((kept) => kept.column === column && kept.gazelle !== undefined)
    for (const column of ['tags', 'notes', 'dampp_chaser_installed']) {
      const kinds = new Set(
        about(column).map(({ value, gazelle }) =>
          gazelle === null ? 'blank' : JSON.stringify(gazelle) === JSON.stringify(value) ? 'same' : 'other',
        ),
      )
      expect([column, [...kinds].toSorted()]).toEqual([column, ['blank', 'other', 'same']])
    }
    for (const { id, gazelle } of about('notes'))
      expect(company.pianos.get(id)?.notes || null).toEqual(gazelle)
    for (const { id, gazelle } of about('tags'))
      expect(company.clients.get(id)?.tags ?? []).toEqual(gazelle ?? [])
  })

  test('resolves each reference of V5’s own tables', async () => {
    const serials = async (table: string) =>
      new Map(
        (await database.query(`select id::text, external_id from ${table}`)).map((row) => [
          row.id,
          row.external_id,
        ]),
      )
    const [clients, pianos] = [await serials('gazelle_clients'), await serials('gazelle_pianos')]
    const twins = new Map(truth.twins.map(({ legacy, entry }) => [legacy, entry]))
    expect(truth.references.some(({ means }) => means === null)).toBe(true)
    for (const { column, written, means } of truth.references) {
      const text = String(written)
      const known = (column.startsWith('client') ? clients : pianos).get(text)
      expect(/^\d+$/.test(text) ? (known ?? null) : (twins.get(text) ?? text)).toBe(means)
    }
  })
})

describe('the shape', () => {
  test('can lack half of the tables, of which nothing is told', async () => {
    const { truth, query } = await made(['missing-tables'])
    const tables = (await query(`select tablename as name from pg_tables where schemaname = 'public'`)).map(
      ({ name }) => name,
    )
    expect(truth.missingTables).toHaveLength(7)
    expect(tables).toHaveLength(8)
    expect(tables).toEqual(expect.arrayContaining(['gazelle_clients', 'gazelle_pianos']))
    expect(tables.filter((name) => truth.missingTables.includes(String(name)))).toEqual([])
    const told = [...truth.kept, ...truth.references].map(({ table }) => table)
    expect(told.filter((table) => truth.missingTables.includes(table))).toEqual([])
  })

  test('can lack columns in most tables, of which nothing is told', async () => {
    const { truth, query } = await made(['missing-columns'])
    const columns = await query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'`,
    )
    const missing = Object.entries(truth.missingColumns).flatMap(([table, names]) =>
      names.map((name) => `${table}.${name}`),
    )
    expect(Object.keys(truth.missingColumns).length).toBeGreaterThan(10)
    expect(columns.filter(({ name }) => missing.includes(name))).toEqual([])
    expect(truth.kept.filter(({ table, column }) => missing.includes(`${table}.${column}`))).toEqual([])
  })

  test('can have text for every type', async () => {
    const { query } = await made(['text-types'])
    expect(
      await query(`select distinct data_type from information_schema.columns where table_schema = 'public'`),
    ).toEqual([{ data_type: 'text' }])
    const flags = await query('select distinct dampp_chaser_installed as flag from gazelle_pianos order by 1')
    expect(flags.map(({ flag }) => flag)).toEqual(expect.arrayContaining(['True', 'true', 't', '1', 'False']))
  })

  test('can have 40 doubled ids, and then no table has a unique key', async () => {
    const { truth, query } = await made(['doubled-ids'])
    const told = Object.values(truth.doubled).flat()
    expect(told).toHaveLength(40)
    expect(new Set(told).size).toBe(40)
    expect(
      await query(
        `select conname from pg_constraint where connamespace = 'public'::regnamespace and contype in ('u', 'p')`,
      ),
    ).toEqual([])
    for (const [table, doubled] of Object.entries(truth.doubled)) {
      const twice = await query(
        `select external_id as id from ${table} group by 1 having count(*) = 2 order by 1`,
      )
      expect(twice.map(({ id }) => id).toSorted()).toEqual(doubled.toSorted())
    }
    const [blank] = await query(
      `select count(*)::int as rows from gazelle_pianos where external_id = any ($1) and notes is null and dampp_chaser_installed is null`,
      [truth.doubled.gazelle_pianos],
    )
    expect(blank?.rows).toBeGreaterThanOrEqual(8)
  })

  test('can have JSON where text should be, once and twice over', async () => {
    const { query } = await made(['json-for-text'])
    const notes = (
      await query<{ notes: string }>(`select notes from gazelle_pianos where notes like '"%'`)
    ).map(({ notes }) => notes)
    expect(notes.some((text) => text.startsWith('"\\"'))).toBe(true)
    expect(notes.some((text) => !text.startsWith('"\\"'))).toBe(true)
    const objects = await query(
      `select from gazelle_timeline_entries where description like '{"text":%' or title like '{"text":%'`,
    )
    expect(objects.length).toBeGreaterThan(0)
  })

  test.each<[string, Damage[]]>([
    ['external_id', []],
    ['id', ['users-by-id']],
    ['gazelle_user_id', ['users-by-gazelle-user-id']],
  ])('can have users by %s', async (key, damages) => {
    const { query, truth } = await made(damages)
    expect(truth.userKey).toBe(key)
    expect(await query(`select ${key} from users where ${key} not like 'usr\\_%'`)).toEqual([])
  })

  test('has arrays and objects where nothing is damaged', async () => {
    const { query } = await made([])
    expect(
      await query(
        `select table_name, udt_name from information_schema.columns
         where table_schema = 'public' and (table_name, column_name) in (('gazelle_clients', 'tags'), ('system_settings', 'value'))
         order by 1`,
      ),
    ).toEqual([
      { table_name: 'gazelle_clients', udt_name: '_text' },
      { table_name: 'system_settings', udt_name: 'jsonb' },
    ])
  })

  test('is drawn from the seed where no damage is named', () => {
    const shapes = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => shapeOf(seed))
    expect(new Set(shapes.map(({ userKey }) => userKey)).size).toBe(3)
    for (const damage of ['text-tags', 'text-settings'] as const)
      expect(new Set(shapes.map(({ damages }) => damages.has(damage))).size).toBe(2)
  })

  test('can have all damages at once', async () => {
    const { truth } = await made([
      'missing-tables',
      'missing-columns',
      'text-types',
      'doubled-ids',
      'json-for-text',
    ])
    expect(Object.values(truth.rows).every((rows) => rows > 0)).toBe(true)
  })
})

describe('the generator', () => {
  const tablesOf = (of: EmptyDatabase) =>
    of.query(
      `select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`,
    )

  test('refuses a database that it has filled, and changes nothing', async () => {
    const before = await digest(database)
    await expect(generateV5({ databaseUrl: database.url, company: small })).rejects.toMatchObject({
      code: 'v5_database_not_empty',
      about: database.name,
    })
    expect(await digest(database)).toBe(before)
  })

  test('refuses a V6 database, although its schema public is empty', async () => {
    const v6 = await createTestDatabase()
    onTestFinished(v6.drop)
    await expect(generateV5({ databaseUrl: v6.url, company: small })).rejects.toMatchObject({
      code: 'v5_database_not_empty',
    })
  })

  test('leaves nothing behind when its connection breaks', async () => {
    const own = await emptyDatabase()
    onTestFinished(own.drop)
    const broken = generateV5({
      databaseUrl: own.url,
      company: small,
      onTable: () => {
        void own.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'stand-in v5'`,
          [own.name],
        )
      },
    })
    await expect(broken).rejects.toThrow()
    expect(await tablesOf(own)).toEqual([])
  })

  test('makes tables of schema public only, readable through a Data API', async () => {
    expect(new Set((await tablesOf(database)).map(({ schemaname }) => schemaname))).toEqual(
      new Set(['public']),
    )
    expect(
      await database.query(`select has_table_privilege('service_role', 'gazelle_clients', 'select') as may`),
    ).toEqual([{ may: true }])
  })
})

describe('npm run stand-in:v5', () => {
  const run = async (...args: string[]) => {
    const folder = await mkdtemp(join(tmpdir(), 'v5-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const { ended } = startProgram('npm', ['run', '-s', 'stand-in:v5', '--', ...args], {
      LOCAL_DATA_DIR: folder,
    })
    return ended
  }

  test('makes the database, fills it, and writes the truth', async () => {
    const own = databaseNamed(newName())
    onTestFinished(own.drop)
    const folder = await mkdtemp(join(tmpdir(), 'v5-truth-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'v5-truth.json')
    const { code, stdout, stderr } = await run(
      ...['--database', own.url, '--create', '--size', 'small', '--now', now.toISOString(), '--truth', file],
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/gazelle_timeline_entries +585 rows/)
    const same = await made()
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(same.truth)))
    expect(await digest(own)).toBe(await digest(same))
    const again = await run('--database', own.url, '--size', 'small')
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('v5_database_not_empty')
  })

  test.each([
    ['an unknown damage', ['--damage', 'guitars'], 2, 'There is no guitars'],
    ['an address that is none', ['--database', 'v5'], 2, 'takes an address'],
    ['a size that is none', ['--size', 'huge'], 2, 'Allowed choices'],
    ['a database that is not there', ['--size', 'small'], 1, 'v5_database_missing'],
  ])('refuses %s', async (_, args, exit, words) => {
    const own = databaseNamed(newName())
    onTestFinished(own.drop)
    const { code, stderr } = await run('--database', own.url, ...args)
    expect(stderr).toContain(words)
    expect(code).toBe(exit)
  })
})
