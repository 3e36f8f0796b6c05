import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSchema, parse, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filesOf, queryOf, withFunction } from '../../cli/new-module/files.ts'
import { moduleOfList, readMirrored } from '../../cli/new-module/mirrored.ts'
import { pathOf, singular, snake } from '../../cli/new-module/names.ts'
import { planModule } from '../../cli/new-module/plan.ts'
import { listNamed, listNames } from '../../cli/new-module/schema.ts'
import { schemaOf } from '../../cli/queries.ts'
import { createGazelleClient } from '../../shared/gazelle/client.ts'
import { memoryLimiter } from '../../shared/gazelle/limiter.ts'
import { apiKeyCredential } from '../../shared/gazelle/tokens.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { root } from './sources.ts'

const schema = buildSchema(await readFile(join(root, 'shared/gazelle/schema.graphql'), 'utf8'))
/** Lists that the tests below plan modules for: free here, also once a module mirrors one of them. */
const examples = new Set(['allErrorLogs', 'allSystemNotifications', 'allQuickbooksSyncBatches'])
const read = await readMirrored(root)
const isOfExample = (module: string) => examples.has(read.lists.get(module) ?? '')
const added = read.tables
  .filter(({ module }) => isOfExample(module))
  .flatMap(({ table, module }) => [table, module])
const mirrored = {
  ...read,
  lists: new Map([...read.lists].filter(([module]) => !isOfExample(module))),
  tables: read.tables.filter(({ module }) => !isOfExample(module)),
  names: new Set([...read.names].filter((name) => !added.includes(name))),
}
const free = listNames(schema).filter((list) => !moduleOfList(schema, mirrored, listNamed(schema, list)))
const planOf = (list: string, name = 'new_things', fields?: string[]) =>
  planModule(schema, mirrored, name, listNamed(schema, list), fields)

describe('a new module', () => {
  test.each(free)('over %s asks for what Gazelle’s schema has, and keeps what has a reader', (list) => {
    const plan = planOf(list)
    expect(validate(schema, parse(queryOf(plan)))).toEqual([])
    const readers = [
      ...['text', 'int', 'bigint', 'numeric', 'boolean', 'date', 'timestamptz', 'text[]', 'jsonb'],
      'gazelle.localized_text',
    ]
    for (const { name, columns } of plan.tables) {
      expect(columns.map(({ type }) => type).filter((type) => !readers.includes(type))).toEqual([])
      const names = columns.map((column) => column.name)
      expect(names, name).toEqual([...new Set(names)])
    }
  })

  test('refers to the tables of what is mirrored, and stands after them', () => {
    const { tables, position } = planOf('allSystemNotifications')
    const parents = Object.fromEntries(
      (tables[0]?.columns ?? []).flatMap(({ name, parent }) => (parent ? [[name, parent]] : [])),
    )
    expect(parents).toEqual({
      client_id: 'clients',
      estimate_id: 'estimates',
      invoice_id: 'invoices',
      piano_id: 'pianos',
      user_id: 'users',
    })
    const places = mirrored.tables.filter(({ table }) => Object.values(parents).includes(table))
    expect(position).toBeGreaterThan(Math.max(...places.map((place) => place.position)))
    expect(mirrored.positions.has(position)).toBe(false)
  })

  test('has a table for each list of things with an id, and is asked for by id where Gazelle can be', () => {
    const { tables, list, nested } = planOf('allQuickbooksSyncBatches', 'batches')
    expect(tables.map(({ name, owner, list }) => [name, owner, list])).toEqual([
      ['batches', undefined, undefined],
      ['batch_sync_invoices', 'batch_id', 'syncInvoices'],
      ['batch_sync_quickbooks_payments', 'batch_id', 'syncQuickbooksPayments'],
      ['batch_sync_stripe_payouts', 'batch_id', 'syncStripePayouts'],
    ])
    expect(list.one).toBe('quickbooksSyncBatch')
    expect(nested.map(({ field }) => field)).toEqual([
      'syncInvoices',
      'syncQuickbooksPayments',
      'syncStripePayouts',
    ])
  })

  test('keeps only the fields that were named, and the id', () => {
    const { tables, selection } = planOf('allErrorLogs', 'error_logs', ['message', 'client'])
    expect(selection).toEqual(['id', 'client { id }', 'message'])
    expect(tables).toEqual([
      {
        name: 'error_logs',
        columns: [
          { name: 'client_id', type: 'text', parent: 'clients' },
          { name: 'message', type: 'text' },
        ],
      },
    ])
  })

  test('reads as one would write it', () => {
    const files = filesOf(planOf('allErrorLogs', 'error_logs'), {
      french: 'Journal d’erreurs',
      hasData: true,
    })
    const text = (path: RegExp) => files.find((file) => path.test(file.path))?.text ?? ''
    expect(text(/modules/)).toBe(`import { paged } from '../gazelle/paged.ts'

/** Error logs, as allErrorLogs gives them. */
export const error_logs = paged({
  name: 'error_logs',
  list: 'allErrorLogs',
  type: 'PrivateErrorLog',
  sortBy: 'CREATED_AT_ASC',
  fields: 'id client { id } createdAt isDismissed message occurrenceCount type updatedAt',
})
`)
    const table = text(/schemas/).slice(text(/schemas/).indexOf('create table'))
    expect(table).toBe(`create table gazelle.error_logs (
  id text primary key,
  account_id text not null,
  client_id text references gazelle.clients,
  gazelle_created_at date,
  is_dismissed boolean,
  message text,
  occurrence_count int,
  type text,
  gazelle_updated_at date
);

comment on table gazelle.error_logs is 'Gazelle''s error logs.';

select reconcile.add_entity('error_logs');
`)
    expect(files.map(({ path }) => path)).not.toContainEqual(expect.stringMatching('stand-in'))
  })
})

