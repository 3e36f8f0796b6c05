import { alertLinkToken, linkAddress } from '../database/connect-links.ts'
import type { Rpc } from '../database/rpc.ts'
import { AppError } from '../errors.ts'
import { logError } from '../log.ts'
import { noteSecret } from '../secrets.ts'
import { type Environment, publicFunctions, readSettings } from '../settings.ts'
import type { Delivery } from './notice.ts'

/** Rules that connecting the account again mends. */
const rules = ['token_refused', 'token_ending', 'rights_lost']

/**
 * The address at which a person mends what a notice is about: connects its account again, once, within 14 days. The same
 * however often the notice is sent.
 * @param db schema `sync` of the Data API, as service_role
 * @returns null where no link helps, or none can be made: the notice goes without it
 */
export async function connectLinkOf(db: Rpc, env: Environment, delivery: Delivery): Promise<string | null> {
  const { id, rule, account, event, at } = delivery
  if (rule === null || account === null || !rules.includes(rule) || event === 'resolved') return null
  try {
    const { auth, encryptionKey } = readSettings(env)
    if (auth.mode !== 'oauth' || encryptionKey === null || !env.SUPABASE_URL) return null
    const { address } = publicFunctions(env, env.SUPABASE_URL)
    const token = await alertLinkToken(db, account, { delivery: id, at, address }, encryptionKey)
    if (token === null) return null
    noteSecret(token)
    return linkAddress(address, token)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // A wrong setting or a database that is away must not hold up the alert.
    logError(error, { function: 'alerts', delivery: id })
    return null
  }
}
