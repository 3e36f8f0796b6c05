import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateCompany } from '../../stand-in/company.ts'
import { declared } from '../../stand-in/declarations.ts'
import { node, nodes } from '../../stand-in/expected.ts'
import { mapOf, typeOf } from '../../stand-in/kinds.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { fieldsOf, itemOf, rootFields, types } from '../../stand-in/shapes.ts'

const now = new Date('2026-11-22T15:00:00Z')
const size = {
  clients: 80,
  pianos: 220,
  timelineEntries: 600,
  appointments: 120,
  invoices: 40,
  estimates: 15,
}

let gazelle: GazelleFake
beforeAll(async () => {
  gazelle = await startGazelleFake({ now, company: size })
})
afterAll(() => gazelle.stop())

const data = async (query: string, variables: Record<string, unknown> = {}) => {
  const response = await fetch(gazelle.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-gazelle-api-key': gazelle.apiKey },
    body: JSON.stringify({ query, variables }),
  })
  const body = await response.json()
  expect(body.errors).toBeUndefined()
  return body.data
}

const listed = new Set(typeOf.values())
const owned = ['PrivateContact', 'PrivateInvoicePayment', 'PrivateEstimateTier', 'PrivateEstimateTierGroup']
const elsewhere = ['PrivateClient.allPianos', 'PrivateMasterServiceGroup.allMasterServiceItems']

/** Every field of a type: what lies in it in full, what it refers to by its id. */
const selection = (type: string, outer: readonly string[] = []): string => {
  const path = [...outer, type]
  const part = (inner: string, references: (name: string) => boolean) => {
    if (!types.has(inner)) return ''
    if (!references(inner) && !path.includes(inner)) return selection(inner, path)
    return fieldsOf(inner).has('id') ? '{ id }' : '{ __typename }'
  }
  const fields = [...fieldsOf(type).values()].filter(
    ({ name, needsArgument }) => !needsArgument && !elsewhere.includes(`${type}.${name}`),
  )
  const parts = fields.map((field) => {
    const item = itemOf(field)
    const inItem = item && part(item, (name) => listed.has(name))
    if (field.list) return `${field.name} ${inItem}`
    const paging = field.args.has('includeArchived') ? '(first: 999, includeArchived: true)' : '(first: 999)'
    if (item) return `${field.name}${paging} { nodes ${inItem} }`
    return `${field.name} ${part(field.type, (name) => listed.has(name) || owned.includes(name))}`
  })
  return `{ ${parts.join(' ')} }`
}

const everyUser = () => JSON.stringify([...gazelle.company.users.keys()])
const argumentsOf: Record<string, () => string> = {
  allAvailability: () => `(userId: ${everyUser()}, startOn: "2020-01-01", endOn: "2030-01-01")`,
  allRecommendations: () => '(includeArchived: true)',
}

const all = async (list: string, type: string): Promise<Record<string, unknown>[]> => {
  const field = rootFields.get(list)
  if (field?.list) return (await data(`{ ${list}${argumentsOf[list]?.() ?? ''} ${selection(type)} }`))[list]
  if (field && !itemOf(field)) return [(await data(`{ ${list} ${selection(type)} }`))[list]]
  return (await data(`{ ${list}(first: 999) { nodes ${selection(type)} totalCount } }`))[list].nodes
}
const plain = (rows: Iterable<unknown>) => JSON.parse(JSON.stringify([...rows]))
const sorted = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).toSorted()

const handwritten = {
  user: 'allUsers',
  client: 'allClients',
  piano: 'allPianos',
  timelineEntry: 'allTimelineEntries',
  event: 'allEventsBatched',
  invoice: 'allInvoices',
  estimate: 'allEstimates',
  service: 'allMasterServiceItems',
}

