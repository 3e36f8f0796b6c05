import type { FetchedPage, Hole } from '../gazelle/module.ts'

/** A hole that earlier runs met. */
type KnownHole = Pick<Hole, 'place' | 'path'> & { kind: string }

/** How often a page is asked for again. */
const mostTries = 2

/** The holes of a lane as its pages have them: the database puts the lane before a place that has no id. */
export const knownIn = (
  lane: string,
  known: readonly (KnownHole & { id: string | null })[],
): readonly KnownHole[] => {
  const prefix = `${lane}: `
  return known.flatMap((hole) => {
    if (hole.id !== null) return [hole]
    return hole.place.startsWith(prefix) ? [{ ...hole, place: hole.place.slice(prefix.length) }] : []
  })
}

const keyOf = ({ kind, place, path }: KnownHole) => JSON.stringify([kind, place, path])

/**
 * Fetches a page, and again where it lacks something that no earlier run has missed: what passes costs a call, and what
 * stays costs one until it is known. Of several answers the one that lacks least is taken.
 * @param known the holes that are open
 */
export async function askAgain(
  ask: () => Promise<FetchedPage>,
  known: readonly KnownHole[],
): Promise<FetchedPage> {
  const keys = new Set(known.map(keyOf))
  const newHoles = ({ holes }: FetchedPage) => holes.filter((hole) => !keys.has(keyOf(hole))).length
  let best = await ask()
  let [apiCalls, waitedMs] = [best.apiCalls, best.waitedMs]
  for (let tries = 0; tries < mostTries && newHoles(best) > 0; tries++) {
    const page = await ask()
    apiCalls += page.apiCalls
    waitedMs += page.waitedMs
    if (page.holes.length <= best.holes.length) best = page
  }
  return { ...best, apiCalls, waitedMs }
}
