import { userInfo } from 'node:os'
import { Command, Option } from 'commander'
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { requireAccount } from '../accounts.ts'
import { confirm, hasTerminal, isConfirmed } from '../confirm.ts'
import { cliError } from '../errors.ts'
import { count, faint } from '../format.ts'
import { missingSweeps, type Target, targetOf } from '../migrate-v5/checks.ts'
import { type Moved, move } from '../migrate-v5/move.ts'
import { openShown, shown, writtenShown } from '../migrate-v5/shown.ts'
import { openSource } from '../migrate-v5/source/source.ts'
import { plan } from '../migrate-v5/tables.ts'
import { type Switched, switchViews } from '../migrate-v5/views.ts'
import { progressBars } from '../progress.ts'
import { findProject, type Project } from '../project.ts'
import { allRows } from '../rows.ts'
import { interruption } from '../signals.ts'
import { sentence, syncModule } from '../sync.ts'

interface Options {
  from?: string
  key?: string
  account: string
  apply: boolean
  compare: boolean
  accept: boolean
  by: string
  undo: boolean
  views?: 'on' | 'off'
  schema: string
  yes: boolean
  json: boolean
}

/** `gazelle migrate-v5`: what version 5 has and Gazelle has not comes over; without --apply it is a report. */
export const migrateV5 = () =>
  new Command('migrate-v5')
    .description(
      'Bring over what version 5 has and Gazelle has not. Without --apply it is a report, and nothing is changed.',
    )
    .option(
      '--from <address>',
      'version 5’s database: postgresql://…, or the URL of its Supabase project. It is only read.',
    )
    .option(
      '--key <key>',
      'the secret key of that project; better in V5_KEY, which no list of processes shows',
    )
    .option('--account <name>', 'the Gazelle account', 'main')
    .option('--apply', 'bring it over; goes on where it was cut', false)
    .option('--compare', 'compare every record with version 5’s, and list what no rule explains', false)
    .option('--accept', 'with --compare: what is listed may stay as it is', false)
    .option('--by <name>', 'with --accept: who says so', userInfo().username)
    .option('--undo', 'take away what came from version 5, and only that', false)
    .addOption(
      new Option('--views <state>', 'views with version 5’s names and columns').choices(['on', 'off']),
    )
    .option('--schema <name>', 'with --views: the schema in which programs look for them', 'public')
    .option('--yes', 'do not ask', false)
    .option('--json', 'print the report as JSON', false)
    .action(async (options: Options) => {
      checkUsage(options)
      const signal = interruption()
      const project = await findProject()
      await requireAccount(project, options.account)
      if (options.views !== undefined) return showViews(project, options, options.views === 'on')
      if (options.undo) return undo(project, options)
      if (options.accept) return accept(project, options)
      await withSource(project, { ...options, from: options.from ?? '' }, signal)
    })

const badUsage = (about: string, message: string, hint: string) =>
  cliError('usage', 'bad_usage', about, message, hint)

const checkUsage = ({ from, apply, compare, accept, undo, views }: Options) => {
  const chosen = [apply && '--apply', compare && '--compare', undo && '--undo', views && '--views'].filter(
    (name) => name !== false && name !== undefined,
  )
  if (chosen.length > 1)
    throw badUsage(chosen.join(' '), 'these are steps of their own', 'Give one of them at a time.')
  if (accept && !compare) throw badUsage('--accept', 'nothing is compared', 'Add --compare.')
  const needsSource = !undo && views === undefined && !accept
  if (needsSource && from === undefined)
    throw badUsage(
      '--from',
      'no version 5 is named',
      'Write --from postgresql://… or --from https://<project>.supabase.co.',
    )
}

const print = (options: { json: boolean }, value: unknown, text: string) =>
  process.stdout.write(`${options.json ? JSON.stringify(value) : text}\n`)

const showViews = async (project: Project, options: Options, on: boolean) => {
  const { schema, account } = options
  const made = await switchViews(project, { on, schema, account })
  print(options, made, viewsShown(made, options, on))
}

const viewsShown = (
  { changed, shown: names, numbered, elsewhere }: Switched,
  { schema, account }: Options,
  on: boolean,
) => {
  const others = Object.entries(elsewhere).map(([name, of]) => `Also in schema ${name}, of account ${of}.`)
  if (!on)
    return changed.length === 0
      ? `Schema ${schema} has no view of version 5’s names.`
      : `Dropped from schema ${schema}: ${changed.join(', ')}.`
  return [
    changed.length === 0
      ? `Nothing was to be changed: schema ${schema} shows account ${account} as ${names.join(', ')}.`
      : `Schema ${schema} shows account ${account} as ${changed.join(', ')}.`,
    ...(numbered > 0 ? [`${count(numbered)} clients and pianos were numbered.`] : []),
    ...others,
  ].join('\n')
}

