import { type Kind, mapOf } from './changes.ts'
import { type GraphQLObjectType, getNamedType, isListType, isNonNullType, isObjectType } from './graphql.ts'
import { listsOf } from './lists.ts'
import type { Company } from './records.ts'
import { type Context, schemasFor } from './schema.ts'

type Node = Record<string, unknown>

const typeOf: Record<Kind, string> = {
  user: 'PrivateUser',
  client: 'PrivateClient',
  piano: 'PrivatePiano',
  timelineEntry: 'PrivateTimelineEntry',
  event: 'PrivateEvent',
  invoice: 'PrivateInvoice',
  estimate: 'PrivateEstimate',
  service: 'PrivateMasterServiceItem',
}

/** What has an id of its own and is answered as `{ id }` where another record refers to it. */
const referred = new Set([
  ...Object.values(typeOf),
  'PrivateContact',
  'PrivateInvoicePayment',
  'PrivateEstimateTier',
  'PrivateEstimateTierGroup',
  'PrivateMasterServiceGroup',
])
/** Lists of things that belong elsewhere. */
const elsewhere = new Set(['PrivateClient.allPianos', 'PrivateMasterServiceGroup.allMasterServiceItems'])

const isRecord = (value: unknown): value is Node => typeof value === 'object' && value !== null

const all = { first: Number.MAX_SAFE_INTEGER, includeArchived: true }
const context: Context = { caller: undefined, pageCap: Number.MAX_SAFE_INTEGER }

const makeReader = (company: Company) => {
  const lists = listsOf(company, { activityIncludesEdits: false, filterZone: company.timezone }, Date.now)
  const schema = schemasFor(company, lists)()

  const nodeOf = (type: GraphQLObjectType, source: unknown): Node => {
    const node: Node = {}
    for (const field of Object.values(type.getFields())) {
      if (elsewhere.has(`${type.name}.${field.name}`)) continue
      const value: unknown = field.resolve
        ? Reflect.apply(field.resolve, undefined, [source, all, context])
        : isRecord(source)
          ? source[field.name]
          : undefined
      const inner = getNamedType(field.type)
      const plain = isNonNullType(field.type) ? field.type.ofType : field.type
      if (value === null || value === undefined) node[field.name] = null
      else if (!isObjectType(inner)) node[field.name] = value
      else if (isListType(plain) && Array.isArray(value))
        // Users of a service are people, not parts of it; everything else in a list belongs to its parent.
        node[field.name] = value.map((one) =>
          inner.name === 'PrivateUser' && isRecord(one) ? { id: one.id } : nodeOf(inner, one),
        )
      else if (inner.name.endsWith('Connection') && isRecord(value) && Array.isArray(value.nodes)) {
        const { nodes: nodesField } = inner.getFields()
        const item = nodesField && getNamedType(nodesField.type)
        node[field.name] = {
          nodes: value.nodes.map((one) => (isObjectType(item) ? nodeOf(item, one) : one)),
        }
      } else
        node[field.name] =
          referred.has(inner.name) && isRecord(value) ? { id: value.id } : nodeOf(inner, value)
    }
    return node
  }

  return (kind: Kind, source: unknown): Node => {
    const type = schema.getType(typeOf[kind])
    if (!isObjectType(type)) throw new Error(`no type for ${kind}`)
    return nodeOf(type, source)
  }
}

const readers = new WeakMap<Company, ReturnType<typeof makeReader>>()
const reader = (company: Company) => {
  const read = readers.get(company) ?? makeReader(company)
  readers.set(company, read)
  return read
}

/**
 * What a query of every field of a record answers now: references as `{ id }`, what belongs to it in full, and
 * connections as `{ nodes }` without pages; `null` when it is not there.
 */
export const node = (company: Company, kind: Kind, id: string): Node | null => {
  const source = mapOf(company, kind).get(id)
  return source ? reader(company)(kind, source) : null
}

/** All records of a kind that Gazelle's lists would give now, in full, by id. */
export const nodes = (company: Company, kind: Kind): Map<string, Node> => {
  const read = reader(company)
  const known = new Map<string, Node>()
  for (const [id, source] of mapOf(company, kind)) {
    // A list leaves out what belongs to a client, or an estimate to a piano, that is no longer there.
    if ((kind === 'timelineEntry' || kind === 'estimate') && !company.clients.has(String(source.clientId)))
      continue
    if (kind === 'estimate' && !company.pianos.has(String(source.pianoId))) continue
    known.set(id, read(kind, source))
  }
  return known
}
