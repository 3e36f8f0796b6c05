import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createGazelleClient } from '../../shared/gazelle/client.ts'
import { memoryLimiter } from '../../shared/gazelle/limiter.ts'
import type { Hole, Module } from '../../shared/gazelle/module.ts'
import { apiKeyCredential } from '../../shared/gazelle/tokens.ts'
import { clients } from '../../shared/modules/clients.ts'
import { company } from '../../shared/modules/company.ts'
import { pianos } from '../../shared/modules/pianos.ts'
import { users } from '../../shared/modules/users.ts'
import { adaptivePageSize } from '../../shared/sync/page-size.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'

let fake: GazelleFake
beforeAll(async () => {
  fake = await startGazelleFake({
    company: { clients: 60, pianos: 300, timelineEntries: 50, appointments: 10, invoices: 5 },
  })
})
afterEach(() => {
  fake.rules.clear()
  fake.calls.clear()
})
afterAll(() => fake?.stop())

const clientOf = () =>
  createGazelleClient({
    url: fake.url,
    credential: apiKeyCredential(fake.apiKey),
    limiter: memoryLimiter(10_000),
    retry: { minDelayMs: 1, maxDelayMs: 5 },
  })

const laneOf = (module: Module) => {
  const [lane] = module.lanes({ mode: 'full', window: null, since: null, until: null, timeZone: 'UTC' })
  if (!lane) throw new Error('no lane')
  return lane
}

/** The one page of a list without pages. */
const only = (module: Module) => laneOf(module).fetch(clientOf(), null, { first: 500 })

/** Reads a module’s whole list as a run does; each page must join the one before. */
const sweep = async (module: Module, known: { id: string | null }[] = []) => {
  const [client, lane] = [clientOf(), laneOf(module)]
  const sizes = adaptivePageSize(500, 500, () => {}, known)
  const seen = new Set<unknown>()
  const holes: Hole[] = []
  let cursor: string | null = null
  let apiCalls = 0
  for (let pages = 0; pages < 100; pages++) {
    const page = await sizes.fetch((first, how) => lane.fetch(client, cursor, { first, ...how }))
    expect(pages === 0 || seen.has(page.nodes[0]?.id)).toBe(true)
    for (const { id } of page.nodes) seen.add(id)
    holes.push(...page.holes)
    apiCalls += page.apiCalls
    if (!page.hasNextPage) break
    cursor = page.resumeCursor ?? page.endCursor
  }
  expect(apiCalls).toBe(fake.calls.all.length)
  return { seen, holes, apiCalls }
}
const but = (map: Map<string, unknown>, ...out: string[]) =>
  new Set([...map.keys()].filter((id) => !out.includes(id)))
const nth = (map: Map<string, { id: string }>, place: number) => [...map.values()][place]?.id ?? ''

test('a record with which every list fails is read up to from both ends, and all others arrive (case R8)', async () => {
  const bad = nth(fake.company.pianos, 120)
  fake.rules.add({ kind: 'poisoned', id: bad, byId: true, stays: true })
  const { seen, holes, apiCalls } = await sweep(pianos)
  expect(seen).toEqual(but(fake.company.pianos, bad))
  expect(holes).toEqual([
    {
      ...{ kind: 'record', id: null, path: '', place: expect.stringMatching(/^after ins_/) },
      message: expect.stringContaining('HTTP 500'),
    },
  ])
  expect(apiCalls).toBeLessThan(50)
})

test.each([
  ['the first', [0]],
  ['the last', [-1]],
  ['one of the last two', [-2]],
  ['each of the last two', [-2, -1]],
])('where it is %s of its list, the others arrive too (case R8)', async (_, places) => {
  const ids = [...(await sweep(pianos)).seen].map(String)
  fake.calls.clear()
  const bad = places.map((place) => ids.at(place) ?? '')
  for (const id of bad) fake.rules.add({ kind: 'poisoned', id, byId: true, stays: true })
  const { seen, holes, apiCalls } = await sweep(pianos)
  expect(seen).toEqual(but(fake.company.pianos, ...bad))
  expect(holes.length).toBeGreaterThan(0)
  expect(holes.every(({ kind }) => kind === 'record')).toBe(true)
  expect(apiCalls).toBeLessThan(60)
})

