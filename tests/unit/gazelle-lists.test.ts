import { describe, expect, test } from 'vitest'
import type { GazelleClient, GazelleStats } from '../../shared/gazelle/client.ts'
import { GazelleError, graphqlErrors } from '../../shared/gazelle/errors.ts'
import type { Module } from '../../shared/gazelle/module.ts'
import { listed, single } from '../../shared/gazelle/paged.ts'

const stats: GazelleStats = { apiCalls: 0, retries: 0, throttled: 0, waitedMs: 0 }
type Sent = { text: string; variables: object }

/** A client that gives these answers in turn, and keeps what was sent. */
const answering = (answers: object[], errors: object[] = []) => {
  const sent: Sent[] = []
  const client: GazelleClient = {
    stats,
    async request(text: string, variables: object) {
      sent.push({ text, variables })
      const data = JSON.parse(JSON.stringify(answers[sent.length - 1] ?? {}))
      return { data, errors: graphqlErrors(errors), apiCalls: 1, waitedMs: 0, askedAt: 0, bytes: 0 }
    },
  }
  return { client, sent }
}

const request = {
  mode: 'full',
  window: null,
  since: null,
  until: null,
  timeZone: 'America/Montreal',
} as const
const read = async (module: Module, answers: object[], errors: object[] = []) => {
  const { client, sent } = answering(answers, errors)
  const [lane] = module.lanes(request)
  return { page: await lane?.fetch(client, null, { first: 100 }), sent }
}

describe('a list that Gazelle gives for one owner', () => {
  const module = listed({
    name: 'hours',
    list: 'allHours',
    each: { list: 'allUsers', argument: 'userId' },
    fields: 'id',
  })

  test('is asked for with all owners in one request, and what two of them share comes once', async () => {
    const { page, sent } = await read(module, [
      { allUsers: [{ id: 'usr_1' }, { id: 'usr_2' }] },
      { list0: [{ id: 'a' }, { id: 'b' }], list1: [{ id: 'b' }, null] },
    ])
    expect(sent).toEqual([
      { text: 'query HoursOwners { allUsers { id } }', variables: {} },
      {
        text:
          'query Hours($id0: String!, $id1: String!) ' +
          '{ list0: allHours(userId: $id0) { id } list1: allHours(userId: $id1) { id } }',
        variables: { id0: 'usr_1', id1: 'usr_2' },
      },
    ])
    expect(page).toMatchObject({
      nodes: [{ id: 'a' }, { id: 'b' }],
      nullNodes: 1,
      totalCount: 3,
      apiCalls: 2,
    })
  })

  test('is asked for in groups of 50, and the one that did not come is a hole with its owner', async () => {
    const users = Array.from({ length: 51 }, (_, at) => ({ id: `usr_${at}` }))
    const lists = Object.fromEntries(users.slice(0, 50).map((_, at) => [`list${at}`, []]))
    const { page, sent } = await read(module, [{ allUsers: users }, lists, { list0: [{ id: 'z' }] }])
    expect(sent).toHaveLength(3)
    expect(page).toMatchObject({ nodes: [{ id: 'z' }], totalCount: 1, holes: [] })
    const lacking = await read(module, [{ allUsers: users }, lists, {}])
    expect(lacking.page).toMatchObject({ nodes: [], nullNodes: 1, totalCount: 1 })
    expect(lacking.page?.holes).toEqual([{ kind: 'list', id: null, place: 'usr_50', path: '', message: '' }])
  })

  test('is no list when none came', async () => {
    await expect(read(module, [{ allUsers: [{ id: 'usr_1' }, { id: 'usr_2' }] }, {}])).rejects.toMatchObject({
      code: 'gazelle_answer_unreadable',
    })
  })

  test('has a hole for each owner that cannot be asked about, so that what is theirs is not called gone', async () => {
    const { page, sent } = await read(module, [
      { allUsers: [{ id: 'usr_1' }, null, { id: null }] },
      { list0: [{ id: 'a' }] },
    ])
    expect(sent[1]?.variables).toEqual({ id0: 'usr_1' })
    expect(page).toMatchObject({ nodes: [{ id: 'a' }], nullNodes: 2, totalCount: 3 })
  })

  test('asks for nothing more where there is no owner', async () => {
    const { page, sent } = await read(module, [{ allUsers: [] }])
    expect(sent).toHaveLength(1)
    expect(page).toMatchObject({ nodes: [], totalCount: 0 })
  })
})

