import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { sizes } from '../../stand-in/sizes.ts'
import { generateV5 } from '../../stand-in/v5/generate.ts'
import { type Damage, damages } from '../../stand-in/v5/shape.ts'
import { asRole } from '../../supabase/local/database.ts'
import { startGateway } from '../../supabase/local/gateway.ts'
import { startPostgrest } from '../../supabase/local/postgrest.ts'
import { testServer } from '../harness/database.ts'
import { testLog } from '../harness/server.ts'
import { type EmptyDatabase, emptyDatabase } from './v5-databases.ts'
import {
  type Company6,
  differencesOfGazelle,
  digestOfOurs,
  ownTarget,
  problemsOf,
  stageCompany,
  type Target,
} from './v5-move.ts'

// Each test starts several programs, on a machine that runs other tests too.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const size = { ...sizes.small, now: new Date('2026-11-27T15:00:00Z') }

let staged: Company6
let target: Target
let untouched: Record<string, string>
beforeAll(async () => {
  staged = await stageCompany(size)
  target = await staged.target()
  untouched = await digest()
})
afterAll(async () => {
  await target?.stop()
  await staged?.drop()
})

const digest = () => digestOfOurs(target.database, { without: ['version', 'updated_at'] })

/** A database of version 5, which goes when the test ends. */
const made = async (shape: readonly Damage[], more: object = {}) => {
  const database = await emptyDatabase()
  onTestFinished(database.drop)
  return {
    ...database,
    truth: await generateV5({ databaseUrl: database.url, company: { ...size, ...more }, damages: shape }),
  }
}

const applied = async ({ url }: { url: string }, env: Record<string, string> = {}) => {
  const ended = await target.run(['--from', url, '--apply', '--yes', '--json'], env)
  expect([ended.code, ended.stderr]).toEqual([0, ''])
  return ended
}
/** As before the first move, also of what an undoing leaves to people. */
const startAgain = async () => {
  await target.database.query('select sync.undo_v5($1)', ['main'])
  for (const table of ['v5_serials', 'match_candidates', 'match_decisions', 'legacy_references'])
    await target.database.query(`delete from reconcile.${table}`)
  expect(await digest()).toEqual(untouched)
}

const shapes: readonly (readonly Damage[])[] = [
  [],
  ['missing-tables'],
  ['missing-columns'],
  ['text-types', 'text-tags', 'text-settings'],
  ['users-by-id', 'json-for-text'],
  ['users-by-gazelle-user-id', 'doubled-ids'],
  Object.keys(damages)
    .filter((name) => name !== 'users-by-id')
    .map((name) => name as Damage),
]

describe('nothing is lost of a version 5', () => {
  test.each(shapes.map((shape) => [shape.join(', ') || 'without damage of its shape', shape] as const))(
    '%s; and undoing leaves no trace of it',
    async (_, shape) => {
      const v5 = await made(shape)
      await applied(v5)
      expect(await problemsOf(target.database, v5.truth)).toEqual([])
      expect(await differencesOfGazelle(target.database, staged.company, v5.truth)).toEqual([])
      await startAgain()
    },
  )

  test('read through its Supabase project’s URL and key, and the result is that of its database’s address', async () => {
    const v5 = await made(['text-tags', 'doubled-ids', 'json-for-text', 'users-by-id'])
    const { keys } = testServer()
    const postgrest = await startPostgrest({
      databaseUrl: asRole(v5.url, 'authenticator', keys.databasePassword),
      jwtSecret: keys.jwtSecret,
      schemas: ['public'],
      log: testLog,
    })
    onTestFinished(postgrest.stop)
    const gateway = await startGateway({
      keys,
      postgrest: () => postgrest.url(),
      functions: () => undefined,
      log: testLog,
    })
    onTestFinished(gateway.stop)
    await applied({ url: gateway.url }, { V5_KEY: keys.secretKey })
    expect(await problemsOf(target.database, v5.truth)).toEqual([])
    // Where it came from, and when, is not the same.
    const result = () =>
      digestOfOurs(target.database, {
        without: [
          'source',
          'moved_at',
          'version',
          'created_at',
          'updated_at',
          'deleted_at',
          'synced_at',
          'since',
        ],
        but: ['sync.v5_moves', 'reconcile.legacy_references', 'reconcile.match_candidates'],
      })
    const throughTheApi = await result()
    await startAgain()
    await applied(v5)
    expect(await result()).toEqual(throughTheApi)
    await startAgain()
  })
})

