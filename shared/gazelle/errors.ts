import { z } from 'zod'
import { AppError, type ErrorDetails } from '../errors.ts'
import { cleaner, cleanText } from '../secrets.ts'

/** What can go wrong between us and Gazelle. `docs/API_REFERENCE.md` lists each with its remedy. */
export type GazelleErrorCode = keyof typeof facts

/** For each code: is the same call worth repeating, may a smaller one be answered, and what can a person do. */
const facts = {
  gazelle_unreachable: {
    retryable: true,
    hint: 'Check the network and GAZELLE_API_URL; the run resumes by itself.',
  },
  gazelle_timeout: {
    retryable: true,
    aboutSize: true,
    hint: 'Gazelle is slow. If it lasts, ask for smaller pages.',
  },
  gazelle_throttled: { retryable: true, hint: 'Lower GAZELLE_RATE_LIMIT if this comes back.' },
  gazelle_server_error: {
    retryable: true,
    aboutSize: true,
    hint: 'A fault on Gazelle’s side; the run resumes by itself.',
  },
  gazelle_answer_unreadable: {
    retryable: true,
    aboutSize: true,
    hint: 'Check that GAZELLE_API_URL is the GraphQL endpoint.',
  },
  gazelle_answer_too_large: {
    retryable: false,
    aboutSize: true,
    hint: 'A smaller page is asked for by itself; a single record of that size is left out and named.',
  },
  gazelle_wrong_address: {
    retryable: true,
    // A maintenance page passes; a wrong address does not.
    mostRetries: 2,
    hint: 'Set GAZELLE_API_URL and GAZELLE_OAUTH_URL as .env.example has them; the credential is not the reason.',
  },
  gazelle_credential_refused: {
    retryable: false,
    hint: 'Connect again (`gazelle connect`), or replace the API key (GAZELLE_API_KEY is the account main’s; of another one: `gazelle accounts set-key`); it must be a full admin’s.',
  },
  gazelle_not_connected: {
    retryable: false,
    hint: 'Connect the account once: `gazelle connect --account NAME`, or with an API key `gazelle accounts set-key NAME`.',
  },
  gazelle_field_gone: {
    retryable: false,
    hint: 'Gazelle’s schema changed. Take the field out of the module’s query, or rename it there.',
  },
  gazelle_value_gone: {
    retryable: false,
    hint: 'Gazelle’s schema no longer has this value. It is left out from now on; take it out of the module’s file.',
  },
  gazelle_cursor_refused: {
    retryable: false,
    hint: 'Nothing: the list is read from its start again.',
  },
  gazelle_query_too_costly: {
    retryable: false,
    aboutSize: true,
    hint: 'Pages are made smaller by themselves. If it lasts, ask for fewer fields or nested items in the module’s file.',
  },
  gazelle_query_refused: {
    retryable: false,
    aboutSize: true,
    hint: 'Compare the module’s query with Gazelle’s schema (`gazelle doctor`).',
  },
  token_unreadable: {
    retryable: true,
    hint: 'The stored token could not be read; it was not refused. Check the database.',
  },
  token_not_stored: { retryable: true, hint: 'The new token is kept in memory and stored at the next call.' },
  token_key_wrong: {
    retryable: false,
    hint: 'Set TOKEN_ENCRYPTION_KEY to the key the token was sealed with, or connect again.',
  },
} as const satisfies Record<string, Facts>

interface Facts {
  retryable: boolean
  /** The most times that it is repeated, where this is less than usual. */
  mostRetries?: number
  aboutSize?: boolean
  hint: string
}

interface Details extends ErrorDetails {
  /** Of the HTTP answer. */
  status?: number | undefined
  /** What the server asked for with `Retry-After`, in milliseconds. */
  retryAfterMs?: number | undefined
  /** The values that a schema no longer has. */
  values?: string[]
}

/** An `AppError` with what retries are decided by. Its message is fit to be stored and shown, whatever Gazelle answered. */
export class GazelleError extends AppError {
  declare readonly code: GazelleErrorCode
  readonly status: number | null
  readonly retryAfterMs: number | null
  /** Whether the same call is worth repeating. */
  readonly retryable: boolean
  /** How often at most. */
  readonly mostRetries: number
  /** The values that a schema no longer has; empty for all codes but `gazelle_value_gone`. */
  readonly values: readonly string[]

  constructor(
    code: GazelleErrorCode,
    message: string,
    { status, retryAfterMs, values = [], about, ...details }: Details = {},
  ) {
    const { hint, retryable, mostRetries = Number.POSITIVE_INFINITY }: Facts = facts[code]
    super(code, cleanText(message), { hint, about: about && cleanText(about), ...details })
    this.status = status ?? null
    this.retryAfterMs = retryAfterMs ?? null
    this.retryable = retryable
    this.mostRetries = mostRetries
    this.values = values
  }
}

