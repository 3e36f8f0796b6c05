// Records by chance, page by page into one database: whatever Gazelle may answer for a field, a page goes through, and
// production holds what was readable. How to replay a failure: tests/properties/check.ts.

import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadModules } from '../../cli/modules.ts'
import { storable } from '../../shared/database/client.ts'
import { hasPlainText } from '../../shared/sync/plain-text.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { type Entity, type ModuleShape, readCatalogue, tablesOf } from './catalogue.ts'
import { cases, holdsForAll } from './check.ts'
import { Expected, optional, ownRules, type Row, type Snapshot } from './expected.ts'
import { isNode, plainDigits, storedJson, usableId, type Value } from './oracle.ts'
import { type Json, jsonOf, type Node, pageOf } from './records.ts'

const modules = await loadModules()
/** Stands for the part of an id that is another one in each run. */
const prefix = '~~~~~~~~'
const recordsInRun = 300

let database: TestDatabase
let client: pg.Client
let shapes: Map<string, ModuleShape>
let run = 0
const pages = new Map<string, { id: number; lease: string; page: number }>()

beforeAll(async () => {
  database = await createTestDatabase()
  client = new pg.Client({ connectionString: database.url, application_name: 'properties' })
  await client.connect()
  await client.query("insert into sync.accounts (account_id) values ('other')")
  // How many children may vanish without a person is tested elsewhere; here all may, page after page.
  await client.query('update sync.modules set max_delete_share = 1')
  shapes = new Map((await readCatalogue(database)).map((shape) => [shape.module, shape]))
})
afterAll(async () => {
  await client?.end()
  await database?.drop()
})

/** Ids of this run, and text in the characters that a JSON of Gazelle's can carry. */
const ofThisRun = (nodes: Json[], name: string): Node[] => {
  const read: unknown = JSON.parse(JSON.stringify(nodes).replaceAll(prefix, name))
  return Array.isArray(read) ? read : []
}

const openRun = async (module: string) => {
  const known = pages.get(module)
  if (known) return known
  const { rows } = await client.query("select sync.begin_run($1, 'full') as run", [module])
  const opened = { id: Number(rows[0]?.run.runId), lease: String(rows[0]?.run.lease), page: 0 }
  pages.set(module, opened)
  return opened
}

const stage = async (module: string, nodes: Node[]): Promise<Record<string, number>> => {
  const open = await openRun(module)
  open.page += 1
  const { rows } = await client.query(
    `select sync.stage_page(
       $1, $2, 'all', $3, $4, p_cursor => 'next', p_has_next => true, p_has_plain_text => $5
     ) as answer`,
    [open.id, open.lease, open.page, storable(jsonOf(nodes)), hasPlainText(nodes)],
  )
  return rows[0]?.answer
}

const shownAs = ({ name, kind }: Entity['columns'][number]) => {
  if (kind === 'instant') return `'${name}', (extract(epoch from t.${name}) * 1000000)::bigint::text`
  return ['number', 'date', 'bigint'].includes(kind) ? `'${name}', t.${name}::text` : `'${name}', t.${name}`
}

const rowsOf = async (entity: Entity, ids: string[]): Promise<Map<string, Row>> => {
  const values = entity.columns.map(shownAs)
  // A function takes at most 100 arguments.
  const objects = []
  for (let at = 0; at < values.length; at += 40)
    objects.push(`jsonb_build_object(${values.slice(at, at + 40).join(', ')})`)
  const { rows } = await client.query<
    { id: string; place: string; values: Record<string, Value> } & Omit<Row, 'place' | 'values'>
  >(
    `select t.id, concat(t.ctid, ' ', t.xmin) as place, t.account_id as account, t.is_placeholder as "isPlaceholder",
       t.deleted_at is not null as "isDeleted", t.version, ${objects.join(' || ')} as values
     from gazelle.${entity.entity} t where t.id = any ($1)`,
    [ids],
  )
  const numbers = entity.columns.filter(({ kind }) => kind === 'number').map(({ name }) => name)
  for (const { values: found } of rows)
    for (const name of numbers) {
      const digits = found[name]
      if (typeof digits === 'string') found[name] = plainDigits(digits)
    }
  return new Map(rows.map(({ id, ...row }) => [id, row]))
}

const snapshot = async (shape: ModuleShape, ids: string[]): Promise<Snapshot> => {
  const rows = new Map<string, Map<string, Row>>()
  for (const entity of tablesOf(shape)) rows.set(entity.entity, await rowsOf(entity, ids))
  const { rows: staged } = await client.query(
    `select s.external_id as id, concat(s.ctid, ' ', s.xmin) as place, s.status, array(
       select concat(i ->> 'rule', ' ', i ->> 'field') from jsonb_array_elements(s.issues) i
     ) as issues
     from staging.stg_${shape.module} s where s.account_id = 'main' and s.external_id = any ($1)`,
    [ids],
  )
  return { rows, staged: new Map(staged.map(({ id, ...row }) => [id, row])) }
}

