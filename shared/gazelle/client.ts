import pRetry from 'p-retry'
import { noAnswerOf } from '../no-answer.ts'
import {
  cursorRefused,
  fieldGone,
  fromGraphqlErrors,
  fromStatus,
  GazelleError,
  type GraphqlError,
  graphqlErrors,
  isAboutSize,
  notApi,
} from './errors.ts'
import { parseAnswer } from './json.ts'
import type { Limiter } from './limiter.ts'
import { hexOf } from './seal.ts'
import { textOf } from './text.ts'
import type { Credential } from './tokens.ts'
import { wait } from './wait.ts'

export { withoutErroredFields } from './partial.ts'

/** Why a call waits: its turn, a `Retry-After`, or the back-off after a failure. */
export interface Wait {
  reason: 'turn' | 'retry_after' | 'back_off'
  /** Milliseconds; of a back-off, what it came to. */
  ms: number
  error?: GazelleError
}

export interface Retry {
  /** Attempts after the first one. */
  retries: number
  /** First back-off in milliseconds; doubles each time, times a random 1 to 2. */
  minDelayMs: number
  /** Longest back-off in milliseconds. */
  maxDelayMs: number
  /** Longest `Retry-After` that is honoured, in milliseconds. */
  maxRetryAfterMs: number
}

export interface GazelleClientOptions {
  /** The GraphQL endpoint. */
  url: string
  credential: Credential
  limiter: Limiter
  retry?: Partial<Retry>
  /** For one attempt, from the first byte sent to the last byte read. */
  timeoutMs?: number
  /** Of an answer, unpacked: a small body can unpack to gigabytes. */
  maxBytes?: number
  fetch?: typeof fetch
  onWait?: (wait: Wait) => void
}

export interface Answer<Data> {
  data: Data
  /** Errors that came beside the data; see `withoutErroredFields`. */
  errors: GraphqlError[]
  /** Calls made for this answer, attempts that failed included. */
  apiCalls: number
  waitedMs: number
  /** When the call that was answered was sent, as `performance.now()` has it. */
  askedAt: number
  /** Bytes of the answer, unpacked. */
  bytes: number
}

export interface GazelleStats {
  apiCalls: number
  retries: number
  throttled: number
  waitedMs: number
}

export interface RequestOptions {
  signal?: AbortSignal | undefined
  retries?: number | undefined
  byField?: boolean
  /** Attempts where a smaller request may be answered, for a caller that then asks for less. */
  sizeTries?: number | undefined
  /** Counts the calls and the waiting, also where no answer comes. */
  spent?: { apiCalls: number; waitedMs: number }
  /** Called with the bytes of each answer that was read, also of one that is refused; of one that is too large, as far as it was read. */
  onRead?: ((bytes: number) => void) | undefined
  /** For one attempt, where the client's own is too long. */
  timeoutMs?: number | undefined
  /** Whether the query goes on from a cursor, which Gazelle may refuse. */
  hasCursor?: boolean
  /** Called with what keeps a call waiting: each attempt that fails, and a long wait for its turn that ends in vain. */
  onRetry?: (error: GazelleError) => void
}

export interface GazelleClient {
  /**
   * Asks Gazelle.
   * @param options.retries attempts after the first one, for a call that is made again anyhow
   * @param options.byField an answer of nothing but errors is an answer too: each root field is judged by itself
   * @throws GazelleError with one of its codes; the reason of `signal` when that aborts
   */
  request<Data>(query: string, variables: object, options?: RequestOptions): Promise<Answer<Data>>
  readonly stats: Readonly<GazelleStats>
}

/** A client that can tell its credential from another one. */
export interface AccountClient extends GazelleClient {
  /**
   * A digest of the API key, or `oauth`, since a person's tokens are stored for the right company alone.
   * @returns null where there is no credential to be had
   */
  credential(): Promise<string | null>
}

const usualRetry: Retry = { retries: 5, minDelayMs: 500, maxDelayMs: 30_000, maxRetryAfterMs: 120_000 }
const usualTimeoutMs = 30_000
const usualPauseMs = 1000 // after a 429 that names no time

/** A wait for one's turn that tells of a pause, or of a rate that is too low for all who call. */
const longTurnMs = 5000