describe('every field of Gazelle’s schema', () => {
  test.each(Object.entries(handwritten))('has a value, the same each time: %s', async (kind, list) => {
    const rows = await all(list, typeOf.get(kind) ?? '')
    const known = nodes(gazelle.company, kind)
    expect(rows.length).toBe(known.size)
    for (const row of rows) expect(plain([known.get(String(row.id))])).toEqual([row])
  })

  test.each([...declared.values()].map(({ name, list, type }) => [name, list, type]))(
    'has a value in the kinds that data/ declares: %s',
    async (kind, list, type) => {
      const rows = await all(list, type)
      expect(rows.length).toBeGreaterThan(0)
      expect(sorted(rows)).toEqual(sorted(plain(nodes(gazelle.company, kind).values())))
    },
  )

  test('is the same for the same seed, and another for another', () => {
    const of = (seed: number) =>
      plain(nodes(generateCompany({ ...size, seed, now }), 'scheduled_messages').values())
    expect(of(4)).toEqual(of(4))
    expect(of(5)).not.toEqual(of(4))
  })
})

describe('a declared kind', () => {
  test('is given by its id', async () => {
    const [message] = nodes(gazelle.company, 'scheduled_messages').values()
    const byId = 'query M($id: String) { scheduledMessage(id: $id) { id subject client { id } } }'
    expect(message).toMatchObject((await data(byId, { id: message?.id })).scheduledMessage)
    expect((await data(byId, { id: 'scm_nobody' })).scheduledMessage).toBeNull()
    const [item] = nodes(gazelle.company, 'call_center_items').values()
    const { referenceType, referenceId } = item ?? {}
    const found = await data(
      `{ callCenterItem(referenceType: ${referenceType}, referenceId: "${referenceId}") { id } }`,
    )
    expect(found.callCenterItem.id).toBe(item?.id)
  })

  test('pages like any other list, within the page cap and with faults', async () => {
    const query = `query L($after: String) { allScheduledMessages(first: 7, after: $after) {
      nodes { id } totalCount pageInfo { hasNextPage endCursor } } }`
    const ids: string[] = []
    let after: string | null = null
    do {
      const page: {
        nodes: { id: string }[]
        totalCount: number
        pageInfo: { hasNextPage: boolean; endCursor: string }
      } = (await data(query, { after })).allScheduledMessages
      ids.push(...page.nodes.map((one) => one.id))
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
      expect(page.totalCount).toBe(mapOf(gazelle.company, 'scheduled_messages').size)
    } while (after)
    expect(new Set(ids).size).toBe(mapOf(gazelle.company, 'scheduled_messages').size)
    gazelle.rules.add({ kind: 'nullNodes', at: [1] })
    expect((await data(query)).allScheduledMessages.nodes[1]).toBeNull()
  })

  test('is filtered and sorted by what the names tell', async () => {
    const known = [...nodes(gazelle.company, 'reservations').values()]
    const query = `query R($filters: PrivateAllEventReservationsFilter) {
      allEventReservationsBatched(first: 999, filters: $filters, sortBy: [CREATED_AT_DESC]) { nodes { id createdAt } } }`
    const ids = async (filters: Record<string, unknown>) =>
      (await data(query, { filters })).allEventReservationsBatched.nodes.map((row: { id: string }) => row.id)
    const those = (fits: (row: Record<string, unknown>) => boolean) =>
      known
        .filter(fits)
        .map((row) => row.id)
        .toSorted()
    expect((await ids({ status: ['PENDING'] })).toSorted()).toEqual(those((row) => row.status === 'PENDING'))
    const day = '2026-10-01'
    const recent = await ids({ createdGet: day, createdLet: '2026-11-30' })
    expect(recent.toSorted()).toEqual(those((row) => String(row.createdAt) >= '2026-10-01T04:00:00Z'))
    expect(recent.length).toBeGreaterThan(0)
    const [user] = gazelle.company.users.keys()
    expect((await ids({ userId: [user] })).toSorted()).toEqual(
      those((row) => JSON.stringify(row.user).includes(String(user))),
    )
    const dates = (await data(query)).allEventReservationsBatched.nodes.map(
      (row: { createdAt: string }) => row.createdAt,
    )
    expect(dates).toEqual(dates.toSorted().toReversed())
    const { allRecommendations } = await data('{ allRecommendations { isArchived } }')
    expect(allRecommendations.some((one: { isArchived: boolean }) => one.isArchived)).toBe(false)
  })

  test('is asked for by users and days where it has no id', async () => {
    const [first, second] = gazelle.company.users.keys()
    const query = `query A($users: [String!]!, $from: CoreDate!, $to: CoreDate!) {
      allAvailability(userId: $users, startOn: $from, endOn: $to) { user { id } startOn } }`
    const { allAvailability: found } = await data(query, {
      users: [first, second],
      from: '2026-11-23',
      to: '2026-11-24',
    })
    expect(found).toHaveLength(4)
    const area =
      'query S($user: String) { allSchedulerAvailabilities(userId: $user) { serviceArea { user { id } } } }'
    const { allSchedulerAvailabilities } = await data(area, { user: first })
    for (const one of allSchedulerAvailabilities) expect(one.serviceArea.user.id).toBe(first)
  })

  test('is inserted, edited, vanishes and comes back', () => {
    const { company, change } = gazelle
    const [owner] = company.clients.keys()
    const { id } = change.insert('scheduled_messages', { clientId: owner, subject: 'Bonjour' })
    expect(node(company, 'scheduled_messages', id)).toMatchObject({
      subject: 'Bonjour',
      client: { id: owner },
      createdAt: expect.stringMatching(/^2026-11-22T15/),
    })
    const before = node(company, 'scheduled_messages', id)
    change.edit('scheduled_messages', id, { subject: 'Rebonjour' })
    expect(node(company, 'scheduled_messages', id)).toEqual({
      ...before,
      subject: 'Rebonjour',
      updatedAt: expect.any(String),
    })
    change.vanish('scheduled_messages', id)
    expect(node(company, 'scheduled_messages', id)).toBeNull()
    expect(nodes(company, 'scheduled_messages').has(id)).toBe(false)
    change.restore(id)
    expect(nodes(company, 'scheduled_messages').has(id)).toBe(true)
    expect(() => change.edit('scheduled_messages', id, { sujet: '' })).toThrow('sujet')
    expect(() => change.insert('messages')).toThrow('no kind messages')
  })

  test('follows its client: a merge moves it, and with a vanished one it is gone', () => {
    const { company, change } = gazelle
    const message = change.insert('scheduled_messages', { clientId: change.insertClient().id })
    const into = change.insertClient()
    change.mergeClients(String(message.clientId), into.id)
    expect(node(company, 'scheduled_messages', message.id)?.client).toEqual({ id: into.id })
    change.deleteClient(into.id)
    expect(nodes(company, 'scheduled_messages').has(message.id)).toBe(false)
    change.restore(into.id)
    expect(nodes(company, 'scheduled_messages').has(message.id)).toBe(true)
  })

  test('is no other for what happens to its neighbours', () => {
    const { company, change } = gazelle
    const before = plain(nodes(company, 'call_center_items').values())
    change.insertClient()
    change.insert('lifecycles', { name: 'Nouveau' })
    expect(plain(nodes(company, 'call_center_items').values())).toEqual(before)
  })
})

