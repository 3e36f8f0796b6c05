import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { HandwrittenKind } from '../../stand-in/kinds.ts'
import { compare } from '../harness/company.ts'
import { startWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world?.stop())

const pageCap = 25
/** Pages of two and more in each list. */
const company = {
  users: 6,
  clients: 60,
  pianos: 60,
  timelineEntries: 300,
  appointments: 60,
  invoices: 60,
  estimates: 60,
  services: 7,
}
const before = '2001-01-01T00:00:00Z'
const moduleOf: Partial<Record<HandwrittenKind, string>> = {
  ...{ client: 'clients', piano: 'pianos', timelineEntry: 'timeline' },
  ...{ event: 'appointments', invoice: 'invoices', estimate: 'estimates' },
}
const answer = z.object({
  data: z.record(z.string(), z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })) })),
})

test('a record that was read and is deleted while its list is read costs no other record (case R1)', async () => {
  const { change, rules } = await world.fresh({ company, pageCap })
  // Records that nothing refers to, at the beginning of each list.
  const victims: Record<string, [HandwrittenKind, string][]> = {
    allClients: [['client', change.insertClient({ createdAt: before }).id]],
    allPianos: [['piano', change.insertPiano({ createdAt: before }).id]],
    allEventsBatched: [['event', change.insertEvent({ start: before, createdAt: before }).id]],
    allInvoices: [['invoice', change.insertInvoice({ createdAt: before }).id]],
    allEstimates: [['estimate', change.insertEstimate({ createdAt: before }).id]],
    allTimelineEntries: (['CONTACT_EMAIL_AUTOMATED', 'SERVICE_ENTRY_MANUAL', 'APPOINTMENT'] as const).map(
      (type) => ['timelineEntry', change.insertTimelineEntry({ type }).id],
    ),
  }
  const read = new Set<string>()
  world.wire.onAnswer = (_, body) => {
    const page = answer.safeParse(JSON.parse(body))
    for (const { edges } of Object.values(page.data?.data ?? {}))
      for (const { node } of edges) read.add(node.id)
    return body
  }
  const deleted: [HandwrittenKind, string][] = []
  for (const [list, records] of Object.entries(victims))
    rules.add({
      kind: 'beforePage',
      operation: list,
      page: 2,
      change: () => {
        for (const [kind, id] of records)
          if (read.has(id)) {
            change.vanish(kind, id)
            deleted.push([kind, id])
          }
      },
    })

  const partial = new Set<string>()
  for (const module of world.modules) {
    const { status } = await world.sync(module)
    expect(status, module).toMatch(/^(success|partial)$/)
    if (status === 'partial') partial.add(module)
  }
  expect(rules.pending()).toEqual([])
  expect(new Set(deleted.map(([kind]) => kind))).toEqual(
    new Set(['client', 'piano', 'event', 'invoice', 'estimate', 'timelineEntry']),
  )
  world.wire.onAnswer = undefined
  const shifted = await world.database.query<{ module: string }>(
    'select distinct module from sync.lanes join sync.runs using (run_id) where shifts > 0',
  )
  expect(shifted.map(({ module }) => module)).toEqual(
    expect.arrayContaining(['clients', 'pianos', 'appointments', 'invoices', 'estimates', 'timeline']),
  )

  // All the rest has arrived with the sweep that shifted; what was deleted is gone with it or with the next one.
  const arrived = await world.database.query<{ id: string }>(
    `select external_id as id from staging.records where gone_at is null`,
  )
  const here = new Set(arrived.map(({ id }) => id))
  const { clients, pianos, events, invoices, estimates, timelineEntries } = world.gazelle.company
  for (const records of [clients, pianos, events, invoices, estimates, timelineEntries])
    expect([...records.keys()].filter((id) => !here.has(id))).toEqual([])
  // A run that calls itself whole has deleted what was read and is gone, or says that it has yet to be asked for.
  const left = await world.database.query<{ module: string; id: string }>(
    `select v.module, v.id
     from unnest($1::text[], $2::text[]) v (module, id)
     join reconcile.mirror m on m.id = v.id
     where m.deleted_at is null
       and not exists (select from sync.missing d where d.module = v.module and d.external_id = v.id and d.status <> 'gone')`,
    [deleted.map(([kind]) => moduleOf[kind] ?? ''), deleted.map(([, id]) => id)],
  )
  expect(left.filter(({ module }) => !partial.has(module))).toEqual([])
  await world.syncAll({ mode: 'full' })
  await compare(world.database, world.gazelle.company)
}, 90_000)
