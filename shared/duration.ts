const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

export type TimeUnit = (typeof units)[number][0]

/** A length of time in its two largest units, rounded to seconds: 3,599,400 ms is 59 minutes and 59 seconds. */
export const inUnits = (ms: number): { n: number; unit: TimeUnit }[] => {
  let left = Math.max(0, Math.round(ms / 1000))
  const first = units.findIndex(([, size]) => left >= size)
  return units.slice(first, first < 0 ? undefined : first + 2).map(([unit, size]) => {
    const n = Math.floor(left / size)
    left %= size
    return { n, unit }
  })
}