const step = z.union([z.string(), z.number()])
const text = z.string().nullish().catch(null)
const path = z.array(step).nullish().catch(null)

const extensions = z.looseObject({
  // Some servers give a status for it.
  code: z
    .union([z.string(), z.number().transform(String)])
    .nullish()
    .catch(null),
  /** What a variable was given as, and where in it graphql-ruby found what is wrong. */
  problems: z
    .array(z.looseObject({ path, explanation: text }))
    .nullish()
    .catch(null),
})

const graphqlError = z.looseObject({
  message: z.string().catch('(no message)'),
  path,
  extensions: extensions.nullish().catch(null),
})

/** One entry of an answer's `errors`. */
export type GraphqlError = z.infer<typeof graphqlError>

/**
 * Reads an answer's `errors` whatever their shape; a null is no error, and a text is an error's message. Messages are fit
 * to be stored and shown.
 */
export const graphqlErrors = (value: unknown): GraphqlError[] => {
  const clean = cleaner()
  return (Array.isArray(value) ? value : [value]).flatMap((entry) => {
    const error = graphqlError.safeParse(typeof entry === 'string' ? { message: entry } : entry).data
    return error ? { ...error, message: clean(error.message) } : []
  })
}

const codeOf = (error: GraphqlError) => error.extensions?.code ?? null

/** What a GraphQL error is about. */
type Kind =
  | 'drift'
  | 'value'
  | 'cursor'
  | 'costly'
  | 'throttled'
  | 'credential'
  | 'forbidden'
  | 'server'
  | 'refused'

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

// The words of a code, whoever wrote it: QUERY_TOO_COMPLEX, maxComplexityExceeded, MAX_COST_EXCEEDED, 429.
const kindsOfCodes: [RegExp, Kind][] = [
  [/THROTTL|RATE_?LIMIT|TOO_?MANY_?REQUESTS|^429$/, 'throttled'],
  [/COMPLEX|COST|DEPTH|TOO_?(DEEP|LARGE|BIG|EXPENSIVE)|NODE_?LIMIT|MAX_?NODES|^41[34]$/, 'costly'],
  [/CURSOR/, 'cursor'],
  [/UNAUTHENTICATED|UNAUTHORI[SZ]ED|INVALID_?TOKEN|^401$/, 'credential'],
  [/^(FORBIDDEN|ACCESS_?DENIED|403)$/, 'forbidden'],
  [/INTERNAL|UNAVAILABLE|TIME_?OUT|TIMED_?OUT|BAD_?GATEWAY|^5\d\d$/, 'server'],
]

// Where no code tells. graphql-ruby gives none to a query that is too costly, nor to a variable.
const kindsOfWords: [RegExp, Kind][] = [
  [
    /\bcomplexit(y|é)|exceeds max|(query|requête) .*\b(depth|profondeur)\b|\bmax(imum)?[ _]?(depth|cost)\b/i,
    'costly',
  ],
  [/^Variable \$\w+ .*\binvalid value\b/s, 'refused'],
  // A fault inside the server leaks Ruby's words, which may name a cursor too.
  [/^(?!.*(undefined (local variable|method)|NoMethodError|\bnil\b)).*\bcurs(or|eur)\b/is, 'cursor'],
]

const variableOf = ({ message }: GraphqlError) => /^Variable \$(\w+)\b/.exec(message)?.[1]

/** What stands at a path inside the value that a variable was given as. */
const valueAt = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  )

const isEnumValue = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Z][A-Z0-9_]*$/.test(value)

/** The enum values that a variable was refused for: by their place in it, else by graphql-ruby's and graphql-js's words. */
const valuesGone = ({ message, extensions }: GraphqlError): string[] => {
  const { problems, value } = extensions ?? {}
  const placed = (problems ?? []).map(({ path }) => valueAt(value, path ?? []))
  const texts = [message, ...(problems ?? []).flatMap(({ explanation }) => explanation ?? [])]
  const named = texts.flatMap((one) =>
    [...one.matchAll(/Expected "(\w+)" to be one of|Value "(\w+)" does not exist in/g)].map(
      ([, first, second]) => first ?? second,
    ),
  )
  return [...new Set([...placed, ...named].filter(isEnumValue))]
}

/** The fields of an input object that a variable was refused for: `filters.createdGet`. */
const fieldsNotDefined = (error: GraphqlError): string[] =>
  (error.extensions?.problems ?? []).flatMap(({ path, explanation }) => {
    const type = /^Field is not defined on (\w+)/.exec(explanation ?? '')?.[1]
    return type ? `${type}.${path?.at(-1) ?? variableOf(error) ?? ''}` : []
  })

