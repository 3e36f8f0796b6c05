import { type CliOptions, startVitest } from 'vitest/node'
import { repository } from '../supabase/local/api.ts'
import type { Tally } from './sql.ts'

/**
 * Runs vitest once and counts. A skipped test counts as failed, as does an error outside of a test.
 * @param filters only files that have one of these in their path; all when empty
 * @param options passed on to vitest
 */
export const runVitest = async (filters: string[], options: CliOptions): Promise<Tally> => {
  const tally: Tally = { passed: 0, failed: 0, failures: [] }
  const vitest = await startVitest(filters, { run: true, watch: false, root: repository, ...options })
  for (const module of vitest.state.getTestModules()) {
    tally.failed += module.errors().length
    for (const suite of module.children.allSuites()) tally.failed += suite.errors().length
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') tally.passed += 1
      else tally.failed += 1
      // Vitest prints the failed ones itself.
      if (state === 'skipped') tally.failures.push(`${module.relativeModuleId}: skipped: ${test.fullName}`)
    }
  }
  tally.failed += vitest.state.getUnhandledErrors().length
  await vitest.close()
  return tally
}
