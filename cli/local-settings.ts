import { functionSettingNames } from '../shared/settings.ts'

type Environment = Record<string, string | undefined>

const credentials = ['GAZELLE_API_URL', 'GAZELLE_API_KEY', 'GAZELLE_CLIENT_ID', 'GAZELLE_CLIENT_SECRET']

/** Whether these settings name a Gazelle; without them the stand-in is used. */
export const namesGazelle = (env: Environment): boolean => credentials.some((name) => env[name]?.trim())

/** The settings of the local stack's functions: those of the environment, and for the stand-in its address, key and rate. */
export const functionsEnv = (
  env: Environment,
  standIn: { url: string; oauthUrl: string; apiKey: string } | null,
): Record<string, string> => {
  const settings = Object.fromEntries(
    functionSettingNames.flatMap((name) => {
      const value = env[name]?.trim()
      return value ? [[name, value] as const] : []
    }),
  )
  if (!standIn) return settings
  // Calls to the stand-in must not use up the real account's shared limiter.
  const { UPSTASH_REDIS_REST_URL: _url, UPSTASH_REDIS_REST_TOKEN: _token, ...others } = settings
  return {
    GAZELLE_AUTH_MODE: 'api_key',
    GAZELLE_RATE_LIMIT: '100',
    ...others,
    GAZELLE_API_URL: standIn.url,
    GAZELLE_OAUTH_URL: standIn.oauthUrl,
    GAZELLE_API_KEY: standIn.apiKey,
  }
}
