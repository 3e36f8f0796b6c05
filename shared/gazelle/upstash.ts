import { Ratelimit } from '@upstash/ratelimit'
import type { Redis } from '@upstash/redis'
import pLimit from 'p-limit'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import {
  type Backoff,
  type Limiter,
  levelAt,
  memoryLimiter,
  noBackoff,
  rateAt,
  slowedDown,
} from './limiter.ts'
import { wait } from './wait.ts'

export interface UpstashLimiterOptions {
  redis: Redis
  callsPerSecond: number
  account: string
  /** Called once each time Redis goes away. */
  onFallback?: (error: unknown) => void
}

const answerTimeoutMs = 2000
const retryRedisMs = 30_000
const brakeMaxAgeMs = 2000 // another isolate's 429 is felt here within this
const brakeLifeMs = 600_000 // longer than the deepest brake needs to recover

const brakeForm = z.object({ level: z.number(), since: z.number(), pausedUntil: z.number() })

/**
 * The limiter that all isolates share, on `@upstash/ratelimit`'s token bucket. The wait happens inside `reserve`, since
 * Redis answers when to ask again and keeps no queue. While Redis is away, each process limits itself.
 */
export function upstashLimiter({
  redis,
  callsPerSecond,
  account,
  onFallback,
}: UpstashLimiterOptions): Limiter {
  const brakeKey = `gazelle:brake:${account}`
  const local = memoryLimiter(callsPerSecond)
  // Only the first in the line polls Redis, so n waiters cost n commands, not n².
  const inTurn = pLimit(1)
  const buckets = new Map<number, Ratelimit>()
  let brake: Backoff = noBackoff
  let brakeReadAt = 0
  let retryAt = 0
  let hasWarned = false

  /** A bucket of one token for each rate: calls come evenly spaced. */
  function bucket(level: number, rate: number) {
    const known = buckets.get(level)
    if (known) return known
    const made = new Ratelimit({
      redis,
      limiter: Ratelimit.tokenBucket(1, `${Math.max(1, Math.round(1000 / rate))} ms`, 1),
      prefix: 'gazelle:limit',
      ephemeralCache: false,
      timeout: answerTimeoutMs,
    })
    buckets.set(level, made)
    return made
  }

  async function readBrake(now: number) {
    if (now - brakeReadAt < brakeMaxAgeMs) return
    brakeReadAt = now
    const shared = brakeForm.safeParse(await redis.get(brakeKey)).data
    if (shared && shared.since >= brake.since) brake = shared
  }

  async function take(signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted()
      const now = Date.now()
      await readBrake(now)
      if (brake.pausedUntil > now) {
        await wait(brake.pausedUntil - now, signal)
        continue
      }
      const level = levelAt(brake, now)
      const { success, reset, reason } = await bucket(level, rateAt(brake, callsPerSecond, now)).limit(
        `${account}:${level}`,
      )
      if (reason === 'timeout')
        throw new AppError('redis_timeout', `Redis did not answer within ${answerTimeoutMs} ms`, {
          hint: 'Until it answers, each process limits its own calls.',
          about: 'UPSTASH_REDIS_REST_URL',
        })
      if (success) return
      await wait(Math.max(1, reset - Date.now()), signal)
    }
  }

  function fallBack(error: unknown) {
    retryAt = Date.now() + retryRedisMs
    if (!hasWarned) onFallback?.(error)
    hasWarned = true
  }

  return {
    reserve: (signal) =>
      inTurn(async () => {
        if (Date.now() < retryAt) return local.reserve()
        try {
          await take(signal)
          hasWarned = false
          return 0
        } catch (error) {
          signal?.throwIfAborted()
          fallBack(error)
          return local.reserve()
        }
      }),
    async slowDown(retryAfterMs) {
      await local.slowDown(retryAfterMs)
      try {
        brakeReadAt = 0
        await readBrake(Date.now())
        brake = slowedDown(brake, callsPerSecond, Date.now(), retryAfterMs)
        await redis.set(brakeKey, brake, { px: brakeLifeMs + retryAfterMs })
      } catch (error) {
        brake = slowedDown(brake, callsPerSecond, Date.now(), retryAfterMs)
        fallBack(error)
      }
    },
  }
}
