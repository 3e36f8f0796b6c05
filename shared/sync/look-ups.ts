import type { DatabaseClient } from '../database/client.ts'
import { errorBody } from '../error-body.ts'
import { AppError } from '../errors.ts'
import { rightsOf } from '../gazelle/caller.ts'
import type { GazelleClient } from '../gazelle/client.ts'
import { GazelleError, type GazelleErrorCode } from '../gazelle/errors.ts'
import { usableId } from '../gazelle/holes.ts'
import type { Found, Lane, Module } from '../gazelle/module.ts'
import type { GazelleNode } from '../gazelle/page.ts'
import { firstOf } from '../gazelle/wait.ts'
import { isUnexpected, logUnexpected } from '../log.ts'
import { type DueLookUps, type MissingAnswers, type Run, runsIn } from './run.ts'

/** Records in one request, beside the one that is known to be there. */
const batchSize = 49
/** Owners whose lists are read between two checks of the time budget. */
const ownersInBatch = 10

export interface LookUpParts {
  database: DatabaseClient
  gazelle: GazelleClient
  /** Which credential the client has, as `AccountClient` tells it. */
  credential: string | null
  /** Whether the slice has used up its time, its CPU or its bytes. */
  isOver: () => boolean
  /** Aborts when the slice's last calls must have ended: a call under way is then a look-up without an answer. */
  deadline: AbortSignal
}

/**
 * Deletes what a sweep proves to be gone. Only for a full administrator: from others Gazelle hides records.
 * Where Gazelle has a query by id, each record is asked for first; what the slice has no time for is due at the next run.
 * @param leaseLost aborts when another worker has taken the run over: the look-ups end with its reason
 */
export async function lookUpMissing(
  module: Module,
  run: Run,
  lanes: Lane[],
  { isOver, ...parts }: LookUpParts,
  leaseLost: AbortSignal,
) {
  const { database, gazelle, deadline } = parts
  const runs = runsIn(database)
  // Records are many bytes: only what is searched for in an owner's list needs them.
  const withRecords = module.lookUpGroups !== undefined
  let next = await runs.noteMissing(run, lanes, withRecords)
  if (next.due.length === 0 && next.unseen === 0 && !next.asksRights) return
  if (!(await mayDelete(run, parts, leaseLost))) return
  const { byIds } = module
  if (!byIds) {
    if (next.unseen > 0) await runs.deleteUnseen(run)
    return
  }
  while (next.due.length > 0) {
    for (const ids of batchesOf(module, next)) {
      if (isOver()) return
      const { isBelieved, ...answers } = await lookUp(
        module,
        run,
        { byIds, gazelle, ids, next, deadline },
        leaseLost,
      )
      await runs.resolveMissing(run, answers)
      // An outage, or answers that cannot be true: the others would fare no better.
      if (!isBelieved) return
    }
    next = await runs.nextLookUps(run, withRecords)
  }
}

/**
 * Asks whose credential it is, and stores the answer; without a full administrator's, or without an answer, nothing is deleted
 * this time.
 * @param mustKnow throws what Gazelle answers instead
 * @throws AppError `GZ451` where it is another company's
 */
export async function mayDelete(
  run: Run,
  { database, gazelle, credential, deadline }: Omit<LookUpParts, 'isOver'>,
  leaseLost: AbortSignal,
  mustKnow = false,
) {
  const runs = runsIn(database)
  const spent = { apiCalls: 0, waitedMs: 0 }
  try {
    const rights = await rightsOf(gazelle, { signal: firstOf(leaseLost, deadline), retries: 1, spent })
    await runs.recordCaller(run, rights, credential)
    return rights.isFullAdmin
  } catch (thrown) {
    leaseLost.throwIfAborted()
    const error = asFailure(thrown, deadline)
    if (!(error instanceof GazelleError) && error === thrown) throw error
    const { code, message } = errorBody(error)
    await runs.recordCaller(
      run,
      { user: null, company: null, isFullAdmin: false, ...spent },
      credential,
      `rights_unknown: ${code}: ${message}`,
    )
    if (mustKnow) throw error
    return false
  }
}

