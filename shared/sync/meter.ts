import type { GazelleClient, RequestOptions } from '../gazelle/client.ts'

/** What a slice has used. */
export interface Usage {
  /** CPU of the worker's thread since the slice began, with what other calls of the worker used meanwhile; null where it cannot be measured. */
  cpuMs: number | null
  /** Most memory of the worker after a page; null where it cannot be measured. */
  peakMemoryBytes: number | null
  /** Of Gazelle's answers, unpacked, those that failed too. */
  bytes: number
  wallMs: number
}

/** Measures a slice from its beginning. */
export interface Meter {
  /** A client whose answers count. */
  of(gazelle: GazelleClient): GazelleClient
  /** Notes the memory of the moment. */
  sample(): void
  used(): Usage
  /** Bytes of the largest answer so far. */
  largestAnswer(): number
  /** Bytes of all slices that are under way in this worker, whose limits they share. */
  bytesUnderWay(): number
  /** The slice is over. */
  end(): void
}

/** Reads CPU (microseconds) and memory (bytes) of this worker. */
export interface Gauges {
  cpu: () => number | null
  memory: () => number | null
}

/**
 * The worker's own gauges. Hosted Supabase counts the CPU of a worker's thread, and its V8 heap with what hangs on it.
 * Deno 2.1.4, which its edge runtime embeds, cannot tell the CPU (`process.cpuUsage` gives zeros there), and the runtime itself gives 0
 * as the resident memory: so the thread's CPU where there is one, and heap and external memory.
 */
const workerGauges: Gauges = {
  cpu: () => {
    if (typeof process.threadCpuUsage !== 'function') return null
    const { user, system } = process.threadCpuUsage()
    return user + system
  },
  memory: () => {
    const { heapUsed, external } = memoryUsage()
    return heapUsed + external
  },
}

declare const Deno: { memoryUsage(): { heapUsed: number; external: number } } | undefined

const memoryUsage = () => (typeof Deno === 'undefined' ? process.memoryUsage() : Deno.memoryUsage())

/** What each slice that is under way in this worker has read: a worker may answer several calls at once. */
const underWay = new Set<{ bytes: number }>()

/** Starts to measure a slice, until its `end`. */
export function startMeter(gauges: Gauges = workerGauges): Meter {
  const begunAt = performance.now()
  const begunCpu = gauges.cpu()
  let peakMemoryBytes: number | null = null
  const read = { bytes: 0 }
  let largest = 0
  underWay.add(read)

  const cpuMs = () => {
    const cpu = gauges.cpu()
    return cpu === null || begunCpu === null ? null : Math.round((cpu - begunCpu) / 1000)
  }
  const sample = () => {
    const memory = gauges.memory()
    if (memory !== null) peakMemoryBytes = Math.max(peakMemoryBytes ?? 0, memory)
  }

  return {
    of: (gazelle) => ({
      get stats() {
        return gazelle.stats
      },
      request: <Data>(query: string, variables: object, options: RequestOptions = {}) =>
        gazelle.request<Data>(query, variables, {
          ...options,
          onRead: (bytes) => {
            read.bytes += bytes
            largest = Math.max(largest, bytes)
            options.onRead?.(bytes)
          },
        }),
    }),
    sample,
    used: () => {
      sample()
      return {
        cpuMs: cpuMs(),
        peakMemoryBytes,
        bytes: read.bytes,
        wallMs: Math.round(performance.now() - begunAt),
      }
    },
    largestAnswer: () => largest,
    bytesUnderWay: () => [...underWay].reduce((sum, { bytes }) => sum + bytes, 0),
    end: () => {
      underWay.delete(read)
    },
  }
}
