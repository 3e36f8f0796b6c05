import { Cron } from 'croner'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadModules } from '../../cli/modules.ts'
import { nodes } from '../../stand-in/expected.ts'
import { kindOfList } from '../../stand-in/kinds.ts'
import { differences } from '../harness/company.ts'
import { startWorld, type World, written } from './world.ts'

const lists = new Map((await loadModules()).map(({ name, list }) => [name, list]))
const kindOf = (module: string) => kindOfList(lists.get(module) ?? '') ?? ''
const full = { mode: 'full' }

let world: World
beforeAll(async () => {
  world = await startWorld()
  await world.fresh()
  await world.syncAll()
}, 60_000)
afterAll(() => world?.stop())

const idsOf = (kind: string) => [...nodes(world.gazelle.company, kind).keys()]
const firstOf = (kind: string) => {
  const [id] = idsOf(kind)
  if (id === undefined) throw new Error(`the company has no ${kind}`)
  return id
}
const count = async (table: string, id: string) => {
  const sql = `select count(*)::int as count, count(*) filter (where deleted_at is null)::int as there from gazelle.${table} where id = $1`
  return (await world.database.query(sql, [id]))[0]
}
/** How the tables differ from Gazelle. Other modules are read when their turn comes. */
const differing = async (...tables: string[]) =>
  (await differences(world.database, world.gazelle.company)).filter((line) =>
    tables.some((table) => line.startsWith(`${table} `) || line.startsWith(`${table}.`)),
  )

const older = 'users clients pianos measurements services appointments invoices estimates timeline'.split(' ')

test('an hour in which nothing changes costs at most 200 calls, and 150 without the further modules', async () => {
  const jobs = await world.database.query<{ jobname: string; schedule: string }>(
    `select jobname, schedule from cron.job where jobname like 'gazelle-sync-%-incremental%'`,
  )
  const hour = (schedule: string) => {
    const [from, to] = [new Date('2026-11-25T14:59:59Z'), new Date('2026-11-25T15:59:59Z')]
    return new Cron(schedule, { timezone: 'UTC' }).nextRuns(61, from).filter((run) => run <= to).length
  }
  const calls = new Map<string, number>()
  for (const { jobname, schedule } of jobs) {
    const [, module = '', window] = /^gazelle-sync-(\w+)-incremental(?:-(\w+))?$/.exec(jobname) ?? []
    const { apiCalls } = await world.sync(module, window ? { window } : {})
    calls.set(module, (calls.get(module) ?? 0) + apiCalls * hour(schedule))
  }
  const sum = (names: string[]) => names.reduce((total, name) => total + (calls.get(name) ?? 0), 0)
  expect(sum(older)).toBeLessThanOrEqual(150)
  expect(sum(world.modules), JSON.stringify(Object.fromEntries(calls))).toBeLessThanOrEqual(200)
  expect(world.modules.filter((module) => !calls.get(module))).toEqual([])
})

const modules: [module: string, tables: string[], patch: Record<string, unknown>][] = [
  ['service_areas', ['service_areas'], { name: 'Laval', selfScheduleMaxTravelTimes: [] }],
  ['availabilities', ['availabilities'], { name: '', excludeDates: ['2027-01-01'], endDate: null }],
  ['lifecycles', ['lifecycles'], { name: 'Rappel aux deux ans', confWindowCode: '' }],
  ['message_templates', ['scheduled_message_templates'], { name: { fr_CA: 'Rappel' }, subject: null }],
  ['taxes', ['taxes'], { name: 'TVH', rate: 13_000 }],
  ['service_groups', ['service_groups'], { name: { fr_CA: 'Accords' }, isArchived: true }],
  [
    'checklists',
    ['estimate_checklists', 'estimate_checklist_groups', 'estimate_checklist_items'],
    { name: { fr_CA: 'Complète' }, allEstimateChecklistItems: [] },
  ],
  ['recommendations', ['recommendations'], { explanation: {}, isArchived: false }],
  ['reservations', ['reservations'], { notes: 'Chien gentil', changes: ['duration'], startsAt: null }],
  ['cancel_notices', ['cancel_notices'], { status: 'DELETED' }],
  ['scheduled_messages', ['scheduled_messages'], { subject: '', type: 'CALL' }],
  ['call_center_items', ['call_center_items'], { date: '2027-01-31', municipality: null }],
]

