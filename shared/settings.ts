import { z } from 'zod'
import { AppError } from './errors.ts'

/** The error of settings that are missing or wrong. Names each, says what to write; never holds its value. */
export const settingsError = (problems: { name: string; problem: string }[]): AppError =>
  new AppError('bad_setting', problems.map(({ name, problem }) => `${name} ${problem}`).join('; '), {
    about: problems.map(({ name }) => name).join(', '),
    hint: 'Correct it in .env (local) or in the function’s secrets; .env.example explains each setting.',
  })

const url = z.url({ protocol: /^https?$/, error: 'must be a URL such as https://example.com/path' })
const needed = (what: string) => z.string({ error: `is missing: ${what}` })
const base64Bytes = (count: number) => (value: string) => {
  try {
    return atob(value).length === count
  } catch {
    return false
  }
}
// `new,old` while a key is being replaced.
const encryptionKey = needed(
  'write the base64 of 32 random bytes, as `openssl rand -base64 32` prints them',
).refine((keys) => keys.split(',').every((key) => base64Bytes(32)(key.trim())), {
  error:
    'must be the base64 of exactly 32 bytes, as `openssl rand -base64 32` prints them; while it is replaced, the new one and the old one with a comma between',
})
/** `5`, or `5, second: 2`: calls a second, and those of accounts that have a rate of their own. */
const rates = z.string().transform((text, context) => {
  const [usual, ...own] = text.split(',').map((part) => part.trim())
  const pairs = own.map((part) => part.split(/\s*:\s*/))
  const numbers = [usual, ...pairs.map(([, rate]) => rate)].map(Number)
  if (numbers.some((rate) => !(rate > 0)) || pairs.some((pair) => pair.length !== 2 || !pair[0])) {
    context.addIssue(
      'must be a number of calls a second above 0, such as 5; rates of other accounts follow it: 5, second: 2',
    )
    return z.NEVER
  }
  return {
    usual: Number(usual),
    accounts: new Map(pairs.map(([account = '', rate]) => [account, Number(rate)])),
  }
})

const common = {
  GAZELLE_API_URL: url.default('https://gazelleapp.io/graphql/private'),
  GAZELLE_OAUTH_URL: url.default('https://gazelleapp.io/developer/oauth'),
  GAZELLE_REDIRECT_URL: url.optional(),
  FUNCTIONS_PUBLIC_URL: url.optional(),
  GAZELLE_RATE_LIMIT: rates.prefault('5'),
  TOKEN_ENCRYPTION_KEY: encryptionKey.optional(),
  UPSTASH_REDIS_REST_URL: url.optional(),
  UPSTASH_REDIS_REST_TOKEN: z.string().optional(),
  LOCAL_DATA_DIR: z.string().default('.local'),
}

const oauthForm = z.object({
  ...common,
  GAZELLE_AUTH_MODE: z.literal('oauth'),
  GAZELLE_CLIENT_ID: needed('write the client id of your Gazelle OAuth application'),
  GAZELLE_CLIENT_SECRET: needed('write the client secret of your Gazelle OAuth application'),
  TOKEN_ENCRYPTION_KEY: encryptionKey,
})
const apiKeyForm = z.object({
  ...common,
  GAZELLE_AUTH_MODE: z.literal('api_key'),
  GAZELLE_API_KEY: needed('write an API key of a Gazelle user who is a full admin'),
})

const form = z
  .discriminatedUnion('GAZELLE_AUTH_MODE', [oauthForm, apiKeyForm], {
    error: 'must be written out: `oauth` or `api_key`',
  })
  .superRefine((settings, context) => {
    const upstash = ['UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'] as const
    const [absent, ...others] = upstash.filter((name) => settings[name] === undefined)
    if (absent && others.length === 0)
      context.addIssue({
        code: 'custom',
        path: [absent],
        message: 'is missing: set both UPSTASH settings, or neither',
      })
  })

/** Environment variables; an empty one counts as absent. */
export type Environment = Record<string, string | undefined>

const written = (env: Environment) =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  )

