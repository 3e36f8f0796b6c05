import { z } from 'zod'
import { cursorOf, fitting, nextCursor, paging, placeOf } from '../page.ts'
import { askRows } from '../reader.ts'
import { accountsOf, parseArguments, type Tool, tool } from '../tool.ts'
import { recordOf } from '../untrusted.ts'
import { restOf } from './find.ts'

const moduleForm = z.object({
  module: z.string().describe('A kind of data, such as clients or timeline.'),
  last_success_at: z.string().nullable().describe('When it was last read from Gazelle without a fault.'),
  as_of: z.string().nullable().describe('The data is as it was in Gazelle at this instant.'),
  fresh_within: z.string().nullable().describe('How old it may be, hours:minutes:seconds.'),
  is_late: z.boolean().nullable().describe('It is older than that.'),
})

/** How old each kind of data is. */
export const dataFreshness = tool({
  name: 'data_freshness',
  title: 'How fresh the data is',
  description:
    'How old each kind of data is: the mirror reads Gazelle every few minutes. Each other answer says the age of what it tells itself.',
  modules: [],
  input: {},
  output: { modules: z.array(moduleForm) },
  answer: async ({ database, account }) => ({
    modules: z.array(moduleForm).parse(await askRows(database, 'app', 'ages', { p_account: account })),
  }),
})

const accountRecord = recordOf(
  {
    account_id: z.string().describe('What other tools take as account.'),
    time_zone: z.string().describe('Days and times are of this zone.'),
    today: z.string().describe('Today there.'),
  },
  { name: { about: 'The company’s name.', longest: 120 } },
)

/** The accounts that the caller reads; it is about no single one. */
export const listAccounts: Tool = {
  name: 'list_accounts',
  title: 'Accounts',
  description:
    'The Gazelle accounts (companies) that you read, with their time zone and the day that it is there.',
  input: z.strictObject(paging(100, 50)),
  output: z.object({ accounts: z.array(accountRecord.form), next_cursor: nextCursor, as_of: z.string() }),
  call: async (database, args) => {
    const { limit, cursor } = parseArguments(z.strictObject(paging(100, 50)), args)
    const all = (await accountsOf(database)).map(accountRecord.of)
    const keyOf = ({ account_id }: { account_id: string }) => account_id
    const rest = restOf(all, placeOf('list_accounts', cursor, z.tuple([z.string()]))?.[0], keyOf)
    const { given, isMore } = fitting(rest, limit)
    const last = given.at(-1)
    return {
      accounts: given,
      next_cursor: isMore && last ? cursorOf('list_accounts', [keyOf(last)]) : null,
      as_of: new Date().toISOString(),
    }
  },
}
