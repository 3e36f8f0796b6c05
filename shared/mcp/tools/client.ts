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

/** Pianos of a view, a page of them. */
const pianosOf = async (
  { database, account }: Asked,
  list: string,
  {
    limit,
    cursor,
    client_id,
    before,
  }: {
    limit: number
    cursor?: string | undefined
    client_id?: string | undefined
    /** Only active ones that are due before this day. */
    before?: string
  },
) => {
  const place = placeOf(list, cursor, z.tuple([z.iso.date().nullable(), z.string().max(100)]))
  let query = database
    .schema('app')
    .from('pianos')
    .select(duePiano.columns)
    .eq('account_id', account)
    .order('next_service_on', { nullsFirst: false })
    .order('id')
    .limit(limit + 1)
  if (client_id !== undefined) query = query.eq('client_id', client_id)
  if (before !== undefined) query = query.eq('is_active', true).lt('next_service_on', before)
  if (place) query = query.or(behind('next_service_on', 'gt', place))
  const rows = await rowsOf('app.pianos', query)
  const { given, isMore } = fitting(rows.map(duePiano.of), limit)
  const last = given.at(-1)
  return {
    pianos: given,
    next_cursor: isMore && last ? cursorOf(list, [last.next_service_on, last.id]) : null,
  }
}

/** The pianos of a client. */
export const clientPianos = tool({
  name: 'client_pianos',
  title: 'The pianos of a client',
  description: 'All pianos of a client, inactive ones too, what is due first. get_piano tells more of one.',
  modules: ['clients', 'pianos'],
  input: { client_id: idOf('client'), ...paging(50, 20) },
  output: { pianos: z.array(duePiano.form), next_cursor: nextCursor },
  answer: (asked, args) => pianosOf(asked, 'client_pianos', args),
})

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
  answer: async (asked, { within_days, ...args }) => {
    const before = dayAfter(asked.today, within_days)
    return { due_before: before, ...(await pianosOf(asked, 'overdue_pianos', { ...args, before })) }
  },
})
