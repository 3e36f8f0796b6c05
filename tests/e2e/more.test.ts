import { Cron } from 'croner'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadModules } from '../../cli/modules.ts'
import { declared } from '../../stand-in/declarations.ts'
import { nodes } from '../../stand-in/expected.ts'
import { kindOfList, typeOf } from '../../stand-in/kinds.ts'
import { fieldsOf, itemOf, rootFields, types } from '../../stand-in/shapes.ts'
import { differences } from '../harness/company.ts'
import { startWorld, type World, written } from './world.ts'

const lists = new Map((await loadModules()).map(({ name, list }) => [name, list]))
const kindOf = (module: string) => kindOfList(lists.get(module) ?? '') ?? ''
const isSingle = (module: string) => {
  const field = rootFields.get(lists.get(module) ?? '')
  return field !== undefined && itemOf(field) === undefined
}
// The nine modules of the first release read what the stand-in has types for; the data of all others is declared in files.
const further = [...lists.keys()].filter((module) => declared.has(kindOf(module)))
const firstRelease = [...lists.keys()].filter((module) => !further.includes(module))

/** What is changed at Gazelle, for the modules of which a certain change says more than any; for others see `otherValues`. */
const patches: Record<string, Record<string, unknown>> = {
  service_areas: { name: 'Laval', selfScheduleMaxTravelTimes: [] },
  availabilities: { name: '', excludeDates: ['2027-01-01'], endDate: null },
  lifecycles: { name: 'Rappel aux deux ans', confWindowCode: '' },
  message_templates: { name: { fr_CA: 'Rappel' }, subject: null },
  taxes: { name: 'TVH', rate: 13_000 },
  service_groups: { name: { fr_CA: 'Accords' }, isArchived: true },
  checklists: { name: { fr_CA: 'Complète' }, allEstimateChecklistItems: [] },
  recommendations: { explanation: {}, isArchived: false },
  reservations: { notes: 'Chien gentil', changes: ['duration'], startsAt: null },
  cancel_notices: { status: 'DELETED' },
  scheduled_messages: { subject: '', type: 'CALL' },
  call_center_items: { date: '2027-01-31', municipality: null },
}
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
  // The budget is that of the modules named here: a module that is added brings its own calls.
  const budgeted = [...firstRelease, ...further.filter((name) => name in patches || isSingle(name))]
  expect(sum(firstRelease)).toBeLessThanOrEqual(150)
  expect(sum(budgeted), JSON.stringify(Object.fromEntries(calls))).toBeLessThanOrEqual(200)
  expect(world.modules.filter((module) => !calls.get(module))).toEqual([])
})

/** Values of another record of the kind, of all its fields that are neither object nor list, for a record to take over. */
const otherValues = (kind: string, id: string): Record<string, unknown> => {
  const other = [...nodes(world.gazelle.company, kind)].find(([key]) => key !== id)?.[1] ?? {}
  const kept = [...fieldsOf(typeOf.get(kind) ?? '').values()].filter(
    ({ name, type, list }) => !list && !types.has(type) && !/^(id|createdAt|updatedAt)$/.test(name),
  )
  return Object.fromEntries(kept.map(({ name }) => [name, other[name]]))
}

describe.each(further.filter((module) => !isSingle(module)))('%s (case U6)', (module) => {
  const kind = kindOf(module)
  const entities: string[] = []
  let table = ''
  beforeAll(async () => {
    const rows = await world.database.query<{ entity: string; isChild: boolean }>(
      'select entity, owner_column is not null as "isChild" from reconcile.entities where module = $1',
      [module],
    )
    entities.push(...rows.map(({ entity }) => entity))
    table = rows.find(({ isChild }) => !isChild)?.entity ?? ''
  })

  test('bring what is new with the next poll', async () => {
    const { id } = world.gazelle.change.insert(kind)
    expect(await world.sync(module)).toMatchObject({ mode: 'incremental', status: 'success', changed: 1 })
    expect(await count(table, id)).toEqual({ count: 1, there: 1 })
    expect(await differing(...entities)).toEqual([])
  })

  test('bring what was changed with the next sweep, and nothing with the one after it', async () => {
    const id = firstOf(kind)
    world.gazelle.change.edit(kind, id, patches[module] ?? otherValues(kind, id))
    expect(await world.sync(module, full)).toMatchObject({ changed: 1, rejected: 0 })
    expect(await differing(...entities)).toEqual([])
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
    expect(await differing(...entities)).toEqual([])
    world.gazelle.change.restore(id)
    await world.sync(module, full)
    expect(await count(table, id)).toEqual({ count: 1, there: 1 })
    expect(await differing(...entities)).toEqual([])
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
