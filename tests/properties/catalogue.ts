// The entities as the database declares them: what the properties of records are made from.
import type { TestDatabase } from '../harness/database.ts'

export type Kind =
  | 'text'
  | 'integer'
  | 'bigint'
  | 'number'
  | 'boolean'
  | 'date'
  | 'instant'
  | 'list'
  | 'json'
  | 'object'
  | 'id'

/** A column that promotion writes from a record. */
export interface Column {
  name: string
  kind: Kind
  /** The fields that it is read from; several make one list. */
  paths: string[]
  source: 'field' | 'owner' | 'enclosing'
  policy: 'mirror' | 'keep'
  /** The table that it refers to. */
  parent: string | null
}

export interface Step {
  name: string
  /** A plain list, not a connection. */
  isPlain: boolean
}

export interface Entity {
  entity: string
  /** Empty for the record itself. */
  steps: Step[]
  /** `allContacts.allEmails`, as issues name it. */
  list: string
  /** For items without an id: the reference whose id makes one. */
  key: string | null
  columns: Column[]
  /** Columns that a hand-written view adds change a row too. */
  hasDerived: boolean
}

export interface ModuleShape {
  module: string
  /** The record itself first, then what is in its lists. */
  entities: [Entity, ...Entity[]]
}

interface Declared {
  module: string
  entity: string
  list: string | null
  key: string | null
  hasDerived: boolean
  columns: Column[]
}

const entityOf = ({ list, ...declared }: Declared): Entity => ({
  ...declared,
  steps: (list?.split('.') ?? []).map((step) => ({
    name: step.replace('[]', ''),
    isPlain: step.endsWith('[]'),
  })),
  list: list?.replaceAll('[]', '') ?? '',
})

/** The record of a module that keeps only what is in its lists. */
const noTable: Entity = { entity: '', steps: [], list: '', key: null, columns: [], hasDerived: false }

/** The entities that are tables. */
export const tablesOf = ({ entities }: ModuleShape): Entity[] =>
  entities.filter(({ entity }) => entity !== '')

/** Every module with its entities; those that are found in texts alone are left out. */
export const readCatalogue = async (database: TestDatabase): Promise<ModuleShape[]> => {
  const declared = await database.query<Declared & Record<string, unknown>>(`
    select e.module, e.entity, e.list, e.key, e.derived is not null as "hasDerived", (
      select json_agg(json_build_object(
        'name', c.name, 'kind', c.kind, 'paths', c.paths, 'source', c.source, 'policy', c.policy,
        'parent', (select relname from pg_class where oid = c.parent)
      ))
      from reconcile.columns_of(e.entity) c
      where c.source <> 'derived' and c.policy <> 'local'
    ) as columns
    from reconcile.entities e
    where e.owner_column is null or e.list is not null
    order by e.module, e.position`)
  const modules = Map.groupBy(declared, ({ module }) => module)
  return [...modules].map(([module, entities]) => {
    const all = entities.map(entityOf)
    const root = all.find(({ list }) => list === '') ?? noTable
    return { module, entities: [root, ...all.filter((entity) => entity !== root)] }
  })
}
