import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compare } from '../harness/company.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ core: true })
})
afterAll(() => world?.stop())

const problems = async () =>
  (
    await world.database.query<{ problem: string }>(
      `select rule || ' ' || subject as problem from monitoring.find_problems() order by 1`,
    )
  ).map(({ problem }) => problem)
/** Pages that each lane of a run took. */
const pagesOf = async (runId: number) =>
  Object.fromEntries(
    (
      await world.database.query<{ lane: string; pages: number }>(
        'select lane, pages from sync.lanes where run_id = $1',
        [runId],
      )
    ).map(({ lane, pages }) => [lane, pages]),
  )
const runOf = async (runId: number) =>
  (
    await world.database.query('select api_calls::int as calls, error from sync.runs where run_id = $1', [
      runId,
    ])
  )[0]
const slowed = async () =>
  (await world.database.query('select from sync.limiters where slow_level > 0')).length > 0
const aDayLater = () =>
  world.database.query(`update sync.enum_values set checked_at = checked_at - interval '25 hours'`)

/** A stand-in of many small pages, with everything but the timeline synced. */
const withoutTimeline = async () => {
  const fake = await world.fresh()
  for (const module of world.modules) if (module !== 'timeline') await world.sync(module)
  fake.rules.pageCap = 20
  fake.calls.clear()
  return fake
}

describe('entries of a type that nobody knows (case R10)', () => {
  test('have a lane of their own: no page is read twice for them, and one alert names the type', async () => {
    const { rules, calls, company } = await withoutTimeline()
    rules.add({ kind: 'unknownEntries', type: 'FAX_RECEIVED', stays: true })
    for (const sweep of [1, 2]) {
      const { runId } = await world.sync('timeline', { mode: 'full' })
      expect(await pagesOf(runId), `sweep ${sweep}`).toMatchObject({ others: 1, rest: 1 })
      expect(await problems()).toEqual(['new_value timeline.FAX_RECEIVED'])
    }
    expect(calls.of('EnumValues')).toHaveLength(1)
    await compare(world.database, company)
  })

  test('are learnt from the records where introspection is off', async () => {
    const { rules, company } = await withoutTimeline()
    rules.add({ kind: 'noIntrospection', stays: true })
    rules.add({ kind: 'unknownEntries', type: 'FAX_RECEIVED', stays: true })
    const first = await world.sync('timeline', { mode: 'full' })
    expect((await pagesOf(first.runId)).rest).toBeGreaterThan(1)
    await aDayLater()
    const { runId, status } = await world.sync('timeline', { mode: 'full' })
    expect(status).toBe('success')
    expect(await pagesOf(runId)).toMatchObject({ others: 1, rest: 1 })
    expect(await problems()).toEqual(['new_value timeline.FAX_RECEIVED'])
    await compare(world.database, company)
  })
})

describe('a value that the schema has lost (case R12)', () => {
  test('is left out from the begin of the sweep on, and one alert names it', async () => {
    const { rules, calls } = await withoutTimeline()
    rules.add({ kind: 'removedValue', value: 'TimelineEntryType.ESTIMATE', stays: true })
    expect(await world.sync('timeline', { mode: 'full' })).toMatchObject({ status: 'success' })
    expect(await problems()).toEqual(['value_gone timeline.ESTIMATE'])
    const sent = calls
      .of('Timeline')
      .flatMap(({ variables: { types } }) => (Array.isArray(types) ? types : []))
    expect(sent).not.toContain('ESTIMATE')
    expect(await slowed()).toBe(false)
  })

  test.each(['ESTIMATE', 'CONTACT_EMAIL_AUTOMATED'])(
    'is refused once and never again where introspection is off, be it one of a lane’s values or its only one: %s',
    async (value) => {
      const { rules, calls, company } = await withoutTimeline()
      rules.add({ kind: 'noIntrospection', stays: true })
      rules.add({ kind: 'removedValue', value: `TimelineEntryType.${value}`, stays: true })
      expect(await world.sync('timeline', { mode: 'full' })).toMatchObject({ status: 'success' })
      expect(await problems()).toEqual([`value_gone timeline.${value}`])
      calls.clear()
      expect(await world.sync('timeline', { mode: 'full' })).toMatchObject({ status: 'success' })
      const sent = calls.all.flatMap(({ variables: { types } }) => (Array.isArray(types) ? types : []))
      expect(sent).not.toContain(value)
      await compare(world.database, company)
    },
  )
})

