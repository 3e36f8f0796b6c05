// Writes docs/generated/reference.md from the comments of the database: `npm run generate:reference`.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { repository } from './api.ts'
import { referenceFile, referenceText } from './reference-text.ts'
import { startStack } from './stack.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'gazelle-reference-'))
const stack = await startStack({
  dataDir,
  ports: { api: 0, database: 0 },
  functions: false,
  scheduler: false,
})
const client = new pg.Client({ connectionString: stack.databaseUrl, application_name: 'reference' })
try {
  await client.connect()
  const text = await referenceText(async (query) => (await client.query(query)).rows)
  await writeFile(join(repository, referenceFile), text)
} finally {
  await client.end()
  await stack.stop()
  await rm(dataDir, { recursive: true, force: true })
}
