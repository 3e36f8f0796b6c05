// The plan of a new module, derived from Gazelle's schema: selection, tables, columns.
import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isLeafType,
  isObjectType,
} from 'graphql'
import { cliError } from '../errors.ts'
import { t } from '../words/words.ts'
import { type Mirrored, type MirroredTable, moduleOfList, tablesByType } from './mirrored.ts'
import { longestTable, pathOf, problemOfName, singular, snake } from './names.ts'
import { type Field, hasId, itemOf, type List, manyOf, needsArguments } from './schema.ts'

export interface Column {
  name: string
  /** As `create table` takes it. */
  type: string
  /** The table that it refers to. */
  parent?: string
  /** Its path in the record, where add_entity does not find it by the column's name. */
  path?: string
}

export interface Table {
  name: string
  columns: Column[]
  /** For a child: the column of its owner, and the list in the owner's record. */
  owner?: string
  list?: string
}

export interface Plan {
  name: string
  list: List
  /** The fields asked for, each as GraphQL. */
  selection: string[]
  /** The connections inside a record, with the fields of their items. */
  nested: { field: string; selection: string[] }[]
  tables: Table[]
  position: number
  /** What is left out, each with the reason. */
  leftOut: string[]
}

/** The types of columns for Gazelle's scalars; promotion has a reader for each. */
const columnTypes: Record<string, string> = {
  String: 'text',
  ID: 'text',
  Int: 'int',
  BigInt: 'bigint',
  Float: 'numeric',
  Boolean: 'boolean',
  CoreDate: 'date',
  ISO8601Date: 'date',
  CoreDateTime: 'timestamptz',
  ISO8601DateTime: 'timestamptz',
  I18nString: 'gazelle.localized_text',
  JSON: 'jsonb',
}

/** Columns that every table of ours has: a field of such a name gets a prefix, which add_entity knows. */
const ours = [
  ...['account_id', 'is_placeholder', 'deleted_at', 'version'],
  ...['created_at', 'updated_at', 'synced_at'],
]
const longestName = 60
const deepest = 2

const columnType = (type: GraphQLNamedType, isMany: boolean): string | undefined => {
  const single = isEnumType(type) ? 'text' : columnTypes[type.name]
  if (!isMany || !single) return single
  return single === 'text' ? 'text[]' : 'jsonb'
}

interface Part {
  columns: Column[]
  selection: string[]
  /** Lists of things that have an id and no table yet. */
  children: Field[]
  leftOut: string[]
}

interface Reading {
  tables: ReadonlyMap<string, MirroredTable>
  /** Types around the one that is read: a field of such a type refers back. */
  around: GraphQLObjectType[]
  /** Whether lists of records inside become children. */
  takesChildren: boolean
}

const columnNamed = (name: string, path: string, isReference: boolean): Pick<Column, 'name' | 'path'> => {
  const short = name.length > longestName ? name.slice(-longestName).replace(/^[^_]*_/, '') : name
  const column = ours.includes(short) ? `gazelle_${short}` : short
  return { name: column, ...(pathOf(column, isReference) !== path && { path }) }
}

const referenceTo = (
  field: Field,
  type: GraphQLObjectType,
  prefix: string[],
  { tables, around }: Reading,
): Column => {
  const path = [...prefix, field.name]
  const parent = around.includes(type) ? undefined : tables.get(type.name)?.table
  const named = columnNamed(`${snake(path.join('_'))}_id`, `${path.join('.')}.id`, parent !== undefined)
  return { ...named, type: 'text', ...(parent && { parent }) }
}

const nothing: Part = { columns: [], selection: [], children: [], leftOut: [] }

