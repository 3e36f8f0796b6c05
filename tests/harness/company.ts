import { deepStrictEqual } from 'node:assert'
import { isDeepStrictEqual } from 'node:util'
import { loadModules } from '../../cli/modules.ts'
import type { Company } from '../../stand-in/company.ts'
import { node, nodes } from '../../stand-in/expected.ts'
import { type Kind, kindOf, kindOfList, typeOf } from '../../stand-in/kinds.ts'
import { itemOf, types } from '../../stand-in/shapes.ts'
import { dateOf } from '../../stand-in/zone.ts'
import type { TestDatabase } from './database.ts'

type Node = Record<string, unknown>

/** What a row of production comes from: an item of a list, or the record itself. */
type Source = {
  id: string
  item: Node
  /** The GraphQL type of the item. */
  type: string
  /** The ids of what the item is in, by the path of the list that holds it; '' is the record. */
  within: ReadonlyMap<string, string>
}
type Value = (item: Node, company: Company, source: Source) => unknown

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The items of a list or connection. */
const items = (node: Node, field: string): Node[] => {
  const value = node[field]
  const list = isNode(value) ? value.nodes : value
  return (Array.isArray(list) ? list : []).filter(isNode)
}

const nameOf = (person: Node) => [person.firstName, person.lastName].filter(Boolean).join(' ').trim()

// The calendars of the generated company.
const userKind: Value = (user) => (/à (attribuer|planifier)/i.test(nameOf(user)) ? 'calendar' : 'person')

const categories: Record<string, string> = Object.fromEntries(
  Object.entries({
    service: 'SERVICE_ENTRY_MANUAL SERVICE_ENTRY_AUTOMATED',
    measurement: 'PIANO_MEASUREMENT',
    note: 'USER_COMMENT',
    contact:
      'CONTACT_EMAIL_AUTOMATED CONTACT_EMAIL_MANUAL CONTACT_SMS_AUTOMATED CONTACT_SMS_MANUAL CONTACT_PHONE_AUTOMATED ' +
      'CONTACT_PHONE_MANUAL_MESSAGE CONTACT_PHONE_MANUAL_TALKED CONTACT_POST_AUTOMATED CONTACT_POST_MANUAL ' +
      'CONTACT_OTHER_MANUAL SCHEDULED_MESSAGE_EMAIL SCHEDULED_MESSAGE_SMS SCHEDULED_MESSAGE_PHONE',
    appointment: 'APPOINTMENT APPOINTMENT_LOG',
    billing: 'INVOICE INVOICE_LOG INVOICE_PAYMENT INVOICE_SYNC',
    estimate: 'ESTIMATE ESTIMATE_LOG',
    system: 'SYSTEM_MESSAGE SYSTEM_NOTIFICATION ERROR_MESSAGE',
  }).flatMap(([category, types]) => types.split(' ').map((type) => [type, category])),
)

const localDay = (company: Company, instant: unknown) =>
  instant ? dateOf(company.timezone, Date.parse(String(instant))) : null

const localTime = (company: Company, instant: unknown) =>
  instant
    ? new Intl.DateTimeFormat('en-GB', { timeZone: company.timezone, timeStyle: 'medium' }).format(
        Date.parse(String(instant)),
      )
    : null

const day =
  (field: string): Value =>
  (item, company) =>
    localDay(company, item[field])

// Estimates are asked for with the names of their groups, which no list gives.
const groupName: Value = (item, company, { within }) =>
  company.estimates
    .get(within.get('') ?? '')
    ?.tiers.flatMap((tier) => tier.groups)
    .find((group) => isNode(item.estimateTierGroup) && group.id === item.estimateTierGroup.id)?.name ?? null

