// npm test: everything in tests/ through vitest, everything in supabase/tests/ through pgTAP, one count at the end.
// npm test -- tests/unit/foo supabase/tests/bar   runs only what has these in its path.
// TEST_POSTGRES_URL   a Postgres of your own, as its superuser; the tests make and drop their databases there.
// TEST_DATABASE_URL   for pgTAP only: this one database, as superuser. The real pg_cron lives in one database of a server.
import { endWithNpm } from '../cli/signals.ts'
import { newKeys } from '../supabase/local/keys.ts'
import { cloneDatabase } from './harness/database.ts'
import { prepareTestDatabase, serverVariable, startTestServer } from './harness/server.ts'
import { runSqlTests, sqlFiles, type Tally } from './sql.ts'
import { runVitest } from './vitest.ts'

const filters = process.argv.slice(2)
const isSql = (filter: string) => filter.endsWith('.sql') || /^(\.\/)?supabase\//.test(filter)
const sqlFilters = filters.filter(isSql)
const vitestFilters = filters.filter((filter) => !isSql(filter))

const files = filters.length === 0 || sqlFilters.length > 0 ? await sqlFiles(sqlFilters) : []
const useVitest = filters.length === 0 || vitestFilters.length > 0
const onlyUnit =
  vitestFilters.length > 0 && vitestFilters.every((filter) => /^(\.\/)?tests\/unit\b/.test(filter))
const ownDatabase = process.env.TEST_DATABASE_URL
const needsServer = (files.length > 0 && !ownDatabase) || (useVitest && !onlyUnit)

const runVitestTests = () =>
  runVitest(vitestFilters, {
    passWithNoTests: true,
    // Without a database the others would only repeat why.
    ...(process.env[serverVariable] || !needsServer ? {} : { project: ['unit'] }),
  })

const tallies: Tally[] = []
const broken = (what: string, error: unknown): Tally => {
  console.error(error)
  return { passed: 0, failed: 1, failures: [`${what}: ${error instanceof Error ? error.message : error}`] }
}

let stop = async () => {}
endWithNpm()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void stop().finally(() => process.exit(130)))
}

const runSql = async (open: Parameters<typeof runSqlTests>[0], lanes: number) => {
  if (files.length === 0) return
  const tally = await runSqlTests(open, files, { lanes })
  console.log(`pgTAP: ${files.length} files, ${tally.passed} passed, ${tally.failed} failed`)
  tallies.push(tally)
}

try {
  if (ownDatabase) {
    const url = await prepareTestDatabase(ownDatabase, newKeys())
    await runSql(async () => ({ url, drop: async () => {} }), 1)
  }
  if (needsServer) {
    const { server, stop: stopServer } = await startTestServer({ postgresUrl: process.env.TEST_POSTGRES_URL })
    stop = stopServer
    process.env[serverVariable] = JSON.stringify(server)
    if (!ownDatabase) await runSql(() => cloneDatabase(server), 2)
  }
} catch (error) {
  tallies.push(broken('the test database', error))
}
try {
  if (useVitest) tallies.push(await runVitestTests())
} catch (error) {
  tallies.push(broken('vitest', error))
}
await stop()

const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0)
let failed = tallies.reduce((sum, tally) => sum + tally.failed, 0)
const failures = tallies.flatMap((tally) => tally.failures)
if (passed + failed === 0) {
  failures.push(`no test has ${filters.join(' or ')} in its path`)
  failed = 1
}
if (failures.length > 0) console.error(`\n${failures.join('\n')}`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
