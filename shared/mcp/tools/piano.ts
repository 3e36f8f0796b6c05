import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { behind, cursorOf, fitting, nextCursor, paging, placeOf } from '../page.ts'
import { askRows, rowsOf } from '../reader.ts'
import { type Asked, idOf, notFound, tool } from '../tool.ts'
import { entry, owner, piano, readingForm } from './records.ts'

const mostOwners = 20

/** The rows of an instrument's life: a piano that moved to another client may have several ids. */
const lifeOf = async ({ database, account }: Asked, id: string) => {
  const rows = await askRows(database, 'app', 'piano_life', { p_account: account, p_piano: id })
  if (rows.length === 0) throw notFound('piano', id)
  return rows.map(owner.of)
}
const idsOf = async (asked: Asked, id: string) => (await lifeOf(asked, id)).map(({ piano_id }) => piano_id)

/** A piano, and whose it was. */
export const getPiano = tool({
  name: 'get_piano',
  title: 'A piano',
  description:
    'A piano: whose it is, when it was served and is due, its newest reading, notes, and its owners so far. piano_readings and piano_timeline have its life.',
  modules: ['clients', 'pianos', 'measurements', 'timeline'],
  input: { id: idOf('piano') },
  output: { piano: piano.form, owners: z.array(owner.form).describe('The oldest first.') },
  answer: async (asked, { id }) => {
    const { database, account } = asked
    const [[found], owners] = await Promise.all([
      rowsOf(
        'app.pianos',
        database
          .schema('app')
          .from('pianos')
          .select(piano.columns)
          .eq('account_id', account)
          .eq('id', id)
          .limit(1),
      ),
      lifeOf(asked, id),
    ])
    if (!found) throw notFound('piano', id)
    return { piano: piano.of(found), owners: owners.slice(-mostOwners) }
  },
})

/** The readings of an instrument. */
export const pianoReadings = tool({
  name: 'piano_readings',
  title: 'Readings of a piano',
  description:
    'Humidity, temperature and pitch of a piano, a row a day, newest first, also from when it had another owner.',
  modules: ['pianos', 'measurements', 'timeline'],
  input: { id: idOf('piano'), ...paging(100, 30) },
  output: { readings: z.array(readingForm), next_cursor: nextCursor },
  answer: async (asked, { id, limit, cursor }) => {
    const place = placeOf('piano_readings', cursor, z.tuple([z.iso.date(), z.string().max(200)]))
    const { database, account } = asked
    let query = database
      .schema('app')
      .from('readings')
      .select(['id', ...Object.keys(readingForm.shape)].join(','))
      .eq('account_id', account)
      .in('piano_id', await idsOf(asked, id))
      .order('taken_on', { ascending: false })
      .order('id')
      .limit(limit + 1)
    if (place) query = query.or(behind('taken_on', 'lt', place))
    const rows = z.array(readingForm.extend({ id: z.string() })).parse(await rowsOf('app.readings', query))
    const { given, isMore } = fitting(rows, limit)
    const last = given.at(-1)
    return {
      readings: given,
      next_cursor: isMore && last ? cursorOf('piano_readings', [last.taken_on, last.id]) : null,
    }
  },
})

/** What was done and written. */
export const getTimeline = tool({
  name: 'get_timeline',
  title: 'The timeline of a piano or a client',
  description:
    'What was done, written and sent about a piano (also when it had another owner) or a client, newest first: services, notes, messages, appointments, invoices.',
  modules: ['timeline'],
  input: {
    piano_id: idOf('piano').optional(),
    client_id: idOf('client').optional(),
    categories: z
      .array(
        z.enum([
          'service',
          'measurement',
          'contact',
          'appointment',
          'billing',
          'estimate',
          'system',
          'note',
          'other',
        ]),
      )
      .min(1)
      .max(9)
      .optional()
      .describe('Only these. service and note are what technicians write.'),
    ...paging(50, 15),
  },
  output: { entries: z.array(entry.form), next_cursor: nextCursor },
  answer: async (asked, { piano_id, client_id, categories, limit, cursor }) => {
    if ((piano_id === undefined) === (client_id === undefined))
      throw new AppError('bad_input', 'piano_id, client_id: give one of them', {
        hint: 'find gives the ids.',
      })
    const place = placeOf(
      'get_timeline',
      cursor,
      z.tuple([z.iso.datetime({ offset: true }).nullable(), z.string().max(100)]),
    )
    const { database, account } = asked
    let query = database
      .schema('app')
      .from('timeline')
      .select(`occurred_at,${entry.columns}`)
      .eq('account_id', account)
      .order('occurred_at', { ascending: false, nullsFirst: false })
      .order('id')
      .limit(limit + 1)
    if (piano_id !== undefined) query = query.in('piano_id', await idsOf(asked, piano_id))
    if (client_id !== undefined) query = query.eq('client_id', client_id)
    if (categories) query = query.in('category', categories)
    if (place) query = query.or(behind('occurred_at', 'lt', place))
    const rows = await rowsOf('app.timeline', query)
    const { given, isMore } = fitting(rows.map(entry.of), limit)
    const last = rows[given.length - 1]
    const at = z.object({ occurred_at: z.string().nullable(), id: z.string() })
    const { occurred_at, id } = last ? at.parse(last) : { occurred_at: null, id: '' }
    return { entries: given, next_cursor: isMore ? cursorOf('get_timeline', [occurred_at, id]) : null }
  },
})
