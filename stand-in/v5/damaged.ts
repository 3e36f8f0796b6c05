// What the shape of a database does to the rows of a table.
import { asText, quoted } from './forms.ts'
import type { Row, Table, Value } from './table.ts'
import type { World } from './world.ts'

/** Tables in which external ids are doubled, so many in each: 40. */
const doubledTables = [
  'gazelle_clients',
  'gazelle_contacts',
  'gazelle_pianos',
  'gazelle_appointments',
  'gazelle_timeline_entries',
]
const doubledEach = 8

/** Makes a second, older copy of some rows, in which what people wrote is blank, before or after the row. */
function* doubled(table: Table, { teller }: World, rows: Iterable<Row>): Generator<Row> {
  const wanted = new Set(
    Array.from({ length: doubledEach }, (_, at) => Math.floor(((at + 0.5) * table.count) / doubledEach)),
  )
  let at = 0
  for (const row of rows) {
    if (wanted.has(at)) {
      const copy: Row = { ...row }
      for (const column of table.kept) copy[column] = null
      if (typeof row.id === 'number') copy.id = row.id + 1
      if (typeof row.updated_at === 'string') copy.updated_at = '2024-02-29T05:00:00Z'
      teller.doubled(table.name, String(row[table.key]))
      yield* at % 2 === 0 ? [row, copy] : [copy, row]
    } else yield row
    at++
  }
}

/** Puts JSON where text should be: a JSON string, once or twice over, or an object; a string where people wrote. */
const withJson = (table: Table, { teller, randomOf }: World, row: Row): Row => {
  const id = String(row[table.key])
  const random = randomOf(`json ${table.name} ${id}`)
  const columns = table.texts.filter((column) => typeof row[column] === 'string' && row[column] !== '')
  if (columns.length === 0 || id.startsWith('tle_') || !random.chance(0.3)) return row
  const column = random.pick(columns)
  const value = row[column] ?? null
  teller.touches('json-for-text', table.name, id)
  const asObject = !table.kept.includes(column) && random.chance(0.4)
  return { ...row, [column]: asObject ? quoted({ text: value }, 1) : quoted(value, random.int(1, 2)) }
}

/** A table as it is in the database: its columns with their types, and its rows in batches. */
export interface Damaged {
  table: Table
  columns: readonly (readonly [name: string, type: string])[]
  /** Whether there is a unique key. */
  isUnique: boolean
  rows(): Iterable<Row>
}

/** The columns that this shape leaves out. */
export const missingColumns = (table: Table, { shape, randomOf }: World): string[] => {
  if (!shape.damages.has('missing-columns')) return []
  const random = randomOf(`columns of ${table.name}`)
  const free = Object.keys(table.columns).filter((column) => !table.needed.includes(column))
  const missing = free.filter(() => random.chance(0.3))
  return missing.length > 0 || free.length === 0 ? missing : [random.pick(free)]
}

/** The tables that this shape leaves out: half of all, but never those without which nothing is known of a record. */
export const missingTables = (tables: readonly Table[], { shape, randomOf }: World): string[] => {
  if (!shape.damages.has('missing-tables')) return []
  const random = randomOf('tables')
  const free = tables.map(({ name }) => name).filter((name) => !/^gazelle_(clients|pianos)$/.test(name))
  const missing: string[] = []
  while (missing.length < Math.floor(tables.length / 2)) {
    const name = random.pick(free)
    if (!missing.includes(name)) missing.push(name)
  }
  return missing
}

/** Applies the shape to a table. */
export const damagedBy = (world: World, table: Table, missing: readonly string[]): Damaged => {
  const { shape, randomOf } = world
  const isText = shape.damages.has('text-types')
  const columns = Object.entries(table.columns).filter(([name]) => !missing.includes(name))
  const random = randomOf(`text of ${table.name}`)
  function* rows(): Generator<Row> {
    const made = table.rows()
    const isDoubled = shape.damages.has('doubled-ids') && doubledTables.includes(table.name)
    for (const row of isDoubled ? doubled(table, world, made) : made) {
      const damaged = shape.damages.has('json-for-text') ? withJson(table, world, row) : row
      const kept: Row = {}
      for (const [name, type] of columns) {
        const value: Value = damaged[name] ?? null
        kept[name] = isText ? asText(value, type, random) : value
      }
      yield kept
    }
  }
  return {
    table,
    columns: columns.map(([name, type]) => [name, isText ? 'text' : type]),
    isUnique: !shape.damages.has('doubled-ids'),
    rows,
  }
}
