import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildSchema, parse, validate } from 'graphql'
import pg from 'pg'
import { expect, test } from 'vitest'
import { repository } from '../../supabase/local/api.ts'

const text = (path: string) => readFile(join(repository, path), 'utf8')
const guide = await text('docs/ADDING_A_MODULE.md')
const block = (language: string) =>
  new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'm').exec(guide)?.[1] ?? ''

test('the query of the guide to a new module fits Gazelle’s schema', async () => {
  const query = /graphql\(\/\* GraphQL \*\/ `([^`]+)`/.exec(block('ts'))?.[1] ?? ''
  expect(validate(buildSchema(await text('shared/gazelle/schema.graphql')), parse(query))).toEqual([])
})

test('the SQL of the guide makes a module that stages, promotes, refuses and is scheduled', async () => {
  const client = new pg.Client({ connectionString: process.env.PG15_URL })
  await client.connect()
  try {
    await client.query('begin')
    await client.query(block('sql'))
    const nodes = [
      { id: 'tax_1', name: 'TPS', rate: 5000, default: true },
      { id: 'tax_2', name: '', rate: 'much', default: null },
    ]
    await client.query(`select sync.stage_nodes('taxes', 'main', null, $1)`, [JSON.stringify(nodes)])
    const { rows } = await client.query('select id, name, rate, "default" from gazelle.taxes order by id')
    expect(rows).toEqual([nodes[0], { id: 'tax_2', name: null, rate: null, default: null }])
    const quality = await client.query(
      `select rule, records from monitoring.data_quality where module = 'taxes'`,
    )
    expect(quality.rows).toEqual([{ rule: 'bad_integer', records: '1' }])
    const jobs = await client.query(`select jobname from cron.job where jobname like '%-taxes-%' order by 1`)
    expect(jobs.rows.map(({ jobname }) => jobname)).toEqual([
      'gazelle-sync-taxes-full',
      'gazelle-sync-taxes-incremental',
    ])
  } finally {
    await client.query('rollback').finally(() => client.end())
  }
})