describe('what cannot be a module is refused with what to do, before anything is written (case U6):', () => {
  test.each([
    ['a name with capitals', 'Batches', 'allErrorLogs', 'bad_name', 'lower case'],
    ['a name that a module has', 'pianos', 'allErrorLogs', 'name_taken', 'another name'],
    ['a name that a table has', 'contacts', 'allErrorLogs', 'name_taken', 'another name'],
    ['a name that a migration has', 'staging', 'allErrorLogs', 'name_taken', 'another name'],
    ['a name that a table of schema reconcile has', 'listings', 'allErrorLogs', 'name_taken', 'another name'],
    ['a name of another such table', 'kept_fields', 'allErrorLogs', 'name_taken', 'another name'],
    ['a word of JavaScript', 'import', 'allErrorLogs', 'bad_name', 'another word'],
    ['a word of modules in JavaScript', 'await', 'allErrorLogs', 'bad_name', 'another word'],
    ['the maker of a connection', 'paged', 'allErrorLogs', 'bad_name', 'another word'],
    ['the maker of a list', 'listed', 'allErrorLogs', 'bad_name', 'another word'],
    ['a name that Postgres would cut', 'a'.repeat(52), 'allErrorLogs', 'bad_name', 'shorter'],
    [
      'a child’s name that Postgres would cut',
      'a'.repeat(51),
      'allQuickbooksSyncBatches',
      'bad_name',
      'shorter',
    ],
    ['a list that is not there', 'things', 'allThings', 'unknown_list', '--schema live'],
    ['one object', 'things', 'badgeCount', 'no_list', 'Choose a root field'],
    ['a list of texts', 'things', 'allClientTags', 'no_list', 'Choose a root field'],
    ['a list that is mirrored', 'things', 'allClients', 'list_mirrored', 'shared/modules/clients.ts'],
    ['a list of mirrored events', 'things', 'allEvents', 'list_mirrored', 'shared/modules/appointments.ts'],
    ['a list of mirrored entries', 'things', 'allMessages', 'list_mirrored', 'shared/modules/timeline.ts'],
    [
      'a list of mirrored reservations',
      'things',
      'allEventReservations',
      'list_mirrored',
      'shared/modules/reservations.ts',
    ],
    [
      'a part of the mirrored events',
      'things',
      'allUncompletedAppointments',
      'list_mirrored',
      'shared/modules/appointments.ts',
    ],
    ['a list of mirrored taxes', 'things', 'allTaxes', 'list_mirrored', 'shared/modules/taxes.ts'],
    ['a list with arguments', 'things', 'nextLifecycleMessages', 'list_needs_arguments', 'by hand'],
    ['records without an id', 'things', 'allAddressDisplayTemplates', 'no_id', 'another list'],
  ])('%s', (_, name, list, code, hint) => {
    expect(() => planOf(list, name)).toThrow(
      expect.objectContaining({
        code,
        hint: expect.stringContaining(hint),
        about: expect.stringMatching(/./),
      }),
    )
  })

  test.each([
    ['id alone', ['id']],
    ['none', []],
  ])('of the fields %s', (_, fields) => {
    expect(() => planOf('allErrorLogs', 'things', fields)).toThrow(
      expect.objectContaining({
        code: 'no_fields',
        about: '--fields',
        hint: expect.stringContaining('--fields'),
      }),
    )
  })

  test('a name that one of a module’s files imports', () => {
    const { tables, ...plan } = planOf('allErrorLogs')
    const plans = [
      { ...plan, tables },
      { ...plan, tables, list: { ...plan.list, isConnection: false } },
    ]
    const imported = plans
      .flatMap((one) => filesOf(one, { french: '', hasData: false }))
      .flatMap(({ text }) => [...text.matchAll(/^import \{ (\w+) \}/gm)].flatMap(([, name]) => name ?? []))
      .filter((name) => name !== plan.name)
    expect(imported).toEqual(expect.arrayContaining(['paged', 'listed', 'serveSync', 'standInData']))
    for (const name of imported)
      expect(() => planOf('allErrorLogs', name), name).toThrow(expect.objectContaining({ code: 'bad_name' }))
  })

  test.each([
    ['that is not there', 'allErrorLogs', 'text', 'unknown_field', 'occurrenceCount'],
    ['that needs an argument', 'stringFields', 'texts', 'no_reader', '--fields'],
    ['whose type has no reader', 'stringFields', 'moment', 'no_reader', '--fields'],
  ])('a field %s', (_, list, field, code, hint) => {
    const own = buildSchema(`
      scalar Moment
      type Query { stringFields: [Record!]! }
      type Record { id: String!, texts(language: String!): String, moment: Moment, text: String }`)
    const asked = list === 'stringFields' ? own : schema
    expect(() => planModule(asked, mirrored, 'things', listNamed(asked, list), [field])).toThrow(
      expect.objectContaining({
        code,
        hint: expect.stringContaining(hint),
        about: expect.stringContaining(field),
      }),
    )
  })
})

