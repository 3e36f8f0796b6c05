// What goes on past a page of Gazelle's: connections inside a record, and records that are looked for among their neighbours.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createGazelleClient } from '../../shared/gazelle/client.ts'
import { GazelleError } from '../../shared/gazelle/errors.ts'
import { memoryLimiter } from '../../shared/gazelle/limiter.ts'
import type { Hole } from '../../shared/gazelle/module.ts'
import { amongOwners } from '../../shared/gazelle/neighbours.ts'
import { readOn, readOnQueries } from '../../shared/gazelle/nested.ts'
import type { GazelleNode } from '../../shared/gazelle/page.ts'
import { apiKeyCredential } from '../../shared/gazelle/tokens.ts'

type Asked = Record<string, unknown>
type Answer = { data: unknown; errors?: { message: string; path?: (string | number)[] }[] }

/** A client of a Gazelle that answers in order, and what it was asked. */
const clientOf = (...answers: Answer[]) => {
  const asked: Asked[] = []
  const client = createGazelleClient({
    url: 'http://127.0.0.1:9/graphql',
    credential: apiKeyCredential('key'),
    limiter: memoryLimiter(1000),
    retry: { retries: 0 },
    fetch: async (_, init) => {
      asked.push(JSON.parse(String(init?.body)).variables)
      const answer = answers[asked.length - 1]
      if (!answer) throw new Error('Gazelle was asked once too often')
      return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } })
    },
  })
  return { client, asked }
}

const page = (ids: (string | null)[], next: string | null, totalCount?: number) => ({
  nodes: ids.map((id) => (id === null ? null : { id })),
  pageInfo: { hasNextPage: next !== null, endCursor: next },
  ...(totalCount !== undefined && { totalCount }),
})
const nothing = () => ({ apiCalls: 0, waitedMs: 0, apiErrors: 0 })

afterEach(() => {
  vi.useRealTimers()
})

