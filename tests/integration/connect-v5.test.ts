import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { runCli } from './cli-process.ts'
import { type EmptyDatabase, emptyDatabase } from './v5-databases.ts'
import { tablesWith } from './v5-move.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let database: TestDatabase
let api: Api
let gazelle: GazelleFake
let v5: EmptyDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
  gazelle = await startGazelleFake({
    company: { users: 3, clients: 0, pianos: 0, timelineEntries: 0 },
    seed: 1,
  })
  v5 = await emptyDatabase()
  await v5.query('create table gazelle_clients (id serial, external_id text)')
  await v5.query('create table system_settings (key text, value text)')
})
afterAll(async () => {
  await gazelle?.stop()
  await api?.stop()
  await database?.drop()
  await v5?.drop()
})

const run = () =>
  runCli(['connect', '--from-v5', v5.url], {
    SUPABASE_URL: api.apiUrl,
    SUPABASE_SECRET_KEY: database.keys.secretKey,
    GAZELLE_API_URL: gazelle.url,
    GAZELLE_OAUTH_URL: gazelle.oauthUrl,
    GAZELLE_AUTH_MODE: 'oauth',
    GAZELLE_CLIENT_ID: gazelle.oauth.clientId,
    GAZELLE_CLIENT_SECRET: gazelle.oauth.clientSecret,
    TOKEN_ENCRYPTION_KEY: btoa('k'.repeat(32)),
  })

/** Writes the token as version 5 did: JSON in JSON in text. */
const keep = async (token: object) => {
  await v5.query('delete from system_settings')
  await v5.query('insert into system_settings values ($1, $2)', [
    'gazelle_oauth_token',
    JSON.stringify(JSON.stringify({ ...token, created_at: Math.floor(Date.now() / 1000) })),
  ])
}

test('version 5’s token is taken over sealed, when Gazelle says whose it is; one that Gazelle refuses is not', async () => {
  const none = await run()
  expect(none).toMatchObject({ code: 1, stdout: '' })
  expect(none.stderr).toContain('v5_no_token')

  await keep({ access_token: 'made-up-access', refresh_token: 'made-up-refresh', expires_in: 3600 })
  const refused = await run()
  expect(refused.code).toBe(1)
  expect(refused.stderr).not.toContain('made-up')
  expect(await database.query('select from sync.credentials')).toEqual([])

  const granted = gazelle.oauth.grant()
  await keep(granted)
  const taken = await run()
  expect(`${taken.code} ${taken.stderr}`).toBe('0 ')
  expect(taken.stdout).toMatch(/^Connected as /)
  const [stored] = await database.query('select account_id, kind from sync.credentials')
  expect(stored).toEqual({ account_id: 'main', kind: 'oauth' })
  expect(await tablesWith(database, granted.access_token)).toEqual([])
})
