import { describe, expect, test } from 'vitest'
import type { GazelleClient } from '../../shared/gazelle/client.ts'
import { paged } from '../../shared/gazelle/paged.ts'
import { notGiven } from '../../shared/gazelle/partial.ts'

type Answers = (text: string, variables: Record<string, unknown>) => { data: unknown; errors?: object[] }

/** A client that answers as it is told, and keeps the operations that were sent. */
const answering = (answers: Answers) => {
  const sent: string[] = []
  const client: GazelleClient = {
    stats: { apiCalls: 0, retries: 0, throttled: 0, waitedMs: 0 },
    async request(text: string, variables: object, options = {}) {
      sent.push(/query (\w+)/.exec(text)?.[1] ?? '')
      if (options.spent) options.spent.apiCalls++
      const { data, errors = [] } = JSON.parse(
        JSON.stringify(answers(text, Object.fromEntries(Object.entries(variables)))),
      )
      return { data, errors, apiCalls: 1, waitedMs: 0, askedAt: 5, bytes: 100 }
    },
  }
  return { client, sent }
}

const module = paged({
  name: 'people',
  list: 'allPeople',
  one: 'person',
  type: 'Person',
  fields: 'id name',
  nested: { allCards: { fields: 'id text' } },
})
const request = { mode: 'full', window: null, since: null, until: null, timeZone: 'UTC' } as const
const read = async (answers: Answers, of = module) => {
  const { client, sent } = answering(answers)
  const page = await of.lanes(request)[0]?.fetch(client, null, { first: 100 })
  if (!page) throw new Error('no lane')
  return { page, sent }
}

const cards = (nodes: unknown[], hasNextPage = false, endCursor = 'c1') => ({
  pageInfo: { hasNextPage, endCursor },
  nodes,
})
const people = (...nodes: unknown[]) => ({
  allPeople: {
    totalCount: nodes.length,
    pageInfo: { hasNextPage: false, endCursor: 'z' },
    edges: nodes.map((node, at) => ({ cursor: `p${at}`, node })),
  },
})
const none = { id: null, place: '', path: '', message: '' }

describe('what a page lacks', () => {
  test('is named with its place, its path and what Gazelle said', async () => {
    const answer = people(
      null,
      { id: 'a', name: null, allCards: cards([{ id: 'x' }, null]) },
      null,
      null,
      { id: '   ', name: 'blank' },
      { id: 'b', name: 'B', allCards: null },
    )
    const errors = [
      { message: 'undefined method', path: ['allPeople', 'edges', 1, 'node', 'name'] },
      { message: 'cannot return null', path: ['allPeople', 'edges', 3, 'node', 'id'] },
      { message: 'no cards', path: ['allPeople', 'edges', 5, 'node', 'allCards', 'nodes', 2, 'text'] },
      { message: 'no count', path: ['allPeople', 'totalCount'] },
      { message: 'somewhere' },
    ]
    const { page } = await read(() => ({ data: answer, errors }))
    expect(page.nodes).toEqual([
      { id: 'a', allCards: { nodes: [{ id: 'x' }, null], pageInfo: { hasNextPage: false } } },
      { id: '   ', name: 'blank' },
      { id: 'b', name: 'B' },
    ])
    expect(page).toMatchObject({ nullNodes: 3, apiErrors: 5, askedAt: 5, resumeCursor: null })
    expect(page.holes).toEqual([
      { ...none, kind: 'error', id: 'a', place: 'a', path: 'name', message: 'undefined method' },
      { ...none, kind: 'error', id: 'b', place: 'b', path: 'allCards.nodes.2.text', message: 'no cards' },
      { ...none, kind: 'error', path: 'totalCount', message: 'no count' },
      { ...none, kind: 'error', message: 'somewhere' },
      { ...none, kind: 'null', place: 'first' },
      { ...none, kind: 'null', id: 'a', place: 'a', path: 'allCards.nodes.1' },
      { ...none, kind: 'null', place: 'after a' },
      { ...none, kind: 'null', place: 'after a +1', message: 'cannot return null' },
      { ...none, kind: 'no_id', place: 'after a +2' },
    ])
  })

  test('is one hole for an item of a list that an error made null (kind of part L: one contact always null)', async () => {
    const answer = people({ id: 'a', name: 'A', allCards: cards([{ id: 'x' }, null, null]) })
    const errors = [
      { message: 'no id', path: ['allPeople', 'edges', 0, 'node', 'allCards', 'nodes', 1, 'id'] },
    ]
    const { page } = await read(() => ({ data: answer, errors }))
    expect(page.nodes).toMatchObject([{ id: 'a', allCards: { nodes: [{ id: 'x' }, null, null] } }])
    expect(page.holes).toEqual([
      { ...none, kind: 'error', id: 'a', place: 'a', path: 'allCards.nodes.1.id', message: 'no id' },
      { ...none, kind: 'null', id: 'a', place: 'a', path: 'allCards.nodes.2' },
    ])
  })

  test('is the whole list where that did not come', async () => {
    const { page } = await read(() => ({
      data: { allPeople: { ...people().allPeople, edges: null } },
      errors: [{ message: 'oops', path: ['allPeople', 'edges'] }],
    }))
    expect(page).toMatchObject({ nodes: [], nullNodes: 1 })
    expect(page.holes).toEqual([{ ...none, kind: 'list', message: 'oops' }])
  })

  test('is nothing where all came', async () => {
    const { page } = await read(() => ({ data: people({ id: 'a', name: null, allCards: cards([]) }) }))
    expect(page.holes).toEqual([])
  })
})