/** Columns that are made from others, by hand: all the rest follows from the columns' names. */
const derived: Record<string, Value> = {
  'users.full_name': nameOf,
  'users.kind': userKind,
  'users.kind_by_name': userKind,
  'users.kind_by_hand': () => null,
  'users.role': () => null,
  'clients.display_name': (client) => {
    const first = items(client, 'allContacts').find((contact) => contact.isDefault === true)
    return String(client.companyName ?? '').trim() || (first && nameOf(first)) || client.id
  },
  'timeline_entries.local_date': day('occurredAt'),
  'timeline_entries.category': (entry) => categories[String(entry.type)] ?? 'other',
  'timeline_entries.is_legacy': () => false,
  'timeline_entries.legacy_author': () => null,
  'measurements.temperature_celsius': (measurement) => measurement.temperature,
  'appointments.local_date': day('start'),
  'appointments.local_time': (event, company) => localTime(company, event.start),
  'appointments.first_piano_id': (event) => {
    const piano = items(event, 'allEventPianos')[0]?.piano
    return isNode(piano) ? piano.id : null
  },
  'appointments.last_notified_tech_id': () => null,
  'appointments.last_notified_schedule': () => null,
  'appointments.last_notified_time': () => null,
  'appointments.last_notified_at': () => null,
  'invoices.local_date': day('createdAt'),
  'invoice_payments.local_date': day('paidAt'),
  'estimate_items.group_name': groupName,
  'reservations.local_date': day('startsAt'),
  'reservations.local_time': (reservation, company) => localTime(company, reservation.startsAt),
}

/** Tables whose rows are no records of Gazelle's, but found in their text. */
const foundInText = ['extracted_measurements']

type Column = {
  name: string
  type: string
  /** The table it refers to. */
  parent: string | null
  /** Its fields, where they are not its name in camelCase. */
  paths: string[] | null
  isOwner: boolean
  isDerived: boolean
}

type Entity = {
  table: string
  module: string
  kind: Kind
  /** The steps to its list in the record; none for the record itself. */
  steps: string[]
  /** For items without an id: the reference whose id makes one. */
  key: string | null
  columns: Column[]
  /** The tables of the lists that its list is in → the path of each. */
  outer: Map<string, string>
}

type Declared = {
  table: string
  module: string
  list: string | null
  key: string | null
  owner: string | null
  columns: Column[]
}

/** What a comparison needs of a database. */
type Queried = Pick<TestDatabase, 'query'>

const declaredEntities = (database: Queried) =>
  database.query<Declared>(
    `select e.entity as table, e.module, replace(e.list, '[]', '') as list, e.key, e.owner_column as owner, c.columns
     from reconcile.entities e
     cross join lateral (
       select json_agg(json_build_object(
         'name', a.attname,
         'type', format_type(a.atttypid, null),
         'parent', (
           select relname from pg_constraint f join pg_class r on r.oid = f.confrelid
           where f.conrelid = a.attrelid and f.contype = 'f' and f.conkey = array[a.attnum]
         ),
         'paths', case jsonb_typeof(e.fields -> a.attname) when 'string' then jsonb_build_array(e.fields -> a.attname) else e.fields -> a.attname end,
         'isOwner', a.attname is not distinct from e.owner_column,
         'isDerived', a.attgenerated <> '' or coalesce(e.derived ? a.attname, false)
       ) order by a.attnum) as columns
       from pg_attribute a
       where a.attrelid = format('gazelle.%I', e.entity)::regclass and a.attnum > 0 and not a.attisdropped and not exists (
         select from pg_attribute m
         where m.attrelid = 'reconcile.mirror'::regclass and m.attname = a.attname
       )
     ) c
     order by e.entity`,
  )

