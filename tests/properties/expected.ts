// What a page of records makes of production and staging, step by step, and every way in which it did not.
import { isDeepStrictEqual } from 'node:util'
import { type Column, type Entity, type ModuleShape, tablesOf } from './catalogue.ts'
import {
  type Issue,
  isList,
  isNode,
  isWhole,
  itemsOf,
  readColumn,
  saysNothing,
  usableId,
  type Value,
  withheld,
} from './oracle.ts'
import type { Json, Node } from './records.ts'

/** A row of production, its values as `oracle.ts` has them. */
export interface Row {
  place: string
  account: string
  isPlaceholder: boolean
  isDeleted: boolean
  version: number
  values: Record<string, Value>
}

export interface StagedRow {
  place: string
  status: string
  issues: Issue[]
}

export interface Snapshot {
  rows: Map<string, Map<string, Row>>
  staged: Map<string, StagedRow>
}

/** An item of a record that becomes a row. */
interface Candidate {
  source: string
  values: Record<string, Value | typeof withheld>
}

const fatal = new Set(['child_without_id', 'id_of_other_account', 'no_instant'])
const isFatal = (issue: Issue) => fatal.has(issue.split(' ')[0] ?? '')

type Values = Candidate['values']
const outside = (value: Value | typeof withheld | undefined, low: number, high: number) =>
  typeof value === 'number' && (value < low || value > high)

/** Rules of hand-written views: what they find in the values of an item. */
export const ownRules: Record<string, (values: Values) => Issue[]> = {
  appointments: ({ duration }) => (outside(duration, 0, Infinity) ? ['negative_duration duration'] : []),
  measurements: ({ temperature, humidity }) => [
    ...(outside(temperature, -20, 50) ? (['implausible_temperature temperature'] as const) : []),
    ...(outside(humidity, 0, 100) ? (['implausible_humidity humidity'] as const) : []),
  ],
  timeline_entries: ({ occurred_at }) =>
    occurred_at === null || occurred_at === withheld ? ['no_instant occurredAt'] : [],
}
/** Issues that withhold none of these columns: of a derived column, or of what a whole record lacks. They are tested elsewhere. */
export const optional: Issue[] = [
  ...([
    'bad_contact allContacts',
    'items_do_not_add_up subTotal',
    'no_piano piano',
    'other_account first_piano_id',
  ] as const),
]

/** Whether one of the issues withholds what a column reads: its field, or an object around it. */
const isUnread = ({ kind, paths }: Column, fields: Set<string>) =>
  paths.some((path) => {
    const steps = path.split('.')
    const depth = kind === 'id' && steps.length > 1 ? steps.length - 1 : steps.length
    return steps.slice(0, depth).some((_, at) => fields.has(steps.slice(0, at + 1).join('.')))
  })

const readItem = (entity: Entity, item: Node, source: string, outer: string | null) => {
  const read: Values = {}
  let issues: Issue[] = []
  for (const column of entity.columns)
    if (column.source === 'owner') read[column.name] = source
    else if (column.source === 'enclosing') read[column.name] = outer ?? withheld
    else {
      const found = readColumn(item, column)
      read[column.name] = found.value
      issues.push(...found.issues)
    }
  const own = ownRules[entity.entity]?.(read) ?? []
  if (own.some(isFatal)) issues = issues.filter((issue) => issue !== 'bad_instant occurredAt')
  issues.push(...own)
  const fields = new Set(issues.map((issue) => issue.slice(issue.indexOf(' ') + 1)))
  const values = Object.fromEntries(
    entity.columns.map((column): [string, Value | typeof withheld] => [
      column.name,
      column.source === 'field' && isUnread(column, fields) ? withheld : (read[column.name] ?? null),
    ]),
  )
  return { values, issues, read }
}

/** The items of an entity in a record, each with the id of what directly encloses it. */
const itemsIn = (record: Node, id: string, { steps }: Entity): { item: Node; outer: string | null }[] => {
  let found: { item: Node; outer: string | null }[] = [{ item: record, outer: id }]
  for (const [at, { name }] of steps.entries())
    found = found.flatMap(({ item }) =>
      itemsOf(item[name]).map((inner) => ({ item: inner, outer: at === 0 ? id : usableId(item.id) })),
    )
  return found
}

