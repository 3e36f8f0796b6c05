import { describe, expect, test } from 'vitest'
import type { GazelleClient } from '../../shared/gazelle/client.ts'
import { GazelleError } from '../../shared/gazelle/errors.ts'
import { amongOwners } from '../../shared/gazelle/neighbours.ts'

const { byIds } = amongOwners({ list: 'allEntries', fields: 'id text', owner: 'client', at: 'occurredAt' })
const known = Object.fromEntries(['a', 'b', 'gone'].map((id) => [id, { id, client: { id: 'cli_1' } }]))

interface Answer {
  nodes: unknown[]
  errors?: object[]
  hasNextPage?: boolean
}

/** Looks three records up in pages that come in turn, the last one for ever. */
const lookUp = async (pages: Answer[]) => {
  let calls = 0
  const client: GazelleClient = {
    stats: { apiCalls: 0, retries: 0, throttled: 0, waitedMs: 0 },
    async request(_text: string, _variables: object, options = {}) {
      const {
        nodes,
        errors = [],
        hasNextPage = false,
      } = pages[Math.min(calls, pages.length - 1)] ?? { nodes: [] }
      calls++
      if (options.spent) options.spent.apiCalls++
      const edges = nodes.map((node, at) => ({ cursor: `${calls}/${at}`, node }))
      const pageInfo = { hasNextPage, endCursor: `${calls}` }
      const data = JSON.parse(JSON.stringify({ allEntries: { edges, pageInfo } }))
      return {
        data,
        errors: JSON.parse(JSON.stringify(errors)),
        apiCalls: 1,
        waitedMs: 0,
        askedAt: 0,
        bytes: 0,
      }
    },
  }
  const { records, failures, apiCalls } = await byIds(client, ['a', 'b', 'gone'], { known })
  expect(apiCalls).toBe(calls)
  return { records: Object.fromEntries(records), failed: [...failures.keys()], calls }
}

test('a look-up among neighbours is not disturbed by a field that another one lacks', async () => {
  const errors = [{ message: 'oops', path: ['allEntries', 'edges', 2, 'node', 'text'] }]
  const nodes = [{ id: 'a' }, { id: 'b' }, { id: 'other', text: null }]
  expect(await lookUp([{ nodes, errors }])).toEqual({
    records: { a: { id: 'a' }, b: { id: 'b' }, gone: null },
    failed: [],
    calls: 1,
  })
})

test('a record that lacks a field has no answer, and the others have theirs', async () => {
  const errors = [{ message: 'oops', path: ['allEntries', 'edges', 0, 'node', 'text'] }]
  expect(await lookUp([{ nodes: [{ id: 'a', text: null }, { id: 'b' }], errors }])).toMatchObject({
    records: { b: { id: 'b' }, gone: null },
    failed: ['a'],
  })
})

test.each([
  ['no path', { message: 'oops' }],
  ['a path to the record and no further', { message: 'oops', path: ['allEntries', 'edges', 1, 'node'] }],
])('an error with %s may have emptied any of them: no record has an answer', async (_, error) => {
  const nodes = [{ id: 'a', text: null }, { id: 'b' }]
  expect(await lookUp([{ nodes, errors: [error] }])).toMatchObject({
    records: {},
    failed: ['a', 'b', 'gone'],
  })
})

test('a neighbour that is null may be the one asked for: nothing is gone', async () => {
  expect(await lookUp([{ nodes: [{ id: 'a' }, null] }])).toEqual({
    records: { a: { id: 'a' } },
    failed: ['b', 'gone'],
    calls: 1,
  })
})

test.each([
  ['empty pages', [{ nodes: [], hasNextPage: true }]],
  ['the same records again', [{ nodes: [{ id: 'x' }], hasNextPage: true }]],
])('neighbours without end, %s, are given up within a few pages (cases R5, R6)', async (_, pages) => {
  const { failed, calls } = await lookUp(pages)
  expect(failed).toEqual(['a', 'b', 'gone'])
  expect(calls).toBeLessThanOrEqual(4)
})

