import { GazelleError } from '../gazelle/errors.ts'
import type { FetchedPage, Lane } from '../gazelle/module.ts'
import type { Meter } from './meter.ts'
import type { Staged } from './run.ts'

/** How much a slice may still do. */
export interface Budget {
  /** Takes one page off; false when nothing is left. */
  take(): boolean
  /** Takes off what a page had above 100 records. */
  spend(records: number): void
}

/** What a slice may use up. An edge function lives 150 s (free plan), with 2 s of CPU and 256 MB. */
export interface Slice {
  /** Pages of 100 records. */
  pages: number
  milliseconds: number
  /** CPU; it bounds nothing where it cannot be measured. */
  cpuMs: number
  /** Of Gazelle's answers to all slices of the worker, unpacked: they are what costs CPU and memory. */
  bytes: number
}

/** Whether the next page would take a slice beyond its CPU, or the slices of its worker together beyond its bytes. */
export const isUsedUp = ({ cpuMs, bytes }: Slice, meter: Meter): boolean => {
  return (meter.used().cpuMs ?? 0) >= cpuMs || meter.bytesUnderWay() + meter.largestAnswer() > bytes
}

/**
 * A budget that ends with a number of pages, at an instant, or with the slice's CPU or bytes, whichever comes first. Beyond these goes
 * what other lanes have under way. The first page is there in any case, so that every slice comes on.
 * @param milliseconds what is left of the slice's time
 */
export function sliceBudget(slice: Slice, milliseconds: number, meter: Meter): Budget {
  const end = performance.now() + milliseconds
  let left = slice.pages
  return {
    take: () => {
      if (performance.now() >= end) return false
      if (left < slice.pages && isUsedUp(slice, meter)) return false
      return left-- > 0
    },
    spend: (records) => {
      left -= Math.max(0, Math.ceil(records / 100) - 1)
    },
  }
}

export interface LaneWork {
  fetch(cursor: string | null): Promise<FetchedPage>
  stage(page: number, fetched: FetchedPage): Promise<Staged>
  /** Whether a page that the database refused is to be asked for again, with fewer records. */
  asksForLess?(error: unknown, fetched: FetchedPage): boolean
  /** Puts the lane back to its beginning: Gazelle no longer takes its cursor. */
  restart(): Promise<void>
  budget: Budget
}

/** How often in a slice a lane may lose its cursor. */
const mostRestarts = 3

/** Where the next page is asked for: before the last record of this one, so that the two can be seen to join. */
export const nextCursor = (page: FetchedPage): string | null => page.resumeCursor ?? page.endCursor

/**
 * Reads a lane from where it stands. Page n + 1 is fetched while page n is staged, so a lane costs the longer of the
 * two, not their sum. The database says where to go on; after a shift that is not where the page fetched ahead begins.
 * @param lane from: cursor and number of its last staged page
 * @returns whether the lane reached its end; if not, the budget did
 */
export async function readLane(
  lane: Lane,
  from: { cursor: string | null; page: number },
  { fetch, stage, asksForLess = () => false, restart, budget }: LaneWork,
): Promise<boolean> {
  const ahead = (cursor: string | null, dropped?: Promise<FetchedPage>) => {
    // What was fetched in vain counts, unless it failed.
    const spent = dropped?.catch(() => undefined)
    const page = fetch(cursor).then(async (fetched) => withDropped(fetched, await spent))
    // A rejection is handled when the page is awaited.
    page.catch(() => {})
    return page
  }

  let restarts = 0
  /** The page at `cursor`; where Gazelle refuses the cursor, the first page of the lane. */
  const arrived = async (next: Promise<FetchedPage>, cursor: string | null) => {
    try {
      return await next
    } catch (error) {
      if (cursor === null || !isCursorRefused(error) || ++restarts > mostRestarts) throw error
      await restart()
      return await fetch(null)
    }
  }

  let { page, cursor } = from
  let next = budget.take() ? ahead(cursor) : null
  while (next) {
    const fetched = await arrived(next, cursor)
    budget.spend(fetched.nodes.length)
    // The lane that proves the sweep mostly ends after one page, so it has no prefetch.
    const prefetch = fetched.hasNextPage && !lane.isProof && budget.take()
    next = prefetch ? ahead(nextCursor(fetched)) : null
    let staged: Staged
    try {
      staged = await stage(page + 1, fetched)
    } catch (error) {
      if (!asksForLess(error, fetched)) throw error
      next = ahead(cursor, next ?? undefined)
      continue
    }
    if (staged.finished) return true
    page += 1
    cursor = staged.cursor
    if (next && cursor !== nextCursor(fetched)) next = ahead(cursor, next)
    else if (!next && (!fetched.hasNextPage || lane.isProof || staged.shifted) && budget.take())
      next = ahead(cursor)
  }
  return false
}

/** A page with the cost of one that was fetched in vain. */
const withDropped = (page: FetchedPage, dropped: FetchedPage | undefined): FetchedPage =>
  dropped
    ? {
        ...page,
        apiCalls: page.apiCalls + dropped.apiCalls,
        waitedMs: page.waitedMs + dropped.waitedMs,
      }
    : page

const isCursorRefused = (error: unknown) =>
  error instanceof GazelleError && error.code === 'gazelle_cursor_refused'
