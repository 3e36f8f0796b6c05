import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { faultKinds } from '../../stand-in/faults/kinds.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { ask } from './gazelle-plain.ts'
import { root } from './sources.ts'

const caller = '{ user { id } }'

let fake: GazelleFake
beforeAll(async () => {
  fake = await startGazelleFake({
    now: new Date('2026-11-22T15:00:00Z'),
    company: { clients: 30, pianos: 40, timelineEntries: 60, appointments: 10, invoices: 5 },
  })
})
afterEach(() => {
  fake.rules.clear()
  fake.calls.clear()
})
afterAll(() => fake?.stop())

const statuses = async (calls: number, query = caller) => {
  const seen: number[] = []
  for (let call = 0; call < calls; call++) seen.push((await ask(fake, query)).status)
  return seen
}

describe('a fault of the stand-in', () => {
  test('hits once, as often as it says, or until it is removed', async () => {
    fake.rules.add({ kind: 'serverError' })
    expect(await statuses(3)).toEqual([500, 200, 200])
    fake.rules.add({ kind: 'serverError', after: 1, times: 2 })
    expect(await statuses(4)).toEqual([200, 500, 500, 200])
    const mend = fake.rules.add({ kind: 'serverError', after: 1, stays: true })
    expect(await statuses(4)).toEqual([200, 500, 500, 500])
    mend()
    expect(await statuses(2)).toEqual([200, 200])
  })

  test('hits a share of the calls, the same ones for the same seed', async () => {
    const drawn = async () => {
      fake.rules.add({ name: 'shaky', kind: 'serverError', chance: 0.3 })
      const seen = await statuses(40)
      fake.rules.clear()
      return seen
    }
    const first = await drawn()
    expect(await drawn()).toEqual(first)
    const hits = first.filter((status) => status === 500).length
    expect(hits).toBeGreaterThan(5)
    expect(hits).toBeLessThan(20)
  })

  test('about a record counts the calls whose answer holds the record, and no others', async () => {
    const [id = ''] = fake.company.clients.keys()
    fake.rules.add({ kind: 'nullNode', id, times: 1 })
    expect(await statuses(2)).toEqual([200, 200])
    expect(fake.rules.pending()).toHaveLength(1)
    const whole = '{ allClients(first: 30) { nodes { id } } }'
    expect((await ask(fake, whole)).body.data.allClients.nodes).toContain(null)
    expect((await ask(fake, whole)).body.data.allClients.nodes).not.toContain(null)
    expect(fake.rules.pending()).toEqual([])
  })

  test('is listed by name with what it is and since when, and can be removed by its name', () => {
    fake.rules.add({ name: 'dead piano', kind: 'nullNode', id: 'ins_1', stays: true })
    fake.rules.add({ kind: 'totalCount', by: 1, operation: 'Pianos', times: 2 })
    const since = expect.stringMatching(/^2026-11-22T15:/)
    expect(fake.rules.list()).toEqual([
      { name: 'dead piano', since, hits: 0, left: null, fault: expect.objectContaining({ id: 'ins_1' }) },
      { name: 'totalCount-1', since, hits: 0, left: 2, fault: expect.objectContaining({ by: 1 }) },
    ])
    expect(fake.rules.remove('dead piano')).toBe(true)
    expect(fake.rules.remove('dead piano')).toBe(false)
    expect(fake.rules.list()).toHaveLength(1)
  })

  test('takes the place of the one with its name', async () => {
    fake.rules.add({ name: 'outage', kind: 'serverError', stays: true })
    fake.rules.add({ name: 'outage', kind: 'serverError', status: 503, stays: true })
    expect(await statuses(2)).toEqual([503, 503])
    expect(fake.rules.list()).toHaveLength(1)
  })

  test('that stays stands beside others, and beside one that passes', async () => {
    const [first = '', second = ''] = fake.company.pianos.keys()
    const query = '{ allPianos(first: 40) { totalCount nodes { id notes } } }'
    fake.rules.add({ kind: 'nullNode', id: first, stays: true })
    fake.rules.add({ kind: 'partial', field: 'PrivatePiano.notes', id: second, stays: true })
    fake.rules.add({ kind: 'totalCount', by: 1, stays: true })
    fake.rules.add({ kind: 'throttled', retryAfter: 1 })
    expect((await ask(fake, query)).status).toBe(429)
    const { data, errors } = (await ask(fake, query)).body
    expect(data.allPianos.totalCount).toBe(41)
    expect(data.allPianos.nodes).toContain(null)
    expect(errors).toHaveLength(1)
    expect(fake.calls.of('allPianos').map((call) => call.fault)).toEqual(['throttled', 'nullNode'])
  })

  test('is added, listed and removed from outside the process', async () => {
    const control = fake.url.replace('/graphql/private', '/_control')
    const tell = async (body: unknown) => {
      const response = await fetch(control, { method: 'POST', body: JSON.stringify(body) })
      return [response.status, await response.json()]
    }
    const rule = { name: 'outage', kind: 'serverError', status: 502, operation: 'user', stays: true }
    expect(await tell({ rule })).toEqual([200, { ok: true, result: null }])
    expect(await statuses(2)).toEqual([502, 502])
    const listed = await (await fetch(`${control}/faults`)).json()
    expect(listed).toEqual([{ name: 'outage', since: expect.any(String), hits: 2, left: null, fault: rule }])
    expect(await tell({ remove: 'outage' })).toMatchObject([200, { ok: true }])
    expect(await tell({ remove: 'outage' })).toEqual([400, { error: 'no such fault: outage' }])
    expect(await tell({ rule: { kind: 'flood' } })).toEqual([400, { error: 'no such kind of fault: flood' }])
    expect(await statuses(1)).toEqual([200])
  })
})

test('every kind of fault is in the table of the documentation, and no other', async () => {
  const text = await readFile(`${root}/docs/ADDING_A_MODULE.md`, 'utf8')
  const table = text.split('| about | kinds |')[1]?.split('\n\n')[0] ?? ''
  expect(Array.from(table.matchAll(/`(\w+)`/g), ([, name]) => name).toSorted()).toEqual(faultKinds.toSorted())
})

test('two companies are two stand-ins, each with its own credential, records and faults', async () => {
  const other = await startGazelleFake({ seed: 2, apiKey: 'other-key', company: { clients: 5, pianos: 5 } })
  fake.rules.add({ kind: 'totalCount', count: 7, stays: true })
  const query = '{ allClients { totalCount nodes { id } } }'
  const [here, there] = [await ask(fake, query), await ask(other, query)]
  expect([here.body.data.allClients.totalCount, there.body.data.allClients.totalCount]).toEqual([7, 5])
  const ids = new Set(fake.company.clients.keys())
  expect(there.body.data.allClients.nodes.some(({ id }: { id: string }) => ids.has(id))).toBe(false)
  expect((await ask({ url: other.url, apiKey: fake.apiKey }, query)).status).toBe(401)
  await other.stop()
})
