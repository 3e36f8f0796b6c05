import { mkdtemp, readFile, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fileTokenStore } from '../../shared/gazelle/token-file.ts'
import {
  authorizeUrl,
  exchangeCode,
  memoryTokenStore,
  oauthCredential,
  type TokenStore,
  type Tokens,
} from '../../shared/gazelle/tokens.ts'
import { type Endpoint, errorOf, type Reply, startEndpoint } from './gazelle-endpoint.ts'

const day = 86_400_000
const start = Date.parse('2026-02-03T10:00:00Z')
const tokens: Tokens = {
  accessToken: 'old',
  refreshToken: 'refresh-1',
  issuedAt: start,
  expiresAt: start + 30 * day,
}
const used = { authorization: 'Bearer old' }
const rotated: Reply = { json: { access_token: 'new', refresh_token: 'refresh-2', expires_in: 2592000 } }

let endpoint: Endpoint
let reply: Reply
let time: number

beforeEach(async () => {
  time = start
  reply = rotated
  endpoint = await startEndpoint(() => reply)
})
afterEach(() => endpoint.close())

const oauth = () => ({
  oauthUrl: `${endpoint.url}/developer/oauth`,
  clientId: 'id',
  clientSecret: 'secret',
  now: () => time,
})
const credentialOf = (store: TokenStore) => oauthCredential({ ...oauth(), store })

describe('a refresh', () => {
  test('asks with the refresh token and stores the rotated pair before it is used', async () => {
    const store = memoryTokenStore(tokens)
    const order: string[] = []
    const credential = credentialOf({
      ...store,
      save: async (lease, next) => {
        order.push(`stored ${next.accessToken}`)
        return store.save(lease, next)
      },
    })
    expect(await credential.headers()).toEqual(used)
    expect(await credential.refused(used)).toBe(true)
    order.push(`used ${(await credential.headers()).authorization}`)
    expect(order).toEqual(['stored new', 'used Bearer new'])
    expect(endpoint.calls[0]?.path).toBe('/developer/oauth/token')
    expect(Object.fromEntries(new URLSearchParams(endpoint.calls[0]?.body))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh-1',
      client_id: 'id',
      client_secret: 'secret',
    })
    expect(await store.read()).toEqual({
      accessToken: 'new',
      refreshToken: 'refresh-2',
      issuedAt: start,
      expiresAt: start + 30 * day,
      version: 2,
    })
  })

  test.each([
    ['none', {}],
    ['null', { refresh_token: null }],
    ['an empty one', { refresh_token: '' }],
  ])('keeps the old refresh token when the answer brings %s', async (_, brought) => {
    reply = { json: { access_token: 'new', expires_in: '3600', ...brought } }
    const store = memoryTokenStore(tokens)
    await credentialOf(store).refused(used)
    expect(await store.read()).toMatchObject({ refreshToken: 'refresh-1', expiresAt: start + 3_600_000 })
  })

  test('believes nothing about the end when the answer does not name it', async () => {
    reply = { json: { access_token: 'new' } }
    const store = memoryTokenStore(tokens)
    const credential = credentialOf(store)
    await credential.refused(used)
    expect(await store.read()).toMatchObject({ expiresAt: null })
    time = start + 1000 * day
    expect(await credential.headers()).toEqual({ authorization: 'Bearer new' })
    expect(endpoint.calls).toHaveLength(1)
  })

  test('happens three days ahead of the end, by the length of life that Gazelle named', async () => {
    const credential = credentialOf(memoryTokenStore(tokens))
    time = start + 27 * day - 1
    expect(await credential.headers()).toEqual(used)
    time = start + 27 * day
    expect(await credential.headers()).toEqual({ authorization: 'Bearer new' })
  })

  test('ahead of the end may fail: the token in hand is used, and nobody insists', async () => {
    reply = { status: 503 }
    const credential = credentialOf(memoryTokenStore(tokens))
    time = start + 29.5 * day
    expect(await credential.headers()).toEqual(used)
    expect(await credential.headers()).toEqual(used)
    expect(endpoint.calls).toHaveLength(1)
    time = start + 31 * day
    expect(await errorOf(credential.headers())).toMatchObject({ code: 'gazelle_server_error' })
  })

  test('of a short life happens in its last tenth', async () => {
    const credential = credentialOf(memoryTokenStore({ ...tokens, expiresAt: start + 7200_000 }))
    time = start + 6479_999
    expect(await credential.headers()).toEqual(used)
    time = start + 6480_000
    expect(await credential.headers()).toEqual({ authorization: 'Bearer new' })
  })

  test('is done once when two isolates share the store', async () => {
    const store = memoryTokenStore(tokens)
    const [one, two] = [credentialOf(store), credentialOf(store)]
    const callers = [one, two, one, two, one, two].map((credential) => credential.refused(used))
    expect(await Promise.all(callers)).toEqual(Array(6).fill(true))
    expect(endpoint.calls).toHaveLength(1)
    expect(await one.headers()).toEqual({ authorization: 'Bearer new' })
    expect(await two.headers()).toEqual({ authorization: 'Bearer new' })
  })

  test('passes to the next caller when its holder died', async () => {
    const store = memoryTokenStore(tokens, 150)
    await store.leaseRefresh(1)
    expect(await credentialOf(store).refused(used)).toBe(true)
    expect(endpoint.calls).toHaveLength(1)
  })

  test('is not needed when another isolate already stored a new pair', async () => {
    const store = memoryTokenStore(tokens)
    const credential = credentialOf(store)
    await credential.headers()
    await store.save(null, { ...tokens, accessToken: 'others' })
    expect(await credential.refused(used)).toBe(true)
    expect(await credential.headers()).toEqual({ authorization: 'Bearer others' })
    expect(endpoint.calls).toHaveLength(0)
  })

  test('that Gazelle refuses says so, keeps the pair, frees the lease and shows no secret', async () => {
    reply = { status: 400, json: { error: 'invalid_grant', error_description: 'refresh-1 is revoked' } }
    const released: (boolean | undefined)[] = []
    const store = memoryTokenStore(tokens)
    const credential = credentialOf({
      ...store,
      release: (lease, refused) => {
        released.push(refused)
        return store.release(lease, refused)
      },
    })
    const error = await errorOf(credential.refused(used))
    expect(error).toMatchObject({ code: 'gazelle_credential_refused', retryable: false })
    expect(error.message).toContain('invalid_grant')
    expect(error.message).not.toContain('refresh-1')
    expect(released).toEqual([true])
    expect(await store.read()).toMatchObject({ accessToken: 'old', version: 1 })
    expect(await store.leaseRefresh(1)).not.toBeNull()
  })

  test('whose answer has no end is cut off and keeps the pair (case R15)', async () => {
    let sent = 0
    reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = () => {
        sent += 16_384
        response.write(' '.repeat(16_384), (error) => error || response.destroyed || more())
      }
      more()
    }
    const store = memoryTokenStore(tokens)
    expect(await errorOf(credentialOf(store).refused(used))).toMatchObject({
      code: 'gazelle_answer_unreadable',
      message: expect.stringContaining('larger than 65536 bytes'),
    })
    expect(await store.read()).toMatchObject({ accessToken: 'old', version: 1 })
    expect(sent).toBeGreaterThan(65_536)
  })

  test('cannot be had without a refresh token', async () => {
    expect(await credentialOf(memoryTokenStore({ ...tokens, refreshToken: null })).refused(used)).toBe(false)
    expect(endpoint.calls).toHaveLength(0)
  })

  test('whose pair cannot be stored keeps it in memory and stores it at the next call', async () => {
    const store = memoryTokenStore(tokens)
    let down = true
    const credential = credentialOf({
      ...store,
      save: (lease, next) => (down ? Promise.reject(new Error('database away')) : store.save(lease, next)),
    })
    expect(await errorOf(credential.refused(used))).toMatchObject({
      code: 'token_not_stored',
      retryable: true,
    })
    expect(await store.read()).toMatchObject({ accessToken: 'old' })
    down = false
    expect(await credential.headers()).toEqual({ authorization: 'Bearer new' })
    expect(await store.read()).toMatchObject({ accessToken: 'new', refreshToken: 'refresh-2' })
    expect(endpoint.calls).toHaveLength(1)
  })
})

