import { rowsOf } from './project.ts'

/** Rows asked for at once: well below the 1000 at which PostgREST cuts an answer silently. */
export const pageSize = 500

interface Answer<Row> {
  data: Row[] | null
  error: { message: string; code?: string; hint?: string | null } | null
}

/**
 * Prints a list: its rows as JSON, one sentence where there are none, else what `show` makes of them.
 * @param nothing the sentence
 */
export const printRows = async <Row>(
  rows: Row[],
  { json, nothing }: { json: boolean; nothing: string },
  show: () => string | Promise<string>,
): Promise<void> => {
  const text = json ? JSON.stringify(rows) : rows.length === 0 ? nothing : await show()
  process.stdout.write(`${text}\n`)
}

/**
 * All rows of a table or view, however many, of a server too that gives fewer at once than are asked for: only an empty page is the end.
 * @param page reads the rows at positions `from` to `to`, both included, in an order that does not change
 * @throws AppError `database_failed`
 */
export const allRows = async <Row>(
  page: (from: number, to: number) => PromiseLike<Answer<Row>>,
  about: string,
): Promise<Row[]> => {
  const rows: Row[] = []
  for (;;) {
    const more = rowsOf(await page(rows.length, rows.length + pageSize - 1), about)
    if (more.length === 0) return rows
    rows.push(...more)
  }
}
