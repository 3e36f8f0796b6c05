import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { sizes } from '../../stand-in/sizes.ts'
import { generateV5, type Truth } from '../../stand-in/v5/generate.ts'
import { type EmptyDatabase, emptyDatabase } from './v5-databases.ts'
import {
  type Company6,
  differencesOfGazelle,
  digestOf,
  digestOfOurs,
  ownTarget,
  problemsOf,
  stageCompany,
  type Target,
} from './v5-move.ts'

// Each test starts several programs, on a machine that runs other tests too.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

// More entries than a page has.
const size = {
  ...sizes.small,
  timelineEntries: 2200,
  now: new Date('2026-11-27T15:00:00Z'),
}

const counts = z.record(z.string(), z.unknown())
const answerForm = z.object({
  source: z.string(),
  account: z.string(),
  work: z.enum(['report', 'apply', 'compare']),
  target: z.object({ moved: z.number(), by_hand: z.record(z.string(), z.number()) }),
  tables: z.array(
    z.object({
      table: z.string(),
      role: z.string(),
      rows: z.number(),
      counts,
      records: counts,
      fields: counts,
      samples: z.array(z.unknown()),
    }),
  ),
  open: z.array(
    z.object({
      source_table: z.string(),
      source_id: z.string(),
      source_column: z.string(),
      reason: z.string(),
    }),
  ),
})
type Answer = z.infer<typeof answerForm>

let staged: Company6
let v5: EmptyDatabase
let truth: Truth
let target: Target
beforeAll(async () => {
  staged = await stageCompany(size)
  v5 = await emptyDatabase()
  truth = await generateV5({
    databaseUrl: v5.url,
    company: size,
    damages: ['text-tags', 'text-settings', 'doubled-ids', 'json-for-text', 'users-by-gazelle-user-id'],
  })
  target = await staged.target()
})
afterAll(async () => {
  await target?.stop()
  await v5?.drop()
  await staged?.drop()
})

const answered = async (on: Target, ...args: string[]): Promise<Answer> => {
  const ended = await on.run(['--from', v5.url, '--json', ...args])
  expect([
    ended.code,
    ended.stderr
      .replace(/^[\d,]+ values and rows of version 5 are here already\.\n/, '')
      // Of a move that was cut.
      .replace(/^This went on with the move of .* Run the same command again\.\n$/, ''),
  ]).toEqual([0, ''])
  return answerForm.parse(JSON.parse(ended.stdout))
}
const apply = (on: Target) => answered(on, '--apply', '--yes')
const digestOfV5 = () => digestOf(v5, ['public'])

/** How many rows were written, wherever a count says so. */
const written = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).reduce(
        (sum, [name, inner]) => sum + (name === 'written' ? Number(inner) : written(inner)),
        0,
      )
    : 0

/** What an unchanged move may write: how far it has come. */
const moves = ['sync.v5_moves']

/** What no rule decides: values of records that Gazelle has no longer, and references to numbers that nothing has. */
const unansweredIn = ({ kept, gone, references }: Truth): Answer['open'] => [
  ...kept
    .filter(({ table, id }) => table !== 'gazelle_timeline_entries' && gone[table]?.includes(id))
    .map(({ table, id, column }) => ({
      source_table: table,
      source_id: id,
      source_column: column,
      reason: 'no_record',
    })),
  ...references
    .filter(({ means }) => means === null)
    .map(({ table, id, column }) => ({
      source_table: table,
      source_id: id,
      source_column: column,
      reason: 'unresolved',
    })),
]

let beforeMove: Record<string, string>
let report: Answer
let applied: Answer

describe('a report', () => {
  test('says table by table what would come over, and changes nothing, neither in version 5 nor here', async () => {
    const before = [await digestOfV5(), await digestOfOurs(target.database)]
    report = await answered(target)
    expect([await digestOfV5(), await digestOfOurs(target.database)]).toEqual(before)
    expect(report).toMatchObject({
      account: 'main',
      work: 'report',
      target: { moved: 0, by_hand: {} },
    })
    const tables = new Map(report.tables.map((one) => [one.table, one]))
    expect([...tables.keys()].toSorted()).toEqual(Object.keys(truth.rows).toSorted())
    for (const [table, rows] of Object.entries(truth.rows))
      expect(tables.get(table)).toMatchObject({ table, rows })
    const dropped = truth.twins.filter(({ at }) => at !== 'v5')
    expect(tables.get('gazelle_timeline_entries')?.counts).toMatchObject({
      entries: {
        twin: dropped.length,
        legacy: truth.legacy.length + truth.twins.length - dropped.length,
        gone_at_gazelle: truth.gone.gazelle_timeline_entries?.length,
      },
    })
    expect(tables.get('gazelle_timeline_entries')?.records.imported).toBe(
      truth.legacy.length + truth.twins.length,
    )
    expect(tables.get('gazelle_contacts')?.role).toBe('fetched')
  })

  test('shows samples of what nothing here can answer, three of each column and reason where there are as many', () => {
    const kindOf = ({ source_table: table, source_column: column, reason }: Answer['open'][number]) =>
      `${table} ${column} ${reason}`
    const unanswered = unansweredIn(truth)
    const shown = Map.groupBy(report.open, kindOf)
    expect([...shown.keys()].toSorted()).toEqual([...Map.groupBy(unanswered, kindOf).keys()].toSorted())
    for (const [kind, alike] of Map.groupBy(unanswered, kindOf)) {
      const ids = alike.map((one) => one.source_id)
      const samples = shown.get(kind)?.map((one) => one.source_id) ?? []
      expect([kind, samples.length]).toEqual([kind, Math.min(3, ids.length)])
      expect(ids).toEqual(expect.arrayContaining(samples))
    }
  })

  test('for people is sentences, and says that nothing was changed', async () => {
    const { code, stdout } = await target.run(['--from', v5.url])
    expect(code).toBe(0)
    expect(stdout).toContain('Gazelle has none: version 5’s stands here')
    expect(stdout).toContain('nothing was changed. --apply brings it over.')
    expect(stdout).not.toContain('made-up-')
  })
})

