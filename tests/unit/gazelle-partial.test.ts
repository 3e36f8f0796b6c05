import { describe, expect, test } from 'vitest'
import { withoutErroredFields } from '../../shared/gazelle/client.ts'
import { isPlaceless } from '../../shared/gazelle/partial.ts'

const error = (...path: (string | number)[]) => ({ message: 'undefined method `each` for nil', path })

describe('a field that Gazelle failed to give', () => {
  test('is absent, not null, in that record and in no other', () => {
    const data = {
      allClients: {
        nodes: [
          { id: 'a', tags: null },
          { id: 'b', tags: null },
        ],
      },
    }
    expect(withoutErroredFields(data, [error('allClients', 'nodes', 1, 'tags')])).toStrictEqual({
      allClients: { nodes: [{ id: 'a', tags: null }, { id: 'b' }] },
    })
    expect(data.allClients.nodes[1]).toStrictEqual({ id: 'b', tags: null })
  })

  test('takes along the record’s own field that it lies under', () => {
    const data = { allClients: { nodes: [{ id: 'a', allContacts: { nodes: [{ id: 'c', emails: null }] } }] } }
    const path = error('allClients', 'nodes', 0, 'allContacts', 'nodes', 0, 'emails')
    expect(withoutErroredFields(data, [path])).toStrictEqual({ allClients: { nodes: [{ id: 'a' }] } })
  })

  test('is found in edges, in a plain list and in a record asked for by id', () => {
    const data = {
      allPianos: { edges: [{ node: { id: 'a', x: null } }] },
      allUsers: [{ id: 'u', x: null }],
      client: { id: 'c', x: null },
    }
    const errors = [
      error('allPianos', 'edges', 0, 'node', 'x'),
      error('allUsers', 0, 'x'),
      error('client', 'x', 'y'),
    ]
    expect(withoutErroredFields(data, errors)).toStrictEqual({
      allPianos: { edges: [{ node: { id: 'a' } }] },
      allUsers: [{ id: 'u' }],
      client: { id: 'c' },
    })
  })

  test('makes a root field absent: "could not be read" is not "there is none"', () => {
    const data = { one: null, two: { id: 'c' } }
    expect(withoutErroredFields(data, [error('one')])).toStrictEqual({ two: { id: 'c' } })
  })

  test('leaves everything as it was when it points at nothing', () => {
    const data = { allUsers: [null, { id: 'u' }] }
    const errors = [
      error('allUsers', 0, 'email'),
      error('allUsers', 7, 'email'),
      error('other', 0, 'x'),
      { message: 'no path' },
    ]
    expect(withoutErroredFields(data, errors)).toBe(data)
    expect(withoutErroredFields(data, [error('allUsers', 0)])).toStrictEqual(data)
  })
})

describe('an error', () => {
  const data = {
    allUsers: [{ id: 'u', email: null, tags: [] }, null],
    allPianos: { edges: [{ node: { id: 'p', client: null } }, null] },
    record0: null,
  }

  test.each([
    [['allUsers', 0, 'email']],
    [['allUsers', 1, 'email']],
    [['allUsers', 1]],
    [['allPianos', 'edges', 0, 'node', 'client', 'id']],
    [['allPianos', 'edges', 1, 'node', 'client']],
    [['record0', 'name']],
  ])('whose path leads to a blank says what it is about: %j', (path) => {
    expect(isPlaceless(data, { path })).toBe(false)
  })

  test.each([
    [undefined],
    [null],
    [[]],
    [['users', 0, 'email']],
    [['allUsers', 7, 'email']],
    [['allUsers', 0]],
    [['allUsers', 0, 'name']],
    [['allPianos', 'edges', 0, 'node']],
  ])('whose path does not may be about anything: %j', (path) => {
    expect(isPlaceless(data, { path })).toBe(true)
  })
})
