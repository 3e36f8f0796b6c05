import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { connect } from '../../shared/database/client.ts'
import { databaseTokenStore, sealApiKey } from '../../shared/database/credentials.ts'
import { readSealing, reseal } from '../../shared/database/sealing.ts'
import { oauthCredential, type Tokens } from '../../shared/gazelle/tokens.ts'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { startEndpoint } from '../unit/gazelle-endpoint.ts'
import { runCli } from './cli-process.ts'

vi.setConfig({ testTimeout: 120_000 })

const [old, fresh, lost] = [btoa('o'.repeat(32)), btoa('f'.repeat(32)), btoa('l'.repeat(32))]
const both = `${fresh},${old}`
const day = 86_400_000
const tokens: Tokens = {
  accessToken: 'old-access',
  refreshToken: 'refresh-1',
  issuedAt: Date.now(),
  expiresAt: Date.now() + 30 * day,
}

let database: TestDatabase
let api: Api
beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
  await database.query(`insert into sync.accounts (account_id) values ('second'), ('third')`)
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
})
beforeEach(() => database.query('truncate sync.credentials'))

const project = () => connect(api.apiUrl, api.secretKey, { forMs: 1000 })
const storeOf = (account: string, keys: string) => databaseTokenStore(project().schema('sync'), account, keys)
const settings = (keys: string) => ({
  SUPABASE_URL: api.apiUrl,
  SUPABASE_SECRET_KEY: api.secretKey,
  GAZELLE_API_URL: 'http://127.0.0.1:9',
  GAZELLE_AUTH_MODE: 'oauth',
  GAZELLE_CLIENT_ID: 'id',
  GAZELLE_CLIENT_SECRET: 'secret',
  TOKEN_ENCRYPTION_KEY: keys,
})
const storeKey = async (account: string, key: string) =>
  database.query(`select sync.store_credential($1, $2, p_kind => 'api_key')`, [
    account,
    await sealApiKey(`api key of ${account}`, key),
  ])

test('a key is replaced without downtime: first both, then the credentials are resealed, then the new one alone', async () => {
  await storeOf('main', old).save(null, tokens)
  await storeKey('second', old)
  // The functions that have both read what the old one sealed, and seal with the new one.
  expect(await storeOf('main', both).read()).toMatchObject({ accessToken: 'old-access' })
  expect(await readSealing(project(), both)).toEqual({ current: [], old: ['main', 'second'], unopened: [] })
  const doctor = await runCli(['doctor', '--json'], settings(both))
  expect(JSON.parse(doctor.stdout)).toContainEqual({
    check: 'sealing',
    status: 'warning',
    message: 'the credential of second is still sealed with an old key',
    remedy: expect.stringContaining('gazelle accounts reseal'),
  })

  const { code, stdout } = await runCli(['accounts', 'reseal'], settings(both))
  expect(code).toBe(0)
  expect(stdout).toBe(
    'The credential of main is sealed with the first key.\nThe credential of second is sealed with the first key.\n',
  )
  expect(await storeOf('main', fresh).read()).toEqual({ ...tokens, version: 1 })
  const after = await runCli(['doctor', '--json'], settings(fresh))
  expect(JSON.parse(after.stdout)).toContainEqual({
    check: 'sealing',
    status: 'ok',
    message: '2 stored credentials open with the first key',
    remedy: '',
  })
  expect((await runCli(['accounts', 'reseal'], settings(fresh))).stdout).toContain('nothing was to be done')
})

test('a credential that no key opens is named, the others are resealed, and the command fails', async () => {
  await storeOf('main', lost).save(null, tokens)
  await storeKey('second', old)
  const before = await database.query(`select sealed from sync.credentials where account_id = 'main'`)
  const { code, stdout } = await runCli(['accounts', 'reseal', '--json'], settings(both))
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toEqual({
    resealed: ['second'],
    current: ['second'],
    old: [],
    unopened: [{ account: 'main', message: expect.stringContaining('TOKEN_ENCRYPTION_KEY') }],
  })
  expect(await database.query(`select sealed from sync.credentials where account_id = 'main'`)).toEqual(
    before,
  )
  const people = await runCli(['accounts', 'reseal'], settings(both))
  expect(people.code).toBe(1)
  expect(people.stdout).toContain('gazelle connect --account main')
})

test('resealing while a token is refreshed loses neither: the new pair is stored, sealed with the first key', async () => {
  await storeOf('main', old).save(null, tokens)
  const resealed: string[][] = []
  const endpoint = await startEndpoint(async () => {
    // The refresh token is used up at Gazelle, and its successor is not stored yet.
    resealed.push((await reseal(project(), both)).resealed)
    return { json: { access_token: 'new-access', refresh_token: 'refresh-2', expires_in: 2592000 } }
  })
  const oauth = { oauthUrl: endpoint.url, clientId: 'id', clientSecret: 'secret' }
  const credential = oauthCredential({ ...oauth, store: storeOf('main', both) })
  expect(await credential.refused({ authorization: 'Bearer old-access' })).toBe(true)
  expect(resealed).toEqual([['main']])
  expect(await storeOf('main', fresh).read()).toMatchObject({
    accessToken: 'new-access',
    refreshToken: 'refresh-2',
    version: 2,
  })
  await endpoint.close()
})
