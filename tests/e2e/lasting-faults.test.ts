// Part L as its whole kind: what Gazelle can never give is remembered and told, and holds up nothing else.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Fault } from '../../stand-in/rules.ts'
import { compare, differences } from '../harness/company.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld({ core: true })
  await world.fresh({ pageCap: 1000 })
  await world.syncAll()
}, 60_000)
afterAll(() => world?.stop())
// A row that failed leaves nothing to the next one.
beforeEach(() => world.gazelle.rules.clear())

type Module = 'clients' | 'pianos' | 'timeline'
const kinds = { clients: 'client', pianos: 'piano', timeline: 'timelineEntry' } as const
const tables = { clients: 'clients', pianos: 'pianos', timeline: 'timeline_entries' }

const full = { mode: 'full' }
const rows = (sql: string, values: unknown[] = []) => world.database.query(sql, values)
const one = async (sql: string, values: unknown[] = []) => (await rows(sql, values))[0]

/** Records come one after the other, so that each has its neighbours in every list. */
let steps = 0
const lately = () => new Date(Date.now() - 7_200_000 + ++steps * 10_000).toISOString()
const longAgo = () => new Date(Date.UTC(2012, 0, ++steps)).toISOString()

/** A new record of a module, with a client of its own; an old one is met by sweeps alone. */
const insert = (module: Module, isOld = false): string => {
  const { change, company } = world.gazelle
  const createdAt = isOld ? longAgo() : lately()
  const client = change.insertClient({ createdAt }).id
  const id = {
    clients: () => client,
    pianos: () => change.insertPiano({ clientId: client, createdAt }).id,
    timeline: () => change.insertTimelineEntry({ clientId: client, occurredAt: createdAt }).id,
  }[module]()
  if (isOld)
    for (const entry of company.timelineEntries.values())
      if (entry.clientId === client) change.editTimelineEntry(entry.id, { occurredAt: createdAt })
  return id
}

const contactOf = (client: string): string => {
  const contact = world.gazelle.company.clients.get(client)?.contacts[0]
  if (!contact) throw new Error('the client has no contact')
  return contact.id
}

const watermark = async (module: Module): Promise<Date> =>
  (await one('select watermark from sync.watermarks where module = $1', [module]))?.watermark
const openHoles = (module: Module) =>
  rows(
    `select hole_id::int, kind, place, path, external_id, message, times, first_seen_at as since
     from sync.holes where module = $1 and closed_at is null order by first_seen_at, hole_id`,
    [module],
  )
const acknowledgeAll = async (module: Module) => {
  for (const { hole_id } of await openHoles(module))
    await rows('select sync.acknowledge_hole($1, $2)', [hole_id, 'Anna'])
}
/** The alerts that are open after the minute's evaluation. */
const alerts = async () => {
  await rows('select monitoring.evaluate_alerts()')
  return rows('select rule, subject, message from monitoring.alerts where resolved_at is null order by 1, 2')
}
const isThere = async (module: Module, id: string) =>
  (
    await one(
      `select deleted_at is null and not is_placeholder as there from gazelle.${tables[module]} where id = $1`,
      [id],
    )
  )?.there
/** Reads a module whole, and the clients that its records belong to. */
const sweep = async (module: Module) => {
  for (const each of new Set(['clients', module])) await world.sync(each, full)
}
/** The calls that a poll makes. */
const poll = async (module: Module) => {
  world.gazelle.calls.clear()
  expect(await world.sync(module)).toMatchObject({ mode: 'incremental' })
  return world.gazelle.calls.all.map(({ operation }) => operation)
}

/**
 * old: only a sweep meets the record. known: production has it from before.
 * in a list: what has no id has a place in a list, and a sweep's lists are others than a poll's: each is met three times.
 * asked about: neither a list nor a query by its id gives it, so a person is asked whether it is gone.
 */
type Trait = 'old' | 'known' | 'in a list' | 'asked about'
type Row = [
  what: string,
  module: Module,
  traits: Trait[],
  fault: (id: string) => Fault,
  hole: (id: string) => Record<string, unknown>,
]

