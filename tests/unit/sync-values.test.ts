import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { storable } from '../../shared/database/client.ts'
import { rpcError } from '../../shared/database/rpc.ts'
import { errorBody } from '../../shared/error-body.ts'
import { failureOf } from '../../shared/errors.ts'
import { dayOf } from '../../shared/gazelle/days.ts'
import { GazelleError } from '../../shared/gazelle/errors.ts'
import type { Request } from '../../shared/gazelle/module.ts'
import { badInput, syncBody } from '../../shared/http/body.ts'
import { pianos } from '../../shared/modules/pianos.ts'
import { timeline } from '../../shared/modules/timeline.ts'
import { users } from '../../shared/modules/users.ts'
import { settingsError } from '../../shared/settings.ts'

const request = (more: Partial<Request> = {}): Request => ({
  mode: 'full',
  window: null,
  since: null,
  until: null,
  timeZone: 'America/Montreal',
  ...more,
})

/** The variables of the first call of each lane. */
const asked = async (lanes: ReturnType<typeof pianos.lanes>) => {
  const seen: Record<string, unknown>[] = []
  const client = {
    stats: { apiCalls: 0, retries: 0, throttled: 0, waitedMs: 0 },
    request: (_: unknown, variables: object) => {
      seen.push({ ...variables })
      return Promise.reject(new Error('enough'))
    },
  }
  for (const lane of lanes) await expect(lane.fetch(client, null, { first: 100 })).rejects.toThrow('enough')
  return seen
}

describe('the day of an instant', () => {
  test.each([
    ['2026-01-16T04:30:00Z', 0, '2026-01-15'],
    ['2026-01-16T05:30:00Z', 0, '2026-01-16'],
    ['2026-07-16T03:30:00Z', 0, '2026-07-15'],
    ['2026-07-16T04:30:00Z', 0, '2026-07-16'],
    // The evening before the clocks go forward, and the one after they went back: days of 23 and 25 hours.
    ['2026-03-08T04:30:00Z', 1, '2026-03-08'],
    ['2025-11-03T04:30:00Z', -1, '2025-11-01'],
    ['2026-01-01T12:00:00Z', -1, '2025-12-31'],
    ['2024-02-28T12:00:00Z', 1, '2024-02-29'],
  ])('%s, shifted by %i, is %s in Montreal', (instant, shift, day) => {
    expect(dayOf(new Date(instant), 'America/Montreal', shift)).toBe(day)
  })
})

describe('a module', () => {
  test('asks for everything when there is no start', async () => {
    expect(await asked(pianos.lanes(request()))).toEqual([{ first: 100, after: null, filters: null }])
    expect(users.lanes(request({ since: new Date() }))).toHaveLength(1)
  })

  test('asks for what was touched and for what was made since, a day wider at each end', async () => {
    const since = new Date('2026-02-10T15:00:00Z')
    const until = new Date('2026-02-12T15:00:00Z')
    expect((await asked(pianos.lanes(request({ since, until })))).map(({ filters }) => filters)).toEqual([
      { hasTimelineActivityGet: '2026-02-09', hasTimelineActivityLet: '2026-02-13' },
      { createdGet: '2026-02-09', createdLet: '2026-02-13' },
    ])
  })

  test('of the timeline reads history in lanes that hold every known type once, and one that holds all', async () => {
    const schema = readFileSync(new URL('../../shared/gazelle/schema.graphql', import.meta.url), 'utf8')
    const known = /enum TimelineEntryType \{([^}]*)\}/.exec(schema)?.[1]?.match(/[A-Z_]+/g) ?? []
    const lanes = await asked(timeline.lanes(request()))
    const types = lanes.flatMap((variables) => (Array.isArray(variables.types) ? variables.types : []))
    // One type has two lanes, which read it from both ends.
    expect([...new Set(types)].sort()).toEqual([...known].sort())
    expect(types.length).toBe(known.length + 1)
    expect(known).toHaveLength(28)
    expect(lanes.filter((variables) => variables.types === null)).toHaveLength(1)
    expect(lanes.at(-1)?.types).toBeNull()
  })

  test('of the timeline reads on from an instant in one lane', async () => {
    const since = new Date('2026-02-10T15:00:00Z')
    expect(await asked(timeline.lanes(request({ since })))).toEqual([
      { first: 100, after: null, types: null, occurredAtGet: '2026-02-10T15:00:00.000Z' },
    ])
  })

  test('of the timeline goes back a day, or as far as its window', () => {
    const windows = [null, 'fast', 'balanced', 'exhaustive'] as const
    expect(windows.map(timeline.overlap)).toEqual(['1 days', '7 days', '30 days', '60 days'])
  })
})

