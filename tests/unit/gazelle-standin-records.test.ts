import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { ask, under } from './gazelle-plain.ts'

let fake: GazelleFake
let [client, piano, entry]: { id: string }[] = []
beforeAll(async () => {
  fake = await startGazelleFake({
    company: { clients: 30, pianos: 40, timelineEntries: 60, appointments: 10, invoices: 5 },
  })
  client = [...fake.company.clients.values()].find((one) => one.contacts.length > 0)
  piano = [...fake.company.pianos.values()].find((one) => one.notes)
  entry = [...fake.company.timelineEntries.values()].sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1))[0]
})
afterAll(() => fake?.stop())

const idOf = (record: { id: string } | undefined) => record?.id ?? ''
const clientsQuery =
  '{ allClients(first: 30) { nodes { id companyName allContacts(first: 9) { nodes { id firstName } } } } }'
const pianosQuery = '{ allPianos(first: 40) { nodes { id notes tags year } } }'
const named = (nodes: ({ id: string } | null)[], id: string) => nodes.find((node) => node?.id === id)

describe('a record', () => {
  test('is null in its list, an old one of the timeline too, and whole when asked for by id (case L)', async () => {
    const [, { body }] = await under(fake, { kind: 'nullNode', id: idOf(client) }, clientsQuery)
    expect(body.data.allClients.nodes.filter((node: unknown) => node === null)).toHaveLength(1)
    expect(named(body.data.allClients.nodes, idOf(client))).toBeUndefined()
    const oldest = '{ allTimelineEntries(first: 60) { edges { node { id } } } }'
    const [, last] = await under(fake, { kind: 'nullNode', id: idOf(entry) }, oldest)
    expect(last.body.data.allTimelineEntries.edges.at(-1)).toEqual({ node: null })
    fake.rules.add({ kind: 'nullNode', id: idOf(client), stays: true })
    const byId = await ask(fake, 'query C($id: String) { client(id: $id) { id } }', { id: idOf(client) })
    fake.rules.clear()
    expect(byId.body.data.client).toEqual({ id: idOf(client) })
  })

  test('takes a whole plain list with it where the list’s items are required, as GraphQL has it (case L)', async () => {
    const [id = ''] = fake.company.users.keys()
    const [, { body }] = await under(fake, { kind: 'nullNode', id }, '{ allUsers { id } }')
    expect(body.data).toBeNull()
    expect(body.errors).toHaveLength(1)
  })

  test('has one contact that is always null (case L)', async () => {
    const id = idOf([...fake.company.clients.values()].flatMap((one) => one.contacts)[0])
    const [, { body }] = await under(fake, { kind: 'nullNode', id }, clientsQuery)
    const contacts = body.data.allClients.nodes.flatMap(
      (node: { allContacts: { nodes: unknown[] } }) => node.allContacts.nodes,
    )
    expect(contacts.filter((contact: unknown) => contact === null)).toHaveLength(1)
  })

  test('has a field that always errs: null with an error at its path (case L)', async () => {
    const field = 'PrivatePiano.notes'
    const [, { body }] = await under(fake, { kind: 'partial', field, id: idOf(piano) }, pianosQuery)
    const at = body.data.allPianos.nodes.findIndex((node: { id: string }) => node.id === idOf(piano))
    expect(body.data.allPianos.nodes[at].notes).toBeNull()
    expect(body.errors).toMatchObject([{ path: ['allPianos', 'nodes', at, 'notes'] }])
  })

  test('is null as a whole where the field that errs is required (case L)', async () => {
    const field = 'PrivatePiano.tags'
    const [, { body }] = await under(fake, { kind: 'partial', field, id: idOf(piano) }, pianosQuery)
    expect(named(body.data.allPianos.nodes, idOf(piano))).toBeUndefined()
    const at = body.data.allPianos.nodes.indexOf(null)
    expect(body.errors).toMatchObject([{ path: ['allPianos', 'nodes', at, 'tags'] }])
  })

  test('has an id of 300 characters, by which it is found, or of three spaces (cases L, R18)', async () => {
    const [, { body }] = await under(fake, { kind: 'oddId', id: idOf(client) }, clientsQuery)
    const long = body.data.allClients.nodes
      .map((node: { id: string }) => node.id)
      .find((id: string) => id.length === 300)
    expect(long).toMatch(new RegExp(`^${idOf(client)}x+$`))
    fake.rules.add({ kind: 'oddId', id: idOf(client), stays: true })
    const byId = await ask(fake, 'query C($id: String) { client(id: $id) { id } }', { id: long })
    fake.rules.clear()
    expect(byId.body.data.client.id).toBe(long)
    const [, blank] = await under(fake, { kind: 'oddId', id: idOf(client), as: '   ' }, clientsQuery)
    expect(named(blank.body.data.allClients.nodes, '   ')).toBeDefined()
  })

  test('is nested 3,000 deep, and its page is valid JSON (case R17)', async () => {
    const fault = { kind: 'deep', field: 'PrivatePiano.notes', id: idOf(piano) } as const
    const [, { text, body }] = await under(fake, fault, pianosQuery)
    expect(text).toContain(`${'['.repeat(3000)}${']'.repeat(3000)}`)
    expect(body.data.allPianos.nodes).toHaveLength(40)
  })

  test('makes every page with it a 500, of whatever size; its own query too, or not (case R8)', async () => {
    const byId = 'query P($id: String) { piano(id: $id) { id } }'
    const id = idOf(piano)
    const at = [...fake.company.pianos.values()]
      .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
      .findIndex((one) => one.id === id)
    const page = `query P($first: Int, $after: String) { allPianos(first: $first, after: $after, sortBy: [CREATED_AT_ASC]) { nodes { id } } }`
    const asked = (first: number, from: number) =>
      ask(fake, page, { first, ...(from > 0 && { after: btoa(String(from)) }) })
    for (const fault of [
      { kind: 'poisoned', id },
      { kind: 'poisoned', id, byId: true },
    ] as const) {
      const [first, again] = await under(fake, fault, pianosQuery)
      expect([first.status, again.status, again.headers.get('content-type')]).toEqual([
        500,
        500,
        'text/html; charset=utf-8',
      ])
      const remove = fake.rules.add({ ...fault, stays: true })
      expect((await asked(1, at)).status).toBe(500)
      expect((await asked(1, at + 1)).status).toBe(200)
      expect((await ask(fake, byId, { id })).status).toBe('byId' in fault ? 500 : 200)
      remove()
    }
  })
})