describe('a list', () => {
  test('is asked for with the arguments that are always the same', async () => {
    const module = listed({ name: 'areas', list: 'allAreas', arguments: 'all: true', fields: 'id' })
    const { sent } = await read(module, [{ allAreas: [] }])
    expect(sent).toEqual([{ text: 'query Areas { allAreas(all: true) { id } }', variables: {} }])
    expect(module.byIds).toBeUndefined()
  })

  test('whose records can be asked for by id says what became of each', async () => {
    const module = listed({ name: 'lists', list: 'allLists', one: 'list', type: 'List', fields: 'id' })
    const { client, sent } = answering([{ record0: { id: 'a' }, record1: null }])
    const found = await module.byIds?.(client, ['a', 'b'], { known: {} })
    expect([...(found?.records ?? [])]).toEqual([
      ['a', { id: 'a' }],
      ['b', null],
    ])
    expect(sent[0]?.text).toContain('record1: list(id: $id1) { ...Record } } fragment Record on List { id }')
  })
})

describe.each([
  ['no path', { message: 'timeout' }],
  ['a path that cannot be read', { message: 'timeout', path: 'allAreas.0' }],
  ['an empty path', { message: 'timeout', path: [] }],
  ['a path that leads nowhere', { message: 'timeout', path: ['areas', 0, 'name'] }],
])('beside an error with %s', (_, error) => {
  const hole = expect.objectContaining({ kind: 'error', message: 'timeout' })

  test('a list is in doubt, and has a hole', async () => {
    const module = listed({ name: 'areas', list: 'allAreas', fields: 'id name' })
    const { page } = await read(module, [{ allAreas: [{ id: 'a', name: null }] }], [error])
    expect(page).toMatchObject({
      nodes: [{ id: 'a', name: null }],
      inDoubt: true,
      apiErrors: 1,
      holes: [hole],
    })
  })

  test('an empty list has not come', async () => {
    const module = listed({ name: 'areas', list: 'allAreas', fields: 'id name' })
    const { page } = await read(module, [{ allAreas: [] }], [error])
    expect(page).toMatchObject({ nullNodes: 1, totalCount: 1, holes: [{ kind: 'list' }, hole] })
  })

  test('one object is in doubt', async () => {
    const module = single({ name: 'company', one: 'company', fields: 'id name' })
    const { page } = await read(module, [{ company: { id: 'com_1', name: null } }], [error])
    expect(page).toMatchObject({ nodes: [{ id: 'com_1' }], inDoubt: true, holes: [hole] })
  })

  test('an owner’s empty list has not come', async () => {
    const each = { list: 'allUsers', argument: 'userId' }
    const module = listed({ name: 'hours', list: 'allHours', each, fields: 'id' })
    const lists = { list0: [{ id: 'a' }], list1: [] }
    const { page } = await read(module, [{ allUsers: [{ id: 'usr_1' }, { id: 'usr_2' }] }, lists], [error])
    expect(page).toMatchObject({ nodes: [{ id: 'a' }], inDoubt: true, nullNodes: 1 })
    expect(page?.holes).toContainEqual(expect.objectContaining({ kind: 'list', place: 'usr_2' }))
  })

  test('a record asked for by its id has no answer', async () => {
    const module = listed({ name: 'areas', list: 'allAreas', one: 'area', type: 'Area', fields: 'id name' })
    const { client } = answering([{ record0: { id: 'a', name: null } }], [error])
    const found = await module.byIds?.(client, ['a'], { known: {} })
    expect([...(found?.failures.keys() ?? [])]).toEqual(['a'])
  })
})

