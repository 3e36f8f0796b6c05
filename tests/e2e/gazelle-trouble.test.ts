import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seal } from '../../shared/gazelle/seal.ts'
import type { GazelleFake } from '../../stand-in/server.ts'
import { compare } from '../harness/company.ts'
import { startWorld, type World } from './world.ts'

const key = randomBytes(32).toString('base64')
let world: World
beforeAll(async () => {
  world = await startWorld({
    core: true,
    env: {
      GAZELLE_AUTH_MODE: 'oauth',
      GAZELLE_CLIENT_ID: 'stand-in-client',
      GAZELLE_CLIENT_SECRET: 'stand-in-secret',
      TOKEN_ENCRYPTION_KEY: key,
    },
  })
})
afterAll(() => world?.stop())

const one = async (sql: string, values: unknown[] = []) => (await world.database.query(sql, values))[0]

/** Stores tokens that a stand-in grants to an account. */
const grantTo = async (account: string, fake: GazelleFake) => {
  const grant = fake.oauth.grant()
  const issuedAt = Date.now()
  const expiresAt = issuedAt + grant.expires_in * 1000
  const tokens = { accessToken: grant.access_token, refreshToken: grant.refresh_token, issuedAt, expiresAt }
  await world.database.query('select sync.store_credential($1, $2, $3)', [
    account,
    await seal(JSON.stringify(tokens), key),
    new Date(expiresAt),
  ])
  return grant
}

/** A stand-in to which the account is connected. */
const connected = async (oauth: { rotateRefresh: boolean } = { rotateRefresh: true }) => {
  const fake = await world.fresh({ oauth })
  await grantTo('main', fake)
  return fake
}

test('two companies are connected side by side, and each one’s token is renewed with its own', async () => {
  const main = await connected()
  const second = await world.another({ seed: 2 })
  const account = 'second'
  try {
    await world.database.query(`insert into sync.accounts (account_id) values ('second')`)
    const grant = await grantTo(account, second)
    for (const token of [grant.access_token, grant.refresh_token])
      world.wire.targets.set(token, new URL(second.url).origin)
    for (const { oauth } of [main, second]) oauth.expireAccessTokens()
    for (const module of world.modules)
      for (const report of await Promise.all([
        world.sync(module, { mode: 'full' }),
        world.sync(module, { mode: 'full', account }),
      ]))
        expect(report).toMatchObject({ status: 'success' })
    for (const { calls } of [main, second]) expect(calls.of('token')).toHaveLength(1)
    await compare(world.database, main.company)
    await compare(world.database, second.company, [], account)

    // One whose access was taken away stops alone.
    second.oauth.expireAccessTokens()
    second.oauth.revokeRefreshTokens()
    expect(await world.fails('clients', { account })).toMatchObject({
      error: { code: 'gazelle_credential_refused' },
    })
    expect(await world.sync('clients', { mode: 'full' })).toMatchObject({ status: 'success' })
    expect(
      await world.database.query(
        `select account_id from monitoring.find_problems() where rule = 'token_refused'`,
      ),
    ).toEqual([{ account_id: account }])
  } finally {
    await second.stop()
    await world.database.query(`delete from sync.accounts where account_id = 'second'`).catch(() => {})
  }
})

describe.each([true, false])('a token that ended, where a refresh rotates: %s', (rotateRefresh) => {
  test('is renewed once for all functions and lanes that meet its end', async () => {
    const { oauth, calls, company } = await connected({ rotateRefresh })
    for (let version = 2; version <= 3; version++) {
      oauth.expireAccessTokens()
      calls.clear()
      const reports = await Promise.all(world.modules.map((module) => world.sync(module, { mode: 'full' })))
      expect(reports.map((report) => report.status)).toEqual(reports.map(() => 'success'))
      expect(calls.of('token')).toHaveLength(1)
      const credential = await one('select version::int, refresh_lease, refused_at from sync.credentials')
      expect(credential).toEqual({ version, refresh_lease: null, refused_at: null })
    }
    await compare(world.database, company)
  })
})

