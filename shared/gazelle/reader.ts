import { type GazelleClient, withoutErroredFields } from './client.ts'
import { GazelleError, type GraphqlError, isAboutSize } from './errors.ts'
import { depthLimit, holesOf, type Item, isTooDeep, listHole, placesOf, usableId } from './holes.ts'
import type { Asking, FetchedPage, Found, Hole, Spent } from './module.ts'
import { type ReadOnQueries, readOn } from './nested.ts'
import { type Edge, edgesOf, type GazelleNode, nullsIn, resumeCursorOf } from './page.ts'
import { hasNoPath, inList } from './partial.ts'
import type { Nested } from './selection.ts'

/** A list in its two directions, and what is asked of its records. */
export interface ReadList {
  /** Root field of the list. */
  list: string
  /** The list's arguments. */
  args: Record<string, unknown>
  /** Queries of a page, and of a page of nothing but ids and cursors. */
  queries: Record<'forwards' | 'backwards', { page: string; ids: string }>
  isBackwards: boolean
  /** Whether it may go on from the list's other end where it cannot pass. */
  canTurn: boolean
  connections: { nested: Record<string, Nested>; queries: ReadOnQueries }
  /** Asks for one record by its id, where Gazelle can be asked. */
  byId?: ((client: GazelleClient, id: string, signal: AbortSignal | undefined) => Promise<Found>) | undefined
}

/** Stands before the cursors of a list that is read from its other end. */
const turned = 'other end: '

/** A part of a page: what one call brought. */
interface Piece {
  /** The edge of a record that cannot be fetched has no node. */
  edges: Edge[]
  holes: Hole[]
  /** Nulls are counted among the edges; a list that did not come counts as one. */
  came: boolean
  endCursor: string | null
  hasNextPage: boolean
  totalCount: number | null
  apiErrors: number
  askedAt: number
  /** Records that the server gave for what it was asked. */
  given: number
  bytes: number
  /** An error came that does not say where it belongs: any blank may be its doing. */
  inDoubt: boolean
}

/** Calls that one page may make for lists inside its records; what is left is the next page's. */
const mostNestedCalls = 50
const mostNestedMs = 15_000
/** Calls for a page that brings no record to which the next one can be joined. */
const mostReadings = 4
/** Records that one page passes over. */
const mostFaults = 20
/** Records after one at fault, asked for so that the next page can be joined. */
const fewRecords = 32
/** Attempts at a page whose list shifts while it is stepped through. */
const mostAttempts = 3

/**
 * Reads a page of a list. With `around`, step by step around the records that cannot be fetched.
 * @throws GazelleError
 */
export async function readPage(
  client: GazelleClient,
  from: ReadList,
  cursor: string | null,
  asking: Asking,
): Promise<FetchedPage> {
  const spent = asking.spent ?? { apiCalls: 0, waitedMs: 0 }
  const reader = readerOf(client, from, { ...asking, spent })
  const page = await (asking.around ? reader.around(cursor, asking.around) : reader.whole(cursor))
  return fetchedPage(page, spent)
}

