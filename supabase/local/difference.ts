import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { asRole, prepareDatabase } from './database.ts'
import { childEnvironment } from './environment.ts'
import { applyMigrations } from './migrations.ts'
import { startPostgres } from './postgres.ts'
import { schemaFiles } from './schemas.ts'

const run = promisify(execFile)
const schemas = 'gazelle,sync,staging,reconcile,monitoring,v5,app'

/** Two databases of one server: one made by `supabase/migrations/`, one by `supabase/schemas/`. */
export type BothDatabases = {
  migrated: string
  declared: string
  /** The SQL that leads from the migrated database to the declared one; empty where they are alike. */
  difference(): Promise<string>
  /**
   * Names of the tables whose first rows differ, cron jobs among them: the comparison of the CLI does not see rows.
   * @param without columns that do not count
   */
  rowsThatDiffer(without?: string[]): Promise<string[]>
  /** New columns of tables of Gazelle's that stand before one that was there: a database that has the table gets them at its end. */
  misplacedColumns(): Promise<string[]>
}

// Instants are those of the making.
const rowsQuery = (table: string) => `
  select jsonb_object_agg(e.key, e.value) as row
  from ${table} t
  cross join to_jsonb(t) r
  cross join jsonb_each(r) e
  where e.key !~ '_at$' and e.key not in ('jobid', 'database', 'nodename', 'nodeport') and e.key <> all ($1)
  group by r
  order by 1`

const rows = async (databaseUrl: string, without: string[]): Promise<Map<string, string>> => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'schemas' })
  await client.connect()
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname = any ($1) union all select 'cron.job' order by 1`,
      [schemas.split(',')],
    )
    const found = new Map<string, string>()
    for (const { name } of tables.rows)
      found.set(name, JSON.stringify((await client.query(rowsQuery(name), [without])).rows))
    return found
  } finally {
    await client.end()
  }
}

// Those that every table has come last of all.
const shared = ['is_placeholder', 'deleted_at', 'version', 'created_at', 'updated_at', 'synced_at']

const columns = async (databaseUrl: string): Promise<Map<string, string[]>> => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'schemas' })
  await client.connect()
  try {
    const found = await client.query<{ name: string; columns: string[] }>(
      `select c.table_name as name, array_agg(c.column_name::text order by c.ordinal_position) as columns
       from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
       where c.table_schema = 'gazelle' and t.table_type = 'BASE TABLE' and c.column_name <> all ($1)
       group by 1 order by 1`,
      [shared],
    )
    return new Map(found.rows.map((row) => [row.name, row.columns]))
  } finally {
    await client.end()
  }
}

const applySchemas = async (databaseUrl: string, root: string) => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'schemas' })
  await client.connect()
  try {
    for (const path of await schemaFiles(root))
      await client.query(await readFile(join(root, 'supabase', path), 'utf8'))
  } finally {
    await client.end()
  }
}

/**
 * Makes both databases on a server that ends with the work.
 * @param root folder that holds `supabase/`
 */
export const withBothDatabases = async <Result>(
  root: string,
  work: (databases: BothDatabases) => Promise<Result>,
): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), 'gazelle-schemas-'))
  const password = 'schemas'
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    password,
    durable: false,
    log: () => {},
  })
  try {
    const client = new pg.Client({ connectionString: postgres.adminUrl() })
    await client.connect()
    for (const name of ['migrated', 'declared']) await client.query(`create database ${name}`)
    await client.end()
    const prepare = async (name: string) => {
      const adminUrl = postgres.adminUrl(name)
      await prepareDatabase(adminUrl, password)
      return asRole(adminUrl, 'postgres', password)
    }
    const migrated = await prepare('migrated')
    const declared = await prepare('declared')
    await applyMigrations({ databaseUrl: migrated, root, log: () => {} })
    await applySchemas(declared, root)
    const difference = async () => {
      const output = join(folder, 'difference.sql')
      await rm(output, { force: true })
      const command = ['db', 'diff', `--from=${migrated}`, `--to=${declared}`, '--use-pg-delta']
      await run(
        join(root, 'node_modules/.bin/supabase'),
        [...command, '--schema', schemas, `--output=${output}`, '--yes'],
        { cwd: root, env: childEnvironment({ DO_NOT_TRACK: '1', SUPABASE_TELEMETRY_DISABLED: '1' }) },
      )
      return (await readFile(output, 'utf8').catch(() => '')).trim()
    }
    const rowsThatDiffer = async (without: string[] = []) => {
      const [before, after] = [await rows(migrated, without), await rows(declared, without)]
      const names = new Set([...before.keys(), ...after.keys()])
      return [...names].filter((name) => before.get(name) !== after.get(name))
    }
    const misplacedColumns = async () => {
      const [before, after] = [await columns(migrated), await columns(declared)]
      return [...after].flatMap(([table, names]) => {
        const old = before.get(table) ?? []
        const last = names.findLastIndex((name) => old.includes(name))
        return names
          .slice(0, last)
          .filter((name) => !old.includes(name))
          .map((name) => `gazelle.${table}.${name}`)
      })
    }
    return await work({ migrated, declared, difference, rowsThatDiffer, misplacedColumns })
  } finally {
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
