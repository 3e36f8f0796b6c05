import type { Request } from './module.ts'

/**
 * The day of an instant in a zone, `shift` days later, as Gazelle's CoreDate. In which zone Gazelle reads its day
 * filters is not known, so callers widen by a day at each end.
 */
export function dayOf(instant: Date, timeZone: string, shift: number): string {
  const day = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(instant)
  // Shifted as a date: a local day can have 23 or 25 hours.
  return new Date(Date.parse(`${day}T00:00:00Z`) + shift * 86_400_000).toISOString().slice(0, 10)
}

/** The days that a request is about, widened by one at each end; null where it has no bound. */
export const daysOf = ({ since, until, timeZone }: Request): { from: string | null; to: string | null } => ({
  from: since && dayOf(since, timeZone, -1),
  to: until && dayOf(until, timeZone, 1),
})

/**
 * Lanes over clients or pianos: all of them, or those touched and those created since. Whether every edit counts as a
 * touch is not known, so a regular full sweep stays necessary.
 */
export function touchedOrCreated(request: Request) {
  const { from, to } = daysOf(request)
  if (!from) return { all: { filters: null } }
  return {
    touched: { filters: { hasTimelineActivityGet: from, hasTimelineActivityLet: to } },
    created: { filters: { createdGet: from, createdLet: to } },
  }
}
