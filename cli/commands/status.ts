import { setTimeout as pause } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import { failureOf } from '../../shared/errors.ts'
import { namesIn } from '../accounts.ts'
import { exitCodes } from '../errors.ts'
import { status as coloured, duration, faint, table } from '../format.ts'
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

/** `gazelle status`: freshness and backlog of each module. */
export const status = () =>
  new Command('status')
    .description(
      'Show each module’s freshness, waiting and refused records; exit 1 if a module is unhealthy.',
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
        const rows = await read(project)
        if (rows.some((row) => row.status === 'unhealthy')) process.exitCode = exitCodes.failed
        process.stdout.write(`${text(rows)}\n`)
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

const read = async ({ database }: Project) =>
  rowsOf(await database.schema('monitoring').from('module_health').select(), 'monitoring.module_health')

type Rows = Awaited<ReturnType<typeof read>>

const jsonOf = (rows: Rows) => JSON.stringify(rows)

const textOf = (rows: Rows) => {
  const named = namesIn(rows)
  const head = ['module', 'status', 'last success', 'age', 'pending', 'rejected', 'placeholders']
  const lines = rows.map((row) => [
    named(row.module ?? '', row.account_id),
    coloured(row.paused ? 'paused' : (row.status ?? 'unhealthy')) + (row.running ? faint(' running') : ''),
    row.last_success_at ? localTime(row.last_success_at) : 'never',
    row.last_success_at ? duration(Date.now() - Date.parse(row.last_success_at)) : '',
    row.pending ?? 0,
    row.rejected ?? 0,
    row.placeholders ?? 0,
  ])
  const errors = rows.flatMap((row) =>
    row.last_error && row.status !== 'healthy'
      ? `${named(row.module ?? '', row.account_id)}: ${row.last_error}`
      : [],
  )
  return [table(head, lines), ...errors].join('\n')
}

// The reader's own clock: this is for a person at a terminal.
const localTime = (instant: string) =>
  new Date(instant).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'medium' })
