import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { repository } from '../../supabase/local/api.ts'
import { startStack } from '../../supabase/local/stack.ts'
import { usageOf } from '../meter.ts'
import { number, table } from '../table.ts'

/** Entries of a history, and what Gazelle answered of each, in lengths that are usual. */
const fill = async (admin: pg.Client, from: number, to: number) => {
  await admin.query('set session_replication_role = replica')
  await admin.query(
    `insert into gazelle.timeline_entries (id, account_id, type, category, occurred_at, summary, comment, client_id, synced_at)
     select
       'tme_' || substr(md5(n::text), 1, 20), 'main', 'USER_COMMENT', 'note', '2026-01-01Z'::timestamptz - n * interval '1 minute',
       'Note ' || n, repeat('Accord au diapason, humidité 42 %. ', 1 + n % 8), 'cli_' || n % 1344, now()
     from generate_series($1::int, $2::int) n`,
    [from, to],
  )
  await admin.query(
    `insert into staging.stg_timeline (account_id, external_id, raw_data, status)
     select 'main', id, jsonb_build_object('id', id, 'type', type, 'occurredAt', occurred_at, 'summary', summary, 'comment', comment), 'promoted'
     from gazelle.timeline_entries on conflict do nothing`,
  )
  for (const one of ['gazelle.timeline_entries', 'staging.stg_timeline'])
    await admin.query(`vacuum analyze ${one}`)
}

/** Runs the command in a process of its own, and gives its time and the most memory that it had. */
const run = async (args: string[], env: Record<string, string>) => {
  const begun = performance.now()
  const child = spawn(process.execPath, [join(repository, 'cli/main.ts'), 'export', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  let peakMb = 0
  const meter = setInterval(async () => {
    peakMb = Math.max(peakMb, (await usageOf(child.pid ?? 0)).peakMb)
  }, 50)
  const code = await new Promise<number | null>((ended) => child.once('exit', ended))
  clearInterval(meter)
  if (code !== 0) throw new Error(`gazelle export ended with ${code}: ${said}`)
  return { seconds: (performance.now() - begun) / 1000, peakMb }
}

const ways: { name: string; args: string[] }[] = [
  { name: 'JSON lines', args: ['--tables', 'timeline_entries'] },
  { name: 'CSV', args: ['--tables', 'timeline_entries', '--format', 'csv'] },
  { name: 'CSV, compressed', args: ['--tables', 'timeline_entries', '--format', 'csv', '--gzip'] },
  { name: 'staging as JSON lines', args: ['--tables', 'stg_timeline', '--schema', 'staging'] },
]

/**
 * Time and memory of `gazelle export` over tables of growing size.
 * @param sizes rows, ascending
 */
export const exported = async (sizes: number[]) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gazelle-export-'))
  const stack = await startStack({
    dataDir,
    functions: false,
    scheduler: false,
    ports: { api: 0, database: 0 },
  })
  const admin = new pg.Client({ connectionString: stack.adminUrl, application_name: 'bench' })
  try {
    await admin.connect()
    const env = { SUPABASE_URL: stack.apiUrl, SUPABASE_SECRET_KEY: stack.secretKey }
    const data: { way: string; rows: number; seconds: number; peakMb: number; megabytes: number }[] = []
    for (const [at, rows] of sizes.entries()) {
      await fill(admin, (sizes[at - 1] ?? 0) + 1, rows)
      for (const { name, args } of ways) {
        const out = join(dataDir, 'exported')
        const { seconds, peakMb } = await run([...args, '--out', out], env)
        const [file = ''] = (await readdir(out)).filter((one) => one !== 'export.json')
        const megabytes = (await stat(join(out, file))).size / 1e6
        await rm(out, { recursive: true })
        data.push({ way: name, rows, seconds, peakMb, megabytes })
      }
    }
    return {
      tables: [
        table(
          ['export', 'rows', 'file, MB', 'seconds', 'rows a second', 'peak memory, MB'],
          data.map(({ way, rows, seconds, peakMb, megabytes }) => [
            way,
            number(rows),
            number(megabytes, 1),
            number(seconds, 1),
            number(rows / seconds),
            number(peakMb),
          ]),
        ),
      ],
      data,
    }
  } finally {
    await admin.end().catch(() => {})
    await stack.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
