import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { compare, differences } from '../harness/company.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ core: true })
})
afterAll(() => world?.stop())
beforeEach(() => world.fresh())

const full = { mode: 'full' }
const rows = (sql: string, values: unknown[] = []) => world.database.query(sql, values)
const pianos = async () =>
  (await rows('select id from gazelle.pianos where not is_placeholder order by id')).map(({ id }) => id)
const holes = (module: string) =>
  rows(
    'select kind, place, path, external_id, message from sync.holes where module = $1 and closed_at is null',
    [module],
  )
const nth = <T extends { id: string }>(map: Map<string, T>, place: number): T => {
  const value = [...map.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))[place]
  if (value === undefined) throw new Error('the company is too small')
  return value
}
const idsBut = (...out: string[]) =>
  [...world.gazelle.company.pianos.keys()].filter((id) => !out.includes(id)).toSorted()

/** Here one process runs all functions, and the answers of many megabytes of other scenarios still lie in its memory. */
const ofData = "rule <> 'slice_near_limit'"

describe('a piano that Gazelle cannot give', () => {
  test('is read up to from both ends of the list: all others arrive, it is named, and comes when mended (case R8)', async () => {
    const { rules, company } = world.gazelle
    const bad = nth(company.pianos, 20)
    const mend = rules.add({ kind: 'poisoned', id: bad.id, byId: true, operation: 'allPianos', stays: true })
    expect(await world.sync('pianos', full)).toMatchObject({ fetched: expect.any(Number) })
    expect(await pianos()).toEqual(idsBut(bad.id))
    expect(await holes('pianos')).toMatchObject([
      { kind: 'record', place: expect.stringMatching(/^after ins_/) },
    ])
    mend()
    await world.syncAll(full)
    await compare(world.database, company)
    expect(await holes('pianos')).toEqual([])
  })

  test('and is mended while its list is read from the other end makes no list without end (kinds of R5, R8)', async () => {
    const none = { appointments: 0, invoices: 0, estimates: 0, services: 0 }
    const { rules, company } = await world.fresh({
      company: { ...none, users: 6, clients: 40, pianos: 240, timelineEntries: 10 },
      pageCap: 10,
    })
    const bad = nth(company.pianos, 150)
    const mend = rules.add({ kind: 'poisoned', id: bad.id, byId: true, operation: 'allPianos', stays: true })
    let turns = 0
    world.wire.onAnswer = ({ operation }, body) => {
      if (operation === 'PianosBackwards' && turns++ === 0) mend()
      return body
    }
    const { status } = await world.sync('pianos', full)
    world.wire.onAnswer = undefined
    expect(turns).toBeGreaterThan(3)
    expect(status).toMatch(/^(success|partial)$/)
    expect(await pianos()).toEqual([...company.pianos.keys()].toSorted())
    await world.syncAll(full)
    await compare(world.database, company)
    expect(await holes('pianos')).toEqual([])
  })

  test('in its list, and can by its id, arrives; the next runs know it and step around it at once (case R8)', async () => {
    const { rules, company, calls, change } = world.gazelle
    rules.pageCap = 1000
    const clean = async () => {
      calls.clear()
      expect(await world.sync('pianos', full)).toMatchObject({ status: 'success' })
      return calls.all.length
    }
    // The first sweep of a day asks whose credential it is.
    await clean()
    const usual = await clean()
    const bad = nth(company.pianos, 20)
    const mend = rules.add({ kind: 'poisoned', id: bad.id, operation: 'Pianos', stays: true })
    expect(await clean()).toBeGreaterThan(usual + 8)
    expect(await holes('pianos')).toMatchObject([
      { kind: 'apart', place: bad.id, path: '', external_id: bad.id },
    ])
    change.editPiano(bad.id, { location: 'Salle 5' })
    for (let run = 2; run <= 4; run++) expect(await clean()).toBeLessThanOrEqual(usual + 5)
    await world.syncAll()
    await compare(world.database, company)
    expect(await rows('select * from monitoring.find_hole_stays(0)')).toEqual([])
    expect(await rows('select * from monitoring.read_holes()')).toEqual([])
    mend()
    expect(await clean()).toBe(usual)
    expect(await holes('pianos')).toEqual([])
  })

  test('because it is nested 3,000 deep is refused alone (case R17)', async () => {
    const { rules, company, calls } = world.gazelle
    const bad = nth(company.pianos, 7)
    rules.pageCap = 1000
    rules.add({ kind: 'deep', field: 'PrivatePiano.notes', id: bad.id, stays: true })
    calls.clear()
    await world.sync('pianos', full)
    expect(await pianos()).toEqual(idsBut(bad.id))
    expect(await holes('pianos')).toEqual([
      {
        ...{ kind: 'record', place: bad.id, path: '', external_id: bad.id },
        message: 'It is nested more than 100 deep',
      },
    ])
  })

  test('any more keeps what is known of it, whatever its own query answers, and nobody is asked about it (case R17)', async () => {
    const { rules, company } = world.gazelle
    await world.syncAll()
    const bad = nth(company.pianos, 7)
    rules.pageCap = 1000
    rules.add({ kind: 'deep', field: 'PrivatePiano.notes', id: bad.id, stays: true })
    for (let sweep = 1; sweep <= 4; sweep++) {
      expect(await world.sync('pianos', full)).toMatchObject({ deleted: 0, heldBack: 0, due: 0 })
      await rows(`update sync.missing set next_at = now()`)
    }
    expect(await holes('pianos')).toMatchObject([{ kind: 'record', external_id: bad.id }])
    expect(await rows('select * from sync.missing')).toEqual([])
    rules.clear()
    await world.syncAll(full)
    await compare(world.database, company)
  })
})

