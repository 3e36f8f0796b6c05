import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { AppError } from '../../shared/errors.ts'
import { cliError } from '../errors.ts'
import { type Bar, progressBars } from '../progress.ts'
import type { Project } from '../project.ts'
import { many, t } from '../words/words.ts'
import { type Serials, serialsIn } from './numbers.ts'
import { pageSize } from './source/page-size.ts'
import type { Row, V5Source } from './source/source.ts'
import type { Planned } from './tables.ts'
import { withoutTokens } from './token.ts'

/** Counts by name, as deep as the database answers them. */
export type Counts = { [name: string]: number | Counts }

const counts: z.ZodType<Counts> = z.record(z.string(), z.union([z.number(), z.lazy(() => counts)]))

const sample = z.object({
  id: z.string(),
  column: z.string(),
  rule: z.string(),
  v5: z.string().nullable(),
  here: z.string().nullable(),
})
/** A difference, cut to what a line can show. */
export type Sample = z.infer<typeof sample>

const open = z.object({
  source_table: z.string(),
  source_id: z.string(),
  source_column: z.string(),
  reason: z.string(),
  value: z.unknown(),
  found: z.unknown(),
})
/** A value or reference of which no rule says what becomes of it. */
export type Open = z.infer<typeof open>

const taken = z.object({ counts, open: z.array(open) })
const compared = z.object({
  counts: z.object({ records: counts.optional(), fields: counts.optional() }),
  samples: z.array(sample),
})
const begun = z.record(
  z.string(),
  z.object({ position: z.string().nullable(), is_done: z.boolean(), counts, started_at: z.string() }),
)
type Begun = z.infer<typeof begun>

/** What became of a table, or would. */
export interface Moved {
  table: string
  role: Planned['role']
  rows: number
  counts: Counts
  /** How records compare: the same, differs, gone_at_gazelle, twin, legacy, imported. */
  records: Counts
  /** How fields differ: by column and rule. */
  fields: Counts
  samples: Sample[]
  /** Of a report, what would be open, some of each column and reason. */
  open: Open[]
}

/** What is done with the rows that are read. */
export type Work = 'report' | 'apply' | 'compare'

/** Samples of one rule of one column that are shown. */
const samplesEach = 3

/** The first samples of each kind, of pages that have as many each. */
const firstOf = <One>(all: One[], kindOf: (one: One) => string): One[] =>
  [...Map.groupBy(all, kindOf).values()].flatMap((alike) => alike.slice(0, samplesEach))

/** The calls that a page is sent with; each adds its counts to those of the pages before. */
const pageCalls = (
  project: Project,
  source: V5Source,
  { account, work, serials }: { account: string; work: Work; serials: Serials },
) => ({
  take: async (moved: Moved, rows: Row[], { after, last }: { after: string | null; last: string | null }) => {
    const answer = await call(
      project.database.schema('sync'),
      'take_v5_page',
      {
        p_account: account,
        p_source: source.id,
        p_table: moved.table,
        p_rows: rows,
        p_serials: serialsIn(rows, serials),
        p_so_far: moved.counts,
        p_position: last,
        p_after: after,
        p_is_report: work === 'report',
        p_samples: samplesEach,
      },
      taken,
    ).catch(explained(account))
    moved.counts = answer.counts
    moved.open = firstOf([...moved.open, ...answer.open], (one) => `${one.source_column} ${one.reason}`)
  },
  compare: async (moved: Moved, rows: Row[]) => {
    const { counts: found, samples } = await call(
      project.database.schema('v5'),
      'compare',
      {
        p_account: account,
        p_table: moved.table,
        p_rows: rows,
        p_serials: serialsIn(rows, serials),
        p_so_far: { records: moved.records, fields: moved.fields },
        p_samples: samplesEach,
      },
      compared,
    )
    moved.records = found.records ?? {}
    moved.fields = found.fields ?? {}
    moved.samples = firstOf([...moved.samples, ...samples], (one) => `${one.column} ${one.rule}`)
  },
})