function kindOf(error: GraphqlError): Kind {
  const code = codeOf(error)
  if (code) {
    if (schemaDrift.has(code)) return 'drift'
    const upper = code.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()
    return kindsOfCodes.find(([words]) => words.test(upper))?.[1] ?? 'refused'
  }
  if (fieldsNotDefined(error).length > 0) return 'drift'
  if (/^(after|before)$/.test(variableOf(error) ?? '')) return 'cursor'
  if (valuesGone(error).length > 0) return 'value'
  if (error.extensions?.problems) return 'refused'
  return kindsOfWords.find(([words]) => words.test(error.message))?.[1] ?? 'server'
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** The names of what is gone, for display: from `extensions`, else from graphql-ruby's wording in any language. */
function namesOf(error: GraphqlError): string[] {
  const inVariable = fieldsNotDefined(error)
  if (inVariable.length > 0) return inVariable
  const facts = error.extensions ?? {}
  const quoted = [...error.message.matchAll(/['"«]\s?([A-Za-z_][\w.]*)\s?['"»]/g)].flatMap(
    (match) => match[1] ?? [],
  )
  const variable = textOf(facts.variableName)
  if (variable) return [[`$${variable}`, textOf(facts.typeName)].filter(Boolean).join(': ')]
  const argument = textOf(facts.argumentName) ?? textOf(facts.arguments)
  if (argument !== undefined || codeOf(error) === 'argumentNotAccepted') {
    const field = textOf(facts.name) ?? quoted.find((name) => name !== argument)
    const named = argument ?? quoted.find((name) => name !== field)
    return field && named ? [`${field}(${named}:)`] : [named ?? field ?? '']
  }
  const field = textOf(facts.fieldName) ?? quoted[0]
  const type = textOf(facts.typeName) ?? quoted[1]
  return type && field && /^[A-Z]/.test(type) ? [`${type}.${field}`] : [field ?? type ?? '']
}

const namesIn = (errors: GraphqlError[], names: (error: GraphqlError) => string[]) =>
  [...new Set(errors.flatMap(names))].filter(Boolean)

/**
 * The error that says the query asks for something Gazelle no longer has, if `errors` holds one.
 * Recognised by `extensions`, never by the message, which can be in the account's language.
 */
export function fieldGone(errors: GraphqlError[]): GazelleError | null {
  const gone = errors.filter((error) => kindOf(error) === 'drift')
  if (gone.length === 0) return null
  const names = namesIn(gone, namesOf).join(', ')
  return new GazelleError(
    'gazelle_field_gone',
    `Gazelle no longer accepts ${names || 'a part of the query'}`,
    {
      about: names || undefined,
      cause: gone,
    },
  )
}

/** The error that says that Gazelle no longer takes a list's cursor, if `errors` holds one. */
export function cursorRefused(errors: GraphqlError[]): GazelleError | null {
  const refusal = errors.find((error) => kindOf(error) === 'cursor')
  if (!refusal) return null
  return errorOf.cursor(refusal, { about: refusal.path?.join('.'), cause: errors })
}

/** The error for an answer that brought `errors` and nothing to keep; of several kinds the one that says most counts. */
export function fromGraphqlErrors(errors: GraphqlError[], status?: number): GazelleError {
  const gone = fieldGone(errors)
  if (gone) return gone
  const first = (kind: Kind) => errors.find((error) => kindOf(error) === kind)
  const details = (error: GraphqlError | undefined) => ({
    about: error?.path?.join('.'),
    status,
    cause: errors,
  })
  const obsolete = errors.filter((error) => kindOf(error) === 'value')
  if (obsolete.length > 0) {
    const values = namesIn(obsolete, valuesGone)
    const named = values.join(', ')
    return new GazelleError('gazelle_value_gone', `Gazelle no longer has the value ${named}`, {
      ...details(obsolete[0]),
      about: named,
      values,
    })
  }
  const kinds = ['throttled', 'costly', 'cursor', 'credential', 'forbidden', 'refused', 'server'] as const
  for (const kind of kinds) {
    const error = first(kind)
    if (error) return errorOf[kind](error, details(error))
  }
  return new GazelleError('gazelle_server_error', 'Gazelle failed: an empty answer', details(undefined))
}

const errorOf: Record<
  Exclude<Kind, 'drift' | 'value'>,
  (error: GraphqlError, details: Details) => GazelleError
> = {
  throttled: ({ message }, details) =>
    new GazelleError('gazelle_throttled', `Gazelle asks for fewer calls: ${message}`, details),
  costly: ({ message }, details) =>
    new GazelleError('gazelle_query_too_costly', `Gazelle finds the query too costly: ${message}`, details),
  cursor: ({ message }, details) =>
    new GazelleError('gazelle_cursor_refused', `Gazelle refused the cursor: ${message}`, details),
  credential: ({ message }, details) =>
    new GazelleError('gazelle_credential_refused', `Gazelle refused the credential: ${message}`, {
      ...details,
      status: 401,
    }),
  forbidden: ({ message }, details) =>
    new GazelleError('gazelle_credential_refused', `Gazelle refused the credential: ${message}`, {
      ...details,
      status: 403,
    }),
  refused: (error, details) => {
    const code = codeOf(error)
    return new GazelleError(
      'gazelle_query_refused',
      `Gazelle refused the query${code ? ` (${code})` : ''}: ${error.message}`,
      details,
    )
  },
  server: ({ message }, details) =>
    new GazelleError('gazelle_server_error', `Gazelle failed: ${message}`, details),
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

const isPage = (headers: Headers) => /\b(html|xml)\b/i.test(headers.get('content-type') ?? '')
const isJson = (headers: Headers) => /\bjson\b/i.test(headers.get('content-type') ?? '')

/** Where a redirect leads, without what it would tell there. */
const placeOf = (headers: Headers): string => {
  const location = headers.get('location') ?? ''
  return location.replace(/[?#].*/s, '') || 'nowhere'
}

/** What an error of the token endpoint is about. */
export const oauth = 'oauth'

/** The setting that an answer came from. */
type Setting = 'GAZELLE_API_URL' | 'GAZELLE_OAUTH_URL'

const wrongAddress = (setting: Setting, what: string, status: number) =>
  new GazelleError('gazelle_wrong_address', `${setting} ${what} (HTTP ${status})`, { status, about: setting })

/** The error for a web page that was answered with 2xx; null for what an API may answer. */
export function notApi(
  { status, headers }: { status: number; headers: Headers },
  body: string,
  setting: Setting = 'GAZELLE_API_URL',
): GazelleError | null {
  if (!isPage(headers) && !/^\s*</.test(body)) return null
  return wrongAddress(setting, 'answers with a web page', status)
}

// Its length is what a smaller request changes.
const tooLong = new Set([413, 414, 431])
// 499 and 524: what stands in front of the server gave up.
const gaveUp = new Set([408, 499, 504, 524])

/** The error for an HTTP status other than 2xx; `errors` is what its body held, if it was GraphQL. */
export function fromStatus(
  status: number,
  headers: Headers,
  errors: GraphqlError[] = [],
  setting: Setting = 'GAZELLE_API_URL',
): GazelleError {
  const about = setting === 'GAZELLE_OAUTH_URL' ? oauth : undefined
  const details = { status, retryAfterMs: retryAfterMs(headers), about }
  if (status === 401)
    return new GazelleError(
      'gazelle_credential_refused',
      'Gazelle refused the credential (HTTP 401)',
      details,
    )
  if (status === 429)
    return new GazelleError('gazelle_throttled', 'Gazelle asks for fewer calls (HTTP 429)', details)
  if (status >= 300 && status < 400) return wrongAddress(setting, `sends on to ${placeOf(headers)}`, status)
  if (tooLong.has(status))
    return new GazelleError('gazelle_query_too_costly', `The query is too long (HTTP ${status})`, details)
  if (gaveUp.has(status))
    return new GazelleError('gazelle_timeout', `Gazelle gave up waiting (HTTP ${status})`, details)
  if (errors.length > 0 && status < 500) {
    // The credential is refused by GraphQL's JSON; what is in between knows nothing of it.
    if (status === 403 && errors.every((error) => ['server', 'refused'].includes(kindOf(error))))
      return new GazelleError(
        'gazelle_credential_refused',
        'Gazelle refused the credential (HTTP 403)',
        details,
      )
    return fromGraphqlErrors(errors, status)
  }
  if (status >= 500)
    return new GazelleError('gazelle_server_error', `Gazelle failed (HTTP ${status})`, details)
  if (status === 404 || status === 405 || status === 410)
    return wrongAddress(setting, 'leads to nothing that can be asked', status)
  if (status === 403 && isJson(headers))
    return new GazelleError(
      'gazelle_credential_refused',
      'Gazelle refused the credential (HTTP 403)',
      details,
    )
  if (status === 403 || status === 407 || status === 451 || isPage(headers))
    return new GazelleError(
      'gazelle_unreachable',
      `Something between here and Gazelle lets nothing through (HTTP ${status})`,
      details,
    )
  return new GazelleError('gazelle_query_refused', `Gazelle refused the call (HTTP ${status})`, details)
}

/**
 * Whether a smaller request may be answered. An answer that cannot be read may have been cut; one whose form is wrong names its
 * field. The token endpoint knows nothing of pages.
 */
export const isAboutSize = (error: unknown): boolean => {
  if (!(error instanceof GazelleError)) return false
  const { aboutSize = false }: Facts = facts[error.code]
  return (
    aboutSize && error.about !== oauth && !(error.code === 'gazelle_answer_unreadable' && error.about !== '')
  )
}