function readerOf(client: GazelleClient, from: ReadList, asking: Asking & { spent: Spent }) {
  const { list, args, connections } = from
  const { signal, timeoutMs, spent, refused } = asking

  const queryAt = (cursor: string | null) => {
    const isTurned = cursor?.startsWith(turned) ?? false
    const backwards = from.isBackwards !== isTurned
    const after = cursor?.slice(isTurned ? turned.length : 0) || null
    const sealed = (inner: string | null) => inner && (isTurned ? turned + inner : inner)
    return { backwards, after, sealed, ...from.queries[backwards ? 'backwards' : 'forwards'] }
  }

  /** One page as it comes, with the lists in its records read to their end. */
  const read = async (cursor: string | null, first: number, tries?: number, before: readonly Item[] = []) => {
    const { page, backwards, after, sealed } = queryAt(cursor)
    const answer = await client.request<GazelleNode>(
      page,
      { ...args, first, after },
      { signal, spent, timeoutMs, sizeTries: tries, hasCursor: after !== null },
    )
    const { data, errors, askedAt, bytes } = answer
    const read = edgesOf(withoutErroredFields(data, errors)[list], list, { after, backwards })
    const edges = read.edges.map(({ node, cursor }): Edge => ({ node, cursor: sealed(cursor) }))
    const inDoubt = errors.some((error) => hasNoPath(data, error))
    // A list that came empty may have been emptied.
    const came = read.came && !(inDoubt && edges.length === 0)
    const piece: Piece = {
      ...{ edges, holes: [], came, totalCount: read.totalCount, inDoubt },
      ...{ endCursor: sealed(read.endCursor), hasNextPage: read.hasNextPage },
      ...{ apiErrors: 0, askedAt, given: edges.length, bytes },
    }
    if (!came) return { ...piece, apiErrors: errors.length, holes: [listHole('', errors[0]?.message)] }
    refuse(piece, refused, before)
    await readNested(piece)
    note(piece, read.positions, errors, before)
    return piece
  }

  /** Reads on what goes on inside the records, and cuts the page where that takes too long. */
  const readNested = async (piece: Piece) => {
    const { edges, holes } = piece
    const places = placesOf(edges.map(({ node }) => node))
    const begun = performance.now()
    const cost = { apiCalls: 0, waitedMs: 0, apiErrors: 0 }
    for (const [at, { node, cursor }] of edges.entries()) {
      if (node) await readOn(client, node, places[at] ?? '', connections, { cost, holes, signal })
      const isEnough = cost.apiCalls >= mostNestedCalls || performance.now() - begun > mostNestedMs
      if (!isEnough || at < 1 || !cursor || at === edges.length - 1) continue
      // That the server gave fewer than it was asked for is no sign of its cap where the list is over.
      if (!piece.hasNextPage) piece.given = Math.max(piece.given, asking.first)
      edges.length = at + 1
      piece.endCursor = cursor
      piece.hasNextPage = true
      break
    }
    spent.apiCalls += cost.apiCalls
    spent.waitedMs += cost.waitedMs
    piece.apiErrors += cost.apiErrors
  }

  /** The ids and cursors of records; or why they do not come. */
  const idsAt = async (
    cursor: string | null,
    first: number,
    tries?: number,
  ): Promise<Entry[] | GazelleError> => {
    const { ids, after, backwards, sealed } = queryAt(cursor)
    try {
      const answer = await client.request<GazelleNode>(
        ids,
        { ...args, first, after },
        { signal, spent, sizeTries: tries, hasCursor: after !== null },
      )
      const { edges, hasNextPage } = edgesOf(answer.data[list], list, { after, backwards })
      return edges.map(
        ({ node, cursor }, at): Entry => ({
          id: usableId(node),
          cursor: sealed(cursor),
          hasNextPage: hasNextPage || at < edges.length - 1,
        }),
      )
    } catch (error) {
      return aboutSize(error)
    }
  }

  /** How many records the list counts, asked for without any of them; null where not even that comes. */
  const countAlone = async (): Promise<number | null> => {
    const { ids } = queryAt(null)
    const variables = { ...args, first: 0, after: null }
    try {
      const { data } = await client.request<GazelleNode>(ids, variables, { signal, spent, sizeTries: 1 })
      const read: unknown = data[list]
      const count = typeof read === 'object' && read !== null && 'totalCount' in read && read.totalCount
      return typeof count === 'number' ? count : null
    } catch (error) {
      aboutSize(error)
      return null
    }
  }

  const aboutSize = (error: unknown): GazelleError => {
    signal?.throwIfAborted()
    if (error instanceof GazelleError && isAboutSize(error)) return error
    throw error
  }

  const orError = (work: Promise<Piece>): Promise<Piece | GazelleError> => work.catch(aboutSize)

  /** A record that the list cannot bring, by its id, or as a hole. */
  const passedOver = async (entry: Entry, message: string, before: readonly Item[]): Promise<Piece> => {
    const { id, cursor, hasNextPage } = entry
    const askedAt = performance.now()
    const found = id === null ? undefined : await from.byId?.(client, id, signal)
    const node = (id && found?.records.get(id)) || null
    spent.apiCalls += found?.apiCalls ?? 0
    spent.waitedMs += found?.waitedMs ?? 0
    const piece: Piece = {
      ...nothing,
      edges: [{ node, cursor, id, isApart: true }],
      holes: [],
      endCursor: cursor,
      hasNextPage,
      askedAt,
    }
    if (node) note(piece, [0], [], before)
    else
      piece.holes.push({
        kind: 'record',
        id,
        place: placeAfter(before, id),
        path: '',
        message,
      })
    return piece
  }

  /**
   * Reads one record, or passes it over.
   * @param said of one that is known to be at fault, what Gazelle said
   */
  const alone = async (
    cursor: string | null,
    entry: Entry,
    said: string | null,
    before: readonly Item[],
  ): Promise<Piece> => {
    // Without a query by id only the list can say that it is mended.
    if (said !== null && from.byId) return passedOver(entry, said, before)
    const piece = await orError(read(cursor, 1, said === null ? 2 : 1, before))
    return piece instanceof GazelleError ? passedOver(entry, piece.message, before) : piece
  }

  /** A page, and as many more as it takes until the next one can be joined to it. */
  const whole = async (cursor: string | null): Promise<Piece> => {
    let page = await read(cursor, asking.first, asking.tries)
    for (let readings = 1; !canJoin(page) && readings < mostReadings; readings++) {
      const more = await read(page.endCursor, asking.first, undefined, beforeOf(page))
      if (await stands(page, cursor)) page = joined(page, more)
      else page = await read(cursor, asking.first)
    }
    return page
  }

  /**
   * Whether the list still is where a page came to: what was read from its end cursor then comes right after it. Its last
   * record that has an id must be the first after the cursor before it.
   */
  const stands = async ({ edges }: Piece, start: string | null): Promise<boolean> => {
    const at = edges.findLastIndex((edge) => idOf(edge) !== null)
    const edge = edges[at]
    const before = at === 0 ? start : (edges[at - 1]?.cursor ?? null)
    if (!edge || (at > 0 && before === null)) return true
    const ids = await idsAt(before, 1, 1)
    return ids instanceof GazelleError || ids[0]?.id === idOf(edge)
  }

  /** A page around the records at fault: those that are known, or, where only two are asked for, each that fails alone. */
  const around = async (cursor: string | null, how: Around): Promise<Piece> => {
    for (let attempt = 1; ; attempt++) {
      const page = await stepping(cursor, how, attempt === mostAttempts)
      if (page) return page
    }
  }

  /** Such a page; null where its list shifted so that it must be read again. */
  const stepping = async (
    cursor: string | null,
    { known, message }: Around,
    isLast: boolean,
  ): Promise<Piece | null> => {
    const map = await idsAt(cursor, asking.first, 1)
    const isSmall = asking.first <= 2
    if (map instanceof GazelleError) {
      if (!isSmall) throw map
      return blocked(cursor, map)
    }
    if (map.length === 0) return whole(cursor)
    const isSuspect = ({ id }: Entry) => isSmall || (id !== null && known.has(id))
    const hasSuspects = map.some(isSuspect)
    let page = nothing
    let at = cursor
    for (const span of spansOf(map, isSuspect)) {
      const [entry] = span
      const last = span.at(-1)
      if (!entry || !last) continue
      const before = beforeOf(page)
      const piece = isSuspect(entry)
        ? await alone(at, entry, entry.id !== null && known.has(entry.id) ? message : null, before)
        : await orError(read(at, span.length, hasSuspects ? 1 : 2, before))
      if (piece instanceof GazelleError) {
        // What came so far is a page; the rest is asked for in smaller ones.
        if (page.edges.length > 1) break
        throw piece
      }
      // The list shifted since its ids were asked for: a record may lie between. The next page begins before it.
      if (page.edges.length > 0 && !beginsAs(piece, span)) break
      page = joined(page, piece)
      at = piece.endCursor
      // It did so within this part: the next page begins where this one came to.
      if (piece.edges.at(-1)?.node && idAtEnd(piece) !== last.id) break
    }
    return joinable(page, cursor, isLast)
  }

  /** Reads on after a record at fault until the next page can be joined; null where the list shifted meanwhile. */
  const joinable = async (begun: Piece, start: string | null, isLast: boolean): Promise<Piece | null> => {
    let page = begun
    for (let faults = 0; !canJoin(page) && faults < mostFaults; faults++) {
      const more = await orError(read(page.endCursor, fewRecords, 1, beforeOf(page)))
      let next = more
      if (next instanceof GazelleError) {
        const ids = await idsAt(page.endCursor, 1, 1)
        if (ids instanceof GazelleError) return beyond(page, ids, start)
        const [entry] = ids
        if (!entry) throw next
        next = await alone(page.endCursor, entry, null, beforeOf(page))
      }
      if (!(await stands(page, start))) {
        if (!isLast) return null
        page = joined(page, unjoined(beforeOf(page)))
      }
      page = joined(page, next)
    }
    return page
  }

  /** Not even the ids can be asked for: reads the record before the one at fault, then what lies beyond it. */
  const blocked = async (cursor: string | null, error: GazelleError): Promise<Piece> => {
    const first = await idsAt(cursor, 1, 1)
    const [entry] = first instanceof GazelleError ? [] : first
    if (!entry) return beyond({ ...nothing, endCursor: cursor }, error, cursor)
    return beyond(await alone(cursor, entry, null, []), error, cursor)
  }

  /** The list beyond a record that it cannot be read past; at `start` it could be read. */
  const beyond = async (page: Piece, error: GazelleError, start: string | null): Promise<Piece> => {
    // From the other end the same record was met before.
    const isTurned = page.endCursor?.startsWith(turned) ?? false
    if (isTurned) return { ...page, hasNextPage: false, endCursor: null }
    const passed = joined(page, unfetched(beforeOf(page), error.message))
    const ended: Piece = { ...passed, hasNextPage: false, endCursor: null }
    // Was it the moment and not the record?
    if (page.edges.length > 0) {
      const again = await idsAt(page.endCursor, 1, 1)
      if (!(again instanceof GazelleError))
        return joined(page, await read(page.endCursor, 2, undefined, beforeOf(page)))
    }
    // With nothing beyond it the list has no other end: only its count shows that Gazelle answers.
    if (start === null && (await countAlone()) === passed.edges.length) return ended
    // The last of a list is the first from its other end.
    const other = await idsAt(turned, 1, 3)
    if (other instanceof GazelleError && (await idsAt(start, 1, 1)) instanceof GazelleError) throw error
    if (!from.canTurn || other instanceof GazelleError) return ended
    const rest = await orError(read(turned, fewRecords, 1))
    if (!(rest instanceof GazelleError)) return joined(passed, rest)
    const smaller = readerOf(client, from, { ...asking, first: 2 })
    return joined(passed, await smaller.around(turned, { known: new Set(), message: error.message }))
  }

  return { whole, around }
}