describe('a token', () => {
  test('that cannot be read is not a refused token', async () => {
    const away: TokenStore = {
      ...memoryTokenStore(tokens),
      read: () => Promise.reject(new Error('database away')),
    }
    expect(await errorOf(credentialOf(away).headers())).toMatchObject({
      code: 'token_unreadable',
      retryable: true,
    })
    expect(await errorOf(credentialOf(away).refused(used))).toMatchObject({ code: 'token_unreadable' })
  })

  test('that was never stored asks a person to connect', async () => {
    const error = await errorOf(credentialOf(memoryTokenStore()).headers())
    expect(error).toMatchObject({ code: 'gazelle_not_connected', retryable: false })
    expect(error.hint).toContain('gazelle connect')
  })
})

describe('connecting', () => {
  test('sends a person to Gazelle, and changes the code that comes back into tokens', async () => {
    const back = 'https://example.com/back'
    const url = new URL(authorizeUrl(oauth(), back, 'state-1'))
    expect(url.pathname).toBe('/developer/oauth/authorize')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'id',
      response_type: 'code',
      redirect_uri: back,
      state: 'state-1',
    })
    expect(await exchangeCode(oauth(), 'code-1', back)).toMatchObject({
      accessToken: 'new',
      refreshToken: 'refresh-2',
    })
    expect(Object.fromEntries(new URLSearchParams(endpoint.calls[0]?.body))).toMatchObject({
      grant_type: 'authorization_code',
      code: 'code-1',
      redirect_uri: back,
    })
  })
})

describe('the token file', () => {
  const key = btoa('k'.repeat(32))
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gazelle-tokens-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  test('keeps tokens sealed, for its owner alone', async () => {
    const path = join(folder, 'inner', 'tokens')
    const store = fileTokenStore(path, key)
    expect(await store.read()).toBeNull()
    expect(await store.save(null, tokens)).toBe(1)
    expect(await fileTokenStore(path, key).read()).toEqual({ ...tokens, version: 1 })
    expect(await readFile(path, 'utf8')).not.toContain('refresh-1')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  test('refreshes once for two commands at a time', async () => {
    const path = join(folder, 'tokens')
    await fileTokenStore(path, key).save(null, tokens)
    const credentials = [credentialOf(fileTokenStore(path, key)), credentialOf(fileTokenStore(path, key))]
    expect(await Promise.all(credentials.map((credential) => credential.refused(used)))).toEqual([true, true])
    expect(endpoint.calls).toHaveLength(1)
    expect(await fileTokenStore(path, key).read()).toMatchObject({ accessToken: 'new', version: 2 })
  })

  test('takes the lease of a command that died', async () => {
    const path = join(folder, 'tokens')
    const store = fileTokenStore(path, key)
    await store.save(null, tokens)
    expect(await store.leaseRefresh(1)).not.toBeNull()
    expect(await store.leaseRefresh(1)).toBeNull()
    await utimes(`${path}.lease`, new Date(0), new Date(0))
    expect(await store.leaseRefresh(1)).not.toBeNull()
  })
})