describe('a list inside a record', () => {
  const endless = (next: (nth: number) => { data: unknown; errors?: object[] }) => {
    let nth = 0
    return (text: string) =>
      text.startsWith('query People(')
        ? {
            data: people(
              { id: 'a', name: 'A', allCards: cards([{ id: 'x0' }], true, 'c0') },
              { id: 'b', name: 'B' },
            ),
          }
        : next(++nth)
  }
  const more = (...rest: Parameters<typeof cards>) => ({ data: { person: { allCards: cards(...rest) } } })

  test.each([
    [
      'never ends',
      (nth: number) => more([{ id: `x${nth}` }], true, `c${nth}`),
      20,
      'goes on after 20 further pages',
    ],
    ['brings nothing new', () => more([{ id: 'x0' }], true, 'c1'), 2, 'its next page brings nothing new'],
    [
      'has cursors in a circle',
      (nth: number) => more([{ id: `x${nth}` }], true, `c${nth % 3}`),
      4,
      'its cursor repeats',
    ],
    [
      'has a next page without a cursor',
      () => ({ data: { person: { allCards: { nodes: [{ id: 'x1' }], pageInfo: { hasNextPage: true } } } } }),
      1,
      'Gazelle’s answer for allCards cannot be read: there is a next page, but no cursor to it',
    ],
    ['vanished meanwhile', () => ({ data: { person: null } }), 1, 'its next page did not come'],
  ])(
    'that %s is left there, its record is kept and the others go on (case R7)',
    async (_, next, calls, message) => {
      const { page, sent } = await read(endless(next))
      expect(sent).toHaveLength(1 + calls)
      expect(page.nodes).toMatchObject([
        { id: 'a', allCards: { pageInfo: { hasNextPage: true } } },
        { id: 'b' },
      ])
      expect(page.holes).toEqual([{ kind: 'nested', id: 'a', place: 'a', path: 'allCards', message }])
    },
  )

  test('whose next page errs in a field is read on without it, a hole with what Gazelle said (kind of part L)', async () => {
    const errors = [{ message: 'oops', path: ['person', 'allCards', 'edges', 1, 'node', 'text'] }]
    const { page } = await read(
      endless(() => {
        const edges = [{ node: { id: 'x0' } }, { node: { id: 'x1', text: null } }]
        return { data: { person: { allCards: { pageInfo: { hasNextPage: false }, edges } } }, errors }
      }),
    )
    expect(page.nodes[0]).toMatchObject({
      allCards: {
        nodes: [{ id: 'x0' }, { id: 'x1', text: notGiven }],
        pageInfo: { hasNextPage: false },
      },
    })
    expect(page).toMatchObject({ apiErrors: 1 })
    expect(page.holes).toEqual([
      { kind: 'error', id: 'a', place: 'a', path: 'allCards.nodes.1.text', message: 'oops' },
    ])
  })

  test('whose next page errs at its root keeps what came before, and proves nothing gone', async () => {
    const errors = [{ message: 'oops', path: ['person', 'allCards'] }]
    const { page } = await read(endless(() => ({ data: { person: { allCards: null } }, errors })))
    expect(page.nodes[0]).toMatchObject({
      allCards: { nodes: [{ id: 'x0' }], pageInfo: { hasNextPage: true } },
    })
    expect(page.holes).toEqual([{ kind: 'error', id: 'a', place: 'a', path: 'allCards', message: 'oops' }])
  })

  test('takes no more than 50 calls of a page: what is left is the next page’s', async () => {
    const many = Array.from({ length: 100 }, (_, at) => ({
      ...{ id: `r${at}`, name: 'N', allCards: cards([{ id: `c${at}` }], true, 'c0') },
    }))
    let asked = 0
    const { page, sent } = await read((text) =>
      text.startsWith('query People(') ? { data: people(...many) } : more([{ id: `d${++asked}` }]),
    )
    expect(page.nodes).toHaveLength(50)
    expect(page).toMatchObject({ hasNextPage: true, endCursor: 'p49', resumeCursor: 'p48', holes: [] })
    expect(sent).toHaveLength(51)
  })
})
