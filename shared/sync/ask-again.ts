import type { FetchedPage, Hole } from '../gazelle/module.ts'

/** A hole that earlier runs met. */
type KnownHole = Pick<Hole, 'place' | 'path'> & { kind: string }

/** What so many records lack that it is known of all. */
interface KnownField {
  kind: string
  /** A path in which positions in lists are `#`. */
  field: string
}

/** How often a page is asked for again. */
const mostTries = 2
/** A page that took longer is not asked for again: that would use up the slice. */
const longMs = 30_000
/** For a list inside a record, which takes many calls and may have no end. */
const longNestedMs = 10_000

const keyOf = ({ kind, place, path }: KnownHole) => JSON.stringify([kind, place, path])

/** As the database has it in `sync.holes.field`. */
const fieldOf = (path: string) => path.replace(/\.\d+(?=\.|$)/g, '.#')

const fieldKeyOf = ({ kind, field }: KnownField) => JSON.stringify([kind, field])

const recordsOf = ({ nodes, nullNodes }: FetchedPage) => nodes.length + nullNodes

/**
 * Fetches a page, and again where it lacks something that no earlier run has missed: what passes costs a call, and what
 * stays costs two until it is known. Of several answers that bring as many records, the one that lacks least is taken. What a
 * page lacks that took long is left to the next run.
 * @param known the holes that are open
 * @param fields what many records lack: another one that lacks it too is nothing new
 */
export async function askAgain(
  ask: () => Promise<FetchedPage>,
  known: readonly KnownHole[],
  fields: readonly KnownField[] = [],
): Promise<FetchedPage> {
  const keys = new Set(known.map(keyOf))
  const fieldKeys = new Set(fields.map(fieldKeyOf))
  const isKnown = (hole: Hole) =>
    keys.has(keyOf(hole)) || fieldKeys.has(fieldKeyOf({ kind: hole.kind, field: fieldOf(hole.path) }))
  const begun = performance.now()
  const isWorth = (hole: Hole) =>
    !isKnown(hole) && performance.now() - begun < (hole.kind === 'nested' ? longNestedMs : longMs)
  const newHoles = ({ holes }: FetchedPage) => holes.filter(isWorth).length
  let best = await ask()
  let [apiCalls, waitedMs] = [best.apiCalls, best.waitedMs]
  for (let tries = 0; tries < mostTries && newHoles(best) > 0; tries++) {
    const page = await ask()
    apiCalls += page.apiCalls
    waitedMs += page.waitedMs
    // An emptier answer has fewer holes too.
    if (recordsOf(page) >= recordsOf(best) && page.holes.length <= best.holes.length) best = page
  }
  return { ...best, apiCalls, waitedMs }
}
