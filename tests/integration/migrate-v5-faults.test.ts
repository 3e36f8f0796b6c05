// Version 5 databases and moments that nobody has planned: tables of other forms, a move that is cut, disturbed or pointed elsewhere.
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { sizes } from '../../stand-in/sizes.ts'
import { generateV5, type Truth } from '../../stand-in/v5/generate.ts'
import { type EmptyDatabase, emptyDatabase } from './v5-databases.ts'
import {
  type Company6,
  digestOfOurs,
  ownTarget,
  problemsOf,
  stageCompany,
  type Target,
  tablesWith,
} from './v5-move.ts'

// Each test starts several programs, on a machine that runs other tests too.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

// More entries than a page has.
const size = { ...sizes.small, timelineEntries: 2200, now: new Date('2026-11-27T15:00:00Z') }

let staged: Company6
let v5: EmptyDatabase
let truth: Truth
let target: Target
beforeAll(async () => {
  staged = await stageCompany(size)
  v5 = await emptyDatabase()
  truth = await generateV5({ databaseUrl: v5.url, company: size, damages: ['text-tags'] })
  target = await staged.target()
})
afterAll(async () => {
  await target?.stop()
  await v5?.drop()
  await staged?.drop()
})

const move = (on: Target, ...args: string[]) => on.run(['--from', v5.url, ...args])
const applied = async (on: Target) => {
  const ended = await move(on, '--apply', '--yes')
  expect(`${ended.code} ${ended.code === 0 ? '' : ended.stderr}`).toBe('0 ')
  return ended
}

/** A table of version 5's, until the test ends. */
const added = async (kind: 'table' | 'view', name: string, definition: string) => {
  await v5.query(`create ${kind} public.${name} ${definition}`)
  onTestFinished(async () => void (await v5.query(`drop ${kind} public.${name}`)))
}

/** Starts a move, and waits until the timeline is on its way. */
const started = async (on: Target) => {
  const running = on.start(['--from', v5.url, '--apply', '--yes', '--json'])
  const isOnItsWay = async () =>
    expect(
      await on.database.query(
        `select from sync.v5_moves where source_table = 'gazelle_timeline_entries' and position is not null`,
      ),
    ).toHaveLength(1)
  await vi.waitFor(isOnItsWay, { timeout: 120_000, interval: 5 })
  return running
}

test('every row of a module’s own table comes over, whatever its key and name, with all digits of its numbers, and no secret', async () => {
  await added('table', 'user_notes', `(id serial, gazelle_user_id text, note text)`)
  await v5.query(
    `insert into user_notes (gazelle_user_id, note) values ('usr_1', 'one'), ('usr_1', 'two'), ('usr_2', 'three')`,
  )
  await added('table', 'gazelle_overlays', `(id bigint, note text, amount numeric, body json)`)
  await v5.query(
    `insert into gazelle_overlays values (9007199254740992, 'one', 12345678901234567890.12, '{"n": 1e400}'), (9007199254740993, 'two', 0.1, null)`,
  )
  await added('table', 'alert_marks', `(id serial, mark text)`)
  await v5.query(`insert into alert_marks (mark) values ('acknowledged by Anna')`)
  await v5.query(
    `insert into system_settings (key, value) values ('config', '{"gazelle": {"oauth": {"access_token": "hush-hush"}}}')`,
  )
  onTestFinished(async () => void (await v5.query(`delete from system_settings where key = 'config'`)))
  await added('table', 'piano_rounds', `(piano_id text, day text)`)
  await v5.query(`insert into piano_rounds values ('ins_1', 'lundi'), ('ins_1', 'lundi'), ('ins_1', 'mardi')`)
  const on = await ownTarget(staged)
  await applied(on)
  const keyless = () =>
    on.database.query(
      `select data ->> 'day' as day from reconcile.v5_rows where source_table = 'piano_rounds' order by 1`,
    )
  expect(await keyless()).toEqual([{ day: 'lundi' }, { day: 'mardi' }])
  // Changed in version 5 since; nothing tells which row it was.
  await v5.query(`update piano_rounds set day = 'jeudi' where day = 'mardi'`)
  expect((await move(on, '--compare')).stdout).toMatch(
    /piano_rounds\n +1 +the same in both\n +1 +comes over with --apply/,
  )
  await applied(on)
  expect(await keyless()).toEqual([{ day: 'jeudi' }, { day: 'lundi' }, { day: 'mardi' }])
  const rows = await on.database.query(
    `select source_table, source_id, coalesce(data ->> 'note', data ->> 'mark') as note, data ->> 'amount' as amount, data -> 'body' ->> 'n' as n
     from reconcile.v5_rows where source_table in ('user_notes', 'gazelle_overlays', 'alert_marks') order by 1, 2`,
  )
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['alert_marks', '1', 'acknowledged by Anna', null, null],
    ['gazelle_overlays', '9007199254740992', 'one', '12345678901234567890.12', '1e400'],
    ['gazelle_overlays', '9007199254740993', 'two', '0.1', null],
    ['user_notes', '1', 'one', null, null],
    ['user_notes', '2', 'two', null, null],
    ['user_notes', '3', 'three', null, null],
  ])
  expect(await tablesWith(on.database, 'hush-hush')).toEqual([])
})

