import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cliError, exitCodeOf } from '../../cli/errors.ts'
import { duration, list, table } from '../../cli/format.ts'
import { checkZone, instantOf } from '../../cli/instant.ts'
import { functionsEnv, namesGazelle } from '../../cli/local-settings.ts'
import { loadModule } from '../../cli/modules.ts'
import { rawFile } from '../../cli/raw-file.ts'
import { announce, runningStack } from '../../cli/running.ts'
import { progressOf } from '../../cli/sync.ts'
import { failureOf } from '../../shared/errors.ts'
import { settingsError } from '../../shared/settings.ts'
import { repository } from '../../supabase/local/api.ts'

describe('what the command line prints', () => {
  test.each([
    [40, '0.0 s'],
    [9940, '9.9 s'],
    [9960, '10 s'],
    [59_499, '59 s'],
    [60_000, '1 min 0 s'],
    [3_599_400, '59 min 59 s'],
    [3_600_000, '1 h 0 min'],
    [200_000_000, '2 days 7 h'],
  ])('%d ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text)
  })

  test('a table has its numbers on the right, with separators, and no lines', () => {
    const lines = table(
      ['module', 'fetched'],
      [
        ['users', 8],
        ['timeline', 20_000],
      ],
    ).split('\n')
    expect(lines).toEqual([' module    fetched ', ' users           8 ', ' timeline   20,000 '])
  })

  test('a list has its values under each other', () => {
    expect(
      list([
        ['A', '1'],
        ['Long', '2'],
      ]),
    ).toBe('  A     1\n  Long  2')
  })
})

describe('an error', () => {
  test('keeps code, message, hint and what it is about', () => {
    const error = cliError('usage', 'unknown_module', 'piano', 'there is no module piano', 'Use pianos.')
    expect(failureOf(error)).toEqual({
      code: 'unknown_module',
      message: 'there is no module piano',
      hint: 'Use pianos.',
      about: 'piano',
    })
    expect(exitCodeOf(error)).toBe(2)
  })

  test('of the settings is bad configuration, any other error a failure', () => {
    expect(exitCodeOf(settingsError([{ name: 'GAZELLE_API_KEY', problem: 'is missing' }]))).toBe(2)
    expect(exitCodeOf(new Error('what'))).toBe(1)
    expect(exitCodeOf(cliError('SIGINT', 'interrupted', 'SIGINT', 'interrupted', ''))).toBe(130)
  })
})

describe('an instant on the command line', () => {
  test.each([
    ['2026-02-03', '2026-02-03T05:00:00.000Z'],
    ['2026-07-03', '2026-07-03T04:00:00.000Z'],
    // The days on which clocks change in Montreal.
    ['2026-03-08', '2026-03-08T05:00:00.000Z'],
    ['2026-03-09', '2026-03-09T04:00:00.000Z'],
    ['2026-11-01', '2026-11-01T04:00:00.000Z'],
    ['2026-11-02', '2026-11-02T05:00:00.000Z'],
    ['2026-02-03T14:00:00Z', '2026-02-03T14:00:00.000Z'],
    ['2026-02-03T14:00-05:00', '2026-02-03T19:00:00.000Z'],
  ])('%s is %s in Montreal', (text, instant) => {
    expect(instantOf('--since', text, 'America/Montreal').toISOString()).toBe(instant)
  })

  test.each(['yesterday', '2026-02-30', '2026-13-01', '2026-02-03T14:00:00', ''])(
    'is refused without a day or a zone: "%s"',
    (text) => {
      expect(() => instantOf('--since', text, 'America/Montreal')).toThrow('--since is not an instant')
    },
  )

  test('is the first of a day on which the clocks skip midnight', () => {
    expect(instantOf('--since', '2026-04-24', 'Africa/Cairo').toISOString()).toBe('2026-04-23T22:00:00.000Z')
  })

  test('needs a zone that exists', () => {
    expect(() => checkZone('--time-zone', 'America/Montreal')).not.toThrow()
    expect(() => checkZone('--time-zone', 'America/Nowhere')).toThrow('there is no time zone America/Nowhere')
  })
})

