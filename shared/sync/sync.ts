import type { DatabaseClient } from '../database/client.ts'
import { AppError, type ErrorBody, errorBody } from '../errors.ts'
import type { GazelleClient } from '../gazelle/client.ts'
import type { Found, Lane, Module } from '../gazelle/module.ts'
import { isUnexpected, logUnexpected } from '../log.ts'
import { readLane, sliceBudget } from './lane.ts'
import { adaptivePageSize } from './page-size.ts'
import { type MissingAnswers, type Report, type Run, requestOf, runsIn, type SyncRequest } from './run.ts'

/** What a slice may use up. Edge functions live 150 s (free plan) with 2 s of CPU. */
export interface Slice {
  /** Pages of 100 records. */
  pages: number
  milliseconds: number
}

const heartbeatMs = 30_000
/** Records to ask for before the server's cap is known. */
const largestPage = 500
/** Records looked up by id between two checks of the time budget. */
const lookUpBatchSize = 50

/** How a call of a sync function ended. */
export type Outcome = { report: Report } | { failure: ErrorBody; runId: number | null }

export interface SyncParts {
  database: DatabaseClient
  gazelle: GazelleClient
  slice: Slice
}

/**
 * One slice of a sync: opens or resumes the module's run, reads its lanes, and finishes or yields it.
 * Never throws: what went wrong is in the outcome and, while the database can be reached, in the run.
 */
export async function sync(module: Module, request: SyncRequest, parts: SyncParts): Promise<Outcome> {
  const runs = runsIn(parts.database)
  let run: Run | null = null
  let lanes: Lane[] = []
  try {
    const opened = await runs.begin(module, request)
    if (opened.outcome === 'busy') return { report: busy(module, opened.runId, opened.mode) }
    run = opened
    lanes = module.lanes(requestOf(run))
    const finished = await whileAlive(parts.database, module, run, (run, signal) =>
      slice(module, run, lanes, parts, signal),
    )
    if (!finished) {
      await runs.yield(run)
      return { report: { ...(await runs.report(run.runId)), status: 'yielded' } }
    }
    return { report: finishedReport(await runs.finish(run, lanes, null)) }
  } catch (error) {
    const failure = errorBody(error)
    const about = { module: module.name, run: run?.runId ?? null }
    logUnexpected(error, about)
    // If another worker has taken the run over, leave it alone. If the database is away, the run keeps its cursors, and
    // the next call resumes it when its lease has run out.
    if (run && !isLeaseLost(error))
      await runs.finish(run, lanes, failure).catch((error) => logUnexpected(error, about))
    return { failure, runId: run?.runId ?? null }
  }
}

/** Keeps the run's lease while `work` lasts; aborts it when another worker has taken the run over. */
async function whileAlive<T>(
  database: DatabaseClient,
  module: Module,
  run: Run,
  work: (run: Run, lost: AbortSignal) => Promise<T>,
) {
  const lost = new AbortController()
  const heartbeat = setInterval(() => {
    runsIn(database)
      .hold(run)
      .catch((error) => {
        if (isLeaseLost(error)) lost.abort(error)
        else logUnexpected(error, { module: module.name, run: run.runId })
      })
  }, heartbeatMs)
  try {
    return await work(run, lost.signal)
  } finally {
    clearInterval(heartbeat)
  }
}

/** Reads the lanes, then what is missing. @returns whether the run reached its end */
async function slice(module: Module, run: Run, lanes: Lane[], parts: SyncParts, lost: AbortSignal) {
  const end = performance.now() + parts.slice.milliseconds
  const finished = await readLanes(run, lanes, parts, lost)
  if (finished) await lookUpMissing(module, run, lanes, { ...parts, end }, lost)
  return finished
}