/** Since when a move goes on that was cut; null where it began now. */
const cutSince = (before: Begun): string | null => {
  const started = Object.values(before).filter(({ position, is_done }) => is_done || position !== null)
  const instants = started.map(({ started_at }) => started_at).toSorted()
  return instants[0] ?? null
}

/** Says that two moves, or a move and its undoing, were at work at once. */
const explained = (account: string) => (error: unknown) => {
  if (!(error instanceof AppError) || error.code !== 'GZ425') throw error
  throw cliError(
    'failed',
    'v5_busy',
    account,
    t('another move into account {account}, or its undoing, was at work at the same time', { account }),
    t('Let the other one end, then run the same command again: it goes on where it is.'),
  )
}

/** Whether rows of a table are read for this work. */
const isRead = ({ role }: Planned, work: Work) => role !== 'other' && (role !== 'fetched' || work !== 'apply')

/**
 * Reads the tables of version 5 page by page, and has the database judge, take or compare each page in one transaction.
 * @param work report: judges and compares, changes nothing; apply: takes, goes on where an earlier move was cut; compare: only compares
 * @returns what became of each table, and since when a move that was cut has gone on: what version 5 wrote since then in tables that
 *   had come over is not in it
 * @throws AppError `v5_busy`; of the source or of the database; the reason of `signal` when that aborts
 */
export const move = async (
  project: Project,
  source: V5Source,
  planned: Planned[],
  options: { account: string; work: Work; serials: Serials; signal: AbortSignal; quiet: boolean },
): Promise<{ moved: Moved[]; cutSince: string | null }> => {
  const { account, work, signal, quiet } = options
  const sync = project.database.schema('sync')
  const names = planned.filter((one) => isRead(one, work)).map(({ table }) => table.name)
  const before: Begun =
    work === 'apply'
      ? await call(sync, 'begin_v5_move', { p_account: account, p_source: source.id, p_tables: names }, begun)
      : {}
  const { take, compare } = pageCalls(project, source, options)

  const readTable = async ({ table, role }: Planned, bar: Bar): Promise<Moved> => {
    const earlier = before[table.name]
    const moved = empty(table.name, role, 0)
    let after = earlier?.position ?? null
    // A table without keys is read anew.
    const goesOn = earlier?.is_done || after !== null
    moved.counts = goesOn ? (earlier?.counts ?? {}) : {}
    moved.rows = Number(moved.counts.read ?? 0)
    if (earlier?.is_done) return moved
    for await (const { rows, last } of source.pages(table, { after, size: pageSize, signal })) {
      signal.throwIfAborted()
      const sent = withoutTokens(rows)
      if (work !== 'compare') await take(moved, sent, { after, last })
      if (work !== 'apply') await compare(moved, sent)
      after = last ?? after
      moved.rows += rows.length
      bar.update({ done: moved.rows, total: table.rows || null })
    }
    if (work === 'apply')
      await call(
        sync,
        'end_v5_table',
        { p_account: account, p_source: source.id, p_table: table.name, p_after: after },
        z.unknown(),
      ).catch(explained(account))
    return moved
  }

  const all: Moved[] = []
  const bars = progressBars(names, { quiet })
  try {
    for (const one of planned) {
      if (!isRead(one, work)) {
        all.push(empty(one.table.name, one.role, one.table.rows))
        continue
      }
      const bar = bars.bar(one.table.name)
      const moved = await readTable(one, bar)
      bar.end(many(moved.rows, '{n} row', '{n} rows'))
      all.push(moved)
    }
  } finally {
    bars.stop()
  }
  return { moved: all, cutSince: cutSince(before) }
}

const empty = (table: string, role: Planned['role'], rows: number): Moved => ({
  table,
  role,
  rows,
  counts: {},
  records: {},
  fields: {},
  samples: [],
  open: [],
})