function read<Output>(schema: z.ZodType<Output>, env: Environment): Output {
  const result = schema.safeParse(written(env))
  if (result.success) return result.data
  throw settingsError(
    result.error.issues.map(({ path, message }) => ({
      name: String(path[0] ?? 'settings'),
      problem: message,
    })),
  )
}

const upstashOf = ({
  UPSTASH_REDIS_REST_URL: url,
  UPSTASH_REDIS_REST_TOKEN: token,
}: z.output<typeof form>) => (url && token ? { url, token } : null)

const authOf = (settings: z.output<typeof form>) =>
  settings.GAZELLE_AUTH_MODE === 'api_key'
    ? ({ mode: 'api_key', apiKey: settings.GAZELLE_API_KEY } as const)
    : ({
        mode: 'oauth',
        oauthUrl: settings.GAZELLE_OAUTH_URL,
        clientId: settings.GAZELLE_CLIENT_ID,
        clientSecret: settings.GAZELLE_CLIENT_SECRET,
        redirectUrl: settings.GAZELLE_REDIRECT_URL ?? null,
      } as const)

/** The settings, checked. */
export interface Settings {
  apiUrl: string
  auth: ReturnType<typeof authOf>
  /** Seals the credentials that the database holds; null: there are none, since main's API key is in the environment. */
  encryptionKey: string | null
  /** Calls a second of an account. */
  rateLimitOf: (account: string) => number
  upstash: { url: string; token: string } | null
  localDataDir: string
}

/**
 * Reads the settings of the Gazelle client.
 * @throws AppError `bad_setting`, one for all wrong settings
 */
export function readSettings(env: Environment): Settings {
  const settings = read(form, env)
  const rates = settings.GAZELLE_RATE_LIMIT
  return {
    apiUrl: settings.GAZELLE_API_URL,
    auth: authOf(settings),
    encryptionKey: settings.TOKEN_ENCRYPTION_KEY ?? null,
    rateLimitOf: (account) => rates.accounts.get(account) ?? rates.usual,
    upstash: upstashOf(settings),
    localDataDir: settings.LOCAL_DATA_DIR,
  }
}

/** The key that seals the credentials which the database holds. @throws AppError `bad_setting` where none is set */
export const sealingKeyOf = ({ encryptionKey }: Settings): string => {
  if (encryptionKey !== null) return encryptionKey
  throw settingsError([
    {
      name: 'TOKEN_ENCRYPTION_KEY',
      problem: 'is missing: the credentials of accounts other than main are sealed with it',
    },
  ])
}

// Standard Webhooks reads what follows whsec_ as base64.
const secret = needed(
  'write a text that you also give to the receiver, as `openssl rand -base64 32` prints one',
).refine((value) => !value.startsWith('whsec_') || z.base64().min(1).safeParse(value.slice(6)).success, {
  error: 'must be base64 after whsec_',
})
const address = (what: string) => z.string({ error: `is missing: ${what}` })

// One form a channel: a wrong setting of one must not silence the others.
const slackForm = z.object({ ALERT_SLACK_WEBHOOK_URL: url })
const webhookForm = z.object({ ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret })
const emailForm = z.object({
  ALERT_EMAIL_API_URL: url.default('https://api.resend.com/emails'),
  ALERT_EMAIL_API_KEY: needed('write the key of the e-mail service'),
  ALERT_EMAIL_FROM: address('write the sender, such as Gazelle <alerts@example.com>'),
  ALERT_EMAIL_TO: address('write one address or several, with commas'),
})
const heartbeatForm = z.object({ ALERT_HEARTBEAT_URL: url })

/** Settings of one channel, or what is wrong with them. */
export type Configured<Value> = Value | AppError

/** The alert channels; null is one that is not set up. */
export interface AlertSettings {
  slack: Configured<{ url: string }> | null
  webhook: Configured<{ url: string; secret: string }> | null
  email: Configured<{ url: string; apiKey: string; from: string; to: string[] }> | null
  heartbeat: Configured<{ url: string }> | null
}

