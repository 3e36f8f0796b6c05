import { type GazelleClient, withoutErroredFields } from './client.ts'
import type { Found, Module, Query } from './module.ts'
import { connection, type GazelleNode, unreadableAnswer } from './page.ts'
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
        for (const id of some) found.records.set(id, records.get(id) ?? null)
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

/** Reads a list until all of `ids` are found, or to its end: then it must be whole. */
async function read(client: GazelleClient, { query, list, filters, ids, found, signal }: Reading) {
  const records = new Map<string, GazelleNode>()
  const seen = new Set<unknown>()
  for (let after: string | null = null; ; ) {
    const variables = { ...filters, first: pageSize, after }
    const answer = await client.request<GazelleNode>(query, variables, { signal, retries: 1 })
    found.apiCalls += answer.apiCalls
    found.waitedMs += answer.waitedMs
    const page = connection(withoutErroredFields(answer.data, answer.errors)[list], list, after)
    if (answer.errors.length > 0 || page.nullNodes > 0)
      throw unreadableAnswer('a look-up by id', 'some of its neighbours did not come')
    for (const node of page.nodes) {
      seen.add(node.id)
      if (typeof node.id === 'string' && ids.includes(node.id)) records.set(node.id, node)
    }
    if (records.size === ids.length) return records
    if (!page.hasNextPage) {
      if (seen.size < (page.totalCount ?? 0))
        throw unreadableAnswer('a look-up by id', 'its neighbours are fewer than totalCount')
      return records
    }
    after = page.endCursor
  }
}

const isReference = (value: unknown): value is { id: string } =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
