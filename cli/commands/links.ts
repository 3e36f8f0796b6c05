import { Command, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { sheetEntities } from '../../shared/links/columns.ts'
import { addLink, type NewLink, sharedAddress } from '../../shared/links/links.ts'
import { meantBy } from '../../shared/names.ts'
import { requireAccount } from '../accounts.ts'
import { cliError } from '../errors.ts'
import { faint, fitted, localTime, table } from '../format.ts'
import { findProject, type Project, rowsOf } from '../project.ts'
import { printRows } from '../rows.ts'
import { suggestion } from '../similar.ts'
import { t } from '../words/words.ts'

interface AddOptions {
  account: string
  label?: string
  json: boolean
}

/** `gazelle links`: addresses that show a calendar or a table to whoever has them. */
export const links = () => new Command('links').addCommand(list()).addCommand(add()).addCommand(remove())

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const list = () =>
  new Command('list')
    .description(t('List the links, also those that were removed.'))
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--json', t('print them as JSON'), false)
    .action(async ({ account, json }: { account: string; json: boolean }) => {
      const project = await findProject()
      await requireAccount(project, account)
      const found = rowsOf(
        await project.database
          .schema('sync')
          .from('links')
          .select(
            'link_id, kind, label, technician_id, entity, client_id, created_at, last_used_at, revoked_at',
          )
          .eq('account_id', account)
          .order('link_id'),
        'sync.links',
      )
      const rows = found.map((row) => ({
        link: row.link_id,
        kind: row.kind,
        label: row.label,
        technician: row.technician_id,
        entity: row.entity,
        client: row.client_id,
        createdAt: row.created_at,
        lastUsedAt: row.last_used_at,
        removedAt: row.revoked_at,
      }))
      const nothing = t('There is no link: gazelle links add calendar --technician <name>')
      await printRows(rows, { json, nothing }, () =>
        table(
          [t('link'), t('kind'), t('label'), t('since'), t('last used'), ''],
          rows.map(({ link, kind, label, createdAt, lastUsedAt, removedAt }) => [
            link,
            kind,
            label,
            createdAt.slice(0, 10),
            lastUsedAt ? localTime(lastUsedAt, 'short') : t('never'),
            removedAt ? t('removed') : '',
          ]),
        ),
      )
    })

const add = () =>
  new Command('add')
    .description(t('Make a link; it is shown only once.'))
    .addCommand(
      shared(new Command('calendar'))
        .description(
          t('A technician’s appointments, for a calendar program: 30 days back and 180 days ahead.'),
        )
        .requiredOption('--technician <who>', t('the technician’s name, or Gazelle’s id'))
        .action(async ({ technician: who, account, label, json }: AddOptions & { technician: string }) => {
          const project = await findProject()
          await requireAccount(project, account)
          const { id, name } = await requireTechnician(project, account, who)
          await make(project, { account, kind: 'calendar', label: label ?? name, technician: id }, json)
        }),
    )
    .addCommand(
      shared(new Command('csv'))
        .description(t('A table, for a spreadsheet such as Google Sheets (IMPORTDATA).'))
        .addOption(
          new Option('--entity <name>', t('the table')).choices([...sheetEntities]).makeOptionMandatory(),
        )
        .option('--client <id>', t('only what is of this client'))
        .action(
          async ({
            entity,
            client,
            account,
            label,
            json,
          }: AddOptions & { entity: string; client?: string }) => {
            const project = await findProject()
            await requireAccount(project, account)
            const whose = client === undefined ? null : await requireClient(project, account, client)
            const called = label ?? [entity, whose].filter(Boolean).join(', ')
            await make(project, { account, kind: 'csv', label: called, entity, client }, json)
          },
        ),
    )

const shared = (command: Command) =>
  command
    .option('--label <text>', t('what to call it'))
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--json', t('print the outcome as JSON'), false)

const make = async (project: Project, asked: NewLink, json: boolean) => {
  const { link, token } = await addLink(project.database.schema('sync'), asked)
  const url = sharedAddress(await publicAddress(project), asked.kind, token)
  const { kind, label } = asked
  if (json) return say(JSON.stringify({ link, kind, label, url }))
  say(`${fitted(t('Link {link}, {label}: whoever has this address reads it.', { link, label }))}\n\n${url}\n`)
  if (kind === 'csv') say(`=IMPORTDATA("${url}")\n`)
  say(faint(fitted(t('It is not shown again. To end it: gazelle links remove {link}', { link }))))
}

/** Where the functions are for people. */
const publicAddress = async ({ functionsUrl }: Project): Promise<string> => {
  const { publicFunctions } = await import('../../shared/settings.ts')
  const projectUrl = process.env.SUPABASE_URL?.trim()
  return projectUrl ? publicFunctions(process.env, projectUrl).address : functionsUrl
}

/** Whose id or name it is; a part of a name where it is only one's. @throws AppError `not_found` */
const requireTechnician = async (project: Project, account: string, who: string) => {
  const all = rowsOf(
    await project.database
      .schema('app')
      .from('technicians')
      .select('id, name, is_active')
      .eq('account_id', account)
      .order('name'),
    'app.technicians',
  ).flatMap(({ id, name, is_active }) => (id && name ? [{ id, name, isActive: is_active ?? true }] : []))
  const alike = meantBy(who, all)
  const [one, ...others] = alike
  if (one && others.length === 0) return one
  const names = (one ? alike : all.filter(({ isActive }) => isActive)).map(
    ({ id, name }) => `${name} (${id})`,
  )
  throw cliError(
    'usage',
    'not_found',
    who,
    one ? t('{name} may be several', { name: who }) : t('there is no technician {name}', { name: who }),
    suggestion(
      who,
      all.map(({ name }) => name),
    ) + t('Use one of: {names}.', { names: names.join(', ') }),
  )
}

/** A client's name. @throws AppError `not_found` */
const requireClient = async (project: Project, account: string, id: string): Promise<string> => {
  const [found] = rowsOf(
    await project.database
      .schema('app')
      .from('clients')
      .select('name')
      .eq('account_id', account)
      .eq('id', id),
    'app.clients',
  )
  if (found) return found.name ?? id
  throw cliError(
    'usage',
    'not_found',
    id,
    t('there is no client {name}', { name: id }),
    t('Give the client’s id, as Gazelle’s address of its page ends.'),
  )
}

const number = (text: string) => {
  if (!/^[1-9]\d{0,15}$/.test(text)) throw new InvalidArgumentError(t('it must be a link’s number'))
  return Number(text)
}

const remove = () =>
  new Command('remove')
    .description(t('End a link, from the next request on.'))
    .argument('<link>', t('its number, as gazelle links list shows it'), number)
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--json', t('print the outcome as JSON'), false)
    .action(async (link: number, { account, json }: Omit<AddOptions, 'label'>) => {
      const project = await findProject()
      await requireAccount(project, account)
      const args = { p_account: account, p_link: link }
      const removed = await call(project.database.schema('sync'), 'revoke_link', args, z.boolean())
      if (json) return say(JSON.stringify({ link, outcome: removed ? 'removed' : 'unchanged' }))
      say(
        removed
          ? t('Link {link} shows nothing any more.', { link })
          : t('There is no link {link}, or it was removed before.', { link }),
      )
    })
