import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadModules } from '../../cli/modules.ts'
import { nodes } from '../../stand-in/expected.ts'
import { kindOfList } from '../../stand-in/kinds.ts'
import { compare, differences, uncompared } from '../harness/company.ts'
import { type Report, startWorld, type World, written } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world?.stop())
beforeEach(() => world.fresh())

const day = 86_400_000
const first = <T>(map: Map<string, T>): T => {
  for (const value of map.values()) return value
  throw new Error('the company has none')
}
const daysAgo = (days: number) => `${new Date(Date.now() - days * day).toISOString().slice(0, 19)}Z`
const one = async (sql: string, values: unknown[] = []) => (await world.database.query(sql, values))[0]

describe('the comparison of production and company', () => {
  test('knows every production table', async () => {
    expect(await uncompared(world.database)).toEqual([])
  })

  test('names what is missing, what is too much, what is a placeholder and what differs', async () => {
    await world.syncAll()
    const { company } = world.gazelle
    const [piano, other] = [...company.pianos.keys()]
    const entry = first(company.timelineEntries)
    await world.database.query(`update gazelle.pianos set make = 'Wrong', year = null where id = $1`, [piano])
    await world.database.query(`update gazelle.pianos set client_id = null where id = $1`, [other])
    await world.database.query(`delete from gazelle.timeline_entries where id = $1`, [entry.id])
    await world.database.query(
      `insert into gazelle.users (id, account_id, is_placeholder) values ('usr_a', 'main', false), ('usr_b', 'main', true)`,
    )
    const found = await differences(world.database, company)
    const make = JSON.stringify(company.pianos.get(piano ?? '')?.make)
    expect(found).toEqual(
      expect.arrayContaining([
        `pianos ${piano}.make: "Wrong", Gazelle has ${make}`,
        `timeline_entries ${entry.id}: missing`,
        'users usr_a: not in Gazelle',
        'users usr_b: placeholder',
      ]),
    )
    expect(found.filter((line) => line.startsWith(`pianos ${other}`))).toEqual([
      `pianos ${other}.client_id: null, Gazelle has "${company.pianos.get(other ?? '')?.clientId}"`,
    ])
  })
})

