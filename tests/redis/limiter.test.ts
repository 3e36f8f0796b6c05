import { Redis } from '@upstash/redis'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Limiter } from '../../shared/gazelle/limiter.ts'
import { upstashLimiter } from '../../shared/gazelle/upstash.ts'
import { wait } from '../../shared/gazelle/wait.ts'
import { type RedisServer, startRedis } from './server.ts'

let redis: RedisServer

beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis?.stop())
beforeEach(() => redis.command('flushall'))

const isolate = (account = 'main', callsPerSecond = 20) => {
  const told: unknown[] = []
  const limiter = upstashLimiter({
    redis: new Redis({ url: redis.url, token: redis.token, retry: false, enableTelemetry: false }),
    account,
    callsPerSecond,
    onFallback: (error) => told.push(error),
  })
  return { limiter, told }
}

/** When each of `count` concurrent callers may call, in milliseconds from now. */
async function turns(limiters: Limiter[], count: number): Promise<number[]> {
  const started = performance.now()
  const moments = await Promise.all(
    limiters.flatMap((limiter) =>
      Array.from({ length: count }, async () => {
        await wait(await limiter.reserve())
        return performance.now() - started
      }),
    ),
  )
  return moments.sort((a, b) => a - b)
}

test('isolates share one rate through Redis, and none of them falls back', async () => {
  const isolates = [isolate(), isolate(), isolate()]
  const moments = await turns(
    isolates.map(({ limiter }) => limiter),
    3,
  )
  // Nine calls at 20 a second take eight spaces of 50 ms.
  expect(moments.at(-1)).toBeGreaterThanOrEqual(390)
  expect(isolates.flatMap(({ told }) => told)).toEqual([])
})

test('accounts do not wait for each other', async () => {
  const [one, other] = [isolate('one', 1), isolate('other', 1)]
  const moments = await turns([one.limiter, other.limiter], 1)
  expect(moments.at(-1)).toBeLessThan(900)
})

test('every isolate feels a complaint', async () => {
  const [one, two] = [isolate(), isolate()]
  const started = performance.now()
  await one.limiter.slowDown(300)
  const told = performance.now() - started
  const [first = 0, second = 0] = (await turns([two.limiter], 2)).map((moment) => moment + told)
  expect(first).toBeGreaterThanOrEqual(295)
  // Half of 20 a second.
  expect(second).toBeGreaterThanOrEqual(390)
})

test('nothing is left in Redis for good', async () => {
  const { limiter } = isolate()
  await limiter.slowDown(0)
  await limiter.reserve()
  const keys = await redis.command('keys', '*')
  expect(keys).toContain('gazelle:brake:main')
  const withoutEnd = -1
  for (const key of Array.isArray(keys) ? keys : [])
    expect(await redis.command('pttl', String(key)), String(key)).not.toBe(withoutEnd)
})

test('a Redis that refuses the token leaves each process to limit itself, and is told of once', async () => {
  const told: unknown[] = []
  const limiter = upstashLimiter({
    redis: new Redis({ url: redis.url, token: 'another', retry: false, enableTelemetry: false }),
    account: 'main',
    callsPerSecond: 20,
    onFallback: (error) => told.push(error),
  })
  const moments = await turns([limiter], 3)
  expect(moments.at(-1)).toBeGreaterThanOrEqual(90)
  expect(told).toHaveLength(1)
})
