import { z } from 'zod'
import { rpcError } from '../database/rpc.ts'
import { logError } from '../log.ts'

/** A reader of views of one schema with a time limit, such as supabase-js's `client.schema('monitoring')`. */
export interface HealthSource {
  from(view: 'module_health'): {
    select(columns: string): {
      abortSignal(signal: AbortSignal): PromiseLike<{ data: unknown; error: { message: string } | null }>
    }
  }
}

const rows = z.array(
  z.object({
    module: z.string(),
    account_id: z.string(),
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    running: z.boolean(),
    last_success_at: z.string().nullable(),
    age_seconds: z.number().nullable(),
    fresh_within_seconds: z.number(),
    failures_24h: z.number(),
    pending: z.number(),
    rejected: z.number(),
    placeholders: z.number(),
    held_back: z.number(),
    paused: z.boolean(),
  }),
)

/** The state of one kind of data. */
export interface ModuleHealth {
  module: string
  account: string
  status: 'healthy' | 'degraded' | 'unhealthy'
  running: boolean
  lastSuccessAt: string | null
  /** Seconds since the watermark, from which everything is read; null before the first. */
  ageSeconds: number | null
  /** The freshness target, in seconds. */
  freshWithinSeconds: number
  failures24h: number
  pending: number
  rejected: number
  placeholders: number
  heldBack: number
  /** No schedule syncs its account. */
  paused: boolean
}

/** The answer of `health`. `error` is there when the database does not answer, or nothing we can read. */
export interface Health {
  status: ModuleHealth['status']
  checkedAt: string
  modules: ModuleHealth[]
  error?: { code: 'database_away' | 'unexpected'; message: string; hint: string }
}

const databaseAway: NonNullable<Health['error']> = {
  code: 'database_away',
  message: 'The database does not answer.',
  hint: 'Check the project’s state. Nothing is lost: runs resume when it is back.',
}

const stateUnreadable: NonNullable<Health['error']> = {
  code: 'unexpected',
  message: 'The state cannot be read.',
  hint: 'A fault of ours: the function’s log has the details.',
}

const ranks = ['healthy', 'degraded', 'unhealthy'] as const

/**
 * Reads the state of every kind of data. Never throws, and waits no longer than `withinMs`: a monitor needs an
 * answer now. Holds no secret and nothing of the company's data.
 * @param withinMs milliseconds until the database counts as away
 */
export async function readHealth(monitoring: HealthSource, withinMs = 2500): Promise<Health> {
  const checkedAt = new Date().toISOString()
  const columns = Object.keys(rows.element.shape).join(',')
  const late = AbortSignal.timeout(withinMs)
  const query = Promise.resolve(monitoring.from('module_health').select(columns).abortSignal(late))
  // The time limit holds even if the client ignores the abort.
  const timedOut = new Promise<null>((resolve) => late.addEventListener('abort', () => resolve(null)))
  const without = (error: NonNullable<Health['error']>): Health => ({
    status: 'unhealthy',
    checkedAt,
    modules: [],
    error,
  })
  const answer = await Promise.race([query, timedOut]).catch((error: unknown) => {
    logError(error, { function: 'health' })
    return null
  })
  if (answer?.error) logError(rpcError('module_health', answer.error), { function: 'health' })
  if (answer === null || answer.error) return without(databaseAway)
  const read = rows.safeParse(answer.data)
  if (!read.success) {
    logError(read.error, { function: 'health' })
    return without(stateUnreadable)
  }
  const modules = read.data.map(
    (row): ModuleHealth => ({
      module: row.module,
      account: row.account_id,
      status: row.status,
      running: row.running,
      lastSuccessAt: row.last_success_at,
      ageSeconds: row.age_seconds,
      freshWithinSeconds: row.fresh_within_seconds,
      failures24h: row.failures_24h,
      pending: row.pending,
      rejected: row.rejected,
      placeholders: row.placeholders,
      heldBack: row.held_back,
      paused: row.paused,
    }),
  )
  const worst = Math.max(0, ...modules.map(({ status }) => ranks.indexOf(status)))
  return { status: ranks[worst] ?? 'unhealthy', checkedAt, modules }
}

/** `readHealth` as an HTTP answer: 503 when something is unhealthy or the database is away, else 200. */
export const healthResponse = (health: Health): Response =>
  Response.json(health, {
    status: health.status === 'unhealthy' ? 503 : 200,
    headers: { 'cache-control': 'no-store' },
  })
