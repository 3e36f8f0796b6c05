import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isReleased, migrationFiles, schemaFiles } from '../../supabase/local/schemas.ts'
import { root, sources } from './sources.ts'
import { statementsOf } from './statements.ts'

const schemas = await sources('supabase/schemas', '.sql')
const migrations = await sources('supabase/migrations', '.sql')
const lines = (text: string) => text.split('\n').length - 1

describe('the files of the database', () => {
  test('are all named by schema_paths', async () => {
    const named = await schemaFiles(root)
    expect(named.toSorted()).toEqual(schemas.map(({ path }) => path.replace('supabase/', '')).toSorted())
  })

  test('that schema_paths names and nobody has are said, by the pattern', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gazelle-schemas-'))
    await mkdir(join(folder, 'supabase'))
    await writeFile(join(folder, 'supabase/config.toml'), 'schema_paths = ["./schemas/gone/*.sql"]\n')
    await expect(schemaFiles(folder)).rejects.toMatchObject({
      code: 'schemas_missing',
      about: 'schemas/gone/*.sql',
    })
    await rm(folder, { recursive: true })
  })

  // Afterwards npm run check:schemas compares the databases that both make.
  test('give the migrations as they stand, until the first release: npm run generate:migrations', async () => {
    const written = (await migrationFiles(root)).map(({ name, text }) => ({
      path: `supabase/migrations/${name}`,
      text,
    }))
    expect(written.length).toBeGreaterThan(20)
    if (!(await isReleased(root))) expect(migrations).toEqual(written)
  })

  test('open with the reason why they are there', () => {
    const silent = schemas.filter(({ text }) => !/^-- \S.{20,}/.test(text))
    expect(silent.map(({ path }) => path)).toEqual([])
  })

  test('are short: none above 300 lines, half of them at most 70', () => {
    expect(schemas.filter(({ text }) => lines(text) > 300).map(({ path }) => path)).toEqual([])
    const lengths = schemas.map(({ text }) => lines(text)).toSorted((a, b) => a - b)
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(70)
  })

  // A longer function is one that its file's first comment names with a reason: "Long (stage_page): …".
  test('hold no function above 80 lines without a reason', () => {
    const long = schemas.flatMap(({ path, text }) => {
      const reasons = /^(?:--.*\n)*/.exec(text)?.[0] ?? ''
      return statementsOf(text)
        .filter(({ kind }) => kind === 'CreateFunctionStmt')
        .map(({ name, text }) => ({ name, length: text.replace(/^(\s|--.*)*/, '').split('\n').length }))
        .filter(
          ({ name, length }) => length > 80 && !reasons.includes(`-- Long (${name.split('.').at(-1)}): `),
        )
        .map(({ name, length }) => `${path}: ${name} has ${length} lines`)
    })
    expect(long).toEqual([])
  })
})