describe.each(modules)('%s', (module, [table = '', ...others], patch) => {
  const kind = kindOf(module)

  test('bring what is new with the next poll', async () => {
    const { id } = world.gazelle.change.insert(kind)
    expect(await world.sync(module)).toMatchObject({ mode: 'incremental', status: 'success', changed: 1 })
    expect(await count(table, id)).toEqual({ count: 1, there: 1 })
    expect(await differing(table, ...others)).toEqual([])
  })

  test('bring what was changed with the next sweep, and nothing with the one after it', async () => {
    world.gazelle.change.edit(kind, firstOf(kind), patch)
    expect(await world.sync(module, full)).toMatchObject({ changed: 1, rejected: 0 })
    expect(await differing(table, ...others)).toEqual([])
    const before = await written(world.database)
    expect(await world.sync(module, full)).toMatchObject({
      changed: 0,
      promoted: 0,
      deleted: 0,
      placeholders: 0,
    })
    expect(await written(world.database)).toEqual(before)
  })

  test('delete softly what vanished, and restore what came back', async () => {
    const id = firstOf(kind)
    world.gazelle.change.vanish(kind, id)
    expect(await world.sync(module)).toMatchObject({ deleted: 0 })
    expect(await world.sync(module, full)).toMatchObject({ deleted: 1, heldBack: 0 })
    expect(await count(table, id)).toEqual({ count: 1, there: 0 })
    expect(await differing(table, ...others)).toEqual([])
    world.gazelle.change.restore(id)
    await world.sync(module, full)
    expect(await count(table, id)).toEqual({ count: 1, there: 1 })
    expect(await differing(table, ...others)).toEqual([])
  })
})

describe('the company', () => {
  test('is one row, which follows its changes, and is kept when it is not shown', async () => {
    const { change } = world.gazelle
    const id = firstOf('company')
    change.edit('company', id, { street1: '1, rue Neuve', website: '' })
    expect(await world.sync('company')).toMatchObject({ changed: 1 })
    expect(await differing('company')).toEqual([])
    change.vanish('company', id)
    expect(await world.sync('company', full)).toMatchObject({ fetched: 0, deleted: 0 })
    expect(await count('company', id)).toEqual({ count: 1, there: 1 })
    change.restore(id)
  })
})

describe('further fields', () => {
  const edits: [module: string, kind: string, tables: string[], patch: Record<string, unknown>][] = [
    [
      'pianos',
      'piano',
      ['pianos', 'piano_photos'],
      { allPianoPhotos: [{ id: 'ppp_1' }, { id: 'ppp_2', notes: 'Table' }] },
    ],
    ['pianos', 'piano', ['pianos', 'piano_photos'], { allPianoPhotos: [] }],
    [
      'invoices',
      'invoice',
      ['invoices', 'invoice_client_logs'],
      { allClientLogs: [{ id: 'icl_1', status: 'POST_CARD' }] },
    ],
    ['invoices', 'invoice', ['invoices', 'invoice_client_logs'], { allClientLogs: [] }],
    [
      'appointments',
      'event',
      ['appointments'],
      { location: null, recurrenceWeekdays: [1, 5], remoteCalendar: null },
    ],
    ['clients', 'client', ['clients'], { lifecycle: null, referralClient: null }],
    ['users', 'user', ['users'], { region: 'QC', schedulerSettings: null, defaultBuffer: 45 }],
  ]
  test.each(edits)('of %s follow their changes', async (module, kind, tables, patch) => {
    world.gazelle.change.edit(kind, firstOf(kind), patch)
    await world.sync(module, full)
    expect(await differing(...tables)).toEqual([])
  })

  test('of a timeline entry come with it: what became of an e-mail, and the payment that it is about', async () => {
    const { change, company } = world.gazelle
    const [invoice] = company.invoices.values()
    const payment = change.payInvoice(invoice?.id ?? '', 100)
    const [entry] = company.timelineEntries.values()
    change.edit('timelineEntry' as string, entry?.id ?? '', {
      emailStatus: 'BOUNCED',
      emailFailureReason: 'Boîte pleine',
    })
    await world.sync('invoices')
    await world.sync('timeline', full)
    expect(await differing('timeline_entries')).toEqual([])
    const [row] = await world.database.query(
      'select type from gazelle.timeline_entries where invoice_payment_id = $1',
      [payment.id],
    )
    expect(row).toEqual({ type: 'INVOICE_PAYMENT' })
  })
})

describe('a list that drains', () => {
  const problems = async (module: string) => {
    const rows = await world.database.query<{ rule: string }>(
      'select rule from monitoring.find_problems() where subject = $1',
      [module],
    )
    return rows.map(({ rule }) => rule)
  }

  test.each(['call_center_items', 'scheduled_messages'])(
    'empties %s, which is no problem, and what came back is restored (kind of case D2)',
    async (module) => {
      const ids = idsOf(kindOf(module))
      for (const id of ids) world.gazelle.change.vanish(kindOf(module), id)
      expect(await world.sync(module)).toMatchObject({ deleted: 0 })
      expect(await world.sync(module, full)).toMatchObject({ deleted: ids.length, heldBack: 0 })
      expect(await differing(module)).toEqual([])
      expect(await world.sync(module, full)).toMatchObject({ fetched: 0, deleted: 0, heldBack: 0 })
      expect(await problems(module)).toEqual([])
      for (const id of ids) world.gazelle.change.restore(id)
      await world.sync(module, full)
      expect(await differing(module)).toEqual([])
    },
  )
})
