import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import pg from 'pg'
import { repository } from '../supabase/local/api.ts'

/** How many tests passed and failed, and each failure in readable lines. */
export type Tally = { passed: number; failed: number; failures: string[] }

const statementTimeoutMs = 120_000

/** The pgTAP files, sorted; `filters` are parts of their paths from the repository. */
export const sqlFiles = async (filters: string[], root = repository): Promise<string[]> => {
  const names = await readdir(join(root, 'supabase/tests'), { recursive: true }).catch(() => [])
  const files = names.filter((name) => name.endsWith('.test.sql')).map((name) => join('supabase/tests', name))
  const wanted = filters.map((filter) => relative(root, join(root, filter)))
  return files.filter((file) => wanted.length === 0 || wanted.some((filter) => file.includes(filter))).sort()
}

/** Reads TAP. A skipped or todo test counts as failed, and so does a plan that is missing or does not match. */
export const readTap = (file: string, lines: string[], error?: string): Tally => {
  const tally: Tally = { passed: 0, failed: 0, failures: [] }
  const fail = (text: string) => {
    tally.failed += 1
    tally.failures.push(`${file}: ${text}`)
  }
  let plan: number | undefined
  for (const line of lines) {
    const planned = /^1\.\.(\d+)/.exec(line)?.[1]
    const test = /^(not )?ok\b\s*(.*)$/.exec(line)
    if (planned) plan = Number(planned)
    else if (test?.[1]) fail(`not ok ${test[2]}`)
    else if (test && /#\s*(skip|todo)\b/i.test(line)) fail(`skipped or todo: ${test[2]}`)
    else if (test) tally.passed += 1
    // The comment lines after a failed test hold the expected value.
    else if (line.startsWith('#') && tally.failures.length > 0) tally.failures.push(`    ${line}`)
  }
  const seen = lines.filter((line) => /^(not )?ok\b/.test(line)).length
  if (error) fail(error)
  else if (plan === undefined) fail('there is no plan')
  else if (plan !== seen) fail(`planned ${plan} tests but ran ${seen}`)
  return tally
}

// Rows come one by one, so the tests before an error are still counted.
const runFile = (client: pg.Client, text: string): Promise<{ lines: string[]; error?: string }> =>
  new Promise((resolve) => {
    const lines: string[] = []
    const query = new pg.Query(`begin;\n${text}\n;rollback;`)
    query.on('row', (row: Record<string, unknown>) => {
      const [value] = Object.values(row)
      if (typeof value === 'string') lines.push(...value.split('\n'))
    })
    query.on('end', () => resolve({ lines }))
    query.on('error', (error) => {
      const { position, where, detail, hint } = error instanceof pg.DatabaseError ? error : {}
      const line = text.slice(0, Math.max(0, Number(position ?? 0) - 'begin;\n'.length)).split('\n').length
      const about = [position ? `line ${line}` : '', where, detail, hint]
      resolve({ lines, error: [error.message, ...about].filter(Boolean).join('\n    ') })
    })
    client.query(query)
  })

/**
 * Runs pgTAP files as the role `postgres`, each in a transaction that is rolled back.
 * @param open gives a database with all migrations; called once for each of `lanes`, and again after a file that commits
 */
export const runSqlTests = async (
  open: () => Promise<{ url: string; drop(): Promise<void> }>,
  files: string[],
  { lanes = 2, root = repository } = {},
): Promise<Tally> => {
  const total: Tally = { passed: 0, failed: 0, failures: [] }
  const queue = [...files]
  const work = async () => {
    let database = await open()
    for (let file = queue.shift(); file; file = queue.shift()) {
      const text = await readFile(join(root, file), 'utf8')
      const run = async () => {
        const client = new pg.Client({
          connectionString: database.url,
          application_name: file,
          statement_timeout: statementTimeoutMs,
        })
        await client.connect()
        return runFile(client, text).finally(() => client.end())
      }
      let answer = await run()
      // A job of the real pg_cron may read what a test alters; the victim, rolled back, begins again.
      if (answer.error?.startsWith('deadlock detected')) answer = await run()
      const { passed, failed, failures } = readTap(file, answer.lines, answer.error)
      total.passed += passed
      total.failed += failed
      total.failures.push(...failures)
      // What a file commits must not reach the next one.
      if (/^\s*commit\s*;/im.test(text)) {
        await database.drop()
        database = await open()
      }
    }
    await database.drop()
  }
  await Promise.all(Array.from({ length: Math.min(lanes, files.length) }, work))
  return total
}
