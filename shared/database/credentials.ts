import { z } from 'zod'
import { GazelleError } from '../gazelle/errors.ts'
import { open, seal } from '../gazelle/seal.ts'
import {
  apiKeyCredential,
  type Credential,
  type OauthOptions,
  oauthCredential,
  type TokenStore,
  type Tokens,
} from '../gazelle/tokens.ts'
import { call, type Rpc } from './rpc.ts'

const rows = z
  .array(z.object({ kind: z.enum(['oauth', 'api_key']), sealed: z.string(), version: z.int() }))
  .max(1)
const sealedForm = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  issuedAt: z.number(),
  expiresAt: z.number().nullable(),
})
const keyForm = z.object({ apiKey: z.string().min(1) })
const leaseSeconds = 30

const readRow = async (db: Rpc, account: string) => {
  const [row] = await call(db, 'read_credential', { p_account: account }, rows)
  return row ?? null
}

/** An API key as `sync.credentials` holds it. @param key base64 of 32 bytes (`TOKEN_ENCRYPTION_KEY`) */
export const sealApiKey = (apiKey: string, key: string): Promise<string> =>
  seal(JSON.stringify({ apiKey }), key)

/** A pair of tokens as `sync.credentials` holds it: sealed, and its end. */
export const sealTokens = async (tokens: Tokens, key: string) => ({
  p_sealed: await seal(JSON.stringify(tokens), key),
  p_expires_at: tokens.expiresAt === null ? null : new Date(tokens.expiresAt).toISOString(),
})

/** What a credential is made from, as the settings have it. */
export interface CredentialSettings {
  auth: { mode: 'api_key'; apiKey: string } | ({ mode: 'oauth' } & OauthOptions)
  encryptionKey: string | null
}

/**
 * The credential of an account, and of no other: what is stored for it. `GAZELLE_API_KEY` is that of main alone.
 * @param db schema `sync` of the Data API, as service_role
 */
export const credentialOf = (settings: CredentialSettings, db: Rpc, account: string): Credential =>
  settings.auth.mode === 'api_key' && account === 'main'
    ? apiKeyCredential(settings.auth.apiKey)
    : storedCredential(settings, db, account)

/** What is stored says whether it is a key or a pair of tokens. It is read when it is first needed, and again when it is refused. */
function storedCredential(settings: CredentialSettings, db: Rpc, account: string): Credential {
  let current: Promise<Credential> | null = null
  const read = async (): Promise<Credential> => {
    const row = await readRow(db, account)
    if (!row) throw notConnected(`No Gazelle credential is stored for account ${account}`, account)
    const { auth, encryptionKey: sealingKey } = settings
    if (sealingKey === null)
      throw new GazelleError(
        'token_key_wrong',
        `TOKEN_ENCRYPTION_KEY is missing: the credential of account ${account} is sealed with it`,
        { about: account },
      )
    if (row.kind === 'api_key')
      return apiKeyCredential(keyForm.parse(JSON.parse(await open(row.sealed, sealingKey))).apiKey)
    if (auth.mode !== 'oauth')
      throw notConnected(
        `Account ${account} is connected by OAuth, and GAZELLE_AUTH_MODE is api_key`,
        account,
      )
    return oauthCredential({ ...auth, store: databaseTokenStore(db, account, sealingKey) })
  }
  const credential = () => {
    current ??= read().catch((error) => {
      current = null
      throw error
    })
    return current
  }
  return {
    headers: async () => (await credential()).headers(),
    async refused(used) {
      if (await (await credential()).refused(used)) return true
      // A key that a person has replaced meanwhile.
      current = null
      const { 'x-gazelle-api-key': key } = await (await credential()).headers()
      return key !== undefined && key !== used['x-gazelle-api-key']
    },
  }
}

const notConnected = (message: string, about: string) =>
  new GazelleError('gazelle_not_connected', message, { about })

/**
 * Tokens of an account in `sync.credentials`, sealed before they leave this process.
 * @param db schema `sync` of the Data API, as service_role
 * @param key base64 of 32 bytes (`TOKEN_ENCRYPTION_KEY`)
 */
export function databaseTokenStore(db: Rpc, account: string, key: string): TokenStore {
  return {
    async read() {
      const row = await readRow(db, account)
      return row?.kind === 'oauth'
        ? { ...sealedForm.parse(JSON.parse(await open(row.sealed, key))), version: row.version }
        : null
    },
    async leaseRefresh(version) {
      const args = { p_account: account, p_version: version, p_seconds: leaseSeconds }
      const id = await call(db, 'lease_refresh', args, z.uuid().nullable())
      return id ? { id, version } : null
    },
    async save(lease, tokens) {
      const args = {
        p_account: account,
        ...(await sealTokens(tokens, key)),
        p_version: lease?.version ?? null,
      }
      return call(db, 'store_credential', args, z.int().nullable())
    },
    async release(lease, refused = false) {
      await call(
        db,
        'release_refresh',
        { p_account: account, p_lease: lease.id, p_refused: refused },
        z.boolean(),
      )
    },
  }
}
