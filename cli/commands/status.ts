import { setTimeout as pause } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import { namesIn, subjectsIn } from '../accounts.ts'
import { exitCodes, told } from '../errors.ts'
import { status as coloured, duration, faint, fitted, localTime, strong, table } from '../format.ts'
import { findProject, type Project, rowsOf } from '../project.ts'
import { interruption } from '../signals.ts'
import { many, ofAlert, ofCode, t } from '../words/words.ts'

interface Options {
  json: boolean
  watch?: number | true
}

const secondsOf = (text: string) => {
  const seconds = Number(text)
  if (!(seconds >= 0.2 && seconds <= 3600))
    throw new InvalidArgumentError(t('It must be 0.2 to 3600 seconds.'))
  return seconds
}

/** `gazelle status`: what waits for a person, and freshness, backlog and sweeps of each module. */
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
        if (needsPerson(state)) process.exitCode = exitCodes.failed
        process.stdout.write(`${text(state)}\n`)
        // The JSON is of the modules alone, so what waits is reported beside it.
        if (json) for (const { line } of state.waiting) process.stderr.write(`${line}\n`)
        return
      }
      const signal = interruption()
      // A terminal shows one table that changes; a file gets one after the other.
      const clear = process.stdout.isTTY && !json ? '\x1b[H\x1b[2J' : ''
      while (!signal.aborted) {
        const shown = await read(project).then(text, (error) => told(error).message)
        process.stdout.write(`${clear}${shown}\n`)
        await pause((watch === true ? 2 : watch) * 1000, undefined, { signal }).catch(() => {})
      }
      throw signal.reason
    })

type Rows = Awaited<ReturnType<typeof readModules>>
type Row = Rows[number]

interface State {
  rows: Rows
  /** What waits for a person: how much of it in a few words, and a line to read. */
  waiting: { amount: string; line: string }[]
}

const read = async (project: Project): Promise<State> => {
  const rows = await readModules(project)
  return { rows, waiting: await readWaiting(project, rows) }
}

const dayMs = 86_400_000

const readModules = async ({ database }: Project) => {
  const rows = rowsOf(
    await database.schema('monitoring').from('module_health').select(),
    'monitoring.module_health',
  )
  const failures = rows.some((row) => row.failures_24h)
    ? rowsOf(
        await database
          .schema('sync')
          .from('runs')
          .select('module, account_id, started_at')
          .eq('status', 'failed')
          .gte('started_at', new Date(Date.now() - dayMs).toISOString())
          .order('started_at', { ascending: false })
          .limit(1000),
        'sync.runs',
      )
    : []
  return rows.map((row) => {
    const last = failures.find(
      ({ module, account_id }) => module === row.module && account_id === row.account_id,
    )
    const succeeded = Date.parse(row.last_success_at ?? '')
    // A failure after which all went well is over: it no longer says how things are.
    return { row, isOver: last !== undefined && !row.late && Date.parse(last.started_at) < succeeded }
  })
}

const readWaiting = async ({ database }: Project, modules: Rows): Promise<State['waiting']> => {
  const rows = modules.map(({ row }) => row)
  const subjectOf = subjectsIn(rows)
  const from = database.schema('monitoring')
  const alerts = rowsOf(
    await from
      .from('alerts')
      .select('alert_id, account_id, subject, rule, sentence, message, details')
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
    ...alerts.map((alert) => ({
      amount: t('alert {id}', { id: `${alert.alert_id}` }),
      line: t('{what}: {text}', {
        what: `${coloured('critical')} ${t('alert {id}', { id: `${alert.alert_id}` })}`,
        text: `${ofAlert(alert.rule, 'alert', alert.sentence)} (${subjectOf(alert)}). ${alert.message} ${t('See gazelle alerts list.')}`,
      }),
    })),
    ...countsIn(held, rows).map(([module, n]) => ({
      amount: many(n, '{n} deletion of {module}', '{n} deletions of {module}', { module }),
      line: many(
        n,
        '{module}: {n} deletion is held. See gazelle deletions list.',
        '{module}: {n} deletions are held. See gazelle deletions list.',
        { module },
      ),
    })),
    ...countsIn(holes, rows).map(([module, n]) => ({
      amount: many(n, '{n} hole in {module}', '{n} holes in {module}', { module }),
      line: many(
        n,
        '{module}: {n} hole is open. See gazelle holes list.',
        '{module}: {n} holes are open. See gazelle holes list.',
        { module },
      ),
    })),
  ]
}

