import { afterEach, describe, expect, test } from 'vitest'
import { createGazelleClient, type GazelleClientOptions, type Wait } from '../../shared/gazelle/client.ts'
import { isAboutSize } from '../../shared/gazelle/errors.ts'
import type { Limiter } from '../../shared/gazelle/limiter.ts'
import { apiKeyCredential, memoryTokenStore, oauthCredential } from '../../shared/gazelle/tokens.ts'
import { type Arrived, type Endpoint, errorOf, type Reply, startEndpoint } from './gazelle-endpoint.ts'

const query = 'query Users { allUsers { id } }'
interface Users {
  allUsers: { id: string }[] | null
}
const users = { json: { data: { allUsers: [{ id: 'usr_1' }] } } }

let endpoint: Endpoint
afterEach(() => endpoint.close())

function countingLimiter() {
  const seen = { reserved: 0, slowed: [] as number[] }
  const limiter: Limiter = {
    reserve: async () => {
      seen.reserved++
      return 0
    },
    slowDown: async (ms) => {
      seen.slowed.push(ms)
    },
  }
  return { limiter, seen }
}

async function clientOf(
  answer: Reply[] | ((call: Arrived, number: number) => Reply | Promise<Reply>),
  options: Partial<GazelleClientOptions> = {},
) {
  endpoint = await startEndpoint(
    Array.isArray(answer) ? (_, number) => answer[Math.min(number, answer.length) - 1] ?? users : answer,
  )
  const { limiter, seen } = countingLimiter()
  const waits: Wait[] = []
  const client = createGazelleClient({
    url: endpoint.url,
    credential: apiKeyCredential('key-1'),
    limiter,
    retry: { retries: 3, minDelayMs: 1, maxDelayMs: 5 },
    onWait: (wait) => waits.push(wait),
    ...options,
  })
  return { client, seen, waits }
}

describe('a call', () => {
  test('sends query, variables, operation name and the API key alone', async () => {
    const { client } = await clientOf([users])
    const answer = await client.request(query, { first: 100 })
    expect(answer).toMatchObject({ data: { allUsers: [{ id: 'usr_1' }] }, errors: [], apiCalls: 1 })
    const [call] = endpoint.calls
    expect(JSON.parse(call?.body ?? '')).toEqual({ query, variables: { first: 100 }, operationName: 'Users' })
    expect(call?.headers).toMatchObject({ 'x-gazelle-api-key': 'key-1', accept: 'application/json' })
    expect(call?.headers.authorization).toBeUndefined()
  })

  test('waits as long as the limiter says, and reports it', async () => {
    const limiter: Limiter = { reserve: async () => 40, slowDown: async () => {} }
    const { client, waits } = await clientOf([users], { limiter })
    const started = performance.now()
    const { waitedMs } = await client.request(query, {})
    expect((endpoint.calls[0]?.at ?? 0) - started).toBeGreaterThanOrEqual(38)
    expect(waitedMs).toBeGreaterThanOrEqual(38)
    expect(waits).toMatchObject([{ reason: 'turn' }])
  })

  test('never follows a redirect with its credential', async () => {
    const { client } = await clientOf([
      { status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere?key=key-1' } },
    ])
    expect(await errorOf(client.request(query, {}))).toMatchObject({
      code: 'gazelle_wrong_address',
      status: 302,
      message: 'GAZELLE_API_URL sends on to http://127.0.0.1:1/elsewhere (HTTP 302)',
    })
  })
})

describe('a failure that passes', () => {
  const failures: [string, Reply][] = [
    ['HTTP 500', { status: 500, text: 'undefined method `each` for nil' }],
    ['HTTP 502', { status: 502, text: '<html>' }],
    ['HTTP 503', { status: 503 }],
    ['HTTP 429', { status: 429, headers: { 'retry-after': '0' } }],
    ['a dropped connection', (response) => response.destroy()],
    [
      'a body that is cut off',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
        response.write('{"data":')
        setImmediate(() => response.destroy())
      },
    ],
    ['a page of HTML with HTTP 200', { text: '<html>maintenance</html>' }],
    [
      'broken JSON',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":'),
    ],
    ['an answer of nothing', { json: {} }],
    [
      'a fault inside the server',
      { json: { data: { allUsers: null }, errors: [{ message: 'oops', path: ['allUsers'] }] } },
    ],
    [
      'throttling told in GraphQL',
      { json: { errors: [{ message: 'doucement', extensions: { code: 'THROTTLED' } }] } },
    ],
  ]
  test.each(failures)('is tried again: %s', async (_, failure) => {
    const { client, seen } = await clientOf([failure, failure, users])
    const answer = await client.request(query, {})
    expect(answer.data).toEqual({ allUsers: [{ id: 'usr_1' }] })
    expect(answer.apiCalls).toBe(3)
    expect(seen.reserved).toBe(3)
    expect(client.stats).toMatchObject({ apiCalls: 3, retries: 2 })
  })

  test('that does not pass ends with its code after the last attempt', async () => {
    const { client } = await clientOf([{ status: 500 }])
    const error = await errorOf(client.request(query, {}))
    expect(error).toMatchObject({ code: 'gazelle_server_error', status: 500, retryable: true })
    expect(endpoint.calls).toHaveLength(4)
  })

  test('is gazelle_unreachable when nobody listens', async () => {
    const { client } = await clientOf([users])
    const port = new URL(endpoint.url).port
    await endpoint.close()
    const error = await errorOf(client.request(query, {}))
    expect(error).toMatchObject({ code: 'gazelle_unreachable', retryable: true })
    expect(error.message).toContain(port)
  })
})

