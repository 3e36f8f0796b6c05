import { z } from 'zod'
import { GazelleError } from '../gazelle/errors.ts'
import { seal, unseal } from '../gazelle/seal.ts'
import type { DatabaseClient } from './client.ts'
import { call, parseAnswer } from './rpc.ts'

const rows = z.array(z.object({ account_id: z.string(), sealed: z.string(), version: z.int() }))

/** How the credentials of a database are sealed: the accounts of each kind. */
export interface Sealing {
  /** With the first key. */
  current: string[]
  /** With another of the keys. */
  old: string[]
  /** With none of them, and why. */
  unopened: { account: string; message: string }[]
}

interface Opened {
  account: string
  version: number
  was: string
  text: string
  isCurrent: boolean
}

async function openAll(database: DatabaseClient, keys: string) {
  const opened: Opened[] = []
  const unopened: Sealing['unopened'] = []
  const stored = await database.schema('sync').from('credentials').select('account_id, sealed, version')
  for (const { account_id: account, sealed, version } of parseAnswer('sync.credentials', stored, rows)) {
    try {
      opened.push({ account, version, was: sealed, ...(await unseal(sealed, keys)) })
    } catch (error) {
      if (!(error instanceof GazelleError)) throw error
      unopened.push({ account, message: error.message })
    }
  }
  return { opened, unopened }
}

const accountsOf = (opened: Opened[], current: boolean) =>
  opened.flatMap(({ account, isCurrent }) => (isCurrent === current ? account : []))

/**
 * With which of the keys each stored credential is sealed.
 * @param keys `TOKEN_ENCRYPTION_KEY`, the first one first
 * @throws AppError when the database is away, or a key is none
 */
export async function readSealing(database: DatabaseClient, keys: string): Promise<Sealing> {
  const { opened, unopened } = await openAll(database, keys)
  return { current: accountsOf(opened, true), old: accountsOf(opened, false), unopened }
}

const mostRounds = 5

/**
 * Seals with the first key what is sealed with another one. What a refresh stores meanwhile is left as it is, and looked at
 * again.
 * @returns the accounts that were resealed, and how all are sealed now
 * @throws AppError when the database is away, or a key is none
 */
export async function reseal(
  database: DatabaseClient,
  keys: string,
): Promise<{ resealed: string[]; sealing: Sealing }> {
  const resealed = new Set<string>()
  for (let round = 0; round < mostRounds; round++) {
    const old = (await openAll(database, keys)).opened.filter(({ isCurrent }) => !isCurrent)
    if (old.length === 0) break
    const replaced = old.map(async ({ account, version, was, text }) => {
      return { account, version, was, sealed: await seal(text, keys) }
    })
    const args = { p_resealed: await Promise.all(replaced) }
    const done = await call(database.schema('sync'), 'reseal_credentials', args, z.array(z.string()))
    for (const account of done) resealed.add(account)
  }
  return { resealed: [...resealed], sealing: await readSealing(database, keys) }
}