describe('nothing is changed, and the reason is said, of', () => {
  const refusal = async (from: string, code: string) => {
    const before = await digestOfOurs(target.database)
    const V5_KEY = target.database.keys.secretKey
    const ended = await target.run(['--from', from, '--apply', '--yes'], { V5_KEY })
    expect([ended.code, ended.stdout]).toEqual([1, ''])
    expect(ended.stderr).toContain(code)
    expect(await digestOfOurs(target.database)).toEqual(before)
    return ended.stderr
  }

  test('another company’s version 5 that has no clients', async () => {
    const other = await emptyDatabase()
    onTestFinished(other.drop)
    await generateV5({ databaseUrl: other.url, company: { ...size, seed: 2 }, damages: [] })
    await other.query('truncate gazelle_clients')
    expect(await refusal(other.url, 'v5_other_company')).toMatch(/knows 0 of the \d+ clients or pianos/)
  })

  test('another company’s version 5 of which only the timeline is left', async () => {
    const other = await emptyDatabase()
    onTestFinished(other.drop)
    await generateV5({ databaseUrl: other.url, company: { ...size, seed: 2 }, damages: [] })
    await other.query('drop table gazelle_clients, gazelle_pianos cascade')
    await refusal(other.url, 'v5_other_company')
  })

  test('a second version 5 into an account into which one came over: rows of one key would take each other’s place', async () => {
    const copy = await emptyDatabase()
    onTestFinished(copy.drop)
    await generateV5({ databaseUrl: copy.url, company: size, damages: [] })
    await applied(target)
    expect(await refusal(copy.url, 'v5_other_source')).toContain('--same-database')
    const ended = await target.run(['--from', copy.url, '--apply', '--yes', '--same-database'])
    expect(ended.code).toBe(0)
  })

  test('version 6 itself, which shows its views under version 5’s names', async () => {
    await target.run(['--views', 'on'])
    onTestFinished(async () => void (await target.run(['--views', 'off'])))
    await refusal(target.database.url, 'not_v5')
    await refusal(target.api.apiUrl, 'not_v5')
  })
})

test('a view of version 5 that is broken is named, and the database is not called lost', async () => {
  await added(
    'view',
    'piano_ages',
    'as select id, external_id, 1 / (id - id) as age from public.gazelle_pianos',
  )
  const ended = await move(target)
  expect([ended.code, ended.stdout]).toEqual([1, ''])
  expect(ended.stderr).toContain('v5_refused')
  expect(ended.stderr).toMatch(/piano_ages[\s\S]*division by zero/)
  expect(ended.stderr).not.toContain('lost')
})

describe('a move', () => {
  test('that is undone while it runs says so and ends; the next one brings all of it', async () => {
    const on = await ownTarget(staged)
    const running = await started(on)
    await on.database.query(`select sync.undo_v5('main')`)
    const ended = await running.ended
    expect([ended.code, ended.stdout]).toEqual([1, ''])
    expect(ended.stderr).toContain('v5_busy')
    await applied(on)
    expect(await problemsOf(on.database, truth)).toEqual([])
  })

  test('that goes on with one that was cut says what it cannot have seen; another one brings that, also where a table is new (case R2)', async () => {
    const on = await ownTarget(staged)
    const running = await started(on)
    running.interrupt('SIGKILL')
    await running.ended
    const mark = truth.kept.find(
      ({ table, column, id, gazelle }) =>
        column === 'last_notified_schedule' && !gazelle && !truth.gone[table]?.includes(id),
    )
    const write = (value: unknown) =>
      v5.query('update gazelle_appointments set last_notified_schedule = $2 where external_id = $1', [
        mark?.id,
        value,
      ])
    onTestFinished(async () => void (await write(mark?.value)))
    const here = async () =>
      (
        await on.database.query(
          'select last_notified_schedule as value from gazelle.appointments where id = $1',
          [mark?.id],
        )
      )[0]?.value

    await write('ce soir')
    expect((await applied(on)).stderr).toContain('which had been cut')
    expect(await here()).toBe(mark?.value)
    // Version 5 has written since; nobody has here.
    expect((await move(on, '--compare')).stdout).toMatch(/1 +last_notified_schedule: comes over with --apply/)
    expect((await applied(on)).stderr).not.toContain('which had been cut')
    expect(await here()).toBe('ce soir')

    await added('table', 'new_requests', '(id serial, client_id text)')
    await write('demain')
    await applied(on)
    expect(await here()).toBe('demain')
  })
})
