import type { Values } from './data.ts'
import { dataListsOf } from './data-lists.ts'
import { declared } from './declarations.ts'
import { generatorFor } from './generator.ts'
import { type GraphQLNamedType, type GraphQLObjectType, getNamedType, isObjectType } from './graphql.ts'
import { type Kind, mapOf, typeOf } from './kinds.ts'
import type { Company } from './records.ts'
import type { Context } from './resolvers.ts'
import { schemasFor } from './schema.ts'
import { fieldsOf } from './shapes.ts'

type Node = Record<string, unknown>

/** What is listed elsewhere, and answered as `{ id }` in every other list. */
const inLists = new Set(typeOf.values())
/** What has an id of its own and is answered as `{ id }` where another record refers to it. */
const referred = new Set([
  ...inLists,
  'PrivateContact',
  'PrivateInvoicePayment',
  'PrivateEstimateTier',
  'PrivateEstimateTierGroup',
])
/** Lists of things that belong elsewhere. */
const elsewhere = new Set(['PrivateClient.allPianos', 'PrivateMasterServiceGroup.allMasterServiceItems'])

const isRecord = (value: unknown): value is Node => typeof value === 'object' && value !== null

const all = { first: Number.MAX_SAFE_INTEGER, includeArchived: true }
const context: Context = { caller: undefined, pageCap: Number.MAX_SAFE_INTEGER }

const makeReader = (company: Company) => {
  const unknowns = { activityIncludesEdits: false, filterZone: company.timezone }
  const schema = schemasFor(company, unknowns, Date.now)()
  const lists = dataListsOf(company, generatorFor(company), unknowns)

  const nodeOf = (type: GraphQLObjectType, source: unknown, outer: readonly string[] = []): Node => {
    const path = [...outer, type.name]
    /** Nested objects of a record in full; references and the record's own parents as `{ id }`. */
    const innerNode = (inner: GraphQLNamedType, one: unknown, references: ReadonlySet<string>): unknown => {
      if (!isObjectType(inner) || !isRecord(one)) return one
      return references.has(inner.name) || path.includes(inner.name)
        ? { id: one.id }
        : nodeOf(inner, one, path)
    }
    const node: Node = {}
    for (const field of Object.values(type.getFields())) {
      if (elsewhere.has(`${type.name}.${field.name}`)) continue
      if (fieldsOf(type.name).get(field.name)?.needsArgument) continue
      const value: unknown = field.resolve
        ? Reflect.apply(field.resolve, undefined, [source, all, context])
        : isRecord(source)
          ? source[field.name]
          : undefined
      const inner = getNamedType(field.type)
      if (value === null || value === undefined) node[field.name] = null
      else if (Array.isArray(value)) node[field.name] = value.map((one) => innerNode(inner, one, inLists))
      else if (isObjectType(inner) && isRecord(value) && Array.isArray(value.nodes)) {
        const { nodes: nodesField } = inner.getFields()
        const item = nodesField ? getNamedType(nodesField.type) : inner
        node[field.name] = { nodes: value.nodes.map((one) => innerNode(item, one, inLists)) }
      } else node[field.name] = innerNode(inner, value, referred)
    }
    return node
  }

  return {
    lists,
    read: (kind: Kind, source: unknown): Node => {
      const type = schema.getType(typeOf.get(kind) ?? '')
      if (!isObjectType(type)) throw new Error(`no type for ${kind}`)
      return nodeOf(type, source)
    },
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
  return source ? reader(company).read(kind, source) : null
}

/** The records of a kind that Gazelle's lists would give now, as the company keeps them, by id. */
export const listed = (company: Company, kind: Kind): Map<string, Values> => {
  if (declared.has(kind))
    return new Map(
      reader(company)
        .lists.present(kind)
        .map((source) => [String(source.id), source]),
    )
  return new Map(
    [...mapOf(company, kind)].filter(
      ([, source]) =>
        // A list leaves out what belongs to a client, or an estimate to a piano, that is no longer there.
        ((kind !== 'timelineEntry' && kind !== 'estimate') || company.clients.has(String(source.clientId))) &&
        (kind !== 'estimate' || company.pianos.has(String(source.pianoId))),
    ),
  )
}

/** All records of a kind that Gazelle's lists would give now, in full, by id. */
export const nodes = (company: Company, kind: Kind): Map<string, Node> => {
  const { read } = reader(company)
  return new Map([...listed(company, kind)].map(([id, source]) => [id, read(kind, source)]))
}
