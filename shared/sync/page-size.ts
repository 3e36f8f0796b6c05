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
 * @param known what the server was found to give at most
 * @param store called with what it gives, each time that this differs from what is stored
 */
export function adaptivePageSize(size: number, known: number, store: (size: number) => void): PageSize {
  let current = Math.max(size, smallestPage)
  let stored = known

  const remember = (size: number) => {
    if (size === stored) return
    stored = size
    store(size)
  }

  const note = (first: number, { nodes, nullNodes, hasNextPage }: FetchedPage) => {
    const given = Math.max(nodes.length + nullNodes, smallestPage)
    if (given >= first) {
      // What was once too much, as in an outage, is not so for ever.
      if (first === current && first > stored) remember(first)
    } else if (hasNextPage && given < current) {
      current = given
      remember(current)
    }
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
          // A slice has time for some time-outs only: the next one must not begin with them again.
          remember(Math.min(current, stored))
        }
      }
    },
  }
}
