const formats = new Map<string, Intl.DateTimeFormat>()

/** Minutes by which a zone's clock is ahead of UTC at an instant (milliseconds since 1970). */
const offsetAt = (zone: string, instant: number): number => {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    formats.set(zone, format)
  }
  const name = format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0
}

/** The instant (milliseconds) of a local date and minute of the day in a zone; right across both clock changes. */
export const instantOf = (zone: string, date: string, minutes = 0): number => {
  const wall = Date.parse(`${date}T00:00:00Z`) + minutes * 60_000
  const guess = wall - offsetAt(zone, wall) * 60_000
  return wall - offsetAt(zone, guess) * 60_000
}

/** The local date and time (YYYY-MM-DDTHH:MM:SS) of an instant in a zone. */
export const clockOf = (zone: string, instant: number): string =>
  new Date(instant + offsetAt(zone, instant) * 60_000).toISOString().slice(0, 19)

/** The local date (YYYY-MM-DD) of an instant in a zone. */
export const dateOf = (zone: string, instant: number): string => clockOf(zone, instant).slice(0, 10)

/** A date some days later or earlier. */
export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** An instant as Gazelle writes it: ISO 8601, UTC, whole seconds. */
export const iso = (instant: number): string => `${new Date(instant).toISOString().slice(0, 19)}Z`
