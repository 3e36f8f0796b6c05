import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { ownerOf } from '../../shared/gazelle/caller.ts'
import { createGazelleClient } from '../../shared/gazelle/client.ts'
import { memoryLimiter } from '../../shared/gazelle/limiter.ts'
import { apiKeyCredential } from '../../shared/gazelle/tokens.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { type Api, repository } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { runCli, startProgram } from './cli-process.ts'

// Each test starts several programs, on a machine that runs other tests too.
vi.setConfig({ testTimeout: 300_000 })

const key = 'the-key-of-the-second-company'

let database: TestDatabase
let api: Api
let gazelle: GazelleFake
beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
  gazelle = await startGazelleFake({
    apiKey: key,
    company: { users: 3, clients: 0, pianos: 0, timelineEntries: 0 },
  })
})
afterAll(async () => {
  await gazelle?.stop()
  await api?.stop()
  await database?.drop()
})
beforeEach(() => database.query(`delete from sync.accounts where account_id <> 'main'`))

const settings = () => ({
  SUPABASE_URL: api.apiUrl,
  SUPABASE_SECRET_KEY: database.keys.secretKey,
  GAZELLE_API_URL: gazelle.url,
  GAZELLE_AUTH_MODE: 'api_key',
  GAZELLE_API_KEY: 'the-key-of-main',
  TOKEN_ENCRYPTION_KEY: btoa('k'.repeat(32)),
})
const run = (args: string[], { input, env = {} }: { input?: string; env?: Record<string, string> } = {}) =>
  runCli(['accounts', ...args], { ...settings(), ...env }, input)
const stored = () =>
  database.query(
    `select account_id, title, time_zone, paused_at is not null as paused, kind
     from sync.accounts left join sync.credentials using (account_id) where account_id <> 'main'`,
  )

test('a second company is added with its key, listed, paused and resumed', async () => {
  const add = [
    'add',
    'second',
    '--title',
    'Second Pianos',
    '--time-zone',
    'America/Toronto',
    '--api-key-stdin',
  ]
  const added = await run(add, { input: `${key}\n` })
  expect(added).toMatchObject({ code: 0, stderr: '' })
  expect(added.stdout).toContain('Account second is added.')
  expect(added.stdout).not.toContain(key)
  const [sealed] = await database.query('select sealed from sync.credentials')
  expect(JSON.stringify(sealed)).not.toContain(key)
  expect(await stored()).toEqual([
    {
      account_id: 'second',
      title: 'Second Pianos',
      time_zone: 'America/Toronto',
      paused: false,
      kind: 'api_key',
    },
  ])

  const { stdout } = await run(['list', '--json'])
  expect(JSON.parse(stdout)).toMatchObject([
    { account: 'main', paused: false, credential: 'environment' },
    { account: 'second', title: 'Second Pianos', paused: false, credential: 'api_key' },
  ])
  expect((await run(['pause', 'second'])).stdout).toContain('Account second is paused.')
  expect((await run(['pause', 'second'])).stdout).toContain('was paused before')
  expect((await run(['list'])).stdout).toMatch(/^ second +Second Pianos +America\/Toronto +paused +api_key/m)
  expect((await run(['resume', 'second'])).stdout).toContain('is synced by the schedules again')
  expect((await run(['resume', 'second'])).stdout).toContain('was not paused')

  const [before] = await database.query('select sealed, version from sync.credentials')
  expect((await run(['set-key', 'second', '--api-key-stdin'], { input: key })).stdout).toContain(
    'The key of second is stored.',
  )
  expect(await database.query('select version from sync.credentials')).toEqual([
    { version: String(Number(before?.version) + 1) },
  ])
})

test('one without a credential is paused, and says how to connect it', async () => {
  const added = await run(['add', 'third'])
  expect(added.code).toBe(0)
  expect(added.stdout).toContain('gazelle connect --account third')
  expect(await stored()).toMatchObject([{ account_id: 'third', paused: true, kind: null }])
  const resumed = await run(['resume', 'third'])
  expect(resumed.code).toBe(1)
  expect(resumed.stderr).toContain('gazelle_not_connected')
  expect(resumed.stderr).toContain('gazelle accounts set-key third')
})

