import { afterEach, describe, expect, test, vi } from 'vitest'
import { createGazelleClient, type GazelleClientOptions } from '../../shared/gazelle/client.ts'
import { memoryLimiter } from '../../shared/gazelle/limiter.ts'
import { apiKeyCredential } from '../../shared/gazelle/tokens.ts'
import { monitorRetries } from '../../shared/sync/retry-monitor.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** A client whose slice ends while a call waits, and what it then waited for. */
const waitedFor = async (options: Partial<GazelleClientOptions>, ms: number) => {
  vi.useFakeTimers()
  const monitor = monitorRetries(
    createGazelleClient({
      url: 'http://127.0.0.1:9/graphql',
      credential: apiKeyCredential('key'),
      limiter: memoryLimiter(1000),
      ...options,
    }),
  )
  const late = new AbortController()
  const asked = monitor.gazelle.request(
    'query Pianos { allPianos { nodes { id } } }',
    {},
    { signal: late.signal },
  )
  const ended = expect(asked).rejects.toThrow('the slice is over')
  await vi.advanceTimersByTimeAsync(ms)
  late.abort(new Error('the slice is over'))
  await ended
  return monitor.last()
}

const answer = (status: number, headers: Record<string, string> = {}) => ({
  fetch: async () =>
    new Response('{}', { status, headers: { 'content-type': 'application/json', ...headers } }),
})

describe('a slice that ends while a call waits (kind of R16)', () => {
  test('knows that Gazelle asked for fewer calls', async () => {
    expect(await waitedFor(answer(429, { 'retry-after': '600' }), 1000)).toMatchObject({
      code: 'gazelle_throttled',
      status: 429,
    })
  })

  test('knows what Gazelle failed with', async () => {
    expect(await waitedFor(answer(500), 1000)).toMatchObject({ code: 'gazelle_server_error', status: 500 })
  })

  test('knows that a call before it took too long', async () => {
    const fetch: typeof globalThis.fetch = (_, init) =>
      new Promise((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      })
    vi.useRealTimers()
    const monitor = monitorRetries(
      createGazelleClient({
        url: 'http://127.0.0.1:9/graphql',
        credential: apiKeyCredential('key'),
        limiter: memoryLimiter(1000),
        timeoutMs: 1,
        retry: { retries: 1, minDelayMs: 1 },
        fetch,
      }),
    )
    await expect(monitor.gazelle.request('query Pianos { allPianos { nodes { id } } }', {})).rejects.toThrow()
    expect(monitor.last()).toMatchObject({ code: 'gazelle_timeout' })
  })

  test('knows that the account was held back, where the call never had its turn', async () => {
    const limiter = { reserve: async () => 120_000, slowDown: async () => {} }
    expect(await waitedFor({ limiter }, 20_000)).toMatchObject({
      code: 'gazelle_throttled',
      message: 'The account’s calls are held back: one has waited 20 s for its turn',
    })
  })

  test('takes a short wait for its turn for nothing', async () => {
    const limiter = { reserve: async () => 1000, slowDown: async () => {} }
    expect(await waitedFor({ limiter }, 500)).toBeNull()
  })
})
