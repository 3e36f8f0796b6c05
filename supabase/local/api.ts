import pg from 'pg'
import type { AppError } from '../../shared/errors.ts'
import { openUsers } from './auth-users.ts'
import type { Log } from './child.ts'
import { asRole } from './database.ts'
import { type Functions, startFunctions } from './functions.ts'
import { startGateway } from './gateway.ts'
import type { Keys } from './keys.ts'
import { type Postgrest, startPostgrest } from './postgrest.ts'
import { startScheduler } from './scheduler.ts'

/** The services in front of a database, as in a Supabase project. */
export type Api = {
  /** Like `https://<project>.supabase.co`. */
  apiUrl: string
  /** `apiUrl` + `/functions/v1`. */
  functionsUrl: string
  secretKey: string
  publishableKey: string
  /** Settles when a part died too often and was given up. */
  givenUp: Promise<AppError>
  stop(): Promise<void>
}

/** Which parts are started, and how. */
export type ApiOptions = {
  /** As the role `postgres`. */
  databaseUrl: string
  keys: Keys
  /** Folder that holds `functions/` and `deno.json`; without it no functions are started. */
  functionsRoot?: string | undefined
  functionsEnv?: Record<string, string> | undefined
  /** Plays the part of Supabase Auth that members need; default true. */
  auth?: boolean | undefined
  /** Fires cron jobs and sends requests; default true. */
  scheduler?: boolean | undefined
  port?: number | undefined
  log: Log
}

// For those that import the rest of this file too.
export { repository } from './repository.ts'

/** Ends parts in the reverse order of their start; a part that fails to end does not keep the others. */
export const endAll = async (started: { stop(): Promise<void> }[]): Promise<void> => {
  const failures: unknown[] = []
  for (const part of started.splice(0).reverse()) {
    await part.stop().catch((error) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}

// The jobs find the functions through Vault, and the port may have changed since the last start.
const connectSchedule = async (databaseUrl: string, functionsUrl: string, secretKey: string) => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'connect' })
  await client.connect()
  try {
    const found = await client.query(
      `select from pg_proc where oid = to_regprocedure('sync.connect_functions(text, text)')`,
    )
    if (found.rowCount) await client.query('select sync.connect_functions($1, $2)', [functionsUrl, secretKey])
  } finally {
    await client.end()
  }
}

/** Starts Data API, functions, gateway with its users, and scheduler for a database that has its migrations. */
export const startApi = async (options: ApiOptions): Promise<Api> => {
  const { databaseUrl, keys, log } = options
  const started: { stop(): Promise<void> }[] = []
  const note = <Part extends { stop(): Promise<void> }>(part: Part) => {
    started.push(part)
    return part
  }
  let postgrest: Postgrest | undefined
  let functions: Functions | undefined
  const users = options.auth === false ? undefined : note(openUsers(databaseUrl, log))
  const gateway = note(
    await startGateway({
      port: options.port,
      keys,
      users,
      postgrest: () => postgrest?.url(),
      functions: () => functions?.url(),
      log,
    }),
  )
  const startDataApi = async () => {
    const url = asRole(databaseUrl, 'authenticator', keys.databasePassword)
    postgrest = note(await startPostgrest({ databaseUrl: url, jwtSecret: keys.jwtSecret, log }))
  }
  const startEdge = async (root: string) => {
    const env = {
      ...options.functionsEnv,
      SUPABASE_URL: gateway.url,
      SUPABASE_DB_URL: databaseUrl,
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey }),
      SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: keys.publishableKey }),
    }
    functions = note(await startFunctions({ root, env, log }))
  }
  const { functionsRoot } = options
  const results = await Promise.allSettled([
    startDataApi(),
    functionsRoot ? startEdge(functionsRoot) : undefined,
  ])
  try {
    for (const result of results) if (result.status === 'rejected') throw result.reason
    if (options.scheduler !== false) {
      await connectSchedule(databaseUrl, `${gateway.url}/functions/v1`, keys.secretKey)
      // Last, because a job may call a function at once.
      note(await startScheduler({ databaseUrl, log }))
    }
  } catch (error) {
    await endAll(started)
    throw error
  }
  return {
    apiUrl: gateway.url,
    functionsUrl: `${gateway.url}/functions/v1`,
    secretKey: keys.secretKey,
    publishableKey: keys.publishableKey,
    givenUp: Promise.race([postgrest, functions].flatMap((part) => part?.givenUp ?? [])),
    stop: () => endAll(started),
  }
}