describe('a field', () => {
  test('has another type in all records from some moment on (case L1)', async () => {
    const rows = ({
      body,
    }: {
      body: { data: { allPianos: { nodes: { notes: unknown; year: unknown; tags: unknown[] }[] } } }
    }) => body.data.allPianos.nodes
    const clean = rows(await ask(fake, pianosQuery))
    const [, text] = await under(
      fake,
      { kind: 'typeChange', field: 'PrivatePiano.year', to: 'text' },
      pianosQuery,
    )
    expect(rows(text).map((row) => row.year)).toEqual(
      clean.map((row) => (row.year === null ? null : String(row.year))),
    )
    const [, number] = await under(
      fake,
      { kind: 'typeChange', field: 'PrivatePiano.notes', to: 'number' },
      pianosQuery,
    )
    expect(rows(number).every(({ notes }) => notes === null || typeof notes === 'number')).toBe(true)
    const [, fraction] = await under(
      fake,
      { kind: 'typeChange', field: 'PrivatePiano.year', to: 'fraction' },
      pianosQuery,
    )
    expect(rows(fraction).every(({ year }) => year === null || !Number.isInteger(year))).toBe(true)
    const [, items] = await under(
      fake,
      { kind: 'typeChange', field: 'PrivatePiano.tags', to: 'number' },
      pianosQuery,
    )
    expect(
      rows(items)
        .flatMap((row) => row.tags)
        .every((tag) => typeof tag === 'number'),
    ).toBe(true)
  })

  test('is a number that no integer holds (case R18)', async () => {
    const fault = { kind: 'value', field: 'PrivatePiano.year', id: idOf(piano), json: '1e400' } as const
    const [, { text }] = await under(fake, fault, pianosQuery)
    expect(text.match(/"year":1e400/g)).toHaveLength(1)
  })
})

describe('a query by id', () => {
  const two =
    'query C($here: String, $gone: String) { here: client(id: $here) { id } gone: client(id: $gone) { id } }'
  const asked = () => ({ here: idOf(client), gone: 'cli_gone' })

  test('answers an error for what is gone (case L)', async () => {
    const [, { body }] = await under(fake, { kind: 'byId' }, two, asked())
    expect(body.data).toEqual({ here: { id: idOf(client) }, gone: null })
    expect(body.errors).toMatchObject([{ message: 'No record was found for cli_gone', path: ['gone'] }])
  })

  test('answers an error for everything, or null for what lives', async () => {
    const [, all] = await under(fake, { kind: 'byId', of: 'all' }, two, asked())
    expect(all.body.data).toEqual({ here: null, gone: null })
    expect(all.body.errors).toHaveLength(2)
    const [, living] = await under(fake, { kind: 'byId', of: 'living', says: 'null' }, two, asked())
    expect(living.body).toEqual({ data: { here: null, gone: null } })
  })
})
