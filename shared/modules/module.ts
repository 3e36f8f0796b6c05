import { type GazelleClient, withoutErroredFields } from '../gazelle/client.ts'
import type { Document } from '../gazelle/document.ts'
import { fromGraphqlErrors } from '../gazelle/errors.ts'
import { connection, type GazelleNode, list, type Page, unreadable } from '../gazelle/page.ts'

export type Mode = 'incremental' | 'full' | 'repair'
/** Days around today for the dated kinds: `fast` 7 back and 30 ahead, `balanced` 30/90, `exhaustive` 60/365. */
export type Window = 'fast' | 'balanced' | 'exhaustive'

/** What a run asks a module for. */
export interface Request {
  mode: Mode
  window: Window | null
  /** Read from this instant on; null reads everything. */
  since: Date | null
  until: Date | null
  /** The account's IANA zone. */
  timeZone: string
}

/** A page and what it cost. */
export interface FetchedPage extends Page {
  /** Errors that came beside the data; the fields they took are absent from the records. */
  apiErrors: number
  apiCalls: number
  /** Milliseconds spent waiting for a turn or between attempts. */
  waitedMs: number
}

/** A stream of pages with a cursor of its own. Lanes of a run are read side by side. */
export interface Lane {
  name: string
  /** Read after the others, and only until the sweep as a whole has seen totalCount: it proves that nothing fell between. */
  wholeSweep?: boolean
  /** @throws GazelleError */
  fetch(client: GazelleClient, cursor: string | null, signal?: AbortSignal): Promise<FetchedPage>
}

/** One kind of data: what to ask Gazelle for, and how to page. */
export interface Module {
  name: string
  /** How far before the last success an incremental run reads again, as a Postgres interval. */
  overlap(window: Window | null): string
  lanes(request: Request): Lane[]
  /**
   * Asks for one record, where Gazelle can be asked; `sync.modules.by_id` says the same. Null: there is none.
   * @param known the record as it was last read, if it ever was
   * @throws GazelleError, which is no answer
   */
  byId?(client: GazelleClient, id: string, signal?: AbortSignal, known?: GazelleNode): Promise<FetchedRecord>
}

/** A record and what it cost. */
export interface FetchedRecord {
  node: GazelleNode | null
  apiCalls: number
  waitedMs: number
}

/** Records a page asks for. 100 always works; more is not known to. */
export const pageSize = 100

/** Variables of every paged query. */
export interface Paging {
  first: number
  after: string | null
}

/** A connection inside each record, read to its end when it goes on past its first page. */
export interface NestedConnection {
  field: string
  /** Connections inside each of its items. */
  inner: NestedConnection[]
  /** Reads on: the connection of the record `id` after `cursor`. */
  more(
    client: GazelleClient,
    id: string,
    after: string,
    signal?: AbortSignal,
  ): Promise<{ connection: unknown } & Cost>
}

/** What reading on cost, and how many errors came beside the data. */
interface Cost {
  apiCalls: number
  waitedMs: number
  apiErrors: number
}

/**
 * A connection that is read on with a query by the record's id.
 * @param pick the connection in the answer
 */
export const nestedConnection = <Data>(
  field: string,
  document: Document<Data, { id: string; after: string }>,
  pick: (data: Data) => unknown,
  inner: NestedConnection[] = [],
): NestedConnection => ({
  field,
  inner,
  async more(client, id, after, signal) {
    const { data, errors, apiCalls, waitedMs } = await client.request(document, { id, after }, { signal })
    return { connection: pick(data), apiErrors: errors.length, apiCalls, waitedMs }
  },
})

/**
 * A lane over a Relay connection.
 * @param pick the connection in the answer
 */
export function connectionLane<Data, Filters extends object>(
  name: string,
  document: Document<Data, Filters & Paging>,
  filters: Filters,
  pick: (data: Data) => unknown,
  options: { nested?: NestedConnection[]; wholeSweep?: boolean; retries?: number } = {},
): Lane {
  return {
    name,
    wholeSweep: options.wholeSweep ?? false,
    async fetch(client, after, signal) {
      const variables = { ...filters, first: pageSize, after }
      const { retries } = options
      const { data, errors, apiCalls, waitedMs } = await client.request(document, variables, {
        signal,
        retries,
      })
      const page = connection(pick(withoutErroredFields(data, errors)), name, after)
      const cost = { apiCalls, waitedMs, apiErrors: errors.length }
      for (const nested of options.nested ?? [])
        for (const node of page.nodes) await readOn(client, nested, node, cost, signal)
      return { ...page, ...cost }
    },
  }
}

