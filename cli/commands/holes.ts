import { userInfo } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { namesIn } from '../accounts.ts'
import { count, duration, table } from '../format.ts'
import { chosenModules, findProject } from '../project.ts'
import { allRows, printRows } from '../rows.ts'
import { t } from '../words/words.ts'

interface ListOptions {
  module?: string
  all: boolean
  json: boolean
}

/** `gazelle holes`: what Gazelle could not give, and a person's word that they know of it. */
export const holes = () => new Command('holes').addCommand(list()).addCommand(acknowledge())

const list = () =>
  new Command('list')
    .description(t('Show open holes: which record or place, what Gazelle said, since when, and how often.'))
    .option('--module <name>', t('only this module'))
    .option('--all', t('closed ones too'), false)
    .option('--json', t('print the rows of monitoring.holes as JSON'), false)
    .action(async ({ module, all, json }: ListOptions) => {
      const project = await findProject()
      if (module !== undefined) await chosenModules(project, { module })
      const page = (from: number, to: number) => {
        const holes = project.database.schema('monitoring').from('holes').select()
        const ofModule = module === undefined ? holes : holes.eq('module', module)
        return (all ? ofModule : ofModule.is('closed_at', null))
          .order('closed_at', { ascending: false, nullsFirst: true })
          .order('acknowledged_at', { ascending: false, nullsFirst: true })
          .order('hole_id', { ascending: false })
          .range(from, to)
      }
      const rows = await allRows(page, 'monitoring.holes')
      await printRows(rows, { json, nothing: t('No hole is open.') }, () => {
        const state = (row: (typeof rows)[number]) =>
          row.closed_at
            ? t('closed')
            : row.acknowledged_by
              ? t('acknowledged by {by}', { by: row.acknowledged_by })
              : t('open')
        const named = namesIn(rows)
        const lines = rows.map((row) => [
          `${row.hole_id}`,
          named(row.module ?? '', row.account_id),
          row.kind ?? '',
          [row.place, row.path].filter(Boolean).join(' '),
          row.message ?? '',
          row.first_seen_at ? duration(Date.now() - Date.parse(row.first_seen_at)) : '',
          count(row.times ?? 0),
          state(row),
        ])
        const head = [
          t('hole'),
          t('module'),
          t('kind'),
          t('where'),
          t('Gazelle says'),
          t('open for'),
          t('runs'),
          '',
        ]
        return table(head, lines)
      })
    })

const idOf = (text: string) => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError(t('it must be the number of a hole'))
  return Number(text)
}

const acknowledge = () =>
  new Command('ack')
    .description(t('Acknowledge a hole: no alert any more, and a list with only such holes counts as whole.'))
    .argument('<hole>', t('its number, as `gazelle holes list` shows it'), idOf)
    .option('--by <name>', t('who acknowledges'), userInfo().username)
    .action(async (hole: number, { by }: { by: string }) => {
      const { database } = await findProject()
      const done = await call(
        database.schema('sync'),
        'acknowledge_hole',
        { p_hole: hole, p_by: by },
        z.boolean(),
      )
      process.stdout.write(
        done
          ? `${t('Hole {id} is acknowledged by {by}.', { id: `${hole}`, by })}\n`
          : `${t('It was acknowledged before, or is closed.')}\n`,
      )
    })
