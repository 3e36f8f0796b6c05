import { afterEach, describe, expect, test } from 'vitest'
import { connect } from '../../shared/database/client.ts'
import { createGazelleClient } from '../../shared/gazelle/client.ts'
import { GazelleError } from '../../shared/gazelle/errors.ts'
import { memoryLimiter } from '../../shared/gazelle/limiter.ts'
import type { Found, Module } from '../../shared/gazelle/module.ts'
import type { GazelleNode } from '../../shared/gazelle/page.ts'
import { apiKeyCredential } from '../../shared/gazelle/tokens.ts'
import { lookUpMissing } from '../../shared/sync/look-ups.ts'
import type { Run } from '../../shared/sync/run.ts'
import { type Endpoint, startEndpoint } from './gazelle-endpoint.ts'

const endpoints: Endpoint[] = []
afterEach(async () => {
  await Promise.all(endpoints.splice(0).map((endpoint) => endpoint.close()))
})

const run: Run = {
  outcome: 'begun',
  runId: 1,
  account: 'main',
  lease: '00000000-0000-4000-8000-000000000000',
  mode: 'full',
  window: null,
  since: null,
  until: null,
  timeZone: 'America/Montreal',
  pageSize: 500,
  lanes: {},
  asksCaller: false,
  askedCredential: null,
  hasCompany: false,
  dryRun: false,
  knownHoles: [],
  knownFields: [],
}
const ids = (count: number, prefix = 'p') => Array.from({ length: count }, (_, n) => `${prefix}${n}`)

type Answers = (ids: string[]) => Partial<Found> | Promise<Partial<Found>>

interface Scene {
  /** What note_missing and next_look_ups answer, one after the other. */
  due: Record<string, unknown>[]
  byIds?: Answers
  groups?: Module['lookUpGroups']
  user?: Record<string, unknown> | null
  milliseconds?: number
  deadline?: AbortSignal
  /** What Gazelle does when it is asked whose credential it is. */
  onCaller?: () => void
}

/** Looks up what a sweep missed; gives the calls of the database and the ids that Gazelle was asked for. */
const lookUp = async (scene: Scene) => {
  const { due, byIds, groups, user, milliseconds = 60_000, deadline = new AbortController().signal } = scene
  const called: { name: string; args: Record<string, unknown> }[] = []
  const asked: string[][] = []
  let at = 0
  const database = await startEndpoint(({ path, body }) => {
    const name = path.split('/').at(-1) ?? ''
    called.push({ name, args: JSON.parse(body) })
    if (!['note_missing', 'next_look_ups'].includes(name)) return { json: null }
    return { json: due[at++] ?? { due: [] } }
  })
  const admin = { id: 'usr_1', accessLevel: 'ADMIN', hasLimitedAccess: false }
  const gazelle = await startEndpoint(() => {
    scene.onCaller?.()
    return { json: { data: { user: user === undefined ? admin : user } } }
  })
  endpoints.push(database, gazelle)
  const module: Module = {
    name: 'pianos',
    list: 'allPianos',
    overlap: () => '0',
    lanes: () => [],
    queries: () => [],
    ...(byIds && {
      byIds: async (_, some) => {
        asked.push(some)
        return { records: new Map(), failures: new Map(), apiCalls: 1, waitedMs: 0, ...(await byIds(some)) }
      },
    }),
    ...(groups && { lookUpGroups: groups }),
  }
  const end = performance.now() + milliseconds
  await lookUpMissing(
    module,
    run,
    [],
    {
      database: connect(database.url, 'sb_secret_test', { forMs: 0 }),
      gazelle: createGazelleClient({
        url: gazelle.url,
        credential: apiKeyCredential('key'),
        limiter: memoryLimiter(1000),
        retry: { minDelayMs: 1, maxDelayMs: 1 },
      }),
      credential: 'oauth',
      isOver: () => performance.now() >= end,
      deadline,
    },
    new AbortController().signal,
  )
  const resolved = called.filter(({ name }) => name === 'resolve_missing').map(({ args }) => args)
  return { names: called.map(({ name }) => name), called, asked, resolved, callers: gazelle.calls.length }
}

