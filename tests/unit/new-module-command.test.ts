// gazelle new-module in a copy of the repository: what it asks, what it refuses, what it leaves after a failure half-way, and
// what it does once a release is out.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { root } from './sources.ts'
import { terminalEnvironment as environment, inTerminal } from './terminal.ts'

let copy: string
let before: Map<string, string>

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'gazelle-new-module-'))
  for (const path of ['cli', 'shared', 'stand-in', 'functions', 'supabase', 'dashboard', 'docs/generated'])
    await cp(join(root, path), join(copy, path), { recursive: true })
  for (const file of ['package.json', 'biome.json', 'deno.json', '.gitignore'])
    await cp(join(root, file), join(copy, file))
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rm(copy, { recursive: true, force: true }))

/** Every file of the copy with its text. */
const tree = async (): Promise<Map<string, string>> => {
  const folders = ['cli', 'shared', 'stand-in', 'functions', 'supabase', 'docs'].map(async (folder) => {
    const entries = await readdir(join(copy, folder), { recursive: true, withFileTypes: true })
    return entries.map((entry) => ({ path: join(entry.parentPath, entry.name), isFile: entry.isFile() }))
  })
  const files = (await Promise.all(folders))
    .flat()
    .map(async ({ path, isFile }): Promise<[string, string]> => {
      const text = isFile ? await readFile(path, 'utf8') : 'a folder'
      return [path.slice(copy.length + 1), text]
    })
  return new Map((await Promise.all(files)).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What differs between two trees, a line a file. */
const changes = (old: Map<string, string>, now: Map<string, string>): string[] => [
  ...[...old.keys()].filter((path) => !now.has(path)).map((path) => `${path} is gone`),
  ...[...now].flatMap(([path, text]) => {
    if (!old.has(path)) return [`${path} is new`]
    return old.get(path) === text ? [] : [`${path} is changed`]
  }),
]

const place = (path: string) => join(copy, path)
const put = async (files: Record<string, string>) => {
  for (const [path, text] of Object.entries(files)) await writeFile(place(path), text)
}

const node = (...args: string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, args, { cwd: copy, env: environment }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
const newModule = (...args: string[]) => node('cli/main.ts', 'new-module', ...args)

beforeEach(async () => {
  before = await tree()
})
afterEach(async () => {
  const now = await tree()
  for (const path of now.keys())
    if (!before.has(path)) await rm(place(path), { recursive: true, force: true })
  for (const [path, text] of before) if (now.get(path) !== text) await writeFile(place(path), text)
  expect(changes(before, await tree())).toEqual([])
})

describe('refuses, and changes nothing (case U6):', () => {
  test.each([
    ['a name that a module has', 'pianos', 'allErrorLogs', 'name_taken'],
    ['a name that is none', 'Error-Logs', 'allErrorLogs', 'bad_name'],
    ['a list that Gazelle does not have', 'things', 'allThings', 'unknown_list'],
    ['a list that is mirrored already', 'things', 'allClients', 'list_mirrored'],
    [
      'a list that cannot be asked for without arguments',
      'things',
      'nextLifecycleMessages',
      'list_needs_arguments',
    ],
    ['one object', 'things', 'badgeCount', 'no_list'],
    ['records without an id', 'things', 'allAddressDisplayTemplates', 'no_id'],
    ['a list of records that are mirrored already', 'things', 'allEvents', 'list_mirrored'],
    ['a word of JavaScript', 'import', 'allErrorLogs', 'bad_name'],
    ['no fields', 'things', 'allErrorLogs', 'no_fields', '--fields', ''],
    ['no field but the id', 'things', 'allErrorLogs', 'no_fields', '--fields', 'id,'],
  ])('%s', async (_, name, list, code, ...more) => {
    const { code: exit, stderr } = await newModule(name, '--list', list, ...more)
    expect(stderr).toMatch(new RegExp(`^gazelle: ${code}: `))
    expect(exit).toBe(2)
    expect(changes(before, await tree())).toEqual([])
  })

  test('a list inside a list is left out, and named with the reason', async () => {
    const sdl = before.get('shared/gazelle/schema.graphql') ?? ''
    const nested = `type PrivateShelf { id: String!  name: String  books: [PrivateBook!]! }
      type PrivateBook { id: String!  title: String  pages: [PrivatePage!]! }
      type PrivatePage { id: String!  text: String }`
    const withShelves = sdl.replace(
      /^type PrivateQuery \{/m,
      'type PrivateQuery {\n  allShelves: [PrivateShelf!]!',
    )
    await put({ 'shared/gazelle/schema.graphql': `${withShelves}\n${nested}\n` })
    const { code, stdout } = await newModule('shelves', '--list', 'allShelves', '--dry-run')
    expect(code).toBe(0)
    expect(stdout).toContain("list => 'books[]'")
    expect(stdout).toContain('Left out: books.pages: it is a list in a list.')
    expect(stdout).not.toContain('create table gazelle.shelf_pages')
  })
})

const newLogs = ['error_logs', '--list', 'allErrorLogs']

describe('after a failure half-way nothing of the module is left, and nothing else has changed:', () => {
  test('the migrations could not all be generated', async () => {
    const broken = `import { readdirSync, rmSync, writeFileSync } from 'node:fs'
      const [first, second] = readdirSync('supabase/migrations')
      rmSync(\`supabase/migrations/\${first}\`)
      writeFileSync(\`supabase/migrations/\${second}\`, 'half of it')
      writeFileSync('supabase/migrations/20990101000000_error_logs.sql', 'new')
      throw new Error('the disk is full')`
    await put({ 'supabase/local/write-migrations.ts': broken })
    const start = await tree()
    const { code, stderr } = await newModule(...newLogs)
    expect(stderr).toMatch(/^gazelle: not_generated: /)
    expect(stderr).toContain('the disk is full')
    expect(code).toBe(1)
    expect(changes(start, await tree())).toEqual([])
  })

  test('the types could not be generated, after the migrations had been', async () => {
    const broken = `import { writeFileSync } from 'node:fs'
      writeFileSync('shared/database/types.generated.ts', 'half of it')
      throw new Error('the database does not start')`
    await put({ 'supabase/local/types.ts': broken })
    const start = await tree()
    const { code, stdout, stderr } = await newModule(...newLogs)
    expect(stdout).toContain('supabase/migrations/ is generated')
    expect(stderr).toContain('the database does not start')
    expect(code).toBe(1)
    expect(changes(start, await tree())).toEqual([])
  })

  test('the reference could not be generated, after the types had been', async () => {
    const half = (file: string) => `import { writeFileSync } from 'node:fs'
      writeFileSync('${file}', 'half of it')`
    await put({
      'supabase/local/types.ts': half('shared/database/types.generated.ts'),
      'supabase/local/reference.ts': `${half('docs/generated/reference.md')}\nthrow new Error('it is gone')`,
    })
    const start = await tree()
    const { code, stderr } = await newModule(...newLogs)
    expect(stderr).toContain('it is gone')
    expect(code).toBe(1)
    expect(changes(start, await tree())).toEqual([])
  })

  test('one of its files was there already, which stays as it was', async () => {
    await mkdir(place('functions/sync-error_logs'))
    await put({ 'functions/sync-error_logs/index.ts': '// Written by hand.\n' })
    const start = await tree()
    const { code, stdout, stderr } = await newModule(...newLogs, '--no-generate')
    expect(stdout).toContain('shared/modules/error_logs.ts is written')
    expect(stderr).toMatch(/^gazelle: not_generated: .*functions\/sync-error_logs\/index\.ts/)
    expect(code).toBe(1)
    expect(changes(start, await tree())).toEqual([])
  })
})

describe('once a release is out', () => {
  const noTypes = { 'supabase/local/types.ts': '', 'supabase/local/reference.ts': '' }

  test('the module is a migration of its own, and no other is rewritten', async () => {
    // A migration that a person has written since: generating all anew would remove it.
    const own = 'supabase/migrations/20270101000000_mend_dates.sql'
    await put({ 'supabase/RELEASED': '6.0.0\n', [own]: 'select 1;\n', ...noTypes })
    const start = await tree()
    const { code, stdout } = await newModule(...newLogs)
    expect(code).toBe(0)
    const found = changes(start, await tree())
    const [migration = ''] = found.filter((line) => line.startsWith('supabase/migrations/'))
    expect(found).toEqual([
      'functions/sync-error_logs is new',
      'functions/sync-error_logs/index.ts is new',
      'shared/modules/error_logs.ts is new',
      'stand-in/data/error_logs.ts is new',
      'supabase/config.toml is changed',
      expect.stringMatching(/^supabase\/migrations\/\d{14}_add_error_logs\.sql is new$/),
      expect.stringMatching(/^supabase\/schemas\/gazelle\/\d\d_error_logs\.sql is new$/),
    ])
    expect(stdout).toContain(migration.replace(' is new', ''))
    const text = await readFile(place(migration.replace(' is new', '')), 'utf8')
    const [sql = ''] = [...(await tree())].filter(([path]) => /gazelle\/\d\d_error_logs\.sql$/.test(path))
    expect(text).toContain(sql[1])
  })

  test('what fails half-way leaves no migration', async () => {
    await put({ 'supabase/RELEASED': '6.0.0\n', 'supabase/local/types.ts': "throw new Error('no database')" })
    const start = await tree()
    const { code, stdout } = await newModule(...newLogs)
    expect(stdout).toContain('_add_error_logs.sql is written')
    expect(code).toBe(1)
    expect(changes(start, await tree())).toEqual([])
  })

  test('generate:migrations refuses, and says what to run', async () => {
    await put({ 'supabase/RELEASED': '6.0.0\n' })
    const start = await tree()
    const { code, stderr } = await node('supabase/local/write-migrations.ts')
    expect(code).toBe(1)
    expect(stderr).toContain('npm run generate:migration NAME')
    expect(changes(start, await tree())).toEqual([])
  })
})

/** Runs the command in a terminal of its own, and types an answer to its question. */
const asked = (answer: string) =>
  inTerminal(`${process.execPath} cli/main.ts new-module error_logs --dry-run`, {
    cwd: copy,
    question: 'Which one? ',
    answer,
  })

describe('asked in a terminal which list it mirrors,', () => {
  test('it offers those that no module mirrors, and takes the one that is named', async () => {
    const { code, shown } = await asked('  allErrorLogs \r')
    const offered = shown.slice(0, shown.indexOf('Which one?'))
    expect(offered).toContain('allErrorLogs')
    expect(offered).not.toContain('allClients\r')
    expect(offered).toContain('allEvents: records of appointments')
    expect(offered).not.toContain('allEvents\r')
    expect(shown).toContain('create table gazelle.error_logs')
    expect(code).toBe(0)
  })

  test.each([
    ['a list that is not there', 'allThings\r', 'unknown_list', 2],
    ['nothing', '\r', 'unknown_list', 2],
    ['Ctrl-C', '\u0003', 'not_answered', 130],
    ['the end of input', '\u0004', 'not_answered', 130],
  ])('and answered with %s, it says so and writes nothing', async (_, answer, error, exit) => {
    const { code, shown } = await asked(answer)
    expect(shown).toContain(`gazelle: ${error}: `)
    expect(code).toBe(exit)
    expect(changes(before, await tree())).toEqual([])
  })
})
