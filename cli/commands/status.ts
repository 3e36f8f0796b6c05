import { setTimeout as pause } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import { failureOf } from '../../shared/errors.ts'
import { namesIn, subjectsIn } from '../accounts.ts'
import { exitCodes } from '../errors.ts'
import { status as coloured, count, duration, faint, table } from '../format.ts'
import { findProject, type Project, rowsOf } from '../project.ts'
import { interruption } from '../signals.ts'
import { t } from '../words/words.ts'

interface Options {
  json: boolean
  watch?: number | true
}

const secondsOf = (text: string) => {
  const seconds = Number(text)
  if (!(seconds >= 0.2 && seconds <= 3600)) throw new InvalidArgumentError('it must be 0.2 to 3600 seconds')
  return seconds
}

/** `gazelle status`: freshness, backlog and sweeps of each module, and what waits for a person. */
export const status = () =>
  new Command('status')
    .option('--watch [seconds]', t('repeat every 2 seconds, or this many, until Ctrl-C'), secondsOf)
    .option(
      '--json',
      t('print the rows of monitoring.module_health as JSON; with --watch, one line each time'),
      false,
    )
    .action(async ({ json, watch }: Options) => {
      const project = await findProject()
      const text = json ? jsonOf : textOf
      if (watch === undefined) {
        const state = await read(project)
        if (state.rows.some((row) => row.status === 'unhealthy') || state.waiting.length > 0)
          process.exitCode = exitCodes.failed
        process.stdout.write(`${text(state)}\n`)
        // The JSON is of the modules alone, so what waits is reported beside it.
        if (json) for (const line of state.waiting) process.stderr.write(`${line}\n`)
        return
      }
      const signal = interruption()
      // A terminal shows one table that changes; a file gets one after the other.
      const clear = process.stdout.isTTY && !json ? '\x1b[H\x1b[2J' : ''
      while (!signal.aborted) {
        const shown = await read(project).then(text, (error) => failureOf(error).message)
        process.stdout.write(`${clear}${shown}\n`)
        await pause((watch === true ? 2 : watch) * 1000, undefined, { signal }).catch(() => {})
      }
    })

type Rows = Awaited<ReturnType<typeof readModules>>

interface State {
  rows: Rows
  /** What waits for a person, a line each. */
  waiting: string[]
}

const read = async (project: Project): Promise<State> => {
  const rows = await readModules(project)
  return { rows, waiting: await readWaiting(project, rows) }
}

const readModules = async ({ database }: Project) =>
  rowsOf(await database.schema('monitoring').from('module_health').select(), 'monitoring.module_health')

const readWaiting = async ({ database }: Project, rows: Rows): Promise<string[]> => {
  const subjectOf = subjectsIn(rows)
  const from = database.schema('monitoring')
  const alerts = rowsOf(
    await from
      .from('alerts')
      .select('alert_id, account_id, subject, sentence, message')
      .is('resolved_at', null)
      .is('acknowledged_at', null)
      .eq('severity', 'critical')
      .order('opened_at'),
    'monitoring.alerts',
  )
  const holes = rowsOf(
    await from.from('holes').select('module, account_id').is('closed_at', null).is('acknowledged_at', null),
    'monitoring.holes',
  )
  const held = rowsOf(
    await from.from('deletions').select('module, account_id').eq('status', 'held'),
    'monitoring.deletions',
  )
  return [
    ...alerts.map(
      (alert) =>
        `${coloured('critical')} alert ${alert.alert_id}: ${alert.sentence} (${subjectOf(alert)}). ${alert.message} See gazelle alerts list.`,
    ),
    ...countsIn(holes, rows).map(
      ([module, n]) =>
        `${module}: ${count(n)} ${n === 1 ? 'hole is' : 'holes are'} open. See gazelle holes list.`,
    ),
    ...countsIn(held, rows).map(
      ([module, n]) =>
        `${module}: ${count(n)} ${n === 1 ? 'deletion is' : 'deletions are'} held. See gazelle deletions list.`,
    ),
  ]
}

type Counted = { module: string | null; account_id: string | null }[]

/** How many there are of each module, and of each account where there are several. */
const countsIn = (counted: Counted, rows: Rows): [string, number][] => {
  const named = namesIn(rows)
  const counts = new Map<string, number>()
  for (const { module, account_id } of counted) {
    const name = named(module ?? '', account_id)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts]
}

const stateOf = ({ connected, paused, status }: Rows[number]): string => {
  if (connected === false) return 'not connected'
  return paused ? 'paused' : (status ?? 'unhealthy')
}

const sweepNote =
  'An edit that Gazelle shows no poll (one that touches no timeline entry, say) comes with the next full sweep.'

const jsonOf = ({ rows }: State) => JSON.stringify(rows)

const textOf = ({ rows, waiting }: State) => {
  const named = namesIn(rows)
  const head = [
    'module',
    'status',
    'known as of',
    'age',
    'pending',
    'rejected',
    'placeholders',
    'last whole sweep',
    'next sweep',
  ]
  const lines = rows.map((row) => [
    named(row.module ?? '', row.account_id),
    coloured(stateOf(row)) + (row.running ? faint(' running') : ''),
    row.watermark ? localTime(row.watermark) : 'never',
    row.age_seconds === null ? '' : duration(row.age_seconds * 1000),
    row.pending ?? 0,
    row.rejected ?? 0,
    row.placeholders ?? 0,
    row.whole_at ? `${duration(Date.now() - Date.parse(row.whole_at))} ago` : 'never',
    row.next_sweep_at ? `in ${duration(Math.max(0, Date.parse(row.next_sweep_at) - Date.now()))}` : '',
  ])
  const errors = rows.flatMap((row) =>
    row.last_error && row.status !== 'healthy'
      ? `${named(row.module ?? '', row.account_id)}: ${row.last_error}`
      : [],
  )
  return [table(head, lines), sweepNote, ...errors, ...waiting].join('\n')
}

// The reader's own clock: this is for a person at a terminal.
const localTime = (instant: string) =>
  new Date(instant).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'medium' })
