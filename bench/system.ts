import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { sealApiKey } from '../shared/database/credentials.ts'
import { startStack } from '../supabase/local/stack.ts'
import { startFront } from './front.ts'
import { childWith, forgetPeak, treeCpu, usageOf } from './meter.ts'
import { startWorker, type Worker } from './worker.ts'

/** Duration, CPU and memory of a piece of work. */
export interface Cost {
  seconds: number
  /** The process that fetches and sends: Deno on our side, Node on the peer's. */
  functionCpu: number
  functionMb: number
  databaseCpu: number
  /** PostgREST, and the gateway in the benchmark's own process. Zero where there is none. */
  apiCpu: number
  walMb: number
  /** Multixacts that were made, and their members: rows that several transactions lock at the same time. */
  multixacts: number
  members: number
}

const report = z.object({
  runId: z.number(),
  status: z.string(),
  pages: z.number(),
  apiCalls: z.number(),
  fetched: z.number(),
  changed: z.number(),
  promoted: z.number(),
  rejected: z.number(),
})
export type Report = z.infer<typeof report>

export const standIn = z.object({
  url: z.string(),
  apiKey: z.string(),
  entries: z.number(),
  edited: z.number(),
})

/** Our whole system on this machine, as `npm start` starts it, and the stand-in for Gazelle beside it. */
export interface System {
  admin: pg.Client
  /** URL of the superuser for a database of this server. */
  databaseUrl(name: string): string
  gazelle: Worker
  /** The stand-in of the second company, where there is one. */
  second: Worker | undefined
  /** Calls an edge function and gives its answer. @throws when the run did not end in success */
  sync(module: string, body?: Record<string, unknown>): Promise<Report>
  /** One call of an edge function: one slice of a run, however it ended. */
  slice(module: string, body?: Record<string, unknown>): Promise<Report>
  /** Calls any edge function, and reads its answer. */
  call<Answer>(name: string, body: object, form: z.ZodType<Answer>): Promise<Answer>
  /** Brings everything that timeline entries refer to, so that none of it is a placeholder. */
  syncOthers(): Promise<void>
  /** Measures work whose fetching is done by `pid`, or by our functions. */
  measure<T>(work: () => Promise<T>, pid?: number): Promise<Cost & { result: T }>
  /** Empties staging, production and runs of the timeline. */
  forgetTimeline(): Promise<void>
  /** Vacuums now, so that autovacuum does not run during the next measurement. */
  vacuumTimeline(): Promise<void>
  stop(): Promise<void>
}

/** The tables of timeline entries and of the readings in them. */
export const timelineTables = [
  'staging.stg_timeline',
  'gazelle.timeline_entries',
  'gazelle.extracted_measurements',
]

const lsn = async (admin: pg.Client) => {
  const { rows } = await admin.query<{ bytes: string }>(`select pg_current_wal_lsn() - '0/0' as bytes`)
  return Number(rows[0]?.bytes ?? 0)
}

/** Counters that only a checkpoint makes known. */
const multixactsOf = async (admin: pg.Client) => {
  await admin.query('checkpoint')
  const { rows } = await admin.query<{ ids: string; members: string }>(
    'select next_multixact_id::text as ids, next_multi_offset::text as members from pg_control_checkpoint()',
  )
  return { ids: Number(rows[0]?.ids), members: Number(rows[0]?.members) }
}

/** Processes of the systems that run: there may be two, to compare them. */
const taken = new Set<number>()

/**
 * Starts stack and stand-in; fsync is on, as in production.
 * @param entries timeline entries of the company
 * @param company how many of the other records it has; the stand-in's usual number where one is absent
 * @param second another company of the same size, as the account `second`
 */
