import { type Options, stringify } from 'csv-stringify/sync'
import { harmless, isNumber } from '../../shared/spreadsheet.ts'
import type { Column } from './tables.ts'

/** Turns a table into text. */
export interface Format {
  /** The end of the file's name, without the point. */
  extension: string
  /** What stands before the first row, and alone where there is none. */
  head(columns: Column[]): string
  /** The text of some rows, their values in the order of the columns. */
  lines(columns: Column[], rows: unknown[][]): string
}

// Postgres writes a document in one line, unless it is of the type json and came in several.
const inOneLine = (document: string) => document.replaceAll(/[\r\n]+/g, ' ')

const asJson = (value: unknown, { kind }: Column): string => {
  if (typeof value !== 'string' || kind === 'plain') return JSON.stringify(value)
  if (kind === 'json') return inOneLine(value)
  // NaN and Infinity are numbers of Postgres, and none of JSON.
  return isNumber(value) ? value : JSON.stringify(value)
}

/** One row a line; numbers have all their digits. */
export const jsonLines: Format = {
  extension: 'jsonl',
  head: () => '',
  lines: (columns, rows) => {
    const names = columns.map(({ name }) => `${JSON.stringify(name)}:`)
    const line = (row: unknown[]) =>
      columns.map((column, at) => `${names[at]}${asJson(row[at], column)}`).join(',')
    return rows.map((row) => `{${line(row)}}\n`).join('')
  },
}

const cell = (value: unknown): string | null => {
  if (value === null) return null
  return harmless(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

const byteOrderMark = '\ufeff'

/**
 * CSV as RFC 4180 has it, with a head and a byte order mark, without which Excel takes é for Ã©. Nothing between two delimiters is
 * null, `""` an empty text.
 * @param delimiter between cells
 */
export const csv = (delimiter: string): Format => {
  const options: Options = {
    delimiter,
    record_delimiter: 'windows',
    // A lone line feed in a cell is quoted too.
    quote_record_delimiter: true,
    quoted_match: /^$/,
  }
  return {
    extension: 'csv',
    head: (columns) => byteOrderMark + stringify([columns.map(({ name }) => harmless(name))], options),
    lines: (_, rows) =>
      stringify(
        rows.map((row) => row.map(cell)),
        options,
      ),
  }
}