const usualMaxBytes = 16 * 1024 * 1024

/** The one client that all modules share: credential, limiter, retries and errors are its concern, and no one else's. */
export function createGazelleClient(options: GazelleClientOptions): AccountClient {
  const { url, credential, limiter, maxBytes = usualMaxBytes, onWait } = options
  const retry = { ...usualRetry, ...options.retry }
  const stats: GazelleStats = { apiCalls: 0, retries: 0, throttled: 0, waitedMs: 0 }

  /** One call. The time is for the body too. */
  async function post(
    query: string,
    variables: object,
    headers: Record<string, string>,
    time: AbortSignal,
    onRead?: (bytes: number) => void,
  ) {
    const response = await (options.fetch ?? fetch)(url, {
      method: 'POST',
      // A redirect would carry the API key to another host, and turn the POST into a GET.
      redirect: 'manual',
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables, operationName: nameOf(query) }),
      signal: time,
    })
    const { text, bytes } = await textOf(response, maxBytes, onRead)
    return { response, text, bytes }
  }

  async function send<Data>(
    query: string,
    variables: object,
    headers: Record<string, string>,
    { signal, byField = false, hasCursor, onRead, timeoutMs: asked = usualTimeoutMs }: RequestOptions,
  ) {
    const timeoutMs = Math.min(asked, options.timeoutMs ?? usualTimeoutMs)
    const deadline = AbortSignal.timeout(timeoutMs)
    const askedAt = performance.now()
    let answered: Awaited<ReturnType<typeof post>>
    try {
      const time = signal ? AbortSignal.any([signal, deadline]) : deadline
      answered = await post(query, variables, headers, time, onRead)
    } catch (error) {
      signal?.throwIfAborted()
      if (deadline.aborted)
        throw new GazelleError('gazelle_timeout', `Gazelle did not answer within ${timeoutMs} ms`, {
          cause: error,
        })
      throw classified(error, url)
    }
    // Outside the try block: a TypeError of this code must not look like a network failure.
    const { response, text, bytes } = answered
    const body = bodyOf(text)
    const errors = graphqlErrors(body?.errors)
    const refused = hasCursor ? cursorRefused(errors) : null
    if (refused) throw refused
    if (!response.ok) throw fromStatus(response.status, response.headers, errors)
    const wrong = notApi(response, text)
    if (wrong) throw wrong
    if (!body) throw new GazelleError('gazelle_answer_unreadable', 'Gazelle’s answer is not GraphQL’s JSON')
    return { ...judged<Data>(body.data, errors, byField), askedAt, bytes }
  }

  return {
    stats,
    credential: () => identityOf(credential),
    async request<Data>(query: string, variables: object, options: RequestOptions = {}) {
      const { signal, retries = retry.retries } = options
      let apiCalls = 0
      let waitedMs = 0
      let renewed = false
      let failure: { error: GazelleError; at: number } | null = null
      /** Failures of a kind that is repeated a few times only. */
      let limited = 0

      const waited = (wait: Wait) => {
        waitedMs += wait.ms
        if (options.spent) options.spent.waitedMs += wait.ms
        stats.waitedMs += wait.ms
        if (wait.ms > 0) onWait?.(wait)
      }

      const call = async (headers: Record<string, string>) => {
        const waitStarted = performance.now()
        try {
          const turnMs = await limiter.reserve(signal)
          if (turnMs > 0) await wait(turnMs, signal)
        } catch (error) {
          const ms = performance.now() - waitStarted
          if (ms > longTurnMs) options.onRetry?.(heldBack(ms))
          throw error
        }
        waited({ reason: 'turn', ms: Math.round(performance.now() - waitStarted) })
        apiCalls++
        if (options.spent) options.spent.apiCalls++
        stats.apiCalls++
        return send<Data>(query, variables, headers, options)
      }

      const attempt = async () => {
        if (failure)
          waited({ reason: 'back_off', ms: Math.round(performance.now() - failure.at), error: failure.error })
        const headers = await credential.headers()
        try {
          return await call(headers)
        } catch (error) {
          const expired = error instanceof GazelleError && error.status === 401 && !renewed
          if (!expired || !(await credential.refused(headers))) throw error
          renewed = true
          return call(await credential.headers())
        }
      }

      const answer = await pRetry(attempt, {
        retries,
        minTimeout: retry.minDelayMs,
        maxTimeout: retry.maxDelayMs,
        randomize: true,
        ...(signal && { signal }),
        shouldRetry: ({ error, attemptNumber }) =>
          error instanceof GazelleError &&
          error.retryable &&
          limited <= error.mostRetries &&
          !(isAboutSize(error) && hasTriedEnough(error, attemptNumber, options.sizeTries)),
        async onFailedAttempt({ error, retriesLeft }) {
          if (!(error instanceof GazelleError)) return
          options.onRetry?.(error)
          const throttled = error.code === 'gazelle_throttled'
          const pauseMs = Math.min(
            error.retryAfterMs ?? (throttled ? usualPauseMs : 0),
            retry.maxRetryAfterMs,
          )
          if (throttled) stats.throttled++
          if (throttled || pauseMs > 0) await limiter.slowDown(pauseMs)
          if (Number.isFinite(error.mostRetries)) limited++
          if (!error.retryable || retriesLeft === 0 || limited > error.mostRetries) return
          stats.retries++
          const waitStarted = performance.now()
          if (pauseMs > 0) await wait(pauseMs, signal)
          waited({ reason: 'retry_after', ms: Math.round(performance.now() - waitStarted), error })
          failure = { error, at: performance.now() }
        },
      })
      return { ...answer, apiCalls, waitedMs }
    },
  }
}

