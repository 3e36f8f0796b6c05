import { z } from 'zod'
import type { DatabaseClient } from '../database/client.ts'
import { call, type Rpc } from '../database/rpc.ts'
import type { ErrorBody } from '../errors.ts'
import type { FetchedPage, Lane, Mode, Module, Request, Window } from '../gazelle/module.ts'
import { type GazelleNode, gazelleNode } from '../gazelle/page.ts'
import { withoutNulls } from './nulls.ts'
import { hasPlainText } from './plain-text.ts'

/** What a caller asks for; all but the module has a default. */
export interface SyncRequest {
  mode: Mode
  window: Window | null
  since: Date | null
  until: Date | null
  account: string
  dryRun: boolean
  triggeredBy: string | null
}

const instant = z.coerce.date()

const opened = z.object({
  outcome: z.enum(['begun', 'resumed']),
  runId: z.number(),
  account: z.string(),
  lease: z.uuid(),
  mode: z.enum(['incremental', 'full', 'repair']),
  window: z.enum(['fast', 'balanced', 'exhaustive']).nullable(),
  since: instant.nullable(),
  until: instant.nullable(),
  timeZone: z.string(),
  pageSize: z.number(),
  lanes: z.record(
    z.string(),
    z.object({ cursor: z.string().nullable(), page: z.number(), finished: z.boolean() }),
  ),
})
const begun = z.discriminatedUnion('outcome', [
  opened.extend({ outcome: z.literal('begun') }),
  opened.extend({ outcome: z.literal('resumed') }),
  z.object({ outcome: z.literal('busy'), runId: z.number().nullable(), mode: z.string() }),
])

/** An open run whose lease this worker holds. */
export type Run = z.infer<typeof opened>

const staged = z.object({ cursor: z.string().nullable(), finished: z.boolean() })
/** Where a lane stands after a page. */
export type Staged = z.infer<typeof staged>

const report = z.object({
  runId: z.number(),
  module: z.string(),
  mode: z.string(),
  status: z.enum(['running', 'success', 'partial', 'failed']),
  pages: z.number(),
  apiCalls: z.number(),
  fetched: z.number(),
  changed: z.number(),
  promoted: z.number(),
  rejected: z.number(),
  placeholders: z.number(),
  deleted: z.number(),
  heldBack: z.number(),
  durationMs: z.number(),
})
/** A run's counters, as its function answers them. */
export type Report = Omit<z.infer<typeof report>, 'status'> & {
  status: 'success' | 'partial' | 'failed' | 'yielded' | 'busy'
}

/** Gazelle's answers about missing records. */
export interface MissingAnswers {
  gone: string[]
  found: GazelleNode[]
  /** Why an id could not be asked for. */
  failed: Record<string, string>
  apiCalls: number
  waitedMs: number
}

/** The life of runs in schema `sync`. Each function is one call of one SQL function, in one transaction. */
export function runsIn(database: DatabaseClient) {
  const db: Rpc = database.schema('sync')

  return {
    /** Opens a run, resumes one that waits or whose lease ran out, or answers busy. */
    begin: (module: Module, request: SyncRequest) =>
      call(
        db,
        'begin_run',
        {
          p_module: module.name,
          p_mode: request.mode,
          p_window: request.window,
          p_since: request.since,
          p_until: request.until,
          p_account: request.account,
          p_overlap: module.overlap(request.window),
          p_dry_run: request.dryRun,
          p_triggered_by: request.triggeredBy,
        },
        begun,
      ),

    /** Stages a page: rows, promotion, cursor and counters in one transaction. Sent twice, it counts once. */
    stage: (run: Run, lane: Lane, page: number, fetched: FetchedPage): Promise<Staged> => {
      const { nodes, blank } = withoutNulls(fetched.nodes)
      return call(
        db,
        'stage_page',
        {
          p_run: run.runId,
          p_lease: run.lease,
          p_lane: lane.name,
          p_page: page,
          p_nodes: nodes,
          p_blank: blank,
          p_cursor: fetched.endCursor,
          p_has_next: fetched.hasNextPage,
          p_total: fetched.totalCount,
          p_null_nodes: fetched.nullNodes,
          p_api_errors: fetched.apiErrors,
          p_api_calls: fetched.apiCalls,
          p_waited_ms: Math.round(fetched.waitedMs),
          p_with: lane.countsWith ?? null,
          p_has_plain_text: hasPlainText(nodes),
        },
        staged,
      )
    },

    /** Stores the server's cap of a page. */
    rememberPageSize: (account: string, size: number) =>
      call(db, 'remember_page_size', { p_account: account, p_size: size }, z.unknown()),

    /** Heartbeat. */
    hold: (run: Run) => call(db, 'hold_lease', { p_run: run.runId, p_lease: run.lease }, z.unknown()),

    /** Gives the run back and asks for its next slice. */
    yield: (run: Run) => call(db, 'yield_run', { p_run: run.runId, p_lease: run.lease }, z.unknown()),

    /** Records missing records, and gives the ids to look up. */
    finishSweep: (run: Run, lanes: Lane[]) =>
      call(
        db,
        'finish_sweep',
        { p_run: run.runId, p_lease: run.lease, p_lanes: lanes.map((lane) => lane.name) },
        z.object({ due: z.array(z.string()), records: z.record(z.string(), gazelleNode).default({}) }),
      ),

    /** Stores Gazelle's answers about them. */
    resolveMissing: (run: Run, answers: MissingAnswers) =>
      call(
        db,
        'resolve_missing',
        {
          p_run: run.runId,
          p_lease: run.lease,
          p_gone: answers.gone,
          p_nodes: answers.found,
          p_failed: answers.failed,
          p_api_calls: answers.apiCalls,
          p_waited_ms: Math.round(answers.waitedMs),
        },
        z.unknown(),
      ),

    /** Ends the run and judges it. */
    finish: (run: Run, lanes: Lane[], error: ErrorBody | null) =>
      call(
        db,
        'finish_run',
        { p_run: run.runId, p_lease: run.lease, p_error: error, p_lanes: lanes.map((lane) => lane.name) },
        report,
      ),

    /** A run's counters so far. */
    report: (runId: number) => call(db, 'report_run', { p_run: runId }, report),
  }
}

/** What a module is asked for by a run. */
export const requestOf = (run: Run): Request => ({
  mode: run.mode,
  window: run.window,
  since: run.since,
  until: run.until,
  timeZone: run.timeZone,
})
