import type { DatabaseClient } from '../database/client.ts'
import { type ErrorBody, errorBody } from '../error-body.ts'
import { AppError } from '../errors.ts'
import type { AccountClient, GazelleClient } from '../gazelle/client.ts'
import type { Lane, Module } from '../gazelle/module.ts'
import { isUnexpected, logError, logUnexpected } from '../log.ts'
import { askAgain } from './ask-again.ts'
import { knownValues } from './enum-values.ts'
import { isUsedUp, readLane, type Slice, sliceBudget } from './lane.ts'
import { lookUpMissing, mayDelete } from './look-ups.ts'
import { type Meter, startMeter } from './meter.ts'
import { adaptivePageSize } from './page-size.ts'
import { monitorRetries, type RetryMonitor, slowness } from './retry-monitor.ts'
import { type Report, type Run, requestOf, runsIn, type SyncRequest } from './run.ts'

const heartbeatMs = 30_000
/** How long after the end of a slice its last calls may take. */
const graceMs = 10_000
/** Records to ask for before the server's cap is known. */
const largestPage = 500

export type { Slice }

/** How a call of a sync function ended. */
export type Outcome = { report: Report } | { failure: ErrorBody; runId: number | null }

/** A call of a sync function whose run is known, or that has none to work on. */
export interface Begun {
  /** The run that this call works on; null where it is busy or over, or where the request is refused. */
  run: Run | null
  /** How the call ends. Never rejects. */
  outcome: Promise<Outcome>
}

export interface SyncParts {
  database: DatabaseClient
  /** A client with the credential of an account. */
  gazelle: (account: string) => AccountClient
  slice: Slice
}

/**
 * One slice of a sync: opens or resumes the module's run, reads its lanes, and finishes or yields it.
 * Never throws: what went wrong is in the outcome and, while the database can be reached, in the run.
 */
export async function sync(module: Module, request: SyncRequest, parts: SyncParts): Promise<Outcome> {
  const { outcome } = await beginSync(module, request, parts)
  return outcome
}

/** Opens or resumes the module's run as `sync` does; its slice is under way when this answers. */
export async function beginSync(module: Module, request: SyncRequest, parts: SyncParts): Promise<Begun> {
  const meter = startMeter()
  const runs = runsIn(parts.database)
  const ended = (outcome: Outcome): Begun => {
    meter.end()
    return { run: null, outcome: Promise.resolve(outcome) }
  }
  try {
    const opened = await runs.begin(module, request)
    if (opened.outcome === 'busy') return ended({ report: busy(module, opened) })
    if (opened.outcome === 'over') return ended({ report: finishedReport(await runs.report(opened.runId)) })
    return { run: opened, outcome: workOn(module, opened, { ...parts, meter }).finally(meter.end) }
  } catch (error) {
    logUnexpected(error, { module: module.name, run: null })
    return ended({ failure: errorBody(error), runId: null })
  }
}

/** The slice of an open run, which it finishes or yields. */
async function workOn(module: Module, run: Run, parts: SyncParts & { meter: Meter }): Promise<Outcome> {
  const { meter } = parts
  const runs = runsIn(parts.database)
  let lanes: Lane[] = []
  try {
    const finished = await whileAlive(parts.database, module, run, async (run, leaseLost) => {
      const time = timeOf(parts.slice)
      // Half of the slice is left for its pages.
      const limits = { leaseLost, ms: parts.slice.milliseconds / 2 }
      const client = parts.gazelle(run.account)
      const credential = await client.credential()
      const gazelle = meter.of(client)
      await knowCaller(run, { ...parts, ...time, gazelle, credential }, leaseLost)
      const known = await knownValues(module, run, parts.database, gazelle, limits)
      lanes = module.lanes({ ...requestOf(run), values: known.values })
      const work = slice(
        module,
        run,
        lanes,
        { ...parts, ...time, gazelle: known.gazelle, credential },
        leaseLost,
      )
      return work.catch((error) => {
        // A lane of nothing but a value that Gazelle has lost: the next slice goes on without it.
        if (known.isLeftOut(error)) return false
        throw error
      })
    })
    if (!finished) {
      await runs.yield(run, meter.used())
      return { report: { ...(await runs.report(run.runId)), status: 'yielded' } }
    }
    return { report: finishedReport(await runs.finish(run, lanes, null, meter.used())) }
  } catch (error) {
    const failure = errorBody(error)
    const about = { module: module.name, run: run.runId }
    logUnexpected(error, about)
    // If another worker has taken the run over, leave it alone. If the database is away, the run keeps its cursors, and
    // the next call resumes it when its lease has run out.
    if (!isLeaseLost(error))
      await runs.finish(run, lanes, failure, meter.used()).catch((error) => logError(error, about))
    return { failure, runId: run.runId }
  }
}

