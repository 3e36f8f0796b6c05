import { type GazelleClient, withoutErroredFields } from './client.ts'
import { GazelleError, isAboutSize } from './errors.ts'
import { usableId } from './holes.ts'
import type { Found, Module, Query } from './module.ts'
import { edgesOf, type GazelleNode, pageOf, unreadableAnswer } from './page.ts'
import { hasNoPath } from './partial.ts'
import { pageQuery, selectionOf } from './selection.ts'
import { firstOf } from './wait.ts'

interface Among {
  list: string
  fields: string
  /** Field that refers to the owner; the list's argument is its name and `Id`. */
  owner: string
  /** Field with the record's instant, by which the list is sorted, newest first; its argument is its name and `Get`. */
  at: string
}

/** How records are looked up where Gazelle gives none by its id. */
export interface LookUps {
  byIds: NonNullable<Module['byIds']>
  groups: NonNullable<Module['lookUpGroups']>
  queries: Query[]
}

const dayMs = 86_400_000
/** How far from its instant a record may stand: in which zone a bound is read is not known. */
const marginMs = 2 * dayMs
/** How far back a date may be corrected together with the owner, for a poll to notice. */
const correctedMs = 60 * dayMs
/** What a poll reads again is no older: see the overlaps of modules. Further back, the list is too long to be read by one. */
const polledMs = 62 * dayMs
const pageSize = 100
/** Where all records since an instant are read: they are many. */
const largePageSize = 500

/**
 * Look-ups for a kind without a query by id: each record is searched among all of its owner's, since its
 * time may have been corrected. One without an owner is looked for from two days before it on. All of one owner's are
 * found in one reading of its list, and so are those without an owner that are about as old.
 *
 * What only polls have missed may have both another owner and another time. It is looked for among everybody's too, from
 * long before it on; where it has no owner, or that reading is not whole, its absence is unproved.
 */
export const amongOwners = (among: Among): LookUps => {
  const { list, fields, owner, at } = among
  const query = pageQuery('Neighbours', list, selectionOf(fields), {
    [`${owner}Id`]: 'String',
    [`${at}Get`]: 'CoreDateTime',
  })
  const byIds: NonNullable<Module['byIds']> = async (client, ids, { known, unswept, signal, until }) => {
    const unproved = new Set<string>()
    const found: Found = { records: new Map(), failures: new Map(), unproved, apiCalls: 0, waitedMs: 0 }
    const time = firstOf(signal, until)
    const readOf = (ownerId: string | null, some: string[], from: number | null) => {
      const filters = { [`${owner}Id`]: ownerId, [`${at}Get`]: from && new Date(from).toISOString() }
      const size = ownerId === null ? largePageSize : pageSize
      return read(client, { query, list, at, filters, size, ids: some, found, signal: time })
    }
    const groups = groupsOf(ids, known, among)
    const isUnswept = ({ id }: Member) => unswept?.has(id) ?? false
    const amongAll = await lookAmongAll(groups, isUnswept, found, readOf, signal)
    for (const { ownerId, since, members: all } of groups) {
      const members = all.filter(({ id }) => !found.records.has(id) && !found.failures.has(id))
      if (members.length === 0) continue
      const some = members.map(({ id }) => id)
      const search: Search = { members, found, since, read: (from) => readOf(ownerId, some, from) }
      try {
        if (ownerId === null && since === null)
          throw unreadableAnswer('a look-up by id', `neither its ${owner} nor its ${at} is known`)
        await lookFor(search)
      } catch (error) {
        signal?.throwIfAborted()
        for (const id of unanswered(search)) found.failures.set(id, error)
      }
      for (const member of members)
        if (isUnswept(member) && found.records.get(member.id) === null && !amongAll.has(member.id))
          unproved.add(member.id)
    }
    return found
  }
  const variables = { [`${owner}Id`]: 'x', [`${at}Get`]: '2026-01-01T00:00:00.000Z', first: 1, after: null }
  const groups: LookUps['groups'] = (ids, known) =>
    groupsOf(ids, known, among).map(({ members }) => members.map(({ id }) => id))
  return { byIds, groups, queries: [{ name: `${list} among its ${owner}’s`, text: query, variables }] }
}

/** A record that is looked for; its instant is NaN where it is not known. */
interface Member {
  id: string
  instant: number
}
/** Records that one reading finds: of an owner, or all since an instant. */
interface Group {
  ownerId: string | null
  since: number | null
  members: Member[]
}

const longestInstant = 8e15

