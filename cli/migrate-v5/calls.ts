// What the database does with the rows of version 5, as `move` calls it.
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import type { Project } from '../project.ts'
import { type Serials, serialsIn } from './clients-and-pianos.ts'
import type { Row } from './source/source.ts'

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
const compared = z.object({ records: counts, fields: counts, samples: z.array(sample) })
const begun = z.record(
  z.string(),
  z.object({ position: z.string().nullable(), is_done: z.boolean(), counts }),
)

/** A difference, cut to what a line can show. */
export type Sample = z.infer<typeof sample>

/** How far each table has come in a move that was cut. */
export type Begun = z.infer<typeof begun>

/** Samples of one rule of one column that are shown. */
export const samplesEach = 3

/**
 * The calls of one move.
 * @param options.isReport whether pages are judged and nothing is changed
 * @throws AppError of the database, each of them
 */
export const callsOf = (
  { database }: Project,
  {
    account,
    source,
    serials,
    isReport,
  }: { account: string; source: string; serials: Serials; isReport: boolean },
) => {
  const sync = database.schema('sync')
  const page = (table: string, rows: Row[]) => ({
    p_account: account,
    p_table: table,
    p_rows: rows,
    p_serials: serialsIn(rows, serials),
  })
  return {
    begin: (tables: string[]) =>
      call(sync, 'begin_v5_move', { p_account: account, p_source: source, p_tables: tables }, begun),
    /** Takes a page; gives the counts of the table so far. */
    take: (table: string, rows: Row[], position: string | null, before: Counts) =>
      call(
        sync,
        'take_v5_page',
        {
          ...page(table, rows),
          p_source: source,
          p_position: position,
          p_counts: before,
          p_is_report: isReport,
        },
        counts,
      ),
    /** Compares a page; gives the counts of the table so far, and samples of this page. */
    compare: (table: string, rows: Row[], before: { records: Counts; fields: Counts }) =>
      call(
        database.schema('v5'),
        'compare',
        { ...page(table, rows), p_counts: before, p_samples: samplesEach },
        compared,
      ),
    end: (table: string) =>
      call(sync, 'end_v5_table', { p_account: account, p_source: source, p_table: table }, z.unknown()),
  }
}
