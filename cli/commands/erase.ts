import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { makeFolder } from '../../shared/folder.ts'
import { writePrivate } from '../../shared/private-file.ts'
import { repository } from '../../supabase/local/repository.ts'
import { requireAccount } from '../accounts.ts'
import { confirm } from '../confirm.ts'
import { cliError } from '../errors.ts'
import { clean, faint, table } from '../format.ts'
import { findProject, type Project } from '../project.ts'
import { allRows, printRows } from '../rows.ts'
import { t } from '../words/words.ts'

interface EraseOptions {
  client?: string
  account: string
  withOpenInvoices: boolean
  dryRun: boolean
  by: string
  out: string
  yes: boolean
  list: boolean
  json: boolean
}

const receiptForm = z.object({
  erasure: z.number().nullable(),
  account: z.string(),
  dryRun: z.boolean(),
  clientHash: z.string().nullable(),
  erasedAt: z.string().nullable(),
  erasedBy: z.string(),
  ids: z.number(),
  openInvoices: z.number(),
  counts: z.record(z.string(), z.number()),
  /** Of a dry run alone. */
  name: z.string().nullish(),
})

/** What was erased, or would be: rows by table, and the person by a keyed hash alone. */
type Receipt = z.infer<typeof receiptForm>

/** `gazelle erase`: a person's data leaves the database for good, on a person's decision. */
export const erase = () =>
  new Command('erase')
    .option('--client <id>', t('the client, by Gazelle’s id'))
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--with-open-invoices', t('also where invoices of theirs are not settled'), false)
    .option('--dry-run', t('only count what would be erased'), false)
    .option('--by <name>', t('who erases'), userInfo().username)
    .option('--out <folder>', t('where the receipt is written'), join(repository, 'output', 'erasures'))
    .option('--yes', t('do not ask'), false)
    .option('--list', t('show the erasures so far'), false)
    .option('--json', t('print the receipt, or the list, as JSON'), false)
    .action(async (options: EraseOptions) => {
      if (options.list && options.client !== undefined)
        throw cliError(
          'usage',
          'bad_usage',
          '--list',
          t('it lists everybody who was erased'),
          t('Leave --client out.'),
        )
      if (options.by.trim() === '')
        throw cliError(
          'usage',
          'bad_usage',
          '--by',
          t('nobody is named'),
          t('Write who decided it, or leave --by out.'),
        )
      const project = await findProject()
      if (options.list) return list(project, options)
      if (options.client === undefined)
        throw cliError(
          'usage',
          'bad_usage',
          '--client',
          t('no client is named'),
          t('Add --client ID, or --list.'),
        )
      await requireAccount(project, options.account)
      await eraseClient(project, { ...options, client: options.client })
    })

const eraseClient = async (project: Project, options: EraseOptions & { client: string }) => {
  const { client, account, withOpenInvoices, dryRun, by, out, yes, json } = options
  const ask = (isDryRun: boolean) =>
    call(
      project.database.schema('sync'),
      'erase_client',
      {
        p_account: account,
        p_id: client,
        p_dry_run: isDryRun,
        p_by: by,
        p_with_open_invoices: withOpenInvoices,
      },
      receiptForm,
    )
  const plan = await ask(true)
  // Whoever lost the first answer gets it again.
  const isErased = plan.erasure !== null
  const named = plan.name ? ` (${clean(plan.name)})` : ''
  const who =
    t('client {client}', { client }) +
    named +
    (plan.ids > 1 ? `, ${t('{n} ids that were merged', { n: plan.ids })}` : '')
  const unchanged = `${faint(t('Nothing was changed.'))}\n`
  if (dryRun && !isErased) {
    const refused =
      plan.openInvoices > 0 && !withOpenInvoices
        ? `${t('Without --with-open-invoices it is refused.')}\n`
        : ''
    process.stdout.write(
      json
        ? `${JSON.stringify(plan)}\n`
        : `${t('Of {who}:', { who })}\n${shown(plan)}\n${refused}${unchanged}`,
    )
    return
  }
  if (plan.openInvoices > 0 && !withOpenInvoices && !isErased)
    throw cliError(
      'failed',
      'open_invoices',
      client,
      t('client {client} has open invoices: {n}', { client, n: plan.openInvoices }),
      t(
        'Settle or cancel them in Gazelle and sync, or add --with-open-invoices: Gazelle keeps them, they are no longer here.',
      ),
    )
  if (!yes && !isErased) {
    process.stderr.write(`${shown(plan)}\n`)
    await confirm(t('{by} erases {who}: for good?', { by, who }))
  }
  // A folder that cannot be written to is found before anything is erased.
  const folder = resolve(out)
  if (!dryRun) await makeFolder(folder, 0o700)
  const receipt = isErased ? plan : await ask(false)
  const path = join(
    folder,
    `erasure_${receipt.account}_${receipt.erasure}_${receipt.clientHash?.slice(0, 12)}.json`,
  )
  const told = isErased
    ? t('Erased already, by {by} at {at}.', { by: receipt.erasedBy, at: receipt.erasedAt ?? '' })
    : t('Erased by {by} at {at}.', { by: receipt.erasedBy, at: receipt.erasedAt ?? '' })
  process.stdout.write(
    json ? `${JSON.stringify(receipt)}\n` : `${shown(receipt)}\n${told}\n${dryRun ? unchanged : ''}`,
  )
  if (dryRun) return
  await writePrivate(path, `${JSON.stringify({ ...receipt, dryRun: false }, null, 2)}\n`)
  if (!json) process.stdout.write(`${t('Receipt: {path}', { path })}\n`)
}

const shown = ({ counts, openInvoices }: Receipt) => {
  const lines = Object.entries(counts)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, rows]) => [name, rows])
  const note = openInvoices > 0 ? `\n${t('Open invoices: {n}.', { n: openInvoices })}` : ''
  return lines.length > 0
    ? `${table([t('table'), t('rows')], lines)}${note}`
    : t('No row is left of this client.')
}

const list = async ({ database }: Project, { account, json }: EraseOptions) => {
  const page = (from: number, to: number) =>
    database
      .schema('sync')
      .from('erasures')
      .select()
      .eq('account_id', account)
      .order('erasure_id')
      .range(from, to)
  const rows = await allRows(page, 'sync.erasures')
  await printRows(rows, { json, nothing: t('Nobody was erased.') }, () =>
    table(
      [t('erasure'), t('at'), t('by'), t('client (keyed hash)'), t('rows')],
      rows.map((row) => [
        `${row.erasure_id}`,
        row.erased_at,
        row.erased_by,
        row.client_hash.slice(0, 16),
        Object.values(z.record(z.string(), z.number()).parse(row.counts)).reduce(
          (sum, rows) => sum + rows,
          0,
        ),
      ]),
    ),
  )
}
