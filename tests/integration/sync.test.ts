import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { loadModules } from '../../cli/modules.ts'
import { connect, type DatabaseClient } from '../../shared/database/client.ts'
import { credentialOf, sealTokens } from '../../shared/database/credentials.ts'
import { call } from '../../shared/database/rpc.ts'
import { callerQuery } from '../../shared/gazelle/caller.ts'
import { type AccountClient, createGazelleClient } from '../../shared/gazelle/client.ts'
import { GazelleError } from '../../shared/gazelle/errors.ts'
import { memoryLimiter } from '../../shared/gazelle/limiter.ts'
import type { FetchedPage, Lane, Module } from '../../shared/gazelle/module.ts'
import type { GazelleNode } from '../../shared/gazelle/page.ts'
import { runsIn, type SyncRequest } from '../../shared/sync/run.ts'
import { type Slice, sync } from '../../shared/sync/sync.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import type { Api } from '../../supabase/local/api.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'

let database: TestDatabase
let api: Api
let client: DatabaseClient
beforeAll(async () => {
  database = await createTestDatabase()
  api = await startApi(database)
  client = connect(api.apiUrl, api.secretKey, { forMs: 2000 })
})
afterAll(async () => {
  await api?.stop()
  await database?.drop()
})
beforeEach(() =>
  database.query(
    'truncate sync.runs, sync.watermarks, sync.seen, staging.stg_pianos, gazelle.pianos cascade',
  ),
)

const one = async (sql: string, values: unknown[] = []) => (await database.query(sql, values))[0]
const endLeases = () => database.query(`update sync.runs set lease_until = now() - interval '1 second'`)

const pageSize = 5
/** A page of pianos named after their lane; the cursor is the page's number. */
const pageOf = (lane: string, nth: number, of: number): FetchedPage => ({
  nodes: Array.from({ length: pageSize }, (_, at) => ({ id: `ins_${lane}_${nth}_${at}`, make: lane })),
  nullNodes: 0,
  resumeCursor: null,
  holes: [],
  askedAt: performance.now(),
  endCursor: String(nth),
  hasNextPage: nth < of,
  totalCount: of * pageSize,
  apiErrors: 0,
  apiCalls: 1,
  waitedMs: 0,
})

/** Lanes of so many pages each, which note what they are asked for; `before` happens ahead of each answer. */
const scripted = (
  pages: Record<string, number>,
  before: (lane: string, nth: number, signal?: AbortSignal) => unknown = () => {},
) => {
  const asked: string[] = []
  const lanes = Object.entries(pages).map(
    ([name, of]): Lane => ({
      name,
      async fetch(_, cursor, { signal }) {
        const nth = Number(cursor ?? 0) + 1
        asked.push(`${name} ${nth}`)
        await before(name, nth, signal)
        return pageOf(name, nth, of)
      },
    }),
  )
  const module: Module = {
    name: 'pianos',
    list: 'allPianos',
    overlap: () => '0',
    lanes: () => lanes,
    queries: () => [],
  }
  return { module, asked }
}

const gazelle: AccountClient = {
  credential: async () => 'oauth',
  stats: { apiCalls: 0, retries: 0, throttled: 0, waitedMs: 0 },
  // It says whose credential it is, and nothing else.
  request: async <Data>(query: string) => {
    if (query !== callerQuery)
      throw new GazelleError('gazelle_unreachable', 'nothing else is to be asked here')
    const user = { id: 'usr_1', email: 'anna@example.com', accessLevel: 'ADMIN', hasLimitedAccess: false }
    const data: unknown = { user }
    return {
      data: data as Data,
      errors: [],
      apiCalls: 1,
      waitedMs: 0,
      askedAt: performance.now(),
      bytes: 100,
    }
  },
}
const request: SyncRequest = {
  ...{ mode: 'full', window: null, since: null, until: null },
  ...{ account: 'main', dryRun: false, triggeredBy: 'test' },
}
const usual: Slice = { pages: 100, milliseconds: 60_000, cpuMs: 60_000, bytes: 16_000_000 }
const run = (module: Module, slice: Partial<Slice> = {}) =>
  sync(module, request, {
    database: client,
    gazelle: () => gazelle,
    slice: { ...usual, ...slice },
  })

