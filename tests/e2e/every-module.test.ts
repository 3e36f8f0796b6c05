import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadModules } from '../../cli/modules.ts'
import { compare, uncompared } from '../harness/company.ts'
import { startWorld, type World, written } from './world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
  // With so many appointments, each kind of data has records.
  const few = {
    users: 6,
    clients: 40,
    pianos: 60,
    timelineEntries: 300,
    invoices: 10,
    estimates: 5,
    services: 7,
  }
  await world.fresh({ company: { ...few, appointments: 200 } })
})
afterAll(() => world?.stop())

test('every module brings the whole company with its first sync, field by field, and nothing with the second (case U6)', async () => {
  const reports = await world.syncAll()
  const names = (await loadModules()).map((module) => module.name)
  expect(reports.map((report) => report.module).toSorted()).toEqual(names)
  const jobs = await world.database.query(`select jobname from cron.job where jobname like 'gazelle-sync-%'`)
  const scheduled = jobs.map(({ jobname }) => jobname)
  for (const name of names) {
    expect(scheduled).toContain(`gazelle-sync-${name}-full`)
    // A dated kind polls each of its windows at times of its own.
    expect(scheduled).toContainEqual(expect.stringMatching(`^gazelle-sync-${name}-incremental(-\\w+)?$`))
  }
  // A module of which the stand-in has no record would prove nothing.
  expect(reports.filter((report) => report.fetched === 0)).toEqual([])
  expect(await uncompared(world.database)).toEqual([])
  await compare(world.database, world.gazelle.company)
  const before = await written(world.database)
  for (const report of await world.syncAll({ mode: 'full' }))
    expect(report).toMatchObject({ changed: 0, promoted: 0, deleted: 0, placeholders: 0 })
  expect(await written(world.database)).toEqual(before)
})
