import { z } from 'zod'
import { AppError, type ErrorDetails } from '../errors.ts'

/** What can go wrong between us and Gazelle. `docs/API_REFERENCE.md` lists each with its remedy. */
export type GazelleErrorCode = keyof typeof facts

/** For each code: is the same call worth repeating, and what can a person do. */
const facts = {
  gazelle_unreachable: {
    retryable: true,
    hint: 'Check the network and GAZELLE_API_URL; the run resumes by itself.',
  },
  gazelle_timeout: { retryable: true, hint: 'Gazelle is slow. If it lasts, ask for smaller pages.' },
  gazelle_throttled: { retryable: true, hint: 'Lower GAZELLE_RATE_LIMIT if this comes back.' },
  gazelle_server_error: { retryable: true, hint: 'A fault on Gazelle’s side; the run resumes by itself.' },
  gazelle_answer_unreadable: { retryable: true, hint: 'Check that GAZELLE_API_URL is the GraphQL endpoint.' },
  gazelle_answer_too_large: {
    retryable: false,
    hint: 'A smaller page is asked for by itself; a single record of that size is left out and named.',
  },
  gazelle_cursor_refused: { retryable: false, hint: 'The list is read from its start again, by itself.' },
  gazelle_credential_refused: {
    retryable: false,
    hint: 'Connect again (`gazelle connect`) or replace GAZELLE_API_KEY; the account must be a full admin.',
  },
  gazelle_not_connected: { retryable: false, hint: 'Connect the account once with `gazelle connect`.' },
  gazelle_field_gone: {
    retryable: false,
    hint: 'Gazelle’s schema changed. Take the field out of the module’s query, or rename it there.',
  },
  gazelle_query_refused: { retryable: false, hint: 'Compare the module’s query with Gazelle’s schema.' },
  token_unreadable: {
    retryable: true,
    hint: 'The stored token could not be read; it was not refused. Check the database.',
  },
  token_not_stored: { retryable: true, hint: 'The new token is kept in memory and stored at the next call.' },
  token_key_wrong: {
    retryable: false,
    hint: 'Set TOKEN_ENCRYPTION_KEY to the key the token was sealed with, or connect again.',
  },
} as const satisfies Record<string, { retryable: boolean; hint: string }>

interface Details extends ErrorDetails {
  /** Of the HTTP answer. */
  status?: number | undefined
  /** What the server asked for with `Retry-After`, in milliseconds. */
  retryAfterMs?: number | undefined
}

/** An `AppError` with what retries are decided by. */
export class GazelleError extends AppError {
  declare readonly code: GazelleErrorCode
  readonly status: number | null
  readonly retryAfterMs: number | null
  /** Whether the same call is worth repeating. */
  readonly retryable: boolean

  constructor(code: GazelleErrorCode, message: string, { status, retryAfterMs, ...details }: Details = {}) {
    super(code, message, { hint: facts[code].hint, ...details })
    this.status = status ?? null
    this.retryAfterMs = retryAfterMs ?? null
    this.retryable = facts[code].retryable
  }
}

