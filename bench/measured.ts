/** A Markdown table: the titles of its columns, and its rows. */
export interface Table {
  head: string[]
  rows: string[][]
}

const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())

/**
 * The tables that a scenario has written between its marks.
 * @throws Error when the document has no such marks
 */
export const tablesOf = (document: string, mark: string): Table[] => {
  const [, text] = document.split(`<!-- ${mark} -->`)
  const block = text?.split(`<!-- /${mark} -->`)[0]
  if (text === undefined || block === undefined) throw new Error(`the document has no marks ${mark}`)
  return [...block.matchAll(/(?:^\|.*\|\n?)+/gm)].flatMap(([lines]) => {
    const [head, , ...rows] = lines.trim().split('\n').map(cellsOf)
    return head ? [{ head, rows }] : []
  })
}

/**
 * The number in a cell, without what separates thousands and without its unit.
 * @throws Error when there is none
 */
export const numberIn = (cell: string | undefined): number => {
  const found = /^[≤≥<]? ?(-?[\d,]+(?:\.\d+)?)/.exec(cell ?? '')?.[1]?.replaceAll(',', '')
  if (found === undefined) throw new Error(`«${cell}» is no number`)
  return Number(found)
}

/**
 * A cell of the first row that begins with these words.
 * @param column its title, or how many columns from the right
 * @throws Error when no table has such a row and column
 */
export const cellOf = (tables: Table[], begins: string[], column: string | number): string => {
  for (const { head, rows } of tables) {
    const at = typeof column === 'string' ? head.indexOf(column) : head.length - column
    const row = rows.find((cells) => begins.every((text, place) => cells[place]?.startsWith(text)))
    const cell = at >= 0 ? row?.[at] : undefined
    if (cell !== undefined) return cell
  }
  throw new Error(`no table has ${begins.join(', ')} and ${column}`)
}
