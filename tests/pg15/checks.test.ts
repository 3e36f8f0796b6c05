import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { repository } from '../../supabase/local/api.ts'
import { apiSchemas } from '../../supabase/local/postgrest.ts'
import { startStack } from '../../supabase/local/stack.ts'

const asAdmin = async (url: string, statement: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

const answerForm = z.object({
  results: z.array(
    z.looseObject({
      name: z.string().optional(),
      detail: z.string().optional(),
      function: z.string().optional(),
      issues: z.array(z.looseObject({ level: z.string(), message: z.string() })).default([]),
    }),
  ),
})

/** What a check of the Supabase CLI found, a line for each; an empty list when it found nothing. */
const found = (url: string, ...args: string[]) =>
  new Promise<string[]>((resolve) => {
    execFile(
      join(repository, 'node_modules/.bin/supabase'),
      ['db', ...args, '--output-format', 'json', `--remote=${url}`],
      {
        cwd: repository,
        env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', SUPABASE_NO_UPDATE_NOTIFIER: '1' },
        maxBuffer: 16 * 1024 * 1024,
      },
      (_error, stdout, stderr) => {
        const answer = answerForm.safeParse(JSON.parse(/^\{.*\}$/m.exec(stdout)?.[0] ?? '{}'))
        if (!answer.success) return resolve([stdout, stderr])
        const lines = answer.data.results.flatMap(({ name, detail, function: about, issues }) => [
          ...(name ? [`${name}: ${detail}`] : []),
          ...issues.map((issue) => `${about}: ${issue.level}: ${issue.message}`),
        ])
        resolve(lines)
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
    expect(await found(stack.databaseUrl, 'advisors', '--level', 'warn')).toContainEqual(
      expect.stringContaining('open_to_all'),
    )
  } finally {
    await stack.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
})

test('every SQL function holds up to plpgsql_check', async () => {
  const url = process.env.PG15_URL ?? ''
  await asAdmin(url, 'create extension if not exists plpgsql_check')
  const warnings = await found(url, 'lint', '--schema', apiSchemas.join(','), '--level', 'warning')
  // All generated promotions have one signature, and a view's function sets its columns by the statement that it executes.
  const isMeant = (warning: string) =>
    /^reconcile\.promote_\w+: .*unused parameter "p_is_(marked_promoted|replay)"/.test(warning) ||
    /^(monitoring\.(read_kept_fields|references_to|rows_of)|changes\.(records_at|told)): .*OUT variable/.test(
      warning,
    ) ||
    /^reconcile\.(reassign_children|free_references): warning: target type is different/.test(warning)
  expect(warnings.filter((warning) => !isMeant(warning))).toEqual([])
})
