import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { compare } from '../harness/company.ts'
import { startWorld, type World, written } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world?.stop())
beforeEach(() => world.fresh())

const day = 86_400_000
const inDays = (days: number) => `${new Date(Date.now() + days * day).toISOString().slice(0, 19)}Z`
const one = async (sql: string, values: unknown[] = []) => (await world.database.query(sql, values))[0]
const some = <T>(map: Map<string, T>, fits: (row: T) => boolean = () => true): T => {
  for (const row of map.values()) if (fits(row)) return row
  throw new Error('the company has none such')
}
const full = { mode: 'full' }
/** The day in Montreal, some days from now. */
const localDay = (days: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Montreal' }).format(Date.now() + days * day)
/** The variables of an operation's calls, without those of paging. */
const asked = (operation: string) =>
  world.gazelle.calls.of(operation).map(({ variables: { first, after, ...others } }) => others)
const issues = async (module: string) => {
  const rows = await world.database.query(
    'select rule, severity, records::int from monitoring.data_quality where module = $1 order by rule',
    [module],
  )
  return rows
}

describe('all modules', () => {
  test('bring what was inserted, edited and blanked, in every kind of record', async () => {
    const { change, company } = world.gazelle
    await world.syncAll()
    const user = change.insertUser()
    const client = change.insertClient()
    const contact = change.insertContact(client.id)
    const piano = change.insertPiano({ clientId: client.id })
    const measurement = change.insertMeasurement(piano.id, { temperature: 20, humidity: 40 })
    const service = change.insertService()
    const event = change.insertEvent({
      clientId: client.id,
      start: inDays(3),
      pianos: [{ pianoId: piano.id, isTuning: true }],
    })
    const invoice = change.insertInvoice({ clientId: client.id })
    const estimate = change.insertEstimate({ pianoId: piano.id })
    const note = change.insertTimelineEntry({ pianoId: piano.id, comment: 'Accord 440Hz, 21C, 39%.' })
    for (const report of await world.syncAll()) expect(report).toMatchObject({ mode: 'incremental' })
    await compare(world.database, company)

    change.editUser(user.id, { lastName: 'Nouveau-Nom', hasLimitedAccess: null })
    change.editClient(client.id, { companyName: 'Salle neuve', region: 'Laval' })
    change.editContact(contact.id, { firstName: 'Édith', wantsText: null })
    change.editPiano(piano.id, { make: 'Pleyel', damppChaserInstalled: false })
    change.editMeasurement(measurement.id, { temperature: 23, a4Pitch: 4412 })
    change.editService(service.id, {
      name: { fr_CA: 'Accord double', en_US: 'Double tuning' },
      amount: 31_050,
    })
    change.editEvent(event.id, { status: 'CANCELED', start: inDays(4), userId: user.id })
    change.payInvoice(invoice.id, 1000)
    change.editInvoice(invoice.id, { notes: 'Payée en partie', archived: true })
    change.editEstimate(estimate.id, { expiresOn: '2031-01-31', tags: ['urgent'] })
    change.editTimelineEntry(note.id, { comment: 'Accord 441Hz, 22C, 40%.' })
    await world.syncAll(full)
    await compare(world.database, company)

    change.editUser(user.id, { email: '', color: '' })
    change.editClient(client.id, { companyName: null, region: '' })
    change.editContact(contact.id, { firstName: '', lastName: null, emails: [], phones: [] })
    change.editPiano(piano.id, { make: null, year: null })
    change.editMeasurement(measurement.id, { humidity: null, takenOn: null })
    change.editService(service.id, { amount: null, description: {} })
    change.editEvent(event.id, { clientId: null, addressLine: '', pianos: [], confirmedByClient: null })
    change.editInvoice(invoice.id, { notes: '', dueOn: null, tags: [] })
    change.editEstimate(estimate.id, { notes: null, tags: [], assignedToId: null })
    await world.syncAll(full)
    await compare(world.database, company)
  })

  test('do not wait for each other: one whose field is gone fails and names it, the others go on', async () => {
    const { rules, company } = world.gazelle
    rules.add({ kind: 'undefinedField', field: 'PrivateInvoiceItem.billable', stays: true })
    for (const module of world.modules) {
      if (module === 'invoices') {
        const { error } = await world.fails(module)
        expect(error).toMatchObject({ code: 'gazelle_field_gone' })
        expect(error.message).toContain('billable')
      } else expect(await world.sync(module)).toMatchObject({ status: 'success' })
    }
    rules.clear()
    await world.sync('invoices')
    await compare(world.database, company)
  })
})

describe('a list inside a record', () => {
  test('is read to its end: 150 pianos of an event, 120 items and 130 payments of an invoice', async () => {
    const { change, company, calls } = world.gazelle
    const pianos = [...company.pianos.keys()]
    while (pianos.length < 150) pianos.push(change.insertPiano().id)
    const event = change.insertEvent({
      start: inDays(2),
      pianos: pianos.map((pianoId) => ({ pianoId, isTuning: true })),
    })
    const model = some(company.invoices).items[0]
    if (!model) throw new Error('an invoice without items')
    const items = Array.from({ length: 120 }, (_, at) => ({
      ...model,
      id: `ini_more_${at}`,
      sequenceNumber: at,
    }))
    const subTotal = items.reduce((sum, item) => sum + (item.subTotal ?? 0), 0)
    const invoice = change.insertInvoice({ items, subTotal })
    for (let at = 0; at < 130; at++) change.payInvoice(invoice.id, 10)
    await world.syncAll()
    await compare(world.database, company)
    const counts = await one(
      `select (select count(*)::int from gazelle.appointment_pianos where appointment_id = $1) as pianos,
         (select count(*)::int from gazelle.invoice_items where invoice_id = $2) as items,
         (select count(*)::int from gazelle.invoice_payments where invoice_id = $2) as payments`,
      [event.id, invoice.id],
    )
    expect(counts).toEqual({ pianos: 150, items: 120, payments: 130 })
    expect(await issues('invoices')).toEqual([])

    // Unchanged, although it is read in parts.
    const before = await written(world.database)
    calls.clear()
    for (const module of ['appointments', 'invoices'])
      expect(await world.sync(module, full)).toMatchObject({ changed: 0 })
    expect([
      calls.of('Appointments_allEventPianos').length,
      calls.of('Invoices_allInvoiceItems').length,
    ]).toEqual([1, 1])
    expect(await written(world.database)).toEqual(before)

    change.editEvent(event.id, { pianos: event.pianos.slice(0, 40) })
    change.editInvoice(invoice.id, { items: items.slice(5), payments: invoice.payments.slice(0, 3) })
    await world.syncAll(full)
    await compare(world.database, company, [])
  })

  const troubles = [
    ['has a part that failed', { kind: 'partial', field: 'PrivateEventPiano.isTuning' }],
    ['answers that the record is gone', null],
  ] as const
  test.each(troubles)(
    'whose next page %s is not called whole: nothing of it is deleted',
    async (_, fault) => {
      const { change, company, rules } = world.gazelle
      const pianos = [...company.pianos.keys()]
      while (pianos.length < 110) pianos.push(change.insertPiano().id)
      const event = change.insertEvent({
        start: inDays(2),
        pianos: pianos.map((pianoId) => ({ pianoId, isTuning: true })),
      })
      await world.syncAll()
      change.editEvent(event.id, { notes: 'Changé.' })
      if (fault) rules.add({ ...fault, operation: 'Appointments_allEventPianos' })
      else
        world.wire.onAnswer = ({ operation }, body) =>
          operation === 'Appointments_allEventPianos' ? JSON.stringify({ data: { event: null } }) : body
      await world.sync('appointments', full)
      world.wire.onAnswer = undefined
      rules.clear()
      const left = await one(
        'select count(*)::int as count from gazelle.appointment_pianos where appointment_id = $1 and deleted_at is null',
        [event.id],
      )
      expect(left).toEqual({ count: 110 })
      await world.syncAll(full)
      await compare(world.database, company)
    },
  )
})

describe('what a run asks for', () => {
  test.each([
    ['fast', -7, 30],
    ['balanced', -30, 90],
    ['exhaustive', -60, 365],
  ])('of appointments in window %s is its days, and one more at each end', async (window, from, to) => {
    await world.sync('appointments')
    world.gazelle.calls.clear()
    expect(await world.sync('appointments', { window })).toMatchObject({
      mode: 'incremental',
      status: 'success',
    })
    const [{ filters } = { filters: null }] = asked('Appointments')
    expect(filters).toEqual({ dateGet: localDay(from - 1), dateLet: localDay(to + 2) })
  })

  test('of invoices goes by invoice date and by payment date', async () => {
    const { change, company, calls } = world.gazelle
    const old = some(
      company.invoices,
      (row) => row.payments.length === 0 && Date.parse(row.createdAt) < Date.now() - 30 * day,
    )
    await world.syncAll()
    calls.clear()
    const fresh = change.insertInvoice()
    change.payInvoice(old.id)
    expect(await world.sync('invoices')).toMatchObject({ mode: 'incremental', changed: 2 })
    const filters = asked('Invoices').map((variables) => Object.keys(variables.filters ?? {}))
    expect(filters.sort()).toEqual([
      ['invoiceDateGet', 'invoiceDateLet'],
      ['paymentDateGet', 'paymentDateLet'],
    ])
    expect(await one('select status from gazelle.invoices where id = $1', [old.id])).toEqual({
      status: 'PAID',
    })
    expect(
      await one('select count(*)::int as count from gazelle.invoices where id = $1', [fresh.id]),
    ).toEqual({ count: 1 })
    await world.syncAll()
    await compare(world.database, company)
  })

  test('of estimates brings edits of open ones, and of the archive in a full sweep', async () => {
    const { change, company } = world.gazelle
    const old = inDays(-400)
    const open = change.insertEstimate({ createdAt: old, isArchived: false })
    const archived = change.insertEstimate({ createdAt: old, isArchived: true })
    await world.syncAll()
    change.edit('estimate', open.id, { notes: 'Rappeler' })
    change.edit('estimate', archived.id, { notes: 'Jamais rappelé' })
    expect(await world.sync('estimates')).toMatchObject({ mode: 'incremental', changed: 1 })
    expect(await world.sync('estimates', full)).toMatchObject({ changed: 1 })
    await compare(world.database, company)
  })

  test('of measurements is of pianos that were touched', async () => {
    const { change, company } = world.gazelle
    await world.syncAll()
    change.insertMeasurement(some(company.pianos).id)
    expect(await world.sync('measurements')).toMatchObject({ mode: 'incremental', changed: 1 })
    await world.syncAll()
    await compare(world.database, company)
  })
})

describe('bad input', () => {
  test('is kept, shown as far as it can be, and counted by its rule', async () => {
    const { change, company } = world.gazelle
    const piano = change.insertPiano()
    const hot = change.insertMeasurement(piano.id, { temperature: 4000, humidity: 40 })
    const wet = change.insertMeasurement(piano.id, { temperature: 20, humidity: 140 })
    const ancient = change.insertMeasurement(piano.id, {
      takenOn: '0202-02-03',
      temperature: 20,
      humidity: 40,
    })
    const short = change.insertEvent({ start: inDays(1), duration: -30 })
    const sum = change.insertInvoice({ subTotal: 1 })
    const estimate = change.insertEstimate({ estimatedOn: '0202-05-01' })
    const reports = await world.syncAll()
    expect(reports.every((report) => report.rejected === 0)).toBe(true)
    await compare(world.database, company, [
      `measurements ${hot.id}.temperature: null, Gazelle has 4000`,
      `measurements ${hot.id}.temperature_celsius: null, Gazelle has 4000`,
      `measurements ${wet.id}.humidity: null, Gazelle has 140`,
      `measurements ${ancient.id}.taken_on: null, Gazelle has "0202-02-03"`,
      `appointments ${short.id}.duration: null, Gazelle has -30`,
      `estimates ${estimate.id}.estimated_on: null, Gazelle has "0202-05-01"`,
    ])
    expect(await issues('measurements')).toEqual([
      { rule: 'bad_date', severity: 'warning', records: 1 },
      { rule: 'implausible_humidity', severity: 'warning', records: 1 },
      { rule: 'implausible_temperature', severity: 'warning', records: 1 },
    ])
    expect(await issues('appointments')).toEqual([
      { rule: 'negative_duration', severity: 'warning', records: 1 },
    ])
    expect(await issues('invoices')).toEqual([
      { rule: 'items_do_not_add_up', severity: 'warning', records: 1 },
    ])
    expect(await issues('estimates')).toEqual([{ rule: 'bad_date', severity: 'warning', records: 1 }])

    // Mended in Gazelle, mended here.
    change.editMeasurement(hot.id, { temperature: 40 })
    change.editMeasurement(wet.id, { humidity: 14 })
    change.editMeasurement(ancient.id, { takenOn: '2026-02-03' })
    change.editEvent(short.id, { duration: 30 })
    change.editInvoice(sum.id, {
      subTotal: sum.items.reduce((total, item) => total + (item.subTotal ?? 0), 0),
    })
    change.editEstimate(estimate.id, { estimatedOn: '2026-05-01' })
    await world.syncAll(full)
    await compare(world.database, company)
    expect(await world.database.query('select * from monitoring.data_quality')).toEqual([])
  })

  test('of a record that refers to nobody, or to another account’s, is no reason to refuse it', async () => {
    const { change, company } = world.gazelle
    const event = change.insertEvent({ start: inDays(1) })
    await world.sync('clients')
    await world.database.query(
      `insert into sync.accounts (account_id) values ('other') on conflict do nothing`,
    )
    const foreign = some(company.clients).id
    await world.database.query(`update gazelle.clients set account_id = 'other' where id = $1`, [foreign])
    change.editEvent(event.id, { clientId: foreign })
    const report = await world.sync('appointments')
    expect(report).toMatchObject({ rejected: 0 })
    expect(
      await one('select client_id, title from gazelle.appointments where id = $1', [event.id]),
    ).toMatchObject({
      client_id: null,
    })
    expect(await issues('appointments')).toContainEqual({
      rule: 'other_account',
      severity: 'warning',
      records: expect.any(Number),
    })
    await world.database.query(`update gazelle.clients set account_id = 'main' where id = $1`, [foreign])
    await world.database.query(`select reconcile.replay('appointments')`)
    await world.syncAll()
    await compare(world.database, company)
  })
})

describe('users', () => {
  test('that are calendars are told from people, and a person’s word on it outlives every sync', async () => {
    const { change, company } = world.gazelle
    await world.syncAll()
    const calendars = await world.database.query(
      `select full_name from gazelle.users where kind = 'calendar' order by full_name collate "C"`,
    )
    expect(calendars.map((row) => row.full_name)).toEqual(['Montréal (à planifier)', 'À attribuer'])
    const user = change.insertUser({ firstName: 'Piano', lastName: 'Mobile' })
    await world.sync('users')
    await world.database.query(`update gazelle.users set kind_by_hand = 'calendar' where id = $1`, [user.id])
    change.editUser(user.id, { color: '#123456' })
    await world.sync('users', full)
    expect(await one('select kind, color from gazelle.users where id = $1', [user.id])).toEqual({
      kind: 'calendar',
      color: '#123456',
    })
    await world.syncAll()
    await compare(world.database, company, [
      `users ${user.id}.kind: "calendar", Gazelle has "person"`,
      `users ${user.id}.kind_by_hand: "calendar", Gazelle has null`,
    ])
  })
})