test('contacts without end keep their client, and every other one (case R7)', async () => {
  const { rules, company, calls } = world.gazelle
  const client = nth(company.clients, 5)
  rules.pageCap = 1000
  rules.add({ kind: 'endless', field: 'PrivateClient.allContacts', id: client.id, stays: true })
  await world.sync('clients', full)
  expect(calls.all.length).toBeLessThan(100)
  expect(await holes('clients')).toMatchObject([
    { kind: 'nested', external_id: client.id, place: client.id, path: 'allContacts' },
  ])
  // Before it is over: all others are as Gazelle has them, this one is there with its own fields, and a person is told which it is.
  const ofOthers = (line: string) => /^(clients|contact\w*) /.test(line)
  expect((await differences(world.database, company)).filter(ofOthers)).toEqual([])
  await rows(`update sync.holes set first_seen_at = first_seen_at - interval '2 hours'`)
  expect(
    await rows(`select rule, subject, message from monitoring.find_problems() where ${ofData}`),
  ).toMatchObject([
    {
      rule: 'hole_stays',
      subject: 'clients',
      message: expect.stringContaining(`nested ${client.id} allContacts`),
    },
  ])
  rules.clear()
  await world.syncAll(full)
  await compare(world.database, company)
})

test('an answer that unpacks to gigabytes is cut off, and smaller pages are asked for (case R15)', async () => {
  const { rules, company } = world.gazelle
  rules.pageCap = 1000
  rules.add({ kind: 'gzipBomb', operation: 'Pianos' })
  expect(await world.sync('pianos', full)).toMatchObject({ status: 'success' })
  await world.syncAll(full)
  await compare(world.database, company)
})

test('a query that Gazelle calls too complex is asked for in smaller pages (case R12)', async () => {
  const { rules, company } = world.gazelle
  rules.pageCap = 1000
  rules.add({ kind: 'tooComplex', limit: 20_000, operation: 'Pianos', stays: true })
  expect(await world.sync('pianos', full)).toMatchObject({ status: 'success' })
  rules.clear()
  await world.syncAll(full)
  await compare(world.database, company)
})

test('fields of another type in all records: a number is kept as text, what cannot be read leaves production as it was, and an alert names it (case L1)', async () => {
  const { rules, company, change } = world.gazelle
  for (const id of [...company.pianos.keys()].slice(0, 12)) change.insertMeasurement(id, { a4Pitch: 4400 })
  await world.syncAll()
  const read = (sql: string) => rows(`select id, ${sql} order by id`)
  const pitches = await read('a4_pitch from gazelle.measurements')
  const [sizes, phones] = [
    await read('size from gazelle.pianos'),
    await read('phone_number from gazelle.contact_phones'),
  ]
  expect(pitches.length).toBeGreaterThanOrEqual(12)
  rules.add({ kind: 'typeChange', field: 'PrivatePianoMeasurement.a4Pitch', to: 'fraction', stays: true })
  rules.add({ kind: 'typeChange', field: 'PrivatePiano.size', to: 'number', stays: true })
  rules.add({ kind: 'typeChange', field: 'PrivateContactPhone.phoneNumber', to: 'number', stays: true })
  await world.syncAll(full)
  expect(await read('a4_pitch from gazelle.measurements')).toEqual(pitches)
  for (const [sql, before] of [
    ['size from gazelle.pianos', sizes],
    ['phone_number from gazelle.contact_phones', phones],
  ] as const) {
    const [, column = ''] = /^(\w+)/.exec(sql) ?? []
    const after = await read(sql)
    expect(after).toHaveLength(before.length)
    for (const [at, row] of after.entries())
      if (before[at]?.[column] !== null) expect(row[column], row.id).toMatch(/^\d+$/)
  }
  const problems = await rows(`select rule, subject, message from monitoring.find_problems() where ${ofData}`)
  expect(problems).toMatchObject([{ rule: 'type_drift', message: expect.stringContaining('a4Pitch') }])
  rules.clear()
  await world.syncAll(full)
  await compare(world.database, company)
  expect(await rows(`select rule from monitoring.find_problems() where ${ofData}`)).toEqual([])
}, 60_000)
