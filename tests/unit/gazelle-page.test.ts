import { describe, expect, test } from 'vitest'
import { GazelleError } from '../../shared/gazelle/errors.ts'
import { connection, list } from '../../shared/gazelle/page.ts'

const pageInfo = { hasNextPage: true, endCursor: 'MTAw' }

describe('a page', () => {
  test('gives its records, its cursor and the total', () => {
    expect(connection({ nodes: [{ id: 'a' }], pageInfo, totalCount: 250 })).toStrictEqual({
      nodes: [{ id: 'a' }],
      nullNodes: 0,
      endCursor: 'MTAw',
      resumeCursor: null,
      hasNextPage: true,
      totalCount: 250,
      holes: [],
    })
  })

  test.each([[3_000_000_000], [-1], ['269'], [1.5], [{}], [true]])(
    'with a totalCount that is no count, %j, is read: it proves nothing (kind of R9)',
    (totalCount) => {
      expect(connection({ nodes: [{ id: 'a' }], pageInfo, totalCount })).toMatchObject({
        nodes: [{ id: 'a' }],
        totalCount: null,
      })
    },
  )

  test('survives null records, and counts them', () => {
    expect(connection({ nodes: [null, { id: 'a' }, null], pageInfo })).toMatchObject({
      nodes: [{ id: 'a' }],
      nullNodes: 2,
      totalCount: null,
    })
  })

  test('leaves to the next one what comes after the record with which that begins', () => {
    const edge = (id: string | null, cursor: string) => ({ node: id && { id }, cursor })
    const edges = [edge(null, '1'), edge('a', '2'), edge('b', '3'), edge(null, '4')]
    const page = connection({ edges, pageInfo })
    expect(page).toMatchObject({ resumeCursor: '2', nullNodes: 1 })
    expect(page.holes).toHaveLength(2)
    const last = connection({ edges, pageInfo: { hasNextPage: false, endCursor: '4' } })
    expect(last).toMatchObject({ resumeCursor: null, nullNodes: 2 })
  })

  test('falls back to edges when nodes is null', () => {
    const edges = [{ node: { id: 'a' }, cursor: 'x' }, null, { node: null }]
    expect(connection({ nodes: null, edges, pageInfo })).toMatchObject({ nodes: [{ id: 'a' }], nullNodes: 2 })
  })

  test('may be empty', () => {
    const last = { hasNextPage: false, endCursor: null }
    expect(connection({ nodes: null, edges: null, pageInfo: last })).toMatchObject({
      nodes: [],
      hasNextPage: false,
    })
  })

  test('that did not come is a hole, which proves no deletion', () => {
    const last = { hasNextPage: false, endCursor: null }
    expect(connection({ nodes: null, edges: null, pageInfo: last })).toMatchObject({
      nodes: [],
      nullNodes: 1,
    })
    expect(connection({ nodes: [], pageInfo: last })).toMatchObject({ nodes: [], nullNodes: 0 })
  })

  test('may hold fields that nobody knows, in records and around them', () => {
    const value = {
      nodes: [{ id: 'a', fresh: { deep: 1 } }],
      pageInfo: { ...pageInfo, fresh: 1 },
      fresh: true,
    }
    expect(connection(value).nodes).toStrictEqual([{ id: 'a', fresh: { deep: 1 } }])
  })

  test.each([
    ['null', null],
    ['without pageInfo', { nodes: [] }],
    ['with text for records', { nodes: ['a'], pageInfo }],
    ['with a next page but no cursor', { nodes: [], pageInfo: { hasNextPage: true, endCursor: null } }],
  ])('that is %s is unreadable, and names itself', (_, value) => {
    expect(() => connection(value, 'allPianos')).toThrow(
      expect.objectContaining({ code: 'gazelle_answer_unreadable', about: 'allPianos' }),
    )
  })
})

describe('a plain list', () => {
  test('is one page, with its own length as total', () => {
    expect(list([{ id: 'a' }, null])).toStrictEqual({
      nodes: [{ id: 'a' }],
      nullNodes: 1,
      endCursor: null,
      resumeCursor: null,
      hasNextPage: false,
      totalCount: 2,
      holes: [{ kind: 'null', id: null, place: 'after a', path: '', message: '' }],
    })
  })

  test('that is no list is unreadable', () => {
    expect(() => list(null, 'allUsers')).toThrow(GazelleError)
  })
})
