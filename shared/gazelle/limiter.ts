/** Spaces the calls of one account. It makes callers wait; it never refuses a call. */
export interface Limiter {
  /** Reserves the next call. @returns milliseconds to wait before making it. */
  reserve(signal?: AbortSignal): Promise<number>
  /** Gazelle answered "too many": pauses the account for `retryAfterMs`, and halves its rate for a while. */
  slowDown(retryAfterMs: number): Promise<void>
}

const slowestRate = 0.2 // calls a second: one call each five seconds still moves, and cannot offend
const recoveryMs = 60_000 // a minute without a complaint gives back one halving
const sameThrottleMs = 1000 // lanes side by side are refused together: that is one complaint

/** How much an account is slowed down: `level` halvings since `since`, nothing at all before `pausedUntil`. */
export interface Backoff {
  readonly level: number
  readonly since: number
  readonly pausedUntil: number
}

export const noBackoff: Backoff = { level: 0, since: 0, pausedUntil: 0 }

/** Halvings still in force at `now` (ms since the epoch). */
export const levelAt = (brake: Backoff, now: number): number =>
  Math.max(0, brake.level - Math.floor((now - brake.since) / recoveryMs))

/** Calls a second allowed at `now`, from `fullRate` when nothing slows the account down. */
export const rateAt = (brake: Backoff, fullRate: number, now: number): number =>
  Math.max(Math.min(slowestRate, fullRate), fullRate / 2 ** levelAt(brake, now))

/** The brake after Gazelle throttled a call at `now`. */
export function slowedDown(brake: Backoff, fullRate: number, now: number, retryAfterMs: number): Backoff {
  const deepest = Math.max(0, Math.ceil(Math.log2(fullRate / slowestRate)))
  const again = now - brake.since < sameThrottleMs
  return {
    level: again ? brake.level : Math.min(deepest, levelAt(brake, now) + 1),
    since: again ? brake.since : now,
    pausedUntil: Math.max(brake.pausedUntil, now + retryAfterMs),
  }
}

/**
 * The limiter of one process: calls evenly spaced, no bursts.
 * @param callsPerSecond the full rate; fractions are fine
 * @param now the clock, in milliseconds since the epoch
 */
export function memoryLimiter(callsPerSecond: number, now: () => number = Date.now): Limiter {
  let brake = noBackoff
  let nextCallAt = 0
  return {
    async reserve() {
      const time = now()
      const callAt = Math.max(time, nextCallAt, brake.pausedUntil)
      nextCallAt = callAt + 1000 / rateAt(brake, callsPerSecond, time)
      return callAt - time
    },
    async slowDown(retryAfterMs) {
      brake = slowedDown(brake, callsPerSecond, now(), retryAfterMs)
    },
  }
}
