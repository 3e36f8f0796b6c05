import { AppError } from '../errors.ts'
import type { AlertSettings } from '../settings.ts'
import { type Answer, type Patience, post } from './post.ts'

/**
 * Tells the watch outside that a cycle was good, or with `/fail` why it was not (https://healthchecks.io/docs/http_api/).
 * Silence is what it alarms on, so nothing is told when nothing runs.
 * @param problem null after a good cycle
 * @returns null when no heartbeat is set up
 */
export async function sendHeartbeat(
  heartbeat: AlertSettings['heartbeat'],
  problem: string | null,
  patience?: Patience,
): Promise<Answer | null> {
  if (heartbeat === null) return null
  if (heartbeat instanceof AppError)
    return { acknowledged: false, answer: `${heartbeat.code}: ${heartbeat.message}`, retryAfterMs: 0 }
  const url = new URL(heartbeat.url)
  if (problem !== null) url.pathname = `${url.pathname.replace(/\/+$/, '')}/fail`
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  return post({ url: url.href, headers, body: problem ?? 'good' }, patience)
}
