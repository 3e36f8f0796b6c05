import { iso } from '../../zone.ts'
import { changesDay, dateAndTime } from '../forms.ts'
import type { Row, Table, Value } from '../table.ts'
import type { World } from '../world.ts'

const hour = 3_600_000

const marks = ['last_notified_tech_id', 'last_notified_schedule', 'last_notified_time', 'last_notified_at']

/** Appointments, with the marks of what technicians were notified of. */
export const appointments = (world: World): Table => {
  const { company, teller, localSince, randomOf } = world
  const zone = company.timezone
  const table = 'gazelle_appointments'
  function* rows(): Generator<Row> {
    for (const [at, { record, isGone }] of world.appointments.entries()) {
      const { id } = record
      const random = randomOf(`appointment ${id}`)
      const start = Date.parse(record.start ?? '')
      const isUtc = start < localSince
      const { date, time } = dateAndTime(zone, start, isUtc)
      const local = dateAndTime(zone, start, false)
      if (isGone) teller.gone(table, id)
      if (isUtc) teller.touches('utc-times', table, id)
      if (isUtc && changesDay(zone, start)) teller.touches('utc-days', table, id)

      // Each sixth appointment was notified of; each third of those by a program that kept only whom and when.
      const notified: Row = {}
      if ((at % 6 === 0 || isGone) && record.userId) {
        const isWhole = at % 18 !== 12
        notified.last_notified_tech_id = record.userId
        notified.last_notified_at = iso(start - random.int(14, 40) * hour)
        if (isWhole) {
          notified.last_notified_schedule = `${local.date} ${local.time.slice(0, 5)}`
          notified.last_notified_time = local.time
        }
      }
      for (const column of marks) {
        const value: Value | undefined = notified[column]
        if (value !== undefined) teller.kept({ table, id, column, value })
      }

      const isTwoLs = record.status === 'CANCELED' && random.chance(0.5)
      if (isTwoLs) teller.touches('cancelled', table, id)
      const isStale = at % 11 === 5 && record.status === 'COMPLETE'
      if (isStale) teller.touches('stale', table, id)
      const [first] = record.pianos
      if (record.pianos.length > 1) teller.touches('first-piano-only', table, id)
      // The local time taken for UTC.
      const shifted = random.chance(0.1) ? `${local.date}T${local.time}Z` : null
      if (shifted) teller.touches('wrong-start', table, id)
      yield {
        external_id: id,
        client_external_id: record.clientId,
        piano_external_id: first?.pianoId ?? null,
        title: record.title,
        description: record.notes ? record.notes.slice(0, 60) : null,
        appointment_date: date,
        appointment_time: time,
        start_datetime: shifted,
        duration_minutes: record.duration,
        status: isStale ? 'ACTIVE' : isTwoLs ? 'CANCELLED' : record.status,
        technicien: record.userId,
        location: typeof record.addressLine === 'string' ? record.addressLine : null,
        notes: record.notes,
        event_type: record.type,
        is_all_day: record.isAllDay,
        last_notified_tech_id: notified.last_notified_tech_id ?? null,
        last_notified_schedule: notified.last_notified_schedule ?? null,
        last_notified_time: notified.last_notified_time ?? null,
        last_notified_at: notified.last_notified_at ?? null,
      }
    }
  }
  return {
    name: table,
    columns: {
      external_id: 'text',
      client_external_id: 'text',
      piano_external_id: 'text',
      title: 'text',
      description: 'text',
      appointment_date: 'date',
      appointment_time: 'time',
      start_datetime: 'timestamptz',
      duration_minutes: 'integer',
      status: 'text',
      technicien: 'text',
      location: 'text',
      notes: 'text',
      event_type: 'text',
      is_all_day: 'boolean',
      last_notified_tech_id: 'text',
      last_notified_schedule: 'text',
      last_notified_time: 'time',
      last_notified_at: 'timestamptz',
    },
    key: 'external_id',
    kept: marks,
    needed: ['external_id', ...marks],
    texts: ['title', 'location', 'notes'],
    count: world.appointments.length,
    rows,
  }
}