describe('the settings of the local stack', () => {
  const standIn = { url: 'http://127.0.0.1:1/graphql', oauthUrl: 'http://127.0.0.1:1/oauth', apiKey: 'key' }

  test('name a Gazelle as soon as an address or a credential is there', () => {
    expect(namesGazelle({ GAZELLE_AUTH_MODE: 'api_key', GAZELLE_API_KEY: '', GAZELLE_RATE_LIMIT: '5' })).toBe(
      false,
    )
    expect(namesGazelle({ GAZELLE_API_KEY: 'k' })).toBe(true)
    expect(namesGazelle({ GAZELLE_API_URL: 'https://example.com' })).toBe(true)
  })

  test('reach the functions alone, without the rest of the environment', () => {
    const env = {
      GAZELLE_API_KEY: ' k ',
      TOKEN_ENCRYPTION_KEY: 't',
      ALERT_WEBHOOK_URL: 'u',
      HOME: '/home',
      PATH: '',
    }
    expect(functionsEnv(env, null)).toEqual({
      GAZELLE_API_KEY: 'k',
      TOKEN_ENCRYPTION_KEY: 't',
      ALERT_WEBHOOK_URL: 'u',
    })
  })

  test('reach the functions, each one that .env.example explains for them (case R19)', async () => {
    const example = await readFile(join(repository, '.env.example'), 'utf8')
    const names = [...example.matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].flatMap(([, name]) => name ?? [])
    expect(names).toContain('SYNC_SLICE_PAGES')
    const env = Object.fromEntries(names.map((name) => [name, `the ${name}`]))
    const { LOCAL_DATA_DIR, ...forFunctions } = env
    expect(LOCAL_DATA_DIR).toBeDefined()
    expect(functionsEnv(env, null)).toEqual(forFunctions)
    const { UPSTASH_REDIS_REST_URL: _url, UPSTASH_REDIS_REST_TOKEN: _token, ...withStandIn } = forFunctions
    expect(functionsEnv(env, standIn)).toEqual({
      ...withStandIn,
      GAZELLE_API_URL: standIn.url,
      GAZELLE_OAUTH_URL: standIn.oauthUrl,
      GAZELLE_API_KEY: standIn.apiKey,
    })
  })

  test('point to the stand-in, quickly, and never spend the company’s own limiter on it', () => {
    const env = { GAZELLE_RATE_LIMIT: '20', UPSTASH_REDIS_REST_URL: 'u', UPSTASH_REDIS_REST_TOKEN: 't' }
    expect(functionsEnv({}, standIn)).toEqual({
      GAZELLE_AUTH_MODE: 'api_key',
      GAZELLE_RATE_LIMIT: '100',
      GAZELLE_API_URL: standIn.url,
      GAZELLE_OAUTH_URL: standIn.oauthUrl,
      GAZELLE_API_KEY: 'key',
    })
    expect(functionsEnv(env, standIn)).toMatchObject({ GAZELLE_RATE_LIMIT: '20' })
    expect(functionsEnv(env, standIn)).not.toHaveProperty('UPSTASH_REDIS_REST_URL')
  })
})

describe('progress of a run', () => {
  test('counts what was seen over all lanes, and a finished lane as what it saw', () => {
    const lanes = [
      { seen: 300, total_count: 1000, finished_at: null },
      { seen: 40, total_count: 40, finished_at: '2026-02-03T00:00:00Z' },
      // The lane that proves the sweep sees nothing new, though its total is everything.
      { seen: 0, total_count: 1040, finished_at: '2026-02-03T00:00:00Z' },
    ]
    expect(progressOf({ lanes })).toEqual({ done: 340, total: 1040 })
  })

  test('has no total before its first page, or where Gazelle names none', () => {
    expect(progressOf({ lanes: [] })).toEqual({ done: 0, total: null })
    expect(progressOf({ lanes: [{ seen: 5, total_count: null, finished_at: null }] })).toEqual({
      done: 5,
      total: null,
    })
  })
})

describe('a module', () => {
  test('is found by its file', async () => {
    expect((await loadModule('timeline')).name).toBe('timeline')
  })

  test.each(['module', 'nothing', '../settings'])('is refused when it is none: %s', async (name) => {
    await expect(loadModule(name)).rejects.toMatchObject({ code: 'unknown_module', about: name })
  })
})

describe('files', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gazelle-cli-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const envelope = {
    module: 'users',
    account: 'main',
    fetchedAt: '2026-02-03T00:00:00.000Z',
    api: 'http://x',
  }

  test('a raw file has its envelope around the records of all lanes', async () => {
    const path = join(folder, 'deep', 'users_20260203.json')
    const file = await rawFile(path, envelope)
    const pages = Array.from({ length: 20 }, (_, page) => [
      { id: `a${page}` },
      { id: `b${page}`, text: '"\n\u2028' },
    ])
    await Promise.all(pages.map((page) => file.write(page)))
    await file.write([])
    expect(await readdir(join(folder, 'deep'))).toEqual(['users_20260203.json.part'])
    expect(await file.complete(21)).toEqual({ nodeCount: 40 })
    expect(await readdir(join(folder, 'deep'))).toEqual(['users_20260203.json'])
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      ...envelope,
      nodes: pages.flat(),
      pageCount: 21,
      nodeCount: 40,
    })
  })

  test('an empty raw file is a whole document too', async () => {
    const path = join(folder, 'users.json')
    await (await rawFile(path, envelope)).complete(1)
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ nodes: [], nodeCount: 0 })
  })

  test('a raw file that is given up leaves nothing', async () => {
    const file = await rawFile(join(folder, 'users.json'), envelope)
    await file.write([{ id: 'a' }])
    await file.discard()
    expect(await readdir(folder)).toEqual([])
  })

  const stack = {
    pid: process.pid,
    startedAt: '2026-02-03T00:00:00.000Z',
    databaseUrl: 'postgresql://127.0.0.1:1/postgres',
    apiUrl: 'http://127.0.0.1:1',
    functionsUrl: 'http://127.0.0.1:1/functions/v1',
    secretKey: 's',
    publishableKey: 'p',
    member: { email: 'm@example.com', password: 'p' },
    schedulesAt: null,
    standIn: null,
  }

  test('a stack that a crash left in its file is not taken for a running one', async () => {
    expect(await runningStack(folder)).toBeNull()
    const told = await announce(folder, stack)
    // The process lives, but nothing answers at its address.
    expect(await runningStack(folder)).toBeNull()
    await told.stop()
    expect(await readdir(folder)).toEqual([])
  })
})