/** A lane over a plain list: one page. */
export function listLane<Data>(
  name: string,
  document: Document<Data, Record<string, never>>,
  pick: (data: Data) => unknown,
): Lane {
  return {
    name,
    async fetch(client, _after, signal) {
      const { data, errors, apiCalls, waitedMs } = await client.request(document, {}, { signal })
      const page = list(pick(withoutErroredFields(data, errors)), name)
      return { ...page, apiErrors: errors.length, apiCalls, waitedMs }
    },
  }
}

/**
 * A look-up by id.
 * @param pick the record in the answer
 */
export const recordById =
  <Data>(
    document: Document<Data, { id: string }>,
    pick: (data: Data) => object | null | undefined,
    nested: NestedConnection[] = [],
  ): NonNullable<Module['byId']> =>
  async (client, id, signal) => {
    const { data, errors, apiCalls, waitedMs } = await client.request(
      document,
      { id },
      { signal, retries: 1 },
    )
    // A record that errors took fields from is read again by the next sweep, which knows how to leave them alone.
    if (errors.length > 0) throw fromGraphqlErrors(errors)
    const record = pick(data)
    const cost = { apiCalls, waitedMs, apiErrors: 0 }
    if (record === undefined) throw unreadable('a look-up by id', 'the record is neither there nor null')
    if (record === null) return { node: null, ...cost }
    const node: GazelleNode = { ...record }
    for (const one of nested) await readOn(client, one, node, cost, signal)
    if (cost.apiErrors > 0) throw unreadable('a look-up by id', 'a part of it came with errors')
    return { node, ...cost }
  }

async function readOn(
  client: GazelleClient,
  { field, more, inner }: NestedConnection,
  node: GazelleNode,
  cost: Cost,
  signal: AbortSignal | undefined,
) {
  const { id, [field]: value } = node
  if (typeof id === 'string' && goesOn(value)) {
    const whole = connection(value, field)
    while (whole.hasNextPage && whole.endCursor !== null) {
      const answer = await more(client, id, whole.endCursor, signal)
      cost.apiCalls += answer.apiCalls
      cost.waitedMs += answer.waitedMs
      cost.apiErrors += answer.apiErrors
      // Vanished meanwhile, or with fields that failed: what came so far stands, and is not called whole.
      if (answer.apiErrors > 0 || answer.connection === null || answer.connection === undefined) break
      const next = connection(answer.connection, field, whole.endCursor)
      whole.nodes.push(...next.nodes)
      whole.nullNodes += next.nullNodes
      whole.hasNextPage = next.hasNextPage
      whole.endCursor = next.endCursor
    }
    const nulls = Array.from({ length: whole.nullNodes }, () => null)
    node[field] = { nodes: [...whole.nodes, ...nulls], pageInfo: { hasNextPage: whole.hasNextPage } }
  } else if (isNode(value) && isNode(value.pageInfo)) {
    // A cursor is no content: an unchanged record must look unchanged.
    node[field] = { ...value, pageInfo: { hasNextPage: value.pageInfo.hasNextPage } }
  }
  for (const one of inner)
    for (const item of itemsOf(node[field])) await readOn(client, one, item, cost, signal)
}

const isNode = (value: unknown): value is GazelleNode => typeof value === 'object' && value !== null

const goesOn = (value: unknown): boolean =>
  isNode(value) && isNode(value.pageInfo) && value.pageInfo.hasNextPage === true

const itemsOf = (value: unknown): GazelleNode[] =>
  isNode(value) && Array.isArray(value.nodes) ? value.nodes.filter(isNode) : []

/**
 * The day of an instant in a zone, `shift` days later, as Gazelle's CoreDate. In which zone Gazelle reads its day
 * filters is not known, so callers widen by a day at each end.
 */
export function dayOf(instant: Date, timeZone: string, shift: number): string {
  const day = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(instant)
  // Shifted as a date: a local day can have 23 or 25 hours.
  return new Date(Date.parse(`${day}T00:00:00Z`) + shift * 86_400_000).toISOString().slice(0, 10)
}

/** Filters that clients and pianos share. */
export interface Recency {
  hasTimelineActivityGet?: string | null
  hasTimelineActivityLet?: string | null
  createdGet?: string | null
  createdLet?: string | null
}

/**
 * Lanes over clients or pianos: all of them, or those touched and those created since. Whether every edit counts as a
 * touch is not known, so a regular full sweep stays necessary.
 */
export function touchedOrCreated(
  { since, until, timeZone }: Request,
  lane: (name: string, filters: Recency | null) => Lane,
): Lane[] {
  if (!since) return [lane('all', null)]
  const from = dayOf(since, timeZone, -1)
  const to = until && dayOf(until, timeZone, 1)
  return [
    lane('touched', { hasTimelineActivityGet: from, hasTimelineActivityLet: to }),
    lane('created', { createdGet: from, createdLet: to }),
  ]
}
