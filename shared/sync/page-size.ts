import { isAboutSize } from '../gazelle/errors.ts'
import type { FetchedPage } from '../gazelle/module.ts'
import { smallestPage } from '../gazelle/paged.ts'

/** How many records a page asks for. */
export interface PageSize {
  /** Fetches a page with `ask`, and asks again for half as many where the server cannot answer so many. */
  fetch(ask: (first: number) => Promise<FetchedPage>): Promise<FetchedPage>
}

/**
 * A page size that adapts: a server that gives fewer records than it was asked for, and has more, has shown its cap; an
 * error that a smaller request may avoid halves it. Shared by the lanes of a run.
 * @param size records to ask for at first
 * @param onCap called with the server's cap, each time that it is lower than was known
 */
export function adaptivePageSize(size: number, onCap: (cap: number) => void): PageSize {
  let current = Math.max(size, smallestPage)

  const note = (first: number, { nodes, nullNodes, hasNextPage }: FetchedPage) => {
    const cap = Math.max(nodes.length + nullNodes, smallestPage)
    if (!hasNextPage || cap >= first || cap >= current) return
    current = cap
    onCap(cap)
  }

  return {
    async fetch(ask) {
      let wasted = 0
      for (;;) {
        const first = current
        try {
          const page = await ask(first)
          note(first, page)
          return { ...page, apiCalls: page.apiCalls + wasted }
        } catch (error) {
          if (!isAboutSize(error) || first <= smallestPage) throw error
          // The client has tried it twice, unless it was refused outright.
          wasted += 2
          current = Math.min(current, Math.max(smallestPage, Math.floor(first / 2)))
        }
      }
    },
  }
}