export class Expected {
  readonly rows = new Map<string, Map<string, Candidate[]>>()
  readonly issues = new Map<string, { must: Set<Issue>; may: Set<Issue> }>()
  /** Records whose list of an entity has an item without an id. */
  readonly nameless = new Set<string>()
  readonly refused = new Set<string>()
  /** Items of refused records: not written, and not taken for gone. */
  readonly ofRefused = new Set<string>()
  readonly shape: ModuleShape
  readonly records: ReadonlyMap<string, Node>
  readonly foreign: string
  /** What all records list after the page, those included that it did not change. */
  readonly all: Expected

  /**
   * @param records the records that a page changed
   * @param foreign the id that records of another account have
   * @param staged all records that are staged after it; without it these are all
   */
  constructor(
    shape: ModuleShape,
    records: ReadonlyMap<string, Node>,
    foreign: string,
    staged?: ReadonlyMap<string, Node>,
  ) {
    this.shape = shape
    this.records = records
    this.foreign = foreign
    this.all = staged ? new Expected(shape, staged, foreign) : this
    for (const [id, record] of records) this.#read(id, record)
    this.#meetForeign()
  }

  #read(id: string, record: Node) {
    const [root, ...children] = this.shape.entities
    const { values, issues, read } = readItem(root, record, id, null)
    const must = new Set(issues)
    this.issues.set(id, { must, may: new Set([...optional, ...this.#foreignIn(root, read)]) })
    if (root.entity !== '') {
      for (const [name, value] of Object.entries(record))
        if (JSON.stringify(value).includes('\ufffd')) must.add(`lost_character ${name}`)
      if (issues.some(isFatal) || id === this.foreign) this.refused.add(id)
      if (!issues.some(isFatal)) this.#add(root, id, { source: id, values })
    }
    for (const child of children) this.#readItems(child, id, record)
  }

  #readItems(entity: Entity, id: string, record: Node) {
    const must = this.issues.get(id)?.must
    const last = entity.steps.at(-1)?.name ?? ''
    const lists = itemsIn(record, id, { ...entity, steps: entity.steps.slice(0, -1) })
    if (lists.some(({ item }) => !isList(item[last]))) must?.add(`bad_list ${entity.list}`)
    for (const { item, outer } of itemsIn(record, id, entity)) {
      const key = entity.key ? item[entity.key] : item
      const own = isNode(key) ? usableId(key.id) : null
      if (own === null) {
        must?.add(`child_without_id ${entity.list}`)
        this.nameless.add(`${entity.entity} ${id}`)
        // A hand-written view looks at the values of an item without an id too.
        for (const issue of readItem(entity, item, id, outer).issues) this.issues.get(id)?.may.add(issue)
        continue
      }
      const { values, issues, read } = readItem(entity, item, id, outer)
      for (const issue of issues) must?.add(issue)
      for (const issue of this.#foreignIn(entity, read)) this.issues.get(id)?.may.add(issue)
      const row = entity.key ? `${id}/${own}` : own
      if (!this.refused.has(id)) this.#add(entity, row, { source: id, values })
      else this.ofRefused.add(`${entity.entity} ${row}`)
    }
  }

  /** A reference to a record of another account is named also where its object cannot be read. */
  #foreignIn({ columns }: Entity, read: Values): Issue[] {
    return columns.flatMap(({ name, parent }): Issue[] =>
      parent && read[name] === this.foreign ? [`other_account ${name}`] : [],
    )
  }

  #add({ entity }: Entity, id: string, candidate: Candidate) {
    const rows = this.rows.get(entity) ?? new Map<string, Candidate[]>()
    this.rows.set(entity, rows.set(id, [...(rows.get(id) ?? []), candidate]))
  }

  /** References to, and ids of, records of another account. */
  #meetForeign() {
    for (const { entity, columns } of this.shape.entities)
      for (const [id, candidates] of this.rows.get(entity) ?? [])
        for (const { source: record, values } of candidates) {
          const known = this.issues.get(record)
          const issues = candidates.length > 1 ? known?.may : known?.must
          if (id === this.foreign) issues?.add('id_of_other_account id')
          for (const { name, parent, source } of columns)
            if (parent && values[name] === this.foreign) {
              values[name] = source === 'enclosing' ? withheld : null
              issues?.add(`other_account ${name}`)
            }
        }
  }

