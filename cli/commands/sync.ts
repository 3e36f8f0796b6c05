import { Command, Option } from 'commander'
import { failureOf } from '../../shared/errors.ts'
import { requireAccount } from '../accounts.ts'
import { cliError, exitCodes, showUnexpected, told } from '../errors.ts'
import { faint, status, table } from '../format.ts'
import { moduleOption } from '../modules.ts'
import { progressBars } from '../progress.ts'
import { chosenModules, findProject } from '../project.ts'
import type { Report, SyncBody } from '../sync.ts'
import { t } from '../words/words.ts'

interface Options {
  module?: string
  all?: boolean
  mode: SyncBody['mode']
  window?: string
  since?: string
  until?: string
  account: string
  dryRun: boolean
  json: boolean
}

/** `gazelle sync`: one module, or all of them in their order. */
export const sync = () =>
  new Command('sync')
    .addOption(moduleOption())
    .option('--all', t('all modules, one after the other'))
    .addOption(
      new Option(
        '--mode <mode>',
        t('incremental: what may have changed; full: everything; repair: from --since to --until'),
      )
        .choices(['incremental', 'full', 'repair'])
        .default('incremental'),
    )
    .addOption(
      new Option('--window <window>', t('days around today, or back, that an incremental run reads')).choices(
        ['fast', 'balanced', 'exhaustive'],
      ),
    )
    .option('--since <instant>', t('with --mode repair: the start (2026-02-03, or 2026-02-03T14:00:00Z)'))
    .option('--until <instant>', t('with --mode repair: the end'))
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--dry-run', t('compute and count everything, write nothing'), false)
    .option('--json', t('print the functions’ answers as JSON'), false)
    .action(async (options: Options) => {
      const { columns, row, sentence, syncModule } = await import('../sync.ts')
      const project = await findProject()
      const account = await requireAccount(project, options.account)
      const modules = await chosenModules(project, options)
      const body = await bodyOf(account.time_zone, options)
      if (account.paused_at !== null)
        process.stderr.write(
          `${t('Account {account} is paused: it is synced now, and by no schedule.', { account: options.account })}\n`,
        )
      const bars = progressBars(modules)
      const reports: Report[] = []
      const failures: { module: string; error: unknown }[] = []
      for (const module of modules) {
        const bar = bars.bar(module)
        try {
          const report = await syncModule(project, module, body, { follow: bar.update })
          bar.end(sentence(report))
          reports.push(report)
        } catch (error) {
          failures.push({ module, error })
          bar.end(status('failed'))
        }
      }
      bars.stop()
      const [only] = failures
      const isThrown = only && modules.length === 1 && !options.json
      if (!isThrown) for (const { error } of failures) showUnexpected(error)
      // One module that fails is the command's failure, with its exit code.
      if (isThrown) throw only.error
      if (only) process.exitCode = exitCodes.failed
      if (options.json) {
        const failed = failures.map(({ module, error }) => ({ module, error: failureOf(error) }))
        const answers = [...reports, ...failed]
        process.stdout.write(`${JSON.stringify(options.all ? answers : answers[0])}\n`)
        return
      }
      process.stdout.write(`${table(columns(), reports.map(row))}\n`)
      if (options.dryRun) process.stdout.write(`${faint(t('A dry run: nothing of this was kept.'))}\n`)
      for (const { module, error } of failures) {
        const { message, hint } = told(error)
        process.stderr.write(`${module}: ${message}\n  ${hint}\n`)
      }
    })

const bodyOf = async (zone: string, options: Options): Promise<SyncBody> => {
  const { mode, window, account, dryRun } = options
  const hasRange = options.since !== undefined || options.until !== undefined
  if (mode === 'repair' ? options.since === undefined : hasRange) {
    const what =
      mode === 'repair' ? t('mode repair has no start') : t('mode {mode} takes no start and no end', { mode })
    throw cliError('usage', 'bad_usage', '--since', what, t('Write --mode repair --since <instant>.'))
  }
  const { instantOf } = await import('../instant.ts')
  // A day is a day of the company.
  const instant = (option: '--since' | '--until', text: string) => instantOf(option, text, zone).toISOString()
  return {
    mode,
    account,
    dryRun,
    ...(window !== undefined && { window }),
    ...(options.since !== undefined && { since: instant('--since', options.since) }),
    ...(options.until !== undefined && { until: instant('--until', options.until) }),
  }
}
