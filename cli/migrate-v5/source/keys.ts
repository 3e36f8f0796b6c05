import type { V5Table } from './source.ts'

const keyNames = ['external_id', 'gazelle_user_id', 'id', 'key']

/** Types of text, of any collation. */
export const isText = (type: string): boolean => /^(text|character varying|character)$/.test(type)
const isOrdered = (type: string) => isText(type) || /^(uuid|smallint|integer|bigint|numeric)$/.test(type)

/** The column that orders a table's rows: by it V5's own programs know a record. */
export const keyOf = (columns: V5Table['columns']): string | null =>
  keyNames.find((key) => columns.some(({ name, type }) => name === key && isOrdered(type))) ?? null

/** Whether JavaScript would round a number of JSON, or has none so large. */
const isRounded = (source: string, value: number) =>
  !Number.isFinite(value) ||
  (source.replace(/e.*$/i, '').replace(/\D/g, '').length > 15 && String(value) !== source)

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown
const exact: Reviver = (_, value, { source }) =>
  typeof value === 'number' && source !== undefined && isRounded(source, value) ? source : value

// Most rows have no such number, and to look at each value takes its time.
const mayRound = /\d{16}|\d\.\d{8}|\de\+?\d{2}/i

/** JSON whose numbers stay what they are: one that JavaScript would round is given as its text. @throws SyntaxError */
export const exactJson = <Read>(text: string): Read =>
  mayRound.test(text) ? JSON.parse(text, exact as Parameters<typeof JSON.parse>[1]) : JSON.parse(text)

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