test('a list inside a record can be set by an edit, and what is left out follows from its place', async () => {
  const { company, change } = gazelle
  const [id = ''] = company.pianos.keys()
  change.edit('piano', id, { allPianoPhotos: [{ notes: 'Table fendue' }, { id: 'pip_own', notes: null }] })
  const query = `query P($id: String) { piano(id: $id) {
    allPianoPhotos { nodes { id pianoId notes createdAt } totalCount } primaryPianoPhoto { id } } }`
  const { piano } = await data(query, { id })
  expect(piano.allPianoPhotos.totalCount).toBe(2)
  expect(piano.allPianoPhotos.nodes).toMatchObject([
    { id: expect.stringMatching(/^pip_\w{16}$/), pianoId: id, notes: 'Table fendue' },
    { id: 'pip_own', pianoId: id, notes: null, createdAt: expect.any(String) },
  ])
  expect(piano.primaryPianoPhoto.id).toBe(piano.allPianoPhotos.nodes[0].id)
  expect(await data(query, { id })).toEqual({ piano })
})

test('a list for which there is no data says so', async () => {
  const response = await fetch(gazelle.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-gazelle-api-key': gazelle.apiKey },
    body: JSON.stringify({ query: '{ allErrorLogs { totalCount } }' }),
  })
  expect((await response.json()).errors[0].message).toContain('no data for allErrorLogs')
})
