import type { GazelleClient } from '../gazelle/client.ts'
import { GazelleError } from '../gazelle/errors.ts'

/** What keeps a slice from coming on. */
export interface RetryMonitor {
  /** A client that notes what keeps its calls waiting. */
  gazelle: GazelleClient
  note(error: unknown): void
  last(): unknown
  /** The slice has come on. */
  staged(): void
  hasStaged(): boolean
}

/** Watches the calls of a slice: when its time is over, the last error is what it waited for. */
export function monitorRetries(gazelle: GazelleClient): RetryMonitor {
  let last: unknown = null
  let hasStaged = false
  const note = (error: unknown) => {
    last = error
  }
  return {
    gazelle: {
      get stats() {
        return gazelle.stats
      },
      request: (query, variables, options) =>
        gazelle.request(query, variables, { ...options, onRetry: note }),
    },
    note,
    last: () => last,
    staged: () => {
      hasStaged = true
    },
    hasStaged: () => hasStaged,
  }
}

/** What a slice waited for where Gazelle did not answer at all. */
export const slowness = (ms: number) =>
  new GazelleError('gazelle_timeout', `Gazelle brought no page in ${Math.round(ms / 1000)} s`)
