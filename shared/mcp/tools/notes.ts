import { z } from 'zod'
import { cursorOf, fitting, nextCursor, paging, placeOf } from '../page.ts'
import { askRows } from '../reader.ts'
import { tool } from '../tool.ts'
import { found } from './records.ts'

/** As many as `app.search_notes` gives, beside the rest of the last day. */
const mostFound = 100

/** What people wrote that has some words. */
export const searchTimeline = tool({
  name: 'search_timeline',
  title: 'Search the timeline',
  description:
    'What people wrote in the timeline, services, notes, and calls and messages by hand, that has all the words, each from its beginning on, in any case and with or without accents; newest first, with the place that matched.',
  modules: ['timeline'],
  input: {
    text: z.string().min(1).max(200).describe('The words. Those that every text has (le, the) do not count.'),
    ...paging(50, 15),
  },
  output: { entries: z.array(found.form), next_cursor: nextCursor },
  answer: async ({ database, account }, { text, limit, cursor }) => {
    const [before, skipped] = placeOf(
      'search_timeline',
      cursor,
      z.tuple([z.iso.date().nullable(), z.number().int().min(0).max(1_000_000)]),
    ) ?? [null, 0]
    // Always as many: then what comes before is the same on each page. The last day is whole, so that the next page can begin behind it.
    const rows = await askRows(database, 'app', 'search_notes', {
      p_text: text,
      p_account: account,
      p_limit: mostFound,
      ...(before !== null && { p_before: before }),
    })
    const { given, isMore } = fitting(rows.slice(skipped).map(found.of), limit)
    const end = given.at(-1)
    const next = () => {
      if (isMore) return cursorOf('search_timeline', [before, skipped + given.length])
      return rows.length >= mostFound && end ? cursorOf('search_timeline', [end.local_date, 0]) : null
    }
    return { entries: given, next_cursor: next() }
  },
})
