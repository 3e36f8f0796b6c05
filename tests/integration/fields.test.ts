import { type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadModules } from '../../cli/modules.ts'
import type { Module, Request } from '../../shared/gazelle/module.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

const modules = await loadModules()
const requests: Request[] = (['full', 'incremental', 'repair'] as const).map((mode) => ({
  mode,
  window: null,
  since: mode === 'full' ? null : new Date('2026-03-08T04:30:00Z'),
  until: mode === 'repair' ? new Date('2026-03-09T04:30:00Z') : null,
  timeZone: 'America/Montreal',
}))

interface Column {
  module: string
  entity: string
  name: string
  kind: string
  path: string
}

let database: TestDatabase
let columns: Column[]
let lists: { module: string; path: string }[]

beforeAll(async () => {
  database = await createTestDatabase()
  columns = await database.query<Column & Record<string, string>>(`
    select e.module, e.entity, c.name, c.kind, concat_ws('.', replace(e.list, '[]', ''), p.path) as path
    from reconcile.entities e
    cross join lateral reconcile.columns_of(e.entity) c
    cross join lateral unnest(c.paths) p (path)
    where c.source = 'field' and c.policy <> 'local'
    order by 1, 2, 5`)
  lists = await database.query<{ module: string; path: string }>(
    `select module, replace(list, '[]', '') as path from reconcile.entities where list is not null`,
  )
})
afterAll(() => database?.drop())

const fieldsOf = (set: SelectionSetNode): FieldNode[] =>
  set.selections.map((selection) => {
    if (selection.kind !== Kind.FIELD) throw new Error('a list query has no fragments')
    return selection
  })

const within = (set: SelectionSetNode | undefined, field: string): SelectionSetNode | undefined =>
  set && fieldsOf(set).find(({ name }) => name.value === field)?.selectionSet

// A connection is known by its nodes, or by the node of its edges, which stand for the field itself.
const itemsOf = (set: SelectionSetNode): SelectionSetNode =>
  within(set, 'nodes') ?? within(within(set, 'edges'), 'node') ?? set

const leavesOf = (set: SelectionSetNode, prefix = ''): string[] =>
  fieldsOf(itemsOf(set)).flatMap(({ name, selectionSet }) =>
    selectionSet ? leavesOf(selectionSet, `${prefix}${name.value}.`) : [prefix + name.value],
  )

/** The paths of the leaves that the list queries of a module ask a record for. */
const leavesAskedFor = (module: Module): string[] => {
  const leaves = requests.flatMap((request) => {
    const lanes = new Set(module.lanes(request).map(({ name }) => `${module.name} ${name}`))
    return module
      .queries(request)
      .filter(({ name }) => lanes.has(name))
      .flatMap(({ text }) =>
        parse(text).definitions.flatMap((definition) =>
          definition.kind === Kind.OPERATION_DEFINITION
            ? fieldsOf(definition.selectionSet).flatMap(({ selectionSet }) =>
                selectionSet ? leavesOf(selectionSet) : [],
              )
            : [],
        ),
      )
  })
  return [...new Set(leaves)].sort()
}

// A jsonb column keeps what lies below its field.
const covers = ({ kind, path }: Column, leaf: string) =>
  leaf === path || (kind === 'json' && leaf.startsWith(`${path}.`))

const fieldsWithoutColumn = (module: string, leaves: string[], columns: Column[], ids: Set<string>) =>
  leaves
    .filter((leaf) => !ids.has(leaf) && !columns.some((column) => covers(column, leaf)))
    .map(
      (leaf) =>
        `${leaf} has no column: add one in supabase/schemas/gazelle/, or leave the field out of shared/modules/${module}.ts`,
    )

const columnsWithoutField = (module: string, leaves: string[], columns: Column[]) =>
  columns
    .filter((column) => !leaves.some((leaf) => covers(column, leaf)))
    .map(
      ({ entity, name, path }) =>
        `gazelle.${entity}.${name} reads ${path}, which shared/modules/${module}.ts does not ask for: add the field, or give the ` +
        `right path in fields of reconcile.add_entity, or name the column in derived`,
    )

describe.each(modules)('$name (case U6)', (module) => {
  const leaves = leavesAskedFor(module)
  const own = () => columns.filter((column) => column.module === module.name)
  // The id of a record and of each item is asked for whether a table keeps it or not.
  const ids = () =>
    new Set(['id', ...lists.filter((list) => list.module === module.name).map(({ path }) => `${path}.id`)])

  test('asks for no field that has no column', () => {
    expect(leaves.length).toBeGreaterThan(3)
    expect(fieldsWithoutColumn(module.name, leaves, own(), ids())).toEqual([])
  })

  test('has no column whose field is not asked for', () => {
    expect(own().length).toBeGreaterThan(3)
    expect(columnsWithoutField(module.name, leaves, own())).toEqual([])
  })
})

test('each module of the database is declared, and each declared one is in the database', async () => {
  const rows = await database.query<{ module: string }>('select module from sync.modules order by 1')
  expect(rows.map(({ module }) => module)).toEqual(modules.map(({ name }) => name).sort())
  const entities = await database.query<{ module: string }>(
    'select distinct module from reconcile.entities order by 1',
  )
  expect(entities).toEqual(rows)
})

test('what lacks its other half is named, with what to do', () => {
  const column = {
    module: 'guitars',
    entity: 'guitars',
    name: 'string_count',
    kind: 'integer',
    path: 'stringCount',
  }
  const taxes = { ...column, name: 'taxes', kind: 'json', path: 'taxes' }
  const leaves = ['id', 'strings', 'taxes.rate']
  expect(fieldsWithoutColumn('guitars', leaves, [column, taxes], new Set(['id']))).toEqual([
    'strings has no column: add one in supabase/schemas/gazelle/, or leave the field out of shared/modules/guitars.ts',
  ])
  expect(columnsWithoutField('guitars', leaves, [column, taxes])).toEqual([
    expect.stringMatching(
      /^gazelle\.guitars\.string_count reads stringCount, .*shared\/modules\/guitars\.ts/,
    ),
  ])
})
