import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
  const few = {
    users: 6,
    clients: 40,
    pianos: 60,
    timelineEntries: 300,
    invoices: 30,
    estimates: 20,
    services: 7,
  }
  await world.fresh({ company: { ...few, appointments: 200 } })
})
afterAll(() => world?.stop())

type Row = { entity: string; id: string; row: Record<string, unknown> }

/** Every row of production, but for when and how often it was written. */
const production = async (): Promise<Row[]> => {
  const entities = await world.database.query<{ entity: string }>(
    'select entity from reconcile.entities order by 1',
  )
  const rows: Row[] = []
  for (const { entity } of entities)
    rows.push(
      ...(await world.database.query<Row>(
        `select $1 as entity, t.id, to_jsonb(t) - '{version,created_at,updated_at,synced_at}'::text[] as row from gazelle.${entity} t order by t.id`,
        [entity],
      )),
    )
  return rows
}

/** Where any column of any table of ours, or of what carries calls, holds what a pattern finds. */
const found = async (pattern: string): Promise<string[]> => {
  const columns = await world.database.query<{ relation: string; field: string }>(
    `select a.attrelid::regclass::text as relation, quote_ident(a.attname) as field
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       and c.relnamespace::regnamespace::text in ('staging', 'gazelle', 'sync', 'reconcile', 'monitoring', 'v5', 'app', 'net', 'cron', 'vault')`,
  )
  expect(columns.length).toBeGreaterThan(500)
  const places: string[] = []
  for (const { relation, field } of columns) {
    const [row] = await world.database.query<{ text: string }>(
      `select ${field}::text as text from only ${relation} where ${field}::text ~* $1 limit 1`,
      [pattern],
    )
    if (row) places.push(`${relation}.${field}: ${row.text.slice(0, 300)}`)
  }
  return places
}

/** A client of whom every kind of data is known, whose names are nobody else's. */
const marked = async (mark: string) => {
  const { company, change } = world.gazelle
  const withInvoice = new Set([...company.invoices.values()].map(({ clientId }) => clientId))
  const withEvent = new Set([...company.events.values()].map(({ clientId }) => clientId))
  const client = [...company.clients.values()].find(
    ({ id, companyName, contacts }) =>
      withInvoice.has(id) && withEvent.has(id) && contacts.length > 0 && !companyName?.includes('Zzz'),
  )
  const contact = client?.contacts[0]
  if (!client || !contact) throw new Error('no such client in the company')
  change.editClient(client.id, {
    companyName: `Zzz ${mark} & fils`,
    personalNotes: `Zzz${mark}, porte de côté`,
  })
  change.editContact(contact.id, { firstName: `Zzz${mark}`, lastName: 'Quenneville-Zzz' })
  for (const email of contact.emails) email.email = `zzz${mark}@quenneville.example`
  for (const phone of contact.phones) phone.phoneNumber = `514 999 ${mark.length}177`
  for (const entry of company.timelineEntries.values())
    if (entry.clientId === client.id) entry.comment = `Vu avec Zzz${mark}: 21C, 39%`
  const piano = change.insertPiano({ clientId: client.id, serialNumber: `Zzz${mark}77` })
  change.insertTimelineEntry({ clientId: client.id, pianoId: piano.id, comment: `Zzz${mark} rappellera` })
  return { id: client.id, pattern: `zzz ?${mark}|514 ?999 ?${mark.length}177` }
}

const erase = async (id: string) => {
  const [row] = await world.database.query<{ r: { counts: Record<string, number> } }>(
    `select sync.erase_client('main', $1, false, 'test', true) as r`,
    [id],
  )
  return row?.r.counts ?? {}
}

const problems = () => world.database.query('select rule, subject, message from monitoring.find_problems()')

test('a client that Gazelle still lists is erased and does not come back; all else is as it was, and every sweep is whole (case S6)', async () => {
  const client = await marked('ta')
  await world.syncAll({ mode: 'full' })
  expect((await found(client.pattern)).length).toBeGreaterThan(5)
  const before = await production()

  const counts = await erase(client.id)
  expect(counts).toMatchObject({ 'gazelle.clients': 1 })
  for (const entity of ['pianos', 'contacts', 'invoices', 'appointments', 'timeline_entries'])
    expect(counts[`gazelle.${entity}`]).toBeGreaterThan(0)
  expect(await found(client.pattern)).toEqual([])
  const erased = await production()
  const left = new Set(erased.map(({ entity, id }) => `${entity} ${id}`))
  // What others have is there, field by field, but for references to who is gone.
  const others = before.filter(({ entity, id }) => left.has(`${entity} ${id}`))
  expect(others).toHaveLength(erased.length)
  const emptied = Object.entries(counts).filter(([name]) => /^gazelle\.\w+\.\w+$/.test(name))
  const differing = erased.filter((row, at) => JSON.stringify(row) !== JSON.stringify(others[at]))
  expect(differing.length).toBeLessThanOrEqual(emptied.reduce((sum, [, rows]) => sum + rows, 0))
  const rows = Object.entries(counts).filter(([name]) => /^gazelle\.\w+$/.test(name))
  expect(before.length - erased.length).toBeGreaterThanOrEqual(rows.reduce((sum, [, n]) => sum + n, 0))

  // Something new of theirs comes meanwhile.
  const { change, company } = world.gazelle
  change.insertTimelineEntry({ clientId: client.id, comment: 'Zzzta a rappelé' })
  const piano = change.insertPiano({ clientId: client.id, serialNumber: 'Zzzta78' })
  change.insertMeasurement(piano.id, { temperature: 21 })
  change.insertInvoice({ clientId: client.id, notes: 'Zzzta' })
  change.editClient(client.id, { personalNotes: 'Zzzta, encore' })
  for (const mode of ['full', 'incremental', 'full', 'incremental']) {
    for (const module of world.modules) {
      const report = await world.sync(module, { mode })
      expect(report).toMatchObject({
        module,
        status: 'success',
        rejected: 0,
        deleted: 0,
        heldBack: 0,
        due: 0,
      })
    }
    expect(await found(client.pattern)).toEqual([])
  }
  expect(await production()).toEqual(erased)
  expect(company.clients.has(client.id)).toBe(true)
  expect(await world.database.query('select from sync.missing union all select from sync.holes')).toEqual([])
  expect(
    await world.database.query('select from reconcile.mirror where is_placeholder and deleted_at is null'),
  ).toEqual([])
  const sweeps = await world.database.query(
    `select module from sync.runs where mode = 'full' and not complete`,
  )
  expect(sweeps).toEqual([])
  expect(
    await world.database.query(
      'select module, local_count, remote_count from monitoring.counts where local_count <> remote_count',
    ),
  ).toEqual([])
  expect(
    (await world.database.query(`select from monitoring.module_health where status <> 'healthy'`)).length,
  ).toBe(0)
  expect(await problems()).toEqual([])
})

test('a client can be erased while everything is read: the pages that were asked for before bring nothing back (case S6)', async () => {
  const client = await marked('tok')
  await world.syncAll({ mode: 'full' })
  const syncs = Promise.all(world.modules.map((module) => world.sync(module, { mode: 'full' })))
  await erase(client.id)
  for (const report of await syncs) expect(report.status).toBe('success')
  expect(await found(client.pattern)).toEqual([])
  for (const module of world.modules)
    expect(await world.sync(module, { mode: 'full' })).toMatchObject({
      status: 'success',
      rejected: 0,
      deleted: 0,
    })
  expect(await found(client.pattern)).toEqual([])
  expect(await problems()).toEqual([])
})
