import { globSync } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { stackError } from './errors.ts'

/** A file of `supabase/migrations/`: its name and its text. */
export type MigrationFile = { name: string; text: string }

const firstDay = '20261122'

/** The file whose presence says that a release is out, and that deployed databases have the migrations. */
export const releasedFile = 'supabase/RELEASED'

/** Whether the first release is out: from then on migrations are added and never rewritten. */
export const isReleased = (root: string): Promise<boolean> =>
  access(join(root, releasedFile)).then(
    () => true,
    () => false,
  )

/**
 * The files of `supabase/schemas/` in the order of `schema_paths`, as the Supabase CLI resolves them: a glob gives its
 * files sorted, and a file counts where it is named first.
 * @param root folder that holds `supabase/`
 * @returns paths from `supabase/`
 * @throws AppError `schemas_missing`
 */
export const schemaFiles = async (root: string): Promise<string[]> => {
  const folder = join(root, 'supabase')
  const config = await readFile(join(folder, 'config.toml'), 'utf8')
  const list = /^schema_paths = \[([^\]]*)\]/m.exec(config)?.[1] ?? ''
  const patterns = [...list.matchAll(/"\.\/([^"]+)"/g)].flatMap((match) => match[1] ?? [])
  const files = patterns.flatMap((pattern) => {
    const found = globSync(pattern, { cwd: folder }).sort()
    if (found.length === 0)
      throw stackError(
        'schemas_missing',
        pattern,
        `schema_paths in supabase/config.toml names ${pattern}, which no file fits`,
        'correct schema_paths, or bring the file back',
      )
    return found
  })
  return [...new Set(files)]
}

// schemas/sync/runs/lanes.sql belongs to the migration sync_runs, schemas/gazelle/30_pianos.sql to pianos.
const migrationOf = (path: string): string =>
  /^\d+_(.+)\.sql$/.exec(basename(path))?.[1] ??
  dirname(path)
    .replace(/^schemas\//, '')
    .replaceAll('/', '_')

/**
 * The migration that adds one file of `supabase/schemas/` to databases that have all the others.
 * @param root folder that holds `supabase/`
 * @param path from the repository, such as `supabase/schemas/gazelle/79_loans.sql`
 * @param name of the migration, such as `add_loans`
 */
export const addingMigration = async (
  root: string,
  path: string,
  name: string,
  now = new Date(),
): Promise<MigrationFile> => ({
  name: `${now.toISOString().replace(/\D/g, '').slice(0, 14)}_${name}.sql`,
  text: `-- Adds ${path}.\n\n${await readFile(join(root, path), 'utf8')}`,
})

/**
 * The migrations as they follow from `supabase/schemas/`: one for each folder, and one for each numbered file (a module).
 * @param root folder that holds `supabase/`
 */
export const migrationFiles = async (root: string): Promise<MigrationFile[]> => {
  const paths = await schemaFiles(root)
  const read = (path: string) => readFile(join(root, 'supabase', path), 'utf8')
  const migrations = new Map<string, { paths: string[]; texts: string[] }>()
  for (const path of paths) {
    const name = migrationOf(path)
    const migration = migrations.get(name) ?? { paths: [], texts: [] }
    migration.paths.push(path)
    migration.texts.push(await read(path))
    migrations.set(name, migration)
  }
  return [...migrations].map(([name, { paths, texts }], index) => ({
    name: `${firstDay}${String((index + 1) * 100).padStart(6, '0')}_${name}.sql`,
    text: [
      `-- Written by \`npm run generate:migrations\` from supabase/: ${paths.join(', ')}. Do not edit.\n`,
      ...texts,
    ].join('\n'),
  }))
}
