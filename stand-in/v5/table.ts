/** A value as V5 holds it; an object or a list is JSON, and a list in a column of type text[] a Postgres array. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }

export type Row = { [column: string]: Value }

export type ColumnType =
  | 'serial'
  | 'integer'
  | 'numeric'
  | 'boolean'
  | 'text'
  | 'text[]'
  | 'date'
  | 'time'
  | 'timestamptz'
  | 'jsonb'

/** A table of V5, with the types that its columns have where they have the right ones. */
export interface Table {
  name: string
  columns: Readonly<Record<string, ColumnType>>
  /** The unique key. */
  key: string
  /** Columns that exist nowhere else. */
  kept: readonly string[]
  /** Columns without which nothing refers to a record: they are never left out. */
  needed: readonly string[]
  /** Columns of text in which JSON stands where the shape says so. */
  texts: readonly string[]
  /** How many rows there are, before any is doubled. */
  count: number
  /** Makes the rows one after the other; can be read once. */
  rows(): Iterable<Row>
}