  /** What differs between two snapshots and what should, one line each. */
  differences(before: Snapshot, after: Snapshot): string[] {
    const parents = new Set(this.shape.entities.flatMap(({ columns }) => columns.map(({ parent }) => parent)))
    return [
      ...this.#stagedDifferences(after),
      ...tablesOf(this.shape).flatMap((entity) => {
        const [old, rows] = [before.rows.get(entity.entity), after.rows.get(entity.entity)]
        const ids = new Set([
          ...(old?.keys() ?? []),
          ...(rows?.keys() ?? []),
          ...(this.rows.get(entity.entity)?.keys() ?? []),
        ])
        return [...ids].flatMap((id) => {
          const found = this.#isShared(entity, id, old?.get(id))
            ? this.#sharedDifference(entity, id, old?.get(id), rows?.get(id))
            : this.#rowDifference(entity, id, old?.get(id), rows?.get(id), parents.has(entity.entity))
          return found === null ? [] : [`${entity.entity} ${id}: ${found}`]
        })
      }),
    ]
  }

  #stagedDifferences({ staged }: Snapshot): string[] {
    return [...this.issues].flatMap(([id, { must, may }]) => {
      const row = staged.get(id)
      if (!row) return [`${id}: is not staged`]
      const missing = [...must].filter((issue) => !row.issues.includes(issue))
      const extra = row.issues.filter((issue) => !must.has(issue) && !may.has(issue))
      const status = row.issues.some(isFatal) ? 'rejected' : 'promoted'
      return [
        ...missing.map((issue) => `${id}: lacks the issue ${issue}`),
        ...extra.map((issue) => `${id}: has the issue ${issue}`),
        ...(row.status === status ? [] : [`${id}: is ${row.status}, not ${status}`]),
      ]
    })
  }

  #isGone(entity: Entity, row: Row): boolean {
    const owner = ownerOf(entity, row)
    const record = owner === null ? undefined : this.records.get(owner)
    if (!record || owner === null || this.refused.has(owner) || row.isDeleted) return false
    return isWhole(record, entity.steps) && !this.nameless.has(`${entity.entity} ${owner}`)
  }

  /** Whether what is staged of a record says that a child it lacks is gone from it. */
  #provesAbsence(entity: Entity, source: string): boolean {
    const record = this.all.records.get(source)
    return !record || (isWhole(record, entity.steps) && !this.all.nameless.has(`${entity.entity} ${source}`))
  }

  /** The records that list a child, and the one that owns it. */
  #isShared(entity: Entity, id: string, old: Row | undefined): boolean {
    const owner = ownerOf(entity, old)
    const sources = new Set(
      this.all.rows
        .get(entity.entity)
        ?.get(id)
        ?.map(({ source }) => source),
    )
    if (owner !== null) sources.add(owner)
    return entity.steps.length > 0 && sources.size > 1 && id !== this.foreign
  }

  /** A child of several records belongs to the newest content that lists it, and is there as long as one lists it. */
  #sharedDifference(entity: Entity, id: string, old: Row | undefined, row: Row | undefined): string | null {
    const newest = this.rows.get(entity.entity)?.get(id) ?? []
    const all = this.all.rows.get(entity.entity)?.get(id) ?? []
    const owner = ownerOf(entity, old)
    const isKept =
      owner !== null &&
      old?.isDeleted === false &&
      (all.some(({ source }) => source === owner) || !this.#provesAbsence(entity, owner))
    const candidates = newest.length > 0 ? newest : all
    if (newest.length === 0 && (isKept || all.length === 0)) {
      if (all.length > 0 || !old || !this.#isGone(entity, old))
        return isDeepStrictEqual(old, row) ? null : `changed: ${shown(old?.values)} → ${shown(row?.values)}`
      return row?.isDeleted ? null : 'is not deleted, though no record lists it'
    }
    if (!row || row.isDeleted || row.isPlaceholder) return 'is not there, though a record lists it'
    const found = candidates.map((candidate) => candidateDifference(entity, candidate, row))
    return found.includes(null) ? null : [...new Set(found)].join(' or ')
  }

  #rowDifference(
    entity: Entity,
    id: string,
    old: Row | undefined,
    row: Row | undefined,
    isParent: boolean,
  ): string | null {
    const candidates = this.rows.get(entity.entity)?.get(id)
    if (!candidates || id === this.foreign) {
      if (!old) return !row || (row.isPlaceholder && row.version === 1) ? null : 'came from nowhere'
      if (!row) return 'is removed'
      if (old.account === 'main' && entity.steps.length > 0 && this.#isGone(entity, old) && !candidates) {
        if (row.isDeleted && row.version === old.version + 1) return null
        // A record that is refused holds what it lists, if it is staged no later than the one that drops it.
        if (!this.ofRefused.has(`${entity.entity} ${id}`)) return 'is not deleted, though its list lacks it'
      }
      return isDeepStrictEqual(old, row) ? null : `changed: ${JSON.stringify(old)} → ${JSON.stringify(row)}`
    }
    if (!row) return 'is missing'
    // Records that changed are promoted before those that are new: a child of both, or one that moves from the one to the
    // other, is written twice.
    const owner = ownerOf(entity, old)
    const isMoved = owner !== null && this.records.has(owner)
    const found = candidates.map((candidate) =>
      differenceOf(entity, candidate, old, row, {
        writes: candidates.length + Number(isMoved && owner !== candidate.source),
        isParent,
      }),
    )
    return found.includes(null) ? null : [...new Set(found)].join(' or ')
  }
}

