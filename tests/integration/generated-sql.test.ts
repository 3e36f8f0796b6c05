import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repository } from '../../supabase/local/api.ts'
import { generatedSql, goldenFile } from '../../supabase/local/generated-sql.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { executedTexts } from '../unit/statements.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database?.drop())

test(`${goldenFile} shows what is generated for pianos: npm run generate:golden`, async () => {
  const written = await generatedSql((text, values) => database.query(text, values))
  expect(await readFile(join(repository, goldenFile), 'utf8')).toBe(written)
})

// These write the text that they answer from the catalogue, and what only the owner of the schema may change.
const generated = [
  'reconcile.generate: reconcile.promotion_of',
  'reconcile.generate: reconcile.view_of',
  'reconcile.reassign_children: reconcile.lists_sql',
  'sync.living_record: sync.no_open_hole_sql',
  'sync.add_module: sync.stage_function_of',
]
// Names of tables and functions that the catalogue gives, quoted.
const catalogue = [
  'reconcile.add_entity: v_table',
  'reconcile.free_references: v_reference.parent',
  'sync.strike_texts: v_column.table_name',
  // Conditions that the function has made by format() just before.
  'reconcile.belongings: v_conditions',
  'reconcile.prune_deleted: v_unreferenced',
  'sync.find_unseen: v_covered',
  'v5.hide: v_views',
  // Names of columns that the catalogue gives, quoted.
  'v5.show: v_view.columns',
  'v5.show: v_view.writable',
]

test('no function executes text that it has not written itself (case S1)', async () => {
  const functions = await database.query<{ name: string; text: string }>(`
    select p.oid::regprocedure::text as name, pg_get_functiondef(p.oid) as text
    from pg_proc p
    join pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql'
    where p.pronamespace::regnamespace::text in ('gazelle', 'sync', 'staging', 'reconcile', 'monitoring', 'v5', 'app', 'changes', 'webhooks')
    order by 1`)
  const executed = functions.flatMap(({ name, text }) => executedTexts(text).map((one) => ({ name, ...one })))
  expect(executed.length).toBeGreaterThan(20)
  const others = executed.filter(({ writtenBy }) => writtenBy !== 'itself')
  const sources = [
    ...new Set(others.map(({ name, writtenBy }) => `${name.replace(/\(.*/, '')}: ${writtenBy}`)),
  ]
  expect(sources.sort()).toEqual([...generated, ...catalogue].sort())
})

test('text that comes from a row is found where it is executed', () => {
  const body = (statement: string) =>
    `create function f(v text) returns setof text language plpgsql as $$ declare r record; begin ${statement} end; $$`
  const writers = (statement: string) => executedTexts(body(statement)).map(({ writtenBy }) => writtenBy)
  expect(writers(`execute 'select 1';`)).toEqual(['itself'])
  expect(writers(`execute format('select %I from x where a = %L', v, v) using v;`)).toEqual(['itself'])
  expect(writers('execute v;')).toEqual(['v'])
  expect(writers('select * into r from t; execute r.promotion;')).toEqual(['r.promotion'])
  expect(writers('execute (select promotion from reconcile.entities limit 1);')).toEqual(['promotion'])
  expect(writers(`execute 'select ' || v;`)).toEqual(['v'])
  expect(writers(`execute format('select %s', v);`)).toEqual(['v'])
  expect(writers(`execute format(v, 'x');`)).toEqual(['v'])
  expect(writers(`for r in execute v loop end loop;`)).toEqual(['v'])
  expect(writers(`return query execute reconcile.view_of(v);`)).toEqual(['reconcile.view_of'])
})