describe('a sync', () => {
  test('brings the whole company into production, the first incremental run too', async () => {
    const reports = await world.syncAll({ mode: 'incremental' })
    // There is nothing to add to yet, so everything is read.
    expect(reports.map((report) => report.mode)).toEqual(world.modules.map(() => 'full'))
    const { company } = world.gazelle
    const lists = new Map((await loadModules()).map(({ name, list }) => [name, list]))
    for (const { module, changed, promoted } of reports) {
      const { size } = nodes(company, kindOfList(lists.get(module) ?? '') ?? '')
      expect({ module, changed, promoted }).toEqual({ module, changed: size, promoted: size })
    }
    await compare(world.database, company)
  })

  test('done ten times is a sync done once, and writes nothing after the first', async () => {
    await world.syncAll({ mode: 'full' })
    const before = await written(world.database)
    for (let turn = 2; turn <= 10; turn++) {
      const mode = turn % 3 === 0 ? 'incremental' : 'full'
      for (const report of await world.syncAll({ mode }))
        expect(report).toMatchObject({ mode, changed: 0, promoted: 0, rejected: 0, placeholders: 0 })
    }
    expect(await written(world.database)).toEqual(before)
    await compare(world.database, world.gazelle.company)
  }, 90_000)

  test('in the wrong order makes placeholders of users, clients and pianos, and fills them later', async () => {
    const timeline = await world.sync('timeline')
    expect(timeline).toMatchObject({ status: 'success', rejected: 0 })
    const held = await one(
      `select count(*) filter (where tableoid = 'gazelle.users'::regclass)::int as users,
         count(*) filter (where tableoid = 'gazelle.clients'::regclass)::int as clients,
         count(*) filter (where tableoid = 'gazelle.pianos'::regclass)::int as pianos
       from reconcile.mirror where is_placeholder`,
    )
    expect(Object.values(held ?? {}).every((count) => count > 0)).toBe(true)
    const all = await one('select count(*)::int as count from reconcile.mirror where is_placeholder')
    expect(timeline.placeholders).toBe(all?.count)

    await world.sync('clients')
    const technicians = new Set(
      [...world.gazelle.company.clients.values()].map((row) => row.preferredTechnicianId),
    )
    technicians.delete(null)
    const users = await one('select count(*)::int as count from gazelle.users where id = any ($1)', [
      [...technicians],
    ])
    expect(users?.count).toBe(technicians.size)
    await world.sync('pianos')
    await world.sync('users')
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })

  test('reads more than 1000 rows, in pages as in a plain list', async () => {
    const { change, company } = await world.fresh({
      company: {
        ...{ users: 5, clients: 20, pianos: 1003, timelineEntries: 1303 },
        ...{ appointments: 0, invoices: 0, estimates: 0, services: 0 },
      },
    })
    for (let more = 0; more < 1000; more++) change.insertUser()
    await world.syncAll()
    const count = await one(
      `select (select count(*)::int from gazelle.users) as users, (select count(*)::int from gazelle.pianos) as pianos,
         (select count(*)::int from gazelle.timeline_entries) as entries`,
    )
    expect(count).toEqual({
      users: company.users.size,
      pianos: company.pianos.size,
      entries: company.timelineEntries.size,
    })
    await compare(world.database, company)
  })

  test('keeps a type of entry and a status that nobody has heard of', async () => {
    const { change, company } = world.gazelle
    const [entry, other] = [...company.timelineEntries.values()]
    if (!entry || !other) throw new Error('too few entries')
    change.editTimelineEntry(entry.id, { type: 'HOLOGRAM_CALL' })
    change.editTimelineEntry(other.id, { type: 'SERVICE_ENTRY_BY_ROBOT' })
    change.editPiano(first(company.pianos).id, { status: 'LENT_OUT' })
    const reports = await world.syncAll()
    expect(reports.every((report) => report.rejected === 0)).toBe(true)
    const types = await world.database.query(
      'select type, category from gazelle.timeline_entries where id = any ($1) order by type',
      [[entry.id, other.id]],
    )
    expect(types).toEqual([
      { type: 'HOLOGRAM_CALL', category: 'other' },
      { type: 'SERVICE_ENTRY_BY_ROBOT', category: 'service' },
    ])
    await compare(world.database, company, [
      `timeline_entries ${other.id}.category: "service", Gazelle has "other"`,
    ])
  })

  test('that is only tried writes nothing, and counts the same', async () => {
    const before = await written(world.database)
    const tried: Report[] = []
    for (const module of world.modules) tried.push(await world.sync(module, { mode: 'full', dryRun: true }))
    expect(await written(world.database)).toEqual(before)
    expect(await one('select count(*)::int as count from sync.watermarks')).toEqual({ count: 0 })

    const counts = ({ module, fetched, changed, rejected }: Report) => ({
      module,
      fetched,
      changed,
      rejected,
    })
    const done = await world.syncAll({ mode: 'full' })
    expect(tried.map(counts)).toEqual(done.map(counts))
    await compare(world.database, world.gazelle.company)

    world.gazelle.change.editPiano(first(world.gazelle.company.pianos).id, { make: 'Pleyel' })
    const again = await written(world.database, { locks: false })
    const [dry, real] = [
      await world.sync('pianos', { mode: 'full', dryRun: true }),
      await written(world.database, { locks: false }),
    ]
    expect(dry).toMatchObject({ changed: 1, promoted: 1, placeholders: 0 })
    expect(real).toEqual(again)
    expect(await world.sync('pianos', { mode: 'full' })).toMatchObject({ changed: 1, promoted: 1 })
    await compare(world.database, world.gazelle.company)
  })
})

