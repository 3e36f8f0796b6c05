import pg from 'pg'
import { z } from 'zod'
import { failureOf } from '../../shared/errors.ts'
import { isText, readMigrations } from '../../supabase/local/migrations.ts'
import { apiSchemas } from '../../supabase/local/postgrest.ts'
import { repository } from '../../supabase/local/repository.ts'
import { cliError } from '../errors.ts'
import { many as manyOf, t } from '../words/words.ts'
import { hasRelation, type Management, statusOf } from './management.ts'
import { many, type Step } from './step.ts'

const applied = z.object({
  version: z.string(),
  name: z.string().nullable(),
  statements: z.array(z.string()).nullable(),
})

// As the Supabase CLI makes it, so that its `db push` goes on from here.
const history = `
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;
`

const appliedIn = async (api: Management) => {
  const table = 'supabase_migrations.schema_migrations'
  if (!(await hasRelation(api, table))) return []
  const columns = await api.rows(
    `select attname as name from pg_attribute where attrelid = to_regclass($1) and attname in ('name', 'statements') and not attisdropped`,
    [table],
    z.object({ name: z.string() }),
  )
  // A project of another tool may have the versions alone.
  if (columns.length < 2) return []
  return api.rows(`select version, name, statements from ${table}`, [], applied)
}

/** The migrations, each in a transaction of its own that also records it; those of other applications stay as they are. */
export const migrations: Step = {
  name: 'migrations',
  plan: async ({ api }) => {
    const files = await readMigrations(repository)
    const done = new Map((await appliedIn(api)).map((one) => [one.version, one]))
    for (const file of files) {
      const one = done.get(file.version)
      if (one && !isText(one, file.text))
        throw cliError(
          'failed',
          'deploy_migrations_changed',
          file.version,
          t('the project’s database was made from another {version}_{name}.sql than that of this code', {
            version: file.version,
            name: file.name,
          }),
          t(
            'Deploy with the code that the project was made with, or begin with an empty project: all data are fetched again{note}.',
            { note: await noteOnErased(api) },
          ),
        )
    }
    const lacking = files.filter(({ version }) => !done.has(version))
    const isFirst = lacking.length === files.length
    if (isFirst) await refuseTakenSchemas(api)
    if (lacking.length === 0) return t('all {n} are applied', { n: files.length })
    const closed = isFirst ? noteOn(await otherSchemas(api)) : ''
    return {
      what: t('apply {what} of {n}', { what: many(lacking.length, 'migration'), n: files.length }) + closed,
      apply: async () => {
        for (const [at, file] of lacking.entries())
          await apply(api, file).catch((error) => {
            if (statusOf(error) !== 400) throw error
            throw Object.assign(
              cliError(
                'failed',
                'deploy_migration_failed',
                `${file.version}_${file.name}`,
                t('the migration {file} failed: {message} ({what} of {count} applied)', {
                  file: `${file.version}_${file.name}`,
                  message: saidIn(failureOf(error).message),
                  what: many(at, 'migration'),
                  count: lacking.length,
                }),
                t(
                  'Nothing of this migration was applied. Remove what stands in its way, and run the same command again.',
                ),
              ),
              { cause: error },
            )
          })
        return t('{what} applied', { what: many(lacking.length, 'migration') }) + closed
      },
    }
  },
}

/** An empty project does not know whose data must not come back. */
const noteOnErased = async (api: Management): Promise<string> => {
  if (!(await hasRelation(api, 'sync.erasures'))) return ''
  const [row] = await api.rows(
    'select count(*)::int as count from sync.erasures',
    [],
    z.object({ count: z.number() }),
  )
  return row?.count
    ? manyOf(
        row.count,
        ', those of erased persons too: erase them there again before anybody is let in (this project has {n} erasure; gazelle erase --list)',
        ', those of erased persons too: erase them there again before anybody is let in (this project has {n} erasures; gazelle erase --list)',
      )
    : ''
}

/** Before the first migration our schemas are not there: one that is would be shown in the Data API, with all that it holds. */
const refuseTakenSchemas = async (api: Management) => {
  const taken = await api.rows(
    'select nspname as name from pg_namespace where nspname = any ($1::text[]) order by 1',
    [apiSchemas],
    z.object({ name: z.string() }),
  )
  if (taken.length === 0) return
  const names = taken.map(({ name }) => name).join(', ')
  throw cliError(
    'failed',
    'deploy_schema_taken',
    names,
    t('the project’s database has schemas by these names already, which are not of this product: {names}', {
      names,
    }),
    t('Rename them there, or name another project: they would be opened to the Data API.'),
  )
}

/** Schemas outside `public` in which another application has functions of the role that the migrations run as. */
const otherSchemas = async (api: Management): Promise<string[]> => {
  const found = await api.rows(
    `select distinct n.nspname as name
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where p.proowner = current_user::regrole and n.nspname <> 'public'
       and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
     order by 1`,
    [],
    z.object({ name: z.string() }),
  )
  return found.map(({ name }) => name)
}

/** Postgres takes PUBLIC's right to execute new functions away for all schemas of a role, or for none. */
const noteOn = (schemas: string[]) =>
  schemas.length > 0
    ? `; ${t('functions that are made from then on in {names} are nobody’s to call until they are granted, those that are there stay as they are', { names: schemas.join(', ') })}`
    : ''

/** Postgres's own words. */
const saidIn = (message: string) => message.replace(/^.*?HTTP 400: (Failed to run sql query: )?/, '')

const apply = (api: Management, { version, name, text }: { version: string; name: string; text: string }) => {
  const [v, n, statements] = [version, name, text].map((one) => pg.escapeLiteral(one))
  // Several statements in one call are one transaction.
  return api.run(`${history}
${text}
insert into supabase_migrations.schema_migrations (version, name, statements) values (${v}, ${n}, array[${statements}]);`)
}