function configured<Output, Value>(
  form: z.ZodObject & z.ZodType<Output>,
  env: Environment,
  pick: (settings: Output) => Value,
): Configured<Value> | null {
  if (!Object.keys(form.shape).some((name) => name in written(env))) return null
  try {
    return pick(read(form, env))
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

/**
 * The alert channels. Read separately, so that a wrong Gazelle setting cannot silence them. Never throws: a channel with a
 * wrong setting is given as its error.
 */
export const readAlertSettings = (env: Environment): AlertSettings => ({
  slack: configured(slackForm, env, (settings) => ({ url: settings.ALERT_SLACK_WEBHOOK_URL })),
  webhook: configured(webhookForm, env, (settings) => ({
    url: settings.ALERT_WEBHOOK_URL,
    secret: settings.ALERT_WEBHOOK_SECRET,
  })),
  email: configured(emailForm, env, (settings) => ({
    url: settings.ALERT_EMAIL_API_URL,
    apiKey: settings.ALERT_EMAIL_API_KEY,
    from: settings.ALERT_EMAIL_FROM,
    to: settings.ALERT_EMAIL_TO.split(',').flatMap((one) => one.trim() || []),
  })),
  heartbeat: configured(heartbeatForm, env, (settings) => ({ url: settings.ALERT_HEARTBEAT_URL })),
})

const count = (what: string) => z.coerce.number({ error: `must be a number of ${what}` }).positive()

const functionForm = z.object({
  SYNC_SLICE_PAGES: count('pages').default(250),
  SYNC_SLICE_SECONDS: count('seconds').default(100),
  SYNC_SLICE_CPU_SECONDS: count('seconds').default(1.4),
  SYNC_SLICE_MEGABYTES: count('megabytes').default(16),
  DATABASE_PATIENCE_SECONDS: count('seconds').default(60),
})

/** How much a function works before it yields, and how long it waits for a database that is away. */
export interface FunctionSettings {
  slice: { pages: number; milliseconds: number; cpuMs: number; bytes: number }
  patience: { forMs: number }
}

/**
 * Reads the limits of an edge function.
 * @throws AppError `bad_setting`
 */
export function readFunctionSettings(env: Environment): FunctionSettings {
  const settings = read(functionForm, env)
  return {
    slice: {
      pages: settings.SYNC_SLICE_PAGES,
      milliseconds: settings.SYNC_SLICE_SECONDS * 1000,
      cpuMs: settings.SYNC_SLICE_CPU_SECONDS * 1000,
      bytes: settings.SYNC_SLICE_MEGABYTES * 1_000_000,
    },
    patience: { forMs: settings.DATABASE_PATIENCE_SECONDS * 1000 },
  }
}

/** The name of every setting, read from the forms themselves. */
export const settingNames: readonly string[] = [
  ...new Set(
    [oauthForm, apiKeyForm, slackForm, webhookForm, emailForm, heartbeatForm, functionForm].flatMap((one) =>
      Object.keys(one.shape),
    ),
  ),
]

/**
 * Where the world finds the functions: below the project's own address, or at the custom domain that is set.
 * @param projectUrl the project's address, without path
 * @returns no slash at its end; `isOwnDomain` false: Supabase's domain, which shows no HTML (https://supabase.com/docs/guides/functions/limits)
 */
export function publicFunctions(
  env: Environment,
  projectUrl: string,
): { address: string; isOwnDomain: boolean } {
  const { FUNCTIONS_PUBLIC_URL: own } = read(
    z.object({ FUNCTIONS_PUBLIC_URL: common.FUNCTIONS_PUBLIC_URL }),
    env,
  )
  return {
    address: (own ?? `${projectUrl.replace(/\/+$/, '')}/functions/v1`).replace(/\/+$/, ''),
    isOwnDomain: own !== undefined,
  }
}

// These belong to the machine that runs the command line, not to functions.
const localNames = ['LOCAL_DATA_DIR']

/** The settings that functions read: on Supabase their secrets, locally their environment. */
export const functionSettingNames: readonly string[] = settingNames.filter(
  (name) => !localNames.includes(name),
)