test('a list that answers nowhere is an outage, and no hole', async () => {
  for (const operation of ['Pianos', 'PianosIds', 'PianosIdsBackwards'])
    fake.rules.add({ kind: 'serverError', status: 500, operation, stays: true })
  await expect(sweep(pianos)).rejects.toMatchObject({ code: 'gazelle_server_error' })
})

test('a record nested 3,000 deep is refused alone (case R17)', async () => {
  const bad = nth(fake.company.pianos, 7)
  fake.rules.add({ kind: 'deep', field: 'PrivatePiano.notes', id: bad, stays: true })
  const { seen, holes, apiCalls } = await sweep(pianos)
  expect(seen).toEqual(but(fake.company.pianos, bad))
  expect(holes).toMatchObject([{ kind: 'record', id: bad, message: 'It is nested more than 100 deep' }])
  expect(apiCalls).toBe(1)
})

test('a record that is null, and one whose field errs, cost nothing more (cases L)', async () => {
  const { company, rules } = fake
  const [missing, erring] = [nth(company.pianos, 20), nth(company.pianos, 30)]
  rules.add({ kind: 'nullNode', id: missing, stays: true })
  rules.add({ kind: 'partial', field: 'PrivatePiano.notes', id: erring, stays: true })
  const { seen, holes, apiCalls } = await sweep(pianos)
  expect(seen).toEqual(but(company.pianos, missing))
  expect(holes).toMatchObject([
    { kind: 'error', id: erring, place: erring, path: 'notes', message: "undefined method 'each' for nil" },
    { kind: 'null', id: null, place: expect.stringMatching(/^after ins_/) },
  ])
  expect(apiCalls).toBe(1)
})

test('contacts without end keep their client, and every other one (case R7)', async () => {
  const { company, rules } = fake
  const endless = nth(company.clients, 5)
  rules.add({ kind: 'endless', field: 'PrivateClient.allContacts', id: endless, rows: 'again', stays: true })
  const { seen, holes, apiCalls } = await sweep(clients)
  expect(seen).toEqual(but(company.clients))
  expect(holes).toMatchObject([{ kind: 'nested', id: endless, path: 'allContacts' }])
  expect(apiCalls).toBeLessThanOrEqual(22)
})

test('an answer that unpacks to gigabytes is cut off, and a smaller page is asked for (case R15)', async () => {
  fake.rules.add({ kind: 'gzipBomb', operation: 'Pianos' })
  const { seen, holes } = await sweep(pianos)
  expect([seen, holes]).toEqual([but(fake.company.pianos), []])
})

test('a query that is too complex is asked for in smaller pages (case R12)', async () => {
  fake.rules.add({ kind: 'tooComplex', limit: 20_000, operation: 'Pianos', stays: true })
  const { seen, holes } = await sweep(pianos)
  expect([seen, holes]).toEqual([but(fake.company.pianos), []])
})

test('a required field that errs in one record of a list without pages is left out, and all records arrive (cases L)', async () => {
  const { company, rules, calls } = fake
  const id = nth(company.users, 2)
  rules.add({ kind: 'partial', field: 'PrivateUser.lastName', id, stays: true })
  const page = await only(users)
  expect(page.nodes.map((node) => node.id)).toEqual([...company.users.keys()])
  expect(page.nodes.every((node) => 'firstName' in node && !('lastName' in node))).toBe(true)
  expect(page.holes).toMatchObject([{ kind: 'error', id, place: id, path: 'lastName' }])
  expect(calls.of('Users')).toHaveLength(3)
})

test('so it is where there is one object only', async () => {
  fake.rules.add({ kind: 'partial', field: 'PrivateCompany.name', stays: true })
  const page = await only(company)
  expect(page.nodes).toMatchObject([{ id: expect.any(String) }])
  expect(page.holes).toMatchObject([{ kind: 'error', path: 'name' }])
})

test('a list without pages that answers nowhere is an outage', async () => {
  fake.rules.add({ kind: 'serverError', status: 500, operation: 'Users', stays: true })
  await expect(only(users)).rejects.toMatchObject({ code: 'gazelle_server_error' })
})