test('bad input is refused by name, with what to do, and changes nothing', async () => {
  await run(['add', 'second'])
  const before = await stored()
  const refusals: [string[], string, string, { input?: string; env?: Record<string, string> }?][] = [
    [['add', 'second'], 'name_taken', 'Choose another name'],
    [['add', 'main'], 'name_taken', 'main'],
    [['add', 'Second Company'], 'bad_name', 'lower-case letters'],
    [['add', 'fourth', '--time-zone', 'Mars/Olympus'], 'bad_time_zone', 'America/Montreal'],
    [['add', 'fourth', '--api-key-stdin'], 'bad_usage', 'alone', { input: '' }],
    [['add', 'fourth', '--api-key-stdin'], 'bad_usage', 'alone', { input: 'two keys' }],
    [['add', 'fourth', '--api-key-stdin'], 'bad_usage', 'key of main', { input: 'the-key-of-main' }],
    [
      ['add', 'fourth', '--api-key-stdin'],
      'bad_setting',
      'TOKEN_ENCRYPTION_KEY',
      { input: key, env: { TOKEN_ENCRYPTION_KEY: '' } },
    ],
    [['pause', 'fifth'], 'unknown_account', 'main, second'],
    [['resume', 'fifth'], 'unknown_account', 'main, second'],
    [['set-key', 'fifth', '--api-key-stdin'], 'unknown_account', 'main, second', { input: key }],
    [['set-key', 'main', '--api-key-stdin'], 'bad_usage', 'GAZELLE_API_KEY', { input: key }],
  ]
  await Promise.all(
    refusals.map(async ([args, code, words, options]) => {
      const { code: exit, stdout, stderr } = await run(args, options)
      expect({ args, exit, stdout }).toEqual({ args, exit: 2, stdout: '' })
      expect(stderr).toContain(code)
      expect(stderr).toContain(words)
    }),
  )
  // A key that Gazelle refuses is not stored; it is shown nowhere.
  const refused = await run(['add', 'fourth', '--api-key-stdin'], { input: 'a-key-that-is-wrong' })
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('gazelle_credential_refused')
  expect(refused.stdout + refused.stderr).not.toContain('a-key-that-is-wrong')
  expect(await stored()).toEqual(before)
})

test('a key of another account’s company, or of another company than the account’s, is not stored', async () => {
  await run(['add', 'second'])
  const client = createGazelleClient({
    url: gazelle.url,
    credential: apiKeyCredential(key),
    limiter: memoryLimiter(1000),
  })
  const { company: own } = await ownerOf(client)
  const before = await stored()
  const company = (account: string, of: string) =>
    database.query(
      `insert into sync.callers (account_id, company_id, company_name) values ($1, $2, $2)
       on conflict (account_id) do update set company_id = excluded.company_id, company_name = excluded.company_name`,
      [account, of],
    )
  try {
    await company('main', own?.id ?? '')
    for (const args of [
      ['add', 'third'],
      ['set-key', 'second'],
    ]) {
      const { code, stdout, stderr } = await run([...args, '--api-key-stdin'], { input: key })
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toContain('gazelle_other_company')
      expect(stderr).toContain('is account main already')
    }
    await company('main', 'com_main')
    await company('second', 'com_second')
    const { code, stderr } = await run(['set-key', 'second', '--api-key-stdin'], { input: key })
    expect(code).toBe(1)
    expect(stderr).toContain('account second is com_second, and the credential is of')
    expect(await stored()).toEqual(before)
  } finally {
    await database.query('truncate sync.callers')
  }
})

test('the guide to a second company, word by word, adds it, pauses it and takes it up again', async () => {
  const guide = await readFile(join(repository, 'docs/OPERATIONS.md'), 'utf8')
  const [, section = ''] = guide.split('## A second company')
  const commands = [...(section.split('\n## ')[0] ?? '').matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(
    ([, block = '']) => block.split('\n').filter(Boolean),
  )
  expect(commands).toHaveLength(4)
  const folder = await mkdtemp(join(tmpdir(), 'gazelle-key-'))
  try {
    const file = join(folder, 'second.key')
    await writeFile(file, `${key}\n`, { mode: 0o600 })
    const said: string[] = []
    for (const command of commands) {
      const { code, stdout, stderr } = await startProgram('bash', ['-c', command], {
        ...settings(),
        KEY_FILE: file,
      }).ended
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: '' })
      said.push(stdout)
    }
    expect(said).toEqual([
      expect.stringContaining('The schedules sync it from now on.'),
      expect.stringMatching(/^ second +Second Pianos +America\/Toronto +active +api_key/m),
      expect.stringContaining('is paused.'),
      expect.stringContaining('is synced by the schedules again.'),
    ])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('every command with --account refuses one that is not there, before anything is spent', async () => {
  const calls = gazelle.calls.all.length
  for (const args of [
    ['sync', '--all'],
    ['replay', '--all'],
    ['reconcile'],
    ['doctor'],
    ['deletions', 'release', '--module', 'clients', '--yes'],
    ['kept', 'accept', '--entity', 'pianos', '--id', 'ins_1', '--yes'],
  ]) {
    const { code, stderr } = await runCli([...args, '--account', 'nobody'], settings())
    expect({ args, code }).toEqual({ args, code: 2 })
    expect(stderr).toContain('unknown_account')
  }
  expect(gazelle.calls.all.length).toBe(calls)
})

test('lists name the account where there are several', async () => {
  await run(['add', 'second'])
  for (const account of ['main', 'second'])
    await database.query(
      `insert into sync.missing (account_id, module, external_id, reason, status) values ($1, 'clients', 'cli_1', 'unseen', 'held')`,
      [account],
    )
  const { stdout } = await runCli(['deletions', 'list'], settings())
  expect(stdout).toContain('clients (main)')
  expect(stdout).toContain('clients (second)')
  const status = () => runCli(['status'], settings())
  expect((await status()).stdout).toMatch(/^ clients \(second\) +not connected/m)
  await run(['add', 'third', '--api-key-stdin'], { input: key })
  await run(['pause', 'third'])
  expect((await status()).stdout).toMatch(/^ clients \(third\) +paused/m)
})
