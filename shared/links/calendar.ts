import ical, { type ICalEventData, ICalEventStatus, ICalEventTransparency } from 'ical-generator'
import { z } from 'zod'

const pianoForm = z.object({
  title: z.string().nullable(),
  serial_number: z.string().nullable(),
  location: z.string().nullable(),
  is_tuning: z.boolean().nullable(),
})

type Piano = z.output<typeof pianoForm>

const eventForm = z.object({
  id: z.string(),
  version: z.int(),
  title: z.string().nullable(),
  client_name: z.string().nullable(),
  status: z.string().nullable(),
  is_all_day: z.boolean(),
  local_date: z.string(),
  starts_at: z.string(),
  minutes: z.number().nullable(),
  address: z.string().nullable(),
  pianos: z.array(pianoForm),
  notes: z.string().nullable(),
  gazelle_url: z.string().nullable(),
  updated_at: z.string(),
})

/** An appointment, as `app.read_calendar` gives it. */
export type CalendarEvent = z.output<typeof eventForm>

export const calendarForm = z.object({
  technician: z.string().nullable(),
  label: z.string(),
  time_zone: z.string(),
  events: z.array(eventForm),
})

/** A technician's appointments. */
export type Calendar = z.output<typeof calendarForm>

/** How often a program should ask again, in seconds. Most decide by themselves. */
const refreshSeconds = 900

// What RFC 5545 does not allow in a text: control characters, but tab and the end of a line. The ends of lines that only some know
// become the usual one, so that no parser sees a line where another sees none.
const lineEnds = /\r\n?|[\v\f\u0085\u2028\u2029]/g
const unfit = /(?![\t\n])\p{Cc}/gu

const plain = (text: string | null): string => (text ?? '').replace(lineEnds, '\n').replace(unfit, '').trim()
const line = (text: string | null): string => plain(text).replaceAll('\n', ' ')

const pianoLine = ({ title, serial_number, location, is_tuning }: Piano) =>
  [
    [line(title), serial_number && `(${line(serial_number)})`].filter(Boolean).join(' '),
    line(location),
    is_tuning && 'tuning · accord',
  ]
    .filter(Boolean)
    .join(', ')

/** The title, with the client where the title does not name them. */
const summaryOf = ({ title, client_name, id }: CalendarEvent): string => {
  const [what, whom] = [line(title), line(client_name)]
  if (!what || !whom || what.includes(whom)) return what || whom || id
  return `${what} – ${whom}`
}

const dayMs = 86_400_000

/** From when to when. Of an appointment that lasts a day or more, the days are the company's. */
const timeOf = ({ is_all_day, local_date, starts_at, minutes }: CalendarEvent) => {
  if (is_all_day) {
    const start = Date.parse(`${local_date}T00:00:00Z`)
    const days = Math.max(1, Math.ceil((minutes ?? 0) / 1440))
    return { allDay: true, start: new Date(start), end: new Date(start + days * dayMs) }
  }
  const start = Date.parse(starts_at)
  return { start: new Date(start), ...(minutes && { end: new Date(start + minutes * 60_000) }) }
}

const dataOf = (event: CalendarEvent): ICalEventData => {
  const isCancelled = event.status === 'CANCELED'
  const changedAt = new Date(event.updated_at)
  const description = [event.pianos.map(pianoLine).filter(Boolean).join('\n'), plain(event.notes)]
  return {
    ...timeOf(event),
    // Of the record alone: an appointment that is moved stays the same event.
    id: `${event.id}@gazelle`,
    sequence: event.version,
    stamp: changedAt,
    lastModified: changedAt,
    summary: summaryOf(event),
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: isCancelled ? ICalEventTransparency.TRANSPARENT : ICalEventTransparency.OPAQUE,
    ...(line(event.address) && { location: line(event.address) }),
    ...(description.some(Boolean) && { description: description.filter(Boolean).join('\n\n') }),
    ...(event.gazelle_url && { url: event.gazelle_url }),
  }
}

/**
 * A calendar in the format iCalendar (RFC 5545), the same text for the same appointments. Times are instants in UTC, which every program
 * shows in its own zone; days are the company's.
 */
export const calendarText = ({ technician, label, time_zone, events }: Calendar): string =>
  `${ical({
    name: line(technician) || line(label),
    prodId: { company: 'Assistant Gazelle', product: 'V6', language: 'EN' },
    ttl: refreshSeconds,
    x: { 'X-WR-TIMEZONE': time_zone },
    events: events.map(dataOf),
  }).toString()}\r\n`
