import { Redis } from '@upstash/redis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { postgresLimiter } from '../../shared/database/limiter.ts'
import type { Rpc } from '../../shared/database/rpc.ts'
import { type Limiter, memoryLimiter } from '../../shared/gazelle/limiter.ts'
import { upstashLimiter } from '../../shared/gazelle/upstash.ts'
import { wait } from '../../shared/gazelle/wait.ts'
import { type Endpoint, startEndpoint } from './gazelle-endpoint.ts'

/** When each of `count` concurrent callers may call, in milliseconds from now, in order. */
async function turns(limiter: Limiter, count: number): Promise<number[]> {
  const started = performance.now()
  const moments = await Promise.all(
    Array.from({ length: count }, async () => {
      await wait(await limiter.reserve())
      return performance.now() - started
    }),
  )
  return moments.sort((a, b) => a - b)
}

describe('the limiter in memory', () => {
  let time = 1_000_000
  const limiterOf = (rate: number) => memoryLimiter(rate, () => time)
  const reserve = (limiter: Limiter, count: number) =>
    Promise.all(Array.from({ length: count }, () => limiter.reserve()))

  test('spaces calls evenly', async () => {
    expect(await reserve(limiterOf(5), 4)).toEqual([0, 200, 400, 600])
  })

  test('saves up no burst while nobody calls', async () => {
    const limiter = limiterOf(5)
    await limiter.reserve()
    time += 60_000
    expect(await reserve(limiter, 3)).toEqual([0, 200, 400])
  })

  test('pauses after a complaint, and halves its rate', async () => {
    const limiter = limiterOf(5)
    await limiter.slowDown(3000)
    expect(await reserve(limiter, 3)).toEqual([3000, 3400, 3800])
  })

  test('takes complaints of the same second for one', async () => {
    const limiter = limiterOf(5)
    await Promise.all([limiter.slowDown(0), limiter.slowDown(0), limiter.slowDown(0)])
    expect(await reserve(limiter, 2)).toEqual([0, 400])
  })

  test('is never slower than one call in five seconds', async () => {
    const limiter = limiterOf(5)
    for (let complaint = 0; complaint < 20; complaint++) {
      time += 2000
      await limiter.slowDown(0)
    }
    expect(await reserve(limiter, 2)).toEqual([0, 5000])
  })

  test('speeds up again by one halving a minute', async () => {
    const limiter = limiterOf(4)
    await limiter.slowDown(0)
    time += 2000
    await limiter.slowDown(0)
    expect(await reserve(limiter, 2)).toEqual([0, 1000])
    time += 60_000
    expect(await reserve(limiter, 2)).toEqual([0, 500])
    time += 60_000
    expect(await reserve(limiter, 2)).toEqual([0, 250])
  })
})

