import { Command } from 'commander'
import { exitCodes } from '../errors.ts'
import { status as coloured, duration, faint, table } from '../format.ts'
import { findProject, rowsOf } from '../project.ts'

/** `gazelle status`: how fresh each module is, and what waits. */
export const status = () =>
  new Command('status')
    .description(
      'Show how fresh each module is, what waits and what was refused; exit 1 if something is unhealthy.',
    )
    .option('--json', 'print the rows of monitoring.module_health as JSON', false)
    .action(async ({ json }: { json: boolean }) => {
      const { database } = await findProject()
      const rows = rowsOf(
        await database.schema('monitoring').from('module_health').select(),
        'monitoring.module_health',
      )
      if (rows.some((row) => row.status === 'unhealthy')) process.exitCode = exitCodes.failed
      if (json) {
        process.stdout.write(`${JSON.stringify(rows)}\n`)
        return
      }
      const accounts = new Set(rows.map((row) => row.account_id))
      const head = ['module', 'status', 'last success', 'age', 'pending', 'rejected', 'placeholders']
      const lines = rows.map((row) => [
        accounts.size > 1 ? `${row.module} (${row.account_id})` : (row.module ?? ''),
        coloured(row.status ?? 'unhealthy') + (row.running ? faint(' running') : ''),
        row.last_success_at ? localTime(row.last_success_at) : 'never',
        row.last_success_at ? duration(Date.now() - Date.parse(row.last_success_at)) : '',
        row.pending ?? 0,
        row.rejected ?? 0,
        row.placeholders ?? 0,
      ])
      process.stdout.write(`${table(head, lines)}\n`)
      for (const row of rows)
        if (row.last_error && row.status !== 'healthy')
          process.stdout.write(`${row.module}: ${row.last_error}\n`)
    })

// The reader's own clock: this is for a person at a terminal.
const localTime = (instant: string) =>
  new Date(instant).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'medium' })
