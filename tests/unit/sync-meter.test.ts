import { expect, onTestFinished, test } from 'vitest'
import { createGazelleClient, type GazelleClient, type RequestOptions } from '../../shared/gazelle/client.ts'
import { memoryLimiter } from '../../shared/gazelle/limiter.ts'
import { apiKeyCredential } from '../../shared/gazelle/tokens.ts'
import { type Slice, sliceBudget } from '../../shared/sync/lane.ts'
import { type Gauges, startMeter as startedMeter } from '../../shared/sync/meter.ts'
import { startEndpoint } from './gazelle-endpoint.ts'

const slice: Slice = { pages: 100, milliseconds: 60_000, cpuMs: 1400, bytes: 16_000_000 }

const client = (bytes: number): GazelleClient => ({
  stats: { apiCalls: 0, retries: 0, throttled: 0, waitedMs: 0 },
  request: async <Data>(_query: string, _variables: object, options?: RequestOptions) => {
    options?.onRead?.(bytes)
    return { data: {} as Data, ...{ errors: [], apiCalls: 1, waitedMs: 0, askedAt: 0, bytes } }
  },
})

const startMeter = (gauges?: Gauges) => {
  const meter = startedMeter(gauges)
  onTestFinished(meter.end)
  return meter
}

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

test('slices of one worker share its bytes, and an answer that failed has cost them too (case H5)', async () => {
  const gauges = { cpu: () => null, memory: () => null }
  const [one, other] = [startMeter(gauges), startMeter(gauges)]
  const budget = sliceBudget(slice, 60_000, one)
  await one.of(client(5_000_000)).request('', {})
  expect([budget.take(), budget.take()]).toEqual([true, true])

  const endpoint = await startEndpoint(() => ({ status: 500, text: 'x'.repeat(7_000_000) }))
  onTestFinished(endpoint.close)
  const failing = createGazelleClient({
    url: endpoint.url,
    credential: apiKeyCredential('key'),
    limiter: memoryLimiter(1000),
    retry: { retries: 0 },
  })
  await expect(other.of(failing).request('{ user { id } }', {})).rejects.toMatchObject({
    code: 'gazelle_server_error',
  })
  expect([one.used().bytes, other.used().bytes]).toEqual([5_000_000, 7_000_000])
  expect(budget.take()).toBe(false)
  other.end()
  expect(budget.take()).toBe(true)
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
