import { Command, Option } from 'commander'
import type { Failure } from '../../shared/errors.ts'
import { noAnswerOf } from '../../shared/no-answer.ts'
import { exitCodes, showUnexpected, told } from '../errors.ts'
import { duration, faint, fitted, list, status, strong, table } from '../format.ts'
import type { Local } from '../local.ts'
import { progressBars } from '../progress.ts'
import { moduleNames } from '../project.ts'
import { interruption } from '../signals.ts'
import { type CompanyName, companies } from '../stand-in.ts'
import type { Report } from '../sync.ts'
import { t } from '../words/words.ts'

interface Options {
  once: boolean
  keep: boolean
  json: boolean
  company: CompanyName
}

type Failed = { module: string; error: Failure; runId?: number }
type Result = Report | Failed

const isFailed = (result: Result): result is Failed => !('status' in result)

/** `gazelle start`: the whole system on this machine. */
export const start = () =>
  new Command('start')
    .option('--once', t('stop after the first sync'), false)
    .option('--keep', t('with --once: stay up after the report'), false)
    .option('--json', t('print one JSON document'), false)
    .addOption(
      new Option('--company <size>', t('size of the stand-in’s company, on its first start'))
        .choices(Object.keys(companies))
        .default('usual'),
    )
    .action(async (options: Options) => {
      const [{ startLocal }, { showDashboard }] = await Promise.all([
        import('../local.ts'),
        import('./dashboard.ts'),
      ])
      const signal = interruption()
      const begun = Date.now()
      const say = (line: string) => process.stderr.write(`${line}\n`)
      const local = await startLocal(options.company, say, signal)
      try {
        const staysUp = !options.once || options.keep
        // Before the first sync, so that its progress can be watched.
        const page = staysUp ? await showDashboard(local, !options.json, say) : null
        say(
          local.standIn
            ? t('Started in {time}. Syncing from the stand-in for Gazelle:', {
                time: duration(Date.now() - begun),
              })
            : t('Started in {time}. Syncing from Gazelle:', { time: duration(Date.now() - begun) }),
        )
        if (!local.standIn) await sayIfAway(local.gazelleUrl, say)
        const results = await syncAll(local, signal)
        if (staysUp) await local.startSchedules()
        await print(local, results, options, begun, page)
        if (results.some(isFailed)) process.exitCode = exitCodes.failed
        if (!staysUp) return
        await Promise.race([interrupted(signal), givenUp(local)])
      } finally {
        await local.stop()
      }
    })

const answerWithinMs = 4000

/** Without a network the first sync tries for half a minute before it fails; a person should not wait for that. */
const sayIfAway = async (url: string, say: (line: string) => void) => {
  const options = { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(answerWithinMs) } as const
  await fetch(new URL('/', url), options).catch((error) =>
    say(
      fitted(
        t('Gazelle does not answer: {what}. Trying again for half a minute …', {
          what: noAnswerOf(url, error),
        }),
      ),
    ),
  )
}

// What one module fails for, all do.
const commonCauses = new Set(['gazelle_unreachable', 'gazelle_wrong_address', 'gazelle_not_connected'])

const isCommon = (result: Result) => isFailed(result) && commonCauses.has(result.error.code)

/** One module after the other, in their order; after a failure the next one follows, unless it would fail for the same cause. */
const syncAll = async ({ project }: Local, signal: AbortSignal): Promise<Result[]> => {
  const { sentence, syncModule } = await import('../sync.ts')
  const names = await moduleNames(project)
  const bars = progressBars(names)
  const results: Result[] = []
  const errors: unknown[] = []
  try {
    for (const module of names) {
      const bar = bars.bar(module)
      if (results.some(isCommon)) {
        bar.end(t('not begun'))
        continue
      }
      try {
        const report = await syncModule(
          project,
          module,
          { mode: 'incremental' },
          { follow: bar.update, signal },
        )
        bar.end(sentence(report))
        results.push(report)
      } catch (error) {
        signal.throwIfAborted()
        errors.push(error)
        const failure = told(error)
        bar.end(`${status('failed')}  ${failure.message}`)
        const runId = error instanceof Error && 'runId' in error ? Number(error.runId) : undefined
        results.push({ module, error: failure, ...(runId !== undefined && { runId }) })
      }
    }
  } finally {
    bars.stop()
    for (const error of errors) showUnexpected(error)
  }
  return results
}

const goesOn = ({ once, keep }: Options) =>
  once && !keep
    ? t('Run the same command again when that is mended.')
    : t(
        'When that is mended, the schedules sync each at its time, and `npm run gazelle -- sync --all` does at once.',
      )

const print = async (
  local: Local,
  results: Result[],
  options: Options,
  begun: number,
  page: string | null,
) => {
  const { databaseUrl, apiUrl, functionsUrl, secretKey, publishableKey } = local.stack
  if (options.json) {
    const addresses = { databaseUrl, apiUrl, functionsUrl, secretKey, publishableKey }
    const document = { ...addresses, member: local.member, modules: results }
    process.stdout.write(`${JSON.stringify(document)}\n`)
    return
  }
  const { columns, row } = await import('../sync.ts')
  const rows = results.map((result) =>
    isFailed(result) ? [result.module, '', status('failed'), '', '', '', '', '', ''] : row(result),
  )
  const say = (text: string) => process.stdout.write(`${text}\n`)
  say(`\n${table(columns(), rows)}`)
  for (const result of results)
    if (isFailed(result)) say(`\n${result.module}: ${result.error.message}\n  ${faint(result.error.hint)}`)
  if (results.some(isCommon))
    say(`\n${t('The modules after it were not begun, since that stops them too.')} ${goesOn(options)}`)
  say(`\n${t('Done in {time}.', { time: duration(Date.now() - begun) })}`)
  if (options.once && !options.keep) return
  say(`\n${strong(t('Where to look'))}`)
  say(
    list([
      ...(page ? [[t('Dashboard'), page] satisfies [string, string]] : []),
      [t('Database'), databaseUrl],
      [t('Data API'), `${apiUrl}/rest/v1`],
      [t('Functions'), functionsUrl],
      [t('Secret key'), secretKey],
      [t('Publishable key'), publishableKey],
      [t('A member to sign in'), local.member.email],
      [t('Their password'), local.member.password],
      ...(local.standIn
        ? [
            [t('Stand-in for Gazelle'), local.standIn.url] satisfies [string, string],
            [t('Its API key'), local.standIn.apiKey] satisfies [string, string],
          ]
        : []),
      [t('Log of all parts'), local.logFile],
    ]),
  )
  say(
    `\n${fitted(t('The schedules run from now on. In another terminal: `npm run gazelle -- status`. Ctrl-C stops everything.'), '')}`,
  )
}

/** Rejects when a part of the stack died so often that it was given up. */
const givenUp = async ({ stack }: Local): Promise<never> => {
  throw await stack.givenUp
}

const interrupted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    // A pending signal keeps no process alive; the stack's servers do.
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
