import type { Arguments } from './filters.ts'
import { GraphQLError } from './graphql.ts'

/** A page of a connection before it is written as one: faults change it in this form. */
export interface Page {
  nodes: unknown[]
  /** The whole list. */
  rows: readonly unknown[]
  /** Positions in the list, the second one not included. */
  start: number
  end: number
  /** The most rows that the page could have. */
  size: number
  /** The cursor of the row that ends at a position. */
  cursorOf(position: number): string | null
  hasNextPage: boolean
  totalCount: number
  /** Whether it has cursors of its own; a page past the end has none. */
  hasCursors: boolean
}

/** The cursor of the row at a position, counted from one. */
export const cursorOf = (position: number) => btoa(String(position))

const positionOf = (cursor: unknown): number | undefined => {
  if (typeof cursor !== 'string') return undefined
  const position = /^[\w+/=-]+$/.test(cursor) ? Number(Buffer.from(cursor, 'base64').toString()) : Number.NaN
  if (!Number.isInteger(position)) throw new GraphQLError(`Invalid cursor: "${cursor}"`)
  return position
}

const count = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** Rows asked for when the query names no number. */
const defaultPage = 100

/** The number of rows that a query asks of a page. */
export const sizeOf = (args: Arguments): number => count(args.first) ?? count(args.last) ?? defaultPage

/**
 * Cuts a page out of a list by position: a cursor is the base64 of the row's position from one, so a row inserted or
 * deleted before it shifts all that follow. More than `cap` rows are never given, silently.
 */
export const pageOf = (rows: readonly unknown[], args: Arguments, cap: number): Page => {
  let from = positionOf(args.after) ?? 0
  let to = Math.min((positionOf(args.before) ?? rows.length + 1) - 1, rows.length)
  const last = count(args.last)
  const first = count(args.first) ?? (last === undefined ? defaultPage : undefined)
  if (first !== undefined) to = Math.min(to, from + Math.min(first, cap))
  if (last !== undefined) from = Math.max(from, to - Math.min(last, cap))
  const [start, end] = [from, Math.max(from, to)]
  const nodes = rows.slice(start, end)
  return {
    nodes,
    rows,
    start,
    end,
    size: Math.min(sizeOf(args), cap),
    cursorOf,
    hasNextPage: end < rows.length,
    totalCount: rows.length,
    hasCursors: nodes.length > 0,
  }
}

/** Writes a page as a Relay connection. */
export const connectionOf = ({ nodes, start, end, ...page }: Page) => ({
  nodes,
  edges: () => nodes.map((node, at) => ({ cursor: page.cursorOf(start + at + 1), node })),
  pageInfo: {
    startCursor: page.hasCursors ? page.cursorOf(start + 1) : null,
    endCursor: page.hasCursors ? page.cursorOf(end) : null,
    hasNextPage: page.hasNextPage,
    hasPreviousPage: start > 0,
  },
  totalCount: page.totalCount,
})
