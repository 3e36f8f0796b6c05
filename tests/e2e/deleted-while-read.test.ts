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

  for (const module of world.modules)
    expect((await world.sync(module)).status, module).toMatch(/^(success|partial)$/)
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
  await world.syncAll({ mode: 'full' })
  await compare(world.database, world.gazelle.company)
})