describe('a name', () => {
  test.each([
    ['serialNumber', 'serial_number'],
    ['a0Pitch', 'a0_pitch'],
    ['isSMS', 'is_sms'],
    ['SMSCount', 'sms_count'],
  ])('of a field, %s, becomes the column %s', (field, column) => {
    expect(snake(field)).toBe(column)
  })

  test('of a column tells the path of its field', () => {
    expect(pathOf('gazelle_created_at', false)).toBe('createdAt')
    expect(pathOf('created_by_id', true)).toBe('createdBy.id')
    expect(pathOf('recurrence_id', false)).toBe('recurrenceId')
  })

  test.each([
    ['batches', 'batch'],
    ['categories', 'category'],
    ['notices', 'notice'],
    ['taxes', 'tax'],
  ])('of many, %s, has the singular %s', (many, one) => {
    expect(singular(many)).toBe(one)
  })
})

test('a function’s entry stands behind those of the other modules', () => {
  const config = '[functions.sync-a]\nverify_jwt = false\n\n[functions.health]\nverify_jwt = false\n'
  expect(withFunction(config, 'b')).toBe(
    '[functions.sync-a]\nverify_jwt = false\n\n[functions.sync-b]\nverify_jwt = false\n' +
      'entrypoint = "../functions/sync-b/index.ts"\nimport_map = "../deno.json"\n\n[functions.health]\nverify_jwt = false\n',
  )
})