describe('a query that is too costly (case R12)', () => {
  test.each(['tooComplex', 'tooCostly'] as const)(
    'is made smaller, and slows nothing down: %s',
    async (kind) => {
      const { rules, company } = await world.fresh()
      for (const module of ['users', 'clients']) await world.sync(module)
      rules.add({ kind, limit: 12_000, stays: true })
      expect(await world.sync('pianos')).toMatchObject({ status: 'success' })
      expect(await slowed()).toBe(false)
      rules.clear()
      await world.syncAll()
      await compare(world.database, company)
    },
  )
})

describe('what is not Gazelle (case R14)', () => {
  test('a redirect and a page that is not there point at the address, and are soon given up', async () => {
    const { rules, calls } = await world.fresh()
    for (const fault of [{ kind: 'redirect' }, { kind: 'serverError', status: 404 }] as const) {
      rules.clear()
      calls.clear()
      rules.add({ ...fault, stays: true })
      expect(await world.fails('clients')).toMatchObject({
        error: { code: 'gazelle_wrong_address', message: expect.stringContaining('GAZELLE_API_URL') },
      })
      // The question whose credential it is goes first.
      expect(calls.all.filter(({ operation }) => operation !== 'Caller')).toHaveLength(3)
      expect(calls.of('Caller').length).toBeLessThanOrEqual(2)
      expect(await problems()).toEqual(['wrong_address main'])
    }
  })

  test('a proxy that lets nothing through is waited for, and the credential is not blamed', async () => {
    const { rules } = await world.fresh()
    rules.add({ kind: 'forbidden', times: 2 })
    expect(await world.sync('users')).toMatchObject({ status: 'success', apiCalls: 3 })
  })
})

describe('what Gazelle says', () => {
  test('is stored cut and without the key (cases S2, S3)', async () => {
    const { rules, apiKey } = await world.fresh()
    rules.add({
      kind: 'errors',
      code: 'odd',
      message: 'You sent',
      echoesKey: true,
      bytes: 8_000_000,
      stays: true,
    })
    const { error, runId = 0 } = await world.fails('users')
    expect(error).toMatchObject({
      code: 'gazelle_query_refused',
      message: expect.stringMatching(/^.{1,300}$/),
    })
    for (const text of [JSON.stringify(error), JSON.stringify(await runOf(runId))]) {
      expect(text).toContain('You sent (key: •••)')
      expect(text).not.toContain(apiKey)
      expect(text.length).toBeLessThan(1000)
    }
  })
})

describe('what the schema has lost', () => {
  test.each([
    [{ kind: 'undefinedField', field: 'PrivatePiano.notes' }, 'PrivatePiano.notes'],
    [{ kind: 'undefinedArgument', argument: 'PrivateQuery.allPianos.sortBy' }, 'allPianos(sortBy:)'],
    [{ kind: 'undefinedField', field: 'PrivateQuery.allPianos' }, 'PrivateQuery.allPianos'],
  ] as const)('fails its module alone, by its name: %j', async (fault, name) => {
    const { rules } = await world.fresh()
    rules.add({ ...fault, stays: true })
    expect(await world.fails('pianos')).toMatchObject({ error: { code: 'gazelle_field_gone' } })
    expect(await world.sync('clients')).toMatchObject({ status: 'success' })
    const [problem] = await world.database.query(
      'select rule, subject, message from monitoring.find_problems()',
    )
    expect(problem).toMatchObject({
      rule: 'field_gone',
      subject: 'pianos',
      message: expect.stringContaining(`pianos: Gazelle no longer accepts ${name}`),
    })
  })
})