/** Keeps the run's lease while `work` lasts; aborts it when another worker has taken the run over. */
async function whileAlive<T>(
  database: DatabaseClient,
  module: Module,
  run: Run,
  work: (run: Run, leaseLost: AbortSignal) => Promise<T>,
) {
  const leaseLost = new AbortController()
  const heartbeat = setInterval(() => {
    runsIn(database)
      .hold(run)
      .catch((error) => {
        if (isLeaseLost(error)) leaseLost.abort(error)
        else logUnexpected(error, { module: module.name, run: run.runId })
      })
  }, heartbeatMs)
  try {
    return await work(run, leaseLost.signal)
  } finally {
    clearInterval(heartbeat)
  }
}

interface Time {
  /** When the slice is over, as `performance.now()` counts. */
  end: number
  /** A call that is still under way then is given up: the next slice or run asks again. */
  deadline: AbortSignal
}

/** The time of a slice that begins now. */
const timeOf = ({ milliseconds }: Slice): Time => ({
  end: performance.now() + milliseconds,
  deadline: AbortSignal.timeout(milliseconds + graceMs),
})

interface SliceParts extends Omit<SyncParts, 'gazelle'>, Time {
  gazelle: GazelleClient
  credential: string | null
  meter: Meter
}

/** Asks whose credential it is where that is due, or where another one has been used since. */
async function knowCaller(run: Run, parts: SliceParts, leaseLost: AbortSignal) {
  const isNew = !run.dryRun && (parts.credential === null || parts.credential !== run.askedCredential)
  if (!run.asksCaller && !isNew) return
  // Half of the slice is left for its pages, whatever else is asked for before them.
  const caller = { ...parts, deadline: AbortSignal.timeout(parts.slice.milliseconds / 4) }
  // Until it is known, it may be another company's.
  await mayDelete(run, caller, leaseLost, isNew && run.hasCompany)
}

/** Reads the lanes, then what is missing. @returns whether the run reached its end */
async function slice(module: Module, run: Run, lanes: Lane[], parts: SliceParts, leaseLost: AbortSignal) {
  const { deadline } = parts
  const monitor = monitorRetries(parts.gazelle)
  const finished = await readLanes(run, lanes, { ...parts, monitor }, leaseLost)
  if (!finished && deadline.aborted) {
    const error =
      monitor.last() ?? (monitor.hasStaged() ? null : slowness(parts.slice.milliseconds + graceMs))
    // A run that ends with an error of ours logs it.
    if (error && (monitor.hasStaged() || !isUnexpected(error)))
      logError(error, { module: module.name, run: run.runId })
    // A slice that died says nothing; this one can say why it brought nothing, and its cursors are carried on.
    if (error && !monitor.hasStaged()) throw error
  }
  const isOver = () => performance.now() >= parts.end || isUsedUp(parts.slice, parts.meter)
  if (finished) await lookUpMissing(module, run, lanes, { ...parts, isOver }, leaseLost)
  return finished
}