describe('gazelle new-module', () => {
  let copy: string
  let gazelle: GazelleFake
  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'gazelle-new-module-'))
    for (const path of ['cli', 'shared', 'stand-in', 'functions', 'supabase', 'dashboard', 'docs/generated'])
      await cp(join(root, path), join(copy, path), { recursive: true })
    for (const file of ['package.json', 'biome.json', 'deno.json', '.gitignore'])
      await cp(join(root, file), join(copy, file))
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
    gazelle = await startGazelleFake({ company: { clients: 1, pianos: 1, timelineEntries: 1 } })
  })
  afterAll(async () => {
    await gazelle?.stop()
    await rm(copy, { recursive: true, force: true })
  })

  const run = (args: string[], env: Record<string, string> = {}) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const given = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', ...env }
      const command = ['cli/main.ts', 'new-module', ...args]
      execFile(process.execPath, command, { cwd: copy, env: given }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      )
    })

  /** Every file of the copy that the command could change, with its text. */
  const files = async () => {
    const folders = ['shared/modules', 'supabase/schemas/gazelle', 'functions', 'stand-in/data']
    const found = folders.map(async (folder) =>
      (await readdir(join(copy, folder), { recursive: true })).map((name) => `${folder}/${name}`),
    )
    return [
      ...(await Promise.all(found)).flat().sort(),
      await readFile(join(copy, 'supabase/config.toml'), 'utf8'),
    ]
  }

  test.each([
    ['without a list, where nobody can be asked', ['batches'], 'bad_usage', 'allErrorLogs'],
    ['with a list that is not there', ['batches', '--list', 'allBatches'], 'unknown_list', 'allErrorLogs'],
  ])('%s says what to do, and changes nothing (case U6)', async (_, args, code, hint) => {
    const before = await files()
    const { code: exit, stderr } = await run(args)
    expect(stderr).toMatch(new RegExp(`^gazelle: ${code}: `))
    expect(stderr).toContain(hint)
    expect(exit).toBe(2)
    expect(await files()).toEqual(before)
  })

  test('with --dry-run shows the files, and writes none', async () => {
    const before = await files()
    const { code, stdout } = await run(['error_logs', '--list', 'allErrorLogs', '--dry-run'])
    expect(code).toBe(0)
    expect(stdout).toContain('create table gazelle.error_logs')
    expect(await files()).toEqual(before)
  })

  test('asks Gazelle itself with --schema live, and says what the repository’s schema lacks', async () => {
    const client = createGazelleClient({
      url: gazelle.url,
      credential: apiKeyCredential(gazelle.apiKey),
      limiter: memoryLimiter(1000),
    })
    const live = await schemaOf(client)
    const plan = planModule(live, mirrored, 'error_logs', listNamed(live, 'allErrorLogs'))
    expect(plan.selection).toEqual(planOf('allErrorLogs', 'error_logs').selection)

    const sdl = join(copy, 'shared/gazelle/schema.graphql')
    const text = await readFile(sdl, 'utf8')
    await writeFile(sdl, text.replace(/(type PrivateErrorLog \{[^}]*?)\n {2}occurrenceCount: Int!/, '$1'))
    const env = {
      GAZELLE_API_URL: gazelle.url,
      GAZELLE_API_KEY: gazelle.apiKey,
      GAZELLE_AUTH_MODE: 'api_key',
    }
    const before = await files()
    const { stderr } = await run(['error_logs', '--list', 'allErrorLogs', '--schema', 'live'], env)
    expect(stderr).toMatch(/^gazelle: schema_differs: .*occurrenceCount/)
    expect(stderr).toContain('occurrenceCount: Int!')
    expect(await files()).toEqual(before)
    await writeFile(sdl, text)
  })

  test('writes a module in its own places, formatted, and refuses to write it again', async () => {
    const args = ['error_logs', '--list', 'allErrorLogs', '--no-generate']
    const { code, stdout } = await run(args)
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('functions/sync-error_logs/index.ts is written'),
    ])
    const written = (await files()).filter((path) => path.includes('error_logs'))
    expect(written).toEqual([
      'functions/sync-error_logs',
      'functions/sync-error_logs/index.ts',
      'shared/modules/error_logs.ts',
      'stand-in/data/error_logs.ts',
      expect.stringMatching(/^supabase\/schemas\/gazelle\/\d\d_error_logs\.sql$/),
      expect.stringContaining('[functions.sync-error_logs]'),
    ])
    const biome = join(copy, 'node_modules/@biomejs/biome/bin/biome')
    const checked = await new Promise((resolve) =>
      execFile(
        process.execPath,
        [biome, 'check', 'shared/modules', 'functions', 'stand-in'],
        { cwd: copy },
        resolve,
      ),
    )
    expect(checked).toBeNull()
    expect((await run(args)).stderr).toMatch(/^gazelle: name_taken: /)
  })
})
