import { z } from 'zod'
import { noAnswerOf } from '../no-answer.ts'
import { noteSecret } from '../secrets.ts'
import { fromStatus, GazelleError, notApi, oauth } from './errors.ts'
import { textOf } from './text.ts'
import { wait } from './wait.ts'

/** What opens Gazelle for one account. */
export interface Credential {
  /** Headers for the next call. @throws GazelleError when there are none to be had. */
  headers(): Promise<Record<string, string>>
  /** Gazelle refused these headers. @returns true when new ones are to be had: ask `headers()` again. */
  refused(headersUsed: Record<string, string>): Promise<boolean>
}

/** A per-user API key: header `x-gazelle-api-key` alone. It has no expiry and cannot be refreshed. */
export const apiKeyCredential = (key: string): Credential => {
  noteSecret(key)
  return { headers: async () => ({ 'x-gazelle-api-key': key }), refused: async () => false }
}

/** An access token that is not stored yet: to ask whose it is. */
export const accessCredential = ({ accessToken }: Tokens): Credential => ({
  headers: async () => ({ authorization: `Bearer ${accessToken}` }),
  refused: async () => false,
})

/** A pair of tokens. Instants are milliseconds since the epoch; `expiresAt` is null when Gazelle named no time. */
export interface Tokens {
  accessToken: string
  refreshToken: string | null
  issuedAt: number
  expiresAt: number | null
}

export interface StoredTokens extends Tokens {
  /** Grows with each stored pair. */
  version: number
}

/** The right to refresh version `version`, held by one caller for a short time. */
export interface Lease {
  id: string
  version: number
}

/** Where tokens live. Every method may throw: a store that cannot be read is not a refused token. */
export interface TokenStore {
  read(): Promise<StoredTokens | null>
  /** @returns null when another caller holds the lease, or `version` is no longer the stored one */
  leaseRefresh(version: number): Promise<Lease | null>
  /**
   * Stores a new pair and ends the lease. Without a lease (a person connected) it stores in any case.
   * @returns the new version, or null when another pair was stored since the lease was given
   */
  save(lease: Lease | null, tokens: Tokens): Promise<number | null>
  /** Ends the lease without a new pair; `refused` says that Gazelle refused the refresh token. */
  release(lease: Lease, refused?: boolean): Promise<void>
}

export interface OauthOptions {
  /** Base of the OAuth endpoints; `/token` and `/authorize` are below it. */
  oauthUrl: string
  clientId: string
  clientSecret: string
  fetch?: typeof fetch
  /** The clock, in milliseconds since the epoch. */
  now?: () => number
}

const answerTimeoutMs = 15_000
const pollMs = 100 // how often a caller looks whether another one's refresh is done
const refreshWaitMs = 45_000 // longer than a lease, so that a dead holder's lease can be taken
const aheadMs = 3 * 86_400_000
const storeAttempts = 5
const mostBytes = 65_536 // a pair of tokens takes a few hundred

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  // An empty one is none: the pair is taken all the same, since the old one may be dead already.
  refresh_token: z.string().nullish(),
  expires_in: z.coerce.number().positive().nullish().catch(null),
})

const endpoint = (base: string, name: 'token' | 'authorize') => `${base.replace(/\/+$/, '')}/${name}`

