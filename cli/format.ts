import { styleText } from 'node:util'
import Table from 'cli-table3'
import { inUnits, type TimeUnit } from '../shared/duration.ts'

type Cell = string | number
type Colour = Parameters<typeof styleText>[0]

/** `1234567` as `1,234,567`. */
export const count = (value: number): string => value.toLocaleString('en-US')

const unitNames: Record<TimeUnit, string> = { day: 'days', hour: 'h', minute: 'min', second: 's' }

/** Milliseconds as `0.3 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 days 4 h`. */
export const duration = (ms: number): string => {
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`
  return inUnits(ms)
    .map(({ n, unit }) => `${n} ${unit === 'day' && n === 1 ? 'day' : unitNames[unit]}`)
    .join(' ')
}

const colours: Record<string, Colour> = {
  success: 'green',
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

/** A status in its colour, where the terminal has colours. */
export const status = (word: string): string => {
  const colour = colours[word]
  return colour ? styleText(colour, word) : word
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

/** Rows under a head, numbers to the right; cells may hold anything from outside, and our own styles. */
export const table = (head: string[], rows: Cell[][]): string => {
  const numeric = head.map((_, column) => rows.some((row) => typeof row[column] === 'number'))
  const lines = new Table({
    head: head.map(strong),
    colAligns: numeric.map((is) => (is ? 'right' : 'left')),
    style: { head: [], border: [] },
    chars: Object.fromEntries(borders.map((name) => [name, ''])),
  })
  lines.push(
    ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? count(cell) : cleanCell(cell)))),
  )
  return lines.toString()
}

/** Columns of the terminal; of a pipe, those that a terminal has by habit. */
const columns = (): number => process.stdout.columns || 80

/** A text behind `lead`, in lines that fit into the terminal; those after the first begin below its beginning. */
export const hanging = (lead: string, text: string): string => {
  const wrapped = new Table({
    colWidths: [Math.max(20, columns() - lead.length)],
    wordWrap: true,
    style: { 'padding-left': 0, 'padding-right': 0, border: [] },
    chars: Object.fromEntries(borders.map((name) => [name, ''])),
  })
  wrapped.push([text])
  return wrapped
    .toString()
    .split('\n')
    .map((line, at) => `${at === 0 ? lead : ' '.repeat(lead.length)}${line.trimEnd()}`)
    .join('\n')
}

/** Names with their values, one a line. */
export const list = (entries: [string, string][]): string => {
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries.map(([name, value]) => `  ${faint(name.padEnd(width))}  ${value}`).join('\n')
}
