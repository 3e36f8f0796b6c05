import { type GazelleClient, withoutErroredFields } from './client.ts'
import { fromGraphqlErrors, isAboutSize } from './errors.ts'
import type { Found, Lane, Module, Query, Request, Window } from './module.ts'
import { type ReadOnQueries, readOn, readOnQueries } from './nested.ts'
import { connection, type GazelleNode, gazelleNode, list as listPage, unreadable } from './page.ts'
import { listQuery, type Nested, pageQuery, recordsQuery, selectionOf } from './selection.ts'

/** The arguments of each lane, by its name. */
type Lanes = Record<string, Record<string, unknown>>

/** A kind of data that Gazelle gives as a connection: its fields are declared here, and every query follows. */
export interface Paged {
  name: string
  /** Root field of the list. */
  list: string
  /** Root field that gives one record: `piano`, or `event(eventId)` where its argument is not called `id`. */
  one?: string
  /** GraphQL type of a record. */
  type: string
  /** GraphQL types of the list's arguments, such as `{ filters: 'PrivateAllPianosFilter' }`. */
  arguments?: Record<string, string>
  sortBy?: string
  /** How far before the last success an incremental run reads again, as a Postgres interval. */
  overlap?: string | ((window: Window | null) => string)
  /** The arguments of each lane; one lane over everything where there is none. */
  lanes?: (request: Request) => Lanes
  /** The lane without a filter: read last, and only until the sweep has seen totalCount. */
  proof?: string
  /** Lanes that read another one's list from its other end, until the two meet: name → the other's name. */
  ends?: Record<string, string>
  /** GraphQL fields of a record; each leaf has a column. */
  fields: string
  /** Connections inside a record. */
  nested?: Record<string, Nested>
  byIds?: Module['byIds']
}

/** A page of so many records always works. */
export const smallestPage = 100

const capitalised = (name: string) =>
  name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Ids in one request. Whether Gazelle limits complexity is not known: a refusal halves it. */
const idsAtOnce = 50

/** A module over a connection. */
export function paged(declared: Paged): Module {
  const { name, list, one, type, sortBy, fields, nested = {}, ends = {}, overlap = '0' } = declared
  const types = declared.arguments ?? {}
  const title = capitalised(name)
  const selection = selectionOf(fields, nested)
  const query = pageQuery(title, list, selection, types, sortBy)
  const backwards = pageQuery(`${title}Backwards`, list, selection, types, sortBy, true)
  const connections = { nested, queries: readOnQueries(title, one ?? '', nested) }
  const lanesOf = declared.lanes ?? (() => ({ all: {} }))
  const recordsOf = (count: number) => recordsQuery(`${title}ById`, one ?? '', type, selection, count)

  /** The lanes that a lane counts with: all for the one that proves the sweep, both that read one list. */
  const companions = (lane: string, names: string[]) => {
    if (lane === declared.proof) return { isProof: true, countsWith: names }
    const pair = Object.entries(ends).find((one) => one.includes(lane))
    return pair ? { countsWith: pair } : {}
  }

  const lane = (lane: string, args: Record<string, unknown>, names: string[]): Lane => ({
    name: lane,
    ...companions(lane, names),
    async fetch(client, after, { first, signal }) {
      const variables = { ...args, first, after }
      const { data, errors, apiCalls, waitedMs } = await client.request<GazelleNode>(
        lane in ends ? backwards : query,
        variables,
        { signal, shrinks: first > smallestPage },
      )
      const page = connection(withoutErroredFields(data, errors)[list], list, after)
      const cost = { apiCalls, waitedMs, apiErrors: errors.length }
      for (const node of page.nodes) await readOn(client, node, connections, cost, signal)
      return { ...page, ...cost }
    },
  })

  const byIds: Module['byIds'] = async (client, ids, { signal }) => {
    const found: Found = { records: new Map(), failures: new Map(), apiCalls: 0, waitedMs: 0 }
    await askByIds(client, ids, { recordsOf, connections, list, found, signal })
    return found
  }

  return {
    name,
    list,
    overlap: typeof overlap === 'function' ? overlap : () => overlap,
    lanes: (request) => {
      const lanes = Object.entries(lanesOf(request))
      const names = lanes.map(([name]) => name)
      return lanes.map(([name, args]) => lane(name, args, names))
    },
    ...((declared.byIds ?? one) && { byIds: declared.byIds ?? byIds }),
    queries: (request): Query[] => [
      ...Object.entries(lanesOf(request)).map(([lane, args]) => ({
        name: `${name} ${lane}`,
        text: lane in ends ? backwards : query,
        variables: { ...args, first: 1, after: null },
      })),
      ...(one ? [{ name: `${name} by id`, text: recordsOf(1), variables: { id0: 'x' } }] : []),
      ...[...connections.queries].map(([path, { text }]) => ({
        name: `${name} ${path}`,
        text,
        variables: { id: 'x', after: 'x' },
      })),
    ],
  }
}