/** Goes on with a run by its id, as the schedule does. */
const goOn = (module: Module, runId: number | null) =>
  sync(module, { ...request, run: runId ?? 0 }, { database: client, gazelle: () => gazelle, slice: usual })

describe('a run', () => {
  test('reads its lanes side by side and counts each page once', async () => {
    const { module, asked } = scripted({ one: 3, two: 2 })
    expect(await run(module)).toMatchObject({
      // With the question whose credential it is.
      report: { status: 'success', pages: 5, apiCalls: 6, fetched: 25, changed: 25, promoted: 25 },
    })
    expect(asked.slice(0, 2)).toEqual(['one 1', 'two 1'])
    expect(asked).toHaveLength(5)
    expect(await one('select count(*)::int as count from gazelle.pianos')).toEqual({ count: 25 })
  })

  test('takes a page that is sent twice for one, and refuses a gap', async () => {
    const { module } = scripted({ one: 3 })
    const runs = runsIn(client)
    const opened = await runs.begin(module, request)
    if (opened.outcome !== 'begun') throw new Error(opened.outcome)
    const [lane] = module.lanes({ ...opened, mode: 'full' })
    if (!lane) throw new Error('no lane')
    const first = await runs.stage(opened, lane, 1, pageOf('one', 1, 3))
    expect(await runs.stage(opened, lane, 1, pageOf('one', 1, 3))).toEqual(first)
    await expect(runs.stage(opened, lane, 3, pageOf('one', 3, 3))).rejects.toMatchObject({ code: 'GZ412' })
    expect(await runs.report(opened.runId)).toMatchObject({ pages: 1, fetched: 5, changed: 5, apiCalls: 1 })
  })

  test('that was taken over ends without a word about it, and the other one goes on from its cursor', async () => {
    const other = scripted({ one: 4 })
    let taken: Awaited<ReturnType<typeof run>> | undefined
    const { module } = scripted({ one: 4 }, async (_, nth) => {
      if (nth !== 3) return
      // A page that is being staged keeps the lease.
      await vi.waitFor(async () => expect(await one('select page from sync.lanes')).toEqual({ page: 2 }))
      await endLeases()
      const open = await one('select run_id::int as id from sync.runs')
      taken = await goOn(other.module, Number(open?.id))
    })
    const mine = await run(module)
    expect(mine).toMatchObject({ failure: { code: 'lease_lost' } })
    expect(taken).toMatchObject({ report: { status: 'success', fetched: 20, changed: 20 } })
    expect(other.asked).toEqual(['one 3', 'one 4'])
    expect(await one('select status, slices, pages, error from sync.runs')).toEqual({
      ...{ status: 'success', slices: 2, pages: 4, error: null },
    })
    expect(await one('select count(*)::int as count from gazelle.pianos')).toEqual({ count: 20 })
  })

  test('fails when one lane does, stops the others, and goes on where each of them stood', async () => {
    let stopped = false
    const { module } = scripted({ good: 3, bad: 3 }, (lane, nth, signal) => {
      if (lane === 'bad' && nth === 2) throw new GazelleError('gazelle_server_error', 'Gazelle failed')
      if (lane !== 'good' || nth !== 3) return undefined
      // The last page of the good lane comes never, unless somebody gives it up.
      return new Promise((_, reject) => {
        const stop = () => {
          stopped = true
          reject(signal?.reason)
        }
        if (signal?.aborted) stop()
        else signal?.addEventListener('abort', stop)
      })
    })
    const failed = await run(module)
    expect(failed).toMatchObject({ failure: { code: 'gazelle_server_error', message: 'Gazelle failed' } })
    const failedId = 'runId' in failed ? failed.runId : null
    expect(stopped).toBe(true)
    expect(await one('select status, error from sync.runs')).toMatchObject({
      status: 'failed',
      error: { code: 'gazelle_server_error', hint: expect.any(String) },
    })
    expect(await one('select count(*)::int as count from sync.watermarks')).toEqual({ count: 0 })

    const lanes = await database.query<{ lane: string; page: number }>('select lane, page from sync.lanes')
    const next = scripted({ good: 3, bad: 3 })
    expect(await goOn(next.module, failedId)).toMatchObject({ report: { status: 'success' } })
    for (const { lane, page } of lanes)
      expect(next.asked.filter((line) => line.startsWith(lane))).toEqual(
        [1, 2, 3].slice(page).map((nth) => `${lane} ${nth}`),
      )
    expect(await one('select resumes, complete from sync.runs order by run_id desc limit 1')).toEqual({
      resumes: expect.any(String),
      complete: true,
    })
    expect(await one('select count(*)::int as count from gazelle.pianos')).toEqual({ count: 30 })
  })

  test('whose lane meets a fault of ours is logged once, with its stack, its module and its id (case C3)', async () => {
    vi.stubEnv('GAZELLE_API_KEY', 'key-of-the-company')
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    try {
      const { module } = scripted({ all: 3 }, (_, nth) => {
        if (nth === 2) throw new TypeError('nodes is not iterable: key-of-the-company')
      })
      const outcome = await run(module)
      expect(outcome).toMatchObject({ failure: { code: 'unexpected' } })
      const runId = 'runId' in outcome ? outcome.runId : null
      expect(log).toHaveBeenCalledTimes(1)
      const text = String(log.mock.calls[0]?.[0])
      expect(text).toContain(`module=pianos run=${runId} TypeError: nodes is not iterable: •••`)
      expect(text).toContain('sync.test.ts')
      expect(text).not.toContain('key-of-the-company')
    } finally {
      vi.unstubAllEnvs()
      log.mockRestore()
    }
  })

  test('whose look-ups by id meet a fault of ours logs the first alone (case C3)', async () => {
    await run(scripted({ all: 30 }).module)
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    try {
      const { module } = scripted({ all: 29 })
      const byIds = () => Promise.reject(new TypeError('record is undefined'))
      expect(await run({ ...module, byIds })).toMatchObject({ report: { module: 'pianos' } })
      expect(await one(`select count(*)::int as count from sync.missing`)).toEqual({ count: pageSize })
      expect(log).toHaveBeenCalledTimes(1)
      expect(String(log.mock.calls[0]?.[0])).toMatch(
        /^module=pianos run=\d+ id=ins_all_\S+ TypeError: record is undefined/,
      )
    } finally {
      log.mockRestore()
    }
  })

  test('adds up what two lanes bring of one new record in the same instant', async () => {
    const stage = async (client: pg.Client, node: object) =>
      client.query(
        `select * from staging.stage_pianos('main', 1, '{ins_x}', array[$1::jsonb], '{}', true, now())`,
        [JSON.stringify({ id: 'ins_x', ...node })],
      )
    const [first, second] = [new pg.Client(database.url), new pg.Client(database.url)]
    await Promise.all([first.connect(), second.connect()])
    try {
      const [pid] = (await second.query('select pg_backend_pid() as pid')).rows
      await first.query('begin')
      await stage(first, { make: 'Yamaha', notes: 'Table fendue' })
      // An error took fields from this answer.
      const waiting = stage(second, { make: 'Yamaha', model: 'C3' })
      await vi.waitUntil(
        async () =>
          (await one('select wait_event_type from pg_stat_activity where pid = $1', [pid.pid]))
            ?.wait_event_type === 'Lock',
      )
      await first.query('commit')
      await waiting
    } finally {
      await Promise.all([first.end(), second.end()])
    }
    expect(await one('select make, model, notes from gazelle.pianos')).toEqual({
      ...{ make: 'Yamaha', model: 'C3', notes: 'Table fendue' },
    })
  })

  test('deletes nothing for a look-up whose answer has no usable id', async () => {
    const { module } = scripted({ all: 29 })
    await run(module)
    await database.query(`insert into staging.stg_pianos (account_id, external_id, raw_data)
      select 'main', 'ins_' || x, jsonb_build_object('id', 'ins_' || x) from unnest(array['blank', 'long', 'gone']) x`)
    const answers = new Map<string, GazelleNode | null>([
      ...[['ins_blank', { id: '  ' }] as const, ['ins_long', { id: 'x'.repeat(300) }] as const],
      ['ins_gone', null],
    ])
    const byIds: Module['byIds'] = async (_, ids) => ({
      // The record that is known to be there comes, so that the other answers are believed.
      records: new Map(
        ids.map((id) => [id, answers.has(id) ? (answers.get(id) ?? null) : { id, make: 'all' }]),
      ),
      ...{ failures: new Map(), apiCalls: 1, waitedMs: 0 },
    })
    await run({ ...module, byIds })
    expect(await database.query('select id from gazelle.pianos where deleted_at is not null')).toEqual([
      { id: 'ins_gone' },
    ])
    expect(
      await database.query(
        `select external_id, last_error from sync.missing where external_id in ('ins_blank', 'ins_long', 'ins_gone') and status = 'due' order by 1`,
      ),
    ).toMatchObject([
      { external_id: 'ins_blank', last_error: expect.stringContaining('no usable id') },
      { external_id: 'ins_long', last_error: expect.stringContaining('no usable id') },
    ])
  })

  test('that stages no page in five slices is ended as stalled, and a new one begins', async () => {
    const { module } = scripted({ one: 1 })
    const runs = runsIn(client)
    const begun = await runs.begin(module, request)
    for (let slices = 1; slices < 5; slices++) {
      await endLeases()
      expect(await runs.begin(module, { ...request, triggeredBy: 'schedule' })).toMatchObject({
        outcome: 'resumed',
        runId: begun.runId,
      })
    }
    await endLeases()
    const fresh = await runs.begin(module, { ...request, triggeredBy: 'schedule' })
    expect(fresh).toMatchObject({ outcome: 'begun' })
    expect(fresh.runId).not.toBe(begun.runId)
    expect(await one('select status, error from sync.runs where run_id = $1', [begun.runId])).toMatchObject({
      status: 'failed',
      error: { code: 'run_stalled' },
    })
  })

  test('for an account, a module or a run that nobody knows is not begun', async () => {
    const { module, asked } = scripted({ one: 1 })
    const elsewhere = { ...request, account: 'elsewhere' }
    const parts = { database: client, gazelle: () => gazelle, slice: usual }
    expect(await sync(module, elsewhere, parts)).toMatchObject({
      failure: { code: 'unknown_account' },
      runId: null,
    })
    expect(await sync({ ...module, name: 'organs' }, request, parts)).toMatchObject({
      failure: { code: 'unknown_module' },
      runId: null,
    })
    expect(await sync(module, { ...request, run: 999 }, parts)).toMatchObject({
      failure: { code: 'not_found', message: expect.stringContaining(`unknown run 999 of ${module.name}`) },
      runId: null,
    })
    expect(asked).toEqual([])
  })
})

