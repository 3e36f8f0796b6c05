// Writes shared/database/types.generated.ts from the migrations, with the Supabase CLI: `npm run generate:types`.
// With --check it writes nothing and exits 1 when the file is not up to date.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from './api.ts'
import { startStack } from './stack.ts'

const run = promisify(execFile)
const target = join(repository, 'shared/database/types.generated.ts')
const schemas = ['sync', 'staging', 'gazelle', 'reconcile', 'monitoring', 'v5', 'app', 'changes', 'webhooks']
const header = '// Made by `npm run generate:types` from the migrations. Do not edit.\n'

const dataDir = await mkdtemp(join(tmpdir(), 'gazelle-types-'))
const stack = await startStack({
  dataDir,
  ports: { api: 0, database: 0 },
  functions: false,
  scheduler: false,
})
try {
  const { stdout } = await run(
    join(repository, 'node_modules/.bin/supabase'),
    ['gen', 'types', ...schemas.flatMap((schema) => ['--schema', schema]), `--remote=${stack.databaseUrl}`],
    { maxBuffer: 16 * 1024 * 1024, cwd: repository },
  )
  // The CLI prints lines about the connection before the types.
  const wanted = header + stdout.slice(stdout.indexOf('export type'))
  if (process.argv.includes('--check')) {
    const found = await readFile(target, 'utf8').catch(() => '')
    if (found !== wanted) {
      console.error('shared/database/types.generated.ts is not up to date: npm run generate:types')
      process.exitCode = 1
    }
  } else await writeFile(target, wanted)
} finally {
  await stack.stop()
  await rm(dataDir, { recursive: true, force: true })
}