/** A kind of data that Gazelle gives as one plain list, whatever the mode. */
export function listed({ name, list, fields }: { name: string; list: string; fields: string }): Module {
  const query = listQuery(capitalised(name), list, selectionOf(fields))
  const lane: Lane = {
    name: 'all',
    async fetch(client, _after, { signal }) {
      const { data, errors, apiCalls, waitedMs } = await client.request<GazelleNode>(query, {}, { signal })
      const page = listPage(withoutErroredFields(data, errors)[list], list)
      return { ...page, apiErrors: errors.length, apiCalls, waitedMs }
    },
  }
  return {
    name,
    list,
    overlap: () => '0',
    lanes: () => [lane],
    queries: () => [{ name: `${name} all`, text: query, variables: {} }],
  }
}

interface Asking {
  recordsOf: (count: number) => string
  connections: { nested: Record<string, Nested>; queries: ReadOnQueries }
  list: string
  found: Found
  signal: AbortSignal | undefined
}

/** Asks for many records in one request; what one request cannot answer is asked for in halves, down to the record at fault. */
async function askByIds(client: GazelleClient, ids: string[], asking: Asking): Promise<void> {
  const { recordsOf, found, signal } = asking
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    const some = ids.slice(from, from + idsAtOnce)
    const variables = Object.fromEntries(some.map((id, at) => [`id${at}`, id]))
    try {
      const answer = await client.request<GazelleNode>(recordsOf(some.length), variables, {
        signal,
        retries: 1,
        byField: true,
      })
      found.apiCalls += answer.apiCalls
      found.waitedMs += answer.waitedMs
      for (const [at, id] of some.entries()) {
        const alias = `record${at}`
        const errors = answer.errors.filter(({ path }) => !path || path[0] === alias)
        try {
          // A record that errors took fields from is read again by the next sweep, which knows how to leave them alone.
          if (errors.length > 0) throw fromGraphqlErrors(errors)
          found.records.set(id, await wholeRecord(client, answer.data[alias], asking))
        } catch (error) {
          signal?.throwIfAborted()
          found.failures.set(id, error)
        }
      }
    } catch (error) {
      signal?.throwIfAborted()
      if (some.length === 1 || !isAboutSize(error)) for (const id of some) found.failures.set(id, error)
      else {
        const half = Math.ceil(some.length / 2)
        await askByIds(client, some.slice(0, half), asking)
        await askByIds(client, some.slice(half), asking)
      }
    }
  }
}

async function wholeRecord(
  client: GazelleClient,
  value: unknown,
  { connections, list, found, signal }: Asking,
) {
  if (value === null) return null
  const read = gazelleNode.safeParse(value)
  if (!read.success) throw unreadable(`a record of ${list}`, 'it is neither there nor null')
  const node = { ...read.data }
  const cost = { apiCalls: 0, waitedMs: 0, apiErrors: 0 }
  await readOn(client, node, connections, cost, signal)
  found.apiCalls += cost.apiCalls
  found.waitedMs += cost.waitedMs
  if (cost.apiErrors > 0) throw unreadable(`a record of ${list}`, 'a part of it came with errors')
  return node
}