describe('an incremental sync', () => {
  test('asks for little, and brings what was touched or made since', async () => {
    const { change, company, calls } = world.gazelle
    await world.syncAll()
    calls.clear()
    const piano = change.insertPiano()
    change.insertClient()
    change.insertUser()
    change.insertTimelineEntry({ pianoId: piano.id, comment: 'Accord 440Hz, 21C, 39%.' })
    const reports = await world.syncAll()
    expect(reports.map((report) => report.mode)).toEqual(world.modules.map(() => 'incremental'))
    expect(calls.all.length).toBeLessThanOrEqual(2 * world.modules.length)
    await compare(world.database, company)
  })

  test('reads from the start of the last success, so what changed meanwhile is not lost', async () => {
    const { change, company } = world.gazelle
    await world.syncAll()
    const watermark = await one(`select watermark, run_id from sync.watermarks where module = 'timeline'`)
    const run = await one('select started_at, finished_at from sync.runs where run_id = $1', [
      watermark?.run_id,
    ])
    expect(+watermark?.watermark).toBeLessThanOrEqual(+run?.finished_at)
    expect(Math.abs(+watermark?.watermark - +run?.started_at)).toBeLessThan(1000)
    change.insertTimelineEntry()
    expect(await world.sync('timeline')).toMatchObject({ changed: 1 })
    await compare(world.database, company)
  })

  test('with the window balanced finds a note that was corrected two weeks later', async () => {
    const { change, company } = world.gazelle
    const note = change.insertTimelineEntry({ type: 'SERVICE_ENTRY_MANUAL', occurredAt: daysAgo(16) })
    await world.syncAll()
    change.editTimelineEntry(note.id, { comment: 'Corrigé : accord à 441Hz.' })
    expect(await world.sync('timeline')).toMatchObject({ status: 'success', changed: 0 })
    expect(await differences(world.database, company)).toHaveLength(1)
    expect(await world.sync('timeline', { window: 'fast' })).toMatchObject({ changed: 0 })
    expect(await world.sync('timeline', { window: 'balanced' })).toMatchObject({ changed: 1 })
    await compare(world.database, company)
  })

  test('by hand, with a start, reads from there and moves no watermark', async () => {
    const { change, company } = world.gazelle
    const note = change.insertTimelineEntry({ occurredAt: daysAgo(100) })
    await world.syncAll()
    const watermark = () => one(`select watermark, run_id from sync.watermarks where module = 'timeline'`)
    const before = await watermark()
    change.editTimelineEntry(note.id, { comment: 'Corrigé bien plus tard.' })
    expect(await world.sync('timeline', { mode: 'repair', since: daysAgo(110) })).toMatchObject({
      mode: 'repair',
      status: 'success',
      changed: 1,
    })
    expect(await watermark()).toEqual(before)
    await compare(world.database, company)
  })
})

