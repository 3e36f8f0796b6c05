import type { DatabaseClient } from '../database/client.ts'
import { errorBody } from '../errors.ts'
import type { GazelleClient } from '../gazelle/client.ts'
import type { Found, Lane, Module } from '../gazelle/module.ts'
import { isUnexpected, logUnexpected } from '../log.ts'
import { type MissingAnswers, type Run, runsIn } from './run.ts'

/** Records looked up by id between two checks of the time budget. */
const lookUpBatchSize = 50

export interface LookUpParts {
  database: DatabaseClient
  gazelle: GazelleClient
  /** When the slice's time is over, as `performance.now()` counts. */
  end: number
}

/** Asks by id for what a complete sweep did not see and for what only a placeholder stands for. */
export async function lookUpMissing(
  module: Module,
  run: Run,
  lanes: Lane[],
  { database, gazelle, end }: LookUpParts,
  signal: AbortSignal,
) {
  const runs = runsIn(database)
  const { due, records } = await runs.finishSweep(run, lanes)
  if (!module.byIds || due.length === 0) return
  const answers: MissingAnswers = { gone: [], found: [], failed: {}, apiCalls: 0, waitedMs: 0 }
  let logged = false
  for (let from = 0; from < due.length && performance.now() < end; from += lookUpBatchSize) {
    const ids = due.slice(from, from + lookUpBatchSize)
    const answer = await module.byIds(gazelle, ids, { known: records, signal }).catch((error): Found => {
      signal.throwIfAborted()
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
