import { createGazelleClient, type GazelleClient } from '../shared/gazelle/client.ts'
import { memoryLimiter } from '../shared/gazelle/limiter.ts'
import { fileTokenStore } from '../shared/gazelle/token-file.ts'
import { apiKeyCredential, oauthCredential } from '../shared/gazelle/tokens.ts'
import { readSettings, type Settings } from '../shared/settings.ts'
import { functionsEnv, namesGazelle } from './local.ts'
import { runningStack, tokenFile } from './running.ts'

// Without settings of a Gazelle, those of the running stack's stand-in.
const environment = async () => {
  if (namesGazelle(process.env)) return process.env
  const stack = await runningStack()
  return stack?.standIn ? functionsEnv(process.env, stack.standIn) : process.env
}

const credentialOf = ({ auth }: Settings, account: string) =>
  auth.mode === 'api_key'
    ? apiKeyCredential(auth.apiKey)
    : oauthCredential({ ...auth, store: fileTokenStore(tokenFile(account), auth.encryptionKey) })

/**
 * A client with the credential that the settings name, for commands without a database.
 * @throws AppError
 */
export const gazelleClient = async (account: string): Promise<{ client: GazelleClient; apiUrl: string }> => {
  const settings = readSettings(await environment())
  const client = createGazelleClient({
    url: settings.apiUrl,
    credential: credentialOf(settings, account),
    limiter: memoryLimiter(settings.rateLimit),
  })
  return { client, apiUrl: settings.apiUrl }
}
