import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type CompanySize, generateCompany } from '../../stand-in/company.ts'
import { stageAll } from '../../stand-in/staged.ts'
import { generateV5 } from '../../stand-in/v5/generate.ts'
import { damages, isDamage } from '../../stand-in/v5/shape.ts'
import { repository } from '../../supabase/local/api.ts'
import { startStack } from '../../supabase/local/stack.ts'
import { usageOf } from '../meter.ts'
import { number, table } from '../table.ts'

/** Runs the command in a process of its own, and gives its time and the most memory that it had. */
const run = async (args: string[], env: Record<string, string>) => {
  const begun = performance.now()
  const child = spawn(process.execPath, [join(repository, 'cli/main.ts'), 'migrate-v5', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let answer = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    answer += text
  })
  let peakMb = 0
  const meter = setInterval(async () => {
    peakMb = Math.max(peakMb, (await usageOf(child.pid ?? 0)).peakMb)
  }, 50)
  const code = await new Promise<number | null>((ended) => child.once('close', ended))
  clearInterval(meter)
  if (code !== 0) throw new Error(`gazelle migrate-v5 ended with ${code}: ${said}`)
  const { tables } = JSON.parse(answer)
  const rows = tables.reduce((sum: number, one: { rows: number }) => sum + one.rows, 0)
  return { seconds: (performance.now() - begun) / 1000, peakMb, rows }
}

/**
 * Time and memory of `gazelle migrate-v5`, step by step, over databases of version 5 of growing size, damaged in every way.
 * @param sizes of the companies, ascending
 */
export const migrate = async (sizes: Partial<CompanySize>[]) => {
  const data: { entries: number; step: string; rows: number; seconds: number; peakMb: number }[] = []
  for (const size of sizes) {
    const dataDir = await mkdtemp(join(tmpdir(), 'gazelle-migrate-'))
    const stack = await startStack({
      dataDir,
      functions: false,
      scheduler: false,
      ports: { api: 0, database: 0 },
    })
    const admin = new pg.Client({ connectionString: stack.adminUrl, application_name: 'bench' })
    try {
      await admin.connect()
      const company = { ...size, now: new Date('2026-11-27T15:00:00Z') }
      await stageAll(admin, generateCompany(company))
      await admin.query('vacuum analyze')
      await admin.query('create database v5 template template0 owner postgres')
      const v5 = new URL(stack.databaseUrl)
      v5.pathname = '/v5'
      await generateV5({
        databaseUrl: v5.href,
        company,
        // Half of the tables missing would be half of the work.
        damages: Object.keys(damages)
          .filter(isDamage)
          .filter((name) => !/^missing-|^users-by-/.test(name)),
      })
      const env = { SUPABASE_URL: stack.apiUrl, SUPABASE_SECRET_KEY: stack.secretKey }
      const steps: [string, string[]][] = [
        ['report', []],
        ['--apply', ['--apply', '--yes']],
        ['--apply again', ['--apply', '--yes']],
        ['--compare', ['--compare']],
      ]
      for (const [step, args] of steps) {
        const measured = await run(['--from', v5.href, '--json', ...args], env)
        data.push({ entries: size.timelineEntries ?? 0, step, ...measured })
        process.stderr.write(`${step}: ${number(measured.seconds, 1)} s, ${number(measured.peakMb)} MB\n`)
      }
    } finally {
      await admin.end().catch(() => {})
      await stack.stop()
      await rm(dataDir, { recursive: true, force: true })
    }
  }
  return {
    tables: [
      table(
        [
          'migrate-v5',
          'entries of the company',
          'rows of version 5',
          'seconds',
          'rows a second',
          'peak memory, MB',
        ],
        data.map(({ entries, step, rows, seconds, peakMb }) => [
          step,
          number(entries),
          number(rows),
          number(seconds, 1),
          number(rows / seconds),
          number(peakMb),
        ]),
      ),
    ],
    data,
  }
}