const isNull = (id: string) => ({ kind: 'nullNode', id }) as const
const errs = (field: string) => (id: string) => ({ kind: 'partial', field, id, message: 'internal' }) as const
const miscounts = (operation: string) => () => ({ kind: 'totalCount', by: 1, operation }) as const
const hasLongId = (id: string) => ({ kind: 'oddId', id }) as const

const inItsPlace =
  (kind: string, message = '') =>
  () => ({
    ...{ kind, path: '', external_id: null, message },
    place: expect.stringMatching(/^(first|after \w+)$/),
  })
const inField = (path: string) => (id: string) => ({
  ...{ kind: 'error', place: id, path, external_id: id, message: 'internal' },
})
const ofList = (place: string) => ({
  ...{ kind: 'count', place, path: '', external_id: null },
  message: expect.stringMatching(/^totalCount is \d+, and \d+ records came$/),
})
const inContact = (id: string) => ({
  ...{ kind: 'null', place: id, path: 'allContacts.nodes.0', external_id: id },
})

const [notes, tags] = ['PrivatePiano.notes', 'PrivatePiano.tags']
const [comment, instant] = ['PrivateTimelineEntry.comment', 'PrivateTimelineEntry.occurredAt']
const contactIsNull = (client: string) => isNull(contactOf(client))
const faults: Row[] = [
  ['a piano is always null', 'pianos', ['known'], isNull, inItsPlace('null')],
  ['an old piano is always null', 'pianos', ['old'], isNull, inItsPlace('null')],
  ['an entry is always null', 'timeline', ['in a list'], isNull, inItsPlace('null')],
  ['an old entry is', 'timeline', ['old', 'known', 'asked about'], isNull, inItsPlace('null')],
  ['a field of a piano errs', 'pianos', [], errs(notes), inField('notes')],
  ['a field of an old piano errs', 'pianos', ['old', 'known'], errs(notes), inField('notes')],
  ['a field of an old entry errs', 'timeline', ['old'], errs(comment), inField('comment')],
  ['a required field of a piano errs', 'pianos', [], errs(tags), inItsPlace('null', 'internal')],
  [
    'one of an old piano',
    'pianos',
    ['old', 'known', 'asked about'],
    errs(tags),
    inItsPlace('null', 'internal'),
  ],
  [
    'a required field of an entry errs',
    'timeline',
    ['in a list'],
    errs(instant),
    inItsPlace('null', 'internal'),
  ],
  ['an id has 300 characters', 'pianos', [], hasLongId, inItsPlace('no_id')],
  ['an id of an old entry has', 'timeline', ['old'], hasLongId, inItsPlace('no_id')],
  ['totalCount is one too high', 'pianos', ['in a list'], miscounts('Pianos'), () => ofList('lane all')],
  [
    'totalCount is, of many lanes',
    'timeline',
    ['in a list'],
    miscounts('Timeline'),
    () => ofList('lane rest'),
  ],
  ['a contact is always null', 'clients', ['known'], contactIsNull, inContact],
  ['a contact of an old client is', 'clients', ['old'], contactIsNull, inContact],
]

