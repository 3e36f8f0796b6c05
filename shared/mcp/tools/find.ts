import { z } from 'zod'
import { AppError } from '../../errors.ts'
import { cursorOf, fitting, nextCursor, paging, placeOf } from '../page.ts'
import { askRows } from '../reader.ts'
import { tool } from '../tool.ts'
import { hit } from './records.ts'

/** As many as `app.search` gives. */
const mostHits = 100

/** Clients, contacts and pianos that a text may mean. */
export const find = tool({
  name: 'find',
  title: 'Find clients, contacts and pianos',
  description:
    'Finds clients, contacts and pianos by a name, telephone number, e-mail address, street, make and model, serial number, location, note or id, or a part of one; mistakes of typing are forgiven. Best first, at most 100. Begin here: the other tools want the ids.',
  modules: ['clients', 'pianos'],
  input: {
    text: z.string().min(1).max(200).describe('What is looked for; several words narrow it down.'),
    kind: z.enum(['client', 'contact', 'piano']).optional().describe('Only these.'),
    ...paging(50, 20),
  },
  output: { records: z.array(hit.form), next_cursor: nextCursor },
  answer: async ({ database, account }, { text, kind, limit, cursor }) => {
    const rows = await askRows(database, 'app', 'search', {
      p_text: text,
      p_account: account,
      p_limit: mostHits,
    })
    const all = rows.map(hit.of).filter((one) => kind === undefined || one.kind === kind)
    const keyOf = (one: { kind: string; id: string }) => `${one.kind} ${one.id}`
    const rest = restOf(all, placeOf('find', cursor, z.tuple([z.string()]))?.[0], keyOf)
    const { given, isMore } = fitting(rest, limit)
    const last = given.at(-1)
    return { records: given, next_cursor: isMore && last ? cursorOf('find', [keyOf(last)]) : null }
  },
})

/**
 * What follows a record in a list that is read whole each time.
 * @throws AppError `bad_input` where the record is no longer in it
 */
export const restOf = <T>(all: T[], last: string | undefined, keyOf: (one: T) => string): T[] => {
  if (last === undefined) return all
  const at = all.findIndex((one) => keyOf(one) === last)
  if (at >= 0) return all.slice(at + 1)
  throw new AppError('bad_input', 'cursor: the list has changed since', {
    hint: 'Leave the cursor out, to begin anew.',
  })
}
