import { z } from 'zod'
import { open, seal } from '../gazelle/seal.ts'
import type { TokenStore } from '../gazelle/tokens.ts'
import { call, type Rpc } from './rpc.ts'

const rows = z.array(z.object({ sealed: z.string(), version: z.int() })).max(1)
const sealedForm = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  issuedAt: z.number(),
  expiresAt: z.number().nullable(),
})
const leaseSeconds = 30

/**
 * Tokens of an account in `sync.credentials`, sealed before they leave this process.
 * @param db schema `sync` of the Data API, as service_role
 * @param key base64 of 32 bytes (`TOKEN_ENCRYPTION_KEY`)
 */
export function databaseTokenStore(db: Rpc, account: string, key: string): TokenStore {
  return {
    async read() {
      const [row] = await call(db, 'read_credential', { p_account: account }, rows)
      return row
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
        p_sealed: await seal(JSON.stringify(tokens), key),
        p_expires_at: tokens.expiresAt === null ? null : new Date(tokens.expiresAt).toISOString(),
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