const instantOf = (value: unknown): number => {
  const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Math.abs(instant) < longestInstant ? instant : Number.NaN
}

/** The groups in the order of what they cost: owners' lists, then what is read since an instant, the latest first. */
const groupsOf = (ids: string[], known: Record<string, GazelleNode>, { owner, at }: Among): Group[] => {
  const owners = new Map<string, Group>()
  // With the age the next one doubles: old records hold up no new ones, and together they cost twice the longest reading.
  const ages = new Map<number, Group>()
  const unknown: Group = { ownerId: null, since: null, members: [] }
  for (const id of ids) {
    const record = known[id]
    const member = { id, instant: instantOf(record?.[at]) }
    if (isReference(record?.[owner])) {
      const ownerId = record[owner].id
      const group = owners.get(ownerId) ?? { ownerId, since: null, members: [] }
      owners.set(ownerId, group)
      group.members.push(member)
    } else if (Number.isNaN(member.instant)) unknown.members.push(member)
    else {
      const weeks = Math.max(1, (Date.now() - member.instant) / (7 * dayMs))
      const age = Math.floor(Math.log2(weeks))
      const group = ages.get(age) ?? { ownerId: null, since: Number.POSITIVE_INFINITY, members: [] }
      group.since = Math.min(group.since ?? member.instant, member.instant - marginMs)
      ages.set(age, group)
      group.members.push(member)
    }
  }
  const byAge = [...ages].sort(([one], [other]) => one - other).map(([, group]) => group)
  return [...owners.values(), ...byAge, ...(unknown.members.length > 0 ? [unknown] : [])]
}

/**
 * Looks for what only polls have missed among everybody's, whatever its owner and its time are now; with it, for what
 * the same reading can show. Answers whose absence, with the one from their owners' lists, proves that they are gone.
 */
async function lookAmongAll(
  groups: Group[],
  isUnswept: (member: Member) => boolean,
  found: Found,
  readOf: (ownerId: null, ids: string[], from: number) => Promise<Reading>,
  signal: AbortSignal | undefined,
): Promise<Set<string>> {
  const sought = groups
    .filter(({ ownerId }) => ownerId !== null)
    .flatMap(({ members }) => members.filter(isUnswept))
    .filter(({ instant }) => instant > Date.now() - polledMs)
  if (sought.length === 0) return new Set()
  const since = Math.min(...sought.map(({ instant }) => instant)) - correctedMs
  const near = groups.flatMap(({ members }) => members.filter(({ instant }) => instant >= since))
  try {
    const { nulls, short } = await readOf(
      null,
      near.map(({ id }) => id),
      since,
    )
    return new Set(nulls > 0 || short > 0 ? [] : sought.map(({ id }) => id))
  } catch (error) {
    signal?.throwIfAborted()
    // What cannot be read proves nothing; without an answer at all, it is asked for again.
    const isUnreadable = error instanceof GazelleError && error.code === 'gazelle_answer_unreadable'
    if (!isUnreadable) for (const id of unanswered({ members: sought, found })) found.failures.set(id, error)
    return new Set()
  }
}

interface Search {
  members: Member[]
  found: Found
  since: number | null
  read(since: number | null): Promise<Reading>
}

const unanswered = ({ members, found }: Pick<Search, 'members' | 'found'>): string[] =>
  members.flatMap(({ id }) => (found.records.has(id) || found.failures.has(id) ? [] : [id]))

/** Finds records in a list. What is not in it is gone, unless it may be something that came as null, or is counted and not shown. */
async function lookFor(search: Search): Promise<void> {
  const { members, found, since, read } = search
  const reading = await read(since)
  const absent = () => {
    const ids = unanswered(search)
    return members.filter(({ id }) => ids.includes(id))
  }
  // Not even by its place in the list: the time of the record may have been corrected.
  if (reading.nulls > 0) throw unreadableAnswer('a look-up by id', 'a null in its list may be this record')
  if (reading.short === 0) for (const { id } of absent()) found.records.set(id, null)
  else {
    const shorts = new Map([[since, reading.short]])
    const shortSince = async (from: number) => {
      const known = shorts.get(from)
      if (known !== undefined) return known
      const { nulls, short, oldest } = await read(from)
      // A list with records from before its bound did not heed it, and proves nothing.
      const told = nulls > 0 || oldest < from - marginMs ? Number.NaN : short
      shorts.set(from, told)
      return told
    }
    await lookCloser(
      absent().sort((one, other) => one.instant - other.instant),
      search,
      shortSince,
    )
  }
}

