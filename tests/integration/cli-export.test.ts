import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { pagesOf } from '../../cli/export/pages.ts'
import { chosenTables } from '../../cli/export/tables.ts'
import { moduleNames } from '../../cli/project.ts'
import { projectAt } from '../../cli/project-at.ts'
import { syncModule } from '../../cli/sync.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { runCli, startCli, startProgram } from './cli-process.ts'

// Each test starts several programs, on a machine that runs other tests too.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let out: string
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'gazelle-export-'))
  return () => rm(out, { recursive: true, force: true })
})

const modeOf = async (path: string) => ((await lstat(path)).mode & 0o777).toString(8)
const read = (name: string) => readFile(join(out, name), 'utf8')
const at = (api: { apiUrl: string; secretKey: string }) => ({
  SUPABASE_URL: api.apiUrl,
  SUPABASE_SECRET_KEY: api.secretKey,
})
/** The ids of the rows in JSON lines, in their order. */
const idsIn = (lines: string, key = 'id') =>
  lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line)[key])

describe('a whole company', () => {
  let gazelle: GazelleFake
  let database: TestDatabase
  let api: Api
  beforeAll(async () => {
    gazelle = await startGazelleFake({
      company: {
        users: 4,
        clients: 15,
        pianos: 20,
        timelineEntries: 120,
        appointments: 10,
        invoices: 8,
        estimates: 4,
        services: 5,
      },
    })
    database = await createTestDatabase()
    api = await startApi(database, {
      functions: true,
      functionsEnv: {
        GAZELLE_API_URL: gazelle.url,
        GAZELLE_AUTH_MODE: 'api_key',
        GAZELLE_API_KEY: gazelle.apiKey,
        GAZELLE_RATE_LIMIT: '1000',
      },
    })
    const project = projectAt(api.apiUrl, api.secretKey)
    for (const module of await moduleNames(project)) await syncModule(project, module, { mode: 'full' })
    // What JavaScript would round, what CSV must quote, and what a spreadsheet would run.
    await database.query(
      `insert into gazelle.clients (id, account_id, display_name, personal_notes, tags, custom, synced_at)
       values
         ('cli "1", (é) &=+%/', 'main', $1, '', array['a,b', null, '"'], '{}', '2026-03-08 07:59:59.123456Z'),
         ('cli_gone', 'main', 'gone', null, null, null, now())`,
      ['=HYPERLINK("http://x";"é")\r\n-5\n'],
    )
    await database.query(`update gazelle.clients set deleted_at = now() where id = 'cli_gone'`)
    await database.query(
      `update gazelle.appointments set lat = 12345678901234567890.1234567890, lng = -0.10
       where id = (select min(id) from gazelle.appointments)`,
    )
    await database.query(
      `insert into staging.stg_clients (account_id, external_id, raw_data, run_id)
       values ('main', 'cli_long', '{"id": "cli_long", "n": 9007199254740993, "d": 1.10}', 9007199254740993)`,
    )
  })
  afterAll(async () => {
    await api?.stop()
    await database?.drop()
    await gazelle?.stop()
  })

  const run = (...args: string[]) => runCli(['export', ...args], at(api))

  /** A table's columns with their types, in its order. */
  const columnsOf = async (table: string) =>
    database.query<{ name: string; type: string }>(
      `select attname as name, coalesce(nullif(t.typbasetype, 0), t.oid)::regtype::text as type
       from pg_attribute a join pg_type t on t.oid = a.atttypid
       where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
      [table],
    )

  /** Rows that a table has and a file has not, and the reverse, compared field by field by Postgres itself. */
  const differences = (table: string, rows: string[], where: string) =>
    database.query(
      `with there as (select to_jsonb(t)::text as row from ${table} t where ${where}),
       read as (select to_jsonb(r)::text as row from jsonb_populate_recordset(null::${table}, $1) r)
       (select 'not in the file' as what, row from (select row from there except all select row from read) a)
       union all
       (select 'not in the table', row from (select row from read except all select row from there) b)`,
      [`[${rows.join(',')}]`],
    )

  /** A row of CSV as JSON that Postgres reads back. */
  const jsonOf = (columns: { name: string; type: string }[], cells: (string | null)[]) =>
    `{${columns
      .map(({ name, type }, index) => {
        const cell = cells[index] ?? null
        const isJson = cell !== null && (type === 'jsonb' || type.endsWith('[]'))
        return `${JSON.stringify(name)}:${isJson ? cell : JSON.stringify(cell?.replace(/^'(?==HYPER)/, '') ?? null)}`
      })
      .join(',')}}`

  const production = async () => {
    const rows = await database.query<{ entity: string }>(
      'select entity from reconcile.entities join sync.modules m using (module) order by m.position, entities.position',
    )
    return rows.map(({ entity }) => entity)
  }

  test('goes to JSON lines, each production table, field by field what the database has', async () => {
    const { code, stdout, stderr } = await run('--out', out, '--with-deleted', '--with-placeholders')
    expect(code, stderr).toBe(0)
    const tables = await production()
    expect(tables.length).toBeGreaterThan(30)
    expect((await readdir(out)).toSorted()).toEqual(
      [...tables.map((name) => `${name}.jsonl`), 'export.json'].toSorted(),
    )
    for (const table of tables) {
      const lines = (await read(`${table}.jsonl`)).split('\n').slice(0, -1)
      expect(lines.length, table).toBeGreaterThan(0)
      expect(await differences(`gazelle.${table}`, lines, 'true'), table).toEqual([])
      const columns = (await columnsOf(`gazelle.${table}`)).map(({ name }) => name)
      expect(Object.keys(JSON.parse(lines[0] ?? '')), table).toEqual(columns)
      expect(stdout).toMatch(new RegExp(`^ ${table} +${lines.length} `, 'm'))
    }
    expect(stdout).toContain(`rows of ${tables.length} tables: ${out}`)
    expect(await read('appointments.jsonl')).toContain('"lat":12345678901234567890.1234567890,"lng":-0.10')
  })

  test('goes to CSV, each production table, field by field what the database has', async () => {
    const args = ['--format', 'csv', '--delimiter', ';', '--gzip', '--out', out]
    const { code, stderr } = await run(...args, '--with-deleted', '--with-placeholders')
    expect(code, stderr).toBe(0)
    for (const table of await production()) {
      const text = gunzipSync(await readFile(join(out, `${table}.csv.gz`))).toString()
      const [head, ...rows]: (string | null)[][] = parse(text, {
        bom: true,
        delimiter: ';',
        record_delimiter: '\r\n',
        cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
      })
      const columns = await columnsOf(`gazelle.${table}`)
      expect(head, table).toEqual(columns.map(({ name }) => name))
      const lines = rows.map((cells) => jsonOf(columns, cells))
      expect(await differences(`gazelle.${table}`, lines, 'true'), table).toEqual([])
    }
    const clients = gunzipSync(await readFile(join(out, 'clients.csv.gz'))).toString()
    expect(clients.startsWith('\ufeffid;')).toBe(true)
    expect(clients).toContain(`;"'=HYPERLINK(""http://x"";""é"")\r\n-5\n";`)
  })

  test('goes to JSON lines from staging too, as Gazelle answered, with every digit', async () => {
    const { code, stderr } = await run('--schema', 'staging', '--out', out)
    expect(code, stderr).toBe(0)
    const modules = await database.query<{ module: string }>('select module from sync.modules')
    expect(await readdir(out)).toHaveLength(modules.length + 1)
    for (const { module } of modules) {
      const table = `stg_${module}`
      const lines = (await read(`${table}.jsonl`)).split('\n').slice(0, -1)
      expect(await differences(`staging.${table}`, lines, 'gone_at is null'), table).toEqual([])
    }
    expect(await read('stg_clients.jsonl')).toMatch(/"n": 9007199254740993[^\n]*"run_id":9007199254740993,/)
  })

  test('goes to files in the shape of version 5, with its names and columns', async () => {
    const { code, stderr } = await run('--schema', 'v5', '--out', out)
    expect(code, stderr).toBe(0)
    const views = await database.query<{ name: string }>('select name from v5.definitions()')
    expect((await readdir(out)).toSorted()).toEqual(
      [...views.map(({ name }) => `${name}.jsonl`), 'export.json'].toSorted(),
    )
    for (const { name } of views) {
      const lines = (await read(`${name}.jsonl`)).split('\n').slice(0, -1)
      const rows = await database.query<{ row: object }>(
        `select to_jsonb(t) - 'account_id' as row from v5.${name} t where account_id = 'main' order by external_id`,
      )
      expect(rows.length, name).toBeGreaterThan(0)
      expect(
        lines.map((line) => JSON.parse(line)),
        name,
      ).toEqual(rows.map(({ row }) => row))
    }
    expect(idsIn(await read('gazelle_clients.jsonl'), 'external_id')).not.toContain('cli_gone')
  })

  test('leaves out deleted records and placeholders, unless they are asked for', async () => {
    const ids = async (...args: string[]) => {
      expect((await run('--tables', 'clients,users', '--out', out, ...args)).code).toBe(0)
      return [...idsIn(await read('clients.jsonl')), ...idsIn(await read('users.jsonl'))]
    }
    await database.query(
      `insert into gazelle.users (id, account_id, is_placeholder) values ('usr_nowhere', 'main', true)`,
    )
    onTestFinished(async () => {
      await database.query(`delete from gazelle.users where id = 'usr_nowhere'`)
    })
    const usual = await ids()
    const rows = await database.query<{ id: string }>(
      `(select id from gazelle.clients where deleted_at is null and not is_placeholder order by id)
       union all (select id from gazelle.users where deleted_at is null and not is_placeholder order by id)`,
    )
    expect(usual).toEqual(rows.map(({ id }) => id))
    expect((await ids('--with-deleted')).filter((id) => !usual.includes(id))).toEqual(['cli_gone'])
    expect((await ids('--with-placeholders')).filter((id) => !usual.includes(id))).toEqual(['usr_nowhere'])
  })

  test('says what it wrote, for programs, beside the files that only the user can read', async () => {
    const folder = join(out, 'made', 'here')
    const { code, stdout } = await run('--tables', 'users,taxes,users', '--out', folder, '--json')
    expect(code).toBe(0)
    const { folder: named, ...report } = JSON.parse(stdout)
    expect(named).toBe(folder)
    expect(report).toMatchObject({
      account: 'main',
      schema: 'gazelle',
      format: 'jsonl',
      gzip: false,
      withDeleted: false,
      withPlaceholders: false,
      // Parents first, each once.
      tables: [
        {
          table: 'users',
          rows: 4,
          file: 'users.jsonl',
          bytes: (await lstat(join(folder, 'users.jsonl'))).size,
        },
        { table: 'taxes', file: 'taxes.jsonl' },
      ],
    })
    expect(JSON.parse(await readFile(join(folder, 'export.json'), 'utf8'))).toEqual(report)
    expect(await modeOf(join(out, 'made'))).toBe('700')
    expect(await modeOf(folder)).toBe('700')
    for (const name of ['users.jsonl', 'taxes.jsonl', 'export.json'])
      expect(await modeOf(join(folder, name)), name).toBe('600')
  })

  test('gives one table to standard output, and nothing else', async () => {
    const { code, stdout, stderr } = await run('--tables', 'users', '--out', '-')
    expect(code).toBe(0)
    expect(idsIn(stdout)).toHaveLength(4)
    expect(stderr).toMatch(/^users: 4 rows {2}/)
    const csv = await run('--tables', 'users', '--out', '-', '--format', 'csv', '--delimiter', 'tab')
    expect(csv.stdout).toMatch(/^\ufeffid\taccount_id\t/)
  })

  test('a link in the way of a file is not followed, and what it points at stays', async () => {
    const victim = join(out, 'victim')
    await writeFile(victim, 'untouched')
    await symlink(victim, join(out, 'users.jsonl'))
    await symlink(victim, join(out, 'export.json'))
    expect((await run('--tables', 'users', '--out', out)).code).toBe(0)
    expect((await lstat(join(out, 'users.jsonl'))).isFile()).toBe(true)
    await symlink(victim, join(out, 'taxes.jsonl.part'))
    const { code, stderr } = await run('--tables', 'taxes', '--out', out)
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('file_is_link') })
    expect(await readFile(victim, 'utf8')).toBe('untouched')
  })
})

describe('pages', () => {
  let database: TestDatabase
  let api: Api
  beforeAll(async () => {
    database = await createTestDatabase()
    // A project may have a smaller max_rows than 1000.
    const admin = new pg.Client({ connectionString: database.adminUrl, application_name: 'max_rows' })
    await admin.connect()
    await admin.query(`alter role authenticator in database ${database.name} set pgrst.db_max_rows = '7'`)
    await admin.end()
    api = await startApi(database)
    await database.query(`select sync.add_account('second', null, 'America/Toronto', null)`)
  })
  afterAll(async () => {
    await api?.stop()
    await database?.drop()
  })
  beforeEach(async () => {
    await database.query('delete from gazelle.service_areas')
  })

  const fill = (ids: string[], account = 'main') =>
    database.query(
      `insert into gazelle.service_areas (id, account_id, name) select id, $1, 'area ' || id from unnest($2::text[]) id`,
      [account, ids],
    )
  const numbered = (n: number) => Array.from({ length: n }, (_, at) => `are_${String(at).padStart(4, '0')}`)
  const pages = async () => {
    const { signal } = new AbortController()
    const project = projectAt(api.apiUrl, api.secretKey)
    const [table] = await chosenTables(project, 'gazelle', ['service_areas'], signal)
    if (!table) throw new Error('no table service_areas')
    const keyAt = table.columns.findIndex(({ name }) => name === 'id')
    const read = pagesOf(project, table, 'main', { deleted_at: 'is.null' }, signal)
    return {
      next: async () => (await read.next()).value?.rows.map((row: unknown[]) => row[keyAt]),
      rest: async () => {
        const ids: unknown[] = []
        for await (const { rows } of read) ids.push(...rows.map((row) => row[keyAt]))
        return ids
      },
    }
  }

  test.each([0, 6, 7, 8, 14, 100])('of a server that gives seven rows at most bring all %i', async (rows) => {
    await fill(numbered(rows))
    expect(await (await pages()).rest()).toEqual(numbered(rows))
  })

  test('of such a server bring all tables too', async () => {
    const { stdout } = await runCli(['export', '--out', out, '--json'], at(api))
    const [entities] = await database.query<{ n: number }>(
      'select count(*)::int as n from reconcile.entities',
    )
    expect(JSON.parse(stdout).tables).toHaveLength(entities?.n ?? 0)
  })

  test('hold each row that stays once, whatever is added, changed and deleted while they are read', async () => {
    await fill(numbered(30))
    const reading = await pages()
    expect(await reading.next()).toEqual(numbered(30).slice(0, 7))
    // Before the place, behind it, at its end; and all rows lie elsewhere on the disk now.
    await database.query(`delete from gazelle.service_areas where id in ('are_0002', 'are_0006', 'are_0020')`)
    await fill(['are_0000a', 'are_0015a', 'are_9'])
    await database.query(`update gazelle.service_areas set name = 'changed', version = version + 1`)
    const expected = [...numbered(30).slice(7), 'are_0015a', 'are_9']
      .filter((id) => id !== 'are_0020')
      .toSorted()
    expect(await reading.rest()).toEqual(expected)
  })

  test('go on behind keys with any characters', async () => {
    const odd = [
      '"',
      "'",
      '&',
      '=',
      '+',
      '%2F',
      '#',
      '(a,b)',
      'é',
      'null',
      ' ',
      '*',
      '\\',
      '😀',
      ',',
      '.',
      ':',
    ]
    await fill([...odd, ...numbered(3)])
    expect((await (await pages()).rest()).toSorted()).toEqual([...odd, ...numbered(3)].toSorted())
  })

  test('are those of one account', async () => {
    await fill(['are_1', 'are_3'])
    await fill(['are_0', 'are_2', 'are_4'], 'second')
    const ids = async (account: string) =>
      idsIn(
        (await runCli(['export', '--tables', 'service_areas', '--out', '-', '--account', account], at(api)))
          .stdout,
      )
    expect(await (await pages()).rest()).toEqual(['are_1', 'are_3'])
    expect(await ids('second')).toEqual(['are_0', 'are_2', 'are_4'])
  })

  test('of a table without rows are a file all the same, with the head where it is CSV', async () => {
    expect((await runCli(['export', '--tables', 'service_areas', '--out', out], at(api))).code).toBe(0)
    expect(await read('service_areas.jsonl')).toBe('')
    await runCli(['export', '--tables', 'service_areas', '--out', out, '--format', 'csv'], at(api))
    expect(await read('service_areas.csv')).toMatch(/^\ufeffid,account_id,name,[a-z_,]+\r\n$/)
  })
})

describe('an export that cannot end', () => {
  let database: TestDatabase
  let api: Api
  beforeAll(async () => {
    database = await createTestDatabase()
    api = await startApi(database)
    await database.query(
      `insert into gazelle.clients (id, account_id, personal_notes)
       select 'cli_' || n, 'main', repeat(md5(n::text), 20) from generate_series(1, 2500) n`,
    )
  })
  afterAll(async () => {
    await api?.stop()
    await database?.drop()
  })

  /** The Data API behind a wire that `answer` may cut or hold: it gives true for what goes through. */
  const startWire = async (answer: (url: string) => boolean | Promise<boolean>) => {
    const server = createServer(async (request, response) => {
      const url = request.url ?? ''
      if (!(await answer(url))) return
      const { apikey = '', 'accept-profile': profile = '', prefer = '' } = request.headers
      const headers = { apikey: String(apikey), 'accept-profile': String(profile), prefer: String(prefer) }
      const given = await fetch(`${api.apiUrl}${url}`, { headers })
      response.writeHead(given.status, { 'content-type': 'application/json' })
      response.end(await given.text())
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const address = server.address()
    if (typeof address !== 'object' || !address) throw new Error('the wire has no port')
    return { apiUrl: `http://127.0.0.1:${address.port}`, secretKey: api.secretKey }
  }

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'at %s leaves the file of the last one as it was, and no part of its own',
    async (signal, exit) => {
      await writeFile(join(out, 'clients.jsonl'), 'of yesterday')
      await writeFile(join(out, 'export.json'), '{}')
      let held = () => {}
      const isHeld = new Promise<void>((resolve) => {
        held = resolve
      })
      const wire = await startWire((url) => {
        const isSecond = url.includes('id=gt.')
        if (isSecond) held()
        return !isSecond
      })
      const cli = startCli(['export', '--tables', 'clients', '--out', out], at(wire))
      await isHeld
      expect(await readdir(out)).toContain('clients.jsonl.part')
      cli.interrupt(signal)
      expect(await cli.ended).toEqual({
        code: exit,
        stdout: '',
        stderr:
          'gazelle: interrupted. The tables that were complete stay; nothing is left of the one that was being written.\n',
      })
      // Without export.json it is no whole export.
      expect(await readdir(out)).toEqual(['clients.jsonl'])
      expect(await read('clients.jsonl')).toBe('of yesterday')
    },
  )

  test('since the database refuses a page says why, and leaves no part', async () => {
    await database.query(`revoke select on gazelle.pianos from service_role`)
    onTestFinished(async () => {
      await database.query(`grant select on gazelle.pianos to service_role`)
    })
    const { code, stdout, stderr } = await runCli(
      ['export', '--tables', 'users,pianos', '--out', out],
      at(api),
    )
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('database_failed: gazelle.pianos cannot be read')
    expect(await readdir(out)).toEqual(['users.jsonl'])
  })

  test('since the disk is full says so, and leaves no part', async () => {
    const { code, stderr } = await startProgram(
      'bash',
      ['-c', `ulimit -f 100; exec ${process.execPath} cli/main.ts export --tables clients --out ${out}`],
      at(api),
    ).ended
    expect(code).toBe(1)
    expect(stderr).toMatch(/file_unwritable.*clients\.jsonl cannot be written: EFBIG/)
    expect(stderr).not.toContain('    at ')
    expect(await readdir(out)).toEqual([])
  })

  test('since nothing more goes to standard output says so', async () => {
    const line = `${process.execPath} cli/main.ts export --tables clients --out - > /dev/full`
    const { code, stderr } = await startProgram('bash', ['-c', line], at(api)).ended
    expect(code).toBe(1)
    expect(stderr).toMatch(/file_unwritable.*standard output cannot be written: ENOSPC/)
  })

  test('since its reader has enough ends without a word', async () => {
    const line = `set -o pipefail; ${process.execPath} cli/main.ts export --tables clients --out - | head -n 1`
    const { code, stdout, stderr } = await startProgram('bash', ['-c', line], at(api)).ended
    expect({ code, ids: idsIn(stdout), stderr }).toEqual({ code: 141, ids: ['cli_1'], stderr: '' })
  })

  test('since another one took its file away says so, and leaves that one’s alone', async () => {
    let held = () => {}
    const isHeld = new Promise<void>((resolve) => {
      held = resolve
    })
    let release = (_: boolean) => {}
    const released = new Promise<boolean>((resolve) => {
      release = resolve
    })
    const wire = await startWire((url) => {
      if (!url.includes('id=gt.')) return true
      held()
      return released
    })
    const args = ['export', '--tables', 'clients', '--out', out]
    const first = startCli(args, at(wire))
    await isHeld
    expect((await runCli(args, at(api))).code).toBe(0)
    release(true)
    const { code, stderr } = await first.ended
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('file_unwritable: another export'),
    })
    expect(idsIn(await read('clients.jsonl'))).toHaveLength(2500)
    expect((await readdir(out)).toSorted()).toEqual(['clients.jsonl', 'export.json'])
  })

  test('writes nothing, and says what to do', async () => {
    const refusals: [string[], number, string, string][] = [
      [['--tables', 'clients,members'], 2, 'unknown_table', 'there is no table members'],
      [['--tables', 'clients', '--schema', 'staging'], 2, 'unknown_table', 'stg_clients'],
      [['--tables', ' , '], 2, 'bad_usage', '--tables'],
      [['--out', '-'], 2, 'bad_usage', '--tables clients'],
      [['--out', '-', '--tables', 'clients,users'], 2, 'bad_usage', '--tables clients'],
      [['--out', '-', '--tables', 'clients', '--json'], 2, 'bad_usage', '--json'],
      [['--delimiter', ';'], 2, 'bad_usage', '--format csv'],
      [['--delimiter', ':', '--format', 'csv'], 2, 'Allowed choices are', 'tab'],
      [['--account', 'nobody'], 2, 'unknown_account', 'main'],
      [['--out', '/proc/exports'], 1, 'folder_unusable', '/proc/exports'],
    ]
    await Promise.all(
      refusals.map(async ([args, exit, code, words]) => {
        const given = args.includes('--out') ? args : [...args, '--out', join(out, 'new')]
        const { code: ended, stdout, stderr } = await runCli(['export', ...given], at(api))
        expect({ args, ended, stdout }).toEqual({ args, ended: exit, stdout: '' })
        expect(stderr).toContain(code)
        expect(stderr).toContain(words)
      }),
    )
    expect(await readdir(out)).toEqual([])
  }, 300_000)

  test('since there is no project, or what answers is none, says so', async () => {
    const alone = await runCli(['export', '--out', out], { LOCAL_DATA_DIR: join(out, 'empty') })
    expect(alone).toMatchObject({ code: 1, stderr: expect.stringContaining('no_project') })
    const wrong = await runCli(['export', '--out', out], {
      ...at(api),
      SUPABASE_SECRET_KEY: 'sb_secret_wrong',
    })
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('database_failed') })
    const page = createServer((_, response) => void response.end('<html>Hello</html>'))
    await new Promise<void>((listening) => page.listen(0, '127.0.0.1', listening))
    onTestFinished(() => void page.close())
    const address = page.address()
    const port = typeof address === 'object' ? address?.port : 0
    const { code } = await runCli(['export', '--out', out], {
      ...at(api),
      SUPABASE_URL: `http://127.0.0.1:${port}`,
    })
    expect(code).toBe(1)
    expect(await readdir(out)).toEqual([])
  })
})