describe('a credential', () => {
  test('that Gazelle refuses for good fails the run by that name, and nothing is lost', async () => {
    const { oauth, company } = await connected()
    await world.syncAll()
    oauth.expireAccessTokens()
    oauth.revokeRefreshTokens()
    expect(await world.fails('clients')).toMatchObject({ error: { code: 'gazelle_credential_refused' } })
    expect(await one('select refused_at from sync.credentials')).toEqual({ refused_at: expect.any(Date) })
    await compare(world.database, company)
  })

  test('that was never stored is not one that was refused', async () => {
    const { calls } = await world.fresh()
    expect(await world.fails('clients')).toMatchObject({ error: { code: 'gazelle_not_connected' } })
    expect(calls.all).toEqual([])
    await compare(world.database, { ...world.gazelle.company, ...emptyCompany })
  })

  test('sealed with another key is named as such, and stays', async () => {
    await connected()
    const sealed = await seal('{}', randomBytes(32).toString('base64'))
    await world.database.query('update sync.credentials set sealed = $1', [sealed])
    expect(await world.fails('users')).toMatchObject({ error: { code: 'token_key_wrong' } })
    expect(await one('select sealed, refused_at from sync.credentials')).toEqual({ sealed, refused_at: null })
  })
})

const none = new Map<string, never>()
const emptyCompany = {
  ...{ users: none, clients: none, pianos: none, timelineEntries: none },
  ...{ events: none, invoices: none, estimates: none, services: none },
}

describe('Gazelle in trouble', () => {
  test('is waited for, asked again, and read whole: 429, 500, a cut connection, a slow body, half an answer', async () => {
    const { rules, calls, company } = await connected()
    rules.pageCap = 20
    rules.add({ kind: 'serverError', operation: 'Clients', after: 1 })
    rules.add({ kind: 'cut', operation: 'Pianos', after: 1 })
    rules.add({ kind: 'cut', midway: true, operation: 'Measurements', after: 1 })
    rules.add({ kind: 'slowBody', ms: 700, operation: 'Users' })
    rules.add({ kind: 'notJson', operation: 'Timeline', after: 2 })
    const reports = await Promise.all(world.modules.map((module) => world.sync(module)))
    expect(reports.map((report) => report.status)).toEqual(reports.map(() => 'success'))
    expect(rules.pending()).toEqual([])
    const { clients, pianos } = Object.fromEntries(reports.map((report) => [report.module, report]))
    // Pages of 20 overlap by one record. What failed counts as a call too.
    expect([clients, pianos]).toMatchObject([{ pages: 3 }, { pages: 4 }])
    expect(calls.of('Clients')).toHaveLength(4)
    expect(calls.of('Pianos')).toHaveLength(5)
    expect(calls.of('Users')).toHaveLength(1)
    await world.syncAll()
    await compare(world.database, company)
  })

  test('says how long to wait, and that long it is left alone', async () => {
    const { rules, calls, company } = await connected()
    rules.pageCap = 20
    rules.add({ kind: 'throttled', retryAfter: 1, operation: 'Pianos', after: 1 })
    // One call asks whose credential it is.
    expect(await world.sync('pianos')).toMatchObject({ status: 'success', pages: 4, apiCalls: 6 })
    const times = calls.of('Pianos').map((call) => Date.parse(call.at))
    const [, refused = 0, next = 0] = times
    expect(next - refused).toBeGreaterThanOrEqual(1000)
    expect(await one('select slow_level::int from sync.limiters')).toEqual({ slow_level: 1 })
    expect(Number((await one('select waited_ms from sync.runs'))?.waited_ms)).toBeGreaterThanOrEqual(1000)
    await world.syncAll()
    await compare(world.database, company)
  })
})
