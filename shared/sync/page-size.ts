import { GazelleError, isAboutSize } from '../gazelle/errors.ts'
import { usableId } from '../gazelle/holes.ts'
import type { Asking, FetchedPage, Spent } from '../gazelle/module.ts'

/** A page of so many records always works where no record is at fault. */
const smallestPage = 100
/** One record and the one before it, which joins the page to the one before. */
const fewest = 2
/** What an answer should not exceed, so that a function with pages under way stays small. */
const usualBytes = 1_000_000
const fewestByBytes = 10
/** For a page that is small because another one timed out. */
const searchTimeoutMs = 5000

/** How a page is asked for beside its size. */
export type How = Omit<Asking, 'first' | 'signal'>

/** How many records a page asks for. Shared by the lanes of a run. */
export interface PageSize {
  /**
   * Fetches a page with `ask`, and asks again for fewer records where so many do not come, down to the one at fault: that one
   * is passed over.
   */
  fetch(ask: (first: number, how: How) => Promise<FetchedPage>, lane?: string): Promise<FetchedPage>
  /**
   * The database could not stage a page of the lane: it is fetched again with fewer records, and at last without the record
   * at fault.
   * @returns false when nothing is left to try
   */
  tooLarge(page: FetchedPage, message: string, lane?: string): boolean
}

/** Where a lane stands. */
interface Standing {
  /** Records ahead among which one is at fault. */
  suspects: number | null
  /** After one at fault the pages grow again. */
  limit: number
  /** The page before did not come. */
  hasFailed: boolean
  /** Not even the ids of the page came: nothing can be stepped around. */
  isOpaque: boolean
  /** No page of it came yet. */
  isNew: boolean
}

/**
 * A page size that adapts. A server that gives fewer records than it was asked for, and has more, has shown its cap. An error
 * that a smaller request may avoid halves the page: down to 100 it may be about the size, below it is about a record.
 * @param size records to ask for at first
 * @param known what the server was found to give at most
 * @param store called with what it gives, each time that this differs from what is stored
 * @param knownHoles records that could not be fetched before: they are stepped around at once
 */
export function adaptivePageSize(
  size: number,
  known: number,
  store: (size: number) => void,
  knownHoles: readonly { id: string | null }[] = [],
): PageSize {
  let cap = Math.max(size, smallestPage)
  let stored = known
  /** The cap before errors made it smaller, as long as these may be about a record. */
  let before: number | null = null
  let byBytes = Number.POSITIVE_INFINITY
  const bad = new Set(knownHoles.flatMap(({ id }) => id ?? []))
  const hasKnown = knownHoles.length > 0
  /** Of a record at fault not even the id came: in a poll's list it may be alone, and no smaller page need be tried first. */
  const isOneWithoutId = knownHoles.some(({ id }) => id === null)
  const refused = new Map<string, string>()
  const standings = new Map<string, Standing>()

  const remember = (size: number) => {
    if (size === stored) return
    stored = size
    store(size)
  }

  const standingOf = (lane: string): Standing => {
    const standing = standings.get(lane) ?? {
      ...{ suspects: null, limit: Number.POSITIVE_INFINITY, hasFailed: false },
      ...{ isOpaque: false, isNew: true },
    }
    standings.set(lane, standing)
    return standing
  }

  const sizeOf = ({ suspects, limit }: Standing) =>
    Math.max(fewest, Math.min(cap, byBytes, limit, Math.ceil((suspects ?? Number.POSITIVE_INFINITY) / 2)))

  /** What the server gave tells its cap, and how large its records are. */
  const measure = (first: number, page: FetchedPage) => {
    const records = page.given ?? page.nodes.length + page.nullNodes
    if (page.bytes && records > 0)
      byBytes = Math.max(fewestByBytes, Math.floor((usualBytes * records) / page.bytes))
    const given = Math.max(records, smallestPage)
    if (given >= first) {
      // A size that failed before, as in an outage, may work again.
      if (first === cap && first > stored) remember(first)
    } else if (page.hasNextPage && given < cap) {
      cap = given
      remember(cap)
    }
  }

  /** The errors were about a record, which is left behind. */
  const passed = (standing: Standing) => {
    standing.suspects = null
    standing.limit = smallestPage
    standing.isOpaque = false
    if (before === null) return
    cap = before
    before = null
    remember(cap)
  }

  const arrived = (standing: Standing, { nodes, nullNodes }: FetchedPage) => {
    standing.hasFailed = false
    standing.isNew = false
    if (standing.suspects === null) standing.limit *= 2
    else {
      standing.suspects -= nodes.length + nullNodes - 1
      if (standing.suspects <= 1) passed(standing)
    }
  }

  const failed = (standing: Standing, first: number, { code }: GazelleError) => {
    standing.hasFailed = true
    if (first <= smallestPage) {
      standing.suspects = first
      return
    }
    // Refused outright it was the size.
    before = code === 'gazelle_query_refused' ? null : (before ?? cap)
    cap = Math.max(smallestPage, Math.floor(first / 2))
    // A slice has time for some time-outs only: the next one must not begin with them again.
    remember(Math.min(cap, stored))
  }

  const found = (page: FetchedPage) => {
    for (const { kind, id } of page.holes) if (kind === 'record' && id !== null) bad.add(id)
    for (const id of page.apart ?? []) bad.add(id)
  }

  return {
    async fetch(ask, lane = '') {
      const standing = standingOf(lane)
      const spent = { apiCalls: 0, waitedMs: 0 }
      for (;;) {
        const first = sizeOf(standing)
        const isSearch = standing.suspects !== null
        const how = { spent, refused, ...(isSearch && { timeoutMs: searchTimeoutMs }) }
        try {
          const page = await ask(first, { ...how, tries: standing.hasFailed || isSearch || hasKnown ? 1 : 2 })
          if (!isSearch) measure(first, page)
          arrived(standing, page)
          return withSpent(page, spent)
        } catch (error) {
          if (!(error instanceof GazelleError && isAboutSize(error))) throw error
          const isLast = first <= fewest
          const isAtStart = standing.isNew && isOneWithoutId
          standing.isNew = false
          if (isLast || isAtStart || (bad.size > 0 && !isSearch && !standing.isOpaque)) {
            const around = { known: bad, message: error.message }
            const page = await ask(isAtStart ? fewest : first, { ...how, around }).catch((inner) => {
              if (isLast || !isAboutSize(inner)) throw inner
            })
            if (page) {
              found(page)
              if (isLast) passed(standing)
              standing.hasFailed = false
              return withSpent(page, spent)
            }
            standing.isOpaque = true
          }
          failed(standing, first, error)
        }
      }
    },

    tooLarge(page, message, lane = '') {
      const ids = page.nodes.map((node) => usableId(node))
      const suspects = ids.filter((id) => id !== null && bad.has(id))
      // The first of two was staged with the page before.
      const blamed = suspects.length > 0 ? suspects : ids.length <= fewest ? ids.slice(-1) : []
      for (const id of blamed) {
        if (id === null || refused.has(id)) return false
        bad.add(id)
        refused.set(id, message)
      }
      const standing = standingOf(lane)
      if (blamed.length > 0) passed(standing)
      else standing.suspects = ids.length
      return ids.length > 0
    },
  }
}

/** A page with all that was spent for it, failures included. */
const withSpent = (page: FetchedPage, spent: Spent): FetchedPage => ({
  ...page,
  apiCalls: spent.apiCalls || page.apiCalls,
  waitedMs: spent.waitedMs || page.waitedMs,
})
