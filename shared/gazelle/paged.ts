import { type GazelleClient, withoutErroredFields } from './client.ts'
import { fromGraphqlErrors, GazelleError, type GraphqlError, isAboutSize } from './errors.ts'
import { holesOf, isTooDeep, listHole, usableId } from './holes.ts'
import type { Found, Hole, Lane, Module, Query, Request, Window } from './module.ts'
import type { LookUps } from './neighbours.ts'
import { type ReadOnQueries, readOn, readOnQueries } from './nested.ts'
import { type GazelleNode, gazelleNode, list as listPage, type Page, unreadableAnswer } from './page.ts'
import { hasNoPath } from './partial.ts'
import { type ReadList, readPage } from './reader.ts'
import {
  listQuery,
  listsQuery,
  type Nested,
  pageQuery,
  recordsQuery,
  selectionOf,
  withoutField,
} from './selection.ts'
import { firstOf } from './wait.ts'

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
  /** How far before the watermark an incremental run reads again, as a Postgres interval. */
  overlap?: string | ((window: Window | null) => string)
  /** The arguments of each lane; one lane over everything where there is none. */
  lanes?: (request: Request) => Lanes
  /** The enums whose values the lanes send, see `streamsBy`. */
  enums?: NonNullable<Module['enums']>
  /** The lane without a filter: read last, and only until the sweep has seen totalCount. */
  proof?: string
  /** Lanes that read another one's list from its other end, until the two meet: name → the other's name. */
  ends?: Record<string, string>
  /** GraphQL fields of a record; each leaf has a column. */
  fields: string
  /** Connections inside a record. */
  nested?: Record<string, Nested>
  /** How records are looked up where Gazelle gives none by its id, with the queries that this sends. */
  lookUps?: LookUps
}

const capitalised = (name: string) =>
  name.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** Ids in one request. Whether Gazelle limits complexity is not known: a refusal halves it. */
const idBatchSize = 50

/** A module over a connection. */
export function paged(declared: Paged): Module {
  const { name, list, one, type, sortBy, fields, nested = {}, ends = {}, overlap = '0' } = declared
  const types = declared.arguments ?? {}
  const title = capitalised(name)
  const selection = selectionOf(fields, nested)
  const queriesOf = (suffix: string, isBackwards: boolean) => ({
    page: pageQuery(title + suffix, list, selection, types, sortBy, isBackwards),
    ids: pageQuery(`${title}Ids${suffix}`, list, 'id', types, sortBy, isBackwards),
  })
  const queries = { forwards: queriesOf('', false), backwards: queriesOf('Backwards', true) }
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
    fetch: (client, cursor, asking) => readPage(client, listOf(lane, args), cursor, asking),
  })

  const listOf = (lane: string, args: Record<string, unknown>): ReadList => ({
    list,
    args,
    queries,
    isBackwards: lane in ends,
    // Another lane reads from the other end, or this one proves what others have read.
    canTurn: lane !== declared.proof && !Object.entries(ends).some((pair) => pair.includes(lane)),
    connections,
    byId: one ? (client, id, signal) => once(client, [id], { known: {}, signal }) : undefined,
  })

  const byIds = byIdsOf({ recordsOf, connections, list, retries: 1 })
  const once = byIdsOf({ recordsOf, connections, list, retries: 0 })

  return {
    name,
    list,
    overlap: typeof overlap === 'function' ? overlap : () => overlap,
    lanes: (request) => {
      const lanes = Object.entries(lanesOf(request))
      const names = lanes.map(([name]) => name)
      return lanes.map(([name, args]) => lane(name, args, names))
    },
    ...(declared.enums && { enums: declared.enums }),
    ...((declared.lookUps || one) && { byIds: declared.lookUps?.byIds ?? byIds }),
    ...(declared.lookUps && { lookUpGroups: declared.lookUps.groups }),
    queries: (request): Query[] => [
      ...Object.entries(lanesOf(request)).map(([lane, args]) => ({
        name: `${name} ${lane}`,
        text: queries[lane in ends ? 'backwards' : 'forwards'].page,
        variables: { ...args, first: 1, after: null },
      })),
      // What is asked where a record cannot be fetched.
      ...Object.entries(queries).flatMap(([direction, { page, ids }]) =>
        Object.entries({ page, ids }).map(([what, text]) => ({
          name: `${name} ${what} ${direction}`,
          text,
          variables: { ...Object.values(lanesOf(request))[0], first: 1, after: null },
        })),
      ),
      ...(one ? [{ name: `${name} by id`, text: recordsOf(1), variables: { id0: 'x' } }] : []),
      ...[...connections.queries].map(([path, { text }]) => ({
        name: `${name} ${path}`,
        text,
        variables: { id: 'x', first: 1, after: null },
      })),
      ...(declared.lookUps?.queries ?? []),
    ],
  }
}

