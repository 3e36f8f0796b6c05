import { type Answer, post, type RetryPolicy } from '../delivery/post.ts'
import { AppError } from '../errors.ts'
import type { AlertSettings } from '../settings.ts'

/**
 * Reports a cycle to the external monitor: success, or with `/fail` the problem (https://healthchecks.io/docs/http_api/).
 * The monitor alarms on silence, so that it notices when no cycle runs at all.
 * @param problem null after a good cycle
 * @returns null when no heartbeat is set up
 */
export async function sendHeartbeat(
  heartbeat: AlertSettings['heartbeat'],
  problem: string | null,
  patience?: RetryPolicy,
): Promise<Answer | null> {
  if (heartbeat === null) return null
  if (heartbeat instanceof AppError)
    return { acknowledged: false, answer: `${heartbeat.code}: ${heartbeat.message}`, retryAfterMs: 0 }
  const url = new URL(heartbeat.url)
  if (problem !== null) url.pathname = `${url.pathname.replace(/\/+$/, '')}/fail`
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  return post({ url: url.href, headers, body: problem ?? 'good' }, patience)
}