describe('a list inside a record', () => {
  const nested = { allContacts: { fields: 'id', nested: { allEmails: { fields: 'id', of: 'contact' } } } }
  const queries = readOnQueries('clients', 'client', nested)
  const readClient = async (node: GazelleNode, ...answers: Answer[]) => {
    const { client, asked } = clientOf(...answers)
    const cost = nothing()
    const holes: Hole[] = []
    await readOn(client, node, 'c', { nested, queries }, { cost, holes, signal: undefined })
    return { node, asked, cost, holes }
  }
  const more = (value: unknown): Answer => ({ data: { client: { allContacts: value } } })

  /** A further page, with the cursor of each item. */
  const edged = (ids: (string | null)[], hasNextPage: boolean): Answer =>
    more({
      edges: ids.map((id) => ({ cursor: `after ${id}`, node: id === null ? null : { id } })),
      pageInfo: { hasNextPage, endCursor: `after ${ids.at(-1)}` },
    })
  const whole = (...ids: string[]) => ({
    nodes: ids.map((id) => ({ id })),
    pageInfo: { hasNextPage: false },
  })

  test('is read once more from its beginning, to its end: its pages overlap by an item', async () => {
    const { node, asked, cost, holes } = await readClient(
      { id: 'c', allContacts: page(['1', '2'], 'a') },
      edged(['1', '2', '3'], true),
      edged(['3', '4'], true),
      edged(['4', '5'], false),
    )
    expect(node.allContacts).toEqual(whole('1', '2', '3', '4', '5'))
    expect(asked).toEqual([
      { id: 'c', first: 100, after: null },
      { id: 'c', first: 100, after: 'after 2' },
      { id: 'c', first: 100, after: 'after 3' },
    ])
    expect(cost).toMatchObject({ apiCalls: 3, apiErrors: 0 })
    expect(holes).toEqual([])
  })

  describe('that shifts while it is read (R1 in nested lists)', () => {
    /** Reads a client's contacts by their places, 50 and then as many as are asked for; one is deleted before a call. */
    const readShifting = async (count: number, deletedBefore: (call: number) => boolean) => {
      const rows = Array.from({ length: count }, (_, at) => ({ id: `c${at}` }))
      let calls = 0
      const client = createGazelleClient({
        url: 'http://127.0.0.1:9/graphql',
        credential: apiKeyCredential('key'),
        limiter: memoryLimiter(1000),
        fetch: async (_, init) => {
          if (deletedBefore(++calls)) rows.splice(3, 1)
          const { first, after } = JSON.parse(String(init?.body)).variables
          const from = Number(after ?? 0)
          const edges = rows
            .slice(from, from + first)
            .map((node, at) => ({ cursor: String(from + at + 1), node }))
          const end = from + edges.length
          const pageInfo = { hasNextPage: end < rows.length, endCursor: String(end) }
          return new Response(JSON.stringify(more({ edges, pageInfo })), {
            headers: { 'content-type': 'application/json' },
          })
        },
      })
      const node: GazelleNode = {
        id: 'c',
        allContacts: page(
          rows.slice(0, 50).map(({ id }) => id),
          '50',
        ),
      }
      const holes: Hole[] = []
      await readOn(client, node, 'c', { nested, queries }, { cost: nothing(), holes, signal: undefined })
      return { node, holes, calls, left: whole(...rows.map(({ id }) => id)) }
    }

    test('after its record came: none of it is left out, and the list is whole', async () => {
      const { node, holes, calls, left } = await readShifting(60, (call) => call === 1)
      expect(node.allContacts).toEqual(left)
      expect([holes, calls]).toEqual([[], 1])
    })

    test('between two further pages: it is read again', async () => {
      const { node, holes, calls, left } = await readShifting(150, (call) => call === 2)
      expect(node.allContacts).toEqual(left)
      expect([holes, calls]).toEqual([[], 4])
    })

    test('each time: it is not whole, so that nothing of it is called gone', async () => {
      const { node, holes, calls } = await readShifting(150, (call) => call % 2 === 0)
      expect(node.allContacts).toMatchObject({ pageInfo: { hasNextPage: true } })
      expect(holes).toMatchObject([{ kind: 'nested', id: 'c', message: 'it shifts while it is read' }])
      expect(calls).toBe(4)
    })

    test.each([
      [60, 1],
      [100, 1],
      [150, 2],
      [250, 3],
    ])('costs no more where it does not: %i items, %i further calls', async (count, further) => {
      const { node, calls, left } = await readShifting(count, () => false)
      expect([node.allContacts, calls]).toEqual([left, further])
    })
  })

  test('that is whole costs no call, and loses its cursor, which is no content', async () => {
    const { node, asked } = await readClient({
      id: 'c',
      allContacts: { ...page(['1'], null), pageInfo: { hasNextPage: false, endCursor: 'differs each time' } },
    })
    expect(node.allContacts).toEqual({ nodes: [{ id: '1' }], pageInfo: { hasNextPage: false } })
    expect(asked).toEqual([])
  })

  test('of a record that vanished meanwhile keeps what came, and is not whole', async () => {
    const { node } = await readClient({ id: 'c', allContacts: page(['1'], 'a') }, { data: { client: null } })
    expect(node.allContacts).toEqual({ nodes: [{ id: '1' }], pageInfo: { hasNextPage: true } })
  })

  test('whose next page came with an error is not whole, and the error counts', async () => {
    const { node, cost } = await readClient(
      { id: 'c', allContacts: page(['1'], 'a') },
      { data: { client: { allContacts: page(['2'], null) } }, errors: [{ message: 'no', path: ['client'] }] },
    )
    expect(node.allContacts).toEqual({ nodes: [{ id: '1' }], pageInfo: { hasNextPage: true } })
    expect(cost.apiErrors).toBe(1)
  })

  test('keeps a place for each item that came as null, so that it proves no absence', async () => {
    const { node } = await readClient(
      { id: 'c', allContacts: page(['1', null], 'a') },
      edged(['1', null], true),
      more(page([null], null)),
    )
    expect(node.allContacts).toEqual({ nodes: [{ id: '1' }, null, null], pageInfo: { hasNextPage: false } })
  })

  test('whose cursor does not move is not read for ever: it is a hole, and the record is kept (case R7)', async () => {
    const { node, holes } = await readClient(
      { id: 'c', allContacts: page(['1'], 'a') },
      more(page(['2'], 'a')),
    )
    expect(node.allContacts).toMatchObject({ pageInfo: { hasNextPage: true } })
    expect(holes).toMatchObject([{ kind: 'nested', id: 'c', path: 'allContacts' }])
  })

  describe('that never ends on a slow Gazelle (kind of R7)', () => {
    /** Reads a client of endless contacts, each further page of which takes so long. */
    const readEndless = async (ms: number) => {
      vi.useFakeTimers({ toFake: ['performance'] })
      let calls = 0
      const client = createGazelleClient({
        url: 'http://127.0.0.1:9/graphql',
        credential: apiKeyCredential('key'),
        limiter: memoryLimiter(1000),
        fetch: async () => {
          vi.advanceTimersByTime(ms)
          calls++
          return new Response(JSON.stringify(more(page([`n${calls}`], `c${calls}`))), {
            headers: { 'content-type': 'application/json' },
          })
        },
      })
      const node: GazelleNode = { id: 'c', allContacts: page(['1'], 'a') }
      const holes: Hole[] = []
      await readOn(client, node, 'c', { nested, queries }, { cost: nothing(), holes, signal: undefined })
      return { calls, node, holes }
    }

    test('is left after 20 s: it is a hole, and what came is kept', async () => {
      const { calls, node, holes } = await readEndless(1800)
      expect(calls).toBe(12)
      expect(holes).toEqual([
        { kind: 'nested', id: 'c', place: 'c', path: 'allContacts', message: 'goes on after 20 s' },
      ])
      expect(node.allContacts).toMatchObject({ pageInfo: { hasNextPage: true } })
    })

    test('is read for 20 pages where they come fast enough', async () => {
      const { calls, holes } = await readEndless(100)
      expect(calls).toBe(20)
      expect(holes).toMatchObject([{ kind: 'nested', message: 'goes on after 20 further pages' }])
    })

    test('is asked for fewer once more, where so many do not come in time', async () => {
      const asked: unknown[] = []
      const answer = clientOf().client
      const client: typeof answer = {
        ...answer,
        request: (_query, variables, options) => {
          asked.push([Object.entries(variables), options?.sizeTries])
          expect(options?.timeoutMs).toBeLessThanOrEqual(20_000)
          return Promise.reject(new GazelleError('gazelle_timeout', 'slow'))
        },
      }
      const holes: Hole[] = []
      const node: GazelleNode = { id: 'c', allContacts: page(['1'], 'a') }
      await readOn(client, node, 'c', { nested, queries }, { cost: nothing(), holes, signal: undefined })
      const variables = (first: number) => Object.entries({ id: 'c', first, after: null })
      expect(asked).toEqual([
        [variables(100), 1],
        [variables(50), 2],
      ])
      expect(holes).toMatchObject([{ kind: 'nested', message: 'slow' }])
    })
  })

  test('in an item of another list is read on as well, also in items that were read on', async () => {
    const { node, asked } = await readClient(
      { id: 'c', allContacts: page(['1'], 'a') },
      more({ ...page([], null), nodes: [{ id: '1' }, { id: '2', allEmails: page(['e1'], 'x') }] }),
      { data: { contact: { allEmails: page(['e1', 'e2'], null) } } },
    )
    expect(asked.at(-1)).toEqual({ id: '2', first: 100, after: null })
    expect(node.allContacts).toEqual({
      nodes: [
        { id: '1' },
        { id: '2', allEmails: { nodes: [{ id: 'e1' }, { id: 'e2' }], pageInfo: { hasNextPage: false } } },
      ],
      pageInfo: { hasNextPage: false },
    })
  })

  test.each([['text'], [null], [[{ id: 'x' }]], [{ nodes: null }], [{ pageInfo: 'none' }], [7]])(
    'that is none, %j, is left as it came',
    async (value) => {
      const { node, asked } = await readClient({ id: 'c', allContacts: value })
      expect(node.allContacts).toEqual(value)
      expect(asked).toEqual([])
    },
  )
})