/** Reads all lanes in parallel, then those that prove the sweep. @returns whether all reached their end */
async function readLanes(
  run: Run,
  lanes: Lane[],
  { database, slice, end, deadline, meter, monitor }: SliceParts & { monitor: RetryMonitor },
  leaseLost: AbortSignal,
) {
  const { gazelle } = monitor
  const runs = runsIn(database)
  const left = Math.max(end - performance.now(), slice.milliseconds / 2)
  const budget = sliceBudget(slice, left, meter)
  // A sweep finds out anew what the server gives; its next slices and polls ask for what it is known to give.
  const isNewSweep = run.mode === 'full' && run.outcome === 'begun'
  const size = adaptivePageSize(
    isNewSweep ? largestPage : run.pageSize,
    run.pageSize,
    (found) => {
      runs
        .rememberPageSize(run.account, found)
        .catch((error) => logUnexpected(error, { account: run.account, pageSize: found }))
    },
    run.knownHoles.filter(({ kind }) => kind === 'record' || kind === 'apart'),
  )
  const failed = new AbortController()
  const stopped = AbortSignal.any([leaseLost, failed.signal, deadline])

  const read = async (lane: Lane) => {
    const from = run.lanes[lane.name] ?? { cursor: null, page: 0, finished: false }
    if (from.finished) return true
    const ended = new AbortController()
    const signal = AbortSignal.any([stopped, ended.signal])
    try {
      return await readLane(lane, from, {
        budget,
        fetch: (cursor) => {
          if (lane.isWhole)
            return askAgain(
              () => lane.fetch(gazelle, cursor, { first: largestPage, signal }),
              run.knownHoles,
              run.knownFields,
            )
          return size.fetch((first, how) => {
            const ask = () => lane.fetch(gazelle, cursor, { first, ...how, signal })
            // What is stepped around stays as it is.
            return how.around ? ask() : askAgain(ask, run.knownHoles, run.knownFields)
          }, lane.name)
        },
        stage: async (page, fetched) => {
          const staged = await runs.stage(run, lane, page, fetched)
          monitor.staged()
          meter.sample()
          return staged
        },
        asksForLess: (error, fetched) => {
          if (lane.isWhole || !isTooLarge(error)) return false
          monitor.note(error)
          return size.tooLarge(fetched, errorBody(error).message, lane.name)
        },
        restart: async () => {
          await runs.restartLane(run, lane)
        },
      })
    } catch (error) {
      if (deadline.aborted && !leaseLost.aborted && !failed.signal.aborted) {
        if (error !== deadline.reason) monitor.note(error)
        return false
      }
      // One lane's failure ends the run; the others must not fetch on.
      failed.abort(error)
      throw error
    } finally {
      ended.abort()
    }
  }

  const readAll = async (some: Lane[]) => {
    const results = await Promise.allSettled(some.map(read))
    // The first failure is the run's; a fault of ours in another lane would not be logged.
    for (const result of results)
      if (result.status === 'rejected' && result.reason !== failed.signal.reason && !leaseLost.aborted)
        logUnexpected(result.reason, { run: run.runId })
    AbortSignal.any([leaseLost, failed.signal]).throwIfAborted()
    return results.every((result) => result.status === 'fulfilled' && result.value)
  }

  const finished = await readAll(lanes.filter((lane) => !lane.isProof))
  return finished && (await readAll(lanes.filter((lane) => lane.isProof)))
}

// SQLSTATEs of a page that is too much for one transaction: a limit of Postgres, the statement's time, memory.
const tooLarge = new Set(['54000', '54001', '57014', '53200'])
const isTooLarge = (error: unknown) => error instanceof AppError && tooLarge.has(error.code)

const isLeaseLost = (error: unknown) => error instanceof AppError && error.code === 'GZ409'

const finishedReport = (report: Awaited<ReturnType<ReturnType<typeof runsIn>['finish']>>): Report => ({
  ...report,
  status: report.status === 'running' ? 'yielded' : report.status,
})

const busy = (module: Module, { runId, mode, asOf }: Pick<Report, 'runId' | 'mode' | 'asOf'>): Report => ({
  runId,
  module: module.name,
  mode,
  asOf,
  status: 'busy',
  pages: 0,
  apiCalls: 0,
  fetched: 0,
  changed: 0,
  promoted: 0,
  rejected: 0,
  placeholders: 0,
  deleted: 0,
  heldBack: 0,
  due: 0,
  durationMs: 0,
})
