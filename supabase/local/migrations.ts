import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import pg from 'pg'
import { type Log, startChild } from './child.ts'
import { childEnvironment } from './environment.ts'
import { stackError } from './errors.ts'

/** A migration's text as far as it counts: the CLI stores it cut into statements. */
const squeezed = (text: string) => text.replace(/[\s;]/g, '')

interface Applied {
  version: string
  name: string | null
  statements: string[] | null
}

const appliedIn = async (databaseUrl: string): Promise<Applied[]> => {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'migrations' })
  await client.connect()
  try {
    const { rows } = await client.query<{ known: boolean }>(
      `select to_regclass('supabase_migrations.schema_migrations') is not null as known`,
    )
    if (!rows[0]?.known) return []
    const applied = await client.query<Applied>(
      'select version, name, statements from supabase_migrations.schema_migrations order by version',
    )
    return applied.rows
  } finally {
    await client.end()
  }
}

/** The files of `supabase/migrations/`, in their order. */
export const readMigrations = async (
  root: string,
): Promise<{ version: string; name: string; text: string }[]> => {
  const folder = join(root, 'supabase', 'migrations')
  const files = await readdir(folder).catch(() => [])
  return Promise.all(
    files.toSorted().flatMap((file) => {
      const [, version, name] = /^(\d+)_(.*)\.sql$/.exec(file) ?? []
      if (!version || !name) return []
      return readFile(join(folder, file), 'utf8').then((text) => ({ version, name, text }))
    }),
  )
}

/** Whether an applied migration is this text. */
export const isText = ({ statements }: Pick<Applied, 'statements'>, text: string): boolean =>
  squeezed(text) === squeezed((statements ?? []).join(''))

/**
 * The migrations that a database lacks.
 * @throws AppError `migrations_changed`, when it was made from others
 */
const pending = async (databaseUrl: string, root: string, about: string): Promise<string[]> => {
  const files = new Map((await readMigrations(root)).map((file) => [file.version, file]))
  const applied = await appliedIn(databaseUrl)
  for (const one of applied) {
    const file = files.get(one.version)
    if (file && isText(one, file.text)) continue
    throw stackError(
      'migrations_changed',
      about,
      `the database was made from other migrations: ${one.version}_${one.name} is ${file ? `not ${file.version}_${file.name}.sql as it is now` : 'not among them'}`,
      `until the first release migrations are written anew: delete ${about} and start again, all data are fetched again`,
    )
  }
  const done = new Set(applied.map(({ version }) => version))
  return [...files.keys()].filter((version) => !done.has(version))
}

/**
 * Applies the migrations that the database lacks, with the Supabase CLI, as a hosted project gets them.
 * @param options.databaseUrl as the role `postgres`
 * @param options.root folder that holds `supabase/`
 * @param options.dataDir the folder in which the database lies, for people
 * @returns how many were applied
 * @throws AppError `migrations_failed`, `migrations_changed`
 */
export const applyMigrations = async (options: {
  databaseUrl: string
  root: string
  dataDir?: string
  log: Log
}): Promise<number> => {
  const { databaseUrl, root, log } = options
  // The CLI takes a second even when there is nothing to do.
  const about = options.dataDir ?? 'the database'
  const missing = await pending(databaseUrl, root, about)
  if (missing.length === 0) return 0
  log('migrations', `applying ${missing.length} migrations`)
  const child = await startChild({
    part: 'migrations',
    command: process.execPath,
    args: [
      createRequire(import.meta.url).resolve('supabase/dist/supabase.js'),
      'db',
      'push',
      '--yes',
      '--include-all',
      '--skip-vault',
      `--remote=${databaseUrl}`,
      '--workdir',
      root,
    ],
    cwd: root,
    env: childEnvironment({
      DO_NOT_TRACK: '1',
      SUPABASE_TELEMETRY_DISABLED: '1',
      SUPABASE_NO_UPDATE_NOTIFIER: '1',
      NO_COLOR: '1',
    }),
    log,
  })
  if ((await child.exited) !== 0) {
    throw stackError(
      'migrations_failed',
      join(root, 'supabase', 'migrations'),
      `a migration failed:\n${child.tail()}`,
      'the lines above name the file and the statement; nothing of that file was applied',
    )
  }
  return missing.length
}
