import type { GazelleClient } from './client.ts'
import type { Cost } from './module.ts'
import { connection, type GazelleNode } from './page.ts'
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

/** Reads the connections inside a record to their end, and leaves them in it as `{ nodes, pageInfo: { hasNextPage } }`. */
export async function readOn(
  client: GazelleClient,
  node: GazelleNode,
  { nested, queries, prefix = '' }: { nested: Connections; queries: ReadOnQueries; prefix?: string },
  cost: Cost,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const [field, { nested: inner = {} }] of Object.entries(nested)) {
    const path = prefix + field
    await readOne(client, node, field, queries.get(path), cost, signal)
    for (const item of itemsOf(node[field]))
      await readOn(client, item, { nested: inner, queries, prefix: `${path}.` }, cost, signal)
  }
}

async function readOne(
  client: GazelleClient,
  node: GazelleNode,
  field: string,
  query: { root: string; text: string } | undefined,
  cost: Cost,
  signal: AbortSignal | undefined,
) {
  const { id, [field]: value } = node
  if (query && typeof id === 'string' && goesOn(value)) {
    const whole = connection(value, field)
    while (whole.hasNextPage && whole.endCursor !== null) {
      const variables = { id, after: whole.endCursor }
      const answer = await client.request<GazelleNode>(query.text, variables, { signal })
      cost.apiCalls += answer.apiCalls
      cost.waitedMs += answer.waitedMs
      cost.apiErrors += answer.errors.length
      const record = answer.data[query.root]
      const more = isNode(record) ? record[field] : null
      // The record vanished, or fields of it failed: the items so far are kept, and the list is not marked whole.
      if (answer.errors.length > 0 || more === null || more === undefined) break
      const next = connection(more, field, whole.endCursor)
      whole.nodes.push(...next.nodes)
      whole.nullNodes += next.nullNodes
      whole.hasNextPage = next.hasNextPage
      whole.endCursor = next.endCursor
    }
    const nulls = Array.from({ length: whole.nullNodes }, () => null)
    node[field] = { nodes: [...whole.nodes, ...nulls], pageInfo: { hasNextPage: whole.hasNextPage } }
  } else if (isNode(value) && isNode(value.pageInfo)) {
    // A cursor is not content: it may differ in an unchanged record.
    node[field] = { ...value, pageInfo: { hasNextPage: value.pageInfo.hasNextPage } }
  }
}

const isNode = (value: unknown): value is GazelleNode => typeof value === 'object' && value !== null

const goesOn = (value: unknown): boolean =>
  isNode(value) && isNode(value.pageInfo) && value.pageInfo.hasNextPage === true

const itemsOf = (value: unknown): GazelleNode[] =>
  isNode(value) && Array.isArray(value.nodes) ? value.nodes.filter(isNode) : []
