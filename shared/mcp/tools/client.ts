import { z } from 'zod'
import { behind, cursorOf, fitting, nextCursor, paging, placeOf } from '../page.ts'
import { type Row, rowsOf } from '../reader.ts'
import { type Asked, idOf, notFound, tool } from '../tool.ts'
import { appointment, client, contact, duePiano } from './records.ts'

const mostContacts = 10
const mostAppointments = 5

const phoneForm = z.object({ number: z.string().nullable(), extension: z.string().nullable() })
const emailForm = z.object({ email: z.string().nullable() })

/** A contact with its numbers and addresses as texts. */
const contactOf = (row: Row) =>
  contact.of({
    ...row,
    phones: z
      .array(phoneForm)
      .parse(row.phones)
      .map(({ number, extension }) => (extension ? `${number} ext. ${extension}` : number)),
    emails: z
      .array(emailForm)
      .parse(row.emails)
      .map(({ email }) => email),
  })

/** A client, and how it is reached. */
export const getClient = tool({
  name: 'get_client',
  title: 'A client',
  description:
    'A client with address, telephone, what is owed and notes, its contacts (10 at most) and its next appointments (5 at most). client_pianos lists its pianos.',
  modules: ['clients', 'pianos', 'appointments', 'invoices'],
  input: { id: idOf('client') },
  output: {
    client: client.form,
    contacts: z.array(contact.form),
    next_appointments: z.array(appointment.form),
    more_contacts: z.boolean().describe('There are more contacts than these.'),
  },
  answer: async ({ database, account }, { id }) => {
    const app = database.schema('app')
    const [[found], contacts, appointments] = await Promise.all([
      rowsOf(
        'app.clients',
        app.from('clients').select(client.columns).eq('account_id', account).eq('id', id).limit(1),
      ),
      rowsOf(
        'app.contacts',
        app
          .from('contacts')
          .select(contact.columns)
          .eq('account_id', account)
          .eq('client_id', id)
          .order('is_default', { ascending: false, nullsFirst: false })
          .order('id')
          .limit(mostContacts + 1),
      ),
      rowsOf(
        'app.appointments',
        app
          .from('appointments')
          .select(appointment.columns)
          .eq('account_id', account)
          .eq('client_id', id)
          .eq('is_coming', true)
          .order('starts_at')
          .order('id')
          .limit(mostAppointments),
      ),
    ])
    if (!found) throw notFound('client', id)
    return {
      client: client.of(found),
      contacts: contacts.slice(0, mostContacts).map(contactOf),
      next_appointments: appointments.map(appointment.of),
      more_contacts: contacts.length > mostContacts,
    }
  },
})

/** The pianos of a client. */
export const clientPianos = tool({
  name: 'client_pianos',
  title: 'The pianos of a client',
  description: 'All pianos of a client, inactive ones too, what is due first. get_piano tells more of one.',
  modules: ['clients', 'pianos'],
  input: { client_id: idOf('client'), ...paging(50, 20) },
  output: { pianos: z.array(duePiano.form), next_cursor: nextCursor },
  answer: async ({ database, account }, { client_id, limit, cursor }) => {
    const place = placeOf('client_pianos', cursor, z.tuple([z.iso.date().nullable(), z.string().max(100)]))
    let query = database
      .schema('app')
      .from('pianos')
      .select(duePiano.columns)
      .eq('account_id', account)
      .eq('client_id', client_id)
      .order('next_service_on', { nullsFirst: false })
      .order('id')
      .limit(limit + 1)
    if (place) query = query.or(behind('next_service_on', 'gt', place))
    const rows = await rowsOf('app.pianos', query)
    const { given, isMore } = fitting(rows.map(duePiano.of), limit)
    const last = given.at(-1)
    return {
      pianos: given,
      next_cursor: isMore && last ? cursorOf('client_pianos', [last.next_service_on, last.id]) : null,
    }
  },
})

