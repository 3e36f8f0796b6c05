import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { meantBy } from '../../names.ts'
import { cursorOf, fitting, nextCursor, paging, placeOf } from '../page.ts'
import { askRows, type Row, rowForm, rowsOf } from '../reader.ts'
import { type Asked, tool } from '../tool.ts'
import { restOf } from './find.ts'
import { appointment, lastNote, technician, visited } from './records.ts'

const mostPianos = 20
const visit = appointment.form.extend({
  owed: z.number().nullable().describe('What the client owes, in dollars.'),
  pianos: z.array(visited.form).describe('What it is for, 20 at most, each with its newest reading.'),
  last_notes: z.array(lastNote.form).describe('The three newest notes on them.'),
})

const technicianForm = z.object({ id: z.string(), name: z.string() })

/** Whom a name or an id means. @throws AppError `not_found`, `bad_input` where it means several */
const technicianOf = async ({ database, account }: Asked, text: string): Promise<string> => {
  const all = z
    .array(technicianForm)
    .parse(
      await rowsOf(
        'app.technicians',
        database
          .schema('app')
          .from('technicians')
          .select('id,name')
          .eq('account_id', account)
          .order('id')
          .limit(1000),
      ),
    )
  const those = meantBy(text, all)
  const [only] = those
  if (only && those.length === 1) return only.id
  throw new AppError(
    those.length === 0 ? 'not_found' : 'bad_input',
    `technician: ${those.length === 0 ? 'nobody' : `${those.length} of them`} has this name or id`,
    { hint: 'list_technicians has names and ids.' },
  )
}

const visitOf = (row: Row) => {
  const readings = z.array(rowForm).parse(row.readings)
  const pianos = z.array(rowForm).parse(row.pianos).slice(0, mostPianos)
  return visit.parse({
    ...appointment.of(row),
    owed: row.owed,
    pianos: pianos.map((one) => {
      const { taken_on = null, ...reading } = readings.find(({ piano_id }) => piano_id === one.id) ?? {
        humidity: null,
        temperature: null,
        pitch: null,
        is_out_of_range: null,
      }
      return visited.of({ ...one, ...reading, reading_on: taken_on })
    }),
    last_notes: z.array(rowForm).parse(row.last_notes).map(lastNote.of),
  })
}

/** A technician's day. */
export const day = tool({
  name: 'day',
  title: 'A technician’s day',
  description:
    'The appointments of a day, of one technician or of all, in the order of their times: when, where, with whom, for which pianos, with their newest readings, the last notes and what the client owes. Canceled ones too: look at status.',
  modules: ['appointments', 'clients', 'pianos', 'users'],
  input: {
    date: z.iso.date().optional().describe('YYYY-MM-DD in the account’s zone; today if absent.'),
    technician: z.string().min(1).max(100).optional().describe('A technician’s id, or a part of the name.'),
    ...paging(30, 15),
  },
  output: {
    date: z.string(),
    time_zone: z.string().describe('Times are of this zone.'),
    appointments: z.array(visit),
    next_cursor: nextCursor,
  },
  answer: async (asked, { date = asked.today, technician: who, limit, cursor }) => {
    const last = placeOf('day', cursor, z.tuple([z.string()]))?.[0]
    const rows = await askRows(asked.database, 'app', 'day', {
      p_account: asked.account,
      p_date: date,
      ...(who !== undefined && { p_technician: await technicianOf(asked, who) }),
    })
    const rest = restOf(rows.map(visitOf), last, ({ id }) => id)
    const { given, isMore } = fitting(rest, limit)
    const end = given.at(-1)
    return {
      date,
      time_zone: asked.timeZone,
      appointments: given,
      next_cursor: isMore && end ? cursorOf('day', [end.id]) : null,
    }
  },
})

/** Whose days there are. */
export const listTechnicians = tool({
  name: 'list_technicians',
  title: 'Technicians',
  description:
    'Everybody who has appointments: technicians, office staff, and calendars that are not people.',
  modules: ['users'],
  input: paging(100, 50),
  output: { technicians: z.array(technician.form), next_cursor: nextCursor },
  answer: async ({ database, account }, { limit, cursor }) => {
    const place = placeOf('list_technicians', cursor, z.tuple([z.string()]))
    let query = database
      .schema('app')
      .from('technicians')
      .select(technician.columns)
      .eq('account_id', account)
      .order('id')
      .limit(limit + 1)
    if (place) query = query.gt('id', place[0])
    const rows = await rowsOf('app.technicians', query)
    const { given, isMore } = fitting(rows.map(technician.of), limit)
    const last = given.at(-1)
    return {
      technicians: given,
      next_cursor: isMore && last ? cursorOf('list_technicians', [last.id]) : null,
    }
  },
})
