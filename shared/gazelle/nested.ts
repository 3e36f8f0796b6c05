import type { GazelleClient } from './client.ts'
import { GazelleError, isAboutSize } from './errors.ts'
import { pathOf, usableId } from './holes.ts'
import type { Cost, Hole } from './module.ts'
import { type Connection, type Edge, edgesOf, type GazelleNode } from './page.ts'
import { hasNoPath, inList, withoutErrored } from './partial.ts'
import { firstOf, type Nested, readOnQuery, rootOf } from './selection.ts'

type Connections = Record<string, Nested>

/** The query that reads a connection on. */
interface ReadOnQuery {
  /** The root field that it asks. */
  root: string
  text: string
  /** How many items came with the record. */
  first: number
}

export type ReadOnQueries = Map<string, ReadOnQuery>

/** The queries that read a module's nested connections on, by the path of the connection. */
export const readOnQueries = (module: string, one: string, nested: Connections = {}): ReadOnQueries => {
  const queries: ReadOnQueries = new Map()
  const add = (prefix: string, of: string, connections: Connections) => {
    for (const [field, inner] of Object.entries(connections)) {
      const path = prefix + field
      const from = inner.of ?? of
      const text = readOnQuery(`${module}_${path.replaceAll('.', '_')}`, from, field, inner)
      queries.set(path, { root: rootOf(from).field, text, first: firstOf(inner) })
      add(`${path}.`, from, inner.nested ?? {})
    }
  }
  add('', one, nested)
  return queries
}

/** What reading on brings beside the items. */
export interface ReadOn {
  cost: Cost
  holes: Hole[]
  signal: AbortSignal | undefined
}

/** Where a record is, and the pages that may still be read for it. */
interface Place {
  id: string | null
  place: string
  pagesLeft: number
  /** When its time is over, as `performance.now()` counts. */
  end: number
}

/** Further pages that are read for one record. A list that goes on after them is not read to its end. */
const mostPages = 20
/** How long one record may be read on: a slice must have time for more than one. */
const mostMs = 20_000
/** For a call that is begun just before that. */
const leastTimeoutMs = 5000
/** Readings of a list that shifts while it is read. */
const mostReadings = 2

/**
 * Reads the connections inside a record to their end, and leaves them in it as `{ nodes, pageInfo: { hasNextPage } }`. A list
 * that cannot be read to its end keeps `hasNextPage`, so that it proves nothing gone, and is a hole.
 */
export const readOn = (
  client: GazelleClient,
  node: GazelleNode,
  place: string,
  { nested, queries }: { nested: Connections; queries: ReadOnQueries },
  reading: ReadOn,
): Promise<void> => {
  const where: Place = { id: usableId(node), place, pagesLeft: mostPages, end: performance.now() + mostMs }

  const readAll = async (inside: GazelleNode, connections: Connections, name: string, path: string) => {
    for (const [field, { nested: inner }] of Object.entries(connections)) {
      const query = queries.get(name + field)
      await readOne(client, inside, field, query, { ...reading, where, path: path + field })
      if (!inner) continue
      for (const [at, item] of itemsOf(inside[field]).entries())
        if (isNode(item)) await readAll(item, inner, `${name}${field}.`, `${path}${field}.nodes.${at}.`)
    }
  }
  return readAll(node, nested, '', '')
}

interface ReadOne extends ReadOn {
  where: Place
  path: string
}

async function readOne(
  client: GazelleClient,
  node: GazelleNode,
  field: string,
  query: ReadOnQuery | undefined,
  reading: ReadOne,
) {
  const { id, [field]: value } = node
  if (query && typeof id === 'string' && goesOn(value)) {
    const first = readable(value, field)
    if (first instanceof GazelleError) {
      const { holes, where, path } = reading
      holes.push({ kind: 'nested', id: where.id, place: where.place, path, message: first.message })
      return
    }
    const { items, isWhole } = await readWhole(client, { id, field, query, edges: first.edges }, reading)
    node[field] = { nodes: items, pageInfo: { hasNextPage: !isWhole } }
  } else if (isNode(value) && isNode(value.pageInfo)) {
    // A cursor is not content: it may differ in an unchanged record.
    node[field] = { ...value, pageInfo: { hasNextPage: value.pageInfo.hasNextPage } }
  }
}

interface Unfinished {
  id: string
  field: string
  query: ReadOnQuery
  /** What came with the record. */
  edges: Edge[]
}

/**
 * Reads a list that goes on once more from its beginning: only so can its pages be seen to join. They overlap by an item, and
 * a list that shifts meanwhile is read again. What came with the record stays where not even the first page does.
 */