type Around = NonNullable<Asking['around']>

interface Entry {
  id: string | null
  cursor: string | null
  hasNextPage: boolean
}

const nothing: Piece = {
  ...{ edges: [], holes: [], came: true, endCursor: null, hasNextPage: true, totalCount: null },
  ...{ apiErrors: 0, askedAt: Number.POSITIVE_INFINITY, given: 0, bytes: 0, inDoubt: false },
}

const joined = (one: Piece, next: Piece): Piece => ({
  edges: [...one.edges, ...next.edges],
  holes: [...one.holes, ...next.holes],
  came: one.came && next.came,
  endCursor: next.endCursor,
  hasNextPage: next.hasNextPage,
  totalCount: next.totalCount ?? one.totalCount,
  apiErrors: one.apiErrors + next.apiErrors,
  askedAt: Math.min(one.askedAt, next.askedAt),
  given: one.given || next.given,
  bytes: one.bytes + next.bytes,
  inDoubt: one.inDoubt || next.inDoubt,
})

/** Whether the next page can begin with a record of this one; a list at its end needs no next page. */
const canJoin = ({ edges, hasNextPage, came }: Piece) =>
  !came || !hasNextPage || resumeCursorOf(edges) !== null

const idOf = ({ node, id = null }: Edge) => usableId(node) ?? id

