import pRetry, { AbortError } from 'p-retry'
import { reasonOf } from '../no-answer.ts'
import { cleanText } from '../secrets.ts'

/** What a receiver answered. Only `acknowledged` means that the message arrived. */
export interface Answer {
  acknowledged: boolean
  /** Status and the beginning of the body, or why there was no answer. Holds no secret and no address. */
  answer: string
  /** `Retry-After` of the answer, in milliseconds. */
  retryAfterMs: number
  /** HTTP 410: it is wanted no longer. */
  isGone?: boolean
  /** Another 4xx that is not about the moment: this message is refused, which says nothing of others. */
  isRefused?: boolean
}

/** Time limits and retries within one attempt of delivery. */
export interface RetryPolicy {
  /** Milliseconds for one attempt. */
  timeoutMs: number
  /** Attempts after the first. */
  retries: number
  /** Milliseconds before the second attempt; doubled from then on. */
  pauseMs: number
}

// Three attempts of eight seconds end well inside the minute until the next call.
export const defaultRetryPolicy: RetryPolicy = { timeoutMs: 8000, retries: 2, pauseMs: 500 }

const isTransient = (status: number) => status === 408 || status === 429 || status >= 500

const isRefusal = (status: number) => status >= 400 && status < 500 && ![408, 410, 429].includes(status)

const answerText = (status: number, body: string) => {
  const text = cleanText(body)
  return text ? `HTTP ${status}: ${text}` : `HTTP ${status}`
}

class Unacknowledged extends Error {
  readonly answer: Answer
  constructor(answer: Answer) {
    super(answer.answer)
    this.answer = answer
  }
}

class Unreachable extends Error {}

const longestPauseMs = 24 * 3_600_000

// Seconds or a date: RFC 9110, 10.2.3.
const retryAfterMs = (headers: Headers) => {
  const value = headers.get('retry-after') ?? ''
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return ms > 0 ? Math.min(ms, longestPauseMs) : 0
}

// Only the start of a body is read: an endless one must not fill the memory.
async function bodyStart(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (!reader) return ''
  const decoder = new TextDecoder()
  let text = ''
  while (text.length < 2000) {
    const { done, value } = await reader.read()
    if (done) return text
    text += decoder.decode(value, { stream: true })
  }
  await reader.cancel()
  return text
}

/** Sends a request and reads the start of the answer. @throws Unreachable */
async function exchange(request: Request): Promise<{ response: Response; body: string }> {
  try {
    const response = await fetch(request)
    return { response, body: await bodyStart(response) }
  } catch (cause) {
    throw new Unreachable('no answer', { cause })
  }
}

/**
 * Posts once, and again while the other side is away, slow or full. Bounded, follows no redirect: a page that a misspelt
 * address is sent on to would answer 200 as well.
 * @param isAcknowledged what beside a 2xx proves that it arrived
 * @throws only for a fault of ours
 */
export async function post(
  request: { url: string; headers?: Record<string, string>; body: string },
  patience: RetryPolicy = defaultRetryPolicy,
  isAcknowledged: (body: string) => boolean = () => true,
): Promise<Answer> {
  const attempt = async (): Promise<Answer> => {
    // Made here, so that a header or an address that cannot be sent does not look like a network that is down.
    const sent = new Request(request.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...request.headers },
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(patience.timeoutMs),
    })
    const { response, body } = await exchange(sent)
    const answer = answerText(response.status, body)
    if (response.ok && isAcknowledged(body)) return { acknowledged: true, answer, retryAfterMs: 0 }
    const refusal = new Unacknowledged({
      acknowledged: false,
      answer,
      retryAfterMs: retryAfterMs(response.headers),
      isGone: response.status === 410,
      isRefused: isRefusal(response.status),
    })
    // The next cycle tries again; within this one only a transient failure is retried.
    throw isTransient(response.status) && refusal.answer.retryAfterMs === 0
      ? refusal
      : new AbortError(refusal)
  }
  try {
    return await pRetry(attempt, {
      retries: patience.retries,
      minTimeout: patience.pauseMs,
      factor: 2,
      randomize: true,
      shouldRetry: () => true,
    })
  } catch (error) {
    if (error instanceof Unacknowledged) return error.answer
    if (!(error instanceof Unreachable)) throw error
    return { acknowledged: false, answer: failureText(error.cause, patience), retryAfterMs: 0 }
  }
}

// The address is left out, since it can hold a key.
const failureText = (error: unknown, { timeoutMs }: RetryPolicy): string => {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeoutMs} ms`
  return `cannot be reached (${reasonOf(error)})`
}
