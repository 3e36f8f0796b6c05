import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import type { Company } from '../../stand-in/company.ts'
import { nodes } from '../../stand-in/expected.ts'
import type { Kind } from '../../stand-in/kinds.ts'
import { dateOf } from '../../stand-in/zone.ts'
import type { TestDatabase } from './database.ts'

type Node = Record<string, unknown>
type Value = (row: Node, company: Company) => unknown

/** How a production table follows from Gazelle's records. */
type Mapping = {
  kind: Kind
  /** The rows that a record gives; itself when absent. */
  rows?: (node: Node) => Node[]
  /** Columns whose field is not simply the same name in camelCase, or the id of the thing of that name. */
  columns?: Record<string, Value>
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The field at a path such as `client.id`; a missing one is told apart from a null one. */
const at = (node: unknown, path: string): unknown => {
  let value = node
  for (const name of path.split('.')) value = isNode(value) ? value[name] : value && undefined
  return value
}

/** The items of a list or connection, each with what it hangs on. */
const items = (node: Node, field: string, parents: Node): Node[] => {
  const list = at(node, `${field}.nodes`) ?? node[field]
  return (Array.isArray(list) ? list : []).filter(isNode).map((item) => ({ ...item, ...parents }))
}

const contacts = (client: Node) => items(client, 'allContacts', { client: { id: client.id } })
const inContacts = (field: string) => (client: Node) =>
  contacts(client).flatMap((contact) =>
    items(contact, field, { client: { id: client.id }, contact: { id: contact.id } }),
  )

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

const estimateItems = (estimate: Node) =>
  items(estimate, 'allEstimateTiers', {}).flatMap((tier) =>
    items(tier, 'allEstimateTierItems', { estimate: { id: estimate.id }, estimateTier: { id: tier.id } }),
  )

const groupName: Value = (item, company) =>
  company.estimates
    .get(String(at(item, 'estimate.id')))
    ?.tiers.flatMap((tier) => tier.groups)
    .find((group) => group.id === at(item, 'estimateTierGroup.id'))?.name ?? null

const serviceItem: Value = (item) => at(item, 'masterServiceItem.id')
const currency: Value = (row) => at(row, 'currency.code')

/** One entry a production table. A new table needs its line here; `uncompared` names those that have none. */
const mappings: Record<string, Mapping> = {
  users: {
    kind: 'user',
    columns: { full_name: nameOf, kind: userKind, kind_by_name: userKind, kind_by_hand: () => null },
  },
  clients: {
    kind: 'client',
    columns: {
      display_name: (client) => {
        const first = items(client, 'allContacts', {}).find((contact) => contact.isDefault === true)
        return String(client.companyName ?? '').trim() || (first && nameOf(first)) || client.id
      },
      locale: (client) => at(client, 'defaultClientLocalization.locale'),
      preferred_technician_id: (client) => client.preferredTechnicianId,
      custom: (client) => Array.from({ length: 10 }, (_, index) => client[`custom${index + 1}`] || null),
    },
  },
  contacts: { kind: 'client', rows: contacts },
  contact_emails: { kind: 'client', rows: inContacts('allEmails') },
  contact_phones: { kind: 'client', rows: inContacts('allPhones') },
  contact_locations: { kind: 'client', rows: inContacts('allLocations') },
  pianos: { kind: 'piano' },
  timeline_entries: {
    kind: 'timelineEntry',
    columns: {
      local_date: (entry, company) => localDay(company, entry.occurredAt),
      category: (entry) => categories[String(entry.type)] ?? 'other',
    },
  },
  measurements: {
    kind: 'piano',
    rows: (piano) => items(piano, 'allPianoMeasurements', { piano: { id: piano.id } }),
    columns: { temperature_celsius: (measurement) => measurement.temperature },
  },
  service_items: {
    kind: 'service',
    columns: {
      group_id: (service) => at(service, 'masterServiceGroup.id'),
      group_name: (service, company) =>
        company.serviceGroups.get(String(at(service, 'masterServiceGroup.id')))?.name,
      sort_order: (service) => service.order,
    },
  },
  appointments: {
    kind: 'event',
    columns: {
      start_at: (event) => event.start,
      local_date: (event, company) => localDay(company, event.start),
      local_time: (event, company) => localTime(company, event.start),
      location: (event) => at(event, 'location.singleLineAddress'),
    },
  },
  appointment_pianos: {
    kind: 'event',
    rows: (event) =>
      items(event, 'allEventPianos', { appointment: { id: event.id } }).map((row) => ({
        ...row,
        id: `${event.id}/${at(row, 'piano.id')}`,
      })),
  },
  invoices: {
    kind: 'invoice',
    columns: {
      subtotal: (invoice) => invoice.subTotal,
      local_date: (invoice, company) => localDay(company, invoice.createdAt),
      currency,
    },
  },
  invoice_items: {
    kind: 'invoice',
    rows: (invoice) => items(invoice, 'allInvoiceItems', { invoice: { id: invoice.id } }),
    columns: { subtotal: (item) => item.subTotal, service_item_id: serviceItem },
  },
  invoice_payments: {
    kind: 'invoice',
    rows: (invoice) => items(invoice, 'allInvoicePayments', { invoice: { id: invoice.id } }),
    columns: { local_date: (payment, company) => localDay(company, payment.paidAt), currency },
  },
  estimates: { kind: 'estimate' },
  estimate_tiers: {
    kind: 'estimate',
    rows: (estimate) => items(estimate, 'allEstimateTiers', { estimate: { id: estimate.id } }),
  },
  estimate_items: {
    kind: 'estimate',
    rows: estimateItems,
    columns: { service_item_id: serviceItem, group_name: groupName },
  },
}

const camel = (name: string) => name.replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase())

