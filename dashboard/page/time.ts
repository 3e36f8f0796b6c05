import { inUnits, type TimeUnit } from '../../shared/duration.ts'
import { unbroken } from './words/spacing.ts'
import { language, locale, t } from './words/words.ts'

// In English, short is "30 secs"; in French, narrow lacks a space.
const style = language === 'fr' ? 'short' : 'narrow'
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style })
const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })

// The company's zone; the browser's until it is known.
let zone: string | undefined
const formats = new Map<string, Intl.DateTimeFormat>()

/** Shows all times in the company's zone from now on; one that this browser does not know is passed over. */
export const setZone = (wanted: string | undefined): void => {
  if (wanted === zone) return
  try {
    new Intl.DateTimeFormat(locale, { timeZone: wanted })
  } catch {
    return
  }
  zone = wanted
  formats.clear()
}

const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = JSON.stringify(options)
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })
  formats.set(key, known)
  return known
}

/** The name of the zone of all times: "Eastern Standard Time (America/Montreal)". */
export const zoneWords = (): string => {
  const { timeZone } = format({}).resolvedOptions()
  const parts = format({ timeZoneName: 'long' }).formatToParts(new Date())
  const long = parts.find(({ type }) => type === 'timeZoneName')?.value
  return long ? `${long} (${zone ?? timeZone})` : (zone ?? timeZone)
}

/** How long ago, in one unit: "3min ago". */
export const ago = (ms: number): string => {
  const [largest] = inUnits(ms)
  return ms < 5000 || !largest ? t('time.now') : relative.format(-largest.n, largest.unit)
}

const quantity = (n: number, unit: TimeUnit) =>
  new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: style,
    maximumFractionDigits: 1,
  }).format(n)

/** A length of time, in its two largest units at most: "1h 12m". */
export const duration = (ms: number): string => {
  if (ms > 0 && ms < 1000) return quantity(Math.max(0.1, ms / 1000), 'second')
  return inUnits(ms)
    .filter(({ n }, index) => n > 0 || index === 0)
    .map(({ n, unit }) => quantity(n, unit))
    .join(' ')
}

/** Milliseconds of an interval as Postgres writes it: "1 day 02:03:04.5". Months count 30 days. */
export const interval = (text: string | null | undefined): number => {
  if (!text) return 0
  const days =
    Number(/(-?\d+) days?/.exec(text)?.[1] ?? 0) + 30 * Number(/(-?\d+) mons?/.exec(text)?.[1] ?? 0)
  const [, sign = '', h = '0', m = '0', s = '0'] = /(-?)(\d+):(\d+):([\d.]+)/.exec(text) ?? []
  const time = (Number(h) * 3600 + Number(m) * 60 + Number(s)) * 1000
  return days * 86_400_000 + (sign ? -time : time)
}

// Not dateStyle and timeStyle, which write "04 h 02" in French where a time alone is "4 h 02".
const ofDay: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'short', day: 'numeric' }
const ofTime: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' }

/** The first of a month, which French does not count as a number: "1er déc. 2026". */
export const withFirst = (text: string) => text.replace(/(?<!\d)1(?= \p{L}+\.? \d{4})/u, '1er')

const written = (text: string) => unbroken(language === 'fr' ? withFirst(text) : text)

/** An instant in the page's language; "never" for none. */
export const at = (instant: string | null | undefined): string =>
  instant ? written(format({ ...ofDay, ...ofTime }).format(new Date(instant))) : t('time.never')

/** The time of day. */
export const minute = (instant: string | number): string => unbroken(format(ofTime).format(new Date(instant)))

/** An hour of the day. */
export const hour = (instant: string): string => format({ hour: 'numeric' }).format(new Date(instant))

/** The day of an instant, in full. */
export const dayOf = (instant: string): string =>
  written(format({ dateStyle: 'full' }).format(new Date(instant)))

/** A day that the database names, such as 2026-03-04: not an instant, so no zone moves it. */
export const day = (date: string, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }): string =>
  written(
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`)),
  )

/** A share of one. */
export const percent = (share: number): string => percents.format(share)