describe('a record without a query of its own', () => {
  const { byIds } = amongOwners({ list: 'entries', fields: 'id', owner: 'client', at: 'occurredAt' })
  const entry = (client: string | null, occurredAt: unknown = '2026-02-03T20:56:01Z') => ({
    client: client === null ? null : { id: client },
    occurredAt,
  })
  const lookUp = async (ids: string[], known: Record<string, GazelleNode>, ...answers: Answer[]) => {
    const { client, asked } = clientOf(...answers)
    const found = await byIds(client, ids, { known })
    return { asked, ...found, failed: [...found.failures.keys()] }
  }
  const entries = (value: unknown, errors?: Answer['errors']): Answer => ({
    data: { entries: value },
    ...(errors && { errors }),
  })

  test('is found among its owner’s, page by page, and no page is read after it', async () => {
    const { records, asked } = await lookUp(
      ['e3'],
      { e3: entry('c') },
      entries(page(['e1', 'e2'], 'a', 9)),
      entries(page(['e3'], 'b', 9)),
    )
    expect([...records]).toEqual([['e3', { id: 'e3' }]])
    expect(asked.map(({ after }) => after)).toEqual([null, 'a'])
    expect(asked[0]).toMatchObject({ clientId: 'c', occurredAtGet: null })
  })

  test('is gone when its owner’s list, read to its end, lacks it', async () => {
    const { records, failed } = await lookUp(['e3'], { e3: entry('c') }, entries(page(['e1'], null, 1)))
    expect([...records]).toEqual([['e3', null]])
    expect(failed).toEqual([])
  })

  test.each([
    ['a list shorter than its totalCount', entries(page(['e1'], null, 2))],
    ['a list with a hole', entries(page(['e1', null], null, 1))],
    ['an answer with errors', entries(page(['e1'], null, 1), [{ message: 'no' }])],
    ['no list', entries(null)],
  ])('is neither found nor gone after %s', async (_, answer) => {
    const { records, failed } = await lookUp(['e3'], { e3: entry('c') }, answer)
    expect([...records]).toEqual([])
    expect(failed).toEqual(['e3'])
  })

  test('shares the reading with the others of its owner; owners are read one by one', async () => {
    const { records, asked, failed } = await lookUp(
      ['e1', 'f1', 'e2'],
      { e1: entry('c'), e2: entry('c'), f1: entry('d') },
      entries(page(['e1', 'e2'], null, 2)),
      entries(null),
    )
    expect([...records.keys()]).toEqual(['e1', 'e2'])
    expect(asked.map(({ clientId }) => clientId)).toEqual(['c', 'd'])
    expect(failed).toEqual(['f1'])
  })

  test('without an owner is looked for from two days before its instant on', async () => {
    const { asked } = await lookUp(['e1'], { e1: entry(null) }, entries(page(['e1'], null, 1)))
    expect(asked[0]).toMatchObject({ clientId: null, occurredAtGet: '2026-02-01T20:56:01.000Z' })
  })

  test.each([
    ['is not known at all', {}],
    ['has neither owner nor instant', { e1: entry(null, 'soon') }],
  ])('that %s is not asked for, and fails', async (_, known) => {
    const { asked, failed } = await lookUp(['e1'], known)
    expect(asked).toEqual([])
    expect(failed).toEqual(['e1'])
  })

  test('is not a failure when the run is stopped: the run stops', async () => {
    const { client } = clientOf(entries(page([], null)))
    const known = { e1: entry('c') }
    await expect(
      byIds(client, ['e1'], { known, signal: AbortSignal.abort(new Error('stopped')) }),
    ).rejects.toThrow('stopped')
  })
})