/** How each production table follows from Gazelle's records, as far as the stand-in has them. */
const entitiesOf = async (database: Queried): Promise<{ entities: Entity[]; unknown: string[] }> => {
  const lists = new Map((await loadModules()).map(({ name, list }) => [name, list]))
  const declared = await declaredEntities(database)
  const entities: Entity[] = []
  const unknown: string[] = []
  for (const { table, module, list, key, owner, columns } of declared) {
    const kind = kindOfList(lists.get(module) ?? '')
    if (foundInText.includes(table)) continue
    // A child without a list has a handwritten view, which alone defines its rows.
    if (!kind || (owner && !list)) unknown.push(table)
    else {
      const outer = declared.flatMap((one): [string, string][] =>
        one.module === module && one.list && list?.startsWith(`${one.list}.`) ? [[one.table, one.list]] : [],
      )
      entities.push({
        table,
        module,
        kind,
        steps: list?.split('.') ?? [],
        key,
        columns,
        outer: new Map(outer),
      })
    }
  }
  return { entities, unknown }
}

/** Production tables that `differences` does not compare: the stand-in has no data for them. */
export const uncompared = async (database: TestDatabase): Promise<string[]> =>
  (await entitiesOf(database)).unknown

const typeAt = (type: string, field: string) => {
  const found = types.get(type)?.get(field)
  return found && (itemOf(found) ?? found.type)
}

/** What the rows of a table come from, in one record. */
const sourcesIn = (record: Node, { kind, steps, key }: Entity): Source[] => {
  const id = String(record.id)
  let sources: Source[] = [
    { id, item: record, type: typeOf.get(kind) ?? '', within: new Map(steps.length > 0 ? [['', id]] : []) },
  ]
  for (const [at, step] of steps.entries())
    sources = sources.flatMap(({ item: outer, type, within }) =>
      items(outer, step).map((item) => ({
        id: String(item.id),
        item,
        type: typeAt(type, step) ?? '',
        within: at === 0 ? within : new Map([...within, [steps.slice(0, at).join('.'), String(outer.id)]]),
      })),
    )
  const idOf = (item: Node) => (key && isNode(item[key]) ? String(item[key].id) : null)
  return sources.map((source) => (key ? { ...source, id: `${id}/${idOf(source.item)}` } : source))
}

const camel = (name: string) => name.replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase())

/** The field at a path such as `client.id`; what a reference refers to is looked up. A missing field is `undefined`, not null. */
const at = (company: Company, { item, type }: Source, path: string): unknown => {
  let value: unknown = item
  let known: string | undefined = type
  for (const name of path.split('.')) {
    if (!isNode(value)) return value === null ? null : undefined
    const kind = kindOf.get(known ?? '')
    const isReference = !(name in value) && kind !== undefined && typeof value.id === 'string'
    const whole: Node | null = isReference ? node(company, kind, String(value.id)) : value
    if (whole === null) return null
    value = whole[name]
    known = typeAt(known ?? '', name)
  }
  return value
}

/** The value that Gazelle has for a column; `undefined` when its record has no such field. */
const fieldOf = (
  company: Company,
  source: Source,
  { name, type, parent, ...column }: Column,
  entity: Entity,
) => {
  const own = derived[`${entity.table}.${name}`]
  if (own) return own(source.item, company, source) ?? null
  if (column.isDerived) return undefined
  if (column.isOwner) return source.within.get('')
  if (column.paths && type === 'text[]' && column.paths.length > 1)
    return column.paths.map((path) => at(company, source, path) || null)
  if (column.paths) return at(company, source, column.paths[0] ?? '')
  const enclosing = entity.outer.get(parent ?? '')
  if (enclosing !== undefined) return source.within.get(enclosing)
  const field = camel(name.replace(/^gazelle_/, ''))
  const reference = name.endsWith('_id') ? camel(name.slice(0, -3)) : ''
  if (reference && reference in source.item) return at(company, source, `${reference}.id`)
  return source.item[field]
}

const instant = (value: unknown) => (typeof value === 'string' ? Date.parse(value) : Number.NaN)

