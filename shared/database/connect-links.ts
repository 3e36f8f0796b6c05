import { z } from 'zod'
import { callerRow, type Rights } from '../gazelle/caller.ts'
import { hexOf, macOf } from '../gazelle/seal.ts'
import type { Tokens } from '../gazelle/tokens.ts'
import { sealTokens } from './credentials.ts'
import { call, type Rpc } from './rpc.ts'

/** The account that a link or a state is about. */
export interface LinkedAccount {
  account: string
  /** The company's name, for people; the account's where it has none. */
  title: string
}

const tokenForm = /^[0-9a-f]{64}$/
const accounts = z.array(z.object({ account_id: z.string(), title: z.string().nullable() })).max(1)

/** What the database knows of a token or a state: it is told no more than this. */
const hashOf = async (token: string): Promise<string> =>
  hexOf(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)))

const newState = () => hexOf(crypto.getRandomValues(new Uint8Array(32)))

const linkedAccount = (rows: z.output<typeof accounts>): LinkedAccount | null => {
  const [row] = rows
  return row ? { account: row.account_id, title: row.title ?? row.account_id } : null
}

/** The address that opens a link. @param functions the functions' public address */
export const linkAddress = (functions: string, token: string): string =>
  `${functions}/gazelle-oauth/start?link=${token}`

const created = z.object({ link: z.int(), token: z.string(), expiresAt: z.string() })

/**
 * Makes a link for an account.
 * @param db schema `sync` of the Data API, as service_role
 * @param minutes how long it is valid, 1 to 20160
 * @throws AppError `GZ403` for an unknown account
 */
export const createConnectLink = (
  db: Rpc,
  account: string,
  minutes: number,
): Promise<z.output<typeof created>> =>
  call(db, 'create_connect_link', { p_account: account, p_minutes: minutes }, created)

/**
 * The token of the link that goes with a notice: the same each time the notice is sent, and told by no row.
 * @param keys `TOKEN_ENCRYPTION_KEY`
 * @returns null where no link helps, since the account has an API key
 */
export async function alertLinkToken(
  db: Rpc,
  account: string,
  notice: { delivery: number; at: string; address: string },
  keys: string,
): Promise<string | null> {
  const { delivery, at, address } = notice
  // Deliveries are counted in each database: what else is in the text tells one from another with the same key.
  const token = await macOf(`connect link of delivery ${delivery} of ${account}, ${at}, ${address}`, keys)
  const args = { p_account: account, p_token_hash: await hashOf(token) }
  return (await call(db, 'create_alert_link', args, z.boolean())) ? token : null
}

/** The account of a link that is open; null for any other token. Does not use it up. */
export async function readConnectLink(db: Rpc, token: string): Promise<LinkedAccount | null> {
  if (!tokenForm.test(token)) return null
  return linkedAccount(await call(db, 'read_connect_link', { p_token_hash: await hashOf(token) }, accounts))
}

/** Binds a new state to a link. @returns the state; null when the link is not open */
export async function beginConnect(db: Rpc, token: string): Promise<string | null> {
  if (!tokenForm.test(token)) return null
  const state = newState()
  const args = { p_token_hash: await hashOf(token), p_state_hash: await hashOf(state) }
  return (await call(db, 'begin_connect', args, z.boolean())) ? state : null
}

/** Uses a state up. @returns the account of its link; null when the state is unknown, used or too old */
export async function takeConnectState(db: Rpc, state: string): Promise<LinkedAccount | null> {
  if (!tokenForm.test(state)) return null
  const args = { p_state_hash: await hashOf(state), p_attempt: crypto.randomUUID() }
  return linkedAccount(await call(db, 'take_connect_state', args, accounts))
}

/**
 * Stores tokens, sealed, with whose they are, and uses the link of `state` up, all or nothing.
 * @param keys `TOKEN_ENCRYPTION_KEY`
 * @throws AppError `GZ410` when the link was used meanwhile, `GZ451` for another company than the account's
 */
export async function finishConnect(
  db: Rpc,
  state: string,
  tokens: Tokens,
  rights: Rights,
  keys: string,
): Promise<{ paused: boolean }> {
  const args = {
    p_state_hash: await hashOf(state),
    ...(await sealTokens(tokens, keys)),
    p_caller: callerRow(rights),
  }
  return call(db, 'finish_connect', args, z.object({ paused: z.boolean() }))
}
