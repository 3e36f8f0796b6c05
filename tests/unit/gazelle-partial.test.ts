import { describe, expect, test } from 'vitest'
import { withoutErroredFields } from '../../shared/gazelle/client.ts'
import { hasNoPath, notGiven } from '../../shared/gazelle/partial.ts'

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

  const contacts = (...nodes: unknown[]) => ({
    allClients: { nodes: [{ id: 'a', allContacts: { nodes, pageInfo: { hasNextPage: false } } }] },
  })
  const at = (...rest: (string | number)[]) => error('allClients', 'nodes', 0, 'allContacts', ...rest)
  const phones = (...nodes: unknown[]) => ({ nodes, pageInfo: { hasNextPage: false } })

  test('of an item inside the record is told from a blank, and all beside it stays (kind of part L)', () => {
    const phone = { id: 'p', number: '1', confirmedAt: null }
    const data = contacts({ id: 'c', title: null, allPhones: phones(phone) }, { id: 'd', title: null })
    const erred = at('nodes', 0, 'allPhones', 'nodes', 0, 'confirmedAt')
    expect(withoutErroredFields(data, [erred, erred])).toStrictEqual(
      contacts(
        { id: 'c', title: null, allPhones: phones({ id: 'p', number: '1', confirmedAt: notGiven }) },
        { id: 'd', title: null },
      ),
    )
    expect(phone).toStrictEqual({ id: 'p', number: '1', confirmedAt: null })
    expect(JSON.stringify(notGiven)).toBe('[["error"]]')
  })

  test('of an object inside the record is told from a blank at its own depth, or at that of the object (kind of part L)', () => {
    const general = { timezone: null, distanceUnit: 'KM' }
    const data = { company: { id: 'c', settings: { general, localization: null } } }
    const errors = [
      error('company', 'settings', 'general', 'timezone'),
      error('company', 'settings', 'localization', 'defaultCurrency', 'code'),
      error('company', 'settings', 'localization', 'defaultUserLocalization'),
    ]
    expect(withoutErroredFields(data, errors)).toStrictEqual({
      company: {
        id: 'c',
        settings: { general: { timezone: notGiven, distanceUnit: 'KM' }, localization: notGiven },
      },
    })
  })

  test('of a list inside an item leaves the item’s other fields (kind of part L)', () => {
    const came = { id: 'c', title: 'Dr', allEmails: phones({ id: 'e' }) }
    const notCome = { ...came, allPhones: notGiven }
    for (const [allPhones, path] of [
      [null, ['allPhones']],
      [null, ['allPhones', 'nodes', 0, 'id']],
      [{ nodes: null, pageInfo: { hasNextPage: false } }, ['allPhones', 'nodes']],
      [{ nodes: [{ id: 'p' }], pageInfo: { hasNextPage: null } }, ['allPhones', 'pageInfo', 'hasNextPage']],
    ] as const)
      expect(withoutErroredFields(contacts({ ...came, allPhones }), [at('nodes', 0, ...path)])).toStrictEqual(
        contacts(notCome),
      )
    const tagged = contacts({ ...came, tags: ['x', null] })
    expect(withoutErroredFields(tagged, [at('nodes', 0, 'tags', 1)])).toStrictEqual(
      contacts({ ...came, tags: notGiven }),
    )
  })

  test('that took its item along leaves the list with a null, which is not whole (kind of part L: one contact always null)', () => {
    const others = [{ id: 'c' }, { id: 'd' }]
    const data = contacts(...others, null)
    expect(withoutErroredFields(data, [at('nodes', 2, 'id')])).toStrictEqual(data)
    const nameless = contacts(...others, { id: null, title: 'Dr' })
    expect(withoutErroredFields(nameless, [at('nodes', 2, 'id')])).toStrictEqual(data)
  })

  test('takes along the record’s own field where that cannot be read without it', () => {
    const others = { id: 'a', tags: ['x'] }
    for (const [allContacts, path] of [
      [null, ['nodes', 0, 'emails']],
      [{ nodes: null }, ['nodes']],
      [{ nodes: [], pageInfo: null }, ['pageInfo', 'hasNextPage']],
      [[{ id: 'c' }, null], [1]],
      [{ nodes: [] }, ['nodes', 0, 'emails']],
      [{ nodes: [{ id: 'c' }] }, ['nodes', 0, 'emails']],
    ] as const) {
      const data = { allClients: { nodes: [{ ...others, allContacts }] } }
      expect(withoutErroredFields(data, [at(...path)])).toStrictEqual({ allClients: { nodes: [others] } })
    }
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
    expect(hasNoPath(data, { path })).toBe(false)
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
    expect(hasNoPath(data, { path })).toBe(true)
  })
})