/** An entry of Gazelle's list; `shows` says how it comes. */
interface Entry {
  id: string
  occurredAt: string
  client: string | null
  shows?: 'record' | 'null' | 'counted alone'
}

interface Gazelle {
  entries: Entry[]
  /** What totalCount is too high by, whatever is asked for. */
  excess?: number
  ignoresBounds?: boolean
  /** Before a page is answered. */
  onAsk?: (asked: Asked, calls: number) => void
}
interface Asked {
  clientId: string | null
  occurredAtGet: string | null
  first: number
  after: string | null
}

/** A timeline that filters, sorts and pages as Gazelle's does. */
const timelineOf = (gazelle: Gazelle) => {
  const asked: Asked[] = []
  const client: GazelleClient = {
    stats: { apiCalls: 0, retries: 0, throttled: 0, waitedMs: 0 },
    async request(_text: string, variables: object, options = {}) {
      const call: Asked = JSON.parse(JSON.stringify(variables))
      asked.push(call)
      if (options.spent) options.spent.apiCalls++
      gazelle.onAsk?.(call, asked.length)
      options.signal?.throwIfAborted()
      const since = gazelle.ignoresBounds ? null : call.occurredAtGet
      const rows = gazelle.entries
        .filter((entry) => call.clientId === null || entry.client === call.clientId)
        .filter((entry) => since === null || Date.parse(entry.occurredAt) >= Date.parse(since))
        .sort((a, b) => (a.occurredAt < b.occurredAt ? 1 : -1))
      const listed = rows.filter(({ shows }) => shows !== 'counted alone')
      const from = Number(call.after ?? 0)
      const edges = listed.slice(from, from + call.first).map(({ id, occurredAt, shows }, at) => ({
        cursor: `${from + at + 1}`,
        node: shows === 'null' ? null : { id, occurredAt },
      }))
      const end = from + edges.length
      const pageInfo = { hasNextPage: end < listed.length, endCursor: `${end}` }
      const totalCount = rows.length + (gazelle.excess ?? 0)
      const data = JSON.parse(JSON.stringify({ allEntries: { edges, pageInfo, totalCount } }))
      return { data, errors: [], apiCalls: 1, waitedMs: 0, askedAt: 0, bytes: 0 }
    },
  }
  return { client, asked }
}

const day = (n: number) => new Date(Date.UTC(2026, 0, n)).toISOString()
const years = (from: number, count: number, client: string | null): Entry[] =>
  Array.from({ length: count }, (_, n) => ({
    ...{ id: `e${from}.${n}`, client },
    occurredAt: new Date(Date.UTC(from, 0, 1, n)).toISOString(),
  }))
const referring = (entries: Entry[]) =>
  Object.fromEntries(
    entries.map(({ id, occurredAt, client }) => [
      id,
      { id, occurredAt, client: client === null ? null : { id: client } },
    ]),
  )
const search = async (
  gazelle: Gazelle,
  gone: Entry[],
  times: { signal?: AbortSignal; until?: AbortSignal; unswept?: ReadonlySet<string> } = {},
) => {
  const { client, asked } = timelineOf(gazelle)
  const ids = gone.map(({ id }) => id)
  const { records, failures, unproved } = await byIds(client, ids, { known: referring(gone), ...times })
  return {
    gone: [...records].flatMap(([id, node]) => (node === null && !unproved?.has(id) ? [id] : [])),
    unproved: [...(unproved ?? [])],
    found: [...records].flatMap(([id, node]) => (node === null ? [] : [id])),
    failed: [...failures.keys()],
    failures,
    asked,
  }
}

