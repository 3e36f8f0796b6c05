import { createClient } from '@supabase/supabase-js'
import pRetry from 'p-retry'
import { noAnswerOf } from '../no-answer.ts'
import type { Database } from './types.generated.ts'

/** The project's database through its Data API, as the key's role, or as a member. */
export type DatabaseClient = ReturnType<typeof connect>

/** How long a call is retried while the database is away. */
export interface RetryPolicy {
  /** Milliseconds; after them the failure is given to the caller. */
  forMs: number
}

/**
 * Opens the database. Calls that find it away, restarting or full are repeated; that is safe, since each call is one
 * transaction and a page sent twice counts once.
 * @param url the project's URL, without path
 * @param key `sb_secret_…`, or a publishable key beside a member's token: then the database is what that member sees
 * @param authorization the header of that name, with the token
 */
export const connect = (
  url: string,
  key: string,
  patience: RetryPolicy,
  authorization: string | null = null,
) =>
  createClient<Database>(url, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    // The retries of supabase-js would multiply with those below.
    db: { retry: false },
    global: { fetch: fetchWithRetry(patience), ...(authorization && { headers: { authorization } }) },
  })

// Connection trouble and lost races by SQLSTATE, and PostgREST's own codes for a database that is away; a connection
// that died under a statement leaves no code at all.
const transient = /^(|08...|40001|40P01|53...|55P03|57P0.|58...|PGRST00[0-3])$/

class DatabaseUnavailable extends Error {
  readonly response: Response | null
  constructor(response: Response | null, cause?: unknown) {
    super('the database is away', { cause })
    this.response = response
  }
}

/** A fetch that asks a database which is away again, until the policy's time is over. */
export function fetchWithRetry({ forMs }: RetryPolicy): typeof fetch {
  const attempt = async (input: RequestInfo | URL, init: RequestInit | undefined) => {
    let response: Response
    let text: string
    try {
      response = await fetch(input, init)
      text = await response.text()
    } catch (cause) {
      init?.signal?.throwIfAborted()
      throw new DatabaseUnavailable(null, cause)
    }
    const again = new Response(text || null, response)
    if (response.ok) return again
    const code = sqlstate(text)
    if ((code !== null && transient.test(code)) || [502, 503, 504].includes(response.status))
      throw new DatabaseUnavailable(again)
    return again
  }

  return async (input, init) => {
    const body = typeof init?.body === 'string' ? storable(init.body) : (init?.body ?? null)
    const firstAt = performance.now()
    const send = (count: number) =>
      attempt(input, {
        ...init,
        body: count > 1 && typeof body === 'string' ? older(body, performance.now() - firstAt) : body,
      })
    try {
      return await pRetry(send, {
        retries: Number.POSITIVE_INFINITY,
        maxRetryTime: forMs,
        minTimeout: 100,
        maxTimeout: 5000,
        randomize: true,
        ...(init?.signal && { signal: init.signal }),
        shouldRetry: ({ error }) => error instanceof DatabaseUnavailable,
      })
    } catch (error) {
      if (error instanceof DatabaseUnavailable && error.response) return error.response
      if (!(error instanceof DatabaseUnavailable)) throw error
      // supabase-js makes a message of both: fetch's own names neither host nor reason.
      const { message: name, cause } = error
      throw Object.assign(new Error(noAnswerOf(addressOf(input), cause), { cause }), { name })
    }
  }
}

const addressOf = (input: RequestInfo | URL) => (input instanceof Request ? input.url : String(input))

/**
 * A body as it is sent again. What it carries has grown older by then: with the age of its first attempt, old content would
 * look newer than what was asked for meanwhile. Only a parameter's name stands so in JSON: in a text the quotes are escaped.
 */
const older = (json: string, ms: number): string =>
  json.replace(/"p_age_ms":(\d+)/, (_, age: string) => `"p_age_ms":${Number(age) + Math.ceil(ms)}`)

const sqlstate = (body: string): string | null => {
  try {
    const { code } = JSON.parse(body)
    return typeof code === 'string' ? code : null
  } catch {
    return null
  }
}

/**
 * JSON that Postgres can store: NUL and lone surrogates, which `jsonb` refuses, become U+FFFD, so that one bad
 * character never refuses a page. The reconciler notes it as `lost_character`.
 */
export const storable = (json: string): string =>
  /\\u0000|\\ud[89a-f]/i.test(json)
    ? json.replace(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/gi, (found) => (found === '\\\\' ? found : '\ufffd'))
    : json
