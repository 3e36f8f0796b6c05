// Gazelle's types and fields, read once from the SDL.
import { readFileSync } from 'node:fs'
import { type FieldDefinitionNode, Kind, parse, type TypeNode } from './graphql.ts'

const file = new URL('../shared/gazelle/schema.graphql', import.meta.url)
export const sdl = parse(readFileSync(file, 'utf8'), { noLocation: true })

export interface Field {
  name: string
  /** The type without its list and non-null marks. */
  type: string
  list: boolean
  required: boolean
  /** The arguments, with their types. */
  args: ReadonlyMap<string, string>
  /** It cannot be asked for without one of them. */
  needsArgument: boolean
}

const namedType = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type)

const fieldOf = ({ name, type, arguments: args = [] }: FieldDefinitionNode): Field => ({
  name: name.value,
  type: namedType(type),
  list:
    type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.LIST_TYPE),
  required: type.kind === Kind.NON_NULL_TYPE,
  args: new Map(args.map((one) => [one.name.value, namedType(one.type)])),
  needsArgument: args.some((one) => one.type.kind === Kind.NON_NULL_TYPE),
})

/** The fields of each object type, by name. */
export const types: ReadonlyMap<string, ReadonlyMap<string, Field>> = new Map(
  sdl.definitions.flatMap((one) =>
    one.kind === Kind.OBJECT_TYPE_DEFINITION
      ? [[one.name.value, new Map((one.fields ?? []).map((field) => [field.name.value, fieldOf(field)]))]]
      : [],
  ),
)

/** The values of each enum. */
export const enums: ReadonlyMap<string, readonly string[]> = new Map(
  sdl.definitions.flatMap((one) =>
    one.kind === Kind.ENUM_TYPE_DEFINITION
      ? [[one.name.value, (one.values ?? []).map((value) => value.name.value)]]
      : [],
  ),
)

/** The fields of the root, by name. */
export const rootFields = types.get('PrivateQuery') ?? new Map<string, Field>()

export const fieldsOf = (type: string): ReadonlyMap<string, Field> => {
  const fields = types.get(type)
  if (!fields) throw new Error(`Gazelle's schema has no type ${type}`)
  return fields
}

/** Connections, their edges and PageInfo: the envelope in which records come. */
export const isEnvelope = (type: string): boolean =>
  type === 'PageInfo' || type.endsWith('Connection') || type.endsWith('Edge')

/** The type of what a list or a connection holds; `undefined` for a single thing. */
export const itemOf = ({ type, list }: Field): string | undefined => {
  if (list) return type
  return type.endsWith('Connection') ? types.get(type)?.get('nodes')?.type : undefined
}

const known: Record<string, string> = {
  PrivateClient: 'cli',
  PrivateContact: 'con',
  PrivatePiano: 'ins',
  PrivateEvent: 'evt',
  PrivateUser: 'usr',
  PrivateInvoice: 'inv',
  PrivateEstimate: 'est',
  PrivateMasterServiceItem: 'mit',
  PrivateMasterServiceGroup: 'msg',
  PrivateTimelineEntry: 'tme',
}

/** The three letters with which the ids of a type begin: the type's initials, or its first letters. */
export const prefixOf = (type: string): string => {
  const words = type.replace(/^(Private|Core)/, '').match(/[A-Z0-9][a-z]*/g) ?? ['any']
  const [first = '', second = ''] = words
  const letters =
    words.length > 2
      ? words.map((word) => word[0]).join('')
      : words.length === 2
        ? first.slice(0, 2) + second[0]
        : first
  return known[type] ?? letters.slice(0, 3).toLowerCase().padEnd(3, 'x')
}
