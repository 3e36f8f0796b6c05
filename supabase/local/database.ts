import { readFile } from 'node:fs/promises'
import pg from 'pg'

const sqlFile = (name: string) => readFile(new URL(name, import.meta.url), 'utf8')

const extensions = [
  { name: 'pg_cron', schema: 'cron', standIn: 'extensions/cron.sql' },
  { name: 'pg_net', schema: 'net', standIn: 'extensions/net.sql' },
  { name: 'supabase_vault', schema: 'vault', standIn: 'extensions/vault.sql' },
]

// The real extension can be on the disk and yet not be possible here: pg_cron lives in one database of a server.
const createReal = async (client: pg.Client, name: string, schema: string) => {
  const found = await client.query(
    `select from pg_available_extensions
     where name = $1 and (installed_version is not null or to_regnamespace($2) is null)`,
    [name, schema],
  )
  if (found.rowCount === 0) return false
  try {
    await client.query(`create extension if not exists ${name}`)
    await client.query(`grant usage on schema ${schema} to postgres`)
    await client.query(`grant all on all tables in schema ${schema} to postgres`)
    return true
  } catch {
    return false
  }
}

/**
 * Gives a database what a hosted one has before the first migration: roles, schema `extensions`, pg_cron, pg_net
 * and Vault, or their stand-ins where they are not available, and a stand-in for the tables of Supabase Auth. Changes nothing the second time.
 * @param adminUrl URL of the superuser for that database
 * @param password set for the roles `postgres` and `authenticator`
 */
export const prepareDatabase = async (adminUrl: string, password: string): Promise<void> => {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'prepare' })
  await client.connect()
  try {
    await client.query(await sqlFile('roles.sql'))
    for (const role of ['postgres', 'authenticator']) {
      if (role === new URL(adminUrl).username) continue
      await client.query(`alter role ${role} password ${client.escapeLiteral(password)}`)
    }
    for (const { name, schema, standIn } of extensions) {
      if (!(await createReal(client, name, schema))) await client.query(await sqlFile(standIn))
    }
    await client.query(await sqlFile('extensions/auth.sql'))
  } finally {
    await client.end()
  }
}

/** The same server and database, as another role. */
export const asRole = (url: string, user: string, password: string): string => {
  const other = new URL(url)
  other.username = user
  other.password = encodeURIComponent(password)
  return other.href
}
