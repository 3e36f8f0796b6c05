import { type GazelleClient, withoutErroredFields } from './client.ts'
import { usableId } from './holes.ts'
import type { Found, Module, Query } from './module.ts'
import { edgesOf, type GazelleNode, pageOf, unreadableAnswer } from './page.ts'
import { isPlaceless } from './partial.ts'
import { pageQuery, selectionOf } from './selection.ts'

interface Among {
  list: string
  fields: string
  /** Field that refers to the owner; the list's argument is its name and `Id`. */
  owner: string
  /** Field with the record's instant; the list's argument is its name and `Get`. */
  at: string
}

/** How records are looked up where Gazelle gives none by its id. */
export interface LookUps {
  byIds: NonNullable<Module['byIds']>
  groups: NonNullable<Module['lookUpGroups']>
  queries: Query[]
}

const dayMs = 86_400_000
const pageSize = 100

/**
 * Look-ups for a kind without a query by id: each record is searched among all of its owner's, since its
 * time may have been corrected. One without an owner is looked for from two days before it on, because in which zone
 * the bound is read is not known. All of one owner's are found in one reading of its list.
 */
export const amongOwners = (among: Among): LookUps => {
  const { list, fields, owner, at } = among
  const query = pageQuery('Neighbours', list, selectionOf(fields), {
    [`${owner}Id`]: 'String',
    [`${at}Get`]: 'CoreDateTime',
  })
  const byIds: NonNullable<Module['byIds']> = async (client, ids, { known, signal }) => {
    const found: Found = { records: new Map(), failures: new Map(), apiCalls: 0, waitedMs: 0 }
    for (const { filters, ids: some } of groupsOf(ids, known, among)) {
      try {
        if (!filters) throw unreadableAnswer('a look-up by id', `neither its ${owner} nor its ${at} is known`)
        const records = await read(client, { query, list, filters, ids: some, found, signal })
        for (const id of some) if (!found.failures.has(id)) found.records.set(id, records.get(id) ?? null)
      } catch (error) {
        signal?.throwIfAborted()
        for (const id of some) found.failures.set(id, error)
      }
    }
    return found
  }
  const variables = { [`${owner}Id`]: 'x', [`${at}Get`]: '2026-01-01T00:00:00.000Z', first: 1, after: null }
  const groups: LookUps['groups'] = (ids, known) => groupsOf(ids, known, among).map((group) => group.ids)
  return { byIds, groups, queries: [{ name: `${list} among its ${owner}’s`, text: query, variables }] }
}

type Filters = Record<string, string | null>
interface Group {
  filters: Filters | null
  ids: string[]
}

const groupsOf = (ids: string[], known: Record<string, GazelleNode>, { owner, at }: Among): Group[] => {
  const groups = new Map<string, Group>()
  for (const id of ids) {
    const record = known[id]
    const ownerId = isReference(record?.[owner]) ? record[owner].id : null
    const instant = Date.parse(String(record?.[at]))
    const since = Number.isNaN(instant) ? null : new Date(instant - 2 * dayMs).toISOString()
    const filters =
      ownerId || since ? { [`${owner}Id`]: ownerId, [`${at}Get`]: ownerId ? null : since } : null
    const key = JSON.stringify(filters)
    const group = groups.get(key)
    if (group) group.ids.push(id)
    else groups.set(key, { filters, ids: [id] })
  }
  return [...groups.values()]
}

interface Reading {
  query: string
  list: string
  filters: Filters
  ids: string[]
  found: Found
  signal: AbortSignal | undefined
}

/** Pages in a row without anything new, after which a list is taken to have no end. */
const mostIdlePages = 3

/** Reads a list until all of `ids` are found, or to its end: then it must be whole. */
async function read(client: GazelleClient, { query, list, filters, ids, found, signal }: Reading) {
  const records = new Map<string, GazelleNode>()
  const seen = new Set<unknown>()
  let idle = 0
  let isWhole = true
  for (let after: string | null = null; ; ) {
    const variables = { ...filters, first: pageSize, after }
    const answer = await client.request<GazelleNode>(query, variables, { signal, retries: 1, spent: found })
    const { data, errors } = answer
    const page = pageOf(edgesOf(withoutErroredFields(data, errors)[list], list, { after }), errors)
    // A field of another record is no matter here; a record that did not come may be the one that is asked for.
    isWhole &&= page.holes.every(({ id }) => id !== null)
    const lacking = new Set(page.holes.map(({ id }) => id))
    const inDoubt = errors.some((error) => isPlaceless(data, error))
    const before = seen.size
    for (const node of page.nodes) {
      const id = usableId(node)
      seen.add(id)
      if (id === null || !ids.includes(id)) continue
      if (inDoubt || lacking.has(id))
        found.failures.set(id, unreadableAnswer('a look-up by id', 'a part of it came with errors'))
      else records.set(id, node)
    }
    if (ids.every((id) => records.has(id) || found.failures.has(id))) return records
    if (!page.hasNextPage) {
      if (!isWhole) throw unreadableAnswer('a look-up by id', 'some of its neighbours did not come')
      if (seen.size < (page.totalCount ?? 0))
        throw unreadableAnswer('a look-up by id', 'its neighbours are fewer than totalCount')
      return records
    }
    idle = seen.size > before ? 0 : idle + 1
    if (idle === mostIdlePages) throw unreadableAnswer('a look-up by id', 'its neighbours have no end')
    after = page.endCursor
  }
}

const isReference = (value: unknown): value is { id: string } =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
