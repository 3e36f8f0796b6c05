import { harmless } from '../../shared/spreadsheet.ts'
import { decimal } from './formats.ts'
import { language } from './words/words.ts'

export type Cell = string | number | boolean | null | undefined

const textOf = (cell: Cell) =>
  cell === null || cell === undefined ? '' : typeof cell === 'number' ? decimal(cell) : harmless(String(cell))

const quoted = (text: string) => (/[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/**
 * Rows as CSV that a spreadsheet opens and does not run: a byte order mark, without which Excel takes é for Ã©, and in French ; between
 * cells, because the comma is in numbers there.
 */
export const csv = (rows: Cell[][]): string => {
  const delimiter = language === 'fr' ? ';' : ','
  return `\ufeff${rows.map((row) => `${row.map((cell) => quoted(textOf(cell))).join(delimiter)}\r\n`).join('')}`
}

/** Saves a text as a file of this machine's. */
export const save = (name: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