/** Reads all lanes in parallel, then those that prove the sweep. @returns whether all reached their end */
async function readLanes(
  run: Run,
  lanes: Lane[],
  { database, gazelle, slice }: SyncParts,
  lost: AbortSignal,
) {
  const runs = runsIn(database)
  const budget = sliceBudget(slice.pages, slice.milliseconds)
  // A sweep finds out anew what the server gives; its next slices and polls ask for what it is known to give.
  const isNewSweep = run.mode === 'full' && run.outcome === 'begun'
  const size = adaptivePageSize(isNewSweep ? largestPage : run.pageSize, run.pageSize, (found) => {
    runs.rememberPageSize(run.account, found).catch(() => {})
  })
  const failed = new AbortController()
  const stopped = AbortSignal.any([lost, failed.signal])

  const read = async (lane: Lane) => {
    const from = run.lanes[lane.name] ?? { cursor: null, page: 0, finished: false }
    if (from.finished) return true
    const ended = new AbortController()
    const signal = AbortSignal.any([stopped, ended.signal])
    try {
      return await readLane(lane, from, {
        budget,
        fetch: (cursor) =>
          size.fetch((first, how) => lane.fetch(gazelle, cursor, { first, ...how, signal }), lane.name),
        stage: (page, fetched) => runs.stage(run, lane, page, fetched),
      })
    } catch (error) {
      // One lane's failure ends the run; the others must not fetch on.
      failed.abort(error)
      throw error
    } finally {
      ended.abort()
    }
  }

  const readAll = async (some: Lane[]) => {
    const results = await Promise.allSettled(some.map(read))
    stopped.throwIfAborted()
    return results.every((result) => result.status === 'fulfilled' && result.value)
  }

  const finished = await readAll(lanes.filter((lane) => !lane.isProof))
  return finished && (await readAll(lanes.filter((lane) => lane.isProof)))
}

/** Asks by id for what a complete sweep did not see and for what only a placeholder stands for. */
async function lookUpMissing(
  module: Module,
  run: Run,
  lanes: Lane[],
  { database, gazelle, end }: SyncParts & { end: number },
  lost: AbortSignal,
) {
  const runs = runsIn(database)
  const { due, records } = await runs.finishSweep(run, lanes)
  if (!module.byIds || due.length === 0) return
  const answers: MissingAnswers = { gone: [], found: [], failed: {}, apiCalls: 0, waitedMs: 0 }
  let logged = false
  for (let from = 0; from < due.length && performance.now() < end; from += lookUpBatchSize) {
    const ids = due.slice(from, from + lookUpBatchSize)
    const answer = await module
      .byIds(gazelle, ids, { known: records, signal: lost })
      .catch((error): Found => {
        lost.throwIfAborted()
        return {
          records: new Map(),
          failures: new Map(ids.map((id) => [id, error])),
          apiCalls: 0,
          waitedMs: 0,
        }
      })
    answers.apiCalls += answer.apiCalls
    answers.waitedMs += answer.waitedMs
    for (const [id, node] of answer.records) {
      if (node && !isUsableId(node.id)) answers.failed[id] = 'gazelle_answer_unreadable: it has no usable id'
      else {
        if (node) answers.found.push(node)
        // An answer under another id is what it was merged into.
        if (node?.id !== id) answers.gone.push(id)
      }
    }
    // No answer does not mean gone: the look-up is repeated later.
    for (const [id, error] of answer.failures) {
      // An unexpected error would be logged again for each id.
      if (!logged) logUnexpected(error, { module: module.name, run: run.runId, id })
      logged ||= isUnexpected(error)
      const { code, message } = errorBody(error)
      answers.failed[id] = `${code}: ${message}`
    }
  }
  // The others are due at the next run.
  await runs.resolveMissing(run, answers)
}

/** As the database has it, see `reconcile.to_id`. */
const isUsableId = (id: unknown) => typeof id === 'string' && /\S/.test(id) && id.length <= 200

const isLeaseLost = (error: unknown) => error instanceof AppError && error.code === 'GZ409'

const finishedReport = (report: Awaited<ReturnType<ReturnType<typeof runsIn>['finish']>>): Report => ({
  ...report,
  status: report.status === 'running' ? 'yielded' : report.status,
})

const busy = (module: Module, runId: number | null, mode: string): Report => ({
  runId: runId ?? 0,
  module: module.name,
  mode,
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
  durationMs: 0,
})
