// Writes supabase/migrations/ from supabase/schemas/, until the first release: `npm run generate:migrations`.
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repository } from './api.ts'
import { isReleased, migrationFiles, releasedFile } from './schemas.ts'

if (await isReleased(repository)) {
  console.error(
    `${releasedFile} is there: deployed databases have these migrations, which are no longer rewritten. ` +
      'Write a new one: npm run generate:migration NAME',
  )
  process.exit(1)
}
const folder = join(repository, 'supabase/migrations')
const files = await migrationFiles(repository)
const names = new Set(files.map(({ name }) => name))
for (const name of await readdir(folder)) if (!names.has(name)) await rm(join(folder, name))
for (const { name, text } of files) await writeFile(join(folder, name), text)
console.log(`${files.length} migrations are written.`)