// Where a piano's next service stands: set by hand, else as Gazelle calculates it.
const dueColumns = ['next_service_override', 'calculated_next_service'] as const
type DueColumn = (typeof dueColumns)[number]
type DuePlaces = Record<DueColumn, [string, string] | null>

const duePlaceForm = z.tuple([z.iso.date(), z.string().max(100)]).nullable()
const duePlacesForm = z.tuple([duePlaceForm, duePlaceForm])

/**
 * Active pianos that are due before a day, the longest first. Each column is a list of its own, which goes on behind its own place: the view would
 * look up the newest reading of all pianos to put some in order, over a second where there are 20,000.
 */
const duePianos = async (
  { database, account }: Asked,
  places: DuePlaces,
  { before, clientId, limit }: { before: string; clientId: string | undefined; limit: number },
) => {
  const dueBy = async (column: DueColumn) => {
    let query = database
      .schema('gazelle')
      .from('pianos')
      .select(`id,day:${column}`)
      .eq('account_id', account)
      .is('deleted_at', null)
      .eq('is_placeholder', false)
      .or('status.is.null,status.neq.INACTIVE')
      .lt(column, before)
      .order(column)
      .order('id')
      .limit(limit)
    if (column === 'calculated_next_service') query = query.is('next_service_override', null)
    if (clientId !== undefined) query = query.eq('client_id', clientId)
    const place = places[column]
    if (place) query = query.or(behind(column, 'gt', place))
    const rows = z
      .array(z.object({ id: z.string(), day: z.string() }))
      .parse(await rowsOf('gazelle.pianos', query))
    return rows.map((row) => ({ ...row, column }))
  }
  // By the day alone: ids have the order of the database, which is another one than that of JavaScript.
  const due = (await Promise.all(dueColumns.map(dueBy))).flat()
  return due.toSorted((one, other) => Date.parse(one.day) - Date.parse(other.day)).slice(0, limit)
}

const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** What is past its next service. */
export const overduePianos = tool({
  name: 'overdue_pianos',
  title: 'Pianos that are overdue',
  description:
    'Active pianos that were due for service before today, the longest first; with within_days also those that are due soon. Of all clients, or of one.',
  modules: ['clients', 'pianos'],
  input: {
    client_id: idOf('client').optional(),
    within_days: z
      .number()
      .int()
      .min(0)
      .max(366)
      .default(0)
      .describe('Due before the day that is so many days after today; 0 for what is overdue.'),
    ...paging(50, 20),
  },
  output: {
    due_before: z.string().describe('They are due before this day.'),
    pianos: z.array(duePiano.form),
    next_cursor: nextCursor,
  },
  answer: async (asked, { within_days, client_id, limit, cursor }) => {
    const before = dayAfter(asked.today, within_days)
    const [byHand, calculated] = placeOf('overdue_pianos', cursor, duePlacesForm) ?? [null, null]
    const places: DuePlaces = { next_service_override: byHand, calculated_next_service: calculated }
    const due = await duePianos(asked, places, { before, clientId: client_id, limit: limit + 1 })
    const { database, account } = asked
    const rows = await rowsOf(
      'app.pianos',
      database
        .schema('app')
        .from('pianos')
        .select(duePiano.columns)
        .eq('account_id', account)
        .in(
          'id',
          due.map(({ id }) => id),
        ),
    )
    const byId = new Map(rows.map(duePiano.of).map((one) => [one.id, one]))
    // One that has gone between the two questions is due no longer.
    const { given, isMore } = fitting(
      due.flatMap((one) => {
        const record = byId.get(one.id)
        return record ? { ...one, record } : []
      }),
      limit,
    )
    for (const { column, day, id } of given) places[column] = [day, id]
    return {
      due_before: before,
      pianos: given.map(({ record }) => record),
      next_cursor: isMore
        ? cursorOf('overdue_pianos', [places.next_service_override, places.calculated_next_service])
        : null,
    }
  },
})
