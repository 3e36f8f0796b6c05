// What a GraphQL schema says of a list and of the records in it.
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'
import { cliError } from '../errors.ts'
import { t } from '../words/words.ts'

export type Field = GraphQLField<unknown, unknown>

/** How a field gives several things: as a plain list, as a connection, or not at all. */
export const manyOf = (type: GraphQLOutputType): 'list' | 'connection' | null => {
  const bare = isNonNullType(type) ? type.ofType : type
  if (isListType(bare)) return 'list'
  return isObjectType(bare) && bare.getFields().nodes && bare.getFields().pageInfo ? 'connection' : null
}

/** The type of what a field gives, taken out of its list or connection. */
export const itemOf = (type: GraphQLOutputType): GraphQLNamedType | undefined => {
  const named = getNamedType(type)
  if (manyOf(type) !== 'connection') return named
  const nodes = isObjectType(named) ? named.getFields().nodes : undefined
  return nodes && getNamedType(nodes.type)
}

export const needsArguments = (field: Field): string[] =>
  field.args.filter(isRequiredArgument).map(({ name }) => name)

/** Whether a type has an id that tells its records apart. */
export const hasId = (type: GraphQLObjectType): boolean => {
  const id = type.getFields().id
  return id !== undefined && isLeafType(getNamedType(id.type)) && manyOf(id.type) === null
}

/** A list that can be mirrored. */
export interface List {
  name: string
  type: GraphQLObjectType
  isConnection: boolean
  /** Root field that gives one record by its id, with the argument's name where that is not `id`. */
  one: string | null
  sortBy: string | null
}

const rootFields = (schema: GraphQLSchema) => schema.getQueryType()?.getFields() ?? {}

const oneOf = (schema: GraphQLSchema, type: GraphQLObjectType): string | null => {
  for (const field of Object.values(rootFields(schema))) {
    if (manyOf(field.type) || getNamedType(field.type) !== type) continue
    const isText = ({ type: given }: { type: unknown }) => /^(String|ID)!?$/.test(String(given))
    const ids = field.args.filter((one) => isText(one) && /^id$|Id$/.test(one.name))
    const argument = ids.find(({ name }) => name === 'id') ?? (ids.length === 1 ? ids[0] : undefined)
    if (!argument || needsArguments(field).some((name) => name !== argument.name)) continue
    return argument.name === 'id' ? field.name : `${field.name}(${argument.name})`
  }
  return null
}

const oldestFirst = 'CREATED_AT_ASC'

const sortOf = (field: Field): string | null => {
  const type = field.args.find(({ name }) => name === 'sortBy')?.type
  const sorts = type && getNamedType(type)
  return isEnumType(sorts) && sorts.getValue(oldestFirst) ? oldestFirst : null
}

/** Why a root field cannot be mirrored, with what to do; null where it can. */
const refusal = (name: string, field: Field): Error | null => {
  const many = manyOf(field.type)
  const type = itemOf(field.type)
  const needed = needsArguments(field)
  if (!many || !isObjectType(type))
    return cliError(
      'usage',
      'no_list',
      name,
      t('{name} gives no list of records', { name }),
      t('Choose a root field that does.'),
    )
  if (needed.length > 0)
    return cliError(
      'usage',
      'list_needs_arguments',
      name,
      t('{name} cannot be asked for without {names}', { name, names: needed.join(', ') }),
      t('Choose a list that gives everything, or write the module by hand: docs/ADDING_A_MODULE.md.'),
    )
  if (!hasId(type))
    return cliError(
      'usage',
      'no_id',
      `${name}: ${type.name}`,
      t('the records of {name} ({name2}) have no id, so that none could be told from another', {
        name,
        name2: type.name,
      }),
      t('Choose another list, or keep them as a part of the record that they belong to.'),
    )
  return null
}

/**
 * A list of Gazelle's by its name.
 * @throws AppError `unknown_list`, `no_list`, `list_needs_arguments`, `no_id`
 */
export const listNamed = (schema: GraphQLSchema, name: string): List => {
  const field = rootFields(schema)[name]
  if (!field)
    throw cliError(
      'usage',
      'unknown_list',
      name,
      t('Gazelle’s schema has no list {name}', { name }),
      t('Use one of: {names}. If Gazelle has it since, use --schema live.', {
        names: listNames(schema).join(', '),
      }),
    )
  const refused = refusal(name, field)
  if (refused) throw refused
  const type = itemOf(field.type)
  // A fault of ours, which no user meets: `refusal` lets only lists of objects pass.
  if (!isObjectType(type)) throw new Error(`${name} gives no objects`)
  return {
    name,
    type,
    isConnection: manyOf(field.type) === 'connection',
    one: oneOf(schema, type),
    sortBy: sortOf(field),
  }
}

/** The lists that can be mirrored. */
export const listNames = (schema: GraphQLSchema): string[] =>
  Object.entries(rootFields(schema)).flatMap(([name, field]) => (refusal(name, field) ? [] : [name]))