/** Whether a production value is part of Gazelle's: an object may lack fields that were not asked for. */
const isPartOf = (ours: unknown, theirs: unknown): boolean => {
  if (Array.isArray(ours) && Array.isArray(theirs))
    return ours.length === theirs.length && ours.every((one, at) => isPartOf(one, theirs[at]))
  if (!isNode(ours) || !isNode(theirs)) return isDeepStrictEqual(ours, theirs)
  return Object.entries(ours).every(([name, value]) => isPartOf(value, theirs[name]))
}

const same = (type: string, ours: unknown, theirs: unknown): boolean => {
  const blank = (value: unknown) => value === null || value === undefined || value === ''
  if (blank(ours) || blank(theirs)) return blank(ours) && blank(theirs)
  if (type === 'timestamp with time zone') return instant(ours) === instant(theirs)
  if (type === 'jsonb') return isPartOf(ours, theirs)
  return isDeepStrictEqual(ours, theirs)
}

const shown = (value: unknown) => {
  const text = JSON.stringify(value ?? null)
  return text.length > 120 ? `${text.slice(0, 120)}… (${text.length} characters)` : text
}

/**
 * Every way in which production is not what the stand-in's company is, one line each: `table id: missing`,
 * `table id: not in Gazelle`, `table id: placeholder`, `table id: 2 rows`, `table id.column: ours, Gazelle has theirs`.
 * Blank text is null, instants are compared as instants, and a row with `deleted_at` is not there.
 */
export const differences = async (database: Queried, company: Company, account = 'main'): Promise<string[]> =>
  (await comparisonOf(database, account))(company)

/** Makes `differences` for one account of a database, whose tables are read once; `modules` leaves out the tables of others. */
export const comparisonOf = async (database: Queried, account = 'main') => {
  const { entities } = await entitiesOf(database)
  return (company: Company, modules?: readonly string[]) =>
    differencesIn(
      database,
      company,
      entities.filter(({ module }) => modules?.includes(module) ?? true),
      account,
    )
}

const differencesIn = async (
  database: Queried,
  company: Company,
  entities: Entity[],
  account: string,
): Promise<string[]> => {
  const found: string[] = []
  const records = new Map<Kind, Node[]>()
  const recordsOf = (kind: Kind) => {
    const known = records.get(kind) ?? [...nodes(company, kind).values()]
    records.set(kind, known)
    return known
  }
  for (const entity of entities) {
    const { table, kind, columns } = entity
    const sources = recordsOf(kind).flatMap((record) => sourcesIn(record, entity))
    const expected = new Map(sources.map((source) => [source.id, source]))
    const present = await database.query<{ id: string; count: number; row: Node }>(
      `select id, count(*)::int as count, (array_agg(to_jsonb(t)))[1] as row
       from gazelle.${table} t where deleted_at is null and account_id = $1 group by id order by id`,
      [account],
    )
    for (const { id, count, row } of present) {
      const theirs = expected.get(id)
      expected.delete(id)
      if (count > 1) found.push(`${table} ${id}: ${count} rows`)
      if (row.is_placeholder === true) found.push(`${table} ${id}: placeholder`)
      else if (!theirs) found.push(`${table} ${id}: not in Gazelle`)
      else
        for (const column of columns) {
          const { name, type } = column
          const value = fieldOf(company, theirs, column, entity)
          if (value === undefined && column.isDerived)
            found.push(`${table}.${name}: is derived; say from what in tests/harness/company.ts`)
          else if (value === undefined) found.push(`${table}.${name}: no such field in Gazelle`)
          else if (!same(type, row[name], value))
            found.push(`${table} ${id}.${name}: ${shown(row[name])}, Gazelle has ${shown(value)}`)
        }
    }
    for (const id of expected.keys()) found.push(`${table} ${id}: missing`)
  }
  return [...new Set(found)].sort()
}

/** Expects production to equal the stand-in's company, except for the named differences. */
export const compare = async (
  database: TestDatabase,
  company: Company,
  but: string[] = [],
  account = 'main',
): Promise<void> => deepStrictEqual(await differences(database, company, account), [...but].sort())
