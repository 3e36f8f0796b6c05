import { userInfo } from 'node:os'
import { Command } from 'commander'
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { namesIn, requireAccount } from '../accounts.ts'
import { confirm } from '../confirm.ts'
import { cliError } from '../errors.ts'
import { duration, faint, table } from '../format.ts'
import { findProject, type Project } from '../project.ts'
import { allRows, printRows } from '../rows.ts'
import { many, t } from '../words/words.ts'

interface ListOptions {
  entity?: string
  json: boolean
}

interface AcceptOptions {
  entity: string
  id: string[]
  field?: string
  account: string
  by: string
  yes: boolean
  json: boolean
}

/** `gazelle kept`: protected fields that Gazelle gives as blank, and a person's decision to empty them. */
export const kept = () => new Command('kept').addCommand(list()).addCommand(accept())

const list = () =>
  new Command('list')
    .description(t('Show what is kept against a blank, and since when.'))
    .option('--entity <table>', t('only this table'))
    .option('--json', t('print the rows of monitoring.kept_fields as JSON'), false)
    .action(async ({ entity, json }: ListOptions) => {
      const rows = await read(await findProject(), { entity })
      await printRows(rows, { json, nothing: t('Nothing is kept against a blank.') }, () => {
        const named = namesIn(rows)
        const lines = rows.map((row) => [
          named(row.entity ?? '', row.account_id),
          row.id ?? '',
          row.field ?? '',
          shortened(row.value ?? ''),
          row.since ? duration(Date.now() - Date.parse(row.since)) : '',
        ])
        const note = faint(t('To empty one as Gazelle did: gazelle kept accept --entity … --id …'))
        return `${table([t('table'), t('id'), t('field'), t('kept'), t('blank for')], lines)}\n${note}`
      })
    })

const accept = () =>
  new Command('accept')
    .description(
      t('Empty fields that Gazelle has emptied on purpose. A value that comes later is taken as ever.'),
    )
    .requiredOption('--entity <table>', t('the table'))
    .requiredOption('--id <ids...>', t('the records'))
    .option('--field <name>', t('only this field; without it, all that are kept'))
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--by <name>', t('who decides'), userInfo().username)
    .option('--yes', t('do not ask'), false)
    .option('--json', t('print how many as JSON'), false)
    .action(async ({ entity, id, field, account, by, yes, json }: AcceptOptions) => {
      const project = await findProject()
      await requireAccount(project, account)
      const rows = (await read(project, { entity, account })).filter(
        (row) => id.includes(row.id ?? '') && (field === undefined || row.field === field),
      )
      const unknown = id.filter((one) => !rows.some((row) => row.id === one))
      if (unknown.length > 0)
        throw cliError(
          'usage',
          'unknown_record',
          unknown.join(', '),
          t('nothing of {names} is kept against a blank in {entity}', { names: unknown.join(', '), entity }),
          t('See `gazelle kept list`.'),
        )
      if (!yes) {
        process.stderr.write(
          `${rows.map((row) => `${row.id} ${row.field}: ${shortened(row.value ?? '')}`).join('\n')}\n`,
        )
        await confirm(
          many(rows.length, 'Empty {n} field of {entity}?', 'Empty {n} fields of {entity}?', { entity }),
        )
      }
      const { fields } = await call(
        project.database.schema('monitoring'),
        'accept_blanks',
        { p_entity: entity, p_ids: id, p_field: field ?? null, p_account: account, p_by: by },
        z.object({ fields: z.number() }),
      )
      process.stdout.write(
        json
          ? `${JSON.stringify({ entity, accepted: fields })}\n`
          : `${t('{n} emptied in {entity}.', { n: fields, entity })}\n`,
      )
    })

const shortened = (text: string) => {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}

const read = (
  { database }: Project,
  { entity, account }: { entity?: string | undefined; account?: string },
) => {
  const page = (from: number, to: number) => {
    let rows = database.schema('monitoring').from('kept_fields').select()
    if (entity !== undefined) rows = rows.eq('entity', entity)
    if (account !== undefined) rows = rows.eq('account_id', account)
    return rows.order('entity').order('account_id').order('id').order('field').range(from, to)
  }
  return allRows(page, 'monitoring.kept_fields')
}