describe('Retry-After', () => {
  const throttled = (after: string): Reply => ({ status: 429, headers: { 'retry-after': after } })
  const gap = () => (endpoint.calls[1]?.at ?? 0) - (endpoint.calls[0]?.at ?? 0)

  test('in seconds is honoured above the back-off’s cap, and slows the account down', async () => {
    const { client, seen, waits } = await clientOf([throttled('1'), users])
    const { waitedMs } = await client.request(query, {})
    expect(gap()).toBeGreaterThanOrEqual(990)
    expect(waitedMs).toBeGreaterThanOrEqual(990)
    expect(seen.slowed).toEqual([1000])
    expect(waits).toContainEqual(expect.objectContaining({ reason: 'retry_after' }))
    expect(client.stats.throttled).toBe(1)
  })

  test('as a date is honoured, on 503 too', async () => {
    const date = new Date(Date.now() + 2000).toUTCString()
    const { client, seen } = await clientOf([{ status: 503, headers: { 'retry-after': date } }, users])
    await client.request(query, {})
    expect(gap()).toBeGreaterThanOrEqual(900)
    expect(seen.slowed[0]).toBeGreaterThan(0)
  })

  test('is bounded', async () => {
    const retry = { retries: 1, minDelayMs: 1, maxDelayMs: 5, maxRetryAfterMs: 30 }
    const { client, seen } = await clientOf([throttled('86400'), users], { retry })
    await client.request(query, {})
    expect(gap()).toBeLessThan(5000)
    expect(seen.slowed).toEqual([30])
  })
})

describe('time', () => {
  test('runs out on an answer that does not begin', async () => {
    const { client } = await clientOf([() => {}], { timeoutMs: 50, retry: { retries: 0 } })
    expect(await errorOf(client.request(query, {}))).toMatchObject({
      code: 'gazelle_timeout',
      retryable: true,
    })
  })

  test('runs out on a body that trickles', async () => {
    const trickle: Reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(timer))
    }
    const { client } = await clientOf([trickle, users], { timeoutMs: 80 })
    expect((await client.request(query, {})).apiCalls).toBe(2)
  })

  test('ends at once when the caller aborts, with the caller’s reason', async () => {
    const { client } = await clientOf([{ status: 429, headers: { 'retry-after': '60' } }])
    const abort = new AbortController()
    const request = client.request(query, {}, { signal: abort.signal })
    await expect.poll(() => client.stats.throttled).toBe(1)
    abort.abort(new Error('out of budget'))
    await expect(request).rejects.toThrow('out of budget')
    expect(endpoint.calls).toHaveLength(1)
  })

  test('of a caller’s own signal is not mistaken for Gazelle’s', async () => {
    const { client } = await clientOf([() => {}])
    const signal = AbortSignal.timeout(30)
    await expect(client.request(query, {}, { signal })).rejects.toThrow(DOMException)
  })
})

