import { Command, Option } from 'commander'
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { requireAccount } from '../accounts.ts'
import { formerUser, readUsers, requireUser, type User } from '../auth.ts'
import { table } from '../format.ts'
import { findProject, rowsOf } from '../project.ts'
import { printRows } from '../rows.ts'
import { t } from '../words/words.ts'

interface AddOptions {
  role?: 'reader' | 'admin'
  account: string
  json: boolean
}

/** `gazelle members`: who reads the data of an account, and who acts in the dashboard. */
export const members = () => new Command('members').addCommand(list()).addCommand(add()).addCommand(remove())

const say = (line: string) => process.stdout.write(`${line}\n`)
const nameOf = ({ id, email }: User) => email ?? id

const list = () =>
  new Command('list')
    .description(t('List the members with their role.'))
    .option('--account <name>', t('only those of this account'))
    .option('--json', t('print them as JSON'), false)
    .action(async ({ account, json }: { account?: string; json: boolean }) => {
      const project = await findProject()
      if (account !== undefined) await requireAccount(project, account)
      const query = project.database.schema('gazelle').from('members').select()
      const found = rowsOf(
        await (account === undefined ? query : query.eq('account_id', account))
          .order('account_id')
          .order('added_at'),
        'gazelle.members',
      )
      const users = found.length > 0 ? await readUsers(project) : null
      const rows = found.map(({ account_id, user_id, role, added_at }) => ({
        account: account_id,
        user: user_id,
        email: users?.find(({ id }) => id === user_id)?.email ?? null,
        role,
        addedAt: added_at,
      }))
      const nothing = t('Nobody is a member: gazelle members add <e-mail> --role admin')
      await printRows(rows, { json, nothing }, () => {
        const known = (id: string) => users === null || users.some((user) => user.id === id)
        const lines = rows.map(({ account, user, email, role, addedAt }) => [
          account,
          email ?? (known(user) ? '' : t('no longer a user')),
          user,
          role,
          addedAt.slice(0, 10),
        ])
        return table([t('account'), t('e-mail'), t('user'), t('role'), t('since')], lines)
      })
    })

const add = () =>
  new Command('add')
    .description(
      t(
        'Let a user of Supabase Auth read an account; as admin, also act in its dashboard. With --role again: changes the role.',
      ),
    )
    .argument('<who>', t('the e-mail address that they sign in with, or their id (a uuid)'))
    .addOption(
      new Option(
        '--role <role>',
        t('what they may do; without it a new member is a reader, and another stays what they are'),
      ).choices(['reader', 'admin']),
    )
    .option('--account <name>', t('the account'), 'main')
    .option('--json', t('print the outcome as JSON'), false)
    .action(async (who: string, { role: asked, account, json }: AddOptions) => {
      const project = await findProject()
      await requireAccount(project, account)
      const user = await requireUser(project, who)
      const { outcome, role } = await call(
        project.database.schema('sync'),
        'add_member',
        { p_account: account, p_user: user.id, p_role: asked ?? null },
        z.object({ outcome: z.enum(['added', 'changed', 'unchanged']), role: z.string() }),
      )
      const { id, email, came } = user
      if (json) {
        say(JSON.stringify({ account, user: id, email, role, outcome, came }))
        return
      }
      if (outcome === 'unchanged')
        say(t('{who} was {role} of {account} before.', { who: nameOf(user), role, account }))
      else say(t('{who} is {role} of {account} from now on.', { who: nameOf(user), role, account }))
      if (came !== null) say(t('In Supabase Auth they were {came}.', { came }))
    })

const remove = () =>
  new Command('remove')
    .description(t('End a membership, from the next request on.'))
    .argument('<who>', t('the e-mail address that they sign in with, or their id (a uuid)'))
    .option('--account <name>', t('the account'), 'main')
    .option('--json', t('print the outcome as JSON'), false)
    .action(async (who: string, { account, json }: Omit<AddOptions, 'role'>) => {
      const project = await findProject()
      await requireAccount(project, account)
      const user = await formerUser(project, who)
      const removed = await call(
        project.database.schema('sync'),
        'remove_member',
        { p_account: account, p_user: user.id },
        z.boolean(),
      )
      if (json)
        say(
          JSON.stringify({
            account,
            user: user.id,
            email: user.email,
            outcome: removed ? 'removed' : 'unchanged',
          }),
        )
      else
        say(
          removed
            ? t('{who} is no member of {account} any more.', { who: nameOf(user), account })
            : t('{who} was no member of {account}.', { who: nameOf(user), account }),
        )
    })
