// What `gazelle migrate-v5` does once its options are right: a report, a move, a comparison, the views, or its undoing.
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { requireAccount } from '../accounts.ts'
import { confirm, hasTerminal, isConfirmed } from '../confirm.ts'
import { cliError } from '../errors.ts'
import { count, faint, fitted, localTime } from '../format.ts'
import { keepHeapSmall } from '../heap.ts'
import { progressBars } from '../progress.ts'
import { findProject, type Project } from '../project.ts'
import { allRows } from '../rows.ts'
import { interruption } from '../signals.ts'
import { sentence, syncModule } from '../sync.ts'
import { many, t } from '../words/words.ts'
import { missingSweeps, type Target, targetOf } from './checks.ts'
import type { Moved, Open } from './move.ts'
import { readNumbered } from './numbers.ts'
import { openShown, shown, waitingIn, writtenShown } from './shown.ts'
import { plan } from './tables.ts'
import { type Switched, switchViews } from './views.ts'

/** The options of the command. */
export interface Options {
  from?: string
  key?: string
  account: string
  apply: boolean
  compare: boolean
  accept: boolean
  sameDatabase: boolean
  by: string
  undo: boolean
  views?: 'on' | 'off'
  schema: string
  yes: boolean
  json: boolean
}

/** Does what the options ask for. @throws AppError of the project, of version 5's database and of the move */
export const takeStep = async (options: Options): Promise<void> => {
  keepHeapSmall()
  const signal = interruption()
  const project = await findProject()
  await requireAccount(project, options.account)
  if (options.views !== undefined) return showViews(project, options, options.views === 'on')
  if (options.undo) return undo(project, options)
  if (options.accept) return accept(project, options)
  await withSource(project, { ...options, from: options.from ?? '' }, signal)
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
  const others = Object.entries(elsewhere).map(([name, of]) =>
    t('Also in schema {name}, of account {of}.', { name, of }),
  )
  if (!on)
    return changed.length === 0
      ? t('Schema {schema} has no view of version 5’s names.', { schema })
      : fitted(t('Dropped from schema {schema}: {names}.', { schema, names: changed.join(', ') }))
  return [
    changed.length === 0
      ? t('Nothing changed: schema {schema} shows account {account} as {names} already.', {
          schema,
          account,
          names: names.join(', '),
        })
      : t('Schema {schema} shows account {account} as {names}.', {
          schema,
          account,
          names: changed.join(', '),
        }),
    ...(numbered > 0
      ? [t('{n} clients and pianos that version 5 does not have were given a number.', { n: numbered })]
      : []),
    ...others,
  ]
    .map((line) => fitted(line))
    .join('\n')
}

const undo = async (project: Project, options: Options) => {
  if (!options.yes)
    await confirm(
      t('Take away what came from version 5 into account {account}?', { account: options.account }),
    )
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
      ? t('Nothing here came from version 5.')
      : `${Object.entries(counts)
          .filter(([, number]) => number > 0)
          .toSorted()
          .map(([name, number]) => `${name}: ${count(number)}`)
          .join('\n')}\n${faint(t('Taken away. What Gazelle gives is as it was.'))}`,
  )
}

const openRows = (project: Project, account: string) =>
  allRows(
    (from, to) =>
      project.database
        .schema('reconcile')
        .from('v5_open_differences')
        .select('source_table, source_id, source_column, reason, value, found')
        .eq('account_id', account)
        .is('accepted_at', null)
        .order('source_table')
        .order('source_id')
        .order('source_column')
        .range(from, to)
        .overrideTypes<Open[], { merge: false }>(),
    'reconcile.v5_open_differences',
  )

const accept = async (project: Project, options: Options) => {
  const { account, by } = options
  const open = await openRows(project, account)
  if (open.length === 0) {
    print(options, { account, accepted: 0, by }, t('Nothing is open.'))
    return
  }
  if (!options.yes) {
    process.stderr.write(`${openShown(open)}\n`)
    await confirm(
      many(
        open.length,
        'Accept the one open difference of account {account}, as {by}?',
        'Accept {n} open differences of account {account}, as {by}?',
        { account, by },
      ),
    )
  }
  const accepted = await call(
    project.database.schema('reconcile'),
    'accept_v5',
    { p_account: account, p_by: by },
    z.number(),
  )
  print(options, { account, accepted, by }, t('{n} differences are accepted by {by}.', { n: accepted, by }))
}