/** A kind of data that Gazelle gives as one plain list, whatever the mode. */
export interface Listed {
  name: string
  /** Root field of the list. */
  list: string
  /** Arguments that are always the same, such as `allActiveUsers: true`. */
  arguments?: string
  /** For a list that Gazelle gives for one owner: the list of owners, and the argument that takes an owner's id. */
  each?: { list: string; argument: string }
  /** Root field that gives one record, and the GraphQL type of a record. */
  one?: string
  type?: string
  /** GraphQL fields of a record; each leaf has a column. */
  fields: string
}

/** A module over a plain list. */
export function listed({ name, list, arguments: args, each, one, type, fields }: Listed): Module {
  const title = capitalised(name)
  const selection = selectionOf(fields)
  const query = listQuery(title, list, selection, args)
  const recordsOf = (count: number) => recordsQuery(`${title}ById`, one ?? '', type ?? '', selection, count)
  const connections = { nested: {}, queries: new Map() }
  const byIds = one
    ? {
        byIds: byIdsOf({ recordsOf, connections, list, retries: 1 }),
        queries: [{ name: `${name} by id`, text: recordsOf(1), variables: { id0: 'x' } }],
      }
    : { queries: [] }
  if (!each)
    return plain({
      name,
      list,
      ...byIds,
      queries: [{ name: `${name} all`, text: query, variables: {} }, ...byIds.queries],
      read: async (ask) => {
        const { data, errors } = await askWhole(ask, list, selection, (asked) =>
          listQuery(title, list, asked, args),
        )
        return listPage(data[list], list, errors)
      },
    })

  const owners = listQuery(`${title}Owners`, each.list, 'id')
  const queryOf = (count: number) => listsQuery(title, list, each.argument, selection, count)

  /**
   * The lists of some owners. What one request cannot answer is asked for in halves, down to the owner at fault; a list that
   * does not come is a hole, and the others arrive.
   */
  const listsOf = async (ids: string[], ask: Ask): Promise<Page[]> => {
    const variables = Object.fromEntries(ids.map((id, at) => [`id${at}`, id]))
    try {
      const { data, errors, doubt } = await ask(queryOf(ids.length), variables, { retries: 1 })
      return ids.map((id, at) => {
        const alias = `list${at}`
        const own = errors.filter(({ path }) => path?.[0] === alias)
        const rows = data[alias]
        if (!Array.isArray(rows)) return notCome([listHole(id, own[0]?.message)])
        // A list that came empty may have been emptied.
        if (doubt && rows.length === 0) return notCome([listHole(id, doubt.message)])
        return listPage(rows, list, own)
      })
    } catch (error) {
      if (!(error instanceof GazelleError && isAboutSize(error))) throw error
      if (ids.length === 1) return [notCome([listHole(ids[0] ?? '', error.message)])]
      const half = Math.ceil(ids.length / 2)
      return [...(await listsOf(ids.slice(0, half), ask)), ...(await listsOf(ids.slice(half), ask))]
    }
  }
  return plain({
    name,
    list,
    ...byIds,
    queries: [
      { name: `${name} owners`, text: owners, variables: {} },
      { name: `${name} all`, text: queryOf(1), variables: { id0: 'x' } },
      ...byIds.queries,
    ],
    read: async (ask) => {
      const answer = await ask(owners, {})
      const all = listPage(answer.data[each.list], each.list, answer.errors)
      const ids = all.nodes.flatMap((node) => usableId(node) ?? [])
      // An owner that cannot be asked about is a hole: what is its own would look gone.
      const lacking = all.holes.filter(({ kind }) => kind !== 'error')
      const pages: Page[] = []
      for (let from = 0; from < ids.length; from += idBatchSize)
        pages.push(...(await listsOf(ids.slice(from, from + idBatchSize), ask)))
      // A list of nothing but holes is not read: the form of the answer changed, or Gazelle is in trouble.
      if (pages.length > 0 && pages.every(({ holes }) => holes.some(({ kind }) => kind === 'list')))
        throw unreadableAnswer(list, `none came: ${pages[0]?.holes[0]?.message || 'without an error'}`)
      return together([notCome(lacking.map(({ place, message }) => listHole(place, message))), ...pages])
    },
  })
}

