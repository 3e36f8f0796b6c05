import type { Drift } from './schema.ts'

/** What can go wrong with a call, or with the page that it answers. */
export type FaultKind =
  /** 401: the credential is refused. */
  | { kind: 'unauthorized' }
  /** 429, with `Retry-After` when given: seconds, or a date as HTTP writes it. */
  | { kind: 'throttled'; retryAfter?: number | string }
  /** 500 unless another status is named; a page of HTML, as servers do. */
  | { kind: 'serverError'; status?: number; retryAfter?: number | string }
  /** The connection is cut: before anything is answered, or in the middle of the body. */
  | { kind: 'cut'; midway?: boolean }
  /** The whole answer comes late. */
  | { kind: 'slow'; ms: number }
  /** The head and half of the body come at once, the rest after `ms`. */
  | { kind: 'slowBody'; ms: number }
  /** 200 and a body that is not JSON. */
  | { kind: 'notJson' }
  /** 200, errors and no data. */
  | { kind: 'errors'; message?: string; code?: string }
  /** 200, data and errors: the named field (`PrivatePiano.notes`) fails in the rows at these positions. */
  | { kind: 'partial'; field: string; at?: readonly number[]; message?: string }
  /** The API has lost a field (`PrivatePiano.notes`) or an argument (`PrivateQuery.allClients.sortBy`). */
  | { kind: 'undefinedField'; field: string }
  | { kind: 'undefinedArgument'; argument: string }
  /** Rows at these positions answer null. */
  | { kind: 'nullNodes'; at: readonly number[] }
  /** The rows of the page before come again. */
  | { kind: 'repeatedPage' }
  /** The page's rows are moved: `by` 3 skips three rows, -3 repeats three. */
  | { kind: 'shiftedPage'; by: number }
  | { kind: 'emptyPage' }
  /** The page's end cursor is where it began, and there is always more. */
  | { kind: 'stuckCursor' }
  | { kind: 'totalCount'; count: number }

/**
 * A fault hits calls of one operation (its name, or a root field such as `allPianos`; `token` is the OAuth token
 * endpoint; none means every GraphQL call): it lets `after` calls pass (0), and hits `times` calls (1).
 */
export type Fault = FaultKind & { operation?: string; after?: number; times?: number }

const kinds: readonly string[] = [
  'unauthorized',
  'throttled',
  'serverError',
  'cut',
  'slow',
  'slowBody',
  'notJson',
  'errors',
  'partial',
  'undefinedField',
  'undefinedArgument',
  'nullNodes',
  'repeatedPage',
  'shiftedPage',
  'emptyPage',
  'stuckCursor',
  'totalCount',
] satisfies Fault['kind'][]

/** Whether something read from outside names a kind of fault. */
export const isFault = (value: object): value is Fault =>
  'kind' in value && typeof value.kind === 'string' && kinds.includes(value.kind)

/** The rules that the stand-in obeys; all can change while it runs. */
export interface Rules {
  /** Milliseconds that every GraphQL answer takes at least. */
  latencyMs: number
  /** The cap of a page: the most rows, however many are asked for. */
  pageCap: number
  /** Whether an edit without a timeline entry counts as timeline activity (not documented). */
  activityIncludesEdits: boolean
  /** The zone in which date filters are read (not documented; the company's by default). */
  filterZone: string
  /** The user whose credential is in use; one who is no full admin does not get every row. */
  callerId: string
  /** Drift of the schema that lasts. */
  drifts: readonly Drift[]
  /** Adds a fault; the answer takes it away again. */
  add(fault: Fault): () => void
  /** Takes all faults away and ends all drift; latency and page cap stay. */
  clear(): void
  /** The faults that have calls left to hit. */
  pending(): readonly Fault[]
  /** Counts a call and gives the fault that hits it; the first rule that fits wins. */
  hit(names: readonly string[]): Fault | undefined
}

/** Makes the rules of one stand-in. */
export const makeRules = (start: {
  latencyMs: number
  pageCap: number
  filterZone: string
  callerId: string
}): Rules => {
  let faults: { fault: Fault; passed: number; left: number }[] = []
  const rules: Rules = {
    ...start,
    activityIncludesEdits: false,
    drifts: [],
    add: (fault) => {
      const entry = { fault, passed: 0, left: fault.times ?? 1 }
      faults.push(entry)
      return () => {
        faults = faults.filter((one) => one !== entry)
      }
    },
    clear: () => {
      faults = []
      rules.drifts = []
    },
    pending: () => faults.filter((one) => one.left > 0).map((one) => one.fault),
    hit: (names) => {
      let hit: Fault | undefined
      for (const entry of faults) {
        const { operation, after = 0 } = entry.fault
        if (operation ? !names.includes(operation) : names.includes('token')) continue
        if (entry.passed < after) entry.passed++
        else if (!hit && entry.left > 0) {
          entry.left--
          hit = entry.fault
        }
      }
      return hit
    },
  }
  return rules
}
