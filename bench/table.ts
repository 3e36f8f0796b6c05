/** A Markdown table with padded columns; numbers are aligned right. */
export const table = (head: string[], rows: string[][]): string => {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const right = head.map((_, at) =>
    rows.every((row) => /^[<≤≥]?[\d,. ]+( ?(ms|MB|s|%|times|bytes))?$/.test(row[at] ?? '')),
  )
  const line = (cells: string[]) =>
    `| ${cells.map((cell, at) => (right[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, at) => (right[at] ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

/** With separated thousands and so many decimals. */
export const number = (value: number, decimals = 0): string =>
  value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })

/** The median by a measure; of two the smaller. */
export const median = <T>(values: T[], by: (value: T) => number): T => {
  const sorted = values.toSorted((left, right) => by(left) - by(right))
  const middle = sorted[Math.floor((sorted.length - 1) / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}
