import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { repository } from '../../supabase/local/api.ts'
import { apiSchemas } from '../../supabase/local/postgrest.ts'
import { startStack } from '../../supabase/local/stack.ts'

const asAdmin = async (url: string, statement: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** What a check of the Supabase CLI found; an empty list when it found nothing. */
const found = (url: string, ...args: string[]) =>
  new Promise<unknown>((resolve) => {
    execFile(
      join(repository, 'node_modules/.bin/supabase'),
      ['db', ...args, '--output-format', 'json', `--remote=${url}`],
      {
        cwd: repository,
        env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', SUPABASE_NO_UPDATE_NOTIFIER: '1' },
        maxBuffer: 16 * 1024 * 1024,
      },
      (_error, stdout, stderr) => {
        const answer = /^\{.*\}$/m.exec(stdout)?.[0]
        resolve(answer ? JSON.parse(answer).results : `${stdout}\n${stderr}`)
      },
    )
  })

test('Supabase’s advisors find no error and no warning', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gazelle-advisors-'))
  const stack = await startStack({
    dataDir,
    ports: { api: 0, database: 0 },
    functions: false,
    scheduler: false,
  })
  try {
    // They look at the schemas of the Data API, which a hosted database names so.
    const schemas = apiSchemas.join(',')
    await asAdmin(stack.adminUrl, `alter database postgres set pgrst.db_schemas = '${schemas}'`)
    expect(await found(stack.databaseUrl, 'advisors', '--level', 'warn')).toEqual([])
    // The same check must see a fault, or it proves nothing.
    await asAdmin(
      stack.databaseUrl,
      'create table sync.open_to_all (id int primary key); grant select on sync.open_to_all to anon',
    )
    expect(JSON.stringify(await found(stack.databaseUrl, 'advisors', '--level', 'warn'))).toContain(
      'open_to_all',
    )
  } finally {
    await stack.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
})

test('every SQL function holds up to plpgsql_check', async () => {
  const url = process.env.PG15_URL ?? ''
  await asAdmin(url, 'create extension if not exists plpgsql_check')
  expect(await found(url, 'lint', '--schema', apiSchemas.join(','), '--level', 'warning')).toEqual([])
})