type Counted = { module: string | null; account_id: string | null }[]

/** How many there are of each module, and of each account where there are several. */
const countsIn = (counted: Counted, rows: Row['row'][]): [string, number][] => {
  const named = namesIn(rows)
  const counts = new Map<string, number>()
  for (const { module, account_id } of counted) {
    const name = named(module ?? '', account_id)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts]
}

/** An error as the database keeps it, `code: message`, in the language of the terminal. */
const inWords = (error: string): string => {
  const [, code = '', message = ''] = /^(\w+): (.*)$/s.exec(error) ?? []
  return code ? `${code}: ${ofCode({ code, message, hint: '' }).message}` : error
}

// The worst first.
const states = ['unhealthy', 'degraded', 'not connected', 'paused', 'recovered', 'healthy']

const stateOf = ({ row: { connected, paused, status }, isOver }: Row): string => {
  if (connected === false) return 'not connected'
  if (paused) return 'paused'
  return isOver ? 'recovered' : (status ?? 'unhealthy')
}

const unhealthy = ({ rows }: State) => rows.filter((row) => stateOf(row) === 'unhealthy')

const needsPerson = (state: State) => unhealthy(state).length > 0 || state.waiting.length > 0

const jsonOf = ({ rows }: State) => JSON.stringify(rows.map(({ row }) => row))

const textOf = (state: State) => {
  const rows = state.rows.toSorted((a, b) => states.indexOf(stateOf(a)) - states.indexOf(stateOf(b)))
  const named = namesIn(rows.map(({ row }) => row))
  const nameOf = ({ row }: Row) => named(row.module ?? '', row.account_id)
  const failing = unhealthy(state).length
  const needs = [
    ...(failing > 0 ? [many(failing, '{n} unhealthy module', '{n} unhealthy modules')] : []),
    ...state.waiting.map(({ amount }) => amount),
  ]
  const head = [
    t('module'),
    t('status'),
    t('known as of'),
    t('age'),
    t('pending'),
    t('rejected'),
    t('placeholders'),
    t('last whole sweep'),
    t('next sweep'),
  ]
  const lines = rows.map((one) => {
    const { row } = one
    return [
      nameOf(one),
      coloured(stateOf(one)) + (row.running ? faint(` ${t('running')}`) : ''),
      row.watermark ? localTime(row.watermark) : t('never'),
      row.age_seconds === null ? '' : duration(row.age_seconds * 1000),
      row.pending ?? 0,
      row.rejected ?? 0,
      row.placeholders ?? 0,
      row.whole_at ? t('{time} ago', { time: duration(Date.now() - Date.parse(row.whole_at)) }) : t('never'),
      row.next_sweep_at
        ? t('in {time}', { time: duration(Math.max(0, Date.parse(row.next_sweep_at) - Date.now())) })
        : '',
    ]
  })
  const errors = rows.flatMap((one) =>
    one.row.last_error && !['healthy', 'recovered'].includes(stateOf(one))
      ? t('{what}: {text}', { what: nameOf(one), text: inWords(one.row.last_error) })
      : [],
  )
  const over = rows.filter((one) => stateOf(one) === 'recovered').map(nameOf)
  return [
    ...[
      strong(
        needs.length > 0
          ? t('Needs a person: {what}.', { what: needs.join(', ') })
          : t('Nothing needs a person.'),
      ),
      ...state.waiting.map(({ line }) => line),
      ...errors,
    ].map((line) => fitted(line)),
    '',
    table(head, lines),
    ...(over.length > 0
      ? [
          fitted(
            faint(
              t('Over: {modules} failed in the last 24 hours, and succeeded since.', {
                modules: over.join(', '),
              }),
            ),
          ),
        ]
      : []),
    fitted(
      faint(
        t(
          'An edit that Gazelle shows no poll (one that touches no timeline entry, say) comes with the next full sweep.',
        ),
      ),
    ),
  ].join('\n')
}