describe('refused before anything changes is', () => {
  const refusals = async (args: string[], code: string, on = target) => {
    const before = await digestOfOurs(on.database)
    const ended = await on.run([...args, '--apply', '--yes'])
    expect(ended).toMatchObject({ stdout: '' })
    expect(ended.stderr).toContain(code)
    expect(ended.code).toBeGreaterThan(0)
    expect(await digestOfOurs(on.database)).toEqual(before)
    return ended.stderr
  }

  let v5: EmptyDatabase
  beforeAll(async () => {
    v5 = await emptyDatabase()
    await generateV5({ databaseUrl: v5.url, company: size, damages: ['text-tags'] })
  })
  afterAll(() => v5?.drop())

  test('a move before the first full sweep, with the command that runs it', async () => {
    await target.database.query(`delete from sync.runs where module in ('pianos', 'timeline')`)
    const said = await refusals(['--from', v5.url], 'first_sweep_missing')
    expect(said).toMatch(/pianos, timeline[\s\S]*gazelle sync --all --mode full/)
    await target.database.query(
      `insert into sync.runs (account_id, module, mode, status, watermark, finished_at, read_to_end, complete, moved_watermark)
       select 'main', m.module, 'full', 'success', now(), now(), true, true, true from sync.modules m where m.module in ('pianos', 'timeline')`,
    )
    untouched = await digest()
  })

  test('a version 5 of another company, and this one’s for another account', async () => {
    const other = await made([], { seed: 2 })
    expect(await refusals(['--from', other.url], 'v5_other_company')).toContain('gazelle accounts list')
    const two = await ownTarget(staged)
    await two.database.query(`select sync.add_account('second')`)
    await two.database.query(
      `insert into sync.runs (account_id, module, mode, status, watermark, finished_at, read_to_end, complete, moved_watermark)
       select 'second', m.module, 'full', 'success', now(), now(), true, true, true from sync.modules m`,
    )
    const said = await refusals(['--from', v5.url, '--account', 'second'], 'v5_other_company', two)
    expect(said).toContain('other accounts know')
    await refusals(['--from', v5.url, '--account', 'third'], 'unknown_account', two)
  })

  test('a database that is no version 5, with the names of its tables', async () => {
    const database = await emptyDatabase()
    onTestFinished(database.drop)
    await database.query('create table public.recettes (id int)')
    expect(await refusals(['--from', database.url], 'not_v5')).toContain('recettes')
  })

  test('a wrong password, a wrong key, and an address that is none; no password is repeated', async () => {
    const wrong = new URL(v5.url)
    wrong.password = 'hush-hush'
    expect(await refusals(['--from', wrong.href], 'v5_refused')).not.toContain('hush-hush')
    await refusals(['--from', target.api.apiUrl, '--key', 'sb_secret_wrong'], 'v5_refused')
    await refusals(['--from', 'v5.example.com'], 'bad_v5_address')
  })

  test('a move that nobody has confirmed, and steps of which only one can be done', async () => {
    const before = await digestOfOurs(target.database)
    const unasked = await target.run(['--from', v5.url, '--apply'])
    expect([unasked.code, unasked.stdout]).toEqual([2, ''])
    expect(unasked.stderr).toContain('--yes')
    for (const args of [['--apply'], ['--undo', '--compare'], ['--from', v5.url, '--accept']])
      expect((await target.run(args)).stderr).toContain('bad_usage')
    expect(await digestOfOurs(target.database)).toEqual(before)
  })
})

describe('a target', () => {
  test('with values that people have given keeps them, and the move says so before it begins', async () => {
    const own = await ownTarget(staged)
    const v5 = await made([])
    const mark = v5.truth.kept.find(
      ({ column, table, id }) => column === 'last_notified_schedule' && !v5.truth.gone[table]?.includes(id),
    )
    const role = v5.truth.kept.find(
      ({ table, id }) => table === 'users' && !v5.truth.gone.users?.includes(id),
    )
    await own.database.query(
      `update gazelle.appointments set last_notified_schedule = 'demain' where id = $1`,
      [mark?.id],
    )
    await own.database.query(`update gazelle.users set role = 'cheffe' where id = $1`, [role?.id])
    const ended = await own.run(['--from', v5.url, '--apply', '--yes'])
    expect(ended.code).toBe(0)
    expect(ended.stderr).toContain(
      'This database has values that people have given here; they stay: users.role 1, appointments.last_notified_schedule 1.',
    )
    expect(
      await own.database.query(
        `select source_id as id, outcome, found #>> '{}' as found from reconcile.v5_values where outcome = 'kept_here' order by source_table`,
      ),
    ).toEqual([
      { id: mark?.id, outcome: 'kept_here', found: 'demain' },
      { id: role?.id, outcome: 'kept_here', found: 'cheffe' },
    ])
    expect(ended.stdout).toContain('people have given another one here, which stays')
    await own.database.query('select sync.undo_v5($1)', ['main'])
    expect(
      await own.database.query(
        `select last_notified_schedule as value from gazelle.appointments where last_notified_schedule is not null
         union all select role from gazelle.users where role is not null`,
      ),
    ).toEqual([{ value: 'demain' }, { value: 'cheffe' }])
  })
})
