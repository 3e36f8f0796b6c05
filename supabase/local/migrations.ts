import { readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import pg from 'pg'
import { type Log, startChild } from './child.ts'
import { stackError } from './errors.ts'

const pending = async (databaseUrl: string, folder: string): Promise<string[]> => {
  const files = await readdir(folder).catch(() => [])
  const versions = files
    .map((file) => /^(\d+)_.*\.sql$/.exec(file)?.[1])
    .filter((version) => version !== undefined)
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'migrations' })
  await client.connect()
  try {
    const known = await client.query<{ known: boolean }>(
      `select to_regclass('supabase_migrations.schema_migrations') is not null as known`,
    )
    if (!known.rows[0]?.known) return versions
    const applied = await client.query<{ version: string }>(
      'select version from supabase_migrations.schema_migrations',
    )
    const done = new Set(applied.rows.map((row) => row.version))
    return versions.filter((version) => !done.has(version))
  } finally {
    await client.end()
  }
}

/**
 * Applies the migrations that the database lacks, with the Supabase CLI, as a hosted project gets them.
 * @param options.databaseUrl as the role `postgres`
 * @param options.root folder that holds `supabase/`
 * @returns how many were applied
 * @throws AppError `migrations_failed`
 */
export const applyMigrations = async (options: {
  databaseUrl: string
  root: string
  log: Log
}): Promise<number> => {
  const { databaseUrl, root, log } = options
  // The CLI takes a second even when there is nothing to do.
  const missing = await pending(databaseUrl, join(root, 'supabase', 'migrations'))
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
    env: {
      ...process.env,
      DO_NOT_TRACK: '1',
      SUPABASE_TELEMETRY_DISABLED: '1',
      SUPABASE_NO_UPDATE_NOTIFIER: '1',
      NO_COLOR: '1',
    },
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