/** Whether a part of a page begins as the list's ids say, as far as its records have ids. */
const beginsAs = ({ edges }: Piece, span: Entry[]): boolean => {
  const at = span.findIndex(({ id }, at) => id !== null && idOf(edges[at] ?? { node: null, cursor: null }))
  const [edge, entry] = [edges[at], span[at]]
  return !edge || !entry || idOf(edge) === entry.id
}

/** The place of a record of which not even the id came. */
const unfetched = (before: readonly Item[], message: string): Piece => ({
  ...nothing,
  edges: [{ node: null, cursor: null }],
  holes: [{ kind: 'record', id: null, place: placeAfter(before, null), path: '', message }],
})

/** The place of records that may lie between two parts of a page. */
const unjoined = (before: readonly Item[]): Piece =>
  unfetched(before, 'The list shifts while it is read: a record may be missing here')

const idAtEnd = ({ edges }: Piece) => usableId(edges.at(-1)?.node)

/** The last record of a part of a page, with the items that have no id and come after it. */
const beforeOf = ({ edges }: Piece): Item[] => {
  const items = edges.map(({ node }) => node)
  return items.slice(
    Math.max(
      0,
      items.findLastIndex((node) => usableId(node) !== null),
    ),
  )
}

const placeAfter = (before: readonly Item[], id: string | null): string =>
  id ?? placesOf([null], before)[0] ?? ''