export const startSystem = async (
  entries: number,
  company: object = {},
  { second = false }: { second?: boolean } = {},
): Promise<System> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gazelle-bench-'))
  const startCompany = async (seed: number) => {
    const worker = await startWorker('gazelle.ts', [String(entries), JSON.stringify(company), String(seed)])
    return { worker, ...(await worker.ask({}, standIn)) }
  }
  const first = await startCompany(1)
  const other = second ? await startCompany(2) : undefined
  const { worker: gazelle, apiKey } = first
  const homes = new Map([first, ...(other ? [other] : [])].map((one) => [one.apiKey, one.url]))
  const front = other && (await startFront(homes))
  const encryptionKey = btoa('k'.repeat(32))
  const stack = await startStack({
    dataDir,
    scheduler: false,
    functionsEnv: {
      GAZELLE_API_URL: front ? new URL(new URL(first.url).pathname, front.url).href : first.url,
      TOKEN_ENCRYPTION_KEY: encryptionKey,
      GAZELLE_AUTH_MODE: 'api_key',
      GAZELLE_API_KEY: apiKey,
      GAZELLE_RATE_LIMIT: '100000',
      ...(process.env.BENCH_V8_FLAGS && { DENO_V8_FLAGS: process.env.BENCH_V8_FLAGS }),
    },
    log: (part, line) => {
      if (process.env.BENCH_LOG) console.error(`${part}: ${line}`)
    },
  })
  const admin = new pg.Client({ connectionString: stack.adminUrl, application_name: 'bench' })
  await admin.connect()
  if (other) {
    await admin.query("insert into sync.accounts (account_id) values ('second')")
    await admin.query("select sync.store_credential('second', $1, p_kind => 'api_key')", [
      await sealApiKey(other.apiKey, encryptionKey),
    ])
  }
  const pids = {
    deno: await childWith('edge-runtime.ts', taken),
    postgres: await childWith('/bin/postgres', taken),
    postgrest: await childWith('postgrest', taken),
  }
  for (const pid of Object.values(pids)) taken.add(pid)
  const now = async (pid: number) => {
    const own = process.cpuUsage()
    return {
      at: performance.now(),
      function: await usageOf(pid),
      database: await treeCpu(pids.postgres),
      api: (await usageOf(pids.postgrest)).cpuSeconds + (own.user + own.system) / 1e6,
      wal: await lsn(admin),
    }
  }

  const call: System['call'] = async (name, body, form) => {
    const response = await fetch(`${stack.functionsUrl}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', apikey: stack.secretKey },
      body: JSON.stringify(body),
    })
    const answer: unknown = await response.json()
    const read = form.safeParse(answer)
    if (!read.success) throw new Error(`${name} answered ${response.status}: ${JSON.stringify(answer)}`)
    return read.data
  }
  const slice: System['slice'] = (module, body = {}) => call(`sync-${module}`, body, report)
  const sync: System['sync'] = async (module, body) => {
    let answer = await slice(module, body)
    // Its counters go over all slices.
    while (answer.status === 'yielded') answer = await slice(module, { run: answer.runId })
    if (answer.status !== 'success') throw new Error(`sync-${module} ended as ${JSON.stringify(answer)}`)
    return answer
  }

  return {
    admin,
    gazelle,
    second: other?.worker,
    sync,
    slice,
    call,
    syncOthers: async () => {
      const { rows } = await admin.query<{ module: string }>(
        "select module from sync.modules where module <> 'timeline' order by position",
      )
      for (const { module } of rows) await sync(module, { mode: 'full' })
    },
    databaseUrl: (name) => {
      const other = new URL(stack.adminUrl)
      other.pathname = `/${name}`
      return other.href
    },
    measure: async (work, pid = pids.deno) => {
      // A checkpoint first, so that full-page writes cost every run the same.
      const locked = await multixactsOf(admin)
      await forgetPeak(pid)
      const before = await now(pid)
      const result = await work()
      const seconds = (performance.now() - before.at) / 1000
      const after = await now(pid)
      const lockedThen = await multixactsOf(admin)
      return {
        result,
        seconds,
        functionCpu: after.function.cpuSeconds - before.function.cpuSeconds,
        functionMb: after.function.peakMb,
        databaseCpu: after.database - before.database,
        apiCpu: pid === pids.deno ? after.api - before.api : 0,
        walMb: (after.wal - before.wal) / 1e6,
        multixacts: lockedThen.ids - locked.ids,
        members: lockedThen.members - locked.members,
      }
    },
    vacuumTimeline: async () => {
      for (const table of timelineTables) await admin.query(`vacuum analyze ${table}`)
    },
    forgetTimeline: async () => {
      await admin.query(`truncate ${timelineTables.join(', ')} cascade`)
      await admin.query('truncate sync.runs, sync.watermarks, sync.seen cascade')
    },
    stop: async () => {
      await admin.end().catch(() => {})
      await stack.stop()
      await gazelle.stop()
      await other?.worker.stop()
      await front?.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
