import { inUnits, type TimeUnit } from '../../shared/duration.ts'
import { language, locale, t } from './words/words.ts'

// In English, short is "30 secs"; in French, narrow lacks a space.
const style = language === 'fr' ? 'short' : 'narrow'
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style })
const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
const minuteOfDay = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' })
const hourOfDay = new Intl.DateTimeFormat(locale, { hour: 'numeric' })
const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })

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

/** An instant in the page's language; "never" for none. */
export const at = (instant: string | null | undefined): string =>
  instant ? moment.format(new Date(instant)) : t('time.never')

/** The time of day, with seconds. */
export const timeOfDay = (ms: number): string => clock.format(new Date(ms))

/** The time of day, without seconds. */
export const minute = (instant: string): string => minuteOfDay.format(new Date(instant))

/** An hour of the day. */
export const hour = (instant: string): string => hourOfDay.format(new Date(instant))

/** A day that the database names, such as 2026-03-04: not an instant, so no zone moves it. */
export const day = (date: string, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }): string =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))

/** A share of one. */
export const percent = (share: number): string => percents.format(share)
