import { open as openFile, readFile, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { makeFolder } from '../folder.ts'
import { writePrivate } from '../private-file.ts'
import { open, seal } from './seal.ts'
import type { StoredTokens, TokenStore } from './tokens.ts'

const form = z.object({
  version: z.int(),
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  issuedAt: z.number(),
  expiresAt: z.number().nullable(),
})

const missing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

/**
 * Tokens in a sealed file that only its owner can read: for `gazelle fetch` on a machine without a database.
 * The lease is a file beside it, so that two commands do not refresh at once.
 * @param key base64 of 32 bytes (`TOKEN_ENCRYPTION_KEY`)
 */
export function fileTokenStore(path: string, key: string, leaseMs = 30_000): TokenStore {
  const leasePath = `${path}.lease`

  async function read(): Promise<StoredTokens | null> {
    try {
      return form.parse(JSON.parse(await open(await readFile(path, 'utf8'), key)))
    } catch (error) {
      if (missing(error)) return null
      throw error
    }
  }

  async function clearDeadLease() {
    const made = await stat(leasePath).catch(() => null)
    if (made && Date.now() - made.mtimeMs > leaseMs) await rm(leasePath, { force: true })
  }

  return {
    read,
    async leaseRefresh(version) {
      await clearDeadLease()
      try {
        await (await openFile(leasePath, 'wx', 0o600)).close()
      } catch {
        return null
      }
      if ((await read())?.version === version) return { id: leasePath, version }
      await rm(leasePath, { force: true })
      return null
    },
    async save(lease, tokens) {
      const version = (await read())?.version ?? 0
      if (lease && lease.version !== version) return null
      const next: StoredTokens = { ...tokens, version: version + 1 }
      await makeFolder(dirname(path), 0o700)
      await writePrivate(path, await seal(JSON.stringify(next), key))
      await rm(leasePath, { force: true })
      return next.version
    },
    release: () => rm(leasePath, { force: true }),
  }
}
