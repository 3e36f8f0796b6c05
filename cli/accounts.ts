import { cliError } from './errors.ts'
import { type Project, rowsOf } from './project.ts'
import { suggestion } from './similar.ts'
import { t } from './words/words.ts'

/** The accounts of a project with the kind of their credential, by name. */
export const readAccounts = async ({ database }: Project) =>
  rowsOf(
    await database
      .schema('sync')
      .from('accounts')
      .select('account_id, title, time_zone, paused_at, credentials (kind, refused_at)')
      .order('account_id'),
    'sync.accounts',
  )

export type Account = Awaited<ReturnType<typeof readAccounts>>[number]

/** An account by its name. @throws AppError `unknown_account`, with the names there are */
export const requireAccount = async (project: Project, name: string): Promise<Account> => {
  const accounts = await readAccounts(project)
  const account = accounts.find(({ account_id }) => account_id === name)
  if (account) return account
  throw cliError(
    'usage',
    'unknown_account',
    name,
    t('there is no account {name}', { name }),
    suggestion(
      name,
      accounts.map(({ account_id }) => account_id),
    ) +
      t('Use one of: {names}; or add it: gazelle accounts add.', {
        names: accounts.map(({ account_id }) => account_id).join(', '),
      }),
  )
}

interface Alert {
  subject: string
  account_id: string | null
  details: unknown
}

const areSeveral = (rows: { account_id: string | null }[]) =>
  new Set(rows.map(({ account_id }) => account_id)).size > 1

// An alert about one record has the name by which people know it.
const nameIn = (details: unknown) =>
  details instanceof Object && 'name' in details && typeof details.name === 'string' ? details.name : ''

/** What an alert is about, with its account where the rows are of several. */
export const subjectsIn =
  (rows: { account_id: string | null }[]) =>
  ({ subject, account_id, details }: Alert): string => {
    const what = nameIn(details) || subject
    return areSeveral(rows) && account_id && account_id !== subject
      ? t('{what} of {account}', { what, account: account_id })
      : what
  }

/** A module's or an entity's name, with its account where the rows are of several. */
export const namesIn = (
  rows: { account_id: string | null }[],
): ((name: string, account: string | null) => string) => {
  const several = areSeveral(rows)
  return (name, account) => (several ? `${name} (${account})` : name)
}
