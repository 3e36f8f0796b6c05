import { credentialOf as credentialInDatabase } from '../shared/database/credentials.ts'
import { type Caller, limitOf } from '../shared/gazelle/caller.ts'
import { createGazelleClient, type GazelleClient } from '../shared/gazelle/client.ts'
import { memoryLimiter } from '../shared/gazelle/limiter.ts'
import { fileTokenStore } from '../shared/gazelle/token-file.ts'
import { apiKeyCredential, type Credential, oauthCredential } from '../shared/gazelle/tokens.ts'
import { readSettings, type Settings, sealingKeyOf } from '../shared/settings.ts'
import { functionsEnv, namesGazelle } from './local-settings.ts'
import { findProject } from './project.ts'
import { runningStack, tokenFile } from './running.ts'
import { t } from './words/words.ts'

/** What to do about a credential for which Gazelle leaves rows out. */
export const needsFullAdmin = (): string =>
  t('Use the credential of a full admin: for a lesser user Gazelle silently leaves rows out.')

/** Whose a credential is, and what to do if it does not see everything, in lines. */
export const describeCaller = (who: string, user: Caller | null): string => {
  const limit = limitOf(user)
  const named = `${who} ${user?.email ?? t('a user without an e-mail address')}.`
  return limit === null
    ? named
    : `${named}\n${t('Not everything can be read: {limit}.', { limit })} ${needsFullAdmin()}`
}

// Without settings of a Gazelle, those of the running stack's stand-in.
const environment = async () => {
  if (namesGazelle(process.env)) return process.env
  const stack = await runningStack()
  return stack?.standIn ? functionsEnv(process.env, stack.standIn) : process.env
}

// GAZELLE_API_KEY is that of main; the key of another account is in the project's database.
const credentialOf = async (settings: Settings, account: string): Promise<Credential> => {
  const { auth } = settings
  if (auth.mode === 'oauth')
    return oauthCredential({
      ...auth,
      store: fileTokenStore(tokenFile(account), sealingKeyOf(settings)),
    })
  if (account === 'main') return apiKeyCredential(auth.apiKey)
  return credentialInDatabase(settings, (await findProject()).database.schema('sync'), account)
}

/** The settings of the project's functions; the local stack's get the stand-in's address where no Gazelle is configured. */
export const projectEnvironment = async () => (process.env.SUPABASE_URL ? process.env : environment())

/**
 * A client with the credential that the settings name, for commands without a database.
 * @throws AppError
 */
export const gazelleClient = async (account: string): Promise<{ client: GazelleClient; apiUrl: string }> => {
  const settings = readSettings(await environment())
  const client = createGazelleClient({
    url: settings.apiUrl,
    credential: await credentialOf(settings, account),
    limiter: memoryLimiter(settings.rateLimitOf(account)),
  })
  return { client, apiUrl: settings.apiUrl }
}
