import { rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { AppError } from '../../shared/errors.ts'
import { type Api, endAll, repository, startApi } from './api.ts'
import type { Log } from './child.ts'
import { asRole, prepareDatabase } from './database.ts'
import { keptKeys } from './keys.ts'
import { applyMigrations } from './migrations.ts'
import { startPostgres } from './postgres.ts'

/** A running local stack; `databaseUrl` is for the role `postgres`, as on hosted Supabase. */
export type Stack = Api & {
  databaseUrl: string
  /** URL of the superuser; hosted Supabase has no such thing for you. */
  adminUrl: string
  /** Kept with the keys, for a user to try with. */
  memberPassword: string
}

/** How the stack is started; everything has a default. */
export type StackOptions = {
  /** Where database and keys are kept between starts; default `.local` in the repository. */
  dataDir?: string | undefined
  /** Preferred ports; a taken one is replaced by a free one, with a line in the log. */
  ports?: { api?: number | undefined; database?: number | undefined }
  /** More environment for the functions. */
  functionsEnv?: Record<string, string>
  /** Folder that holds `supabase/`, `functions/` and `deno.json`; default the repository. */
  root?: string | undefined
  /** False starts no functions. */
  functions?: boolean
  /** False fires no jobs and sends no requests. */
  scheduler?: boolean
  /** A Postgres of your own, reached as its superuser, in place of the one in the packages. */
  postgres?: { url: string }
  log?: Log
}

/** The ports of `supabase start`. */
export const defaultPorts = { api: 54321, database: 54322 }

/**
 * Starts the whole stack without Docker: Postgres, migrations, Data API, functions, gateway, scheduler.
 * @throws AppError with a code per part, after everything that had started was ended
 */
export const startStack = async (options: StackOptions = {}): Promise<Stack> => {
  const root = options.root ?? repository
  const log: Log = options.log ?? (() => {})
  const dataDir = resolve(options.dataDir ?? join(root, '.local'))
  const ports = { ...defaultPorts, ...options.ports }
  const keys = await keptKeys(dataDir)
  const started: { stop(): Promise<void> }[] = []
  const ends: Promise<AppError>[] = []
  try {
    let adminUrl = options.postgres?.url
    if (!adminUrl) {
      const postgres = await startPostgres({
        folder: join(dataDir, 'postgres'),
        password: keys.superuserPassword,
        port: ports.database,
        log,
      })
      started.push(postgres)
      ends.push(postgres.givenUp)
      if (postgres.port !== ports.database)
        log('stack', `port ${ports.database} is taken, Postgres is on ${postgres.port}`)
      adminUrl = postgres.adminUrl()
    }
    const pidFile = join(dataDir, 'stack.pid')
    await writeFile(pidFile, String(process.pid))
    started.push({ stop: () => rm(pidFile, { force: true }) })
    await prepareDatabase(adminUrl, keys.databasePassword)
    const ownRole = new URL(adminUrl).username === 'postgres'
    const databaseUrl = ownRole ? adminUrl : asRole(adminUrl, 'postgres', keys.databasePassword)
    await applyMigrations({ databaseUrl, root, dataDir, log })
    const api = await startApi({
      databaseUrl,
      keys,
      functionsRoot: options.functions === false ? undefined : root,
      functionsEnv: options.functionsEnv,
      scheduler: options.scheduler,
      port: ports.api,
      log,
    })
    started.push(api)
    const apiPort = Number(new URL(api.apiUrl).port)
    if (apiPort !== ports.api) log('stack', `port ${ports.api} is taken, the API is on ${apiPort}`)
    const givenUp = Promise.race([...ends, api.givenUp])
    return {
      ...api,
      databaseUrl,
      adminUrl,
      memberPassword: keys.memberPassword,
      givenUp,
      stop: () => endAll(started),
    }
  } catch (error) {
    // What failed first is what counts.
    await endAll(started).catch(() => {})
    throw error
  }
}
