import type { FetchedPage, Lane } from '../gazelle/module.ts'
import type { Staged } from './run.ts'

/** How much a slice may still do. */
export interface Budget {
  /** Takes one page off; false when nothing is left. */
  take(): boolean
  /** Takes off what a page had above 100 records. */
  spend(records: number): void
}

/** A budget that ends with a number of pages of 100 records or at an instant, whichever comes first. */
export function sliceBudget(pages: number, milliseconds: number): Budget {
  const end = performance.now() + milliseconds
  let left = pages
  return {
    take: () => left-- > 0 && performance.now() < end,
    spend: (records) => {
      left -= Math.max(0, Math.ceil(records / 100) - 1)
    },
  }
}

export interface LaneWork {
  fetch(cursor: string | null): Promise<FetchedPage>
  stage(page: number, fetched: FetchedPage): Promise<Staged>
  budget: Budget
}

/**
 * Reads a lane from where it stands. Page n + 1 is fetched while page n is staged, so a lane costs the longer of the
 * two, not their sum.
 * @param lane from: cursor and number of its last staged page
 * @returns whether the lane reached its end; if not, the budget did
 */
export async function readLane(
  lane: Lane,
  from: { cursor: string | null; page: number },
  { fetch, stage, budget }: LaneWork,
): Promise<boolean> {
  const ahead = (cursor: string | null) => {
    const page = fetch(cursor)
    // A rejection is handled when the page is awaited.
    page.catch(() => {})
    return page
  }

  let { page } = from
  let next = budget.take() ? ahead(from.cursor) : null
  while (next) {
    const fetched = await next
    budget.spend(fetched.nodes.length)
    // The lane that proves the sweep mostly ends after one page, so it has no prefetch.
    const prefetch = fetched.hasNextPage && !lane.isProof && budget.take()
    next = prefetch ? ahead(fetched.endCursor) : null
    const { finished, cursor } = await stage(++page, fetched)
    if (finished) return true
    const goesOn = !fetched.hasNextPage || lane.isProof
    if (!next && goesOn && budget.take()) next = ahead(cursor)
  }
  return false
}