describe('JSON on its way to Postgres', () => {
  test('is left as it is when Postgres can store it', () => {
    const text = JSON.stringify({ notes: 'Élève 🎹 "cité" \\ \n', path: 'C:\\u0000\\ud83c' })
    expect(storable(text)).toBe(text)
  })

  test.each([
    ['a NUL', 'a\u0000b', 'a\ufffdb'],
    ['a high surrogate alone', 'a\ud83cb', 'a\ufffdb'],
    ['a low surrogate alone', '\udfb9', '\ufffd'],
    ['surrogates the wrong way round', '\udfb9\ud83c', '\ufffd\ufffd'],
    ['a NUL after a backslash', '\\\u0000', '\\\ufffd'],
    ['text that looks like an escape', '\\u0000', '\\u0000'],
    ['a backslash before text that looks like one', '\\\\u0000', '\\\\u0000'],
    ['a whole pair beside half of one', '🎹\ud83c', '🎹\ufffd'],
  ])('loses no more than the character: %s', (_, text, stored) => {
    expect(JSON.parse(storable(JSON.stringify({ text })))).toEqual({ text: stored })
  })
})

describe('an error', () => {
  test.each([
    [rpcError('stage_page', { code: 'GZ409', message: 'the lease of run 1 is lost' }), 'lease_lost'],
    [rpcError('begin_run', { code: 'GZ403', message: 'unknown account x' }), 'unknown_account'],
    [rpcError('begin_run', { code: 'GZ404', message: 'unknown module x' }), 'unknown_module'],
    [rpcError('continue_run', { code: 'GZ405', message: 'unknown run 999 of users' }), 'not_found'],
    [rpcError('sync_now', { code: 'GZ400', message: 'unknown mode sideways' }), 'bad_input'],
    [rpcError('begin_run', { code: 'GZ422', message: 'a column has another type' }), 'entity_refused'],
    [rpcError('stage_page', { code: '23505', message: 'duplicate key' }), '23505'],
    [rpcError('stage_page', { message: '' }), 'database_unreachable'],
    [new GazelleError('gazelle_throttled', 'too many'), 'gazelle_throttled'],
    [settingsError([{ name: 'GAZELLE_API_KEY', problem: 'is missing' }]), 'bad_setting'],
    [badInput('mode: no', 'See the fields.'), 'bad_input'],
    [new Error('boom'), 'unexpected'],
    ['boom', 'unexpected'],
  ])('is a value with a code, a message and a hint: %s', (error, code) => {
    expect(errorBody(error)).toEqual({ code, message: expect.any(String), hint: expect.any(String) })
  })
})

test('an error that nobody expected is cut: a schema’s complaint about a long answer has thousands of lines', () => {
  expect(failureOf(new Error('not a number\n'.repeat(5000))).message).toHaveLength(1000)
})

describe('the body of a sync', () => {
  test('may be empty', () => {
    expect(syncBody.parse({})).toEqual({
      ...{ mode: 'incremental', window: null, since: null, until: null, account: 'main', dryRun: false },
    })
  })

  test('compares its instants, not their text', () => {
    const since = '2026-02-03T00:00:00-05:00'
    expect(syncBody.safeParse({ mode: 'repair', since, until: '2026-02-03T04:00:00Z' }).success).toBe(false)
    expect(syncBody.safeParse({ mode: 'repair', since, until: '2026-02-03T05:30:00Z' }).success).toBe(true)
    const late = '2026-02-03T10:00:00+10:00'
    expect(syncBody.safeParse({ mode: 'repair', since: late, until: '2026-02-03T03:00:00Z' }).success).toBe(
      true,
    )
  })
})
