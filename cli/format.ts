import { createRequire } from 'node:module'
import { styleText } from 'node:util'
import type CliTable from 'cli-table3'
import type StringWidth from 'string-width'
import { inUnits, type TimeUnit } from '../shared/duration.ts'
import { count, t, tenths, word } from './words/words.ts'

// Loaded for the first table: --help and errors need none.
const load = createRequire(import.meta.url)
const stringWidth = (text: string): number => {
  const width: typeof StringWidth = load('string-width')
  return width(text)
}

type Cell = string | number
type Colour = Parameters<typeof styleText>[0]

const unitName = (unit: TimeUnit, n: number): string =>
  unit === 'day' ? (n === 1 ? t('day') : t('days')) : { hour: 'h', minute: 'min', second: 's' }[unit]

/** Milliseconds as `0.3 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 days 4 h`. */
export const duration = (ms: number): string => {
  if (ms < 9950) return `${tenths(ms / 1000)} s`
  return inUnits(ms)
    .map(({ n, unit }) => `${n} ${unitName(unit, n)}`)
    .join(' ')
}

const colours: Record<string, Colour> = {
  success: 'green',
  recovered: 'green',
  healthy: 'green',
  partial: 'yellow',
  degraded: 'yellow',
  paused: 'yellow',
  'not connected': 'yellow',
  failed: 'red',
  unhealthy: 'red',
  ok: 'green',
  arrived: 'green',
  warning: 'yellow',
  critical: 'red',
}

/** A status in the terminal's language, and in its colour where the terminal has colours. */
export const status = (name: string): string => {
  const colour = colours[name]
  return colour ? styleText(colour, word(name)) : word(name)
}

export { count }

/** An instant by the reader's own clock: for a person at a terminal. */
export const localTime = (instant: string, timeStyle: 'short' | 'medium' = 'medium'): string =>
  new Date(instant).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle })

