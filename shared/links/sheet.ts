import { z } from 'zod'
import { call, type Rpc } from '../database/rpc.ts'
import { harmless } from '../spreadsheet.ts'
import { columnsOf, columnWords } from './columns.ts'

// The database says what a row has; read cell by cell, fifty thousand rows would take half a second of a worker's CPU.
const rowForm = z.custom<Record<string, unknown>>((row) => typeof row === 'object' && row !== null)

const pageForm = z.object({
  entity: z.string(),
  language: z.string().nullable(),
  rows: z.array(rowForm),
  after: z.string().nullable(),
})

/** How large a sheet may be: what a spreadsheet takes, and a worker holds. */
export interface SheetLimits {
  rows: number
  bytes: number
}
export const sheetLimits: SheetLimits = { rows: 50_000, bytes: 10_000_000 }

export type SheetLanguage = 'en' | 'fr'

const words = {
  en: {
    yes: 'yes',
    no: 'no',
    cut: 'There is more than a sheet holds: make a link of one client (--client).',
  },
  fr: {
    yes: 'oui',
    no: 'non',
    cut: 'Il y en a plus que n’en contient une feuille : faites un lien d’un seul client (--client).',
  },
}

const textOf = (cell: unknown, language: SheetLanguage): string => {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'boolean') return cell ? words[language].yes : words[language].no
  return typeof cell === 'number' ? String(cell) : harmless(String(cell))
}

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const lineOf = (cells: string[]): string => `${cells.map(quoted).join(',')}\r\n`

const encoder = new TextEncoder()

/**
 * What the link of a csv shows, as a text that a spreadsheet reads and does not run (RFC 4180), with the names of its columns. Where it is
 * more than `limits`, the last line says so.
 * @param db schema `app` of the Data API, as service_role
 * @param asked the language of the heads; else the company's
 * @returns null for a token that is none
 */
export const readSheet = async (
  db: Rpc,
  hash: string,
  asked: SheetLanguage | undefined,
  limits = sheetLimits,
): Promise<string | null> => {
  const lines: string[] = []
  let [after, rows, bytes]: [string | null, number, number] = ['', 0, 0]
  while (after !== null) {
    const answer: z.output<typeof pageForm> | null = await call(
      db,
      'read_sheet',
      { p_token_hash: hash, p_after: after },
      pageForm.nullable(),
    )
    // Revoked meanwhile: half a table would look like a whole one.
    if (!answer) return null
    const language = asked ?? (answer.language === 'fr' ? 'fr' : 'en')
    const columns = columnsOf[answer.entity] ?? []
    if (lines.length === 0)
      lines.push(lineOf(columns.map((column) => columnWords[column]?.[language] ?? column)))
    for (const row of answer.rows) {
      const line = lineOf(columns.map((column) => textOf(row[column], language)))
      bytes += encoder.encode(line).length
      if (++rows > limits.rows || bytes > limits.bytes)
        return [...lines, lineOf([words[language].cut])].join('')
      lines.push(line)
    }
    after = answer.after
  }
  return lines.join('')
}