/** Each owner's list is read once for all of its missing records, so they stay together. */
function batchesOf(module: Module, { due, records }: DueLookUps): string[][] {
  if (!module.lookUpGroups) {
    const count = Math.ceil(due.length / batchSize)
    return Array.from({ length: count }, (_, n) => due.slice(n * batchSize, (n + 1) * batchSize))
  }
  const batches: string[][][] = []
  for (const group of module.lookUpGroups(due, records)) {
    const last = batches.at(-1)
    if (last && last.length < ownersInBatch && last.flat().length + group.length <= batchSize)
      last.push(group)
    else batches.push([group])
  }
  return batches.map((groups) => groups.flat())
}

interface Batch {
  byIds: NonNullable<Module['byIds']>
  gazelle: GazelleClient
  ids: string[]
  next: DueLookUps
  deadline: AbortSignal
}

/**
 * Asks for missing records by their ids, together with one that is known to be there. If that comes, Gazelle's other
 * answers are believed: null is gone, and an error is about the record. If it does not, nothing is deleted.
 */
async function lookUp(
  module: Module,
  run: Run,
  { byIds, gazelle, ids, next: { control, records, unswept }, deadline }: Batch,
  leaseLost: AbortSignal,
): Promise<MissingAnswers & { isBelieved: boolean }> {
  const asked = control === null ? ids : [...ids, control]
  const askedAt = performance.now()
  const options = { known: records, unswept: new Set(unswept), signal: leaseLost, until: deadline }
  const answer = await byIds(gazelle, asked, options).catch((error) => {
    leaseLost.throwIfAborted()
    return noAnswer(asked, error)
  })
  for (const [id, error] of answer.failures) answer.failures.set(id, asFailure(error, deadline))
  const doubt = control === null ? null : doubtOf(control, answer)
  const answers: MissingAnswers = {
    ...{ gone: [], waiting: [], found: [], failed: {}, refused: {}, hasControl: control !== null },
    ...{ apiCalls: answer.apiCalls, waitedMs: answer.waitedMs, askedAt },
  }
  for (const id of ids) {
    if (!answer.records.has(id)) continue
    const node = answer.records.get(id) ?? null
    if (node && usableId(node) === null) answer.failures.set(id, noUsableId())
    else {
      if (node) answers.found.push(node)
      // An answer under another id is what it was merged into.
      if (node?.id === id) continue
      if (doubt) answers.failed[id] = doubt
      else answers[answer.unproved?.has(id) ? 'waiting' : 'gone'].push(id)
    }
  }
  let logged = false
  for (const [id, error] of answer.failures) {
    if (id === control) continue
    // An unexpected error would be logged again for each id.
    if (!logged) logUnexpected(error, { module: module.name, run: run.runId, id })
    logged ||= isUnexpected(error)
    const { code, message } = errorBody(error)
    const isAboutRecord = control !== null && !doubt && !isOutage(error)
    // No answer does not mean gone: the look-up is repeated later.
    answers[isAboutRecord ? 'refused' : 'failed'][id] = `${code}: ${message}`
  }
  return { ...answers, isBelieved: !doubt && (control !== null || answer.failures.size === 0) }
}

/** Why Gazelle's answers are not believed: it does not answer as it should for a record that is known to be there. */
function doubtOf(control: string, { records, failures }: Found): string | null {
  const node: GazelleNode | null | undefined = records.get(control)
  if (node?.id === control) return null
  if (node === null) return `control_missing: Gazelle does not give ${control} either, which is there`
  const { code, message } = errorBody(failures.get(control) ?? noUsableId())
  return `control_silent: Gazelle does not answer for ${control} either, which is there (${code}: ${message})`
}

/** Why there is no answer, where it is that the slice was over. */
const asFailure = (error: unknown, deadline: AbortSignal) =>
  deadline.aborted && error === deadline.reason
    ? new AppError('slice_over', 'the slice was over before Gazelle answered')
    : error

const noAnswer = (ids: string[], error: unknown): Found => ({
  ...{ records: new Map(), failures: new Map(ids.map((id) => [id, error])), apiCalls: 0, waitedMs: 0 },
})

const noUsableId = () => new GazelleError('gazelle_answer_unreadable', 'it has no usable id')

const outages = new Set<GazelleErrorCode>([
  'gazelle_unreachable',
  'gazelle_throttled',
  'gazelle_credential_refused',
  'gazelle_not_connected',
])

/** An error that is about no record, even where Gazelle answers for another. */
const isOutage = (error: unknown) => !(error instanceof GazelleError) || outages.has(error.code)