describe('a move', () => {
  test('does what the report has said', async () => {
    beforeMove = await digestOfOurs(target.database, { without: ['version', 'updated_at'] })
    applied = await apply(target)
    const of = ({ tables }: Answer) =>
      tables.filter(({ role }) => role !== 'fetched').map(({ table, counts: made }) => [table, made])
    expect(of(applied)).toEqual(of(report))
    expect(written(applied.tables.map(({ counts: made }) => made))).toBeGreaterThan(100)
  })

  test('has brought over every value, reading, row, setting and entry that version 5 alone had', async () => {
    expect(await problemsOf(target.database, truth)).toEqual([])
  })

  test('leaves everything of Gazelle’s as Gazelle has it', async () => {
    expect(await differencesOfGazelle(target.database, staged.company, truth)).toEqual([])
  })

  test('that is made again writes nothing, neither here nor in version 5', async () => {
    const digests = async () => [await digestOfV5(), await digestOfOurs(target.database, { but: moves })]
    const before = await digests()
    const again = await apply(target)
    expect(written(again.tables.map(({ counts: made }) => made))).toBe(0)
    expect(await digests()).toEqual(before)
  })
})

describe('a comparison', () => {
  test('lists as open exactly what nothing here can answer: values of records that are gone, numbers of nobody', async () => {
    const before = [await digestOfV5(), await digestOfOurs(target.database)]
    const { open, tables } = await answered(target, '--compare')
    expect([await digestOfV5(), await digestOfOurs(target.database)]).toEqual(before)
    const line = (one: Answer['open'][number]) =>
      `${one.source_table} ${one.source_id} ${one.source_column} ${one.reason}`
    expect(open.map(line).toSorted()).toEqual(unansweredIn(truth).map(line).toSorted())
    const records = Object.fromEntries(tables.map((one) => [one.table, one.records]))
    for (const [table, ids] of Object.entries(truth.gone))
      expect([table, records[table]?.gone_at_gazelle]).toEqual([table, ids.length])
    // What came over is the same by now, or Gazelle has another one.
    expect(JSON.stringify(tables.map(({ fields }) => fields))).not.toContain('comes_over')
  })

  test('has an empty list once a person has accepted it', async () => {
    const ended = await target.run(['--compare', '--accept', '--by', 'Anna', '--yes', '--json'])
    expect(`${ended.code} ${ended.stderr}`).toBe('0 ')
    expect(JSON.parse(ended.stdout)).toMatchObject({ account: 'main', by: 'Anna' })
    const { stdout } = await target.run(['--from', v5.url, '--compare'])
    expect(stdout).toContain('Nothing is open')
  })
})

describe('undoing', () => {
  test('takes away what came from version 5, and leaves no trace', async () => {
    const ended = await target.run(['--undo', '--yes', '--json'])
    expect(`${ended.code} ${ended.stderr}`).toBe('0 ')
    const after = await digestOfOurs(target.database, { without: ['version', 'updated_at'] })
    const differing = Object.keys(after).filter((name) => after[name] !== beforeMove[name])
    // Decisions about matches and numbers of records stay.
    expect(differing).toEqual(['reconcile.v5_serials'])
    expect(await differencesOfGazelle(target.database, staged.company)).toEqual([])
  })

  test('a second time says that nothing is here', async () => {
    const { code, stdout } = await target.run(['--undo', '--yes'])
    expect([code, stdout]).toEqual([0, 'Nothing here came from version 5.\n'])
  })
})

describe('a move that is cut', () => {
  test('goes on behind its last page, and ends as one that was not', async () => {
    const cut = await ownTarget(staged)
    const { query } = cut.database
    const first = cut.start(['--from', v5.url, '--apply', '--yes'])
    const position = async () =>
      (
        await query<{ read: number; is_done: boolean }>(
          `select (m.counts ->> 'read')::int as read, m.is_done from sync.v5_moves m where m.source_table = 'gazelle_timeline_entries' and m.position is not null`,
        )
      )[0]
    await vi.waitFor(async () => expect(await position()).toBeDefined(), { timeout: 120_000, interval: 10 })
    first.interrupt('SIGKILL')
    await first.ended
    const at = await position()
    expect(at).toMatchObject({ is_done: false })
    expect(at?.read).toBeLessThan(truth.rows.gazelle_timeline_entries ?? 0)

    const answer = await apply(cut)
    const timeline = answer.tables.find(({ table }) => table === 'gazelle_timeline_entries')
    // Each row was read once, by the one or the other.
    expect(timeline).toMatchObject({
      rows: truth.rows.gazelle_timeline_entries,
      counts: { read: truth.rows.gazelle_timeline_entries },
    })
    expect(await problemsOf(cut.database, truth)).toEqual([])
    expect(await differencesOfGazelle(cut.database, staged.company, truth)).toEqual([])
    const of = ({ tables }: Answer) => tables.map(({ table, counts: made }) => [table, made])
    expect(of(answer)).toEqual(of(applied))
  })
})
