import { afterEach, expect, test } from 'vitest'
import { compare } from '../harness/company.ts'
import { startWorld, type World } from './world.ts'

let world: World | undefined
afterEach(() => world?.stop())

/** What each slice of a module's sweep has used, until the run is over. */
const slicesOf = async ({ database, slice }: World, module: string) => {
  const slices: { bytes: number; pages: number }[] = []
  const before = { bytes: 0, pages: 0 }
  let body: object = { mode: 'full' }
  for (;;) {
    const { runId, status } = await slice(module, body)
    const [run] = await database.query<{ bytes: number; pages: number; memory: number; cpu: number }>(
      `select r.bytes::int as bytes, t.pages, r.peak_memory_bytes::int as memory, r.slice_cpu_ms as cpu
       from sync.runs r join sync.run_totals t using (run_id) where r.run_id = $1`,
      [runId],
    )
    if (!run) throw new Error(`run ${runId} is not there`)
    slices.push({ bytes: run.bytes - before.bytes, pages: run.pages - before.pages })
    Object.assign(before, run)
    if (status !== 'yielded') return { status, slices, ...run }
    body = { run: runId }
  }
}

test('a slice of huge pages yields before the bounds of a worker, and its chain of slices ends whole (case H5)', async () => {
  const megabytes = 3
  world = await startWorld({ core: true, env: { SYNC_SLICE_MEGABYTES: String(megabytes) } })
  const { company, rules } = await world.fresh()
  rules.pageCap = 5
  // 60 pianos of 150 KB: 12 MB with the overlap of the pages.
  for (const piano of company.pianos.values()) piano.notes = 'A long history. '.repeat(9375)
  company.version++
  await world.sync('users')
  await world.sync('clients')
  const { status, slices, memory, cpu } = await slicesOf(world, 'pianos')
  expect(status).toBe('success')
  expect(slices.length).toBeGreaterThan(3)
  for (const { bytes, pages } of slices) {
    expect(bytes).toBeLessThanOrEqual(megabytes * 1_000_000)
    expect(pages).toBeGreaterThan(0)
  }
  // Of 256 MB and 2 s.
  expect(memory).toBeLessThan(205_000_000)
  expect(cpu).toBeLessThan(1600)
  expect(await world.database.query('select * from monitoring.slices_near_limits(80)')).toEqual([])
  await world.syncAll()
  await compare(world.database, company)
})

test('a slice that has used its CPU yields after the page that it has, and its chain of slices ends whole (case H5)', async () => {
  world = await startWorld({ core: true, env: { SYNC_SLICE_CPU_SECONDS: '0.001' } })
  const { company, rules } = await world.fresh()
  rules.pageCap = 20
  await world.sync('users')
  await world.sync('clients')
  const { status, slices } = await slicesOf(world, 'pianos')
  expect(status).toBe('success')
  // Four pages; the clock of the CPU ticks every 10 ms.
  expect(slices.length).toBeGreaterThan(1)
  expect(Math.min(...slices.map(({ pages }) => pages))).toBeGreaterThan(0)
  await world.syncAll()
  await compare(world.database, company)
})
