import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cellOf, numberIn, type Table, tablesOf } from '../../bench/measured.ts'
import { readSchedule, scalingTables } from '../../bench/scenarios/scaling.ts'
import { repository } from '../../supabase/local/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await database.query("insert into sync.accounts (account_id) values ('second')")
})
afterAll(() => database?.drop())

const read = (name: string) => readFile(join(repository, 'docs', name), 'utf8')
const page = await read('SCALING.md')

const titleOf = ({ head }: Table) => head.join(' | ')

test('the page on scaling has the figures that the schedule and the measurements give: npm run bench -- scaling --write', async () => {
  const settings = await readSchedule((text) => database.query(text))
  expect(settings.jobs.length).toBeGreaterThan(20)
  // The larger numbers of companies take the model a while; what changes them changes these too.
  const { tables } = scalingTables(settings, await read('PERFORMANCE.md'), [1, 2, 10])
  const printed = tablesOf(`<!-- now -->\n${tables.join('\n\n')}\n<!-- /now -->`, 'now')
  const written = new Map(tablesOf(page, 'scaling').map((one) => [titleOf(one), one.rows]))
  expect(printed.map(titleOf)).toEqual([...written.keys()])
  for (const one of printed) expect(written.get(titleOf(one))).toEqual(expect.arrayContaining(one.rows))
})

describe('the page on scaling shows a statement that Postgres executes', () => {
  const statements = [...page.matchAll(/^```sql\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block.split(/;\n/).filter((text) => text.trim()),
  )
  test.each(statements)('%s', async (text) => {
    await expect(database.query(text)).resolves.toBeInstanceOf(Array)
  })
})

test('the page on scaling names alerts with the thresholds that they have', async () => {
  const named = [...page.matchAll(/alert `(\w+)` \(([\d.]+) /g)].map(([, rule, threshold]) => ({
    rule,
    threshold: Number(threshold),
  }))
  const rules = await database.query<{ rule: string; threshold: number }>(
    'select rule, threshold::float8 as threshold from monitoring.alert_rules where rule = any ($1)',
    [named.map(({ rule }) => rule)],
  )
  expect(named.length).toBeGreaterThan(3)
  expect(rules).toEqual(expect.arrayContaining(named))
})

test.each(['20', '50'])('the page on scaling says what its tables say of %s companies', (companies) => {
  const tables = tablesOf(page, 'scaling')
  const having = (title: string) => tables.filter(({ head }) => head.includes(title))
  const halves = [having('cores busy, day'), having('functions called in a second, at most')]
  for (const column of ['slices at once, at most', 'statements at once, at most']) {
    const [now = 0, then = now] = halves.map((some) => numberIn(cellOf(some, [companies], column)))
    expect(3 * then).toBeLessThan(now)
  }
})
