// After the first release: `npm run generate:migration NAME` writes what supabase/schemas/ has and supabase/migrations/ lacks
// as a new migration, to be read and mended by a person. With --check it writes nothing and exits 1 where they differ.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { repository } from './api.ts'
import { type BothDatabases, withBothDatabases } from './difference.ts'

const [name] = process.argv.slice(2)

const check = async ({ declared, difference, rowsThatDiffer }: BothDatabases) => {
  const found = await difference()
  const tables = await rowsThatDiffer()
  if (found || tables.length > 0) {
    console.error(`supabase/migrations/ and supabase/schemas/ differ:\n${found}\nrows: ${tables.join(', ')}`)
    process.exitCode = 1
    return
  }
  // Guards against a comparison that never finds anything: a known difference must be found.
  const client = new pg.Client({ connectionString: declared })
  await client.connect()
  await client.query('alter table sync.watermarks add column not_migrated int')
  await client.query(
    `insert into reconcile.rules (rule, severity, sentence) values ('not_migrated', 'fatal', '')`,
  )
  await client.end()
  const seen = (await difference()).includes('not_migrated') && (await rowsThatDiffer()).length === 1
  if (!seen) {
    console.error('the comparison does not find a column and a row that were added')
    process.exitCode = 1
  } else console.log('supabase/migrations/ and supabase/schemas/ give the same database.')
}

const entities = 'reconcile.entities'

const write = async ({ difference, rowsThatDiffer, misplacedColumns }: BothDatabases) => {
  const misplaced = await misplacedColumns()
  if (misplaced.length > 0) {
    console.error(
      `Write ${misplaced.join(', ')} behind the other columns of the table: one that is deployed gets a new column at its end.`,
    )
    process.exitCode = 1
    return
  }
  const found = await difference()
  const tables = await rowsThatDiffer()
  // Of entities whose table alone has changed, the fingerprint differs, which is written with view and promotion.
  const isRegenerated = tables.includes(entities)
  const byHand = isRegenerated ? await rowsThatDiffer(['fingerprint']) : tables
  if (!found && tables.length === 0) {
    console.log('There is nothing to migrate.')
    return
  }
  const version = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const path = `supabase/migrations/${version}_${name}.sql`
  const lines = [
    `-- Why: …`,
    `-- Read it before it is committed: a renamed column looks like one dropped and one added, and data is not moved.`,
    ...byHand.map(
      (table) => `-- The rows of ${table} differ: write the insert, update or cron.schedule here.`,
    ),
    '',
    found,
    '',
    ...(isRegenerated ? ['select reconcile.refresh();', ''] : []),
  ]
  await writeFile(join(repository, path), lines.join('\n'))
  console.log(`${path} is written. Read it, mend it, then: npm run check:schemas`)
}

if (name === '--check') await withBothDatabases(repository, check)
else if (name && /^[a-z][a-z0-9_]*$/.test(name)) await withBothDatabases(repository, write)
else {
  console.error('Give the migration a name in lower case: npm run generate:migration add_tuner')
  process.exitCode = 1
}
