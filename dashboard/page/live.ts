import { type Answer, QueryError, type Question } from '../ask.ts'
import type { Source } from './source.ts'

/** The state of the connection. */
export type Connection =
  | { state: 'connecting' | 'live' | 'ended' }
  /** No answer since `since`; the next attempt is at `retryAt` (both milliseconds). */
  | { state: 'away'; since: number; retryAt: number }

/** The last answer to a question. */
export interface Known {
  answer: Answer | undefined
  failure: QueryError | undefined
  /** When, on this machine's clock. */
  at: number
}

interface Entry {
  question: Question
  everyMs: number
  dueAt: number
  busy: boolean
  known: Known
  listeners: Set<() => void>
  /** What forgets it once nobody follows it. */
  forgetting: ReturnType<typeof setTimeout> | undefined
}

/** Polls questions while the page is visible. */
export interface Live {
  connection(): Connection
  onConnection(listener: () => void): void
  known(question: Question): Known
  /** Asks from now on, every `everyMs` milliseconds; gives what ends it. */
  follow(question: Question, everyMs: number, listener: () => void): () => void
  /** Asks everything at once, after an action or a sign-in. */
  refresh(): void
}

const firstRetryMs = 1000
const longestRetryMs = 15_000
/** When what was refused is asked again, if not sooner. */
const refusedMs = 5000
/** How long an answer is kept that nobody follows. */
const keptMs = 500

const nothing: Known = { answer: undefined, failure: undefined, at: 0 }

/**
 * Follows questions: every few seconds while the page is visible, not at all while it is hidden, and later and later
 * while there is no answer; then a single question is retried, and the others follow once it is answered.
 */
export const live = (source: Source): Live => {
  const entries = new Map<string, Entry>()
  const watchers: (() => void)[] = []
  let connection: Connection = { state: 'connecting' }
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const become = (next: Connection) => {
    connection = next
    for (const watcher of watchers) watcher()
  }

  const load = async (entry: Entry) => {
    entry.busy = true
    try {
      const answer = await source.ask(entry.question)
      entry.known = { answer, failure: undefined, at: Date.now() }
      failures = 0
      // An answer that was under way when the session ended does not bring it back.
      if (connection.state !== 'live' && connection.state !== 'ended') {
        become({ state: 'live' })
        for (const other of entries.values()) other.dueAt = 0
      }
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      if (error.kind === 'signed_out') become({ state: 'ended' })
      else if (error.kind === 'away' && connection.state !== 'ended') {
        const now = Date.now()
        // Questions that were asked at the same time fail at the same time: that is one failure.
        if (connection.state !== 'away' || now >= connection.retryAt) {
          const since = connection.state === 'away' ? connection.since : now
          const retryAt = now + Math.min(firstRetryMs * 2 ** failures++, longestRetryMs)
          become({ state: 'away', since, retryAt })
        }
      } else {
        entry.known = { answer: undefined, failure: error, at: Date.now() }
        if (connection.state === 'connecting') become({ state: 'live' })
      }
    } finally {
      entry.busy = false
      entry.dueAt = Date.now() + (entry.known.failure ? Math.min(entry.everyMs, refusedMs) : entry.everyMs)
      for (const listener of entry.listeners) listener()
      plan()
    }
  }

  const tick = () => {
    timer = undefined
    if (document.hidden || connection.state === 'ended') return
    const now = Date.now()
    const waiting = connection.state === 'away' ? connection.retryAt : 0
    if (now >= waiting) {
      const due = [...entries.values()].filter(
        (entry) => !entry.busy && entry.dueAt <= Math.max(now, waiting),
      )
      // A single question tests the connection.
      for (const entry of connection.state === 'away' ? due.slice(0, 1) : due) void load(entry)
    }
    plan()
  }

  const plan = () => {
    if (timer !== undefined) clearTimeout(timer)
    timer = undefined
    const free = [...entries.values()].filter((entry) => !entry.busy)
    if (document.hidden || connection.state === 'ended' || free.length === 0) return
    const next = Math.min(...free.map((entry) => entry.dueAt))
    const from = connection.state === 'away' ? Math.max(connection.retryAt, next) : next
    timer = setTimeout(tick, Math.max(0, from - Date.now()))
  }

  const refresh = () => {
    failures = 0
    if (connection.state === 'ended') become({ state: 'connecting' })
    if (connection.state === 'away') become({ ...connection, retryAt: 0 })
    for (const entry of entries.values()) entry.dueAt = 0
    plan()
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) refresh()
  })
  window.addEventListener('online', refresh)

  return {
    connection: () => connection,
    onConnection: (watcher) => {
      watchers.push(watcher)
    },
    known: (question) => entries.get(JSON.stringify(question))?.known ?? nothing,
    follow: (question, everyMs, listener) => {
      const key = JSON.stringify(question)
      const entry = entries.get(key) ?? {
        question,
        everyMs,
        dueAt: 0,
        busy: false,
        known: nothing,
        listeners: new Set<() => void>(),
        forgetting: undefined,
      }
      entries.set(key, entry)
      entry.everyMs = Math.min(entry.everyMs, everyMs)
      entry.listeners.add(listener)
      clearTimeout(entry.forgetting)
      plan()
      return () => {
        entry.listeners.delete(listener)
        // A page that is drawn anew, as when the company's zone comes, asks the same again at once: what is known stays until then.
        if (entry.listeners.size === 0) entry.forgetting = setTimeout(() => entries.delete(key), keptMs)
      }
    },
    refresh,
  }
}