/** Cuts a list at the entries that stand alone. */
function spansOf(entries: Entry[], isAlone: (entry: Entry) => boolean): Entry[][] {
  const spans: Entry[][] = []
  let open: Entry[] | null = null
  for (const entry of entries) {
    if (isAlone(entry)) {
      spans.push([entry])
      open = null
    } else if (open) open.push(entry)
    else {
      open = [entry]
      spans.push(open)
    }
  }
  return spans
}

/** Takes out the records that cannot be kept: too deep for anything that takes them apart, or refused by the database. */
function refuse(
  piece: Piece,
  refused: ReadonlyMap<string, string> | undefined,
  before: readonly Item[] = [],
) {
  const items = piece.edges.map(({ node }) => node)
  const reasons = items.map((node) =>
    node && isTooDeep(node)
      ? `It is nested more than ${depthLimit} deep`
      : refused?.get(usableId(node) ?? ''),
  )
  if (reasons.every((reason) => reason === undefined)) return
  const places = placesOf(items, before)
  piece.edges = piece.edges.map((edge, at) => {
    const message = reasons[at]
    if (message === undefined) return edge
    piece.holes.push({ kind: 'record', id: usableId(edge.node), place: places[at] ?? '', path: '', message })
    return { ...edge, node: null, id: usableId(edge.node), isNoted: true }
  })
}

/** Notes what the records of a piece lack. */
function note(
  piece: Piece,
  positions: readonly number[],
  errors: readonly GraphqlError[],
  before: readonly Item[] = [],
) {
  const kept = new Set(positions.slice(0, piece.edges.length))
  const cut = new Set(positions.slice(piece.edges.length))
  const own = errors.filter(({ path }) => {
    const { at } = inList(path ?? [])
    return at === null || kept.has(at) || !cut.has(at)
  })
  piece.apiErrors += own.length
  const items = piece.edges.map(({ node }) => node)
  const noted = new Set(piece.edges.flatMap(({ isNoted }, at) => (isNoted ? [at] : [])))
  piece.holes.push(...holesOf({ items, positions, errors: own, haveIds: true, before, noted }))
}

const fetchedPage = (piece: Piece, { apiCalls, waitedMs }: Spent): FetchedPage => {
  const { edges, holes, came, endCursor, hasNextPage, totalCount } = piece
  const { apiErrors, askedAt, given, bytes, inDoubt } = piece
  const nodes = edges.map(({ node }) => node).filter((node) => node !== null)
  const apart = edges.flatMap(({ node, isApart }) => (isApart && usableId(node)) || [])
  return {
    ...{ nodes, holes, apart, hasNextPage, totalCount },
    ...{ apiCalls, waitedMs, apiErrors, askedAt, given, bytes, inDoubt },
    nullNodes: came ? nullsIn(edges, hasNextPage) : 1,
    endCursor: hasNextPage ? endCursor : null,
    resumeCursor: hasNextPage ? resumeCursorOf(edges) : null,
  }
}