async function readWhole(
  client: GazelleClient,
  { id, field, query, edges: known }: Unfinished,
  { cost, holes, signal, where, path }: ReadOne,
): Promise<{ items: (GazelleNode | null)[]; isWhole: boolean }> {
  let edges = known
  let first = 2 * query.first
  let readings = 1
  let at: Beginning = start
  let cursors = new Set<string | null>()
  const ended = (isWhole: boolean) => ({ items: edges.map(({ node }) => node), isWhole })
  const lacks = (kind: Hole['kind'], message: string, at = path) => {
    holes.push({ kind, id: where.id, place: where.place, path: at, message })
    return ended(false)
  }
  for (;;) {
    if (where.pagesLeft-- <= 0) return lacks('nested', `goes on after ${mostPages} further pages`)
    const leftMs = where.end - performance.now()
    if (leftMs <= 0) return lacks('nested', `goes on after ${mostMs / 1000} s`)
    const isLarge = first > query.first
    const more = await page(client, query, { id, first, after: at.cursor }, cost, {
      signal,
      // So many may take too long: there must be time left for fewer.
      timeoutMs: Math.max(leastTimeoutMs, Math.ceil(isLarge ? leftMs / 2 : leftMs)),
      sizeTries: isLarge ? 1 : 2,
    })
    if (more instanceof GazelleError) {
      if (!isLarge) return lacks('nested', more.message)
      first = query.first
      continue
    }
    const { errors, inDoubt } = more
    for (const error of errors) {
      cost.apiErrors += 1
      lacks('error', error.message, pathOf([path, ...pathInside(error.path, at.items.length)]))
    }
    const value = isNode(more.record) ? more.record[field] : null
    // Any blank may be the doing of an error without a place: the items so far are kept.
    if (inDoubt) return ended(false)
    if (value === null || value === undefined)
      return errors.length > 0 ? ended(false) : lacks('nested', 'its next page did not come')
    const next = readable(value, field)
    if (next instanceof GazelleError) return lacks('nested', next.message)
    if (at.joint !== null && keyOf(next.edges[0]?.node ?? null) !== at.joint) {
      if (readings++ === mostReadings) return lacks('nested', 'it shifts while it is read')
      at = start
      cursors = new Set()
      continue
    }
    const seen = new Set(edges === known ? [] : edges.map(({ node }) => keyOf(node)))
    const isNew = at === start || next.edges.some(({ node }) => !seen.has(keyOf(node)))
    edges = [...at.items, ...next.edges]
    if (!next.hasNextPage) return ended(true)
    if (!isNew) return lacks('nested', 'its next page brings nothing new')
    at = beginningAfter(edges, next)
    if (cursors.has(at.cursor)) return lacks('nested', 'its cursor repeats')
    cursors.add(at.cursor)
  }
}

/** Where a page of a list begins. */
interface Beginning {
  cursor: string | null
  /** Key of the item that it must begin with; null where nothing shows whether it joins. */
  joint: string | null
  /** The items before it. */
  items: Edge[]
}

const start: Beginning = { cursor: null, joint: null, items: [] }

/** A page begins with the last item of the one before; what came after that as null comes again. */
function beginningAfter(edges: Edge[], { edges: added, endCursor }: Connection): Beginning {
  const from = edges.length - added.length
  // Not the first item of its page, with which the list would not move.
  const last = edges.findLastIndex(({ node }, at) => node && at > from && edges[at - 1]?.cursor)
  if (last === -1) return { cursor: endCursor, joint: null, items: edges }
  return {
    ...{ cursor: edges[last - 1]?.cursor ?? null, items: edges.slice(0, last) },
    joint: keyOf(edges[last]?.node ?? null),
  }
}

/** The path of an error inside a page that has so many items before it. */
function pathInside(path: readonly (string | number)[] | null | undefined, before: number) {
  const { at, rest } = inList((path ?? []).slice(1))
  return at === null ? (path ?? []).slice(2) : ['nodes', before + at, ...rest]
}

/** A connection, or why it cannot be read. */
function readable(value: unknown, field: string): Connection | GazelleError {
  try {
    return edgesOf(value, field)
  } catch (error) {
    if (error instanceof GazelleError) return error
    throw error
  }
}

/** A further page; the error, where Gazelle cannot give this one. */
async function page(
  client: GazelleClient,
  { root, text }: ReadOnQuery,
  variables: object,
  cost: Cost,
  options: { signal: AbortSignal | undefined; timeoutMs: number; sizeTries: number },
) {
  try {
    const { data, errors, apiCalls, waitedMs } = await client.request<GazelleNode>(text, variables, {
      ...options,
      retries: 1,
    })
    cost.apiCalls += apiCalls
    cost.waitedMs += waitedMs
    // An error of the record itself leaves nothing of it.
    const record = errors.reduce<unknown>(
      (read, { path }) => (path?.length === 1 ? null : withoutErrored(read, path?.slice(1) ?? [])),
      data[root],
    )
    return { record, errors, inDoubt: errors.some((error) => hasNoPath(data, error)) }
  } catch (error) {
    options.signal?.throwIfAborted()
    if (error instanceof GazelleError && isAboutSize(error)) return error
    throw error
  }
}

const isNode = (value: unknown): value is GazelleNode => typeof value === 'object' && value !== null

const goesOn = (value: unknown): boolean =>
  isNode(value) && isNode(value.pageInfo) && value.pageInfo.hasNextPage === true

const itemsOf = (value: unknown): unknown[] =>
  isNode(value) && Array.isArray(value.nodes) ? value.nodes : []

const keyOf = (item: GazelleNode | null): string => usableId(item) ?? JSON.stringify(item)
