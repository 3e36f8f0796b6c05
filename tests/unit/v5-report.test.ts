import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Moved, Open } from '../../cli/migrate-v5/move.ts'
import { openShown, shown, writtenShown } from '../../cli/migrate-v5/shown.ts'
import { repository } from '../../supabase/local/api.ts'

const sql = (path: string) => readFile(join(repository, 'supabase/schemas', path), 'utf8')
const namesIn = (text: string) => [...text.matchAll(/'([a-z]\w+)'/g)].map(([, name = '']) => name)

/** What stands between two texts of a file. */
const part = async (path: string, from: string, to: string) => {
  const text = await sql(path)
  const start = text.indexOf(from)
  const end = text.indexOf(to, start)
  if (start < 0 || end < 0) throw new Error(`${path} has no ${from} … ${to}`)
  return text.slice(start, end)
}

/** What the database says of a field, a value, and entries and rows, by its names. */
const rules = (await part('v5/compare.sql', 'create function v5.rule_of', 'comment on')).matchAll(
  /(?:return|then|else) '(\w+)'/g,
)
const fields = [...new Set([...rules].map(([, rule = '']) => rule))]
const outcomes = namesIn(await part('reconcile/v5/v5_tables.sql', 'check (outcome in (', ')),'))
const entries = [
  ...(await part('reconcile/v5/take_v5_entries.sql', 'select jsonb_build_object(', 'into v_counts')).matchAll(
    /^ +'(\w+)'/gm,
  ),
].map(([, name = '']) => name)
const column = 'dampp_chaser_humidistat_model'
const numbers = (names: string[]) => Object.fromEntries(names.map((name) => [name, 282_669]))

const open: Open[] = ['kept_here', 'no_record', 'unreadable', 'other_account', 'unresolved'].map(
  (reason, at) => ({
    source_table: 'gazelle_timeline_entries',
    source_id: `tme_0123456789abcdef012${at}`,
    source_column: column,
    reason,
    value: 'a long text of version 5',
    found: { an: 'object', with: 'values' },
  }),
)

const moved: Moved[] = [
  {
    table: 'gazelle_timeline_entries',
    role: 'timeline',
    rows: 282_669,
    counts: { values: { [column]: numbers(outcomes) }, entries: numbers(entries), erased: 1, without_id: 2 },
    records: numbers(['same', 'differs', 'twin', 'legacy', 'imported', 'gone_at_gazelle']),
    fields: { [column]: numbers(fields) },
    samples: fields.map((rule) => ({
      id: 'tme_0123456789abcdef0123',
      column,
      rule,
      v5: 'a long text of version 5, \u001b[31mred',
      here: 'a longer text, of Gazelle’s',
    })),
    open,
  },
]
const linesOf = (text: string) => stripVTControlCharacters(text).split('\n')

// A terminal of 80 columns: what goes into a pipe is not broken into lines.
beforeAll(() => {
  Object.defineProperties(process.stdout, {
    isTTY: { value: true, configurable: true },
    columns: { value: 80, configurable: true },
  })
})

describe('the report of a move from version 5', () => {
  test('has a sentence for whatever the database says of a field, a value or an entry', () => {
    for (const found of [fields, outcomes, entries]) expect(found.length).toBeGreaterThan(6)
    const names = [...fields, ...outcomes, ...entries, ...open.map(({ reason }) => reason)]
    const said = [...linesOf(shown(moved, 'would')), ...linesOf(openShown(open))]
    expect(said.filter((line) => names.includes(line))).toEqual([])
  })

  test('fits a terminal of 80 columns, whatever values and names come from version 5, which do nothing to it', () => {
    for (const text of [shown(moved, 'would'), shown(moved, 'did'), openShown(open)]) {
      expect(text).not.toContain('\u001b[31m')
      expect(linesOf(text).filter((line) => line.trimEnd().length > 80)).toEqual([])
    }
  })

  test('names each table once, over what is said of it, with a sample of each difference', () => {
    const text = linesOf(shown(moved, 'did'))
    const at = text.indexOf(`  282,669  ${column}: cents in version 5, dollars here`)
    expect(text[at + 1]?.trim()).toMatch(/^tme_0123456789abcdef0123: a long text of version … →/)
  })

  test('says how many rows were written, or that all was here', () => {
    expect(writtenShown(moved)).toBe('282,669 rows were written.')
    expect(writtenShown([])).toBe('Nothing changed: all of it was here already.')
  })
})