const there = (id: string): [string, GazelleNode] => [id, { id }]
/** Gazelle has only the record that is known to be there. */
const onlyControl: Answers = (some) => ({
  records: new Map(some.map((id) => (id === 'known' ? there(id) : [id, null]))),
})

describe('look-ups after a sweep', () => {
  test('ask nothing where nothing is missing', async () => {
    const { names, callers } = await lookUp({ due: [{ due: [] }], byIds: onlyControl })
    expect(names).toEqual(['note_missing'])
    expect(callers).toBe(0)
  })

  test('go on until nothing is due, 49 and a known record in a request, after one question for rights (case D4)', async () => {
    const { asked, resolved, callers } = await lookUp({
      due: [
        { due: ids(120), control: 'known' },
        { due: ids(3, 'q'), control: 'known' },
      ],
      byIds: onlyControl,
    })
    expect(callers).toBe(1)
    expect(asked.map((some) => some.length)).toEqual([50, 50, 23, 4])
    expect(asked.every((some) => some.at(-1) === 'known')).toBe(true)
    expect(resolved.flatMap((args) => args.p_gone)).toEqual([...ids(120), ...ids(3, 'q')])
  })

  test('end with the slice’s time: the rest is due at the next run', async () => {
    const { names, asked, resolved } = await lookUp({
      due: [{ due: ids(120), control: 'known' }],
      byIds: onlyControl,
      milliseconds: -1,
    })
    expect(asked).toEqual([])
    expect(resolved).toEqual([])
    expect(names).toEqual(['note_missing', 'record_caller'])
  })

  test('without an answer when the slice is over are put off, and the others count (case R16)', async () => {
    const slice = new AbortController()
    const { resolved, asked } = await lookUp({
      due: [{ due: ids(60), control: 'known' }],
      deadline: slice.signal,
      byIds: (some) => {
        slice.abort()
        return {
          records: new Map([there('known'), ['p0', null]]),
          failures: new Map(some.slice(1, -1).map((id) => [id, slice.signal.reason])),
        }
      },
    })
    expect(asked).toHaveLength(2)
    expect(resolved[0]).toMatchObject({ p_gone: ['p0'], p_refused: {} })
    const failed = Object(resolved[0]?.p_failed)
    expect(Object.keys(failed)).toHaveLength(48)
    expect(failed.p1).toMatch(/^slice_over: /)
  })

  test('end with the slice where Gazelle does not say whose credential it is: they are put off', async () => {
    const slice = new AbortController()
    const { names, called, asked } = await lookUp({
      due: [{ due: ids(2), control: 'known' }],
      byIds: onlyControl,
      deadline: slice.signal,
      onCaller: () => slice.abort(),
    })
    expect(names).toEqual(['note_missing', 'record_caller'])
    expect(called[1]?.args.p_error).toMatch(/^rights_unknown: slice_over: /)
    expect(asked).toEqual([])
  })

  test('ask for rights where everything that is missing is held, and delete nothing (case D2)', async () => {
    for (const byIds of [onlyControl, undefined]) {
      const { names, asked, callers } = await lookUp({
        due: [{ due: [], asksRights: true }],
        ...(byIds && { byIds }),
      })
      expect(names).toEqual(['note_missing', 'record_caller'])
      expect(asked).toEqual([])
      expect(callers).toBe(1)
    }
  })

  test('keep what is read from one list together, whatever the order in which it is due', async () => {
    const { asked } = await lookUp({
      due: [{ due: ids(100), control: 'known' }],
      byIds: onlyControl,
      groups: (some) => [some.filter((_, n) => n % 2 === 0), some.filter((_, n) => n % 2 === 1)],
    })
    expect(asked.map((some) => some.length)).toEqual([51, 51])
  })

  test.each([
    ['a technician', { id: 'usr_2', accessLevel: 'TECHNICIAN', hasLimitedAccess: false }, false],
    [
      'an administrator with limited access',
      { id: 'usr_2', accessLevel: 'ADMIN', hasLimitedAccess: true },
      false,
    ],
    ['nobody that Gazelle names', null, false],
    ['a user whose limits are not told', { id: 'usr_2', accessLevel: 'ADMIN', hasLimitedAccess: null }, true],
  ])('for %s ask and delete nothing, unless it is a full administrator (case D2)', async (_, user, may) => {
    const byId = await lookUp({ due: [{ due: ids(2), control: 'known' }], byIds: onlyControl, user })
    expect(byId.asked).toHaveLength(may ? 1 : 0)
    const recorded = byId.called.find(({ name }) => name === 'record_caller')?.args
    expect(recorded).toMatchObject({
      p_is_full_admin: may,
      p_error: user ? null : expect.stringMatching(/^rights_unknown: /),
    })
    const byAbsence = await lookUp({ due: [{ due: [], unseen: 2 }], user })
    expect(byAbsence.names.includes('delete_unseen')).toBe(may)
  })
})

