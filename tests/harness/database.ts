import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Keys } from '../../supabase/local/keys.ts'
import { asAdmin, inDatabase, ownerUrl, serverVariable, type TestServer } from './server.ts'

/** A database of its own for a test file, with all migrations. */
export type TestDatabase = {
  name: string
  /** As the role `postgres`, which owns the schema but is no superuser. */
  url: string
  /** As the superuser. */
  adminUrl: string
  keys: Keys
  /** Runs one statement as `postgres` and gives its rows. */
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  /**
   * Removes the database.
   * @throws Error naming each connection that was opened and never closed
   */
  drop(): Promise<void>
}

const endWithinMs = 3000

/** The server of this run. */
export const testServer = (): TestServer => {
  const text = process.env[serverVariable]
  if (!text) throw new Error('there is no test server: run this through npm test or vitest')
  return JSON.parse(text)
}

const openConnections = (client: pg.Client, name: string) =>
  client
    .query<{ about: string }>(
      `select format('%s: %s (%s)', application_name, left(query, 80), state) as about
       from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [name],
    )
    .then(({ rows }) => rows.map((row) => row.about))

/** Clones the template of a server. */
export const cloneDatabase = async (server: TestServer): Promise<TestDatabase> => {
  const name = `test_${randomBytes(6).toString('hex')}`
  const adminUrl = inDatabase(server.adminUrl, name)
  const url = ownerUrl(adminUrl, server.keys)
  await asAdmin(server.adminUrl, (client) =>
    client.query(`create database ${name} template ${server.template} owner postgres`),
  )
  // The template's jobs are this database's jobs now.
  await asAdmin(adminUrl, async (client) => {
    const standIn = await client.query(`select to_regprocedure('cron._announce()') as found`)
    if (standIn.rows[0]?.found) await client.query('update cron.job set database = current_database()')
  })
  const pool = new pg.Pool({ connectionString: url, max: 4, application_name: 'test' })
  pool.on('error', () => {})
  return {
    name,
    url,
    adminUrl,
    keys: server.keys,
    query: async (text, values) => (await pool.query(text, values)).rows,
    drop: async () => {
      await pool.end()
      await asAdmin(server.adminUrl, async (client) => {
        const deadline = Date.now() + endWithinMs
        let open = await openConnections(client, name)
        // A closed connection takes a moment to disappear.
        while (open.length > 0 && Date.now() < deadline) {
          await new Promise((resolve) => setTimeout(resolve, 20))
          open = await openConnections(client, name)
        }
        await client.query(`drop database ${name} with (force)`)
        if (open.length > 0) throw new Error(`connections left open:\n${open.join('\n')}`)
      })
    },
  }
}

/** A fresh database for a test file; call `drop()` in `afterAll`. */
export const createTestDatabase = (): Promise<TestDatabase> => cloneDatabase(testServer())
