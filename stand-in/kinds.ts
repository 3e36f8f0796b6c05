// The kinds of record that a list of Gazelle's gives: those with records of their own, and those declared in data/.
import type { DataRecord, Tools, Values } from './data.ts'
import { type DeclaredKind, declared } from './declarations.ts'
import { hashOf, type Random, randomFrom } from './random.ts'
import type {
  ClientRecord,
  Company,
  EstimateRecord,
  EventRecord,
  InvoiceRecord,
  PianoRecord,
  ServiceRecord,
  TimelineEntryRecord,
  UserRecord,
} from './records.ts'
import { fieldsOf, itemOf, prefixOf, rootFields } from './shapes.ts'
import { addDays, dateOf, iso } from './zone.ts'

export interface Kinds {
  user: UserRecord
  client: ClientRecord
  piano: PianoRecord
  timelineEntry: TimelineEntryRecord
  event: EventRecord
  invoice: InvoiceRecord
  estimate: EstimateRecord
  service: ServiceRecord
}
export type HandwrittenKind = keyof Kinds
/** A handwritten kind, or the name of a file in data/. */
export type Kind = HandwrittenKind | (string & {})

const handwritten: Record<HandwrittenKind, string> = {
  user: 'PrivateUser',
  client: 'PrivateClient',
  piano: 'PrivatePiano',
  timelineEntry: 'PrivateTimelineEntry',
  event: 'PrivateEvent',
  invoice: 'PrivateInvoice',
  estimate: 'PrivateEstimate',
  service: 'PrivateMasterServiceItem',
}

/** Gazelle's type of each kind. */
export const typeOf: ReadonlyMap<string, string> = new Map([
  ...Object.entries(handwritten),
  ...[...declared.values()].map((kind) => [kind.name, kind.type] as const),
])

/** The kind whose records a reference to a type leads to; the first one where several lists give the type. */
export const kindOf: ReadonlyMap<string, string> = new Map(
  [...typeOf].reverse().map(([kind, type]) => [type, kind]),
)

/** The kind whose records a list of Gazelle's gives; `undefined` where the stand-in has no data for it. */
export const kindOfList = (list: string): Kind | undefined => {
  const declaration = [...declared.values()].find((kind) => kind.list === list)
  const field = rootFields.get(list)
  return declaration?.name ?? (field && kindOf.get(itemOf(field) ?? field.type))
}

const day = 86_400_000

/** The ids from which references are drawn: those that the company was made with, so that a change moves none. */
export const poolOf = (company: Company, kind: string): readonly string[] => {
  const map = mapOf(company, kind)
  return company.pools.get(kind) ?? [...map.keys()]
}

const toolsFor = (company: Company, random: Random, index: number): Tools => {
  const end = Date.parse(company.now)
  return {
    random,
    company,
    index,
    any: (kind) => {
      const ids = poolOf(company, kind)
      return ids.length > 0 ? random.pick(ids) : null
    },
    at: (days) => iso(end + days * day),
    on: (days) => addDays(dateOf(company.timezone, end), Math.round(days)),
  }
}

/** Refuses values that the type has no place for: a wrong name would otherwise be a silent null. */
export const checkNames = (type: string, values: Values, where: string) => {
  const fields = fieldsOf(type)
  for (const name of Object.keys(values))
    if (!fields.has(name) && !(name.endsWith('Id') && fields.has(name.slice(0, -2))))
      throw new Error(`${where} gives ${name}, which ${type} does not have`)
}

/** Makes a record of a declared kind. Its references are stored, so that a merge can move them. */
export const makeRecord = (
  company: Company,
  kind: DeclaredKind,
  random: Random,
  index: number,
  patch: Values = {},
): DataRecord => {
  const tools = toolsFor(company, random, index)
  const id = random.id(prefixOf(kind.type))
  const values = { ...kind.make?.(tools), ...patch }
  checkNames(kind.type, values, `stand-in/data/${kind.name}.ts`)
  const record: DataRecord = { id, ...values }
  const fields = fieldsOf(kind.type)
  const isAbout = (type: string) =>
    [...fields.values()].filter(
      (field) =>
        field.type === type &&
        !field.list &&
        record[field.name] === undefined &&
        record[`${field.name}Id`] === undefined,
    )
  for (const { name, required } of isAbout('PrivatePiano'))
    record[`${name}Id`] = required || random.chance(0.8) ? tools.any('piano') : null
  for (const { name, required } of isAbout('PrivateClient')) {
    const owner = typeof record.pianoId === 'string' && company.pianos.get(record.pianoId)?.clientId
    record[`${name}Id`] = owner || (required || random.chance(0.8) ? tools.any('client') : null)
  }
  return record
}

/** The records of a declared kind, made when they are first asked for. Where the type has no id, they have one all the same. */
const recordsOf = (company: Company, kind: DeclaredKind): Map<string, DataRecord> => {
  const known = company.data.get(kind.name)
  if (known) return known
  const made = new Map<string, DataRecord>()
  company.data.set(kind.name, made)
  const random = randomFrom(company.seed ^ hashOf(kind.name))
  const { count = 10 } = kind
  const wanted = Math.round(typeof count === 'number' ? count : count(company))
  for (let index = 0; index < wanted; index++) {
    const record = makeRecord(company, kind, random, index)
    made.set(record.id, record)
  }
  company.pools.set(kind.name, [...made.keys()])
  return made
}

/** The map in which a company keeps a kind. */
export function mapOf<K extends HandwrittenKind>(company: Company, kind: K): Map<string, Kinds[K]>
export function mapOf(company: Company, kind: string): Map<string, DataRecord>
export function mapOf(company: Company, kind: string): Map<string, DataRecord> {
  const maps: Record<string, Map<string, DataRecord>> = {
    user: company.users,
    client: company.clients,
    piano: company.pianos,
    timelineEntry: company.timelineEntries,
    event: company.events,
    invoice: company.invoices,
    estimate: company.estimates,
    service: company.services,
  }
  const own = maps[kind]
  if (own) return own
  const declaration = declared.get(kind)
  if (!declaration) throw new Error(`the stand-in has no kind ${kind}: a file in stand-in/data/ declares one`)
  return declaration.keptIn ? company[declaration.keptIn] : recordsOf(company, declaration)
}

/** Moves the references of declared kinds from one record to another, as a merge does. */
export const moveReferences = (company: Company, type: string, from: string, into: string, at: string) => {
  for (const kind of declared.values()) {
    const fields = fieldsOf(kind.type)
    const names = [...fields.values()].flatMap((field) => (field.type === type ? [`${field.name}Id`] : []))
    if (names.length === 0) continue
    for (const record of mapOf(company, kind.name).values())
      for (const name of names)
        if (record[name] === from) {
          record[name] = into
          if (fields.has('updatedAt')) record.updatedAt = at
        }
  }
}
