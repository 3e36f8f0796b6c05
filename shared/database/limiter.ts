import { z } from 'zod'
import { type Limiter, memoryLimiter } from '../gazelle/limiter.ts'
import { call, type Rpc } from './rpc.ts'

const reservation = z.tuple([z.object({ wait_ms: z.number(), interval_ms: z.number() })])
const aheadMs = 1000 // a batch reaches no further ahead, so a process that stops wastes a second at most
const retryDatabaseMs = 30_000

export interface PostgresLimiterOptions {
  /** Schema `sync` of the Data API, as service_role. */
  db: Rpc
  account: string
  callsPerSecond: number
  /** Called once each time the database goes away. */
  onFallback?: (error: unknown) => void
}

/**
 * The limiter that all isolates share through Postgres. Reserves calls in batches that grow while they are used up, so
 * that a busy sweep asks the database about once a second. While the database is away, each process limits itself.
 */
export function postgresLimiter({
  db,
  account,
  callsPerSecond,
  onFallback,
}: PostgresLimiterOptions): Limiter {
  const local = memoryLimiter(callsPerSecond)
  let slots: number[] = []
  let spacing = 1000 / callsPerSecond
  let used = 0
  let lastCall = 0
  let asking: Promise<void> | null = null
  let retryAt = 0
  let hasWarned = false

  async function refill() {
    const calls = Math.max(1, Math.min(used * 2, Math.floor(aheadMs / spacing)))
    const args = { p_account: account, p_calls: calls, p_rate: callsPerSecond }
    const [{ wait_ms, interval_ms }] = await call(db, 'reserve_call', args, reservation)
    const first = performance.now() + wait_ms
    slots = Array.from({ length: calls }, (_, index) => first + index * interval_ms)
    spacing = interval_ms
    used = 0
    hasWarned = false
  }

  /** The instant of the next call, on this process's clock; a slot missed by more than a second is given up. */
  function nextCall(): number | undefined {
    const now = performance.now()
    slots = slots.filter((slot) => slot > now - aheadMs)
    const slot = slots.shift()
    if (slot === undefined) return undefined
    used++
    // Missed slots are made up for one by one, never in a burst.
    lastCall = Math.max(now, slot, lastCall + spacing)
    return lastCall
  }

  function fallBack(error: unknown) {
    retryAt = performance.now() + retryDatabaseMs
    if (!hasWarned) onFallback?.(error)
    hasWarned = true
  }

  return {
    async reserve() {
      for (;;) {
        if (performance.now() < retryAt) return local.reserve()
        const callAt = nextCall()
        if (callAt !== undefined) return Math.max(0, callAt - performance.now())
        try {
          asking ??= refill().finally(() => {
            asking = null
          })
          await asking
        } catch (error) {
          fallBack(error)
        }
      }
    },
    async slowDown(retryAfterMs) {
      slots = []
      used = 0
      await local.slowDown(retryAfterMs)
      try {
        await call(
          db,
          'slow_down',
          { p_account: account, p_retry_after_ms: Math.ceil(retryAfterMs) },
          z.unknown(),
        )
      } catch (error) {
        fallBack(error)
      }
    },
  }
}
