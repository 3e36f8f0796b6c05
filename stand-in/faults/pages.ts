// Faults of lists and of their pages. Those of a page fit the root lists of the calls that they hit; an operation's
// name or a root field narrows them down.
import { makeChange } from '../changes.ts'
import { GraphQLError } from '../graphql.ts'
import { cursorOf, type Page, sizeOf } from '../pages.ts'
import { hashOf } from '../random.ts'
import { errorPage } from './answers.ts'
import { type Hooks, type Place, Refusal, type World } from './fault.ts'

/** A fault of the pages of root lists. */
const onPage = (change: (page: Page, place: Place) => Page): Hooks => ({
  page: (page, place, hit) => (place.isRoot && hit() ? change(page, place) : page),
})

const idOf = (row: unknown): unknown =>
  typeof row === 'object' && row !== null && 'id' in row ? row.id : row

/** A list as it is asked for, whichever of its pages. */
const laneOf = ({ name, args }: Place): string => {
  const { after: _after, before: _before, first: _first, last: _last, ...asked } = args
  return `${name} ${JSON.stringify(asked)}`
}

export const pages = {
  /** Rows at these positions answer null. */
  nullNodes: ({ at }: { at: readonly number[] }) =>
    onPage((page) => ({ ...page, nodes: page.nodes.map((row, place) => (at.includes(place) ? null : row)) })),

  /** The rows of the page before come again. */
  repeatedPage: () => onPage((page, { args }) => shifted(page, -sizeOf(args))),

  /** The page's rows are moved: `by` 3 skips three rows, -3 repeats three. The cursors do not show it. */
  shiftedPage: ({ by }: { by: number }) => onPage((page) => shifted(page, by)),

  /** The page has no rows, though its cursor moves. */
  emptyPage: () => onPage((page) => ({ ...page, nodes: [], hasCursors: true })),

  /** The page's cursors are the one it began with, and there is always more. */
  stuckCursor: () =>
    onPage((page, { args }) => ({
      ...page,
      cursorOf: () => (typeof args.after === 'string' ? args.after : null),
      hasNextPage: true,
    })),

  /** Cursors from `rows` on lead back to `back`, round and round: AAA, BBB, AAA. Pages 2 and 3 of any size when absent (case R5). */
  cursorCircle: (circle: { back?: number; rows?: number }) =>
    onPage((page) => {
      const back = circle.back ?? page.size
      const rows = circle.rows ?? 3 * page.size
      const around = (at: number) => (at < rows ? at : back + ((at - back) % (rows - back)))
      return { ...page, cursorOf: (at) => page.cursorOf(around(at)), hasNextPage: true }
    }),

  /**
   * A list that never ends: after its rows come empty pages (case R6), or its rows again; cursors go on moving.
   * `field` names a nested list, as `PrivateClient.allContacts` (case R7), and `id` the record that has it.
   */
  endless: ({
    field,
    id,
    rows = 'empty',
  }: {
    field?: string
    id?: string
    rows?: 'empty' | 'again'
  }): Hooks => ({
    page: (page, place, hit) => {
      const fits = field === undefined ? place.isRoot : place.name === field
      if (!fits || (id !== undefined && place.id !== id) || !hit()) return page
      const [all, end] = [page.rows, page.start + page.size]
      const again = () => Array.from({ length: page.size }, (_, at) => all[(page.start + at) % all.length])
      const nodes = rows === 'again' && all.length > 0 ? again() : page.nodes
      return { ...page, nodes, end, hasNextPage: true, hasCursors: true }
    },
  }),

  /** `totalCount` is what is given, `by` more than it should be, or the length of the page (case R9). */
  totalCount: ({ count, by = 0, ofPage }: { count?: number; by?: number; ofPage?: boolean }) =>
    onPage((page) => ({
      ...page,
      totalCount: ofPage ? page.nodes.length : (count ?? page.totalCount + by),
    })),

  /** The first cursor that is asked with fails once with a 500; then it is `Invalid cursor`, without a code (case R4). */
  deadCursor: (): Hooks => {
    let dead: string | undefined
    return {
      field: (place, next, hit) => {
        if (!place.isRoot || typeof place.args.after !== 'string') return next()
        const asked = `${laneOf(place)} ${place.args.after}`
        if (dead === undefined && hit()) {
          dead = asked
          throw new Refusal(errorPage())
        }
        if (dead === asked && hit()) throw new GraphQLError('Invalid cursor')
        return next()
      },
    }
  },

  /** Pages have at most so many rows, or so many bytes, whatever is asked for. */
  pageCap: ({ rows, bytes }: { rows?: number; bytes?: number }): Hooks => ({
    page: (page, place, hit) => {
      const size = capOf(page, rows, bytes)
      if (!place.isRoot || size >= page.nodes.length || !hit()) return page
      if (place.args.first === undefined && place.args.last !== undefined)
        return { ...page, nodes: page.nodes.slice(-size), start: page.end - size }
      return { ...page, nodes: page.nodes.slice(0, size), end: page.start + size, hasNextPage: true }
    },
  }),

  /** Cursors name a row, not a place: a row inserted or deleted before one moves nothing. */
  keysetCursors: (): Hooks => {
    const given = new Map<string, { rows: readonly unknown[]; position: number }>()
    /** Where the row of a cursor is now, or the last row before it that is still there; 0 when none is. */
    const positionIn = (rows: readonly unknown[], cursor: string) => {
      const known = given.get(cursor)
      if (!known) throw new GraphQLError(`Invalid cursor: "${cursor}"`)
      const places = new Map(rows.map((row, at) => [idOf(row), at + 1]))
      const row = known.rows.slice(0, known.position).findLast((one) => places.has(idOf(one)))
      const isThere = row !== undefined && idOf(row) === idOf(known.rows[known.position - 1])
      return { position: places.get(idOf(row)) ?? 0, isThere }
    }
    return {
      rows: (rows, place, hit) => {
        const { after, before } = place.args
        if (!place.isRoot || !hit()) return rows
        if (typeof after === 'string')
          place.args = { ...place.args, after: cursorOf(positionIn(rows, after).position) }
        if (typeof before === 'string') {
          const { position, isThere } = positionIn(rows, before)
          place.args = { ...place.args, before: cursorOf(isThere ? position : position + 1) }
        }
        return rows
      },
      page: (page, place, hit) => {
        if (!place.isRoot || !hit()) return page
        const lane = hashOf(laneOf(place))
        const named = (position: number) => {
          const cursor = btoa(`${lane}:${String(idOf(page.rows[position - 1]))}`)
          given.set(cursor, { rows: page.rows, position })
          return cursor
        }
        return { ...page, cursorOf: named }
      },
    }
  },

  /**
   * Before a list's page `page` is read, something happens: a change by its name and arguments, or a function (case R1).
   * Pages count from 1 in each list as it is asked for, whatever their size; the same page asked for again is no new one.
   */
  beforePage: (
    {
      page,
      change,
      args = [],
    }: { page: number; change: string | (() => unknown); args?: readonly unknown[] },
    world: World,
  ): Hooks => {
    const read = new Map<string, unknown[]>()
    const numberOf = (place: Place) => {
      const lane = laneOf(place)
      const { after = null } = place.args
      const cursors = after === null ? [] : (read.get(lane) ?? [])
      if (cursors.at(-1) !== after) cursors.push(after)
      read.set(lane, cursors)
      return cursors.length
    }
    return {
      field: (place, next, hit) => {
        if (place.isRoot && place.isConnection && numberOf(place) === page && hit()) {
          if (typeof change === 'function') change()
          else makeChange(world.change, change, args)
        }
        return next()
      },
    }
  },
} satisfies Record<string, (options: never, world: World) => Hooks>

function shifted(page: Page, by: number): Page {
  const nodes = page.rows.slice(Math.max(0, page.start + by), Math.max(0, page.end + by))
  return { ...page, nodes, hasCursors: nodes.length > 0 }
}

function capOf(page: Page, rows = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY): number {
  let left = bytes
  const fitting = page.nodes.findIndex((row) => {
    left -= JSON.stringify(row).length
    return left < 0
  })
  return Math.min(rows, fitting < 0 ? page.nodes.length : Math.max(1, fitting))
}