describe.each(faults)('%s (%s)', (_, module, traits, fault, hole) => {
  const has = (trait: Trait) => traits.includes(trait)
  test('holds up nothing, is told once by name, and is over when mended (part L)', async () => {
    const { change, rules, company } = world.gazelle
    const victim = insert(module, true)
    insert(module, has('old'))
    const known = has('known') ? insert(module, has('old')) : undefined
    await sweep(module)
    const clean = await poll(module)

    const id = known ?? insert(module, has('old'))
    // Neighbours that stay: the place of what has no id is after one of them.
    insert(module)
    const begun = new Date()
    const mend = rules.add({ ...fault(id), stays: true })
    const moved: boolean[] = []
    const polls = Array.from({ length: has('in a list') ? 3 : 2 }, () => 'incremental')
    for (const mode of ['full', ...polls, 'full']) {
      await world.sync(module, { mode })
      moved.push((await watermark(module)) >= begun)
    }
    expect(moved).toEqual([...moved.slice(0, polls.length), true, true])
    expect(await poll(module)).toEqual(clean)
    const added = insert(module)
    await poll(module)
    expect(await isThere(module, added)).toBe(true)
    change.vanish(kinds[module], victim)
    expect(await world.sync(module, full)).toMatchObject({ status: 'partial', deleted: 1, due: 0 })
    expect(await isThere(module, victim)).toBe(false)

    const holes = await openHoles(module)
    expect(holes).toContainEqual(
      expect.objectContaining({ ...hole(id), since: expect.any(Date), times: expect.any(Number) }),
    )
    const told = (await alerts()).filter(({ rule }) => rule !== 'deletion_held' || !has('asked about'))
    expect(told).toMatchObject([{ rule: 'hole_stays', subject: module }])
    // The message has room for three.
    for (const { place } of holes.slice(0, 3)) expect(told[0]?.message).toContain(place)
    for (const { times, since } of holes) {
      expect(times).toBeGreaterThanOrEqual(3)
      expect(since.getTime()).toBeGreaterThanOrEqual(begun.getTime())
    }

    await acknowledgeAll(module)
    if (has('asked about')) await rows('select sync.dismiss_deletions($1)', [module])
    expect(await world.sync(module, full)).toMatchObject({ status: 'success', heldBack: 0 })
    expect(await alerts()).toEqual([])
    const wrong = async () =>
      (await differences(world.database, company)).filter((line) => line.startsWith(`${tables[module]} `))
    expect((await wrong()).filter((line) => !line.includes(id))).toEqual([])

    mend()
    await sweep(module)
    expect(await poll(module)).toEqual(clean)
    expect(await openHoles(module)).toEqual([])
    expect(await alerts()).toEqual([])
    expect(await wrong()).toEqual([])
  }, 60_000)
})

test('a by-id query that answers an error for what is gone leaves each to a person, who is asked once; polls cost nothing more (part L)', async () => {
  const { change, rules } = world.gazelle
  const [first, second] = [insert('pianos'), insert('pianos', true)]
  await sweep('pianos')
  const clean = await poll('pianos')
  const begun = new Date()
  const mend = rules.add({ kind: 'byId', of: 'gone', says: 'error', stays: true })
  change.deletePiano(first)
  const added = insert('pianos')
  for (const sweep of [1, 2, 3]) {
    await world.sync('pianos', full)
    expect(await poll('pianos'), `after sweep ${sweep}`).toEqual(clean)
    await rows(`update sync.missing set next_at = now() where status = 'due'`)
  }
  expect((await watermark('pianos')).getTime()).toBeGreaterThanOrEqual(begun.getTime())
  expect(await isThere('pianos', added)).toBe(true)
  expect(await isThere('pianos', first)).toBe(true)
  expect(await openHoles('pianos')).toEqual([])
  expect(await alerts()).toMatchObject([
    {
      rule: 'deletion_held',
      subject: 'pianos',
      message: expect.stringMatching(`${first}.*No record was found`),
    },
  ])
  await rows(`select sync.release_deletions('pianos', p_by => 'Anna')`)
  expect(await world.sync('pianos', full)).toMatchObject({ status: 'success', deleted: 1, heldBack: 0 })
  expect(await alerts()).toEqual([])

  // The next one waits likewise; once the query answers again nobody has to say anything.
  change.deletePiano(second)
  for (let sweep = 1; sweep <= 3; sweep++) {
    await world.sync('pianos', full)
    await rows(`update sync.missing set next_at = now() where status = 'due'`)
  }
  expect(await alerts()).toMatchObject([{ rule: 'deletion_held', message: expect.stringContaining(second) }])
  mend()
  await world.sync('pianos', full)
  expect(await alerts()).toEqual([])
}, 60_000)

test('after all of them production equals the company, field by field (part L)', async () => {
  await world.syncAll(full)
  await compare(world.database, world.gazelle.company)
}, 60_000)