const withSource = async (project: Project, options: Options & { from: string }, signal: AbortSignal) => {
  const { account, json } = options
  const work = options.apply ? 'apply' : options.compare ? 'compare' : 'report'
  const [{ openSource }, { move }] = await Promise.all([import('./source/source.ts'), import('./move.ts')])
  const source = await openSource(options.from, options.key ?? process.env.V5_KEY, signal)
  try {
    const planned = plan(await source.tables())
    const say = (text: string) => process.stderr.write(`${text}\n`)
    await sweepFirst(project, options, work === 'apply')
    const numbered = await readNumbered(project, source, planned, signal)
    const target = await targetOf(project, numbered, source, account)
    for (const line of warnings(target)) say(line)
    if (work === 'apply' && target.other_sources > 0) await sameDatabase(source.name, options)
    if (work === 'apply' && !options.yes)
      await confirm(
        t('Bring over what {name} has and Gazelle has not, into account {account}?', {
          name: source.name,
          account,
        }),
      )
    const { serials } = numbered
    const { moved, cutSince } = await move(project, source, planned, {
      account,
      serials,
      work,
      signal,
      quiet: json,
    })
    const open = work === 'report' ? moved.flatMap((one) => one.open) : await openRows(project, account)
    const answer = { source: source.name, account, work, target, cutSince, tables: moved, open }
    if (cutSince) say(goneOn(cutSince))
    print(options, answer, textOf(source.name, work, moved, open))
  } catch (error) {
    if (signal.aborted && work === 'apply')
      process.stderr.write(`${t('What came over stays. The same command goes on where this one was cut.')}\n`)
    throw error
  } finally {
    await source.close()
  }
}

/** What a move that went on with one that was cut cannot have seen. */
const goneOn = (since: string) =>
  fitted(
    t(
      'This went on with the move of {since}, which had been cut: what version 5 wrote since then in tables that had come over is not here yet. Run the same command again.',
      { since: localTime(since, 'short') },
    ),
  )

const textOf = (name: string, work: 'report' | 'apply' | 'compare', moved: Moved[], open: Open[]): string => {
  const ends = {
    report: faint(
      fitted(t('This is a report on {name}: nothing was changed. --apply brings it over.', { name })),
    ),
    apply: writtenShown(moved),
    compare: faint(t('{name} was compared: nothing was changed.', { name })),
  }
  const waiting = work === 'compare' ? waitingIn(moved) : 0
  const undecided =
    work === 'report'
      ? []
      : open.length === 0
        ? waiting > 0
          ? []
          : [t('Nothing is open: each difference has its rule.')]
        : [
            openShown(open),
            fitted(
              t(
                '{n} differences are open. Look at them, and accept them: gazelle migrate-v5 --compare --accept',
                { n: open.length },
              ),
            ),
          ]
  const unmoved =
    waiting > 0
      ? [
          many(
            waiting,
            'One value or entry has not come over: --apply brings it.',
            '{n} values and entries have not come over: --apply brings them.',
          ),
        ]
      : []
  return [shown(moved, work === 'report' ? 'would' : 'did'), ...undecided, ...unmoved, ends[work]].join(
    '\n\n',
  )
}

/** One row of a key has room here: two databases of version 5 would take it from each other. */
const sameDatabase = async (name: string, options: Options) => {
  const { account, yes } = options
  if (options.sameDatabase) return
  if (yes || !hasTerminal())
    throw cliError(
      'failed',
      'v5_other_source',
      account,
      t('what came over into account {account} came from another address than {name}', { account, name }),
      t(
        'If it is the same database: --same-database. If it is another one, where both have a row of one key, the row that is here is replaced; --undo takes away first what came over.',
      ),
    )
  await confirm(
    t(
      'What came over into account {account} came from another address. Is {name} the same database? Where both have a row of one key, the row that is here is replaced.',
      { account, name },
    ),
  )
}

const warnings = ({ by_hand: byHand, moved }: Target): string[] => {
  const hand = Object.entries(byHand)
  return [
    ...(hand.length > 0
      ? [
          t('This database has values that people have given here; they stay: {names}.', {
            names: hand.map(([column, number]) => `${column} ${count(number)}`).join(', '),
          }),
        ]
      : []),
    ...(moved > 0 ? [faint(t('{n} values and rows of version 5 are here already.', { n: moved }))] : []),
  ]
}

/** What Gazelle has not is known only after a first full sweep of every module. */
const sweepFirst = async (project: Project, { account, yes, json }: Options, isOffered: boolean) => {
  const missing = await missingSweeps(project, account)
  if (missing.length === 0) return
  const hint = `${t('Wait for the one that runs, or run it:')} gazelle sync --all --mode full${account === 'main' ? '' : ` --account ${account}`}`
  const refusal = cliError(
    'failed',
    'first_sweep_missing',
    account,
    t('what Gazelle has is not known yet: no full sweep of {names} has ended', { names: missing.join(', ') }),
    hint,
  )
  if (!isOffered || yes || !hasTerminal()) throw refusal
  if (
    !(await isConfirmed(
      t('No full sweep of {names} has ended yet. Run it now?', { names: missing.join(', ') }),
    ))
  )
    throw refusal
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
