import { expect, test } from 'vitest'
import type { GazelleClient } from '../../shared/gazelle/client.ts'
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
  expect(await lookUp([{ nodes: [{ id: 'a' }, null] }])).toMatchObject({ failed: ['a', 'b', 'gone'] })
})

test.each([
  ['empty pages', [{ nodes: [], hasNextPage: true }]],
  ['the same records again', [{ nodes: [{ id: 'x' }], hasNextPage: true }]],
])('neighbours without end, %s, are given up within a few pages (cases R5, R6)', async (_, pages) => {
  const { failed, calls } = await lookUp(pages)
  expect(failed).toEqual(['a', 'b', 'gone'])
  expect(calls).toBeLessThanOrEqual(4)
})
