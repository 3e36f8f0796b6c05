import { unbroken } from './words/spacing.ts'
import { language, locale, number, t } from './words/words.ts'

const price = new Intl.NumberFormat(locale, {
  style: 'currency',
  currency: 'CAD',
  currencyDisplay: 'narrowSymbol',
})
const hourAndMinute = new Intl.DateTimeFormat(locale, {
  hour: 'numeric',
  minute: '2-digit',
  timeZone: 'UTC',
})

/** An amount in dollars; nothing for none. */
export const money = (amount: number | null | undefined): string =>
  amount === null || amount === undefined ? '' : price.format(Number(amount))

/** A time of day that the database names, such as 14:05:00: that of the company, so no zone moves it. */
export const clock = (time: string | null | undefined): string => {
  const [, hour, minute] = /^(\d\d):(\d\d)/.exec(time ?? '') ?? []
  return hour && minute
    ? unbroken(hourAndMinute.format(Date.UTC(2000, 0, 1, Number(hour), Number(minute))))
    : ''
}

/** The time of day some minutes later. */
export const later = (time: string, minutes: number): string => {
  const [, hour, minute] = /^(\d\d):(\d\d)/.exec(time) ?? []
  const end = (Number(hour) * 60 + Number(minute) + minutes) % 1440
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(end / 60))}:${two(end % 60)}`
}

/** The name of a time zone: "Eastern Time". */
export const zoneName = (zone: string | null | undefined): string => {
  if (!zone) return ''
  try {
    const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'longGeneric' })
    return parts.formatToParts(new Date()).find(({ type }) => type === 'timeZoneName')?.value ?? zone
  } catch {
    return zone
  }
}

/** Whether a text is a day, such as 2026-03-04. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))

/** A day some days later. */
export const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

const percents = new Intl.NumberFormat(locale, { style: 'unit', unit: 'percent', maximumFractionDigits: 1 })
const degrees = new Intl.NumberFormat(locale, { style: 'unit', unit: 'celsius', maximumFractionDigits: 1 })

/** What is measured at a piano. */
export const measures = ['humidity', 'temperature', 'pitch'] as const
export type Measure = (typeof measures)[number]

const units: Record<Measure, (value: number) => string> = {
  humidity: (value) => percents.format(value),
  temperature: (value) => degrees.format(value),
  pitch: (value) => `${number(value)}\u00a0Hz`,
}

/** A measured value with its unit: "45%", "21°C", "440.5 Hz". */
export const measured = (measure: Measure, value: number | null | undefined): string =>
  value === null || value === undefined ? '' : units[measure](Number(value)).replaceAll(' ', '\u00a0')

/** All that was measured at once, in one line. */
export const reading = (row: Record<Measure, number | null>): string =>
  measures
    .map((measure) => measured(measure, row[measure]))
    .filter(Boolean)
    .join(' · ')

const languages = new Intl.DisplayNames([locale], { type: 'language', fallback: 'none' })

/** The name of a language by its tag; the tag itself where it has none. */
export const languageName = (tag: string | null): string => {
  try {
    return tag ? (languages.of(tag.replace('_', '-')) ?? tag) : ''
  } catch {
    return tag ?? ''
  }
}

/** A number as a spreadsheet of this language reads it. */
export const decimal = (value: number): string =>
  language === 'fr' ? String(value).replace('.', ',') : String(value)

/** What a telephone dials: the number without an extension behind it, which it would dial as a part of it. Nothing for less than three digits. */
export const dialled = (number: string): string | null => {
  const [main = ''] = number.trim().split(/(?<=\d.*)[\p{L}#;,]/u)
  const digits = main.replace(/(?!^\+)\D/g, '')
  return digits.length < 3 ? null : digits
}

/** The name of a client, or that it has none. */
export const clientName = (name: string | null | undefined): string => name?.trim() || t('client.unnamed')

/** The name of a piano, or that it has none. */
export const pianoTitle = (title: string | null | undefined): string => title?.trim() || t('piano.unnamed')
