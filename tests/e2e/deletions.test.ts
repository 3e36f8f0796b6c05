import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { compare, differences } from '../harness/company.ts'
import { startWorld, type World, written } from './world.ts'

let world: World
/** A world for a group of tests; `core` has neither appointments nor money, and takes half the time. */
const inWorld = (options: { core?: boolean } = {}) => {
  beforeAll(async () => {
    world = await startWorld(options)
  })
  afterAll(() => world?.stop())
  beforeEach(async () => {
    await world.fresh()
    // A small company: one record is more than a twentieth of some kinds.
    await share(0.5)
  })
}

const day = 86_400_000
const inDays = (days: number) => `${new Date(Date.now() + days * day).toISOString().slice(0, 19)}Z`
const one = async (sql: string, values: unknown[] = []) => (await world.database.query(sql, values))[0]
const share = (most: number) =>
  world.database.query('update sync.modules set max_delete_share = $1, delete_floor = 0', [most])
const some = <T>(map: Map<string, T>, fits: (row: T) => boolean = () => true): T => {
  for (const row of map.values()) if (fits(row)) return row
  throw new Error('the company has none such')
}
const full = { mode: 'full' }

/** Which of the rows are soft-deleted. */
const deleted = async (table: string, ids: string[]) => {
  const rows = await world.database.query(
    `select id from gazelle.${table} where id = any ($1) and deleted_at is not null order by array_position($1, id)`,
    [ids],
  )
  return rows.map((row) => row.id)
}
const count = async (table: string, where: string) =>
  (await one(`select count(*)::int as count from gazelle.${table} where ${where}`))?.count
/** What waits or was settled, as an administrator sees it. */
const deletions = async (module: string) => {
  const rows = await world.database.query(
    'select id, status, merged_into, attempts from monitoring.deletions where module = $1 order by id',
    [module],
  )
  return rows
}

/** A record of each kind that nothing else needs, by the module that reads it. */
const strangers = () => {
  const { change, company } = world.gazelle
  return {
    users: ['user', change.insertUser().id],
    clients: ['client', change.insertClient().id],
    pianos: ['piano', change.insertPiano().id],
    measurements: ['measurement', change.insertMeasurement(some(company.pianos).id).id],
    services: ['service', change.insertService().id],
    appointments: ['event', change.insertEvent({ start: inDays(5) }).id],
    invoices: ['invoice', change.insertInvoice().id],
    estimates: ['estimate', change.insertEstimate().id],
    timeline: ['timelineEntry', change.insertTimelineEntry().id],
  } as const
}
const tables: Record<string, string> = { services: 'service_items', timeline: 'timeline_entries' }