/** The value that Gazelle has for a column; `undefined` when its record has no such field. */
const fieldOf = (row: Node, column: string): unknown => {
  const reference = column.endsWith('_id') ? camel(column.slice(0, -3)) : ''
  if (reference && reference in row) return isNode(row[reference]) ? row[reference].id : null
  return row[camel(column.replace(/^gazelle_/, ''))]
}

const instant = (value: unknown) => (typeof value === 'string' ? Date.parse(value) : Number.NaN)

const same = (type: string, ours: unknown, theirs: unknown): boolean => {
  const blank = (value: unknown) => value === null || value === undefined || value === ''
  if (blank(ours) || blank(theirs)) return blank(ours) && blank(theirs)
  if (type === 'timestamp with time zone') return instant(ours) === instant(theirs)
  return isDeepStrictEqual(ours, theirs)
}

const shown = (value: unknown) => {
  const text = JSON.stringify(value ?? null)
  return text.length > 120 ? `${text.slice(0, 120)}… (${text.length} characters)` : text
}

/** Production tables whose rows are no records of Gazelle's, but found in them. */
const derived = ['extracted_measurements']

/** Production tables that `differences` knows nothing of. */
export const uncompared = async (database: TestDatabase): Promise<string[]> => {
  const tables = await database.query<{ entity: string }>(
    'select entity from reconcile.entities order by entity',
  )
  return tables.map((row) => row.entity).filter((entity) => !mappings[entity] && !derived.includes(entity))
}

/**
 * Every way in which production is not what the stand-in's company is, one line each: `table id: missing`,
 * `table id: not in Gazelle`, `table id: placeholder`, `table id: 2 rows`, `table id.column: ours, Gazelle has theirs`.
 * Blank text is null, instants are compared as instants, and a row with `deleted_at` is not there.
 */
export const differences = async (database: TestDatabase, company: Company): Promise<string[]> => {
  const found: string[] = []
  const columns = await database.query<{ entity: string; name: string; type: string }>(
    `select e.entity, c.column_name as name, c.data_type as type
     from reconcile.entities e
     join information_schema.columns c on c.table_schema = 'gazelle' and c.table_name = e.entity
     where not exists (
       select from pg_attribute a
       where a.attrelid = 'reconcile.mirror'::regclass and a.attname = c.column_name and a.attname <> 'id'
     )
     order by e.entity, c.ordinal_position`,
  )
  for (const [table, { kind, rows = (node: Node) => [node], columns: own = {} }] of Object.entries(
    mappings,
  )) {
    const expected = new Map<string, Node>()
    for (const node of nodes(company, kind).values())
      for (const row of rows(node)) expected.set(String(row.id), row)
    const mine = columns.filter((column) => column.entity === table)
    const present = await database.query<{ id: string; count: number; row: Node }>(
      `select id, count(*)::int as count, (array_agg(to_jsonb(t)))[1] as row
       from gazelle.${table} t where deleted_at is null group by id order by id`,
    )
    for (const { id, count, row } of present) {
      const theirs = expected.get(id)
      expected.delete(id)
      if (count > 1) found.push(`${table} ${id}: ${count} rows`)
      if (row.is_placeholder === true) found.push(`${table} ${id}: placeholder`)
      else if (!theirs) found.push(`${table} ${id}: not in Gazelle`)
      else
        for (const { name, type } of mine) {
          const value = own[name] ? (own[name](theirs, company) ?? null) : fieldOf(theirs, name)
          if (value === undefined) found.push(`${table}.${name}: no such field in Gazelle`)
          else if (!same(type, row[name], value))
            found.push(`${table} ${id}.${name}: ${shown(row[name])}, Gazelle has ${shown(value)}`)
        }
    }
    for (const id of expected.keys()) found.push(`${table} ${id}: missing`)
  }
  return [...new Set(found)].sort()
}

/** Production is what the stand-in's company is, but for the differences named. */
export const compare = async (database: TestDatabase, company: Company, but: string[] = []): Promise<void> =>
  expect(await differences(database, company)).toEqual([...but].sort())
