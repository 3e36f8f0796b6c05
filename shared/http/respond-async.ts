import { logError } from '../log.ts'

/** Keeps the worker alive until work that goes on after its answer has ended. */
export type Hold = (work: Promise<void>) => void

// What Supabase's edge runtime has beside Deno; no other runtime has it.
declare const EdgeRuntime: { waitUntil(work: Promise<void>): void } | undefined

const runtimeHold = (): Hold | null =>
  typeof EdgeRuntime === 'undefined' ? null : (work) => EdgeRuntime.waitUntil(work)

/** Whether the caller sent `Prefer: respond-async` (RFC 7240). */
export const prefersAsync = ({ headers }: Request): boolean =>
  (headers.get('prefer') ?? '')
    .split(',')
    .some((preference) => preference.split(';')[0]?.trim().toLowerCase() === 'respond-async')

/**
 * Answers 202 with `begun` at once where the caller prefers that, and `work` goes on; the log then has what went wrong, since no
 * caller reads it. Where the caller waits, or the runtime ends a worker with its answer, it is what `work` answers.
 * @param about what the log names beside the error
 * @param hold the runtime's, or that of a test
 */
export async function respond(
  request: Request,
  begun: object,
  work: Promise<Response>,
  about: Record<string, string | number | null>,
  hold: Hold | null = runtimeHold(),
): Promise<Response> {
  if (hold === null || !prefersAsync(request)) return work
  hold(logFailure(work, about))
  return Response.json(begun, { status: 202, headers: { 'preference-applied': 'respond-async' } })
}

/** Settles with the work; never rejects. */
const logFailure = async (work: Promise<Response>, about: Record<string, string | number | null>) => {
  try {
    const answer = await work
    if (!answer.ok) logError(`answered ${answer.status} after 202: ${await answer.text()}`, about)
  } catch (error) {
    logError(error, about)
  }
}
