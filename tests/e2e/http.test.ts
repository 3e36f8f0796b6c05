import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repository } from '../../supabase/local/api.ts'
import { type Functions, startFunctions } from '../../supabase/local/functions.ts'
import { compare } from '../harness/company.ts'
import { testLog } from '../harness/server.ts'
import { startWorld, type World, written } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ core: true })
  await world.fresh()
})
afterAll(() => world?.stop())

const one = async (sql: string, values: unknown[] = []) => (await world.database.query(sql, values))[0]
const functionNames = () => [...world.modules.map((module) => `sync-${module}`), 'reconcile']

describe('a function', () => {
  test('opens to nothing but a secret key', async () => {
    const { keys } = world.database
    for (const name of functionNames()) {
      for (const key of [null, '', 'sb_secret_wrong', `${keys.secretKey}x`, keys.publishableKey]) {
        const answer = await world.call(name, { key })
        await answer.body?.cancel()
        expect({ name, key, status: answer.status }).toEqual({ name, key, status: 401 })
      }
    }
    expect(world.gazelle.calls.all).toEqual([])
    expect(await one('select count(*)::int as count from sync.runs')).toEqual({ count: 0 })
  })

  test('answers another method with 405, and names the one to use', async () => {
    for (const name of functionNames()) {
      const answer = await world.call(name, { method: 'GET' })
      expect(answer.status).toBe(405)
      expect(await answer.json()).toMatchObject({ error: { code: 'bad_method' } })
    }
  })

  test.each<[string, unknown]>([
    ['mode', { mode: 'sometimes' }],
    ['window', { window: 'wide' }],
    ['since', { mode: 'repair', since: 'yesterday' }],
    ['since', { mode: 'repair', since: '2026-02-03' }],
    ['since', { mode: 'repair' }],
    ['until', { mode: 'repair', since: '2026-02-03T00:00:00Z', until: 7 }],
    ['until', { mode: 'repair', since: '2026-02-03T00:00:00Z', until: '2026-02-02T00:00:00Z' }],
    ['until', { mode: 'repair', since: '2026-02-03T00:00:00-05:00', until: '2026-02-03T04:00:00Z' }],
    ['mode', { mode: 'full', since: '2026-02-03T00:00:00Z' }],
    ['account', { account: '' }],
    ['account', { account: 5 }],
    ['account', { account: 'elsewhere' }],
    ['dryRun', { dryRun: 'yes' }],
    ['unknown run 999', { run: 999 }],
    ['modus', { modus: 'full' }],
    ['body', []],
    ['body', 'full'],
    ['body', '{"mode": "full"'],
  ])('says with 400 what is wrong with %s: %j', async (field, body) => {
    const answer = await world.call('sync-pianos', {
      body: typeof body === 'string' && body !== '{"mode": "full"' ? JSON.stringify(body) : body,
    })
    const text = await answer.text()
    expect(`${answer.status} ${text}`).toMatch(/^400 /)
    const { error } = JSON.parse(text)
    expect(error).toEqual({ code: expect.any(String), message: expect.any(String), hint: expect.any(String) })
    expect(error.message).toContain(field)
    expect(world.gazelle.calls.all).toEqual([])
    expect(await one('select count(*)::int as count from sync.runs')).toEqual({ count: 0 })
  })

  test('takes an instant with an offset, and an empty body for the defaults', async () => {
    const answer = await world.call('sync-users', { body: '' })
    expect(await answer.json()).toMatchObject({ module: 'users', status: 'success' })
    const since = '2026-02-02T19:00:00-05:00'
    expect(
      await world.sync('pianos', { mode: 'repair', since, until: '2026-02-03T00:00:01Z' }),
    ).toMatchObject({
      mode: 'repair',
      status: 'success',
    })
    expect(await one(`select since from sync.runs where module = 'pianos'`)).toEqual({
      since: new Date('2026-02-03T00:00:00Z'),
    })
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })

  test('says who called it', async () => {
    const count = async () =>
      (await one(`select count(*)::int as count from sync.runs where triggered_by = 'http'`))?.count
    const before = await count()
    await world.sync('users')
    expect(await count()).toBe(before + 1)
    await compare(world.database, world.gazelle.company)
  })
})

describe('a setting that is missing or wrong', () => {
  const withSettings = async (env: Record<string, string>, work: (functions: Functions) => Promise<void>) => {
    const { keys, url } = world.database
    const functions = await startFunctions({
      root: repository,
      env: {
        ...env,
        SUPABASE_URL: world.apiUrl,
        SUPABASE_DB_URL: url,
        SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey }),
        SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: keys.publishableKey }),
      },
      log: testLog,
    })
    await work(functions).finally(functions.stop)
  }

  test.each([
    ['GAZELLE_AUTH_MODE', {}],
    ['GAZELLE_API_KEY', { GAZELLE_AUTH_MODE: 'api_key' }],
    [
      'GAZELLE_API_URL',
      { GAZELLE_AUTH_MODE: 'api_key', GAZELLE_API_KEY: 'very-secret', GAZELLE_API_URL: 'gazelle' },
    ],
    [
      'SYNC_SLICE_PAGES',
      { GAZELLE_AUTH_MODE: 'api_key', GAZELLE_API_KEY: 'very-secret', SYNC_SLICE_PAGES: 'many' },
    ],
  ])('is named by the function that needs it: %s', async (setting, env) => {
    const before = await written(world.database)
    const runs = await one('select count(*)::int as count from sync.runs')
    await withSettings(env, async (functions) => {
      const headers = { apikey: world.database.keys.secretKey }
      const answer = await fetch(`${functions.url()}/sync-users`, { method: 'POST', headers })
      const text = await answer.text()
      expect(`${answer.status} ${text}`).toMatch(/^500 /)
      const { error } = JSON.parse(text)
      expect(error).toMatchObject({ code: 'bad_setting', message: expect.stringContaining(setting) })
      expect(error.hint).toBeTruthy()
      expect(text).not.toContain('very-secret')
    })
    expect(await written(world.database)).toEqual(before)
    expect(await one('select count(*)::int as count from sync.runs')).toEqual(runs)
  })
})
