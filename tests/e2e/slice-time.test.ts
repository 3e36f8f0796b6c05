import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compare } from '../harness/company.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ core: true, env: { SYNC_SLICE_SECONDS: '1' } })
})
afterAll(() => world?.stop())

const runs = () =>
  world.database.query(
    `select status, error ->> 'code' as code, slices, pages, resumes is not null as resumes from sync.runs order by run_id`,
  )
const problems = async () =>
  (
    await world.database.query<{ problem: string }>(
      `select rule || ' ' || subject as problem from monitoring.find_problems() order by 1`,
    )
  ).map(({ problem }) => problem)

describe('a slice that Gazelle leaves without a page', () => {
  test('fails as the outage that it is, and the sweep goes on from its cursor: Retry-After is longer than the slice (kind of R16)', async () => {
    const { rules, calls, company } = await world.fresh()
    await world.sync('users')
    rules.pageCap = 20
    rules.add({ kind: 'throttled', retryAfter: 12, operation: 'Clients', after: 1 })
    // The slice has come on: it yields as ever.
    const { runId, ...first } = await world.slice('clients', { mode: 'full' })
    expect(first).toMatchObject({ status: 'yielded', pages: 1 })
    rules.add({ kind: 'throttled', retryAfter: 12, operation: 'Clients' })
    await world.fails('clients', { run: runId })
    expect((await runs()).slice(1)).toEqual([
      { status: 'failed', code: 'gazelle_throttled', slices: 2, pages: 1, resumes: false },
    ])
    calls.clear()
    expect(await world.sync('clients', { run: runId })).toMatchObject({ status: 'success' })
    expect((await runs())[2]).toMatchObject({ status: 'success', code: null, resumes: true })
    // Three pages of 20 overlap by one record: the first is not read again.
    expect(calls.of('Clients')).toHaveLength(2)
    await world.syncAll()
    await compare(world.database, company)
  }, 90_000)

  test('fails by what Gazelle said, where a list that comes as a whole always fails, and is read when it is over (kind of R8)', async () => {
    const { rules, company } = await world.fresh()
    await world.database.query('update sync.accounts set page_size = 500')
    rules.add({ kind: 'serverError', operation: 'Users', stays: true })
    expect(await world.fails('users', { mode: 'full' })).toMatchObject({
      error: { code: 'gazelle_server_error' },
    })
    expect(await runs()).toMatchObject([{ status: 'failed', code: 'gazelle_server_error', slices: 1 }])
    expect(await problems()).toEqual(['gazelle_away main'])
    // No smaller page can help such a list: the other modules' pages stay as large as they were.
    expect(await world.database.query('select page_size from sync.accounts')).toEqual([{ page_size: 500 }])
    rules.clear()
    await world.syncAll()
    expect(await problems()).toEqual([])
    await compare(world.database, company)
  }, 60_000)

  test('ends in its time, where a body drips for minutes, and keeps the pages before it (case R16)', async () => {
    const { rules, company } = await world.fresh()
    await world.sync('users')
    rules.pageCap = 20
    rules.add({ kind: 'drip', ms: 208_000, everyMs: 50, operation: 'Clients', after: 1, stays: true })
    const begun = performance.now()
    const { runId, ...first } = await world.slice('clients', { mode: 'full' })
    expect(first).toMatchObject({ status: 'yielded', pages: 1 })
    expect((await world.fails('clients', { run: runId })).error.code).toBe('gazelle_timeout')
    expect(performance.now() - begun).toBeLessThan(60_000)
    rules.clear()
    expect(await world.sync('clients', { run: runId })).toMatchObject({ status: 'success', pages: 2 })
    await world.syncAll()
    await compare(world.database, company)
  }, 90_000)

  test('fails as slow, where Gazelle says nothing at all (kind of R16)', async () => {
    const { rules } = await world.fresh()
    rules.add({ kind: 'slow', ms: 3_600_000, operation: 'Users', stays: true })
    expect(await world.fails('users', { mode: 'full' })).toMatchObject({
      error: { code: 'gazelle_timeout', message: 'Gazelle brought no page in 11 s' },
    })
    rules.clear()
    await world.syncAll()
  }, 60_000)
})

test('a question about the schema that hangs takes no more than half of a slice: its sweep goes on without (kind of R16)', async () => {
  const { rules, calls } = await world.fresh()
  for (const module of world.modules) if (module !== 'timeline') await world.sync(module)
  rules.add({ kind: 'slow', ms: 3_600_000, operation: 'EnumValues', stays: true })
  expect(await world.sync('timeline', { mode: 'full' })).toMatchObject({ status: 'success' })
  expect(calls.of('EnumValues')).toHaveLength(1)
}, 40_000)
