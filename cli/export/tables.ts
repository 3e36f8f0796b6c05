import { z } from 'zod'
import { cliError } from '../errors.ts'
import { type Project, rowsOf } from '../project.ts'
import { allRows } from '../rows.ts'
import { suggestion } from '../similar.ts'
import { t } from '../words/words.ts'
import { readDataApi } from './data-api.ts'

/** A column, in the order of the table. */
export interface Column {
  name: string
  /** number: of any length, which JavaScript would round; json: a document; plain: anything else. */
  kind: 'number' | 'json' | 'plain'
}

/** A table to export. */
export interface Table {
  schema: string
  name: string
  columns: Column[]
  /** The column that orders the rows of an account: unique there, indexed, and never changed. */
  key: string
}

/** Which rows are left out beside those of other accounts. */
export interface Choice {
  withDeleted: boolean
  withPlaceholders: boolean
}

interface Schema {
  /** Its tables, parents before children. */
  names(project: Project): Promise<string[]>
  key: string
  /** Conditions of the Data API on the rows to export. */
  conditions(choice: Choice): Record<string, string>
  /** Columns that are not exported. */
  without?: string[]
}

const moduleNames = async ({ database }: Project) => {
  const page = (from: number, to: number) =>
    database.schema('sync').from('modules').select('module').order('position').range(from, to)
  return (await allRows(page, 'sync.modules')).map(({ module }) => module)
}

const entityNames = async (project: Project) => {
  const page = (from: number, to: number) =>
    project.database
      .schema('reconcile')
      .from('entities')
      .select('entity, module')
      .order('position')
      .order('entity')
      .range(from, to)
  const entities = await allRows(page, 'reconcile.entities')
  const modules = await moduleNames(project)
  return modules.flatMap((name) =>
    entities.filter(({ module }) => module === name).map(({ entity }) => entity),
  )
}

const viewNames = async ({ database }: Project) =>
  rowsOf(await database.schema('v5').rpc('definitions').select('name').order('name'), 'v5').map(
    ({ name }) => name,
  )

/** What can be exported, by its name. */
const schemas = {
  gazelle: {
    names: entityNames,
    key: 'id',
    conditions: ({ withDeleted, withPlaceholders }) => ({
      ...(!withDeleted && { deleted_at: 'is.null' }),
      ...(!withPlaceholders && { is_placeholder: 'is.false' }),
    }),
  },
  staging: {
    names: async (project) => (await moduleNames(project)).map((module) => `stg_${module}`),
    key: 'external_id',
    conditions: ({ withDeleted }) => (withDeleted ? {} : { gone_at: 'is.null' }),
  },
  v5: {
    names: viewNames,
    key: 'external_id',
    // The views have neither deleted records nor placeholders.
    conditions: () => ({}),
    without: ['account_id'],
  },
} satisfies Record<string, Schema>

export type SchemaName = keyof typeof schemas

/** The names of what can be exported. */
export const schemaNames = Object.keys(schemas)

/** Conditions of the Data API on the rows of a schema's tables that a person wants. */
export const conditionsOf = (schema: SchemaName, choice: Choice): Record<string, string> =>
  schemas[schema].conditions(choice)

const description = z.object({
  definitions: z.record(
    z.string(),
    z.object({ properties: z.record(z.string(), z.object({ format: z.string().optional() })).default({}) }),
  ),
})

const kindOf = (format = ''): Column['kind'] => {
  if (/^(numeric|bigint)\b(?!.*\[\])/.test(format)) return 'number'
  return /^jsonb?$/.test(format) ? 'json' : 'plain'
}

const unknownTable = (name: string, schema: SchemaName, names: string[]) =>
  cliError(
    'usage',
    'unknown_table',
    name,
    t('there is no table {name} to export from {schema}', { name, schema }),
    suggestion(name, names) + t('Use one of: {names}.', { names: names.join(', ') }),
  )

/**
 * The tables to export, with their columns as the database has them now.
 * @param chosen their names; null for all of the schema
 * @throws AppError `unknown_table` with the names there are, `database_failed`
 */
export const chosenTables = async (
  project: Project,
  schema: SchemaName,
  chosen: string[] | null,
  signal: AbortSignal,
): Promise<Table[]> => {
  const { key, without = [], ...described }: Schema = schemas[schema]
  const names = await described.names(project)
  const unknown = chosen?.find((name) => !names.includes(name))
  if (unknown !== undefined) throw unknownTable(unknown, schema, names)
  const { data } = await readDataApi(project, schema, '', description, { signal })
  const columnsOf = (name: string) => {
    const error = { message: 'the Data API does not show it' }
    const { properties } = data.definitions[name] ?? rowsOf<never>({ data: null, error }, `${schema}.${name}`)
    return Object.entries(properties)
      .filter(([column]) => !without.includes(column))
      .map(([column, { format }]) => ({ name: column, kind: kindOf(format) }))
  }
  return names
    .filter((name) => chosen?.includes(name) ?? true)
    .map((name) => ({ schema, name, columns: columnsOf(name), key }))
}