describe('what people know', () => {
  test('is not erased by a blank from Gazelle where a field is protected, and is elsewhere', async () => {
    const { change, company } = world.gazelle
    const client = change.insertClient({ tags: ['concert', 'vip'], personalNotes: 'Chien gentil' })
    const piano = change.insertPiano({
      clientId: client.id,
      damppChaserInstalled: true,
      notes: 'Clé sous le pot',
      make: 'Yamaha',
    })
    const entry = change.insertTimelineEntry({ clientId: client.id, summary: 'Accord', comment: 'Parfait' })
    await world.syncAll()
    await compare(world.database, company)

    change.editClient(client.id, { tags: [], personalNotes: '' })
    change.editPiano(piano.id, { damppChaserInstalled: null, notes: '', make: null })
    change.editTimelineEntry(entry.id, { summary: null, comment: '' })
    await world.syncAll({ mode: 'full' })
    await compare(world.database, company, [
      `clients ${client.id}.tags: ["concert","vip"], Gazelle has []`,
      `pianos ${piano.id}.dampp_chaser_installed: true, Gazelle has null`,
      `pianos ${piano.id}.notes: "Clé sous le pot", Gazelle has ""`,
      `timeline_entries ${entry.id}.summary: "Accord", Gazelle has null`,
      `timeline_entries ${entry.id}.comment: "Parfait", Gazelle has ""`,
    ])

    // A value is not a blank: false goes over true.
    change.editPiano(piano.id, { damppChaserInstalled: false, notes: 'Code 1234' })
    change.editClient(client.id, { tags: ['école'] })
    change.editTimelineEntry(entry.id, { summary: 'Accord et réglage', comment: 'Très bien' })
    await world.syncAll({ mode: 'full' })
    await compare(world.database, company)
  })

  test('is false only where Gazelle says false, and unknown where it says nothing', async () => {
    const { change, company } = world.gazelle
    const answers = [true, false, null] as const
    const ids = answers.map((damppChaserInstalled) => change.insertPiano({ damppChaserInstalled }).id)
    await world.syncAll()
    const rows = await world.database.query(
      'select dampp_chaser_installed as installed from gazelle.pianos where id = any ($1) order by array_position($1, id)',
      [ids],
    )
    expect(rows.map((row) => row.installed)).toEqual(answers)
    await compare(world.database, company)
  })

  test('stays in a column that is local, and in one that a sync does not know', async () => {
    const { change, company } = world.gazelle
    const piano = first(company.pianos)
    await world.syncAll()
    const make = async (policy: string) => {
      await world.database.query(
        `insert into reconcile.field_policies (entity, field, policy) values ('pianos', 'make', $1)
         on conflict (entity, field) do update set policy = excluded.policy`,
        [policy],
      )
    }
    await make('local')
    change.editPiano(piano.id, { make: 'Heintzman', model: 'D' })
    await world.sync('pianos', { mode: 'full' })
    const [line, ...others] = await differences(world.database, company)
    expect(line).toMatch(`pianos ${piano.id}.make: `)
    expect(others).toEqual([])
    await world.database.query(
      `delete from reconcile.field_policies where entity = 'pianos' and field = 'make'`,
    )
    await world.database.query(`select reconcile.replay('pianos')`)
    await compare(world.database, company)
  })
})

describe('time', () => {
  test('is the local day in Montreal, late in the evening and across both clock changes', async () => {
    const { change, company } = world.gazelle
    const days: Record<string, string> = {
      '2026-01-15T15:00:00Z': '2026-01-15', // 10:00
      '2026-01-16T01:00:00Z': '2026-01-15', // 20:00
      '2026-01-16T04:30:00Z': '2026-01-15', // 23:30
      '2026-07-15T14:00:00Z': '2026-07-15', // 10:00
      '2026-07-16T00:00:00Z': '2026-07-15', // 20:00
      '2026-07-16T03:30:00Z': '2026-07-15', // 23:30
      '2026-07-16T04:30:00Z': '2026-07-16', // 00:30
      '2026-03-08T04:30:00Z': '2026-03-07', // 23:30, the last winter evening
      '2026-03-09T03:30:00Z': '2026-03-08', // 23:30, the first summer evening
      '2026-03-09T04:30:00Z': '2026-03-09', // 00:30, which in winter would be the day before
      '2025-11-02T03:30:00Z': '2025-11-01', // 23:30, the last summer evening
      '2025-11-02T05:30:00Z': '2025-11-02', // 01:30, for the first time
      '2025-11-02T06:30:00Z': '2025-11-02', // 01:30, for the second time
      '2025-11-03T04:30:00Z': '2025-11-02', // 23:30, the first winter evening
      '2025-11-03T05:30:00Z': '2025-11-03', // 00:30
      '2025-11-03T04:59:59.900Z': '2025-11-02',
    }
    const ids = new Map(
      Object.keys(days).map((occurredAt) => [change.insertTimelineEntry({ occurredAt }).id, occurredAt]),
    )
    await world.syncAll()
    const rows = await world.database.query(
      'select id, occurred_at, local_date::text as day from gazelle.timeline_entries where id = any ($1)',
      [[...ids.keys()]],
    )
    const found = Object.fromEntries(rows.map((row) => [ids.get(row.id), row.day]))
    expect(found).toEqual(days)
    for (const row of rows) expect(+row.occurred_at).toBe(Date.parse(ids.get(row.id) ?? ''))
    await compare(world.database, company)
  })
})
