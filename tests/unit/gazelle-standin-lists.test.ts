import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../../stand-in/faults/kinds.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { ask, under } from './gazelle-plain.ts'

interface Read {
  nodes: ({ id: string } | null)[]
  edges: { cursor: string }[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  totalCount: number
}

const query = `query Pianos($first: Int, $after: String, $last: Int, $before: String) {
  allPianos(first: $first, after: $after, last: $last, before: $before, sortBy: [CREATED_AT_ASC]) {
    nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } totalCount } }`

let fake: GazelleFake
let ids: string[]
beforeAll(async () => {
  fake = await startGazelleFake({
    company: { clients: 20, pianos: 45, timelineEntries: 60, appointments: 10, invoices: 5 },
  })
  ids = (await read({ first: 100 })).nodes.map((node) => node?.id ?? '')
})
afterEach(() => fake.rules.clear())
afterAll(() => fake?.stop())

const read = async (variables: Record<string, unknown>): Promise<Read> =>
  (await ask(fake, query, variables)).body.data.allPianos
/** Reads the list by its end cursors, at most so many pages. */
const sweep = async (most: number, first = 10): Promise<Read[]> => {
  const pages: Read[] = []
  for (let after: string | null = null; pages.length < most; ) {
    const page: Read = await read({ first, after })
    pages.push(page)
    if (!page.pageInfo.hasNextPage) break
    after = page.pageInfo.endCursor
  }
  return pages
}
const stays = (fault: Fault) => fake.rules.add({ ...fault, stays: true })
const idsOf = (pages: Read[]) => pages.flatMap((page) => page.nodes.map((node) => node?.id))

describe('a list', () => {
  test.each([
    ['one too high', { kind: 'totalCount', by: 1 }, [46, 46]],
    ['the length of the page', { kind: 'totalCount', ofPage: true }, [10, 10]],
    ['smaller than what was given', { kind: 'totalCount', count: 3 }, [3, 3]],
  ] as const)('claims a count that is always %s (cases L, R9)', async (_, fault, counts) => {
    const replies = await under(fake, fault, query, { first: 10 })
    expect(replies.map(({ body }) => body.data.allPianos.totalCount)).toEqual(counts)
  })

  test('has cursors in a circle, those of its edges too (case R5)', async () => {
    stays({ kind: 'cursorCircle' })
    const pages = await sweep(30)
    expect(pages).toHaveLength(30)
    const ends = pages.map((page) => page.pageInfo.endCursor)
    expect(new Set(ends).size).toBe(2)
    expect(ends.slice(0, 4)).toEqual([ends[0], ends[1], ends[0], ends[1]])
    expect(pages.map((page) => page.edges.at(-1)?.cursor)).toEqual(ends)
    expect(new Set(idsOf(pages))).toEqual(new Set(ids.slice(0, 30)))
    fake.rules.clear()
    expect(idsOf(await sweep(30))).toEqual(ids)
  })

  test('goes on with empty pages for ever, its cursor moving (case R6)', async () => {
    stays({ kind: 'endless' })
    const pages = await sweep(40)
    expect(pages).toHaveLength(40)
    expect(new Set(pages.map((page) => page.pageInfo.endCursor)).size).toBe(40)
    expect(idsOf(pages)).toEqual(ids)
    expect(pages.at(-1)?.nodes).toEqual([])
    fake.rules.clear()
    expect(await sweep(40)).toHaveLength(5)
  })

  test('begins again at its end, for ever', async () => {
    stays({ kind: 'endless', rows: 'again' })
    const pages = await sweep(12, 40)
    expect(pages.every((page) => page.nodes.length === 40 && page.pageInfo.hasNextPage)).toBe(true)
    expect(new Set(idsOf(pages))).toEqual(new Set(ids))
  })

  test('is empty at every page, though its cursor moves', async () => {
    stays({ kind: 'emptyPage' })
    const pages = await sweep(20)
    expect(pages).toHaveLength(5)
    expect(idsOf(pages)).toEqual([])
  })

  test('has a cursor that fails once, and is invalid from then on, without a code (case R4)', async () => {
    const { endCursor } = (await read({ first: 10 })).pageInfo
    const next = { first: 10, after: endCursor }
    stays({ kind: 'deadCursor', operation: 'Pianos' })
    expect((await ask(fake, query, next)).status).toBe(500)
    for (let again = 0; again < 3; again++) {
      const { status, body } = await ask(fake, query, next)
      expect([status, body.data]).toEqual([200, null])
      expect(body.errors[0]).toMatchObject({ message: 'Invalid cursor', path: ['allPianos'] })
      expect(body.errors[0].extensions).toBeUndefined()
    }
    expect(idsOf([await read({ first: 10 })])).toEqual(ids.slice(0, 10))
    expect(idsOf([await read({ first: 10, after: btoa('20') })])).toEqual(ids.slice(20, 30))
    fake.rules.clear()
    expect(idsOf([await read(next)])).toEqual(ids.slice(10, 20))
  })

  test('loses a record that was read while it is read: the rest shifts, as cursors are offsets (case R1)', async () => {
    const [victim = ''] = ids
    fake.rules.add({ kind: 'beforePage', page: 3, change: 'deletePiano', args: [victim] })
    const seen = idsOf(await sweep(10))
    expect(seen).toEqual(ids.filter((_, at) => at !== 20))
    expect(fake.rules.pending()).toEqual([])
    fake.change.restore(victim)
    expect(idsOf(await sweep(10))).toEqual(ids)
  })

  test('gets a record in the part that was read: one comes twice (case R1)', async () => {
    let made = ''
    const change = () => {
      made = fake.change.insertPiano({ createdAt: '2001-01-01T00:00:00Z' }).id
    }
    fake.rules.add({ kind: 'beforePage', operation: 'allPianos', page: 2, change })
    // The same page asked for again is no other page.
    await read({ first: 10 })
    const seen = idsOf(await sweep(10))
    expect(seen.slice(9, 12)).toEqual([ids[9], ids[9], ids[10]])
    fake.change.deletePiano(made)
  })

  test('shifts nothing where a cursor names a row: a deletion and an insertion before it leave the rest (case R1)', async () => {
    stays({ kind: 'keysetCursors' })
    expect(idsOf(await sweep(10))).toEqual(ids)
    const victim = ids[9] ?? ''
    fake.rules.add({ kind: 'beforePage', page: 2, change: 'deletePiano', args: [victim] })
    const seen = idsOf(await sweep(10))
    expect(seen).toEqual(ids)
    const { edges } = await read({ first: 10 })
    const backwards = await read({ last: 5, before: edges.at(-1)?.cursor })
    expect(idsOf([backwards])).toEqual([...ids.slice(4, 9)])
    fake.change.restore(victim)
    const { body } = await ask(fake, query, { first: 10, after: btoa('20') })
    expect(body.errors[0].message).toContain('Invalid cursor')
  })

  test.each([100, 250])('gives no page of more than %s rows', async (rows) => {
    const large = await startGazelleFake({ company: { clients: 5, pianos: 300, timelineEntries: 0 } })
    const [, { body }] = await under(large, { kind: 'pageCap', rows }, query, { first: 1000 })
    expect(body.data.allPianos.nodes).toHaveLength(rows)
    expect(body.data.allPianos.pageInfo).toEqual({ hasNextPage: true, endCursor: btoa(String(rows)) })
    await large.stop()
  })

  test('gives as many rows as fit into its bytes, and at least one', async () => {
    stays({ kind: 'pageCap', bytes: 8000 })
    const pages = await sweep(50, 45)
    expect(pages.length).toBeGreaterThan(2)
    expect(idsOf(pages)).toEqual(ids)
    fake.rules.clear()
    stays({ kind: 'pageCap', bytes: 1 })
    expect((await read({ last: 5 })).nodes).toEqual([{ id: ids.at(-1) }])
  })
})

test('the contacts of one client never end, and those of the others do (case R7)', async () => {
  const [client, other] = [...fake.company.clients.values()].filter((one) => one.contacts.length > 0)
  const contacts = `query Contacts($id: String, $after: String) { client(id: $id) {
    allContacts(first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } }`
  stays({ kind: 'endless', field: 'PrivateClient.allContacts', id: client?.id ?? '' })
  const asked = async (id: string | undefined, after: string | null): Promise<Read> =>
    (await ask(fake, contacts, { id, after })).body.data.client.allContacts
  const cursors = new Set<string | null>()
  for (let page = 0, after: string | null = null; page < 20; page++) {
    const { pageInfo } = await asked(client?.id, after)
    expect(pageInfo.hasNextPage).toBe(true)
    after = pageInfo.endCursor
    cursors.add(after)
  }
  expect(cursors.size).toBe(20)
  expect((await asked(other?.id, btoa('2'))).pageInfo.hasNextPage).toBe(false)
  fake.rules.clear()
  expect((await asked(client?.id, btoa('2'))).pageInfo.hasNextPage).toBe(false)
})