describe('a refused credential', () => {
  const tokens = {
    accessToken: 'old',
    refreshToken: 'refresh-1',
    issuedAt: Date.now(),
    expiresAt: Date.now() + 1e9,
  }

  const oauthClient = async (graphql: (authorization: string | undefined) => Reply, token: Reply) => {
    const store = memoryTokenStore(tokens)
    const made = await clientOf((call) =>
      call.path === '/oauth/token' ? token : graphql(call.headers.authorization),
    )
    const oauth = { oauthUrl: `${endpoint.url}/oauth`, clientId: 'id', clientSecret: 'secret' }
    const client = createGazelleClient({
      url: endpoint.url,
      credential: oauthCredential({ ...oauth, store }),
      limiter: made.seen && { reserve: async () => 0, slowDown: async () => {} },
      retry: { retries: 3, minDelayMs: 1 },
    })
    const refreshes = () => endpoint.calls.filter(({ path }) => path === '/oauth/token').length
    return { client, store, refreshes }
  }

  test('of ten concurrent callers is refreshed once, and all ten get their answer', async () => {
    const { client, store, refreshes } = await oauthClient(
      (authorization) => (authorization === 'Bearer new' ? users : { status: 401 }),
      { json: { access_token: 'new', refresh_token: 'refresh-2', expires_in: 2592000 } },
    )
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.request<Users>(query, {})))
    expect(answers.every(({ data }) => data.allUsers?.[0]?.id === 'usr_1')).toBe(true)
    expect(refreshes()).toBe(1)
    expect(await store.read()).toMatchObject({ accessToken: 'new', refreshToken: 'refresh-2', version: 2 })
  })

  test('that stays refused after the refresh is tried once more and no oftener', async () => {
    const { client, refreshes } = await oauthClient(() => ({ status: 401 }), {
      json: { access_token: 'new', expires_in: 60 },
    })
    const error = await errorOf(client.request(query, {}))
    expect(error).toMatchObject({ code: 'gazelle_credential_refused', status: 401, retryable: false })
    expect(refreshes()).toBe(1)
    expect(endpoint.calls.filter(({ path }) => path === '/')).toHaveLength(2)
  })

  test('is told apart from a token endpoint that is down', async () => {
    const { client, store } = await oauthClient(() => ({ status: 401 }), { status: 503 })
    expect(await errorOf(client.request(query, {}))).toMatchObject({
      code: 'gazelle_server_error',
      retryable: true,
    })
    expect(await store.read()).toMatchObject({ accessToken: 'old', version: 1 })
  })

  test.each<[string, Reply]>([
    ['fails', { status: 500 }],
    ['gives up waiting', { status: 504 }],
    ['finds the request too long', { status: 413 }],
    ['refuses the call', { status: 418 }],
    ['answers something else', { json: { tokens: [] } }],
    ['answers without an end', { json: { access_token: 'x'.repeat(100_000) } }],
  ])('whose token endpoint %s is no page that is too large (kind of R14)', async (_, token) => {
    const { client, refreshes } = await oauthClient(() => ({ status: 401 }), token)
    // A page that is asked for in halves has few tries for each.
    const error = await errorOf(client.request(query, {}, { sizeTries: 1 }))
    expect(isAboutSize(error)).toBe(false)
    expect(refreshes()).toBe(error.retryable ? 4 : 1)
  })

  test('by API key ends at once: a key cannot be refreshed', async () => {
    const { client } = await clientOf([{ status: 401 }])
    expect(await errorOf(client.request(query, {}))).toMatchObject({ code: 'gazelle_credential_refused' })
    expect(endpoint.calls).toHaveLength(1)
  })
})

