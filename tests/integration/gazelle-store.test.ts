import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databaseTokenStore } from '../../shared/database/credentials.ts'
import { postgresLimiter } from '../../shared/database/limiter.ts'
import { oauthCredential } from '../../shared/gazelle/tokens.ts'
import { wait } from '../../shared/gazelle/wait.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { errorOf, startEndpoint } from '../unit/gazelle-endpoint.ts'

const key = btoa('k'.repeat(32))
const day = 86_400_000
const tokens = {
  accessToken: 'old',
  refreshToken: 'refresh-1',
  issuedAt: Date.now(),
  expiresAt: Date.now() + 30 * day,
}

let database: TestDatabase
let api: Awaited<ReturnType<typeof startApi>>

beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
})

const sync = () => createClient(api.apiUrl, api.secretKey).schema('sync')
const storeOf = (account: string, sealingKey = key) => databaseTokenStore(sync(), account, sealingKey)

describe('tokens in the database', () => {
  test('are sealed there, and come back whole', async () => {
    const store = storeOf('main')
    expect(await store.read()).toBeNull()
    expect(await store.save(null, tokens)).toBe(1)
    expect(await store.read()).toEqual({ ...tokens, version: 1 })
    const [row] = await database.query<{ sealed: string; expires_at: Date }>('select * from sync.credentials')
    expect(row?.sealed).not.toContain('refresh-1')
    expect(row?.expires_at.getTime()).toBe(tokens.expiresAt)
  })

  test('say that the key is wrong, not that they were refused', async () => {
    await storeOf('main').save(null, tokens)
    const error = await errorOf(storeOf('main', btoa('x'.repeat(32))).read())
    expect(error.code).toBe('token_key_wrong')
  })

  test('are refreshed once by twenty callers that race, each in an isolate of its own', async () => {
    await storeOf('main').save(null, tokens)
    const before = (await storeOf('main').read())?.version ?? 0
    const endpoint = await startEndpoint(() => ({
      json: { access_token: 'new', refresh_token: 'refresh-2', expires_in: 2592000 },
    }))
    const oauth = { oauthUrl: endpoint.url, clientId: 'id', clientSecret: 'secret' }
    const isolates = Array.from({ length: 20 }, () => oauthCredential({ ...oauth, store: storeOf('main') }))
    const renewed = await Promise.all(
      isolates.map((isolate) => isolate.refused({ authorization: 'Bearer old' })),
    )
    expect(renewed).toEqual(Array(20).fill(true))
    expect(endpoint.calls).toHaveLength(1)
    expect(await storeOf('main').read()).toMatchObject({ accessToken: 'new', version: before + 1 })
    await endpoint.close()
  })

  test('that Gazelle no longer refreshes are marked for the alert', async () => {
    await storeOf('main').save(null, tokens)
    const endpoint = await startEndpoint(() => ({ status: 400, json: { error: 'invalid_grant' } }))
    const credential = oauthCredential({
      oauthUrl: endpoint.url,
      clientId: 'id',
      clientSecret: 'secret',
      store: storeOf('main'),
    })
    const error = await errorOf(credential.refused({ authorization: 'Bearer old' }))
    expect(error.code).toBe('gazelle_credential_refused')
    const [row] = await database.query(
      'select refused_at is not null as refused, refresh_lease from sync.credentials',
    )
    expect(row).toEqual({ refused: true, refresh_lease: null })
    await endpoint.close()
  })
})

describe('the limiter in the database', () => {
  test('spaces the calls of isolates that run side by side', async () => {
    await database.query(`select sync.reserve_call('pair', 1, 20)`)
    const started = performance.now()
    const isolates = [1, 2].map(() => postgresLimiter({ db: sync(), account: 'pair', callsPerSecond: 20 }))
    const moments = await Promise.all(
      isolates.flatMap((limiter) =>
        Array.from({ length: 4 }, async () => {
          await wait(await limiter.reserve())
          return performance.now() - started
        }),
      ),
    )
    expect(Math.max(...moments)).toBeGreaterThanOrEqual(340)
  })

  test('is asked about once a second by a busy sweep', async () => {
    const limiter = postgresLimiter({ db: sync(), account: 'busy', callsPerSecond: 400 })
    const placesBefore = Date.now()
    for (let call = 0; call < 400; call++) await wait(await limiter.reserve())
    const [row] = await database.query<{ ahead: string }>(
      `select extract(epoch from next_call_at - clock_timestamp()) as ahead from sync.limiters where account_id = 'busy'`,
    )
    expect(Date.now() - placesBefore).toBeGreaterThanOrEqual(950)
    expect(Number(row?.ahead)).toBeLessThanOrEqual(1.1)
  })

  test('lets every isolate feel a complaint', async () => {
    const [one, two] = [1, 2].map(() => postgresLimiter({ db: sync(), account: 'slow', callsPerSecond: 100 }))
    await one?.slowDown(5000)
    expect(await two?.reserve()).toBeGreaterThan(4000)
  })
})
