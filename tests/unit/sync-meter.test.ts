import { expect, test } from 'vitest'
import type { GazelleClient } from '../../shared/gazelle/client.ts'
import { type Slice, sliceBudget } from '../../shared/sync/lane.ts'
import { startMeter } from '../../shared/sync/meter.ts'

const slice: Slice = { pages: 100, milliseconds: 60_000, cpuMs: 1400, bytes: 16_000_000 }

const client = (bytes: number): GazelleClient => ({
  stats: { apiCalls: 0, retries: 0, throttled: 0, waitedMs: 0 },
  request: async <Data>() => ({
    data: {} as Data,
    ...{ errors: [], apiCalls: 1, waitedMs: 0, askedAt: 0, bytes },
  }),
})

test('a slice’s budget ends with its CPU, whatever the worker used before it, and not before its first page (case H5)', () => {
  let cpu = 5_000_000
  const meter = startMeter({ cpu: () => cpu, memory: () => null })
  const budget = sliceBudget(slice, 60_000, meter)
  cpu += 1_500_000
  expect([budget.take(), budget.take()]).toEqual([true, false])
  expect(meter.used()).toMatchObject({ cpuMs: 1500, peakMemoryBytes: null })
})

test('a slice’s budget ends before the page that would take it beyond its bytes (case H5)', async () => {
  const meter = startMeter({ cpu: () => null, memory: () => null })
  const budget = sliceBudget(slice, 60_000, meter)
  const gazelle = meter.of(client(5_000_000))
  const taken: boolean[] = []
  for (let page = 0; page < 4; page++) {
    taken.push(budget.take())
    await gazelle.request('', {})
  }
  expect(taken).toEqual([true, true, true, false])
})

test('where the runtime does not tell the CPU, it is unknown and bounds nothing (case H5)', () => {
  const meter = startMeter({ cpu: () => null, memory: () => 1 })
  const budget = sliceBudget(slice, 60_000, meter)
  expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, true])
  expect(meter.used()).toMatchObject({ cpuMs: null, peakMemoryBytes: 1, bytes: 0 })
})

test('the memory of a slice is the most that was there after a page (case H5)', () => {
  let memory = 10
  const meter = startMeter({ cpu: () => null, memory: () => memory })
  for (memory of [30, 90, 20]) meter.sample()
  expect(meter.used()).toMatchObject({ peakMemoryBytes: 90 })
})

test('this runtime tells the CPU and the memory of a worker (case H5)', () => {
  const meter = startMeter()
  const { cpuMs, peakMemoryBytes } = meter.used()
  expect(cpuMs).toBeGreaterThanOrEqual(0)
  expect(peakMemoryBytes).toBeGreaterThan(1_000_000)
})
