import { userInfo } from 'node:os'
import { Command, Option } from 'commander'
import { namesIn, requireAccount } from '../accounts.ts'
import { confirm } from '../confirm.ts'
import { cliError } from '../errors.ts'
import { duration, faint, table } from '../format.ts'
import { moduleOption } from '../modules.ts'
import { chosenModules, findProject, type Project, rowsOf } from '../project.ts'
import { allRows, printRows } from '../rows.ts'
import { many, t, word } from '../words/words.ts'

interface ListOptions {
  module?: string
  status?: string
  json: boolean
}

interface ChangeOptions {
  module: string
  id?: string[]
  account: string
  by: string
  yes: boolean
  json: boolean
}

/** `gazelle deletions`: records that a sweep did not see, and decisions on them. */
export const deletions = () =>
  new Command('deletions')
    .addCommand(list())
    .addCommand(
      change(
        'release',
        t('Release held deletions: each is looked up once more where Gazelle can be asked, then deleted.'),
      ),
    )
    .addCommand(change('dismiss', t('Keep records that Gazelle no longer lists, until it lists them again.')))

const list = () =>
  new Command('list')
    .description(
      t('List the records that sweeps did not see, with their status; held ones wait for a decision.'),
    )
    .option('--module <name>', t('only this module'))
    .addOption(
      new Option('--status <status>', t('only this status; default: all but gone')).choices([
        'held',
        'due',
        'dismissed',
        'gone',
      ]),
    )
    .option('--json', t('print the rows of monitoring.deletions as JSON'), false)
    .action(async ({ module, status, json }: ListOptions) => {
      const project = await findProject()
      if (module !== undefined) await chosenModules(project, { module })
      const rows = await read(project, { module, status })
      await printRows(rows, { json, nothing: t('Nothing is missing.') }, () => {
        const head = [
          t('module'),
          t('id'),
          t('status'),
          t('because'),
          t('missing for'),
          t('merged into'),
          t('decided by'),
          t('attempts'),
          t('last error'),
        ]
        const named = namesIn(rows)
        const lines = rows.map((row) => [
          named(row.module ?? '', row.account_id),
          row.owner_id
            ? t('{id} ({entity} of {owner})', {
                id: row.id ?? '',
                entity: row.entity ?? '',
                owner: row.owner_id,
              })
            : (row.id ?? ''),
          word(row.status ?? ''),
          row.held_because ?? '',
          row.found_missing_at ? duration(Date.now() - Date.parse(row.found_missing_at)) : '',
          row.merged_into ?? '',
          row.decided_by ?? '',
          row.attempts ?? 0,
          row.last_error ?? '',
        ])
        const held = rows.filter((row) => row.status === 'held').length
        const note = faint(
          t(
            '{n} held back. To delete them: gazelle deletions release. To keep them: gazelle deletions dismiss.',
            { n: held },
          ),
        )
        return [table(head, lines), ...(held > 0 ? [note] : [])].join('\n')
      })
    })

const change = (word: 'release' | 'dismiss', description: string) =>
  new Command(word)
    .description(description)
    .addOption(moduleOption().makeOptionMandatory())
    .option('--id <ids...>', t('only these records; default: all held ones of the module'))
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--by <name>', t('who decides'), userInfo().username)
    .option('--yes', t('do not ask for confirmation'), false)
    .option('--json', t('print the count as JSON'), false)
    .action(async ({ module, id, account, by, yes, json }: ChangeOptions) => {
      const project = await findProject()
      await chosenModules(project, { module })
      await requireAccount(project, account)
      const open = await read(project, { module, account })
      // Only held records wait for a decision; those still to be looked up can be dismissed too, by id.
      const changeable = word === 'dismiss' && id ? ['held', 'due'] : ['held']
      const ids = open
        .filter((row) => changeable.includes(row.status ?? '') && (!id || id.includes(row.id ?? '')))
        .map((row) => row.id ?? '')
      const unknown = (id ?? []).filter((one) => !ids.includes(one))
      if (unknown.length > 0)
        throw cliError(
          'usage',
          'unknown_record',
          unknown.join(', '),
          t('no deletion of {names} waits in {module}', { names: unknown.join(', '), module }),
          t('See `gazelle deletions list`.'),
        )
      if (ids.length > 0 && !yes) {
        process.stderr.write(
          `${ids.slice(0, 20).join('\n')}${ids.length > 20 ? `\n… ${t('{n} more', { n: ids.length - 20 })}` : ''}\n`,
        )
        await confirm(
          word === 'release'
            ? many(ids.length, 'Release {n} deletion of {module}?', 'Release {n} deletions of {module}?', {
                module,
              })
            : many(ids.length, 'Keep this one of {module}?', 'Keep these {n} of {module}?', { module }),
        )
      }
      const done = ids.length > 0 ? await decide(project, word, { module, account, ids, by }) : 0
      if (json)
        process.stdout.write(
          `${JSON.stringify({ module, [word === 'release' ? 'released' : 'dismissed']: done })}\n`,
        )
      else if (done === 0) process.stdout.write(`${t('Nothing of {module} is held back.', { module })}\n`)
      else if (word === 'dismiss') process.stdout.write(`${t('{n} {module} stay.', { n: done, module })}\n`)
      else
        process.stdout.write(
          `${t('{n} {module} released; what is still gone is deleted, at the latest by the next run.', { n: done, module })}\n`,
        )
    })

const read = (
  { database }: Project,
  { module, status, account }: { module?: string | undefined; status?: string | undefined; account?: string },
) => {
  const page = (from: number, to: number) => {
    let rows = database.schema('monitoring').from('deletions').select()
    if (module !== undefined) rows = rows.eq('module', module)
    if (account !== undefined) rows = rows.eq('account_id', account)
    rows = status === undefined ? rows.neq('status', 'gone') : rows.eq('status', status)
    return rows.order('module').order('account_id').order('found_missing_at').order('id').range(from, to)
  }
  return allRows(page, 'monitoring.deletions')
}

const decide = async (
  { database }: Project,
  word: 'release' | 'dismiss',
  { module, account, ids, by }: { module: string; account: string; ids: string[]; by: string },
): Promise<number> => {
  const name = word === 'release' ? 'release_deletions' : 'dismiss_deletions'
  const args = { p_module: module, p_account: account, p_ids: ids, p_by: by }
  return rowsOf(await database.schema('sync').rpc(name, args), `sync.${name}`)
}