const graphqlError = z.looseObject({
  message: z.string().catch('(no message)'),
  path: z
    .array(z.union([z.string(), z.number()]))
    .nullish()
    .catch(null),
  extensions: z
    .looseObject({ code: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
})

/** One entry of an answer's `errors`. */
export type GraphqlError = z.infer<typeof graphqlError>

/** Reads an answer's `errors` whatever their shape; a null is no error, and a text is an error's message. */
export const graphqlErrors = (value: unknown): GraphqlError[] =>
  (Array.isArray(value) ? value : [value]).flatMap(
    (entry) => graphqlError.safeParse(typeof entry === 'string' ? { message: entry } : entry).data ?? [],
  )

const codeOf = (error: GraphqlError) => error.extensions?.code ?? null

// graphql-ruby's codes for "the schema no longer has what the query asks for" (lib/graphql/static_validation).
const schemaDrift = new Set([
  'undefinedField',
  'argumentNotAccepted',
  'undefinedType',
  'undefinedDirective',
  'missingRequiredArguments',
  'missingRequiredInputObjectAttribute',
  'argumentLiteralsIncompatible',
  'selectionMismatch',
  'variableRequiresValidType',
  'variableMismatch',
])
const throttling = new Set(['THROTTLED', 'RATE_LIMITED', 'TOO_MANY_REQUESTS', 'MAX_COST_EXCEEDED'])
const serverFault = new Set(['INTERNAL_SERVER_ERROR', 'INTERNAL_ERROR', 'SERVICE_UNAVAILABLE', 'TIMEOUT'])

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** The name of what is gone, for display: from `extensions`, else from graphql-ruby's wording in any language. */
function nameOfField(error: GraphqlError): string | undefined {
  const facts = error.extensions ?? {}
  const quoted = [...error.message.matchAll(/['"«]\s?([A-Za-z_][\w.]*)\s?['"»]/g)].map((match) => match[1])
  const [first, second] = quoted
  if (codeOf(error) === 'argumentNotAccepted') {
    const field = text(facts.name) ?? first
    const argument = text(facts.argumentName) ?? second
    return argument && field ? `${field}(${argument}:)` : (argument ?? field)
  }
  const field = text(facts.fieldName) ?? first
  const type = text(facts.typeName) ?? second
  return type && field && /^[A-Z]/.test(type) ? `${type}.${field}` : field
}

/**
 * The error that says the query asks for something Gazelle no longer has, if `errors` holds one.
 * Told by `extensions.code`, never by the message, which can be in the account's language.
 */
export function fieldGone(errors: GraphqlError[]): GazelleError | null {
  const gone = errors.filter((error) => schemaDrift.has(codeOf(error) ?? ''))
  if (gone.length === 0) return null
  const names = [...new Set(gone.flatMap((error) => nameOfField(error) ?? []))].join(', ')
  return new GazelleError(
    'gazelle_field_gone',
    `Gazelle no longer accepts ${names || 'a part of the query'}`,
    {
      about: names || undefined,
      cause: gone,
    },
  )
}

/** The error that says that Gazelle no longer takes a list's cursor. No code is known for it: its message names it, in any language. */
export function cursorRefused(errors: GraphqlError[]): GazelleError | null {
  const refusal = errors.find(
    (error) => !schemaDrift.has(codeOf(error) ?? '') && /curs(?:or|eur)/i.test(error.message),
  )
  if (!refusal) return null
  return new GazelleError('gazelle_cursor_refused', `Gazelle refused the cursor: ${refusal.message}`, {
    about: refusal.path?.join('.'),
    cause: errors,
  })
}

/** The error for an answer that brought `errors` and nothing to keep. */
export function fromGraphqlErrors(errors: GraphqlError[], status?: number): GazelleError {
  const gone = fieldGone(errors)
  if (gone) return gone
  const first = errors[0]
  const code = first ? codeOf(first) : null
  const message = first?.message ?? 'an empty answer'
  const details = { about: first?.path?.join('.'), status, cause: errors }
  if (code && throttling.has(code))
    return new GazelleError('gazelle_throttled', `Gazelle asks for fewer calls: ${message}`, details)
  if (code === 'UNAUTHENTICATED')
    return new GazelleError('gazelle_credential_refused', `Gazelle refused the credential: ${message}`, {
      ...details,
      status: 401,
    })
  if (!code || serverFault.has(code))
    return new GazelleError('gazelle_server_error', `Gazelle failed: ${message}`, details)
  return new GazelleError('gazelle_query_refused', `Gazelle refused the query (${code}): ${message}`, details)
}

/**
 * Milliseconds that a `Retry-After` header asks for (seconds or an HTTP date), or undefined without one.
 * `now` is in milliseconds since the epoch.
 */
export function retryAfterMs(headers: Headers, now = Date.now()): number | undefined {
  const header = headers.get('retry-after')?.trim()
  if (!header) return undefined
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isNaN(ms) ? undefined : Math.max(0, Math.ceil(ms))
}

/** The error for an HTTP status other than 2xx; `errors` is what its body held, if it was GraphQL. */
export function fromStatus(status: number, headers: Headers, errors: GraphqlError[] = []): GazelleError {
  const details = { status, retryAfterMs: retryAfterMs(headers) }
  if (status === 401 || status === 403)
    return new GazelleError(
      'gazelle_credential_refused',
      `Gazelle refused the credential (HTTP ${status})`,
      details,
    )
  if (status === 429)
    return new GazelleError('gazelle_throttled', 'Gazelle asks for fewer calls (HTTP 429)', details)
  if (status === 408 || status === 504)
    return new GazelleError('gazelle_timeout', `Gazelle gave up waiting (HTTP ${status})`, details)
  if (status >= 500)
    return new GazelleError('gazelle_server_error', `Gazelle failed (HTTP ${status})`, details)
  if (errors.length > 0) return fromGraphqlErrors(errors, status)
  return new GazelleError('gazelle_query_refused', `Gazelle refused the call (HTTP ${status})`, details)
}

const aboutSize = new Set<GazelleErrorCode>([
  'gazelle_query_refused',
  'gazelle_timeout',
  'gazelle_server_error',
  'gazelle_answer_unreadable',
  'gazelle_answer_too_large',
])

/** Whether a smaller request may be answered. An answer that cannot be read may have been cut; one whose form is wrong names its field. */
export const isAboutSize = (error: unknown): boolean =>
  error instanceof GazelleError &&
  aboutSize.has(error.code) &&
  !(error.code === 'gazelle_answer_unreadable' && error.about !== '')