describe('the limiter in Upstash', () => {
  let endpoint: Endpoint
  let up: boolean
  const values = new Map<string, string>()
  const buckets = new Map<string, { refilledAt: number; tokens: number }>()

  /** What @upstash/ratelimit's token bucket script does, for one token at a time. */
  function tokenBucket(key: string, [max = 0, interval = 0, refill = 0, now = 0]: number[]) {
    const bucket = buckets.get(key) ?? { refilledAt: now, tokens: max }
    const refills = Math.max(0, Math.floor((now - bucket.refilledAt) / interval))
    const tokens = Math.min(max, bucket.tokens + refills * refill)
    const refilledAt = bucket.refilledAt + refills * interval
    if (tokens < 1) return [-1, refilledAt + interval, max]
    buckets.set(key, { refilledAt, tokens: tokens - 1 })
    return [tokens - 1, refilledAt + interval, max]
  }

  function run([command = '', ...args]: string[]): { result: unknown } | { error: string } {
    const [first = '', second = ''] = args
    switch (command.toLowerCase()) {
      case 'get':
        return { result: values.get(first) ?? null }
      case 'set':
        values.set(first, second)
        return { result: 'OK' }
      case 'evalsha':
        return { error: 'NOSCRIPT No matching script' }
      case 'eval':
        return { result: tokenBucket(args[2] ?? '', args.slice(3).map(Number)) }
      default:
        return { error: `ERR unknown command ${command}` }
    }
  }

  beforeEach(async () => {
    up = true
    values.clear()
    buckets.clear()
    endpoint = await startEndpoint(({ path, body }) => {
      if (!up) return { status: 503, json: { error: 'away' } }
      const sent = JSON.parse(body)
      return { json: path === '/pipeline' ? sent.map(run) : run(sent) }
    })
  })
  afterEach(() => endpoint.close())

  const redis = () =>
    new Redis({
      url: endpoint.url,
      token: 'token',
      responseEncoding: false,
      retry: false,
      enableTelemetry: false,
    })
  const limiterOf = (callsPerSecond: number, onFallback?: (error: unknown) => void) =>
    upstashLimiter({ redis: redis(), callsPerSecond, account: 'main', ...(onFallback && { onFallback }) })

  test('spaces the calls of two isolates together', async () => {
    const isolates = [limiterOf(20), limiterOf(20)]
    const moments = (await Promise.all(isolates.map((limiter) => turns(limiter, 3))))
      .flat()
      .sort((a, b) => a - b)
    expect(moments.at(-1)).toBeGreaterThanOrEqual(240)
  })

  test('asks Redis little: one caller at a time waits for the next token', async () => {
    await turns(limiterOf(50), 10)
    const evals = endpoint.calls.filter(({ body }) => body.toLowerCase().includes('"eval"'))
    expect(evals.length).toBeLessThanOrEqual(25)
  })

  test('lets every isolate feel a complaint', async () => {
    const [one, two] = [limiterOf(50), limiterOf(50)]
    const begun = performance.now()
    await one.slowDown(150)
    const told = performance.now() - begun
    const [first = 0, second = 0] = await turns(two, 2)
    expect(first).toBeGreaterThanOrEqual(140)
    // From the complaint on: a first turn that is late by itself comes closer to the second.
    expect(second + told).toBeGreaterThanOrEqual(190)
  })

  test('never throws: without Redis each process limits itself, and says so once', async () => {
    up = false
    const told: unknown[] = []
    const limiter = limiterOf(50, (error) => told.push(error))
    await limiter.slowDown(0)
    const moments = await turns(limiter, 4)
    expect(moments.at(-1)).toBeGreaterThanOrEqual(100)
    expect(told).toHaveLength(1)
  })

  test('lets a caller that gives up leave the line', async () => {
    const limiter = limiterOf(50)
    await limiter.slowDown(60_000)
    const abort = new AbortController()
    const reserved = limiter.reserve(abort.signal)
    abort.abort(new Error('out of budget'))
    await expect(reserved).rejects.toThrow('out of budget')
  })
})

describe('the limiter in Postgres', () => {
  /** Answers as `sync.reserve_call` does, on this process's clock. */
  function database() {
    let nextCallAt = 0
    const seen: { name: string; args: Record<string, unknown> }[] = []
    const db: Rpc & { up: boolean } = {
      up: true,
      async rpc(name, args) {
        if (!db.up) return { data: null, error: { message: 'fetch failed', code: '' } }
        seen.push({ name, args })
        if (name !== 'reserve_call') return { data: null, error: null }
        const now = performance.now()
        const interval = 1000 / Number(args.p_rate)
        const callAt = Math.max(now, nextCallAt)
        nextCallAt = callAt + Number(args.p_calls) * interval
        return { data: [{ wait_ms: Math.ceil(callAt - now), interval_ms: interval }], error: null }
      },
    }
    return { db, seen }
  }

  test('spaces the calls of two isolates together', async () => {
    const { db } = database()
    const isolates = [1, 2].map(() => postgresLimiter({ db, account: 'main', callsPerSecond: 50 }))
    const moments = (await Promise.all(isolates.map((limiter) => turns(limiter, 5)))).flat()
    expect(Math.max(...moments)).toBeGreaterThanOrEqual(175)
  })

  test('reserves a second ahead while calls are used up, so that it asks the database seldom', async () => {
    const { db, seen } = database()
    const limiter = postgresLimiter({ db, account: 'main', callsPerSecond: 500 })
    await turns(limiter, 200)
    expect(seen.length).toBeLessThanOrEqual(9)
    expect(Math.max(...seen.map(({ args }) => Number(args.p_calls)))).toBeLessThanOrEqual(500)
  })

  test('forgets what it reserved when Gazelle complains', async () => {
    const { db, seen } = database()
    const limiter = postgresLimiter({ db, account: 'main', callsPerSecond: 100 })
    await turns(limiter, 8)
    await limiter.slowDown(1500.5)
    expect(seen.at(-1)).toEqual({ name: 'slow_down', args: { p_account: 'main', p_retry_after_ms: 1501 } })
    await limiter.reserve()
    expect(seen.at(-1)?.name).toBe('reserve_call')
  })

  test('never throws: without the database each process limits itself, and says so once', async () => {
    const { db } = database()
    db.up = false
    const told: unknown[] = []
    const limiter = postgresLimiter({
      db,
      account: 'main',
      callsPerSecond: 50,
      onFallback: (error) => told.push(error),
    })
    const moments = await turns(limiter, 5)
    expect(moments.at(-1)).toBeGreaterThanOrEqual(70)
    await limiter.slowDown(0)
    expect(told).toHaveLength(1)
  })
})