/**
 * For records of a list that is shorter than its totalCount: they are gone where what is short stands elsewhere, so that the
 * list from before them on lacks as many as the list from after them on.
 */
async function lookCloser(
  members: Member[],
  { found, ...search }: Search,
  shortSince: (from: number) => Promise<number>,
): Promise<void> {
  const [first, last] = [members[0], members.at(-1)]
  if (!first || !last) return
  const isKnown = members.every(({ instant }) => !Number.isNaN(instant))
  const isElsewhere =
    isKnown && (await shortSince(first.instant - marginMs)) === (await shortSince(last.instant + marginMs))
  if (!isElsewhere && members.length > 1) {
    const half = Math.ceil(members.length / 2)
    await lookCloser(members.slice(0, half), { found, ...search }, shortSince)
    await lookCloser(members.slice(half), { found, ...search }, shortSince)
    return
  }
  // One of the readings may have brought it.
  for (const id of unanswered({ members, found }))
    if (isElsewhere) found.records.set(id, null)
    else
      found.failures.set(id, unreadableAnswer('a look-up by id', 'its neighbours are fewer than totalCount'))
}

/** What a list that was read to its end lacks. */
interface Reading {
  /** How many came as null or without an id: each may be the one that is looked for. */
  nulls: number
  /** How many records totalCount counts that did not come, beside these. */
  short: number
  /** The instant of the oldest record; no bound where none is known. */
  oldest: number
}

interface ReadingOf {
  query: string
  list: string
  at: string
  filters: Record<string, string | number | null>
  size: number
  ids: string[]
  found: Found
  signal: AbortSignal
}

/** Pages in a row without anything new, after which a list is taken to have no end. */
const mostIdlePages = 3

/** Reads a list until all of `ids` are found, which it puts into `found`, or to its end. */
async function read(client: GazelleClient, reading: ReadingOf): Promise<Reading> {
  const { list, at, ids, found } = reading
  const seen = new Set<unknown>()
  let oldest = Number.POSITIVE_INFINITY
  let nulls = 0
  let idle = 0
  let { size } = reading
  for (let after: string | null = null; ; ) {
    const answer = await ask(client, { ...reading, size, after })
    size = answer.size
    const { data, errors } = answer
    const connection = edgesOf(withoutErroredFields(data, errors)[list], list, { after })
    const page = pageOf(connection, errors)
    // A field of another record is no matter here. What is null, or has no id, is counted; anything else may be all.
    if (page.holes.some(({ kind, id }) => id === null && kind !== 'null' && kind !== 'no_id'))
      throw unreadableAnswer('a look-up by id', 'some of its neighbours did not come')
    const lacking = new Set(page.holes.map(({ id }) => id))
    const inDoubt = errors.some((error) => hasNoPath(data, error))
    const before = seen.size
    for (const { node } of connection.edges) {
      const id = usableId(node)
      const instant = instantOf(node?.[at])
      if (!Number.isNaN(instant)) oldest = Math.min(oldest, instant)
      if (id === null) nulls++
      else seen.add(id)
      if (node === null || id === null || !ids.includes(id) || found.records.has(id)) continue
      if (inDoubt || lacking.has(id))
        found.failures.set(id, unreadableAnswer('a look-up by id', 'a part of it came with errors'))
      else {
        found.records.set(id, node)
        found.failures.delete(id)
      }
    }
    if (ids.every((id) => found.records.has(id) || found.failures.has(id)))
      return { nulls: 0, short: 0, oldest }
    if (!page.hasNextPage)
      return {
        nulls,
        short: Math.max(0, (page.totalCount ?? 0) - seen.size - nulls),
        oldest,
      }
    idle = seen.size > before ? 0 : idle + 1
    if (idle === mostIdlePages) throw unreadableAnswer('a look-up by id', 'its neighbours have no end')
    after = page.endCursor
  }
}

/** Asks for a page; for a smaller one where a large one is too much. */
async function ask(
  client: GazelleClient,
  { query, filters, size, after, found, signal }: ReadingOf & { after: string | null },
) {
  const askFor = async (first: number, sizeTries?: number) => {
    signal.throwIfAborted()
    const variables = { ...filters, first, after }
    const options = { signal, retries: 1, sizeTries, spent: found }
    return { ...(await client.request<GazelleNode>(query, variables, options)), size: first }
  }
  if (size <= pageSize) return askFor(size)
  return askFor(size, 1).catch((error) => {
    if (!isAboutSize(error)) throw error
    return askFor(pageSize)
  })
}

const isReference = (value: unknown): value is { id: string } =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
