import { createHash } from 'node:crypto'
import pRetry from 'p-retry'
import { z } from 'zod'
import { isLoopback } from '../../shared/loopback.ts'
import { reasonOf } from '../../shared/no-answer.ts'
import { cleanText, noteSecret } from '../../shared/secrets.ts'
import { type CliError, cliError } from '../errors.ts'
import { t } from '../words/words.ts'

/** Supabase's Management API for one project, as far as a deployment needs it. */
export interface Management {
  /** The API's address, without a path. */
  url: string
  ref: string
  token: string
  /** Reads below `/v1/projects/{ref}`; repeated while the API is away. */
  read<Answer>(path: string, form: z.ZodType<Answer>): Promise<Answer>
  /** Changes something below `/v1/projects/{ref}`; never repeated once the API may have done it. */
  change<Answer>(
    method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    body: unknown,
    form: z.ZodType<Answer>,
  ): Promise<Answer>
  /** Reads rows of the project's database as the role `postgres`. */
  rows<Row>(sql: string, parameters: unknown[], form: z.ZodType<Row>): Promise<Row[]>
  /** Runs statements that change the database: several, without parameters, are one transaction. */
  run(sql: string, parameters?: unknown[]): Promise<void>
  /** Reads outside of the project, such as `/v1/organizations/{slug}`. */
  readOutside<Answer>(path: string, form: z.ZodType<Answer>): Promise<Answer>
}

/** What the API said, for callers that know more of it. */
export class ManagementError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'ManagementError'
    this.status = status
  }
}

const tokenForm = /^sbp_(oauth_)?[0-9a-f]{40}$/
const goesOn = 'Run the same command again: it goes on where this one stopped.'
const timeoutMs = 120_000

/** The address of the Management API: `SUPABASE_API_URL`, HTTPS or this machine. @throws AppError `bad_setting` */
export const managementUrlOf = (env: NodeJS.ProcessEnv): string => {
  const url = env.SUPABASE_API_URL?.trim() || 'https://api.supabase.com'
  if (URL.canParse(url) && (new URL(url).protocol === 'https:' || isLoopback(url))) return new URL(url).origin
  throw cliError(
    'usage',
    'bad_setting',
    'SUPABASE_API_URL',
    t('SUPABASE_API_URL must be an https address: the access token is sent there'),
    t('Leave it out for Supabase’s own API.'),
  )
}

/** The access token of the environment. @throws AppError `deploy_token_refused` when it is absent or has no token's form */
export const tokenOf = (env: NodeJS.ProcessEnv): string => {
  const token = env.SUPABASE_ACCESS_TOKEN?.trim() ?? ''
  noteSecret(token)
  if (tokenForm.test(token)) return token
  throw tokenRefused(
    token
      ? t('SUPABASE_ACCESS_TOKEN has not the form of an access token')
      : t('SUPABASE_ACCESS_TOKEN is not set'),
  )
}

/** What the access token lacks. */
export const tokenRefused = (what: string): CliError =>
  cliError(
    'usage',
    'deploy_token_refused',
    'SUPABASE_ACCESS_TOKEN',
    what,
    t(
      'Make a token at https://supabase.com/dashboard/account/tokens, sbp_…, of a member of the project’s organization, and put it into the environment.',
    ),
  )

interface Call {
  method: string
  path: string
  body?: unknown
}

// A request that the API turned away did nothing.
const turnedAway = (error: unknown) => error instanceof ManagementError && error.status === 429
const isAway = (error: unknown) =>
  error instanceof TypeError ||
  (error instanceof ManagementError && [500, 502, 503, 504].includes(error.status))

/** Opens the Management API of a project. */
export const managementOf = (url: string, token: string, ref: string): Management => {
  const send = async ({ method, path, body }: Call): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    })
    const text = await response.text()
    if (!response.ok) throw new ManagementError(response.status, messageIn(text))
    return jsonOf(text)
  }
  const call = async <Answer>(one: Call, form: z.ZodType<Answer>, isRead: boolean): Promise<Answer> => {
    const about = `${one.method} ${one.path.split('?')[0]}`
    try {
      const answer = form.safeParse(
        await pRetry(() => send(one), {
          // 120 requests a minute are allowed: after a 429 a minute may pass.
          retries: 8,
          minTimeout: 250,
          maxTimeout: 30_000,
          shouldRetry: ({ error, attemptNumber }) =>
            turnedAway(error) || (isRead && isAway(error) && attemptNumber <= 3),
        }),
      )
      if (answer.success) return answer.data
    } catch (error) {
      throw described(error, about)
    }
    throw cliError(
      'failed',
      'deploy_answer_unreadable',
      about,
      t('the Management API’s answer to {about} is not what was expected', { about }),
      t('Update the code: git pull. If it is up to date, report this.'),
    )
  }
  const within = (path: string) => `/v1/projects/${ref}${path}`
  const query = within('/database/query')
  return {
    url,
    ref,
    token,
    read: (path, form) => call({ method: 'GET', path: within(path) }, form, true),
    change: (method, path, body, form) => call({ method, path: within(path), body }, form, false),
    rows: (sql, parameters, form) =>
      call({ method: 'POST', path: query, body: { query: sql, parameters } }, z.array(form), true),
    run: (sql, parameters) =>
      call(
        { method: 'POST', path: query, body: { query: sql, ...(parameters && { parameters }) } },
        z.unknown(),
        false,
      ).then(() => {}),
    readOutside: (path, form) => call({ method: 'GET', path }, form, true),
  }
}

const described = (error: unknown, about: string): CliError => {
  if (!(error instanceof ManagementError)) {
    return Object.assign(
      cliError(
        'failed',
        'deploy_api_unreachable',
        about,
        t('the Management API did not answer {about}: {what}', { about, what: reasonOf(error) }),
        goesOn,
      ),
      { cause: error },
    )
  }
  const { status, message } = error
  if (status === 401)
    return Object.assign(tokenRefused(t('the Management API refused the access token')), { status })
  if (status === 403)
    return Object.assign(tokenRefused(t('the access token may not {about}: {message}', { about, message })), {
      status,
    })
  return Object.assign(
    cliError(
      'failed',
      'deploy_api_failed',
      about,
      t('the Management API answered {about} with HTTP {status}: {message}', { about, status, message }),
      goesOn,
    ),
    { status },
  )
}

/** The HTTP status that a call was answered with; null when none came. */
export const statusOf = (error: unknown): number | null =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : null

const messageForm = z.looseObject({ message: z.string() })

const messageIn = (text: string): string => {
  const read = messageForm.safeParse(jsonOf(text))
  return cleanText(read.success ? read.data.message : text)
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The digest by which Supabase lists a secret, and by which Vault's are compared. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Whether the database has a table or a view. */
export const hasRelation = async ({ rows }: Management, name: string): Promise<boolean> => {
  const [found] = await rows(
    'select to_regclass($1) is not null as found',
    [name],
    z.object({ found: z.boolean() }),
  )
  return found?.found ?? false
}