/** A kind of data of which Gazelle has one object, such as the company: a list of one. */
export function single({ name, one, fields }: { name: string; one: string; fields: string }): Module {
  const selection = selectionOf(fields)
  const queryOf = (asked: string) => listQuery(capitalised(name), one, asked)
  return plain({
    name,
    list: one,
    queries: [{ name: `${name} all`, text: queryOf(selection), variables: {} }],
    read: async (ask) => {
      const { data, errors } = await askWhole(ask, one, selection, queryOf)
      const alone = errors.map((error) => ({ ...error, path: [one, 0, ...(error.path ?? []).slice(1)] }))
      return listPage([data[one]], one, alone)
    },
  })
}

/** Fields that a list may be asked for without. */
const mostFieldsLeftOut = 3

/**
 * Asks for a list that has no pages, or for one object. A field that errs although it must not be null takes the whole answer
 * along: it is left out, which keeps its values, and is a hole of the record that it errs in.
 */
async function askWhole(ask: Ask, root: string, selection: string, queryOf: (selection: string) => string) {
  const faults: GraphqlError[] = []
  let asked = selection
  for (;;) {
    try {
      const { data, errors } = await ask(queryOf(asked), {}, { sizeTries: 2 })
      return { data, errors: [...errors, ...faults] }
    } catch (error) {
      const fault = faultOf(error, root)
      if (!fault) {
        if (faults.length > 0 || !isAboutSize(error)) throw error
        return ask(queryOf(asked), {})
      }
      const without = withoutField(asked, fault.field)
      if (without === asked || fault.field === 'id' || faults.length === mostFieldsLeftOut) throw error
      asked = without
      faults.push(fault)
    }
  }
}

/** The field of a record that took a whole answer along; null for any other error. */
const faultOf = (error: unknown, root: string) => {
  if (!(error instanceof GazelleError && isAboutSize(error))) return null
  const [first, ...steps] = error.about.split('.')
  const [at, field] = /^\d+$/.test(steps[0] ?? '') ? [Number(steps[0]), steps[1]] : [null, steps[0]]
  if (first !== root || !field) return null
  return { message: error.message, field, path: at === null ? [root, field] : [root, at, field] }
}

type Ask = (
  text: string,
  variables: Record<string, unknown>,
  options?: { retries?: number; sizeTries?: number },
) => Promise<{ data: GazelleNode; errors: GraphqlError[]; doubt: GraphqlError | undefined }>

interface Plain {
  name: string
  list: string
  queries: Query[]
  byIds?: NonNullable<Module['byIds']>
  read(ask: Ask): Promise<Page>
}

/** A module with one lane of one page. */
const plain = ({ name, list, queries, byIds, read }: Plain): Module => ({
  name,
  list,
  overlap: () => '0',
  lanes: () => [
    {
      name: 'all',
      isWhole: true,
      async fetch(client, _after, { signal }) {
        const cost = { apiCalls: 0, waitedMs: 0, apiErrors: 0, askedAt: Number.POSITIVE_INFINITY }
        const placeless: GraphqlError[] = []
        const page = await read(async (text, variables, options) => {
          const answer = await client.request<GazelleNode>(text, variables, { signal, ...options })
          cost.apiCalls += answer.apiCalls
          cost.waitedMs += answer.waitedMs
          cost.apiErrors += answer.errors.length
          cost.askedAt = Math.min(cost.askedAt, answer.askedAt)
          const { data, errors } = answer
          const unlocatedErrors = errors.filter((error) => hasNoPath(data, error))
          placeless.push(...unlocatedErrors)
          return {
            data: withoutErroredFields(data, errors),
            errors: errors.filter((error) => !unlocatedErrors.includes(error)),
            doubt: unlocatedErrors[0],
          }
        })
        const [doubt] = placeless
        if (!doubt) return { ...page, ...cost }
        // A list that came empty may have been emptied.
        const isEmptied = page.nodes.length === 0 && page.nullNodes === 0
        const came = isEmptied ? notCome([listHole('', doubt.message)]) : page
        const holes = [...came.holes, ...holesOf({ items: [], errors: placeless, haveIds: true })]
        return { ...came, ...cost, holes, inDoubt: true }
      },
    },
  ],
  ...(byIds && { byIds }),
  queries: () => queries,
})