describe('an entry that is not in its client’s list', () => {
  const entry = (id: string, n: number, shows: Entry['shows'] = 'record'): Entry => ({
    ...{ id, occurredAt: day(n), client: 'cli_1', shows },
  })
  const others = [1, 10, 20, 30, 40].map((n) => entry(`other${n}`, n))
  const sought = entry('sought', 20)

  test.each([
    ['at its place', 20],
    ['before it', 35],
    ['after it', -10],
  ])(
    'is not gone while a null stands %s: its date may have been corrected, and it may be that one',
    async (_, hole) => {
      const entries = [...others, entry('hole', hole, 'null')]
      expect(await search({ entries }, [sought])).toMatchObject({ gone: [], failed: ['sought'] })
    },
  )

  test('is not gone while it comes as null itself, wherever it stands', async () => {
    for (const n of [-5, 1, 5, 15, 25, 40, 60])
      expect(
        await search({ entries: [...others, entry('sought', n, 'null')] }, [entry('sought', n)]),
      ).toMatchObject({ gone: [], failed: ['sought'] })
  })

  test('is gone though totalCount is always one too high, after two more readings (part L)', async () => {
    const { gone, asked } = await search({ entries: others, excess: 1 }, [sought, entry('another', 35)])
    expect(gone).toEqual(['sought', 'another'])
    expect(asked).toHaveLength(3)
  })

  test('is gone though totalCount counts another one that does not come (part L)', async () => {
    for (const n of [1, 40]) {
      const entries = [...others, entry('hidden', n, 'counted alone')]
      expect(await search({ entries }, [sought])).toMatchObject({ gone: ['sought'], failed: [] })
    }
  })

  test('is not gone while totalCount may count it: its list lacks one at its place, and the others are gone', async () => {
    const entries = [...others, entry('sought', 20, 'counted alone')]
    expect(await search({ entries }, [entry('before', 5), sought, entry('after', 35)])).toMatchObject({
      gone: ['before', 'after'],
      failed: ['sought'],
    })
  })

  test('is not gone where totalCount is too high and a second reading has a null', async () => {
    const entries = [...others]
    const gazelle: Gazelle = {
      ...{ entries, excess: 1 },
      onAsk: (_, calls) => {
        if (calls === 2) entries.push(entry('hole', 35, 'null'))
      },
    }
    expect(await search(gazelle, [sought])).toMatchObject({ gone: [], failed: ['sought'] })
  })

  test('is not gone where totalCount is too high and the bound of a date does not hold', async () => {
    const entries = [...others, entry('sought', 20, 'counted alone')]
    expect(await search({ entries, ignoresBounds: true }, [sought])).toMatchObject({ gone: [] })
  })

  test('is found where it came while its list was read', async () => {
    const entries = [...others]
    const gazelle: Gazelle = {
      ...{ entries, excess: 1 },
      onAsk: (_, calls) => {
        if (calls === 2) entries.push(sought)
      },
    }
    expect(await search(gazelle, [sought])).toMatchObject({ found: ['sought'], gone: [], failed: [] })
  })
})

describe('entries without a client', () => {
  test('of one age are searched for in one reading, 500 a page', async () => {
    const gone = years(2014, 10, null)
    const { asked, ...found } = await search({ entries: years(2020, 1200, 'cli_1') }, gone)
    expect(found.gone).toHaveLength(10)
    expect(asked.map(({ first }) => first)).toEqual([500, 500, 500])
    expect(new Set(asked.map(({ occurredAtGet }) => occurredAtGet))).toEqual(
      new Set(['2013-12-30T00:00:00.000Z']),
    )
  })

  test('that are old hold up none that are newer, nor those of a client', async () => {
    const [old, late, owned] = [
      ...years(2014, 1, null),
      { id: 'late', occurredAt: new Date().toISOString(), client: null },
      { id: 'owned', occurredAt: day(1), client: 'cli_2' },
    ]
    const slice = new AbortController()
    const entries = years(2020, 1200, 'cli_1')
    const onAsk = ({ after }: Asked) => {
      if (after !== null) slice.abort()
    }
    const until = slice.signal
    const result = await search(
      { entries, onAsk },
      [old, late, owned].flatMap((one) => one ?? []),
      { until },
    )
    expect(result).toMatchObject({ gone: ['owned', 'late'], failed: ['e2014.0'] })
    expect(result.failures.get('e2014.0')).toBe(slice.signal.reason)
    // Whoever has lost the run gets no answer at all.
    const lost = AbortSignal.abort(new Error('lost'))
    await expect(search({ entries }, years(2014, 1, null), { signal: lost, until })).rejects.toThrow('lost')
  })

  test('are asked for in smaller pages where a large one is too much', async () => {
    const onAsk = ({ first }: Asked) => {
      if (first > 100) throw new GazelleError('gazelle_query_too_costly', 'too many')
    }
    const { gone, asked } = await search({ entries: years(2020, 250, 'cli_1'), onAsk }, years(2014, 1, null))
    expect(gone).toEqual(['e2014.0'])
    expect(asked.map(({ first }) => first)).toEqual([500, 100, 100, 100])
  })
})

