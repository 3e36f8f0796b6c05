// Writes docs/generated/pianos.sql, the view and the promotion that follow from gazelle.pianos: `npm run generate:golden`.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { repository } from './api.ts'
import { generatedSql, goldenFile } from './generated-sql.ts'
import { startStack } from './stack.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'gazelle-golden-'))
const stack = await startStack({
  dataDir,
  ports: { api: 0, database: 0 },
  functions: false,
  scheduler: false,
})
const client = new pg.Client({ connectionString: stack.databaseUrl, application_name: 'golden' })
try {
  await client.connect()
  const text = await generatedSql(async (query, values) => (await client.query(query, values)).rows)
  await writeFile(join(repository, goldenFile), text)
} finally {
  await client.end()
  await stack.stop()
  await rm(dataDir, { recursive: true, force: true })
}