describe('a null in an answer (case R13)', () => {
  const data = { allUsers: [{ id: 'usr_1' }] }

  test.each<[string, object]>([
    ['errors', { data, errors: null }],
    ['extensions', { data, extensions: null }],
    ['both', { data, errors: null, extensions: null }],
    ['an error', { data, errors: [null] }],
    ['nothing, but extensions that are a list', { data, extensions: [] }],
  ])('is absent: %s', async (_, json) => {
    const { client } = await clientOf([{ json }])
    expect(await client.request(query, {})).toMatchObject({ data, errors: [], apiCalls: 1 })
  })

  test.each<[string, unknown]>([
    ['path', { message: 'oops', path: null }],
    ['locations', { message: 'oops', locations: null }],
    ['extensions', { message: 'oops', extensions: null }],
    ['the code', { message: 'oops', extensions: { code: null } }],
    ['a text in place of an error', 'oops'],
  ])('inside an error leaves the error what it is: %s', async (_, error) => {
    const { client } = await clientOf([{ json: { data, errors: [error] } }])
    const answer = await client.request(query, {})
    expect(answer.errors).toMatchObject([{ message: 'oops' }])
    expect(answer.data).toEqual(data)
  })

  test.each<[string, unknown]>([
    ['is null', { message: null, path: ['allUsers'] }],
    ['is absent', { path: ['allUsers'] }],
    ['is no text', { message: { fr: 'aïe' }, path: ['allUsers'] }],
  ])('leaves an error an error when its message %s', async (_, error) => {
    const { client } = await clientOf([{ json: { data: { allUsers: null }, errors: [error] } }])
    expect(await errorOf(client.request(query, {}))).toMatchObject({
      code: 'gazelle_server_error',
      message: 'Gazelle failed: (no message)',
      about: 'allUsers',
    })
  })

  test('beside no data is an answer of nothing', async () => {
    const { client } = await clientOf([{ json: { data: null, errors: null } }])
    expect(await errorOf(client.request(query, {}))).toMatchObject({ code: 'gazelle_answer_unreadable' })
  })

  test('under another status than 200 hides no error', async () => {
    const errors = [{ message: 'x', extensions: { code: 'undefinedField', fieldName: 'a' }, path: null }]
    const { client } = await clientOf([{ status: 400, json: { data: null, errors, extensions: null } }])
    expect(await errorOf(client.request(query, {}))).toMatchObject({ code: 'gazelle_field_gone', about: 'a' })
  })
})

describe('errors in an answer', () => {
  test('beside data are given back with it', async () => {
    const errors = [{ message: 'undefined method `each` for nil', path: ['allUsers', 0, 'email'] }]
    const { client } = await clientOf([
      { json: { data: { allUsers: [{ id: 'usr_1', email: null }] }, errors } },
    ])
    const answer = await client.request<Users>(query, {})
    expect(answer.data.allUsers).toEqual([{ id: 'usr_1', email: null }])
    expect(answer.errors).toEqual(errors)
    expect(answer.apiCalls).toBe(1)
  })

  test.each([
    [
      'a field, in English',
      {
        message: "Field 'lastTunedDate' doesn't exist on type 'PrivatePiano'",
        extensions: { code: 'undefinedField' },
      },
      'PrivatePiano.lastTunedDate',
    ],
    [
      'a field, in French',
      { message: 'Le champ « lastTunedDate » n’existe pas', extensions: { code: 'undefinedField' } },
      'lastTunedDate',
    ],
    [
      'a field, by its extensions',
      {
        message: '?',
        extensions: { code: 'undefinedField', typeName: 'PrivatePiano', fieldName: 'lastTunedDate' },
      },
      'PrivatePiano.lastTunedDate',
    ],
    [
      'an argument',
      {
        message: "Field 'allTimelineEntries' doesn't accept argument 'orderBy'",
        extensions: { code: 'argumentNotAccepted' },
      },
      'allTimelineEntries(orderBy:)',
    ],
  ])('that say the schema lost %s name it, without a second call', async (_, error, about) => {
    const { client } = await clientOf([{ json: { errors: [error] } }])
    expect(await errorOf(client.request(query, {}))).toMatchObject({
      code: 'gazelle_field_gone',
      about,
      retryable: false,
    })
    expect(endpoint.calls).toHaveLength(1)
  })

  test('that say the schema lost a field count beside data and under HTTP 400 too', async () => {
    const errors = [{ message: 'x', extensions: { code: 'undefinedField', fieldName: 'a' } }]
    const { client } = await clientOf([
      { json: { data: { allUsers: [] }, errors } },
      { status: 400, json: { errors } },
    ])
    expect(await errorOf(client.request(query, {}))).toMatchObject({ code: 'gazelle_field_gone', about: 'a' })
    expect(await errorOf(client.request(query, {}))).toMatchObject({ code: 'gazelle_field_gone', about: 'a' })
  })

  test('with another code refuse the query, without a second call', async () => {
    const { client } = await clientOf([
      { json: { errors: [{ message: 'non', extensions: { code: 'forbiddenThing' } }] } },
    ])
    expect(await errorOf(client.request(query, {}))).toMatchObject({ code: 'gazelle_query_refused' })
    expect(endpoint.calls).toHaveLength(1)
  })

  test('are read by code alone: a message that speaks of a missing field is no missing field', async () => {
    const errors = [{ message: "Field 'x' doesn't exist on type 'Y'" }]
    const { client } = await clientOf([{ json: { data: { allUsers: null }, errors } }, users])
    expect((await client.request(query, {})).apiCalls).toBe(2)
  })
})