const undo = async (project: Project, options: Options) => {
  if (!options.yes) await confirm(`Take away what came from version 5 into account ${options.account}?`)
  const counts = await call(
    project.database.schema('sync'),
    'undo_v5',
    { p_account: options.account },
    z.record(z.string(), z.number()),
  )
  const rows = Object.values(counts).reduce((total, one) => total + one, 0)
  print(
    options,
    { account: options.account, undone: counts },
    rows === 0
      ? 'Nothing here came from version 5.'
      : `${Object.entries(counts)
          .filter(([, number]) => number > 0)
          .map(([name, number]) => `${name}: ${count(number)}`)
          .join('\n')}\n${faint('Taken away. What Gazelle gives is as it was.')}`,
  )
}

const openRows = (project: Project, account: string) =>
  allRows(
    (from, to) =>
      project.database
        .schema('v5')
        .from('open_differences')
        .select('source_table, source_id, source_column, reason, value, found')
        .eq('account_id', account)
        .is('accepted_at', null)
        .order('source_table')
        .order('source_id')
        .order('source_column')
        .range(from, to),
    'v5.open_differences',
  )

const accept = async (project: Project, options: Options) => {
  const { account, by } = options
  if (!options.yes) await confirm(`Accept what is open of account ${account}, as ${by}?`)
  const accepted = await call(
    project.database.schema('reconcile'),
    'accept_v5',
    { p_account: account, p_by: by },
    z.number(),
  )
  print(options, { account, accepted, by }, `${count(accepted)} differences are accepted by ${by}.`)
}

const withSource = async (project: Project, options: Options & { from: string }, signal: AbortSignal) => {
  const { account, json } = options
  const work = options.apply ? 'apply' : options.compare ? 'compare' : 'report'
  const source = await openSource(options.from, options.key ?? process.env.V5_KEY, signal)
  try {
    const planned = plan(await source.tables())
    const say = (text: string) => process.stderr.write(`${text}\n`)
    await sweepFirst(project, options, work === 'apply')
    const target = await targetOf(project, source, planned, account, signal)
    for (const line of warnings(target)) say(line)
    if (work === 'apply' && !options.yes)
      await confirm(`Bring over what ${source.name} has and Gazelle has not, into account ${account}?`)
    const { moved, cutSince } = await move(project, source, planned, { account, work, signal, quiet: json })
    const open = work === 'report' ? [] : await openRows(project, account)
    const answer = { source: source.name, account, work, target, cutSince, tables: moved, open }
    if (cutSince) say(goneOn(cutSince))
    print(options, answer, textOf(source.name, work, moved, open))
  } finally {
    await source.close()
  }
}

/** What a move that went on with one that was cut cannot have seen. */
const goneOn = (since: string) =>
  `This went on with the move of ${new Date(since).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' })}, which had been cut: what version 5 wrote since then in tables that had come over is not here yet. Run the same command again.`

const textOf = (
  name: string,
  work: 'report' | 'apply' | 'compare',
  moved: Moved[],
  open: Awaited<ReturnType<typeof openRows>>,
): string => {
  const ends = {
    report: faint(`This is a report on ${name}: nothing was changed. --apply brings it over.`),
    apply: writtenShown(moved),
    compare: faint(`${name} was compared: nothing was changed.`),
  }
  const undecided =
    work === 'report'
      ? []
      : open.length === 0
        ? ['Nothing is open: each difference has its rule.']
        : [
            openShown(open),
            `${count(open.length)} differences are open. Look at them, and accept them: gazelle migrate-v5 --compare --accept`,
          ]
  return [shown(moved, work === 'report' ? 'would' : 'did'), ...undecided, ends[work]].join('\n\n')
}

const warnings = ({ by_hand: byHand, moved }: Target): string[] => {
  const hand = Object.entries(byHand)
  return [
    ...(hand.length > 0
      ? [
          `This database has values that people have given here; they stay: ${hand
            .map(([column, number]) => `${column} ${count(number)}`)
            .join(', ')}.`,
        ]
      : []),
    ...(moved > 0 ? [faint(`${count(moved)} values and rows of version 5 are here already.`)] : []),
  ]
}

/** What Gazelle has not is known only after a first full sweep of every module. */
const sweepFirst = async (project: Project, { account, yes, json }: Options, isOffered: boolean) => {
  const missing = await missingSweeps(project, account)
  if (missing.length === 0) return
  const hint = `Run it first: gazelle sync --all --mode full${account === 'main' ? '' : ` --account ${account}`}`
  const refusal = cliError(
    'failed',
    'first_sweep_missing',
    account,
    `what Gazelle has is not known yet: no full sweep of ${missing.join(', ')} has ended`,
    hint,
  )
  if (!isOffered || yes || !hasTerminal()) throw refusal
  if (!(await isConfirmed(`No full sweep of ${missing.join(', ')} has ended yet. Run it now?`))) throw refusal
  const bars = progressBars(missing, { quiet: json })
  try {
    for (const module of missing) {
      const bar = bars.bar(module)
      bar.end(sentence(await syncModule(project, module, { mode: 'full', account }, { follow: bar.update })))
    }
  } finally {
    bars.stop()
  }
  if ((await missingSweeps(project, account)).length > 0) throw refusal
}
