import { setTimeout as pause } from 'node:timers/promises'
import type { z } from 'zod'
import { reportForm } from '../shared/http/report.ts'
import { duration, status } from './format.ts'
import { callFunction } from './functions.ts'
import type { Progress } from './progress.ts'
import { type Project, rowsOf } from './project.ts'
import { t } from './words/words.ts'

/** The answer of a sync function. */
export type Report = z.infer<typeof reportForm>

/** The body of a sync function; an absent field has the function's default. */
export interface SyncBody {
  mode: 'incremental' | 'full' | 'repair'
  window?: string
  since?: string
  until?: string
  account?: string
  dryRun?: boolean
}

const pollMs = 250

/**
 * Syncs a module over HTTP until it is done: goes on with its run when a slice yields. Another caller's run that stands in
 * the way is waited for, and carried on where its slice died.
 * @param follow called with how far the run is, a few times a second
 * @throws AppError when the run failed or cannot be started
 */
export const syncModule = async (
  project: Project,
  module: string,
  body: SyncBody,
  options: { follow?: (progress: Progress) => void; signal?: AbortSignal } = {},
): Promise<Report> => {
  const { follow = () => {}, signal } = options
  const account = body.account ?? 'main'
  const poll = async () => {
    const run = await openRun(project, module, account)
    if (run) follow(progressOf(run))
  }
  let request: SyncBody | { run: number } = body
  /** The run of another caller that stands in the way of ours. */
  let other: number | null = null
  for (;;) {
    const answer: Report = await pollWhile(
      callFunction(project, `sync-${module}`, { ...request }, reportForm, signal),
      poll,
      signal,
    )
    if (answer.status === 'yielded') request = { run: answer.runId }
    else if (answer.status !== 'busy') {
      if (other === null) return answer
      // What was asked for comes now.
      other = null
      request = body
    } else {
      if (request === body) other = answer.runId
      follow({
        done: 0,
        total: null,
        note: t('waits for run {run}, which is open', { run: `${answer.runId}` }),
      })
      await untilIdle(project, answer.runId, poll, signal)
      request = { run: answer.runId }
    }
  }
}

/** Repeats `poll` while `work` goes on. A poll that fails is no reason to stop the work. */
const pollWhile = async <Result>(
  work: Promise<Result>,
  poll: () => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<Result> => {
  const over = new AbortController()
  const ends = signal ? AbortSignal.any([over.signal, signal]) : over.signal
  const polling = async () => {
    while (!ends.aborted) {
      await pause(pollMs, undefined, { signal: ends }).catch(() => {})
      if (!ends.aborted) await poll().catch(() => {})
    }
  }
  const polled = polling()
  try {
    return await work
  } finally {
    over.abort()
    await polled
  }
}

const openRuns = ({ database }: Project) =>
  database
    .schema('sync')
    .from('runs')
    .select('run_id, lease, lease_until, lanes (seen, total_count, finished_at)')
    .eq('status', 'running')

/** The run of a module that was opened last. */
const openRun = async (project: Project, module: string, account: string) =>
  rowsOf(
    await openRuns(project)
      .eq('module', module)
      .eq('account_id', account)
      .order('run_id', { ascending: false })
      .limit(1),
    'sync.runs',
  )[0] ?? null

type Lane = { seen: number; total_count: number | null; finished_at: string | null }

/** A run's progress over all its lanes. A finished lane counts the records it saw, which can be fewer than its totalCount. */
export const progressOf = ({ lanes }: { lanes: Lane[] }): Progress => ({
  done: lanes.reduce((sum, lane) => sum + lane.seen, 0),
  total:
    lanes.length === 0 || lanes.some((lane) => lane.total_count === null)
      ? null
      : lanes.reduce(
          (sum, lane) => sum + (lane.finished_at ? lane.seen : Math.max(lane.seen, lane.total_count ?? 0)),
          0,
        ),
})

/** Waits until no slice of a run is at work: it ended, waits for a slice, or its slice died. */
const untilIdle = async (
  project: Project,
  runId: number,
  poll: () => Promise<void>,
  signal: AbortSignal | undefined,
) => {
  for (;;) {
    const [run] = rowsOf(await openRuns(project).eq('run_id', runId), 'sync.runs')
    if (!run?.lease || Date.parse(run.lease_until ?? '') < Date.now()) return
    await poll()
    await pause(pollMs, undefined, { ...(signal && { signal }) })
  }
}

/** A report in a few words, for the end of a progress bar. */
export const sentence = ({ status: name, fetched, changed, durationMs }: Report): string =>
  `${status(name)}  ${amounts(fetched, changed)}  ${duration(durationMs)}`

/** In French each number has its own ending, and 0 that of 1. */
const amounts = (fetched: number, changed: number): string => {
  if (fetched < 2) return t('{one} fetched, {changed} changed', { one: fetched, changed })
  return changed < 2
    ? t('{fetched} fetched, {one} changed', { fetched, one: changed })
    : t('{fetched} fetched, {changed} changed', { fetched, changed })
}

/** A report's columns in the table that `start` and `sync` print. */
export const columns = () => [
  t('module'),
  t('mode'),
  t('status'),
  t('fetched'),
  t('changed'),
  t('promoted'),
  t('rejected'),
  t('placeholders'),
  t('duration'),
]

/** A report as a row of that table. */
export const row = (report: Report): (string | number)[] => [
  report.module,
  report.mode,
  status(report.status),
  report.fetched,
  report.changed,
  report.promoted,
  report.rejected,
  report.placeholders,
  duration(report.durationMs),
]
