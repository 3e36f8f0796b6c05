// What hosted Supabase does with the functions: the Supabase CLI uploads them, and the Deno of its edge runtime runs them.
// Fetches packages from the npm registry, as the edge runtime does; so `npm test` leaves it out, and CI runs it.
// npm run test:hosted   ends in one line: N passed, N failed
import { repository } from '../../supabase/local/api.ts'
import { runVitest } from '../vitest.ts'

const { passed, failed, failures } = await runVitest([], {
  config: `${repository}/tests/hosted/vitest.config.ts`,
})
if (failures.length > 0) console.error(failures.join('\n'))
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
