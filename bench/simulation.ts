import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { type GazelleFake, startGazelleFake } from '../stand-in/server.ts'
import { startStack } from '../supabase/local/stack.ts'
import { type Job, jobOf, jobsQuery } from './schedule.ts'

const report = z.object({ runId: z.number(), status: z.string(), apiCalls: z.number(), changed: z.number() })
export type Report = z.infer<typeof report>

/** Our whole system and a stand-in, whose clock is moved by shifting every instant that the system has stored. */
export interface Simulation {
  admin: pg.Client
  gazelle: GazelleFake
  jobs: Job[]
  /** Minutes that have passed on the simulated clock. */
  minutes(): number
  /** The simulated time: it begins at a midnight (UTC). */
  now(): Date
  /** Lets time pass in which nothing runs. */
  pass(minutes: number): Promise<void>
  /** Runs a module's function to the end of its run; null when the run failed. */
  run(module: string, body?: Record<string, unknown>): Promise<Report | null>
  /** What the job `gazelle-keeper` does: carries runs on, tries failed sweeps again, repeats those with new holes. */
  keep(): Promise<void>
  /** What the job `gazelle-alerts` does, as if it had done so in every minute that passed. */
  evaluate(): Promise<void>
  stop(): Promise<void>
}

const start = Date.parse('2026-11-02T00:00:00Z')

export const startSimulation = async (company: object): Promise<Simulation> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gazelle-month-'))
  const gazelle = await startGazelleFake({ company })
  const stack = await startStack({
    dataDir,
    scheduler: false,
    functionsEnv: {
      GAZELLE_API_URL: gazelle.url,
      GAZELLE_AUTH_MODE: 'api_key',
      GAZELLE_API_KEY: gazelle.apiKey,
      GAZELLE_RATE_LIMIT: '100000',
    },
    log: (part, line) => {
      if (process.env.BENCH_LOG) console.error(`${part}: ${line}`)
    },
  })
  const admin = new pg.Client({ connectionString: stack.adminUrl, application_name: 'bench' })
  await admin.connect()
  const { rows: found } = await admin.query<{ jobname: string; schedule: string }>(jobsQuery)
  const jobs = found.flatMap(jobOf)
  const { rows: instants } = await admin.query<{ relation: string; sets: string }>(
    `select format('%I.%I', table_schema, table_name) as relation,
       string_agg(format('%1$I = %1$I - $1::interval', column_name), ', ') as sets
     from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where t.table_type = 'BASE TABLE' and c.data_type = 'timestamp with time zone' and c.is_generated = 'NEVER'
       -- What a table says of Gazelle's own time stays.
       and (table_schema in ('sync', 'monitoring', 'net') or (table_schema, table_name) in (('cron', 'job_run_details'), ('staging', 'records')))
       and column_name not in ('since', 'until', 'hour')
     group by 1`,
  )
  let minutes = 0

  const shift = async (interval: string) => {
    // Triggers would promote what is only moved.
    await admin.query('set session_replication_role = replica')
    for (const { relation, sets } of instants)
      await admin.query(`update ${relation} set ${sets.replaceAll('$1', `'${interval}'`)}`)
    await admin.query('reset session_replication_role')
  }
  const pass: Simulation['pass'] = async (more) => {
    const days = Math.floor((minutes + more) / 1440) - Math.floor(minutes / 1440)
    minutes += more
    await shift(`${more} minutes`)
    // A day is part of the key: twice, so that none meets another on its way.
    for (const moved of days > 0 ? [10_000 + days, -10_000] : [])
      await admin.query('update monitoring.freshness_days set day = day - $1::int', [moved])
  }

  const call = async (module: string, body: object): Promise<Report | null> => {
    const response = await fetch(`${stack.functionsUrl}/sync-${module}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', apikey: stack.secretKey, 'x-triggered-by': 'schedule' },
      body: JSON.stringify(body),
    })
    const answer: unknown = await response.json()
    return response.ok ? report.parse(answer) : null
  }
  const run: Simulation['run'] = async (module, body = {}) => {
    let answer = await call(module, body)
    while (answer?.status === 'yielded') answer = await call(module, { run: answer.runId })
    return answer
  }

  return {
    admin,
    gazelle,
    jobs,
    minutes: () => minutes,
    now: () => new Date(start + minutes * 60_000),
    pass,
    run,
    keep: async () => {
      const { rows: open } = await admin.query<{ run: string; module: string }>(
        'select r.run_id as run, r.module from sync.runs_to_resume() o (run_id) join sync.runs r using (run_id)',
      )
      for (const { run: id, module } of open) await run(module, { run: Number(id) })
      const { rows: again } = await admin.query<{ module: string }>(
        'select module from sync.sweeps_to_repeat()',
      )
      for (const { module } of again) await run(module, { mode: 'full' })
    },
    evaluate: async () => {
      await admin.query(
        `update monitoring.watch set evaluated_at = now() - interval '1 minute', resumed_at = least(resumed_at, now() - interval '1 hour')`,
      )
      await admin.query(
        'select monitoring.store_freshness(), monitoring.prune_alerts(), monitoring.evaluate_alerts()',
      )
    },
    stop: async () => {
      await admin.end().catch(() => {})
      await stack.stop()
      await gazelle.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