describe('an entry that only a poll has missed', () => {
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  const entry = (id: string, days: number, client: string | null, shows: Entry['shows'] = 'record') => ({
    ...{ id, occurredAt: ago(days), client, shows },
  })
  const entries = [1, 20, 40, 70, 200].flatMap((days) => [
    entry(`a${days}`, days, 'cli_a'),
    entry(`b${days}`, days, 'cli_b'),
  ])
  const note = entry('note', 1, 'cli_a')
  const memo = entry('memo', 0, null)
  const missed = (gazelle: Gazelle, ...gone: Entry[]) =>
    search(gazelle, gone, { unswept: new Set(gone.map(({ id }) => id)) })

  test('has no client, and its date was corrected: the absence from a window deletes nothing', async () => {
    const corrected = entry('memo', 9, null)
    expect(await missed({ entries: [...entries, corrected] }, memo)).toMatchObject({
      ...{ gone: [], unproved: ['memo'], failed: [] },
    })
    expect(await missed({ entries }, memo)).toMatchObject({ gone: [], unproved: ['memo'] })
    // A sweep has read the whole list.
    expect(await search({ entries }, [memo])).toMatchObject({ gone: ['memo'], unproved: [] })
  })

  test('was logged for another client and on another day, and both were corrected: it is found', async () => {
    for (const days of [0, 10, 50]) {
      const corrected = entry('note', days, 'cli_b')
      expect(await missed({ entries: [...entries, corrected] }, note)).toMatchObject({
        ...{ found: ['note'], gone: [], unproved: [] },
      })
    }
  })

  test('is gone when neither its client’s list nor everybody’s of two months has it, in two readings', async () => {
    const { gone, unproved, asked } = await missed({ entries }, note, entry('other', 5, 'cli_a'))
    expect([gone.toSorted(), unproved]).toEqual([['note', 'other'], []])
    expect(asked.map(({ clientId }) => clientId)).toEqual([null, 'cli_a'])
    const from = (Date.now() - Date.parse(asked[0]?.occurredAtGet ?? '')) / 86_400_000
    expect(from).toBeGreaterThan(64)
    expect(from).toBeLessThan(66)
  })

  test.each([
    ['a null', { entries: [...entries, entry('hole', 30, 'cli_b', 'null')] }],
    [
      'one that only totalCount counts',
      { entries: [...entries, entry('hole', 30, 'cli_b', 'counted alone')] },
    ],
  ])('waits for a sweep where everybody’s list has %s: it may be that one (part L)', async (_, gazelle) => {
    expect(await missed(gazelle, note)).toMatchObject({ gone: [], unproved: ['note'], failed: [] })
    expect(await search(gazelle, [note])).toMatchObject({ gone: ['note'] })
  })

  test('and is older than a poll reads waits for a sweep too: its client’s list alone is read', async () => {
    const { gone, unproved, asked } = await missed({ entries }, entry('old', 300, 'cli_a'))
    expect([gone, unproved, asked.map(({ clientId }) => clientId)]).toEqual([[], ['old'], ['cli_a']])
  })

  test('has no answer while Gazelle gives none, and holds up no other', async () => {
    const onAsk = ({ clientId }: Asked) => {
      if (clientId === null) throw new GazelleError('gazelle_unreachable', 'gone away')
    }
    const swept = entry('swept', 5, 'cli_b')
    const result = await search({ entries, onAsk }, [note, swept], { unswept: new Set(['note']) })
    expect(result).toMatchObject({ gone: ['swept'], unproved: [], failed: ['note'] })
  })
})