/** A page of lists that did not come. */
const notCome = (holes: Hole[]): Page => ({
  nodes: [],
  nullNodes: holes.length,
  endCursor: null,
  resumeCursor: null,
  hasNextPage: false,
  totalCount: holes.length,
  holes,
})

/** Lists as one page. What Gazelle gives for several owners comes once. */
const together = (pages: Page[]): Page => {
  const all = pages.flatMap(({ nodes }) => nodes)
  const nodes = [...new Map(all.map((node) => [node.id ?? node, node])).values()]
  const nullNodes = pages.reduce((sum, page) => sum + page.nullNodes, 0)
  const holes = pages.flatMap((page) => page.holes)
  return { ...notCome(holes), nodes, nullNodes, totalCount: nodes.length + nullNodes }
}

interface IdRequest {
  recordsOf: (count: number) => string
  connections: { nested: Record<string, Nested>; queries: ReadOnQueries }
  list: string
  retries: number
  found: Found
  signal: AbortSignal | undefined
  until: AbortSignal | undefined
}

/** Look-ups by id, for a module that declares its query of one record. */
const byIdsOf =
  (request: Omit<IdRequest, 'found' | 'signal' | 'until'>): NonNullable<Module['byIds']> =>
  async (client, ids, { signal, until }) => {
    const found: Found = { records: new Map(), failures: new Map(), apiCalls: 0, waitedMs: 0 }
    const waiting = Array.from({ length: Math.ceil(ids.length / idBatchSize) }, (_, n) =>
      ids.slice(n * idBatchSize, (n + 1) * idBatchSize),
    )
    // What one request cannot answer is asked for in halves, down to the record at fault, after all the others: it must
    // not use up their time.
    for (let some = waiting.shift(); some; some = waiting.shift())
      waiting.push(...(await askByIds(client, some, { ...request, found, signal, until })))
    return found
  }

/** Asks for many records in one request; gives what is to be asked for again, in smaller requests. */
async function askByIds(client: GazelleClient, some: string[], request: IdRequest): Promise<string[][]> {
  const { recordsOf, retries, found, signal, until } = request
  const time = firstOf(signal, until)
  const variables = Object.fromEntries(some.map((id, at) => [`id${at}`, id]))
  try {
    time.throwIfAborted()
    const answer = await client.request<GazelleNode>(recordsOf(some.length), variables, {
      signal: time,
      retries,
      // Of what takes too long a part may be answered in time: the same call is not made again.
      sizeTries: retries + 1,
      byField: true,
      spent: found,
    })
    // An error that does not say where it belongs would stand for all of them, each time.
    const placeless = answer.errors.filter((error) => hasNoPath(answer.data, error))
    if (placeless.length > 0 && some.length > 1) throw fromGraphqlErrors(placeless)
    for (const [at, id] of some.entries()) {
      const alias = `record${at}`
      const errors = answer.errors.filter((error) => placeless.includes(error) || error.path?.[0] === alias)
      try {
        // A record that errors took fields from is read again by the next sweep, which knows how to leave them alone.
        if (errors.length > 0) throw fromGraphqlErrors(errors)
        found.records.set(id, await wholeRecord(client, answer.data[alias], { ...request, signal: time }))
      } catch (error) {
        signal?.throwIfAborted()
        found.failures.set(id, error)
      }
    }
  } catch (error) {
    signal?.throwIfAborted()
    if (some.length > 1 && isAboutSize(error)) {
      const half = Math.ceil(some.length / 2)
      // The record that is known to be there stands last: its half is asked for first.
      return [some.slice(half), some.slice(0, half)]
    }
    for (const id of some) found.failures.set(id, error)
  }
  return []
}

async function wholeRecord(
  client: GazelleClient,
  value: unknown,
  { connections, list, found, signal }: Omit<IdRequest, 'until'>,
) {
  if (value === null) return null
  const read = gazelleNode.safeParse(value)
  if (!read.success) throw unreadableAnswer(`a record of ${list}`, 'it is neither there nor null')
  if (isTooDeep(read.data)) throw unreadableAnswer(`a record of ${list}`, 'it is nested too deep')
  const node = { ...read.data }
  const cost = { apiCalls: 0, waitedMs: 0, apiErrors: 0 }
  // A list in it that never ends is reported by the sweep; the record is there all the same.
  await readOn(client, node, '', connections, { cost, holes: [], signal })
  found.apiCalls += cost.apiCalls
  found.waitedMs += cost.waitedMs
  if (cost.apiErrors > 0) throw unreadableAnswer(`a record of ${list}`, 'a part of it came with errors')
  return node
}
