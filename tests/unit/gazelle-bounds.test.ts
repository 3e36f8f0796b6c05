import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { createGazelleClient, type GazelleClientOptions } from '../../shared/gazelle/client.ts'
import { apiKeyCredential } from '../../shared/gazelle/tokens.ts'
import { type Endpoint, errorOf, type Reply, startEndpoint } from './gazelle-endpoint.ts'

const query = 'query Users { allUsers { id } }'
let endpoint: Endpoint
afterEach(() => endpoint?.close())

const clientOf = async (reply: Reply, options: Partial<GazelleClientOptions> = {}) => {
  endpoint = await startEndpoint(() => reply)
  return createGazelleClient({
    url: endpoint.url,
    credential: apiKeyCredential('key-of-the-company'),
    limiter: { reserve: async () => 0, slowDown: async () => {} },
    retry: { retries: 1, minDelayMs: 1 },
    ...options,
  })
}

describe('an answer', () => {
  test('of a few bytes that unpacks to gigabytes is cut off, and a smaller one is asked for (case R15)', async () => {
    const packed = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))
    const client = await clientOf((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(packed)
    })
    const before = process.memoryUsage().rss
    expect(await errorOf(client.request(query, {}))).toMatchObject({
      code: 'gazelle_answer_too_large',
      retryable: false,
    })
    expect(endpoint.calls).toHaveLength(1)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })

  test('may have any size below the limit, and says how large it was', async () => {
    const client = await clientOf(
      { json: { data: { allUsers: [{ id: 'é'.repeat(1000) }] } } },
      { maxBytes: 3000 },
    )
    expect((await client.request(query, {})).bytes).toBeGreaterThan(2000)
  })

  test('whose body drips is given up when the caller’s time is over (case R16)', async () => {
    const client = await clientOf((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
    })
    const begun = performance.now()
    await expect(client.request(query, {}, { signal: AbortSignal.timeout(150) })).rejects.toThrow(
      DOMException,
    )
    expect(performance.now() - begun).toBeLessThan(2000)
    expect(await errorOf(client.request(query, {}, { timeoutMs: 50, retries: 0 }))).toMatchObject({
      code: 'gazelle_timeout',
    })
  })

  test.each([
    ['errors', { data: { allUsers: [] }, errors: null }],
    ['extensions', { data: { allUsers: [] }, extensions: null }],
    [
      'the extensions of an error',
      { data: { allUsers: [] }, errors: [{ message: 'x', extensions: null, path: null }] },
    ],
  ])('with null for %s is read as if it were absent (case R13)', async (_, json) => {
    expect(await (await clientOf({ json })).request(query, {})).toMatchObject({ data: { allUsers: [] } })
  })

  test('that refuses a cursor says so, asked once, where a cursor was sent (case R4)', async () => {
    const client = await clientOf({ json: { errors: [{ message: 'Invalid cursor: "MTA="' }] } })
    const refused = { code: 'gazelle_cursor_refused', retryable: false }
    expect(await errorOf(client.request(query, {}, { hasCursor: true }))).toMatchObject(refused)
    expect(endpoint.calls).toHaveLength(1)
  })

  test('never shows the key that was sent, whatever Gazelle says (case S2)', async () => {
    const client = await clientOf({
      json: { data: { allUsers: [] }, errors: [{ message: `key-of-the-company\u0007 ${'x'.repeat(9999)}` }] },
    })
    const { errors } = await client.request(query, {})
    expect(errors[0]?.message).toMatch(/^••• x{200,}…$/)
    expect(errors[0]?.message.length).toBeLessThanOrEqual(300)
  })
})
