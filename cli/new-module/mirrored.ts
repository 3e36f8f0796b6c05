// The modules and tables of the repository, and the table of each of Gazelle's types.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type GraphQLSchema, isObjectType } from 'graphql'
import { loadModules } from '../modules.ts'
import { itemOf, type List } from './schema.ts'

/** A production table, as its module's SQL registers it. */
export interface MirroredTable {
  table: string
  module: string
  /** The number at the front of the SQL file's name. */
  position: number
  /** For a child: the steps to its list in the record. */
  steps: string[]
}

export interface Mirrored {
  /** The root field that each module reads, by the module's name. */
  lists: ReadonlyMap<string, string>
  tables: MirroredTable[]
  /** Names that a module or a table has, or a migration. */
  names: ReadonlySet<string>
  positions: ReadonlySet<number>
}

const entityCall = /reconcile\.add_entity\(\s*'(\w+)'((?:[^;']|'[^']*')*)\);/g

const tablesIn = (file: string, text: string): MirroredTable[] => {
  const [, position = '', name = ''] = /^(\d+)_(\w+)\.sql$/.exec(file) ?? []
  return [...text.matchAll(entityCall)].flatMap(([, table = '', rest = '']) => {
    const module = /^,\s*'(\w+)'/.exec(rest)?.[1] ?? name
    const list = /\blist => '([^']+)'/.exec(rest)?.[1]
    // A child without a list is read by a view of its own.
    if (!list && /\bowner =>/.test(rest)) return []
    return [{ table, module, position: Number(position), steps: list?.replaceAll('[]', '').split('.') ?? [] }]
  })
}

/** Reads the modules and the SQL files of a repository. */
export const readMirrored = async (root: string): Promise<Mirrored> => {
  const folder = join(root, 'supabase/schemas/gazelle')
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  )
  const views = join(root, 'supabase/schemas/reconcile')
  const own = await Promise.all(
    (await readdir(views, { recursive: true }))
      .filter((name) => name.endsWith('.sql'))
      .map((name) => readFile(join(views, name), 'utf8')),
  )
  const modules = await loadModules()
  const migrations = await readdir(join(root, 'supabase/migrations'))
  return {
    lists: new Map(modules.map(({ name, list }) => [name, list])),
    tables: files.flatMap(({ name, text }) => tablesIn(name, text)).sort((a, b) => a.position - b.position),
    names: new Set([
      ...modules.map(({ name }) => name),
      ...files.flatMap(({ text }) =>
        [...text.matchAll(/^create (?:table|view) gazelle\.(\w+)/gm)].flatMap(([, name]) => name ?? []),
      ),
      // The view of a table has its name, in schema reconcile.
      ...own.flatMap((text) =>
        [...text.matchAll(/^create (?:table|view) reconcile\.(\w+)/gm)].flatMap(([, name]) => name ?? []),
      ),
      ...migrations.map((name) => name.replace(/^\d+_|\.sql$/g, '')),
    ]),
    positions: new Set(files.map(({ name }) => Number.parseInt(name, 10))),
  }
}

/** The module that mirrors the records of a list, by that list or by another one. */
export const moduleOfList = (schema: GraphQLSchema, mirrored: Mirrored, list: List): string | undefined =>
  [...mirrored.lists].find(([, known]) => known === list.name)?.[0] ??
  tablesByType(schema, mirrored).get(list.type.name)?.module

/** The table of each GraphQL type that has exactly one: the record's own first, then items of lists. */
export const tablesByType = (schema: GraphQLSchema, mirrored: Mirrored): Map<string, MirroredTable> => {
  const found = new Map<string, MirroredTable[]>()
  const root = schema.getQueryType()
  for (const table of mirrored.tables) {
    let field = root?.getFields()[mirrored.lists.get(table.module) ?? '']
    for (const step of table.steps) {
      const type = field && itemOf(field.type)
      field = isObjectType(type) ? type.getFields()[step] : undefined
    }
    const type = field && itemOf(field.type)?.name
    if (type) found.set(type, [...(found.get(type) ?? []), table])
  }
  return new Map(
    [...found].flatMap(([type, tables]) => {
      const own = tables.filter(({ steps }) => steps.length === 0)
      const [only, another] = own.length > 0 ? own : tables
      return only && (own.length > 0 || !another) ? [[type, only]] : []
    }),
  )
}
