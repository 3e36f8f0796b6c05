import { z } from 'zod'
import type { DatabaseClient } from '../database/client.ts'
import { call, type Rpc } from '../database/rpc.ts'
import type { ErrorBody } from '../error-body.ts'
import { callerRow, type Rights } from '../gazelle/caller.ts'
import { usableId } from '../gazelle/holes.ts'
import type { FetchedPage, Lane, Mode, Module, Request, Window } from '../gazelle/module.ts'
import { type GazelleNode, gazelleNode } from '../gazelle/page.ts'
import { nextCursor } from './lane.ts'
import type { Usage } from './meter.ts'
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
  /** Goes on with this run; the other fields do not count then. */
  run?: number | undefined
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
  /** Whose credential it is, is to be asked before the slice reads. */
  asksCaller: z.boolean().default(false),
  /** The credential that was asked about last; null for none. */
  askedCredential: z.string().nullable().default(null),
  /** Whether the account is known to be of a company. */
  hasCompany: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  pageSize: z.number(),
  /** What Gazelle could not give so far. */
  knownHoles: z.array(
    z.object({ kind: z.string(), id: z.string().nullable(), place: z.string(), path: z.string() }),
  ),
  /** What so many records lack that it is known of all. */
  knownFields: z.array(z.object({ kind: z.string(), field: z.string() })).default([]),
  lanes: z.record(
    z.string(),
    z.object({ cursor: z.string().nullable(), page: z.number(), finished: z.boolean() }),
  ),
})
const busy = { runId: z.number(), mode: z.string(), asOf: z.string() }
const begun = z.discriminatedUnion('outcome', [
  opened.extend({ outcome: z.literal('begun') }),
  opened.extend({ outcome: z.literal('resumed') }),
  z.object({ outcome: z.literal('busy'), ...busy }),
  z.object({ outcome: z.literal('over'), runId: z.number() }),
])

/** An open run whose lease this worker holds. */
export type Run = z.infer<typeof opened>

const staged = z.object({
  cursor: z.string().nullable(),
  finished: z.boolean(),
  /** The page did not join what was read before, and was not staged. */
  shifted: z.boolean().optional(),
})
/** Where a lane stands after a page. */
export type Staged = z.infer<typeof staged>

/** A run's counters, as the database answers them. */
export const runReport = z.object({
  runId: z.number(),
  module: z.string(),
  mode: z.string(),
  /** The instant from which the answer speaks: the start of the run, or of the first run of its chain. */
  asOf: z.string(),
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
  due: z.number(),
  durationMs: z.number(),
})
/** A run's counters, as its function answers them. */
export type Report = Omit<z.infer<typeof runReport>, 'status'> & {
  status: 'success' | 'partial' | 'failed' | 'yielded' | 'busy'
}

const lookUps = z.object({
  due: z.array(z.string()),
  /** The records as they were last read. */
  records: z.record(z.string(), gazelleNode).default({}),
  /** Those that no full sweep has missed. */
  unswept: z.array(z.string()).default([]),
  control: z.string().nullable().default(null),
  unseen: z.number().default(0),
  /** What is held may be hidden from the caller. */
  asksRights: z.boolean().default(false),
})
/** What is due: ids to ask for, with a record that is known to be there; or how many, where Gazelle has no query by id. */
export type DueLookUps = z.infer<typeof lookUps>

/** Gazelle's answers about missing records. */
export interface MissingAnswers {
  gone: string[]
  /** Absent where they were looked for, which proves nothing before a full sweep. */
  waiting: string[]
  found: GazelleNode[]
  /** Why an id could not be asked for. */
  failed: Record<string, string>
  /** The errors that are about a record: Gazelle answered for another one in the same request. */
  refused: Record<string, string>
  /** A record that is known to be there was asked for too. */
  hasControl: boolean
  /** As `performance.now()` counts. */
  askedAt: number
  apiCalls: number
  waitedMs: number
}