describe('a record that is known to be there', () => {
  const failing = (code: 'gazelle_server_error' | 'gazelle_unreachable') => new GazelleError(code, 'no')

  test('makes an error one of the other record, and its null true', async () => {
    const { resolved } = await lookUp({
      due: [{ due: ['a', 'b', 'c'], control: 'known' }],
      byIds: () => ({
        records: new Map([there('known'), there('a'), ['b', null]]),
        failures: new Map([['c', failing('gazelle_server_error')]]),
      }),
    })
    expect(resolved).toEqual([
      expect.objectContaining({
        p_gone: ['b'],
        p_nodes: [{ id: 'a' }],
        p_failed: {},
        p_refused: { c: 'gazelle_server_error: no' },
        p_has_control: true,
      }),
    ])
  })

  test('does not prove an absence that was not looked for everywhere: it waits, where the other is gone', async () => {
    const { resolved } = await lookUp({
      due: [{ due: ['a', 'b'], unswept: ['b'], control: 'known' }],
      byIds: () => ({
        records: new Map([
          ['a', null],
          ['b', null],
          ['known', { id: 'known' }],
        ]),
        unproved: new Set(['b']),
      }),
    })
    expect(resolved).toEqual([
      expect.objectContaining({ p_gone: ['a'], p_waiting: ['b'], p_failed: {}, p_refused: {} }),
    ])
  })

  test('leaves an outage one, even when it was over in time', async () => {
    const { resolved } = await lookUp({
      due: [{ due: ['a'], control: 'known' }],
      byIds: () => ({
        records: new Map([there('known')]),
        failures: new Map([['a', failing('gazelle_unreachable')]]),
      }),
    })
    expect(resolved[0]).toMatchObject({ p_refused: {}, p_failed: { a: 'gazelle_unreachable: no' } })
  })

  const doubts: [string, Answers, RegExp][] = [
    ['is denied too', (some) => ({ records: new Map(some.map((id) => [id, null])) }), /^control_missing: /],
    [
      'errs too',
      (some) => ({
        records: new Map([[some[0] ?? '', null]]),
        failures: new Map([['known', failing('gazelle_server_error')]]),
      }),
      /^control_silent: /,
    ],
    [
      'comes without an id',
      () => ({
        records: new Map([
          ['known', { id: null }],
          ['a0', null],
        ]),
      }),
      /^control_silent: /,
    ],
  ]
  test.each(doubts)('that %s lets nothing be deleted, and ends the look-ups', async (_, byIds, reason) => {
    const { asked, resolved } = await lookUp({ due: [{ due: ids(60, 'a'), control: 'known' }], byIds })
    expect(asked).toHaveLength(1)
    expect(resolved).toEqual([expect.objectContaining({ p_gone: [], p_refused: {} })])
    expect(resolved[0]?.p_failed).toMatchObject({ a0: expect.stringMatching(reason) })
  })

  test('may be lacking: then the database holds what nothing proves', async () => {
    const { asked, resolved } = await lookUp({
      due: [{ due: ['a'] }],
      byIds: (some) => ({ records: new Map(some.map((id) => [id, null])) }),
    })
    expect(asked).toEqual([['a']])
    expect(resolved[0]).toMatchObject({ p_gone: ['a'], p_has_control: false })
  })
})