describe('in a company with everything', () => {
  inWorld()

  describe('a record that Gazelle no longer has', () => {
    test('of any kind is soft-deleted by the next complete sweep, and restored when it returns unchanged', async () => {
      const { change, company } = world.gazelle
      const gone = strangers()
      await world.syncAll()
      const before = await count('clients', 'true')
      for (const [kind, id] of Object.values(gone)) {
        if (kind === 'measurement') change.deleteMeasurement(id)
        else change.vanish(kind, id)
      }
      await world.syncAll(full)
      await compare(world.database, company)
      for (const [module, [, id]] of Object.entries(gone)) {
        expect(await deleted(tables[module] ?? module, [id])).toEqual([id])
        if (module !== 'measurements')
          expect(await deletions(module)).toContainEqual(expect.objectContaining({ id, status: 'gone' }))
      }
      // Softly: every row is still there.
      expect(await count('clients', 'true')).toBe(before)

      // Nothing more happens, however often it is swept.
      const settled = await written(world.database)
      for (const report of await world.syncAll(full)) expect(report).toMatchObject({ changed: 0, deleted: 0 })
      expect(await written(world.database)).toEqual(settled)

      for (const [kind, id] of Object.values(gone).reverse()) if (kind !== 'measurement') change.restore(id)
      await world.syncAll(full)
      await compare(world.database, company)
      for (const [module, [kind, id]] of Object.entries(gone))
        if (kind !== 'measurement') {
          expect(await deleted(tables[module] ?? module, [id])).toEqual([])
          expect(await deletions(module)).toEqual([])
        }
    })

    test('takes its own parts with it, and brings them back', async () => {
      const { change, company } = world.gazelle
      const client = change.insertClient()
      const contact = change.insertContact(client.id)
      const invoice = change.insertInvoice({ clientId: client.id })
      change.payInvoice(invoice.id)
      await world.syncAll()
      change.deleteInvoice(invoice.id)
      change.deleteClient(client.id)
      await world.syncAll(full)
      await compare(world.database, company)
      expect(await deleted('contacts', [contact.id])).toEqual([contact.id])
      expect(await count('invoice_items', `invoice_id = '${invoice.id}' and deleted_at is null`)).toBe(0)
      expect(await count('invoice_payments', `invoice_id = '${invoice.id}' and deleted_at is null`)).toBe(0)
      change.restore(client.id)
      change.restore(invoice.id)
      await world.syncAll(full)
      await compare(world.database, company)
      expect(await deleted('contacts', [contact.id])).toEqual([])
    })
  })

  describe('an appointment', () => {
    test('moved out of the window is found by its id and kept, and one deleted in the window is gone', async () => {
      const { change, company, calls } = world.gazelle
      const moved = change.insertEvent({ start: inDays(3) })
      const cancelled = change.insertEvent({ start: inDays(4) })
      const far = change.insertEvent({ start: inDays(300) })
      await world.syncAll()
      change.editEvent(moved.id, { start: inDays(200) })
      change.editEvent(far.id, { start: inDays(10) })
      change.deleteEvent(cancelled.id)
      calls.clear()
      const report = await world.sync('appointments')
      expect(report).toMatchObject({ mode: 'incremental', status: 'success', deleted: 1, changed: 2 })
      const asked = calls.of('AppointmentsById').flatMap((call) => Object.values(call.variables))
      expect(asked).toEqual(expect.arrayContaining([moved.id, cancelled.id]))
      // The third one is known to be there.
      expect(asked).toHaveLength(3)
      expect(await deleted('appointments', [moved.id, cancelled.id, far.id])).toEqual([cancelled.id])
      await world.syncAll()
      await compare(world.database, company)
    })

    test('outside the window is nobody’s business until a full sweep', async () => {
      const { change, company, calls } = world.gazelle
      const past = change.insertEvent({ start: inDays(-200) })
      await world.syncAll()
      change.deleteEvent(past.id)
      calls.clear()
      await world.sync('appointments')
      expect(calls.of('AppointmentsById')).toEqual([])
      expect(await deleted('appointments', [past.id])).toEqual([])
      await world.syncAll(full)
      await compare(world.database, company)
      expect(await deleted('appointments', [past.id])).toEqual([past.id])
    })
  })

  describe('what moved or was merged', () => {
    test('a merged client is gone, its contacts and pianos are the other’s, and the trace is kept', async () => {
      const { change, company } = world.gazelle
      const from = change.insertClient()
      const contact = change.insertContact(from.id)
      const into = change.insertClient()
      const piano = change.insertPiano({ clientId: from.id })
      const event = change.insertEvent({ clientId: from.id, start: inDays(2) })
      await world.syncAll()
      change.mergeClients(from.id, into.id)
      await world.syncAll(full)
      await compare(world.database, company)
      expect(await deletions('clients')).toEqual([
        expect.objectContaining({ id: from.id, status: 'gone', merged_into: into.id }),
      ])
      expect(await one('select client_id from gazelle.contacts where id = $1', [contact.id])).toEqual({
        client_id: into.id,
      })
      expect(await deleted('contacts', [contact.id])).toEqual([])
      expect(await deleted('pianos', [piano.id])).toEqual([])
      expect(await deleted('appointments', [event.id])).toEqual([])
    })

    test('parts that left their parent’s list are gone, wherever they hung', async () => {
      const { change, company } = world.gazelle
      const piano = change.insertPiano()
      const [kept, dropped] = [change.insertMeasurement(piano.id), change.insertMeasurement(piano.id)]
      const event = change.insertEvent({
        start: inDays(2),
        pianos: [some(company.pianos).id, piano.id].map((pianoId) => ({ pianoId, isTuning: true })),
      })
      const invoice = some(company.invoices, (row) => row.items.length > 1 && row.payments.length > 0)
      const estimate = some(company.estimates, (row) => row.tiers.some((tier) => tier.items.length > 1))
      const client = some(company.clients, (row) => row.contacts.some((one) => one.emails.length > 0))
      await world.syncAll()

      change.deleteMeasurement(dropped.id)
      change.editEvent(event.id, { pianos: event.pianos.slice(1) })
      change.editInvoice(invoice.id, { items: invoice.items.slice(1), payments: [] })
      const tiers = estimate.tiers.map((tier) => ({ ...tier, items: tier.items.slice(1) }))
      change.editEstimate(estimate.id, { tiers })
      for (const contact of client.contacts) change.editContact(contact.id, { emails: [], locations: [] })
      await world.syncAll(full)
      await compare(world.database, company)
      expect(await deleted('measurements', [kept.id, dropped.id])).toEqual([dropped.id])
      for (const table of [
        'appointment_pianos',
        'invoice_items',
        'invoice_payments',
        'estimate_items',
        'contact_emails',
      ])
        expect(await count(table, 'deleted_at is not null')).toBeGreaterThan(0)
      // They left a list; no record is missing.
      expect(await one('select count(*)::int as count from sync.missing')).toEqual({ count: 0 })
    })
  })

  describe('a mass deletion', () => {
    test('of a kind without a query by id is deleted by the run after its release, which asks for rights (case D2)', async () => {
      await share(0.05)
      const { change, company, calls } = world.gazelle
      const gone = [change.insertService().id, change.insertService().id]
      await world.syncAll()
      for (const id of gone) change.deleteService(id)
      expect(await world.sync('services', full)).toMatchObject({ deleted: 0, heldBack: 2 })
      expect(await deleted('service_items', gone)).toEqual([])
      await world.database.query(`select sync.release_deletions('services')`)
      expect(await deleted('service_items', gone)).toEqual([])
      calls.clear()
      expect(await world.sync('services')).toMatchObject({ deleted: 2, heldBack: 0 })
      expect(calls.of('Caller')).toHaveLength(1)
      expect(await deleted('service_items', gone)).toEqual(gone)
      await world.syncAll(full)
      await compare(world.database, company)
    })
  })

  describe('a placeholder', () => {
    /** Records that no list of an incremental run gives, each with an entry that refers to it. */
    const strayed = () => {
      const { change, company } = world.gazelle
      const old = inDays(-20)
      const client = change.insertClient({ createdAt: inDays(-900) })
      const piano = change.insertPiano({ clientId: client.id, createdAt: inDays(-900) })
      const event = change.insertEvent({ clientId: client.id, start: inDays(300) })
      const invoice = change.insertInvoice({ clientId: client.id, createdAt: inDays(-900), payments: [] })
      const estimate = change.insertEstimate({ pianoId: piano.id, createdAt: inDays(-900), isArchived: true })
      for (const entry of company.timelineEntries.values())
        if (entry.clientId === client.id) entry.occurredAt = old
      company.version++
      const ids = {
        clients: client.id,
        pianos: piano.id,
        appointments: event.id,
        invoices: invoice.id,
        estimates: estimate.id,
      }
      return Object.entries(ids)
    }

    test('for a client, piano, appointment, invoice or estimate is fetched by id and filled, without a sweep', async () => {
      const { company } = world.gazelle
      await world.syncAll()
      const ids = strayed()
      await world.sync('timeline', { window: 'balanced' })
      for (const [table, id] of ids)
        expect([table, await count(table, `id = '${id}' and is_placeholder`)]).toEqual([table, 1])
      const waiting = await world.database.query('select entity, referred_to_by from monitoring.placeholders')
      expect(waiting.map((row) => row.entity).sort()).toEqual(ids.map(([table]) => table).sort())
      for (const row of waiting)
        expect(Object.keys(row.referred_to_by)).toContainEqual(
          expect.stringMatching(/^gazelle\.timeline_entries\./),
        )
      for (const report of await world.syncAll()) expect(report.mode).toBe('incremental')
      expect(await world.database.query('select * from monitoring.placeholders')).toEqual([])
      await compare(world.database, company)
    })

    test('for what Gazelle does not have is marked gone, once', async () => {
      const { change, company, calls } = world.gazelle
      await world.syncAll()
      const ids = strayed()
      await world.sync('timeline', { window: 'balanced' })
      const client = ids.find(([table]) => table === 'clients')?.[1] ?? ''
      change.deleteClient(client)
      for (const report of await world.syncAll()) expect(report.status).toBe('success')
      const gone = await world.database.query(
        'select entity, id from monitoring.placeholders where gone order by entity',
      )
      expect(gone).toEqual(
        ids.map(([entity, id]) => ({ entity, id })).sort((a, b) => (a.entity < b.entity ? -1 : 1)),
      )
      calls.clear()
      await world.syncAll()
      for (const operation of [
        'ClientsById',
        'PianosById',
        'AppointmentsById',
        'InvoicesById',
        'EstimatesById',
      ])
        expect(calls.of(operation)).toEqual([])
      await world.syncAll(full)
      await compare(world.database, company)
      // It was no mistake of ours: it comes, and is filled.
      change.restore(client)
      await world.syncAll(full)
      await compare(world.database, company)
      expect(await world.database.query('select * from monitoring.placeholders')).toEqual([])
    })
  })
})