const identityOf = async (credential: Credential): Promise<string | null> => {
  // Why there is none, the first request says.
  const headers = await credential.headers().catch(() => null)
  const key = headers?.['x-gazelle-api-key']
  if (key === undefined) return headers && 'oauth'
  return hexOf(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)))
}

const heldBack = (ms: number) =>
  new GazelleError(
    'gazelle_throttled',
    `The account’s calls are held back: one has waited ${Math.round(ms / 1000)} s for its turn`,
  )

/** Whether a smaller request is the next thing to try. A time-out alone has taken long enough. */
const hasTriedEnough = (error: GazelleError, attempts: number, tries = Number.POSITIVE_INFINITY) =>
  attempts >= tries || (tries < Number.POSITIVE_INFINITY && error.code === 'gazelle_timeout')

/** The name of a query's operation: Gazelle's logs and error paths show it. */
const nameOf = (query: string) => /^\s*(?:query|mutation)\s+(\w+)/.exec(query)?.[1]

/** The members of an answer; null where the text is no JSON object. */
function bodyOf(text: string): { data?: unknown; errors?: unknown } | null {
  try {
    const body = parseAnswer(text)
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : null
  } catch {
    return null
  }
}

/** Keeps an answer that holds anything; an answer of nothing but errors is an error. */
function judged<Data>(
  data: unknown,
  errors: GraphqlError[],
  byField: boolean,
): { data: Data; errors: GraphqlError[] } {
  const gone = fieldGone(errors)
  if (gone) throw gone
  const empty = !isData<Data>(data)
  // A root field that is null because of an error must not look like a missing record.
  if (errors.length > 0 && (empty || (!byField && Object.values(data).every((value) => value === null))))
    throw fromGraphqlErrors(errors)
  if (empty)
    throw new GazelleError('gazelle_answer_unreadable', 'Gazelle’s answer holds neither data nor errors')
  return { data, errors }
}

/** Whether there is any data; what each query asks for is read field by field later. */
const isData = <Data>(data: unknown): data is Data & object => typeof data === 'object' && data !== null

/** What was thrown while an answer was fetched, as one of our errors. */
function classified(error: unknown, url: string): GazelleError {
  if (error instanceof GazelleError) return error
  // fetch rejects with a TypeError, while connecting and while reading.
  if (error instanceof TypeError)
    return new GazelleError('gazelle_unreachable', `Gazelle cannot be reached: ${noAnswerOf(url, error)}`, {
      cause: error,
    })
  return new GazelleError('gazelle_answer_unreadable', 'Gazelle’s answer cannot be read', { cause: error })
}