async function askForTokens(options: OauthOptions, grant: Record<string, string>): Promise<Tokens> {
  const { oauthUrl, clientId, clientSecret, now = Date.now } = options
  const issuedAt = now()
  for (const secret of [clientSecret, grant.refresh_token, grant.code]) noteSecret(secret)
  let response: Response
  let body: string
  try {
    response = await (options.fetch ?? fetch)(endpoint(oauthUrl, 'token'), {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ ...grant, client_id: clientId, client_secret: clientSecret }),
      redirect: 'manual',
      signal: AbortSignal.timeout(answerTimeoutMs),
    })
    body = (await textOf(response, mostBytes)).text
  } catch (cause) {
    if (cause instanceof GazelleError)
      throw new GazelleError(
        'gazelle_answer_unreadable',
        `Gazelle’s token answer cannot be read: ${cause.message}`,
        { about: oauth },
      )
    throw new GazelleError(
      'gazelle_unreachable',
      `Gazelle’s token endpoint cannot be reached: ${noAnswerOf(oauthUrl, cause)}`,
      { about: oauthUrl, cause },
    )
  }
  // RFC 6749, 5.2: a refused grant or client is a 400 or a 401.
  if (response.status === 400 || response.status === 401)
    throw new GazelleError(
      'gazelle_credential_refused',
      `Gazelle refused the ${grant.grant_type} (${refusal(body)})`,
      {
        about: oauth,
        status: response.status,
      },
    )
  if (!response.ok) throw fromStatus(response.status, response.headers, [], 'GAZELLE_OAUTH_URL')
  const wrong = notApi(response, body, 'GAZELLE_OAUTH_URL')
  if (wrong) throw wrong
  const answer = tokenAnswer.safeParse(parsed(body))
  if (!answer.success)
    throw new GazelleError('gazelle_answer_unreadable', 'Gazelle’s token answer cannot be read', {
      about: oauth,
    })
  const { access_token, refresh_token, expires_in } = answer.data
  for (const secret of [access_token, refresh_token]) noteSecret(secret)
  return {
    accessToken: access_token,
    refreshToken: refresh_token || null,
    issuedAt,
    expiresAt: expires_in ? issuedAt + expires_in * 1000 : null,
  }
}

/** RFC 6749's `error` code alone: a body could echo a secret. */
const refusal = (body: string) =>
  z.object({ error: z.string().max(60) }).safeParse(parsed(body)).data?.error ?? 'no reason given'

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** The address that a person opens to connect an account; `state` comes back with the code. */
export function authorizeUrl(
  { oauthUrl, clientId }: OauthOptions,
  redirectUrl: string,
  state: string,
): string {
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUrl,
    state,
  })
  return `${endpoint(oauthUrl, 'authorize')}?${query}`
}

/**
 * Changes an authorization code into the first pair of tokens.
 * @throws GazelleError `gazelle_credential_refused` when the code is used up or wrong
 */
export const exchangeCode = (options: OauthOptions, code: string, redirectUrl: string): Promise<Tokens> =>
  askForTokens(options, { grant_type: 'authorization_code', code, redirect_uri: redirectUrl })

/** Refresh ahead of the end: a tenth of the token's life, at most three days, so that a failure leaves a person days to act. */
const refreshAt = ({ issuedAt, expiresAt }: Tokens) =>
  expiresAt === null ? Number.POSITIVE_INFINITY : expiresAt - Math.min(aheadMs, (expiresAt - issuedAt) / 10)

const authorization = ({ accessToken }: Tokens) => `Bearer ${accessToken}`

/**
 * OAuth tokens that refresh themselves: once for all concurrent callers of all isolates (a lease in the store), stored
 * before they are used, the old refresh token kept when the answer brings none.
 */