/** The life of runs in schema `sync`. Each function is one call of one SQL function, in one transaction. */
export function runsIn(database: DatabaseClient) {
  const db: Rpc = database.schema('sync')

  return {
    /** Opens a run, goes on with one, or answers busy. */
    begin: (module: Module, request: SyncRequest) =>
      request.run !== undefined
        ? call(
            db,
            'continue_run',
            { p_run: request.run, p_module: module.name, p_triggered_by: request.triggeredBy },
            begun,
          )
        : call(
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
          p_in_doubt: fetched.inDoubt ?? false,
          p_cursor: nextCursor(fetched),
          p_tail_id: fetched.resumeCursor === null ? null : tailOf(fetched),
          p_has_next: fetched.hasNextPage,
          p_total: fetched.totalCount,
          p_null_nodes: fetched.nullNodes,
          p_api_errors: fetched.apiErrors,
          p_api_calls: fetched.apiCalls,
          p_waited_ms: Math.round(fetched.waitedMs),
          p_with: lane.countsWith ?? null,
          p_is_proof: lane.isProof ?? false,
          p_holes: [...fetched.holes, ...(fetched.apart ?? []).map(apart)],
          p_age_ms: ageOf(fetched.askedAt),
          p_has_plain_text: hasPlainText(nodes),
        },
        staged,
      )
    },

    /** Puts a lane back to its beginning, since Gazelle no longer takes its cursor. */
    restartLane: (run: Run, lane: Lane) =>
      call(db, 'restart_lane', { p_run: run.runId, p_lease: run.lease, p_lane: lane.name }, z.unknown()),

    /** Stores the server's cap of a page. */
    rememberPageSize: (account: string, size: number) =>
      call(db, 'remember_page_size', { p_account: account, p_size: size }, z.unknown()),

    /** Heartbeat. */
    hold: (run: Run) => call(db, 'hold_lease', { p_run: run.runId, p_lease: run.lease }, z.unknown()),

    /** Notes what the slice has used, gives the run back and asks for its next slice. */
    yield: (run: Run, usage: Usage) =>
      call(db, 'yield_run', { p_run: run.runId, p_lease: run.lease, p_slice: { ...usage } }, z.unknown()),

    /** Records what may be missing, and gives what is due. */
    noteMissing: (run: Run, lanes: Lane[], withRecords: boolean) =>
      call(
        db,
        'note_missing',
        {
          p_run: run.runId,
          p_lease: run.lease,
          p_lanes: lanes.map((lane) => lane.name),
          p_with_records: withRecords,
        },
        lookUps,
      ),

    /** What is still due after the look-ups before. */
    nextLookUps: (run: Run, withRecords: boolean) =>
      call(
        db,
        'next_look_ups',
        { p_run: run.runId, p_lease: run.lease, p_with_records: withRecords },
        lookUps,
      ),

    /** Stores whose credential it is, or why Gazelle did not say. */
    recordCaller: (run: Run, rights: Rights, credential: string | null, error: string | null = null) =>
      call(
        db,
        'record_caller',
        {
          p_run: run.runId,
          p_lease: run.lease,
          p_caller: callerRow(rights),
          p_is_full_admin: rights.isFullAdmin,
          p_error: error,
          p_api_calls: rights.apiCalls,
          p_waited_ms: Math.round(rights.waitedMs),
          p_credential: credential,
        },
        z.unknown(),
      ),

    /** Deletes what is due where Gazelle has no query by id. */
    deleteUnseen: (run: Run) =>
      call(db, 'delete_unseen', { p_run: run.runId, p_lease: run.lease }, z.unknown()),

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
          p_refused: answers.refused,
          p_has_control: answers.hasControl,
          p_age_ms: ageOf(answers.askedAt),
          p_waiting: answers.waiting,
        },
        z.unknown(),
      ),

    /** Notes what the slice has used, ends the run and judges it. */
    finish: (run: Run, lanes: Lane[], error: ErrorBody | null, usage: Usage) =>
      call(
        db,
        'finish_run',
        {
          p_run: run.runId,
          p_lease: run.lease,
          p_error: error,
          p_lanes: lanes.map((lane) => lane.name),
          p_slice: { ...usage },
        },
        runReport,
      ),

    /** A run's counters so far. */
    report: (runId: number) => call(db, 'report_run', { p_run: runId }, runReport),
  }
}

/** A record that only its own query brings, as the next runs must know it: they step around it at once. */
const apart = (id: string) => ({ kind: 'apart', id, place: id, path: '', message: '' })

/** How long ago Gazelle was asked, in milliseconds; 0 where nothing was fetched. */
const ageOf = (askedAt: number): number => {
  // Rounded up: content must not look newer than it is.
  const age = Math.ceil(performance.now() - askedAt)
  return Number.isSafeInteger(age) && age > 0 ? age : 0
}

/** The last record of a page that can be known by its id. */
const tailOf = ({ nodes }: FetchedPage): string | null =>
  usableId(nodes.findLast((node) => usableId(node) !== null) ?? null)

/** What a module is asked for by a run. */
export const requestOf = (run: Run): Request => ({
  mode: run.mode,
  window: run.window,
  since: run.since,
  until: run.until,
  timeZone: run.timeZone,
})