test('one record whose error does not say where it belongs does not stand in the way of the others', async () => {
  const module = listed({ name: 'lists', list: 'allLists', one: 'list', type: 'List', fields: 'id' })
  const client: GazelleClient = {
    stats,
    async request(_text: string, variables: object) {
      const ids: unknown[] = Object.values(variables)
      const data = JSON.parse(
        JSON.stringify(
          Object.fromEntries(ids.map((id, at) => [`record${at}`, id === 'bad' ? null : { id }])),
        ),
      )
      return {
        data,
        errors: ids.includes('bad') ? [{ message: 'oops' }] : [],
        apiCalls: 1,
        waitedMs: 0,
        askedAt: 0,
        bytes: 0,
      }
    },
  }
  const ids = ['a', 'b', 'bad', 'c', 'd']
  const found = await module.byIds?.(client, ids, { known: {} })
  expect([...(found?.records.keys() ?? [])].sort()).toEqual(['a', 'b', 'c', 'd'])
  expect([...(found?.failures.keys() ?? [])]).toEqual(['bad'])
})

describe('one record without an answer', () => {
  const module = listed({ name: 'lists', list: 'allLists', one: 'list', type: 'List', fields: 'id' })
  /** A Gazelle that does not answer for `p3` in time: by its own words, or until the slice is over. */
  const slowFor = (lastCall = Number.POSITIVE_INFINITY) => {
    const slice = new AbortController()
    const sent: string[][] = []
    const tries: unknown[] = []
    const client: GazelleClient = {
      stats,
      async request(_text: string, variables: object, options = {}) {
        const ids: string[] = Object.values(variables)
        sent.push(ids)
        tries.push(options.sizeTries)
        if (sent.length === lastCall) slice.abort()
        options.signal?.throwIfAborted()
        if (ids.includes('p3')) throw new GazelleError('gazelle_timeout', 'slow')
        const data = JSON.parse(
          JSON.stringify(Object.fromEntries(ids.map((id, at) => [`record${at}`, { id }]))),
        )
        return { data, errors: [], apiCalls: 1, waitedMs: 0, askedAt: 0, bytes: 0 }
      },
    }
    return { client, sent, tries, until: slice.signal }
  }
  const ids = Array.from({ length: 32 }, (_, n) => `p${n}`)

  test('is found in halves, of which those that may be answered come first', async () => {
    const { client, sent, tries } = slowFor()
    const found = await module.byIds?.(client, ids, { known: {} })
    expect(found?.records.size).toBe(31)
    expect([...(found?.failures.keys() ?? [])]).toEqual(['p3'])
    expect(sent.map((some) => some.length)).toEqual([32, 16, 16, 8, 8, 4, 4, 2, 2, 1, 1])
    // The record that is known to be there is asked for last in a request, and first among the halves.
    expect(sent[1]?.at(-1)).toBe('p31')
    expect(new Set(tries)).toEqual(new Set([2]))
  })

  test('when the slice is over takes away no answer that came before (case R16)', async () => {
    const { client, until } = slowFor(5)
    const found = await module.byIds?.(client, ids, { known: {}, until })
    expect(found?.records.size).toBe(24)
    expect([...(found?.failures.values() ?? [])]).toEqual(Array.from({ length: 8 }, () => until.reason))
  })

  test('ends the look-ups of a run that another worker has taken over', async () => {
    const { client, until } = slowFor()
    const lost = AbortSignal.abort(new Error('lost'))
    await expect(module.byIds?.(client, ids, { known: {}, signal: lost, until })).rejects.toThrow('lost')
  })
})

describe('what Gazelle has one of', () => {
  const module = single({ name: 'company', one: 'company', fields: 'id name' })

  test('is a list of one', async () => {
    const { page, sent } = await read(module, [{ company: { id: 'com_1', name: 'B' } }])
    expect(page).toMatchObject({ nodes: [{ id: 'com_1' }], nullNodes: 0, totalCount: 1, hasNextPage: false })
    expect(sent).toEqual([{ text: 'query Company { company { id name } }', variables: {} }])
  })

  test('and is not shown to the caller is a hole, which proves no deletion', async () => {
    const { page } = await read(module, [{ company: null }])
    expect(page).toMatchObject({ nodes: [], nullNodes: 1, totalCount: 1 })
  })
})
