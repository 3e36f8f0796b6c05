import pg from 'pg'
import { z } from 'zod'
import { type Cost, type System, standIn, startSystem } from '../system.ts'
import { median, number, table } from '../table.ts'
import { startWorker } from '../worker.ts'

export type State = 'cold' | 'unchanged' | '1 % changed'

/** One measured sync. */
export interface Sample extends Cost {
  side: 'ours' | 'peer'
  state: State
  latencyMs: number
  lanes: number
  rows: number
  calls: number
  /** Rows of staging and production that the sync wrote; on the peer's side, of its table. */
  written: number
  /** Seconds that the answers of its longest lane take at this latency. */
  floor: number
}

export interface LoadOptions {
  entries: number
  latencies: number[]
  lanes: number[]
  /** How often each is measured; the peer with latency once, since no target compares it there. */
  repeats: number
  /** Without the peer. */
  alone: boolean
}

const states: State[] = ['cold', 'unchanged', '1 % changed']
const longAgo = '2000-01-01T00:00:00.000Z'

const ourTables = async (client: pg.Client) => {
  const { rows } = await client.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     where relkind = 'r' and relnamespace in ('staging'::regnamespace, 'gazelle'::regnamespace)`,
  )
  return rows.map(({ name }) => name)
}

const rowsSince = async (client: pg.Client, tables: string[], transaction: number) => {
  let rows = 0
  for (const table of tables) {
    const written = await client.query(`select from only ${table} where xmin::text::bigint >= $1`, [
      transaction,
    ])
    rows += written.rowCount ?? 0
  }
  return rows
}

const transactionNow = async (client: pg.Client) => {
  const { rows } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id')
  return Number(rows[0]?.id)
}

const check = (what: string, is: number, should: number) => {
  if (is !== should) throw new Error(`${what}: ${is}, not ${should}; the measurement would be worth nothing`)
}

/** Our timeline, through its edge function. */
async function* ours(
  system: System,
  { entries, latencies, lanes, repeats }: LoadOptions,
): AsyncGenerator<Sample> {
  await system.syncOthers()
  const tables = await ourTables(system.admin)
  for (const many of lanes) {
    // With a start the module reads one lane without a filter, without one a lane for each group of types.
    const since = many === 1 ? longAgo : null
    const body = since ? { mode: 'repair', since } : { mode: 'full' }
    for (const latencyMs of latencies)
      for (let round = 0; round < repeats; round++) {
        await system.forgetTimeline()
        for (const state of states) {
          const share = state === '1 % changed' ? { editShare: 0.01 } : {}
          const { edited } = await system.gazelle.ask({ ...share, latencyMs, warm: true, since }, standIn)
          const expected = { cold: entries, unchanged: 0, '1 % changed': edited }[state]
          const transaction = await transactionNow(system.admin)
          const { result, ...cost } = await system.measure(() => system.sync('timeline', body))
          check('entries in the answer', result.changed, expected)
          const longest = await system.admin.query<{ calls: number }>(
            'select max(api_calls) as calls from sync.lanes where run_id = (select max(run_id) from sync.runs)',
          )
          yield {
            side: 'ours',
            state,
            latencyMs,
            lanes: many,
            rows: entries,
            calls: result.apiCalls,
            written: await rowsSince(system.admin, tables, transaction),
            floor: ((longest.rows[0]?.calls ?? 0) * latencyMs) / 1000,
            ...cost,
          }
          if (state === 'cold') await system.vacuumTimeline()
        }
      }
  }
}

const stripeApi = z.object({ port: z.number(), edited: z.number(), bytes: z.number(), calls: z.number() })

/** The peer: as many customers, from a stand-in for Stripe's list API, into another database of the same server. */
async function* peer(system: System, { entries, latencies, repeats }: LoadOptions): AsyncGenerator<Sample> {
  await system.admin.query('create database stripe')
  const databaseUrl = system.databaseUrl('stripe')
  const api = await startWorker('stripe-api.ts', [String(entries)])
  const { port } = await api.ask({}, stripeApi)
  const engine = await startWorker('peer.ts', [JSON.stringify({ databaseUrl, port })])
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    for (const latencyMs of latencies)
      for (let round = 0; round < (latencyMs === 0 ? repeats : 1); round++) {
        await client.query('truncate stripe.customers')
        for (const state of states) {
          const share = state === '1 % changed' ? { editShare: 0.01 } : {}
          await api.ask({ ...share, latencyMs }, stripeApi)
          const transaction = await transactionNow(client)
          const work = () => engine.ask({}, z.object({ synced: z.number() }))
          const { result, ...cost } = await system.measure(work, engine.pid)
          check('customers synced', result.synced, entries)
          const { calls } = await api.ask({}, stripeApi)
          yield {
            side: 'peer',
            state,
            latencyMs,
            lanes: 1,
            rows: entries,
            calls,
            written: await rowsSince(client, ['stripe.customers'], transaction),
            floor: (calls * latencyMs) / 1000,
            ...cost,
          }
          if (state === 'cold') await client.query('vacuum analyze stripe.customers')
        }
      }
  } finally {
    await client.end()
    await engine.stop()
    await api.stop()
  }
}

const same = (one: Sample, other: Sample) =>
  one.side === other.side &&
  one.state === other.state &&
  one.latencyMs === other.latencyMs &&
  one.lanes === other.lanes

/** The median sample by duration. */
const medians = (samples: Sample[]): Sample[] => {
  const firsts = samples.filter((one, at) => samples.findIndex((other) => same(one, other)) === at)
  return firsts.map((first) =>
    median(
      samples.filter((one) => same(one, first)),
      (one) => one.seconds,
    ),
  )
}

const rate = ({ rows, seconds }: Sample) => rows / seconds

const show = (samples: Sample[]) =>
  table(
    [
      'side',
      'state',
      'latency',
      'lanes',
      'rows/s',
      'seconds',
      'function CPU s',
      'function MB',
      'Postgres CPU s',
      'Data API CPU s',
      'WAL MB',
      'calls',
      'rows written',
    ],
    samples.map((one) => [
      one.side,
      one.state,
      `${one.latencyMs} ms`,
      number(one.lanes),
      number(rate(one)),
      number(one.seconds, 2),
      number(one.functionCpu, 2),
      number(one.functionMb),
      number(one.databaseCpu, 2),
      number(one.apiCpu, 2),
      number(one.walMb, 2),
      number(one.calls),
      number(one.written),
    ]),
  )

/** What cold loads use up of the 2³² multixacts: lanes that lock the same row of a parent at the same time share one. */
const showMultixacts = (samples: Sample[]) =>
  table(
    ['multixacts of a cold load', 'latency', 'lanes', 'made', 'members', 'made for 10,000 rows'],
    samples
      .filter(({ state }) => state === 'cold')
      .map((one) => [
        ...[one.side, `${one.latencyMs} ms`, number(one.lanes), number(one.multixacts)],
        ...[number(one.members), number((one.multixacts / one.rows) * 10_000)],
      ]),
  )

/** The targets, and the measured values. */
const verdicts = (samples: Sample[]) => {
  const find = (side: Sample['side'], state: State, latencyMs: number, lanes: number) =>
    samples.find(
      (one) => one.side === side && one.state === state && one.latencyMs === latencyMs && one.lanes === lanes,
    )
  const rows: string[][] = []
  const judge = (what: string, target: number, is: number | undefined, unit: string, atMost = false) => {
    if (is === undefined) return
    const met = atMost ? is <= target : is >= target
    const off = target === 0 ? number(is, 2) : `${number(Math.abs(is / target - 1) * 100)} %`
    rows.push([
      what,
      `${atMost ? '≤' : '≥'} ${target}${unit}`,
      `${number(is, 2)}${unit}`,
      met ? 'met' : `missed by ${off}`,
    ])
  }
  const both = (
    left: Sample | undefined,
    right: Sample | undefined,
    value: (left: Sample, right: Sample) => number,
  ) => (left && right ? value(left, right) : undefined)
  const one = (sample: Sample | undefined, value: (sample: Sample) => number) =>
    sample ? value(sample) : undefined

  const manyLanes = Math.max(...samples.map(({ lanes }) => lanes))
  for (const lanes of new Set([1, manyLanes]))
    judge(
      `cold, no latency, ${lanes} lane${lanes > 1 ? 's' : ''}: rows/s against the peer`,
      4,
      both(
        find('ours', 'cold', 0, lanes),
        find('peer', 'cold', 0, 1),
        (ours, peer) => rate(ours) / rate(peer),
      ),
      ' times',
    )
  for (const latencyMs of [50, 250]) {
    const cold = find('ours', 'cold', latencyMs, 1)
    judge(
      `cold, ${latencyMs} ms, one lane: of what the latency allows`,
      95,
      one(cold, (it) => (it.floor / it.seconds) * 100),
      ' %',
    )
    const wide = manyLanes > 1 ? find('ours', 'cold', latencyMs, manyLanes) : undefined
    judge(
      `cold, ${latencyMs} ms, ${manyLanes} lanes against one`,
      3.5,
      both(wide, cold, (wide, cold) => rate(wide) / rate(cold)),
      ' times',
    )
  }
  for (const lanes of new Set([1, manyLanes])) {
    const cold = find('ours', 'cold', 0, lanes)
    const unchanged = find('ours', 'unchanged', 0, lanes)
    judge(
      `unchanged, lanes ${lanes}: rows written`,
      0,
      one(unchanged, (it) => it.written),
      '',
      true,
    )
    judge(
      `unchanged, lanes ${lanes}: WAL of the cold load's`,
      2,
      both(unchanged, cold, (it, cold) => (it.walMb / cold.walMb) * 100),
      ' %',
      true,
    )
    judge(
      `cold, lanes ${lanes}: CPU of the function for 10,000 rows`,
      0.5,
      one(cold, (it) => (it.functionCpu / it.rows) * 10_000),
      ' s',
      true,
    )
    judge(
      `cold, lanes ${lanes}: CPU of Postgres for 10,000 rows`,
      1.2,
      one(cold, (it) => (it.databaseCpu / it.rows) * 10_000),
      ' s',
      true,
    )
  }
  judge(
    'memory of the function, largest of all',
    128,
    Math.max(...samples.filter(({ side }) => side === 'ours').map((it) => it.functionMb)),
    ' MB',
    true,
  )
  return table(['target', 'asked', 'measured', ''], rows)
}

/** The first benchmark: a history of timeline entries, and the peer with as many objects. */
export const load = async (options: LoadOptions) => {
  const system = await startSystem(options.entries)
  const samples: Sample[] = []
  try {
    for (const side of options.alone ? [ours] : [ours, peer])
      for await (const sample of side(system, options)) {
        samples.push(sample)
        console.error(
          `${sample.side} ${sample.state}, ${sample.latencyMs} ms, lanes ${sample.lanes}: ${number(sample.seconds, 2)} s`,
        )
      }
  } finally {
    await system.stop()
  }
  const shown = medians(samples)
  return { tables: [show(shown), showMultixacts(shown), verdicts(shown)], data: samples }
}