export function oauthCredential(options: OauthOptions & { store: TokenStore }): Credential {
  const { store, now = Date.now } = options
  let current: StoredTokens | null = null
  let unsaved: { lease: Lease; tokens: Tokens } | null = null
  let renewal: Promise<boolean> | null = null
  let retryAheadAt = 0

  const stored = async () => {
    const tokens = await readStore(() => store.read())
    if (!tokens)
      throw new GazelleError('gazelle_not_connected', 'No Gazelle token is stored for this account')
    for (const secret of [tokens.accessToken, tokens.refreshToken]) noteSecret(secret)
    return tokens
  }

  /** Stores a pair that Gazelle gave; until that works it stays in memory, since the old pair may be dead already. */
  async function storePair(lease: Lease, tokens: Tokens) {
    unsaved = { lease, tokens }
    const version = await saveWithRetry(() => store.save(lease, tokens))
    unsaved = null
    current = version === null ? await stored() : { ...tokens, version }
  }

  async function refresh(used: StoredTokens): Promise<boolean> {
    if (unsaved) {
      await storePair(unsaved.lease, unsaved.tokens)
      return true
    }
    const { refreshToken } = used
    if (!refreshToken) return false
    const lease = await readStore(() => store.leaseRefresh(used.version))
    if (!lease) return false
    try {
      const tokens = await askForTokens(options, { grant_type: 'refresh_token', refresh_token: refreshToken })
      await storePair(lease, { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken })
      return true
    } catch (error) {
      const refused = error instanceof GazelleError && error.code === 'gazelle_credential_refused'
      if (!unsaved) await store.release(lease, refused).catch(() => {}) // an unreleased lease runs out by itself
      throw error
    }
  }

  /** A pair other than the refused one: another caller's, or a fresh one. */
  async function renew(refused: string): Promise<boolean> {
    const deadline = performance.now() + refreshWaitMs
    for (;;) {
      const tokens = await stored()
      if (authorization(tokens) !== refused) {
        current = tokens
        return true
      }
      if (await refresh(tokens)) return true
      if (!tokens.refreshToken) return false
      if (performance.now() >= deadline)
        throw new GazelleError('token_unreadable', 'Another caller’s token refresh did not end', {
          about: oauth,
        })
      await wait(pollMs)
    }
  }

  const renewOnce = (refused: string) => {
    renewal ??= renew(refused).finally(() => {
      renewal = null
    })
    return renewal
  }

  return {
    async headers() {
      if (unsaved) await storePair(unsaved.lease, unsaved.tokens)
      current ??= await stored()
      const time = now()
      if (time >= refreshAt(current) && time >= retryAheadAt) {
        try {
          await renewOnce(authorization(current))
        } catch (error) {
          // Before its expiry a failed refresh costs nothing: the current token still works. A fault of ours is one.
          if (!(error instanceof GazelleError)) throw error
          if (current.expiresAt === null || time >= current.expiresAt) throw error
          retryAheadAt = time + 60_000
        }
      }
      return { authorization: authorization(current) }
    },
    async refused({ authorization: used = '' }) {
      if (current && authorization(current) !== used) return true
      return renewOnce(used)
    },
  }
}

/** A fault of ours is no store that is away: it must show where it comes from. */
const isFault = (error: unknown) =>
  error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError

/** A failed read of the store does not mean that the token was refused. */
async function readStore<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof GazelleError || isFault(cause)) throw cause
    throw new GazelleError('token_unreadable', 'The stored Gazelle token could not be read', { cause })
  }
}

async function saveWithRetry<T>(save: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await save()
    } catch (cause) {
      if (isFault(cause)) throw cause
      if (attempt === storeAttempts)
        throw new GazelleError('token_not_stored', 'The new Gazelle token could not be stored', { cause })
      await wait(100 * 2 ** attempt)
    }
  }
}

/** Tokens in memory: for tests and for one process. */
export function memoryTokenStore(initial: Tokens | null = null, leaseMs = 30_000): TokenStore {
  let tokens: StoredTokens | null = initial && { ...initial, version: 1 }
  let lease: (Lease & { until: number }) | null = null
  return {
    read: async () => tokens,
    async leaseRefresh(version) {
      if (tokens?.version !== version || (lease && lease.until > Date.now())) return null
      lease = { id: crypto.randomUUID(), version, until: Date.now() + leaseMs }
      return lease
    },
    async save(held, next) {
      const version = tokens?.version ?? 0
      if (held && held.version !== version) return null
      lease = null
      tokens = { ...next, version: version + 1 }
      return tokens.version
    },
    async release(held) {
      if (lease?.id === held.id) lease = null
    },
  }
}
