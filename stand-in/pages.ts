import type { Arguments } from './filters.ts'
import { GraphQLError } from './graphql.ts'

/** The faults that rules inject into one page. */
export interface PageFault {
  /** Rows by which the page is moved: negative repeats rows, positive skips some. The cursors do not show it. */
  shift?: number
  /** Positions in the page that answer null. */
  nulls?: readonly number[]
  /** The page has no rows, though there are more. */
  empty?: boolean
  /** The page's end cursor is the one it began from, with `hasNextPage: true`. */
  stuck?: boolean
  /** What `totalCount` claims. */
  totalCount?: number
}

const cursorOf = (position: number) => btoa(String(position))

const positionOf = (cursor: unknown): number | undefined => {
  if (typeof cursor !== 'string') return undefined
  const position = /^[\w+/=-]+$/.test(cursor) ? Number(Buffer.from(cursor, 'base64').toString()) : Number.NaN
  if (!Number.isInteger(position)) throw new GraphQLError(`Invalid cursor: "${cursor}"`)
  return position
}

const count = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** Rows asked for when the query names no number. */
const defaultPage = 100

/**
 * Cuts a page out of a list by position, as a Relay connection: a cursor is the base64 of the row's position from
 * one, so a row inserted or deleted before it shifts all that follow. More than `cap` rows are never given, silently.
 */
export const pageOf = <T>(rows: readonly T[], args: Arguments, cap: number, fault: PageFault = {}) => {
  let from = positionOf(args.after) ?? 0
  let to = Math.min((positionOf(args.before) ?? rows.length + 1) - 1, rows.length)
  const last = count(args.last)
  const first = count(args.first) ?? (last === undefined ? defaultPage : undefined)
  if (first !== undefined) to = Math.min(to, from + Math.min(first, cap))
  if (last !== undefined) from = Math.max(from, to - Math.min(last, cap))
  const [start, end] = [from, Math.max(from, to)]
  const shift = fault.shift ?? 0
  const shown = fault.empty ? [] : rows.slice(Math.max(0, start + shift), Math.max(0, end + shift))
  const nodes: (T | null)[] = shown.map((row, at) => (fault.nulls?.includes(at) ? null : row))
  const emptied = nodes.length === 0 && !fault.empty
  return {
    nodes,
    edges: () => nodes.map((node, at) => ({ cursor: cursorOf(start + at + 1), node })),
    pageInfo: {
      startCursor: emptied ? null : cursorOf(start + 1),
      endCursor: fault.stuck ? (args.after ?? null) : emptied ? null : cursorOf(end),
      hasNextPage: fault.stuck ? true : end < rows.length,
      hasPreviousPage: start > 0,
    },
    totalCount: fault.totalCount ?? rows.length,
  }
}
