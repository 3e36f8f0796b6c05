import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repository } from '../../supabase/local/api.ts'
import { referenceFile, referenceText } from '../../supabase/local/reference-text.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database?.drop())

const written = () => referenceText((text) => database.query(text))

test(`${referenceFile} says what the database says: npm run generate:reference`, async () => {
  expect(await readFile(join(repository, referenceFile), 'utf8')).toBe(await written())
})

test('the reference describes every table, view and function that members or the secret key reach', async () => {
  const undescribed = [
    ...(await written()).matchAll(/^(?:### `(.+)`\n \(|\| `(\w+\.\w+\(.*\))` \|.*\| {2}\|$)/gm),
  ]
  expect(undescribed.map(([, relation, call]) => relation ?? call)).toEqual([])
})

test('a column that changes its comment changes the reference', async () => {
  const before = await written()
  await database.query(`comment on column gazelle.pianos.make is 'Who built | it.'`)
  const after = await written()
  expect(before).not.toContain('Who built')
  expect(after).toContain('| `make` | text | Who built \\| it. |')
})