/** Every id in some records that a row may have. */
const idsIn = (value: Json, root: string, found = new Set<string>()): Set<string> => {
  if (Array.isArray(value)) for (const inner of value) idsIn(inner, root, found)
  else if (isNode(value)) {
    const id = usableId(value.id)
    if (id !== null) found.add(id).add(`${root}/${id}`)
    for (const inner of Object.values(value)) idsIn(inner, root || (id ?? ''), found)
  }
  return found
}

/** What is staged of each record after a page: the last with its id, merged into what was there. */
const merged = (known: ReadonlyMap<string, Node>, nodes: Node[]): Map<string, Node> => {
  const records = new Map<string, Node>()
  for (const node of nodes) {
    const id = usableId(node.id)
    if (id !== null) records.set(id, { ...known.get(id), ...node })
  }
  return records
}

const missedUnidentified = async (module: string, nodes: Node[]) => {
  const nameless = nodes.filter(({ id }) => usableId(id) === null)
  if (nameless.length === 0) return 0
  const { rows } = await client.query(
    `select count(*)::int as count from jsonb_array_elements($1) n (node)
     where not exists (select from sync.unidentified u where u.module = $2 and u.raw_data = n.node)`,
    [storable(jsonOf(nameless)), module],
  )
  return Number(rows[0]?.count)
}

/** Gives an id to another account, in every table of a module and in those that it refers to. */
const giveAway = async (shape: ModuleShape, id: string) => {
  const tables = new Set(
    tablesOf(shape).flatMap(({ entity, columns }) => [
      entity,
      ...columns.flatMap(({ parent }) => parent ?? []),
    ]),
  )
  for (const table of tables)
    await client.query(
      `insert into gazelle.${table} (id, account_id) values ($1, 'other') on conflict do nothing`,
      [id],
    )
}

const holds = async (shape: ModuleShape, versions: Json[][]): Promise<void> => {
  run += 1
  const name = `r${String(run).padStart(prefix.length - 1, '0')}`
  const foreign = `${name}7`
  await giveAway(shape, foreign)
  const pagesOfRun = versions.map((nodes) => ofThisRun(nodes, name))
  const stored = pagesOfRun.map((nodes) => nodes.map(storedJson).filter(isNode))
  const ids = [...new Set(stored.flatMap((nodes) => nodes.flatMap((node) => [...idsIn(node, '')])))]
  const known = new Map<string, Node>()
  let before = await snapshot(shape, ids)
  for (const [at, nodes] of pagesOfRun.entries()) {
    const answer = await stage(shape.module, nodes)
    const after = await snapshot(shape, ids)
    const records = merged(known, stored[at] ?? [])
    const unchanged = [...records.keys()].filter(
      (id) => before.staged.get(id)?.place === after.staged.get(id)?.place,
    )
    const changed = new Map(records)
    for (const id of unchanged) changed.delete(id)
    expect(unchanged.filter((id) => !known.has(id))).toEqual([])
    expect(
      new Expected(shape, changed, foreign, new Map([...known, ...records])).differences(before, after),
    ).toEqual([])
    expect(await missedUnidentified(shape.module, stored[at] ?? [])).toBe(0)
    expect(answer.promoted).toBe(
      [...changed.keys()].filter((id) => after.staged.get(id)?.status === 'promoted').length,
    )

    expect(await stage(shape.module, nodes)).toMatchObject({
      changed: 0,
      promoted: 0,
      rejected: 0,
      placeholders: 0,
    })
    before = await snapshot(shape, ids)
    expect(before).toEqual(after)
    for (const [id, record] of records) known.set(id, record)
  }
}

describe('whatever is in the records of', () => {
  test.each(modules.map(({ name }) => name))(
    '%s, their page goes through; what can be read is in production, what cannot is named and changes nothing',
    async (module) => {
      const shape = shapes.get(module)
      if (!shape) throw new Error(`${module} is not in the database`)
      const runs = Math.ceil(cases(2200) / modules.length / recordsInRun)
      const page = pageOf(shape, prefix)
      await holdsForAll(fc.array(page, { minLength: 2, maxLength: 2 }), runs, (versions) =>
        holds(shape, versions),
      )
    },
    3_600_000,
  )
})

test('the rules that hand-written views add are known to the properties', async () => {
  const rules = await database.query<{ rule: string }>('select rule from reconcile.rules order by rule')
  const general =
    /^(bad_(instant|date|integer|number|boolean|text|list|json|reference)|not_given|long_text|lost_character|other_account|child_without_id|id_of_other_account|failed_promotion)$/
  const own = [
    ...Object.values(ownRules).flatMap((rule) =>
      rule({ duration: -1, temperature: 99, humidity: -1, occurred_at: null }).map(
        (issue) => issue.split(' ')[0] ?? '',
      ),
    ),
    ...optional.map((issue) => issue.split(' ')[0] ?? ''),
  ]
  expect(rules.map(({ rule }) => rule).filter((rule) => !general.test(rule))).toEqual(
    [...new Set(own)].filter((rule) => !general.test(rule)).sort(),
  )
})
