import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { caller } from '../../shared/gazelle/caller.ts'
import { createGazelleClient, withoutErroredFields } from '../../shared/gazelle/client.ts'
import { memoryLimiter } from '../../shared/gazelle/limiter.ts'
import { connection } from '../../shared/gazelle/page.ts'
import {
  apiKeyCredential,
  type Credential,
  memoryTokenStore,
  oauthCredential,
} from '../../shared/gazelle/tokens.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { errorOf } from './gazelle-endpoint.ts'

const fewPianos = /* GraphQL */ `
  query FewPianos($first: Int!) {
    allPianos(first: $first, sortBy: [CREATED_AT_ASC]) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        notes
      }
    }
  }
`

let gazelle: GazelleFake
beforeAll(async () => {
  gazelle = await startGazelleFake({
    company: { clients: 20, pianos: 30, timelineEntries: 50, appointments: 10, invoices: 5 },
  })
})
afterEach(() => {
  gazelle.rules.clear()
  gazelle.calls.clear()
})
afterAll(() => gazelle?.stop())

const clientWith = (credential: Credential, timeoutMs = 5000) =>
  createGazelleClient({
    url: gazelle.url,
    credential,
    limiter: memoryLimiter(1000),
    retry: { minDelayMs: 1, maxDelayMs: 5 },
    timeoutMs,
  })
const byKey = () => clientWith(apiKeyCredential(gazelle.apiKey))
const page = (client = byKey()) => client.request<{ allPianos: unknown }>(fewPianos, { first: 30 })

describe('against the stand-in, the client', () => {
  test('knows whom its credential belongs to', async () => {
    expect(await caller(byKey())).toMatchObject({ accessLevel: 'ADMIN' })
  })

  test('gets through everything that passes', async () => {
    gazelle.rules.add({ kind: 'cut' })
    gazelle.rules.add({ kind: 'serverError', status: 502 })
    gazelle.rules.add({ kind: 'cut', midway: true })
    gazelle.rules.add({ kind: 'throttled', retryAfter: 0 })
    gazelle.rules.add({ kind: 'notJson' })
    const { data, apiCalls } = await page()
    expect(connection(data.allPianos)).toMatchObject({
      nodes: { length: 30 },
      totalCount: 30,
      hasNextPage: false,
    })
    expect(apiCalls).toBe(6)
  })

  test('does not wait for a slow body', async () => {
    gazelle.rules.add({ kind: 'slowBody', ms: 60_000 })
    const { apiCalls } = await page(clientWith(apiKeyCredential(gazelle.apiKey), 300))
    expect(apiCalls).toBe(2)
  })

  test('names the field that the API has lost, and asks once', async () => {
    gazelle.rules.add({ kind: 'undefinedField', field: 'PrivatePiano.notes' })
    expect(await errorOf(page())).toMatchObject({ code: 'gazelle_field_gone', about: 'PrivatePiano.notes' })
    gazelle.rules.add({ kind: 'undefinedArgument', argument: 'PrivateQuery.allPianos.sortBy' })
    expect(await errorOf(page())).toMatchObject({ code: 'gazelle_field_gone', about: 'allPianos(sortBy:)' })
    expect(gazelle.calls.of('allPianos')).toHaveLength(2)
  })

  test('keeps the rows of an answer with errors, without the fields that failed', async () => {
    gazelle.rules.add({ kind: 'partial', field: 'PrivatePiano.notes', at: [2] })
    const { data, errors } = await page()
    const { nodes } = connection(withoutErroredFields(data, errors).allPianos)
    expect(nodes).toHaveLength(30)
    expect(nodes.map((node) => 'notes' in node)).toEqual(nodes.map((_, index) => index !== 2))
  })

  test('survives null rows, and counts them', async () => {
    gazelle.rules.add({ kind: 'nullNodes', at: [0, 7] })
    expect(connection((await page()).data.allPianos)).toMatchObject({ nodes: { length: 28 }, nullNodes: 2 })
  })
})

describe.each([true, false])('a token that ended, where a refresh rotates: %s', (rotateRefresh) => {
  test('is renewed once for all callers', async () => {
    const fake = await startGazelleFake({ company: { clients: 2, pianos: 2 }, oauth: { rotateRefresh } })
    const grant = fake.oauth.grant()
    const store = memoryTokenStore({
      accessToken: grant.access_token,
      refreshToken: grant.refresh_token,
      issuedAt: Date.now(),
      expiresAt: Date.now() + grant.expires_in * 1000,
    })
    const { clientId, clientSecret } = fake.oauth
    const credential = oauthCredential({ oauthUrl: fake.oauthUrl, clientId, clientSecret, store })
    const client = createGazelleClient({ url: fake.url, credential, limiter: memoryLimiter(1000) })
    for (let renewals = 1; renewals <= 2; renewals++) {
      fake.oauth.expireAccessTokens()
      const answers = await Promise.all(Array.from({ length: 10 }, () => caller(client)))
      expect(answers.every((user) => user?.accessLevel === 'ADMIN')).toBe(true)
      expect(fake.calls.of('token')).toHaveLength(renewals)
    }
    fake.oauth.expireAccessTokens()
    fake.oauth.revokeRefreshTokens()
    expect(await errorOf(caller(client))).toMatchObject({
      code: 'gazelle_credential_refused',
      retryable: false,
    })
    await fake.stop()
  })
})
