import { type Api, repository, startApi as start } from '../../supabase/local/api.ts'
import { freePort } from '../../supabase/local/ports.ts'
import type { TestDatabase } from './database.ts'
import { testLog } from './server.ts'

/** Which parts a test needs beside Data API and gateway. */
export type TestApiOptions = {
  /** Runs the functions of the repository in Deno. */
  functions?: boolean
  /** More environment for the functions, such as `GAZELLE_API_URL`. */
  functionsEnv?: Record<string, string>
  /** False starts no Supabase Auth. */
  auth?: boolean
  /** Fires cron jobs and sends requests, as on a live project. */
  scheduler?: boolean
  /** Folder that holds `functions/` and `deno.json`; default the repository. */
  root?: string
}

/** Starts the services in front of a test database, from the files of the local stack; call `stop()` before `drop()`. */
export const startApi = async (database: TestDatabase, options: TestApiOptions = {}): Promise<Api> =>
  start({
    databaseUrl: database.url,
    keys: database.keys,
    functionsRoot: options.functions ? (options.root ?? repository) : undefined,
    functionsEnv: options.functionsEnv,
    auth: options.auth,
    scheduler: options.scheduler ?? false,
    port: await freePort(),
    log: testLog,
  })
