import { addressOf } from './address.ts'
import { openDataApi } from './data-api.ts'
import { openPostgres } from './postgres.ts'

/** A row as JSON: what the Data API or `row_to_json` gives. */
export type Row = Record<string, unknown>

export interface V5Table {
  name: string
  columns: { name: string; type: string }[]
  /** How many rows, about; 0 too where only reading would tell. */
  rows: number
  /** The column that orders its rows; null where none fits. */
  key: string | null
}

export interface V5Page {
  rows: Row[]
  /** The key of the last row as text, to go on behind it; null for rows without a key, which come last. */
  last: string | null
}

/** How the comment of each view begins that version 6 shows under version 5's names: it is no version 5. */
export const viewsOfV6 = "^Version 5's table for account "

/** From where, and in which steps, a table is read. */
export interface Reading {
  /** The key behind which to go on; null for the whole table. */
  after: string | null
  /** Rows in a page; fewer where they are long or a key would be parted, more where one key has more. */
  size: number
  signal: AbortSignal
}

/** A V5 database, which is never written to. */
export interface V5Source {
  /** For people: host and database, or the project's URL; never user, password or key. */
  name: string
  /** Knows the same database again: 16 hex digits. */
  id: string
  /** @throws AppError `v5_refused`, `v5_unreachable` */
  tables(): Promise<V5Table[]>
  /**
   * The rows in the order of the table's key, page after page; a page never parts the rows of one key, which
   * come in no order of their own. A connection that is cut is
   * made again, and goes on behind the last page that was given.
   * @throws AppError `v5_refused`, `v5_source_lost`; the reason of `signal` when that aborts
   */
  pages(table: V5Table, reading: Reading): AsyncIterable<V5Page>
  close(): Promise<void>
}

/**
 * Opens a V5 database, and makes sure that it is one.
 * @param from `postgresql://…`, or a Supabase project's URL
 * @param key the project's secret or service_role key; not used for `postgresql://…`
 * @throws AppError `bad_v5_address`, `v5_unreachable`, `v5_refused`, `not_v5`; the reason of `signal` when that aborts
 */
export const openSource = (from: string, key: string | undefined, signal: AbortSignal): Promise<V5Source> => {
  const address = addressOf(from, key)
  return address.kind === 'postgres' ? openPostgres(address, signal) : openDataApi(address, signal)
}