const ownerColumn = ({ columns }: Entity) => columns.find(({ source }) => source === 'owner')?.name ?? ''
const ownerOf = (entity: Entity, row: Row | undefined): string | null => {
  const owner = row?.values[ownerColumn(entity)]
  return typeof owner === 'string' ? owner : null
}

/** Where a row is not what one record says; fields that keep what another record wrote may differ. */
const candidateDifference = (entity: Entity, { values }: Candidate, row: Row): string | null => {
  for (const { name, policy } of entity.columns) {
    const value = values[name] ?? null
    if (value === withheld || (policy === 'keep' && saysNothing(value))) continue
    if (!isDeepStrictEqual(row.values[name] ?? null, value))
      return `${name} is ${shown(row.values[name])}, should be ${shown(value)}`
  }
  return null
}

const differenceOf = (
  entity: Entity,
  { values }: Candidate,
  old: Row | undefined,
  row: Row,
  { writes, isParent }: { writes: number; isParent: boolean },
) => {
  const owner = ownerColumn(entity)
  const isMoved = old?.values[owner] !== values[owner]
  const expected = Object.fromEntries(
    entity.columns.map(({ name, policy, source }) => {
      const value = values[name] ?? null
      const kept = source === 'enclosing' && isMoved ? null : (old?.values[name] ?? null)
      // What another record wrote into it just before is kept.
      if (writes > 1 && (value === withheld || policy === 'keep')) return [name, row.values[name] ?? null]
      if (value === withheld) return [name, kept]
      return [name, policy === 'keep' && old && saysNothing(value) ? (kept ?? value) : value]
    }),
  )
  for (const [name, value] of Object.entries(expected))
    if (!isDeepStrictEqual(row.values[name] ?? null, value))
      return `${name} is ${shown(row.values[name])}, should be ${shown(value)}`
  if (row.isDeleted || row.isPlaceholder) return 'is deleted or a placeholder'
  if (!old) {
    // What refers to it in the same record may have made a placeholder first.
    return row.version <= writes + Number(isParent) ? null : `is new, in version ${row.version}`
  }
  const changes = old.isDeleted || old.isPlaceholder || !isDeepStrictEqual(old.values, expected)
  const grown = row.version - old.version
  if (changes) return grown >= 1 && grown <= writes ? null : `changed once, and its version by ${grown}`
  if (grown === 0) return row.place === old.place ? null : 'is written, though nothing of it changed'
  return grown <= writes && (entity.hasDerived || writes > 1)
    ? null
    : `did not change, and its version grew by ${grown}`
}

const shown = (value: Json | undefined) => (JSON.stringify(value) ?? 'nothing').slice(0, 300)
