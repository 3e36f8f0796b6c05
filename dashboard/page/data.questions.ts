import type { Question } from '../ask.ts'

/** Rows of a view. */
export type ViewQuestion = Extract<Question, { view: string }>
type View = ViewQuestion['view']

/** One record of a view. */
export const recordOf = (view: View, account: string, id: string): ViewQuestion => ({
  view,
  where: { account_id: account, id },
  limit: 1,
})

export const accounts: ViewQuestion = { view: 'app.accounts', order: [{ column: 'name' }], limit: 1000 }

const newestFirst = (column: string) => [{ column, descending: true }, { column: 'id' }]

/** What belongs to a client, in the order of a column. */
export const ofClient = (view: View, account: string, client: string, order = newestFirst('date')) => ({
  view,
  where: { account_id: account, client_id: client },
  order,
})

export const contactsOf = (account: string, client: string): ViewQuestion => ({
  ...ofClient('app.contacts', account, client, [
    { column: 'is_default', descending: true },
    { column: 'name', descending: false },
  ]),
  limit: 200,
})

export const pianosOf = (account: string, client: string): ViewQuestion =>
  ofClient('app.pianos', account, client, [
    { column: 'is_active', descending: true },
    { column: 'location', descending: false },
    { column: 'id', descending: false },
  ])

/** The nearest first: those to come from the next one on, those that are past from the last one back. */
export const appointmentsOf = (account: string, client: string, isComing: boolean): ViewQuestion => {
  const order = [{ column: 'starts_at', descending: !isComing }, { column: 'id' }]
  const { where, ...question } = ofClient('app.appointments', account, client, order)
  return { ...question, where: { ...where, is_coming: isComing } }
}

export const entriesOfClient = (account: string, client: string): ViewQuestion =>
  ofClient('app.timeline', account, client, newestFirst('occurred_at'))

/** What belongs to a piano under all its ids. */
const ofPianos = (view: View, account: string, pianos: string[], column: string): ViewQuestion => ({
  view,
  where: { account_id: account, piano_id: pianos.slice(0, 100) },
  order: newestFirst(column),
})

export const entriesOfPianos = (account: string, pianos: string[]) =>
  ofPianos('app.timeline', account, pianos, 'occurred_at')

export const estimatesOfPianos = (account: string, pianos: string[]) =>
  ofPianos('app.estimates', account, pianos, 'date')

export const readingsOfPianos = (account: string, pianos: string[]): ViewQuestion => ({
  ...ofPianos('app.readings', account, pianos, 'taken_on'),
  limit: 1000,
})

export const lifeOf = (account: string, piano: string): Question => ({
  call: 'app.piano_life',
  args: { p_account: account, p_piano: piano },
})

export const dayOf = (account: string, date: string, technician: string | null): Question => ({
  call: 'app.day',
  args: { p_account: account, p_date: date, p_technician: technician },
})

export const techniciansOf = (account: string): ViewQuestion => ({
  view: 'app.technicians',
  where: { account_id: account },
  order: [{ column: 'is_active', descending: true }, { column: 'name' }],
  limit: 1000,
})

export const goodRanges: Question = { call: 'app.good_ranges', args: {} }

export const agesOf = (account: string): Question => ({ call: 'app.ages', args: { p_account: account } })

/** What has a text somewhere, and the notes that have it. */
export const search = (text: string): Question => ({
  call: 'app.search',
  args: { p_text: text, p_limit: 24 },
})
export const searchNotes = (text: string): Question => ({
  call: 'app.search_notes',
  args: { p_text: text, p_limit: 8 },
})
