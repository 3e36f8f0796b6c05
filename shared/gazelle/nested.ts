import { type GazelleClient, withoutErroredFields } from './client.ts'
import { GazelleError, isAboutSize } from './errors.ts'
import { pathOf, usableId } from './holes.ts'
import type { Cost, Hole } from './module.ts'
import { type Connection, edgesOf, type GazelleNode } from './page.ts'
import { isPlaceless } from './partial.ts'
import { type Nested, readOnQuery, rootOf } from './selection.ts'

type Connections = Record<string, Nested>

/** The query that reads a connection on, and the root field that it asks. */
export type ReadOnQueries = Map<string, { root: string; text: string }>

/** The queries that read a module's nested connections on, by the path of the connection. */
export const readOnQueries = (module: string, one: string, nested: Connections = {}): ReadOnQueries => {
  const queries: ReadOnQueries = new Map()
  const add = (prefix: string, of: string, connections: Connections) => {
    for (const [field, inner] of Object.entries(connections)) {
      const path = prefix + field
      const from = inner.of ?? of
      const text = readOnQuery(`${module}_${path.replaceAll('.', '_')}`, from, field, inner)
      queries.set(path, { root: rootOf(from).field, text })
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
  query: { root: string; text: string } | undefined,
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
    const items = first.edges.map((edge) => edge.node)
    const isWhole = await readToEnd(client, { id, field, query, items, after: first.endCursor }, reading)
    node[field] = { nodes: items, pageInfo: { hasNextPage: !isWhole } }
  } else if (isNode(value) && isNode(value.pageInfo)) {
    // A cursor is not content: it may differ in an unchanged record.
    node[field] = { ...value, pageInfo: { hasNextPage: value.pageInfo.hasNextPage } }
  }
}

interface Unfinished {
  id: string
  field: string
  query: { root: string; text: string }
  items: (GazelleNode | null)[]
  after: string | null
}

/** Adds the pages after the first one to `items`. @returns whether the list came to its end */
async function readToEnd(
  client: GazelleClient,
  { id, field, query, items, after }: Unfinished,
  { cost, holes, signal, where, path }: ReadOne,
): Promise<boolean> {
  const lacks = (kind: Hole['kind'], message: string, at = path) => {
    holes.push({ kind, id: where.id, place: where.place, path: at, message })
    return false
  }
  const seen = new Set(items.map(keyOf))
  const cursors = new Set([after])
  for (;;) {
    if (where.pagesLeft-- <= 0) return lacks('nested', `goes on after ${mostPages} further pages`)
    const leftMs = where.end - performance.now()
    if (leftMs <= 0) return lacks('nested', `goes on after ${mostMs / 1000} s`)
    const timeoutMs = Math.max(leastTimeoutMs, Math.ceil(leftMs))
    const more = await page(client, query, { id, after: [...cursors].at(-1) }, cost, { signal, timeoutMs })
    if (more instanceof GazelleError) return lacks('nested', more.message)
    const { errors, inDoubt } = more
    for (const error of errors) {
      cost.apiErrors += 1
      const [nodes, at, ...rest] = (error.path ?? []).slice(2)
      // Its place in the list, not in its page.
      const steps =
        typeof at === 'number' ? [nodes ?? '', items.length + at, ...rest] : (error.path ?? []).slice(2)
      lacks('error', error.message, pathOf([path, ...steps]))
    }
    const value = isNode(more.record) ? more.record[field] : null
    // Any blank may be the doing of an error without a place: the items so far are kept.
    if (inDoubt) return false
    if (value === null || value === undefined)
      return errors.length === 0 && lacks('nested', 'its next page did not come')
    const next = readable(value, field)
    if (next instanceof GazelleError) return lacks('nested', next.message)
    const { edges, hasNextPage, endCursor } = next
    const added = edges.map((edge) => edge.node)
    const fresh = added.filter((item) => !seen.has(keyOf(item)))
    items.push(...added)
    if (!hasNextPage) return true
    if (fresh.length === 0) return lacks('nested', 'its next page brings nothing new')
    if (cursors.has(endCursor)) return lacks('nested', 'its cursor repeats')
    for (const item of fresh) seen.add(keyOf(item))
    cursors.add(endCursor)
  }
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
  { root, text }: { root: string; text: string },
  variables: object,
  cost: Cost,
  { signal, timeoutMs }: { signal: AbortSignal | undefined; timeoutMs: number },
) {
  try {
    const { data, errors, apiCalls, waitedMs } = await client.request<GazelleNode>(text, variables, {
      ...{ signal, timeoutMs, retries: 1 },
      // What has taken too long is not asked for again.
      sizeTries: 2,
    })
    cost.apiCalls += apiCalls
    cost.waitedMs += waitedMs
    const record = withoutErroredFields(data, errors)[root]
    return { record, errors, inDoubt: errors.some((error) => isPlaceless(data, error)) }
  } catch (error) {
    signal?.throwIfAborted()
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