describe('in a company of clients and pianos', () => {
  inWorld({ core: true })

  describe('a record that Gazelle no longer has', () => {
    test('is restored by an incremental run too, when it is touched', async () => {
      const { change, company } = world.gazelle
      const piano = change.insertPiano()
      await world.syncAll()
      change.deletePiano(piano.id)
      await world.syncAll(full)
      expect(await deleted('pianos', [piano.id])).toEqual([piano.id])
      change.restore(piano.id)
      change.insertTimelineEntry({ pianoId: piano.id, comment: 'De retour.' })
      for (const report of await world.syncAll()) expect(report.mode).toBe('incremental')
      await compare(world.database, company)
    })

    test('is asked for by its id before anything is deleted, and once', async () => {
      const { change, calls, company } = world.gazelle
      const piano = change.insertPiano()
      await world.syncAll()
      change.deletePiano(piano.id)
      calls.clear()
      expect(await world.sync('pianos', full)).toMatchObject({ status: 'success', deleted: 1 })
      expect(calls.of('PianosById').map((call) => call.variables)).toEqual([
        // The other one is known to be there.
        { id0: piano.id, id1: expect.not.stringMatching(piano.id) },
      ])
      await world.sync('pianos', full)
      expect(calls.of('PianosById')).toHaveLength(1)
      await world.syncAll(full)
      await compare(world.database, company)
    })

    test('is not looked for by a run that reads only what was touched', async () => {
      const { change, calls } = world.gazelle
      const piano = change.insertPiano()
      await world.syncAll()
      change.deletePiano(piano.id)
      calls.clear()
      expect(await world.sync('pianos')).toMatchObject({ mode: 'incremental', deleted: 0 })
      expect(calls.of('PianosById')).toEqual([])
      expect(await deleted('pianos', [piano.id])).toEqual([])
    })

    test('and was only tried to be found changes nothing', async () => {
      const { change } = world.gazelle
      const piano = change.insertPiano()
      await world.syncAll()
      change.deletePiano(piano.id)
      const before = await written(world.database)
      await world.sync('pianos', { mode: 'full', dryRun: true })
      expect(await written(world.database)).toEqual(before)
      expect(await deletions('pianos')).toEqual([])
    })
  })

  describe('what moved or was merged', () => {
    test.each([false, true])(
      'a piano given to another client stays one piano (copy left: %s)',
      async (leaveCopy) => {
        const { change, company } = world.gazelle
        const owner = change.insertClient()
        const buyer = change.insertClient()
        const piano = change.insertPiano({ clientId: owner.id, serialNumber: '424242' })
        change.insertMeasurement(piano.id)
        await world.syncAll()
        change.movePiano(piano.id, buyer.id, { leaveCopy })
        await world.syncAll(full)
        await compare(world.database, company)
        const rows = await world.database.query(
          `select client_id, status, deleted_at from gazelle.pianos where serial_number = '424242' order by id = $1 desc`,
          [piano.id],
        )
        expect(rows[0]).toMatchObject({ client_id: buyer.id, deleted_at: null })
        expect(rows.slice(1)).toEqual(
          leaveCopy ? [{ client_id: owner.id, status: 'INACTIVE', deleted_at: null }] : [],
        )
        expect(await deletions('pianos')).toEqual([])
      },
    )

    test('a merged piano is gone, its measurements are the other’s, and the trace is found at last', async () => {
      const { change, company } = world.gazelle
      const from = change.insertPiano()
      const measurement = change.insertMeasurement(from.id)
      const into = change.insertPiano()
      await world.syncAll()
      change.mergePianos(from.id, into.id)
      await world.syncAll(full)
      await compare(world.database, company)
      expect(await one('select piano_id from gazelle.measurements where id = $1', [measurement.id])).toEqual({
        piano_id: into.id,
      })
      // Measurements are read after pianos, so the next sweep knows.
      await world.sync('pianos', full)
      expect(await deletions('pianos')).toEqual([
        expect.objectContaining({ id: from.id, status: 'gone', merged_into: into.id }),
      ])
    })

    test('an id that answers with another record is gone, and the other is kept', async () => {
      const { change, company } = world.gazelle
      const [from, into] = [change.insertPiano(), change.insertPiano()]
      await world.syncAll()
      change.deletePiano(from.id)
      const kept = { id: into.id, make: into.make }
      world.wire.onAnswer = ({ operation }, body) =>
        operation === 'PianosById'
          ? JSON.stringify({ data: { ...JSON.parse(body).data, record0: kept } })
          : body
      expect(await world.sync('pianos', full)).toMatchObject({ deleted: 1, changed: 0 })
      world.wire.onAnswer = undefined
      expect(await deleted('pianos', [from.id, into.id])).toEqual([from.id])
      await world.syncAll(full)
      await compare(world.database, company)
    })
  })

  describe('a mass deletion', () => {
    test('is held back, deletes what a person releases, and keeps what a person dismisses', async () => {
      await share(0.05)
      const { change, company, calls } = world.gazelle
      const [kept, ...gone] = Array.from({ length: 8 }, () => change.insertPiano().id)
      await world.syncAll()
      for (const id of [kept ?? '', ...gone]) change.deletePiano(id)
      calls.clear()
      expect(await world.sync('pianos', full)).toMatchObject({ deleted: 0, heldBack: 8, status: 'success' })
      expect(calls.of('PianosById')).toEqual([])
      expect(await deleted('pianos', gone)).toEqual([])
      expect(await deletions('pianos')).toHaveLength(8)

      // However often: it waits for a person.
      expect(await world.sync('pianos', full)).toMatchObject({ deleted: 0, heldBack: 8 })
      await world.database.query(`select sync.dismiss_deletions('pianos', p_ids => $1, p_by => 'Anna')`, [
        [kept],
      ])
      await world.database.query(`select sync.release_deletions('pianos', p_by => 'Anna')`)
      expect(await world.sync('pianos')).toMatchObject({ mode: 'incremental', deleted: 7, heldBack: 0 })
      expect(await deleted('pianos', [kept ?? '', ...gone])).toEqual(gone)
      // Many are asked for in one request (case D4), with one that is known to be there.
      expect(calls.of('PianosById').map((call) => Object.values(call.variables).length)).toEqual([8])

      await world.syncAll(full)
      // What was dismissed is the only difference, and is not asked about again.
      await compare(world.database, company, [`pianos ${kept}: not in Gazelle`])
      // It does not stand in the way of the others either.
      const another = [change.insertPiano().id, change.insertPiano().id, change.insertPiano().id]
      await world.sync('pianos')
      for (const id of another) change.deletePiano(id)
      expect(await world.sync('pianos', full)).toMatchObject({ deleted: 3, heldBack: 0 })
      await world.syncAll(full)
      await compare(world.database, company, [`pianos ${kept}: not in Gazelle`])
    })

    test('that was an outage is over when the records are seen again', async () => {
      await share(0.05)
      const { change, company } = world.gazelle
      const gone = Array.from({ length: 8 }, () => change.insertPiano().id)
      await world.syncAll()
      for (const id of gone) change.deletePiano(id)
      expect(await world.sync('pianos', full)).toMatchObject({ heldBack: 8 })
      for (const id of gone) change.restore(id)
      expect(await world.sync('pianos', full)).toMatchObject({ heldBack: 0, changed: 0, deleted: 0 })
      expect(await deletions('pianos')).toEqual([])
      await world.syncAll(full)
      await compare(world.database, company)
    })

    test.each([
      ['users', 'allUsers', []],
      [
        'pianos',
        'allPianos',
        { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
      ],
      ['timeline', 'allTimelineEntries', { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } }],
    ])(
      'of all %s at once is more likely a fault, and held back whatever the share',
      async (module, root, nothing) => {
        await share(1)
        await world.syncAll()
        world.wire.onAnswer = () => JSON.stringify({ data: { [root]: nothing } })
        const before = await written(world.database)
        const report = await world.sync(module, full)
        expect(report).toMatchObject({ deleted: 0, fetched: 0 })
        expect(report.heldBack).toBeGreaterThan(0)
        expect(await written(world.database)).toEqual(before)
        world.wire.onAnswer = undefined
        expect(await world.sync(module, full)).toMatchObject({ heldBack: 0, deleted: 0 })
        await compare(world.database, world.gazelle.company)
      },
    )
  })

  describe('a sweep that is not whole deletes only what it has asked for by id', () => {
    const faults = [
      ['claims more than it gives', { kind: 'totalCount', count: 9999 }],
      ['has rows that are null', { kind: 'nullNodes', at: [1] }],
      ['has fields that failed', { kind: 'partial', field: 'PrivatePiano.make', at: [1] }],
    ] as const
    test.each(faults)('one that %s', async (_, fault) => {
      const { change, rules, calls, company } = world.gazelle
      const piano = change.insertPiano()
      await world.syncAll()
      change.deletePiano(piano.id)
      rules.pageCap = 20
      calls.clear()
      rules.add({ ...fault, operation: 'Pianos', times: 100 })
      expect(await world.sync('pianos', full)).toMatchObject({ status: 'partial', deleted: 1, heldBack: 0 })
      expect(calls.of('PianosById').flatMap((call) => Object.values(call.variables))).toContain(piano.id)
      expect(await deleted('pianos', [piano.id])).toEqual([piano.id])
      // A record that no list shows is not asked for by each run.
      calls.clear()
      expect(await world.sync('pianos', full)).toMatchObject({ status: 'partial', deleted: 0, heldBack: 0 })
      expect(calls.of('PianosById')).toEqual([])
      rules.clear()
      await world.syncAll(full)
      await compare(world.database, company)
    })

    const shifts = [
      ['skips rows', { kind: 'shiftedPage', by: 3 }],
      ['repeats rows', { kind: 'shiftedPage', by: -3 }],
      ['has an empty page', { kind: 'emptyPage' }],
    ] as const
    test.each(shifts)('one that %s, until a second pass has seen them', async (_, fault) => {
      const { rules, calls, company } = world.gazelle
      await world.syncAll()
      rules.pageCap = 20
      const before = await written(world.database)
      for (const [module, operation] of [
        ['pianos', 'Pianos'],
        ['timeline', 'Timeline'],
      ] as const) {
        calls.clear()
        rules.add({ ...fault, operation, after: 1 })
        expect(await world.sync(module, full)).toMatchObject({ deleted: 0, heldBack: 0, changed: 0 })
        expect(rules.pending()).toEqual([])
        rules.clear()
      }
      expect(calls.of('PianosById')).toEqual([])
      expect(await written(world.database)).toEqual(before)
      await compare(world.database, company)
    })

    test('one that is cut ends with an error, and the next one goes on from there', async () => {
      const { change, rules, company } = world.gazelle
      const piano = change.insertPiano()
      await world.syncAll()
      change.deletePiano(piano.id)
      rules.pageCap = 20
      rules.add({ kind: 'undefinedField', field: 'PrivatePiano.make', operation: 'Pianos', after: 2 })
      expect(await world.fails('pianos', full)).toMatchObject({
        error: { code: expect.stringMatching(/^gazelle_/) },
      })
      expect(await deletions('pianos')).toEqual([])
      expect(await deleted('pianos', [piano.id])).toEqual([])
      rules.clear()
      await world.syncAll(full)
      expect(await deleted('pianos', [piano.id])).toEqual([piano.id])
      await compare(world.database, company)
    })

    test('one during which rows before its cursor were deleted, so that others slipped past it', async () => {
      const { change, rules, company } = world.gazelle
      await world.syncAll()
      rules.pageCap = 20
      const newest = [...company.timelineEntries.values()]
        .filter((entry) => entry.type === 'CONTACT_EMAIL_AUTOMATED')
        .sort((a, b) => (a.occurredAt < b.occurredAt ? 1 : -1))
      const victims = newest.slice(0, 3).map((entry) => entry.id)
      let pages = 0
      world.wire.onAnswer = ({ variables }, body) => {
        if (JSON.stringify(variables.types) === '["CONTACT_EMAIL_AUTOMATED"]' && ++pages === 2)
          for (const id of victims) change.deleteTimelineEntry(id)
        return body
      }
      await world.sync('timeline', full)
      world.wire.onAnswer = undefined
      const rows = await world.database.query(
        'select id from gazelle.timeline_entries where deleted_at is not null',
      )
      const lost = rows.map((row) => row.id).filter((id) => company.timelineEntries.has(id))
      expect(lost).toEqual([])
      await world.syncAll(full)
      await compare(world.database, company)
    })
  })

  describe('a timeline entry', () => {
    test('deleted lately is noticed by the run that reads that far back, and by no other', async () => {
      const { change, company, calls } = world.gazelle
      const piano = change.insertPiano()
      const [fresh, older] = [
        change.insertTimelineEntry({ pianoId: piano.id }),
        change.insertTimelineEntry({ occurredAt: inDays(-20) }),
      ]
      await world.syncAll()
      for (const id of [fresh.id, older.id]) change.deleteTimelineEntry(id)
      expect(await world.sync('timeline')).toMatchObject({
        mode: 'incremental',
        status: 'success',
        deleted: 1,
      })
      expect(await deleted('timeline_entries', [fresh.id, older.id])).toEqual([fresh.id])
      const read = calls.of('Neighbours').map((call) => call.variables.clientId)
      expect(read.filter((id) => id === fresh.clientId)).toHaveLength(1)
      // The other list holds an entry that is known to be there.
      expect(read.length).toBeLessThanOrEqual(2)
      expect(await world.sync('timeline', { window: 'balanced' })).toMatchObject({ deleted: 1 })
      await compare(world.database, company)
    })

    test('of which a person corrects the date, or client and date at once, is never deleted (kind of D2)', async () => {
      const { change, company, calls } = world.gazelle
      const [memo, note] = [
        change.insertTimelineEntry({ pianoId: null }),
        change.insertTimelineEntry({ clientId: change.insertClient().id }),
      ]
      world.wire.onAnswer = (_, body) => {
        const answer = JSON.parse(body)
        for (const edge of answer.data?.allTimelineEntries?.edges ?? [])
          if (edge.node?.id === memo.id) edge.node.client = null
        return JSON.stringify(answer)
      }
      await world.syncAll()
      change.editTimelineEntry(memo.id, { occurredAt: inDays(-9) })
      expect(await world.sync('timeline')).toMatchObject({ status: 'success', deleted: 0, due: 1 })
      // Without a client it waits for a full sweep, and is not looked for again until then.
      calls.clear()
      expect(await world.sync('timeline')).toMatchObject({ deleted: 0, due: 1 })
      expect(calls.of('Neighbours')).toEqual([])
      const client = change.insertClient()
      await world.sync('clients')
      change.editTimelineEntry(note.id, { occurredAt: inDays(-40), clientId: client.id })
      expect(await world.sync('timeline')).toMatchObject({ status: 'success', deleted: 0 })
      expect(
        await one('select client_id, deleted_at from gazelle.timeline_entries where id = $1', [note.id]),
      ).toEqual({ client_id: client.id, deleted_at: null })
      expect(await world.sync('timeline', full)).toMatchObject({ deleted: 0, due: 0 })
      expect(await deleted('timeline_entries', [memo.id, note.id])).toEqual([])

      change.deleteTimelineEntry(memo.id)
      expect(await world.sync('timeline', { window: 'balanced' })).toMatchObject({ deleted: 0, due: 1 })
      expect(await world.sync('timeline', full)).toMatchObject({ deleted: 1, due: 0 })
      await compare(world.database, company)
    })
  })

  describe('a look-up by id', () => {
    const noAnswers = [
      [
        'errors',
        JSON.stringify({ errors: [{ message: "undefined method 'each' for nil" }], data: { record0: null } }),
      ],
      ['nothing', JSON.stringify({ data: {} })],
      ['a record without an id', JSON.stringify({ data: { record0: { id: null, make: 'Yamaha' } } })],
    ] as const
    test.each(noAnswers)(
      'that answers %s deletes nothing, and is tried again later and later',
      async (_, answer) => {
        const { change, company } = world.gazelle
        const piano = change.insertPiano()
        await world.syncAll()
        change.deletePiano(piano.id)
        let asked = 0
        world.wire.onAnswer = ({ operation }, body) => {
          if (operation !== 'PianosById') return body
          asked++
          return answer
        }
        await world.sync('pianos', full)
        expect(asked).toBeGreaterThan(0)
        expect(await deleted('pianos', [piano.id])).toEqual([])
        expect(await deletions('pianos')).toEqual([expect.objectContaining({ status: 'due', attempts: 1 })])
        // Not before its time.
        asked = 0
        await world.sync('pianos')
        expect(asked).toBe(0)
        await world.database.query('update sync.missing set next_at = now()')
        await world.sync('pianos')
        expect(await deletions('pianos')).toEqual([expect.objectContaining({ status: 'due', attempts: 2 })])

        world.wire.onAnswer = undefined
        await world.database.query('update sync.missing set next_at = now()')
        expect(await world.sync('pianos')).toMatchObject({ deleted: 1 })
        await world.syncAll(full)
        await compare(world.database, company)
      },
    )

    test('finds what a list does not show, and keeps it', async () => {
      const { company } = world.gazelle
      await world.syncAll()
      const hidden = some(company.pianos).id
      world.wire.onAnswer = ({ operation }, body) => {
        if (operation !== 'Pianos') return body
        const answer = JSON.parse(body)
        const { allPianos } = answer.data
        allPianos.edges = allPianos.edges.filter((edge: { node: { id: string } }) => edge.node.id !== hidden)
        allPianos.totalCount--
        return JSON.stringify(answer)
      }
      expect(await world.sync('pianos', full)).toMatchObject({ deleted: 0, changed: 0, status: 'success' })
      expect(await deletions('pianos')).toEqual([])
      expect(await differences(world.database, company)).toEqual([])
    })
  })
})