/** The columns, selection and children of one field. */
const partOf = (field: Field, prefix: string[], reading: Reading): Part => {
  const { tables, around, takesChildren } = reading
  const path = [...prefix, field.name]
  const without = (reason: string): Part => ({ ...nothing, leftOut: [`${path.join('.')}: ${reason}`] })
  const needed = needsArguments(field)
  if (needed.length > 0) return without(`it cannot be asked for without ${needed.join(', ')}`)
  const many = manyOf(field.type)
  const type = itemOf(field.type)
  if (isLeafType(type)) {
    const found = columnType(type, many !== null)
    if (!found) return without(`its type ${type.name} has no reader`)
    const column = { ...columnNamed(snake(path.join('_')), path.join('.'), false), type: found }
    return { ...nothing, columns: [column], selection: [field.name] }
  }
  if (!isObjectType(type)) return without(`its type ${type?.name} is no object`)
  if (many && hasId(type)) {
    if (tables.has(type.name) || around.includes(type)) return without(`${type.name} has a table of its own`)
    return takesChildren ? { ...nothing, children: [field] } : without('it is a list in a list')
  }
  if (many === 'connection') return without(`${type.name} has no id`)
  if (!many && around.length > 1 && type === around[0]) return without('it is the owner')
  if (!many && hasId(type))
    return {
      ...nothing,
      columns: [referenceTo(field, type, prefix, reading)],
      selection: [`${field.name} { id }`],
    }
  if (around.includes(type) || prefix.length >= deepest) return without('it is nested too deeply')
  const inner = read(type, many ? [] : path, {
    tables,
    around: [...around, type],
    takesChildren: false,
  })
  if (inner.selection.length === 0) return without('nothing of it can be kept')
  const selection = [`${field.name} { ${inner.selection.join(' ')} }`]
  if (!many) return { ...inner, selection }
  const column = { ...columnNamed(snake(path.join('_')), path.join('.'), false), type: 'jsonb' }
  return { ...nothing, columns: [column], selection }
}

/** The same for all fields of a type; of two fields with one column name, the reference wins. */
const read = (
  type: GraphQLObjectType,
  prefix: string[],
  reading: Reading,
  only?: ReadonlySet<string>,
): Part => {
  const fields = Object.values(type.getFields()).filter(
    ({ name }) => (prefix.length > 0 || name !== 'id') && (!only || only.has(name)),
  )
  const parts = fields
    .map((field) => partOf(field, prefix, reading))
    .sort((a, b) => Number(isReference(b)) - Number(isReference(a)))
  const names = new Set<string>()
  const distinct = parts.filter(({ columns }) => {
    const isFree = columns.every(({ name }) => !names.has(name))
    if (isFree) for (const { name } of columns) names.add(name)
    return isFree
  })
  const doubles = parts.filter((part) => !distinct.includes(part))
  return {
    columns: distinct.flatMap(({ columns }) => columns),
    selection: distinct.flatMap(({ selection }) => selection),
    children: distinct.flatMap(({ children }) => children),
    leftOut: [
      ...parts.flatMap(({ leftOut }) => leftOut),
      ...doubles.flatMap(({ columns }) =>
        columns.map(({ name }) => `${name}: a column has this name already`),
      ),
    ],
  }
}

const isReference = ({ columns }: Part) => columns.some(({ parent }) => parent)

/** The fields that were asked for by name. @throws AppError `unknown_field` */
const selectedFields = (
  type: GraphQLObjectType,
  fields: string[] | undefined,
): ReadonlySet<string> | undefined => {
  if (!fields) return undefined
  const known = Object.keys(type.getFields())
  const unknown = fields.filter((field) => !known.includes(field))
  if (unknown.length > 0)
    throw cliError(
      'usage',
      'unknown_field',
      `${type.name}.${unknown[0]}`,
      t('{name} has no field {names}', { name: type.name, names: unknown.join(', ') }),
      t('Use some of: {names}.', { names: known.join(', ') }),
    )
  return new Set(fields)
}

const child = (plan: { name: string; owner: string }, field: Field, reading: Reading) => {
  const type = itemOf(field.type)
  // A fault of ours, which no user meets: only fields that give objects are planned as children.
  if (!isObjectType(type)) throw new Error(`${field.name} gives no objects`)
  const { columns, selection, leftOut } = read(type, [], {
    ...reading,
    around: [...reading.around, type],
    takesChildren: false,
  })
  const isConnection = manyOf(field.type) === 'connection'
  const table: Table = {
    name: `${singular(plan.name)}_${snake(field.name.replace(/^all(?=[A-Z])/, ''))}`,
    columns: [
      { name: plan.owner, type: 'text', parent: plan.name },
      ...columns.filter(({ name }) => name !== plan.owner),
    ],
    owner: plan.owner,
    list: isConnection ? field.name : `${field.name}[]`,
  }
  return {
    table,
    selection: ['id', ...selection],
    isConnection,
    leftOut: leftOut.map((line) => `${field.name}.${line}`),
  }
}

