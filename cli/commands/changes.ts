import { setTimeout as pause } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { requireAccount } from '../accounts.ts'
import { clean, faint, fitted, localTime, short, strong } from '../format.ts'
import { findProject, type Project } from '../project.ts'
import { many, t } from '../words/words.ts'

const changeForm = z.object({
  position: z.string(),
  entity: z.string(),
  id: z.string(),
  operation: z.string(),
  version: z.number(),
  changes: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
  merged_into: z.string().nullable(),
  run: z.number().nullable(),
  cause: z.string(),
  at: z.string(),
})
type Change = z.infer<typeof changeForm>

const feedForm = z.object({ changes: z.array(changeForm), position: z.string(), more: z.boolean() })

interface Options {
  after?: string
  entities?: string[]
  limit: number
  follow: boolean
  account: string
  json: boolean
}

const names = (text: string) => text.split(',').filter(Boolean)
const howMany = (text: string) => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError(t('it must be a number of changes'))
  return Number(text)
}

/** How often a change is looked for, in milliseconds. */
const everyMs = 1000
const mostAtOnce = 1000

/** `gazelle changes`: what has changed in production, each field before and after. */
export const changes = () =>
  new Command('changes')
    .option('--after <position>', t('those behind a position, as an earlier call has printed it'))
    .option('--entities <names>', t('only of these tables, with commas between them'), names)
    .option('--limit <number>', t('so many at most'), howMany, 50)
    .option('--follow', t('go on with each change as it comes, until Ctrl-C'), false)
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--json', t('print a line of JSON for each change'), false)
    .action(async (options: Options) => {
      const project = await findProject()
      await requireAccount(project, options.account)
      const { after, follow, limit, json } = options
      const said = (list: Change[]) => {
        for (const one of list) process.stdout.write(json ? `${JSON.stringify(one)}\n` : `${lineOf(one)}\n`)
      }
      let position = after
      if (position === undefined) {
        // Who follows asks only where the end is.
        const feed = await newest(project, follow ? { ...options, limit: 1 } : options)
        if (!follow) said(feed.changes)
        if (!follow && !json && feed.changes.length === 0)
          process.stdout.write(`${t('Nothing has changed.')}\n`)
        position = feed.position
      }
      let left = limit
      while (follow || (after !== undefined && left > 0)) {
        const feed = await read(project, options, position, follow ? mostAtOnce : Math.min(left, mostAtOnce))
        said(feed.changes)
        position = feed.position
        left -= feed.changes.length
        if (feed.more) continue
        if (!follow) break
        await pause(everyMs)
      }
      if (!json) process.stderr.write(`${faint(fitted(t('Go on with --after {position}', { position })))}\n`)
    })

const ofEntities = ({ entities }: Options) => (entities ? { p_entities: entities } : {})

const read = (project: Project, options: Options, after: string, limit: number) =>
  call(
    project.database.schema('changes'),
    'read',
    { p_account: options.account, p_after: after, p_limit: limit, ...ofEntities(options) },
    feedForm,
  )

/** The newest changes, the oldest of them first. */
const newest = (project: Project, options: Options) =>
  call(
    project.database.schema('changes'),
    'newest',
    { p_account: options.account, p_limit: options.limit, ...ofEntities(options) },
    feedForm,
  )

const longest = 40
const shown = (value: unknown): string => clean(short(value, longest))

const lineOf = ({ at, entity, id, operation, changes, merged_into: into }: Change): string => {
  const fields = Object.entries(changes)
  const head = `${faint(localTime(at))}  ${strong(clean(`${entity} ${id}`))}  ${word(operation)}${into ? ` → ${clean(into)}` : ''}`
  if (operation !== 'updated')
    return fields.length === 0 ? head : `${head}, ${many(fields.length, '{n} field', '{n} fields')}`
  return [
    head,
    ...fields.map(([column, [before, after]]) =>
      fitted(`  ${column}: ${shown(before)} → ${shown(after)}`, '    '),
    ),
  ].join('\n')
}

const word = (operation: string): string =>
  ({
    created: t('created'),
    updated: t('updated'),
    deleted: t('deleted'),
    restored: t('restored'),
    merged: t('merged'),
  })[operation] ?? operation
