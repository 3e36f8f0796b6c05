import { userInfo } from 'node:os'
import { Command, Option } from 'commander'
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { cliError } from '../errors.ts'
import { clean, faint, strong, table } from '../format.ts'
import { findProject } from '../project.ts'
import { allRows, printRows } from '../rows.ts'
import { type Plain, t } from '../words/words.ts'

const kinds = ['user', 'client', 'piano']

interface ListOptions {
  kind?: string
  json: boolean
}

interface DecideOptions {
  kind: string
  key: string
  id?: string
  none: boolean
  account: string
  by: string
  reason?: string
  json: boolean
}

/** `gazelle matches`: imported rows that no single user, client or piano of Gazelle's matches. */
export const matches = () => new Command('matches').addCommand(list()).addCommand(decide())

const candidatesForm = z.array(
  z.object({ id: z.string(), name: z.string().nullable(), score: z.number(), rules: z.array(z.string()) }),
)

const reasons: Record<string, Plain> = {
  not_matched_yet: 'not matched yet',
  nothing_like_it: 'nothing like it',
  several_or_contradictory: 'several fit, or its facts disagree',
  not_alike_enough: 'nothing alike enough',
}

const reasonOf = (name: string) => (reasons[name] ? t(reasons[name]) : name)

const list = () =>
  new Command('list')
    .description(t('List the imported rows that wait for a decision, with their candidates.'))
    .addOption(new Option('--kind <kind>', t('only this kind')).choices(kinds))
    .option('--json', t('print the rows of reconcile.undecided_matches as JSON'), false)
    .action(async ({ kind, json }: ListOptions) => {
      const { database } = await findProject()
      const page = (from: number, to: number) => {
        const view = database.schema('reconcile').from('undecided_matches').select()
        const rows = kind === undefined ? view : view.eq('kind', kind)
        return rows.order('account_id').order('kind').order('legacy_key').range(from, to)
      }
      const rows = await allRows(page, 'reconcile.undecided_matches')
      await printRows(rows, { json, nothing: t('Every imported row is matched.') }, () => {
        const shown = rows.flatMap((row) => {
          const lines = candidatesForm
            .parse(row.candidates)
            .map(({ id, name, score, rules }) => [
              '',
              id,
              name ?? '',
              rules.length > 0 ? rules.join(', ') : t('{n} % alike', { n: Math.round(score * 100) }),
            ])
          return [
            `${strong(clean(`${row.kind} ${row.legacy_key}`))}  ${reasonOf(row.reason ?? '')}`,
            `  ${faint(clean(JSON.stringify(row.facts)))}`,
            ...(lines.length > 0 ? [table(['', t('id'), t('name'), t('because')], lines)] : []),
          ]
        })
        const note = t('{n} undecided. gazelle matches decide --kind … --key … --id … (or --none)', {
          n: rows.length,
        })
        return [...shown, faint(note)].join('\n')
      })
    })

const decide = () =>
  new Command('decide')
    .description(t('Decide which record an imported row means; the decision is stored.'))
    .addOption(
      new Option('--kind <kind>', t('kind of the imported row')).choices(kinds).makeOptionMandatory(),
    )
    .requiredOption('--key <key>', t('its key in the import, as `gazelle matches list` shows it'))
    .option('--id <id>', t('the id of the record that it means'))
    .option('--none', t('it matches no record of Gazelle’s'), false)
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--by <name>', t('who decides'), userInfo().username)
    .option('--reason <words>', t('the reason, stored with the decision'))
    .option('--json', t('print the decision as JSON'), false)
    .action(async ({ kind, key, id, none, account, by, reason, json }: DecideOptions) => {
      if ((id === undefined) === !none)
        throw cliError(
          'usage',
          'bad_usage',
          '--id',
          t('say which record it means, or that it means none'),
          t('Write --id <id>, or --none.'),
        )
      const { database } = await findProject()
      const args = {
        p_kind: kind,
        p_key: key,
        p_account: account,
        p_by: by,
        // The generated types know no null for a parameter.
        ...(id !== undefined && { p_id: id }),
        ...(reason !== undefined && { p_reason: reason }),
      }
      const outcome = await call(database.schema('reconcile'), 'decide_match', args, z.string())
      process.stdout.write(json ? `${JSON.stringify({ kind, key, id: id ?? null, by })}\n` : `${outcome}\n`)
    })
