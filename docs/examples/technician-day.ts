// A technician's day: npm run example docs/examples/technician-day.ts 2026-11-27 "Jeanne Tremblay"
// Without a name everybody's, without a day today's.
import { type Client, dayOf, print, today } from './client.ts'

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
const two = (number: number) => String(number).padStart(2, '0')
const clock = (minutes: number) => `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`

const hours = (time: string | null, duration: number | null, isAllDay: boolean | null) => {
  if (isAllDay || time === null) return 'all day'
  const from = minutesOf(time)
  return duration ? `${clock(from)}–${clock(from + duration)}` : clock(from)
}

const visitsOn = async (client: Client, day: string) => {
  const { data } = await client
    .from('appointments')
    .select(
      `id, local_time, duration, is_all_day, title, address_line, notes,
       technician:users!appointments_user_id_fkey (full_name),
       client:clients (display_name, contacts (is_default, contact_phones (phone_number, is_default))),
       appointment_pianos (is_tuning, piano:pianos (make, model, location))`,
    )
    .eq('local_date', day)
    .neq('status', 'CANCELED')
    .is('deleted_at', null)
    .is('client.contacts.deleted_at', null)
    .is('client.contacts.contact_phones.deleted_at', null)
    .is('appointment_pianos.deleted_at', null)
    .order('start_at')
    .order('id')
    .throwOnError()
  return data
}

type Visit = Awaited<ReturnType<typeof visitsOn>>[number]

const phoneOf = ({ client }: Visit) => {
  const phones = client?.contacts.find((one) => one.is_default)?.contact_phones ?? []
  return (phones.find((one) => one.is_default) ?? phones[0])?.phone_number
}

const linesOf = (visit: Visit): string[] => [
  [
    hours(visit.local_time, visit.duration, visit.is_all_day),
    visit.client?.display_name ?? visit.title,
    visit.address_line,
    phoneOf(visit),
  ]
    .filter(Boolean)
    .join('  '),
  ...visit.appointment_pianos
    .map(({ piano, is_tuning }) =>
      [piano?.make, piano?.model, piano?.location && `(${piano.location})`, is_tuning && '– tuning']
        .filter(Boolean)
        .join(' '),
    )
    .toSorted()
    .map((line) => `  ${line}`),
  ...(visit.notes ? [`  ${visit.notes}`] : []),
]

/** Who goes where on a day, as lines of text. @param name only the appointments of the technician of this name */
export const technicianDay = async (client: Client, day: string, name?: string): Promise<string[]> => {
  const visits = await visitsOn(client, day)
  const nameOf = ({ technician }: Visit) => technician?.full_name ?? 'Nobody'
  const names = [...new Set(visits.map(nameOf))]
    .filter((one) => name === undefined || one === name)
    .toSorted((one, other) => one.localeCompare(other, 'fr'))
  if (names.length === 0)
    return [name ? `${name} has no appointment on ${day}` : `There is no appointment on ${day}`]
  return names.flatMap((one) => [
    `${one}, ${day}`,
    ...visits.filter((visit) => nameOf(visit) === one).flatMap(linesOf),
  ])
}

if (import.meta.main)
  await print(async (client) => {
    const [day = await today(client), name] = process.argv.slice(2)
    return technicianDay(client, dayOf(day), name)
  })
