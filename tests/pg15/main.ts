// What needs more than npm gives: Debian's Postgres 15 with the real pg_cron and plpgsql_check, and a real Redis.
// node tests/pg15/main.ts   ends in one line: N passed, N failed
import { repository } from '../../supabase/local/api.ts'
import { newKeys } from '../../supabase/local/keys.ts'
import { prepareTestDatabase } from '../harness/server.ts'
import { runSqlTests, sqlFiles } from '../sql.ts'
import { runVitest } from '../vitest.ts'
import { startPostgres15 } from './server.ts'

const server = await startPostgres15()
let passed = 0
let failed = 0
try {
  const url = await prepareTestDatabase(server.url, newKeys())
  const files = await sqlFiles([])
  const begun = performance.now()
  // One lane: pg_cron lives in one database of a server.
  const sql = await runSqlTests(async () => ({ url, drop: async () => {} }), files, { lanes: 1 })
  const seconds = Math.round((performance.now() - begun) / 1000)
  console.log(`pgTAP: ${files.length} files, ${sql.passed} passed, ${sql.failed} failed, ${seconds} s`)
  if (sql.failures.length > 0) console.error(sql.failures.join('\n'))

  process.env.PG15_URL = server.url
  const others = await runVitest([], { config: `${repository}/tests/pg15/vitest.config.ts` })
  if (others.failures.length > 0) console.error(others.failures.join('\n'))
  passed = sql.passed + others.passed
  failed = sql.failed + others.failed
} catch (error) {
  console.error(error)
  failed += 1
} finally {
  await server.stop()
}
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
