import { z } from 'zod'
import type { Project } from '../project.ts'
import { type Answer, readDataApi } from './data-api.ts'
import type { Column, Table } from './tables.ts'

/** A page of a table. */
export interface Page {
  /** Each row's values, in the order of the columns; of the kinds number and json as text. */
  rows: unknown[][]
  /** Rows of the table that are wanted, as the planner estimates them; null where it is not known. */
  total: number | null
}

// What a page holds in memory, and how many rows at most; the server may give fewer. With 2,000,000 characters and 1000 rows, CSV of
// 300,000 rows took 430 MB in place of 342.
const pageCharacters = 500_000
const mostRows = 500
const firstRows = 100

type Row = Record<string, unknown>
const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null
// A record of zod would copy each row.
const form = z.custom<Row[]>((value) => Array.isArray(value) && value.every(isRow))

const selected = ({ name, kind }: Column) => (kind === 'plain' ? name : `${name}::text`)

/**
 * Reads the rows of an account page after page, each from behind the last key of the one before: a row whose key stays is
 * neither given twice nor passed over, whatever changes meanwhile. Only a page without rows is the end, since the server may
 * give fewer than are asked for.
 * @param conditions on the rows, beside the account
 * @throws AppError `database_failed`; the reason of `signal` when that aborts
 */
export async function* pagesOf(
  project: Project,
  table: Table,
  account: string,
  conditions: Record<string, string>,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const { schema, name, columns, key } = table
  let after: string | null = null
  let limit = firstRows
  for (;;) {
    const query = new URLSearchParams({
      select: columns.map(selected).join(','),
      account_id: `eq.${account}`,
      ...conditions,
      ...(after !== null && { [key]: `gt.${after}` }),
      order: key,
      limit: String(limit),
    })
    const answer: Answer<Row[]> = await readDataApi(project, schema, `${name}?${query}`, form, {
      count: after === null,
      signal,
    })
    const { data, length, total } = answer
    const last = data.at(-1)
    if (!last) return
    after = String(last[key])
    yield { rows: data.map((row) => columns.map((column) => row[column.name])), total }
    // Rows of other tables, and of other companies, are larger or smaller.
    limit = Math.max(1, Math.min(mostRows, Math.floor((pageCharacters * data.length) / length)))
  }
}
