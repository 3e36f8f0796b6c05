import type { FaultKind } from './faults/kinds.ts'

/** One call that was answered, or cut. */
export interface Call {
  /** The operation's name, the first root field when it has none, or `token`. */
  operation: string
  rootFields: readonly string[]
  variables: Record<string, unknown>
  /** When it came, on the stand-in's clock. */
  at: string
  /** The HTTP status; 0 when the connection was cut before the head. */
  status: number
  ms: number
  /** The first fault that hit it. */
  fault?: FaultKind
}

export interface CallLog {
  readonly all: readonly Call[]
  /** The most GraphQL calls that were ever under way at once. */
  readonly peak: number
  /** The calls of an operation, by its name or by a root field. */
  of(name: string): readonly Call[]
  clear(): void
}

const mostCalls = 50_000

/** Makes the log of the calls, and what writes it. */
export const makeCallLog = () => {
  let calls: Call[] = []
  let peak = 0
  let underWay = 0
  const log: CallLog = {
    get all() {
      return calls
    },
    get peak() {
      return peak
    },
    of: (name) => calls.filter((call) => call.operation === name || call.rootFields.includes(name)),
    clear: () => {
      calls = []
      peak = 0
    },
  }
  return {
    log,
    record: (call: Call) => {
      calls.push(call)
      if (calls.length > mostCalls) calls = calls.slice(-mostCalls / 2)
    },
    begin: () => {
      underWay++
      peak = Math.max(peak, underWay)
    },
    end: () => {
      underWay--
    },
  }
}