describe('one company is one account', () => {
  const sealingKey = btoa('k'.repeat(32))
  const size = { users: 1, clients: 2, pianos: 3, timelineEntries: 0 }
  let own: GazelleFake
  let other: GazelleFake
  beforeAll(async () => {
    own = await startGazelleFake({ company: size, seed: 1, apiKey: 'the-key-of-main' })
    other = await startGazelleFake({ company: size, seed: 2, apiKey: 'the-key-of-another' })
  })
  afterAll(async () => {
    await own?.stop()
    await other?.stop()
  })
  beforeEach(() => database.query('truncate sync.callers, sync.credentials'))

  /** A client as a function makes it from its settings. */
  const clientOf = ({ url, apiKey, oauthUrl, oauth }: GazelleFake, mode: 'api_key' | 'oauth') => {
    const settings = {
      auth: mode === 'api_key' ? { mode, apiKey } : { mode, oauthUrl, ...oauth },
      encryptionKey: sealingKey,
    }
    const credential = credentialOf(settings, client.schema('sync'), 'main')
    return createGazelleClient({ url, credential, limiter: memoryLimiter(1000), retry: { retries: 0 } })
  }
  const syncPianos = async (as: AccountClient, mode: 'full' | 'incremental' = 'incremental') => {
    const pianos = (await loadModules()).find(({ name }) => name === 'pianos')
    if (!pianos) throw new Error('no module pianos')
    return sync(pianos, { ...request, mode }, { database: client, gazelle: () => as, slice: usual })
  }
  const everything = () => database.query('select id, deleted_at, updated_at from gazelle.pianos order by id')

  /** Tokens of a stand-in as they are stored; no command stores another company's. */
  const storeTokens = async ({ oauth }: GazelleFake) => {
    const grant = oauth.grant()
    const tokens = {
      accessToken: grant.access_token,
      refreshToken: grant.refresh_token,
      issuedAt: Date.now(),
      expiresAt: Date.now() + grant.expires_in * 1000,
    }
    await call(
      client.schema('sync'),
      'store_credential',
      { p_account: 'main', ...(await sealTokens(tokens, sealingKey)) },
      z.unknown(),
    )
  }

  test.each(['api_key', 'oauth'] as const)(
    'another one’s credential (%s) is refused by the next poll before a page is staged, and nothing is deleted',
    async (mode) => {
      expect(await syncPianos(clientOf(own, 'api_key'), 'full')).toMatchObject({
        report: { status: 'success', fetched: 3 },
      })
      const before = await everything()
      expect(before).toHaveLength(3)
      if (mode === 'oauth') await storeTokens(other)
      for (const asked of ['incremental', 'full'] as const) {
        expect(await syncPianos(clientOf(other, mode), asked)).toMatchObject({
          failure: {
            code: 'gazelle_other_company',
            message: expect.stringContaining('and the credential is of'),
            hint: expect.stringContaining('gazelle accounts add'),
          },
        })
        expect(await everything()).toEqual(before)
        expect(await one('select count(*)::int as count from staging.stg_pianos')).toEqual({ count: 3 })
      }
      expect(other.calls.all.filter(({ operation }) => operation !== 'Caller' && operation)).toEqual([])
      // The right one goes on.
      expect(await syncPianos(clientOf(own, 'api_key'))).toMatchObject({ report: { status: 'success' } })
    },
  )

  test('where Gazelle does not say whose a new credential is, nothing is read until it does', async () => {
    await syncPianos(clientOf(own, 'api_key'), 'full')
    other.rules.add({ kind: 'serverError', status: 503, operation: 'Caller', stays: true })
    expect(await syncPianos(clientOf(other, 'api_key'))).toMatchObject({
      failure: { code: 'gazelle_server_error' },
    })
    expect(await everything()).toHaveLength(3)
  })

  test('a poll asks whose its credential is once after a change, and no more', async () => {
    await syncPianos(clientOf(own, 'api_key'), 'full')
    const asked = () => own.calls.all.filter(({ operation }) => operation === 'Caller').length
    const before = asked()
    for (let poll = 0; poll < 2; poll++) await syncPianos(clientOf(own, 'api_key'))
    expect(asked()).toBe(before)
    await storeTokens(own)
    for (let poll = 0; poll < 3; poll++) await syncPianos(clientOf(own, 'oauth'))
    expect(asked()).toBe(before + 1)
  })
})
