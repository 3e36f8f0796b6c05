import { setTimeout as pause } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import { failureOf } from '../../shared/errors.ts'
import { exitCodes } from '../errors.ts'
import { status as coloured, count, duration, faint, table } from '../format.ts'
import { findProject, type Project, rowsOf } from '../project.ts'
import { interruption } from '../signals.ts'

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
    .description(
      'Show each module’s freshness, waiting and refused records, and its sweeps; exit 1 if a module is unhealthy, or a critical alert, a hole or a held deletion waits for a person.',
    )
    .option('--watch [seconds]', 'repeat every 2 seconds, or this many, until Ctrl-C', secondsOf)
    .option(
      '--json',
      'print the rows of monitoring.module_health as JSON; with --watch, one line each time',
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
        // The JSON is of the modules alone, so what waits is said beside it.
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

interface State {
  rows: Awaited<ReturnType<typeof readModules>>
  /** What waits for a person, a line each. */
  waiting: string[]
}

const read = async (project: Project): Promise<State> => ({
  rows: await readModules(project),
  waiting: await readWaiting(project),
})

const readModules = async ({ database }: Project) =>
  rowsOf(await database.schema('monitoring').from('module_health').select(), 'monitoring.module_health')

const readWaiting = async ({ database }: Project): Promise<string[]> => {
  const from = database.schema('monitoring')
  const alerts = rowsOf(
    await from
      .from('alerts')
      .select('alert_id, subject, sentence, message')
      .is('resolved_at', null)
      .is('acknowledged_at', null)
      .eq('severity', 'critical')
      .order('opened_at'),
    'monitoring.alerts',
  )
  const holes = rowsOf(
    await from.from('holes').select('module').is('closed_at', null).is('acknowledged_at', null),
    'monitoring.holes',
  )
  const held = rowsOf(
    await from.from('deletions').select('module').eq('status', 'held'),
    'monitoring.deletions',
  )
  return [
    ...alerts.map(
      ({ alert_id, sentence, subject, message }) =>
        `${coloured('critical')} alert ${alert_id}: ${sentence} (${subject}). ${message} See gazelle alerts list.`,
    ),
    ...byModule(holes).map(
      ([module, n]) =>
        `${module}: ${count(n)} ${n === 1 ? 'hole is' : 'holes are'} open. See gazelle holes list.`,
    ),
    ...byModule(held).map(
      ([module, n]) =>
        `${module}: ${count(n)} ${n === 1 ? 'deletion is' : 'deletions are'} held. See gazelle deletions list.`,
    ),
  ]
}

const byModule = (rows: { module: string | null }[]): [string, number][] => {
  const counts = new Map<string, number>()
  for (const { module } of rows) counts.set(module ?? '', (counts.get(module ?? '') ?? 0) + 1)
  return [...counts]
}

const sweepNote =
  'An edit that Gazelle shows no poll (one that touches no timeline entry, say) comes with the next full sweep.'

const jsonOf = ({ rows }: State) => JSON.stringify(rows)

const textOf = ({ rows, waiting }: State) => {
  const accounts = new Set(rows.map((row) => row.account_id))
  const head = [
    'module',
    'status',
    'last success',
    'age',
    'pending',
    'rejected',
    'placeholders',
    'last whole sweep',
    'next sweep',
  ]
  const lines = rows.map((row) => [
    accounts.size > 1 ? `${row.module} (${row.account_id})` : (row.module ?? ''),
    coloured(row.status ?? 'unhealthy') + (row.running ? faint(' running') : ''),
    row.last_success_at ? localTime(row.last_success_at) : 'never',
    row.last_success_at ? duration(Date.now() - Date.parse(row.last_success_at)) : '',
    row.pending ?? 0,
    row.rejected ?? 0,
    row.placeholders ?? 0,
    row.whole_at ? `${duration(Date.now() - Date.parse(row.whole_at))} ago` : 'never',
    row.next_sweep_at ? `in ${duration(Math.max(0, Date.parse(row.next_sweep_at) - Date.now()))}` : '',
  ])
  const errors = rows.flatMap((row) =>
    row.last_error && row.status !== 'healthy' ? `${row.module}: ${row.last_error}` : [],
  )
  return [table(head, lines), sweepNote, ...errors, ...waiting].join('\n')
}

// The reader's own clock: this is for a person at a terminal.
const localTime = (instant: string) =>
  new Date(instant).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'medium' })
