import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { testServer } from '../harness/database.ts'
import { asAdmin, inDatabase, ownerUrl } from '../harness/server.ts'

/** An empty database of the run's server, as a person would give it to the generator. */
export interface EmptyDatabase {
  name: string
  /** As its owner, who is no superuser. */
  url: string
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  drop(): Promise<void>
}

/** Reaches a database by name; `drop` removes it. */
export const databaseNamed = (name: string): EmptyDatabase => {
  const server = testServer()
  const url = ownerUrl(inDatabase(server.adminUrl, name), server.keys)
  const pool = new pg.Pool({ connectionString: url, max: 2, application_name: 'test' })
  pool.on('error', () => {})
  return {
    name,
    url,
    query: async (text, values) => (await pool.query(text, values)).rows,
    drop: async () => {
      await pool.end()
      await asAdmin(server.adminUrl, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

export const newName = () => `v5_${randomBytes(6).toString('hex')}`

export const emptyDatabase = async (): Promise<EmptyDatabase> => {
  const name = newName()
  await asAdmin(testServer().adminUrl, (client) =>
    client.query(`create database ${name} template template0 owner postgres`),
  )
  return databaseNamed(name)
}