/** A value of any type in so many characters; a blank one says so. */
export const short = (value: unknown, longest: number): string => {
  if (value === null || value === undefined || value === '') return t('(blank)')
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

/** Dimmed text. */
export const faint = (text: string): string => styleText('dim', text)

/** Bold text. */
export const strong = (text: string): string => styleText('bold', text)

// No borders: a table that is copied into a message stays readable.
const sides = ['', '-mid', '-left', '-right']
const borders = ['top', 'bottom', 'mid', 'left', 'right', 'middle'].flatMap((name) =>
  sides.map((side) => `${name}${side}`),
)

// Control and format characters move the cursor, or turn a line around. What joins letters, or says where a word may break, stays.
const unfit = '(?![\\u00ad\\u200c\\u200d])[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]'
// What the functions above write.
const style = `${String.fromCharCode(27)}\\[(?:1|2|22|3[1-39])m`
const unfitText = new RegExp(unfit, 'gu')
const unfitCell = new RegExp(`(${style}|\\n)|${unfit}`, 'gu')

/** A text from outside as a terminal may have it: what it shows is one line, and does nothing. */
export const clean = (text: string): string => text.replace(unfitText, ' ')

const cleanCell = (text: string) => text.replace(unfitCell, (_, kept?: string) => kept ?? ' ')

/** Columns of the terminal that reads standard output; a pipe has no end. */
const terminalWidth = (): number =>
  process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY

// Of a column that is made narrower, so that words still fit.
const leastWidth = 8
// cli-table3 puts a blank on each side of a cell.
const padding = 2

const linesOf = (text: string) => text.split('\n')
const widthOf = (text: string) => Math.max(...linesOf(text).map((line) => stringWidth(line)))
const longestWord = (text: string) => Math.max(...text.split(/\s+/).map((part) => stringWidth(part)))

/** A line in lines no wider than `width`: broken between words, and within one that is wider alone. */
const wrapped = (line: string, width: number): string => {
  const lines: string[] = []
  let current = ''
  for (const part of line.split(' ')) {
    const joined = current === '' ? part : `${current} ${part}`
    if (stringWidth(joined) <= width) {
      current = joined
      continue
    }
    if (current !== '') lines.push(current)
    current = part
    while (stringWidth(current) > width) {
      // A style is never cut: styled words are short.
      const letters = [...current]
      let taken = ''
      while (letters.length > 0 && stringWidth(taken + letters[0]) <= width) taken += letters.shift()
      if (taken === '') break
      lines.push(taken)
      current = letters.join('')
    }
  }
  return [...lines, current].join('\n')
}

const wrap = (text: string, width: number) =>
  widthOf(text) <= width
    ? text
    : linesOf(text)
        .map((line) => wrapped(line, width))
        .join('\n')

/** A sentence in lines of the terminal, those after the first set in; as it is where nothing has an end. */
export const fitted = (text: string, indent = '  '): string => {
  const width = terminalWidth()
  if (widthOf(text) <= width) return text
  return linesOf(text)
    .map((line) => {
      const before = /^ */.exec(line)?.[0] ?? ''
      const inner = wrapped(line.slice(before.length), width - before.length - indent.length)
      return before + inner.replaceAll('\n', `\n${before}${indent}`)
    })
    .join('\n')
}

/** Widths of columns that fit together into `room`: the widest is made narrower first. Null where no widths fit. */
const widthsIn = (room: number, natural: number[], least: number[]): number[] | null => {
  const widths = [...natural]
  let over = widths.reduce((sum, one) => sum + one, 0) - room
  while (over > 0) {
    const [widest] = widths
      .map((width, at) => ({ at, width }))
      .filter(({ at, width }) => width > (least[at] ?? 0))
      .toSorted((a, b) => b.width - a.width)
    if (!widest) return null
    widths[widest.at] = widest.width - 1
    over -= 1
  }
  return widths
}

/** Whether a column says nothing in any row. */
const isBlank = (rows: Cell[][], column: number) =>
  rows.every((row) => row[column] === '' || row[column] === 0)

const drawn = (head: string[], rows: string[][], isNumeric: boolean[]): string => {
  const Table: typeof CliTable = load('cli-table3')
  const lines = new Table({
    head: head.map((name) => linesOf(name).map(strong).join('\n')),
    colAligns: isNumeric.map((is) => (is ? 'right' : 'left')),
    style: { head: [], border: [] },
    chars: Object.fromEntries(borders.map((name) => [name, ''])),
  })
  lines.push(...rows)
  return lines.toString()
}

/** Each row as a block, a line for each cell that says something. */
const blocks = (head: string[], rows: string[][], width: number): string => {
  const names = Math.max(...head.map((name) => stringWidth(name)))
  return rows
    .map((row) =>
      row
        .flatMap((cell, column) => {
          if (cell === '') return []
          const name = head[column] ?? ''
          const label = `${' '.repeat(column === 0 ? 0 : 2)}${strong(name)}${' '.repeat(names - stringWidth(name) + (column === 0 ? 2 : 0))}  `
          const room = Math.max(leastWidth, width - names - 4)
          return label + linesOf(wrap(cell, room)).join(`\n${' '.repeat(names + 4)}`)
        })
        .join('\n'),
    )
    .join('\n')
}

/**
 * Rows under a head, numbers to the right; cells may hold anything from outside, and our own styles. No line is wider than
 * the terminal: wide cells get more lines, then columns that say nothing are left out, then each row becomes a block.
 */
export const table = (head: string[], rows: Cell[][]): string => shaped(head, rows, terminalWidth())

const shaped = (head: string[], rows: Cell[][], width: number): string => {
  const isNumeric = head.map((_, column) => rows.some((row) => typeof row[column] === 'number'))
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? count(cell) : cleanCell(cell))),
  )
  const columns = head.map((name, column) => [name, ...cells.map((row) => row[column] ?? '')])
  const natural = columns.map((texts) => Math.max(...texts.map(widthOf)))
  const least = columns.map((texts, column) => {
    const longest = Math.max(...texts.map(longestWord))
    // A name or a number that is copied stays in one piece.
    return isNumeric[column] || column === 0 ? longest : Math.min(longest, Math.max(leastWidth, 24))
  })
  const widths = widthsIn(width - padding * head.length, natural, least)
  if (widths)
    return drawn(
      head.map((name, column) => wrap(name, widths[column] ?? 0)),
      cells.map((row) => row.map((cell, column) => wrap(cell, widths[column] ?? 0))),
      isNumeric,
    )
  const said = head.map((_, column) => column).filter((column) => !isBlank(rows, column))
  if (said.length === head.length || said.length === 0) return blocks(head, cells, width)
  return shaped(
    said.map((column) => head[column] ?? ''),
    rows.map((row) => said.map((column) => row[column] ?? '')),
    width,
  )
}

/** Names with their values, one a line. */
export const list = (entries: [string, string][]): string => {
  const width = Math.max(...entries.map(([name]) => name.length))
  // A value is an address or a key, which is copied in one piece.
  return entries.map(([name, value]) => `  ${faint(name.padEnd(width))}  ${value}`).join('\n')
}
