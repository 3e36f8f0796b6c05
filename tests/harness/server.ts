import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { repository } from '../../supabase/local/api.ts'
import type { Log } from '../../supabase/local/child.ts'
import { asRole, prepareDatabase } from '../../supabase/local/database.ts'
import { type Keys, newKeys } from '../../supabase/local/keys.ts'
import { applyMigrations } from '../../supabase/local/migrations.ts'
import { startPostgres } from '../../supabase/local/postgres.ts'
import { installPgtap } from './pgtap.ts'

/** The Postgres of one test run. */
export type TestServer = {
  /** Superuser, database `postgres`. */
  adminUrl: string
  /** Database with all migrations and pgTAP, that test databases are cloned from. */
  template: string
  keys: Keys
}

/** Name of the environment variable through which test files find the run's server. */
export const serverVariable = 'GAZELLE_TEST_SERVER'

const quiet: Log = () => {}

/** Log for tests: `TEST_LOG=1` shows the output of every part. */
export const testLog: Log = process.env.TEST_LOG ? (part, line) => console.log(`${part}: ${line}`) : quiet

/** The same server, another database. */
export const inDatabase = (url: string, name: string): string => {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}

/** Runs statements as the superuser on a connection of its own. */
export const asAdmin = async <Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> => {
  const client = new pg.Client({ connectionString: url, application_name: 'harness' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/**
 * Gives a database roles, extensions, migrations and pgTAP.
 * @returns its URL as the role `postgres`
 */
export const prepareTestDatabase = async (
  adminUrl: string,
  keys: Keys,
  root = repository,
): Promise<string> => {
  const url = ownerUrl(adminUrl, keys)
  await prepareDatabase(adminUrl, keys.databasePassword)
  await applyMigrations({ databaseUrl: url, root, log: testLog })
  await asAdmin(adminUrl, installPgtap)
  return url
}

/**
 * Starts the Postgres of a test run, with a template that has all migrations.
 * @param options.postgresUrl superuser of a Postgres of your own, in place of the one in the packages
 * @param options.root folder that holds `supabase/migrations`; default the repository
 */
export const startTestServer = async (
  options: { postgresUrl?: string | undefined; root?: string } = {},
): Promise<{ server: TestServer; stop(): Promise<void> }> => {
  const keys = newKeys()
  const folder = await mkdtemp(join(tmpdir(), 'gazelle-test-'))
  const template = `template_${process.pid}`
  let stopPostgres = async () => {}
  const stop = async () => {
    await stopPostgres()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    let adminUrl = options.postgresUrl
    if (!adminUrl) {
      const postgres = await startPostgres({
        folder: join(folder, 'postgres'),
        password: keys.superuserPassword,
        durable: false,
        log: testLog,
      })
      stopPostgres = postgres.stop
      adminUrl = postgres.adminUrl()
    }
    const url = adminUrl
    await asAdmin(url, (client) => client.query(`create database ${template}`))
    if (options.postgresUrl) {
      stopPostgres = () =>
        asAdmin(url, async (client) => {
          await client.query(`alter database ${template} is_template false`)
          await client.query(`drop database ${template} with (force)`)
        })
    }
    await prepareTestDatabase(inDatabase(url, template), keys, options.root)
    await asAdmin(url, (client) =>
      client.query(`alter database ${template} with is_template true allow_connections false`),
    )
    return { server: { adminUrl: url, template, keys }, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The URL of the role `postgres`, which owns the schema. */
export const ownerUrl = (adminUrl: string, keys: Keys): string =>
  new URL(adminUrl).username === 'postgres' ? adminUrl : asRole(adminUrl, 'postgres', keys.databasePassword)