/** The first free place after the tables that a module refers to. */
const placeFor = (tables: Table[], mirrored: Mirrored): number => {
  const parents = tables.flatMap(({ columns }) => columns.flatMap(({ parent }) => parent ?? []))
  const after = mirrored.tables.filter(({ table }) => parents.includes(table))
  let position = Math.max(30, ...after.map((parent) => parent.position)) + 1
  while (mirrored.positions.has(position)) position++
  return position
}

const refuseNames = (names: string[], { names: taken }: Mirrored) => {
  const long = names.find((one) => one.length > longestTable)
  if (long)
    throw cliError(
      'usage',
      'bad_name',
      long,
      t('{long} has more than {longestTable} letters, and Postgres would cut names that are made from it', {
        long,
        longestTable,
      }),
      t('Choose a shorter name for the module.'),
    )
  const [name] = names.filter((one) => taken.has(one))
  if (name)
    throw cliError(
      'usage',
      'name_taken',
      name,
      t('there is a module, a table or a migration {name} already', { name }),
      t('Choose another name.'),
    )
}

/**
 * What a module of that name over that list would be.
 * @param fields of a record, by name; all that can be kept when absent
 * @throws AppError `bad_name`, `name_taken`, `list_mirrored`, `unknown_field`, `no_reader`, `no_fields`, `no_place`
 */
export const planModule = (
  schema: GraphQLSchema,
  mirrored: Mirrored,
  name: string,
  list: List,
  fields?: string[],
): Plan => {
  const unfit = problemOfName(name)
  if (unfit) throw cliError('usage', 'bad_name', name, unfit.problem, unfit.hint)
  refuseNames([name], mirrored)
  const reader = moduleOfList(schema, mirrored, list)
  if (reader)
    throw cliError(
      'usage',
      'list_mirrored',
      list.name,
      t('the module {reader} mirrors {what} already', {
        reader,
        what: mirrored.lists.get(reader) === list.name ? list.name : `the records of ${list.name}`,
      }),
      t('Add fields to shared/modules/{reader}.ts and columns to its SQL file.', { reader }),
    )
  const reading = { tables: tablesByType(schema, mirrored), around: [list.type], takesChildren: true }
  const own = read(list.type, [], reading, selectedFields(list.type, fields))
  if (fields && own.leftOut.length > 0)
    throw cliError(
      'usage',
      'no_reader',
      `${list.type.name}.${own.leftOut[0]?.split(':')[0]}`,
      t('it cannot be kept: {names}', { names: own.leftOut.join('; ') }),
      t('Leave it out of --fields.'),
    )
  if (own.columns.length === 0)
    throw cliError(
      'usage',
      'no_fields',
      fields ? '--fields' : list.name,
      t('a table would have nothing but the ids of {name}', { name: list.name }),
      fields
        ? t('Name one more field of a record than id, or leave --fields out to keep all that can be kept.')
        : t('Choose another list.'),
    )
  const owner = `${singular(name)}_id`
  const fits = (field: Field) => manyOf(field.type) === 'list' || (list.isConnection && list.one !== null)
  const children = own.children.filter(fits).map((field) => ({
    field,
    ...child({ name, owner }, field, reading),
  }))
  const tables = [{ name, columns: own.columns }, ...children.map(({ table }) => table)]
  refuseNames(
    tables.map((table) => table.name),
    mirrored,
  )
  const position = placeFor(tables, mirrored)
  if (position > 99)
    throw cliError(
      'usage',
      'no_place',
      name,
      t('no number up to 99 is free after the tables that it refers to'),
      t('Give files of supabase/schemas/gazelle/ smaller numbers.'),
    )
  return {
    name,
    list,
    selection: [
      'id',
      ...own.selection,
      ...children.flatMap(({ field, selection, isConnection }) =>
        isConnection ? [] : [`${field.name} { ${selection.join(' ')} }`],
      ),
    ],
    nested: children.flatMap(({ field, selection, isConnection }) =>
      isConnection ? [{ field: field.name, selection }] : [],
    ),
    tables,
    position,
    leftOut: [
      ...own.leftOut,
      ...own.children
        .filter((field) => !fits(field))
        .map(
          (field) => `${field.name}: Gazelle gives no record by its id, which reading its next pages takes`,
        ),
      ...children.flatMap(({ leftOut }) => leftOut),
    ],
  }
}
