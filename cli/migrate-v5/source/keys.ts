import type { V5Table } from './source.ts'

const keyNames = ['external_id', 'gazelle_user_id', 'id', 'key']

/** Types of text, of any collation. */
export const isText = (type: string): boolean => /^(text|character varying|character)$/.test(type)
const isOrdered = (type: string) => isText(type) || /^(uuid|smallint|integer|bigint|numeric)$/.test(type)

/** The column that orders a table's rows: by it V5's own programs know a record. */
export const keyOf = (columns: V5Table['columns']): string | null =>
  keyNames.find((key) => columns.some(({ name, type }) => name === key && isOrdered(type))) ?? null

/** A row with its key as text; null where it has none. */
export interface Keyed<Row> {
  key: string | null
  row: Row
}

/**
 * How many rows of a list make a page: those of its first keys, each whole, without the last key, of which more may follow. Rows
 * without a key come last, in pages of their own.
 * @param isWhole whether nothing follows
 * @returns 0 where the list has to grow first
 */
export const wholeKeys = (rows: readonly Keyed<unknown>[], isWhole: boolean): number => {
  const keyless = rows.findIndex(({ key }) => key === null)
  if (keyless > 0) return keyless
  if (isWhole || rows.length === 0) return rows.length
  const last = rows.at(-1)?.key
  return keyless === 0 ? rows.length - 1 : rows.findIndex(({ key }) => key === last)
}
