import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startScheduler } from '../../supabase/local/scheduler.ts'
import { compare } from '../harness/company.ts'
import { testLog } from '../harness/server.ts'
import { type Receiver, startReceiver } from '../integration/alert-receiver.ts'
import { endLeases, gate, soon, startWorld, type World } from './world.ts'

let world: World
let monitor: Receiver
const log: string[] = []
beforeAll(async () => {
  monitor = await startReceiver()
  world = await startWorld({
    core: true,
    env: { ALERT_HEARTBEAT_URL: `${monitor.url}/beat` },
    log: (part, line) => {
      log.push(line)
      testLog(part, line)
    },
  })
  await world.database.query('select cron.unschedule(jobname) from cron.job')
})
afterAll(async () => {
  await world?.stop()
  await monitor?.stop()
})
beforeEach(async () => {
  log.length = 0
  monitor.received.length = 0
  await world.fresh({ pageCap: 20 })
})

const begin = (module: string, body: object = {}) =>
  world.call(`sync-${module}`, { body, headers: { Prefer: 'respond-async' } })
const runs = (module: string) =>
  world.database.query(
    `select run_id::int as run, status, error ->> 'code' as code from sync.runs where module = $1 order by run_id`,
    [module],
  )
const scheduler = () => startScheduler({ databaseUrl: world.database.url, log: testLog })

describe('a sync function whose caller prefers an answer at once (case H4)', () => {
  test('answers 202 with the number of its run, and goes on to its end', async () => {
    const held = gate()
    world.wire.onAnswer = (_, body) => held.opened.then(() => body)
    const answer = await begin('users')
    expect(answer.status).toBe(202)
    expect(answer.headers.get('preference-applied')).toBe('respond-async')
    const begun = await answer.json()
    expect(begun).toEqual({ runId: expect.any(Number), module: 'users', mode: 'full', status: 'running' })
    expect(await runs('users')).toEqual([{ run: begun.runId, status: 'running', code: null }])

    // Another call finds it at work, and is told so as ever.
    const busy = await begin('users', { mode: 'full' })
    expect(busy.status).toBe(200)
    expect(await busy.json()).toMatchObject({ runId: begun.runId, status: 'busy' })

    held.open()
    await vi.waitFor(
      async () => expect(await runs('users')).toMatchObject([{ run: begun.runId, status: 'success' }]),
      soon,
    )
    await world.syncAll()
    await compare(world.database, world.gazelle.company)
  })

  test('refuses bad input and a wrong key before it begins, as ever', async () => {
    const wrong = await begin('users', { mode: 'sometimes' })
    expect(wrong.status).toBe(400)
    expect(await wrong.json()).toMatchObject({ error: { code: 'bad_input' } })
    const headers = { Prefer: 'respond-async' }
    expect((await world.call('sync-users', { key: 'sb_secret_wrong', headers })).status).toBe(401)
    expect(await runs('users')).toEqual([])
  })

  test('that fails after its answer has it in its run and in its log', async () => {
    world.gazelle.rules.add({ kind: 'unauthorized', operation: 'Users', stays: true })
    const { runId } = await (await begin('users', { mode: 'full' })).json()
    await vi.waitFor(
      async () =>
        expect(await runs('users')).toEqual([
          { run: runId, status: 'failed', code: 'gazelle_credential_refused' },
        ]),
      soon,
    )
    await vi.waitFor(
      () =>
        expect(log.find((line) => line.includes(`function=sync-users run=${runId}`))).toContain(
          'gazelle_credential_refused',
        ),
      soon,
    )
    expect(log.join('\n')).not.toContain('unhandled rejection')
  })

  test('whose run nothing moves after its answer is found by its lease, and carried on', async () => {
    const held = gate()
    world.wire.onAnswer = (_, body) => held.opened.then(() => body)
    const { runId } = await (await begin('users')).json()
    await world.killFunctions()
    held.open()
    world.wire.onAnswer = undefined
    expect(await runs('users')).toMatchObject([{ run: runId, status: 'running' }])
    await endLeases(world.database)
    const { stop } = await scheduler()
    try {
      await world.database.query('select sync.resume_stalled_runs()')
      await vi.waitFor(
        async () => expect(await runs('users')).toMatchObject([{ run: runId, status: 'success' }]),
        soon,
      )
    } finally {
      await stop()
    }
  })
})

test('while one module waits for Gazelle, the polls of others and the alerts go on within their minute (case H4)', async () => {
  await world.syncAll()
  const held = gate()
  world.wire.onAnswer = ({ operation }, body) =>
    operation === 'Clients' ? held.opened.then(() => body) : body
  const { stop } = await scheduler()
  try {
    await world.database.query(`select sync.invoke('clients', 'full', p_trigger => 'a person')`)
    const statuses = () =>
      world.database.query(
        `select module || ' ' || status as run from sync.runs where triggered_by <> 'http' order by run_id`,
      )
    await vi.waitFor(async () => expect(await statuses()).toEqual([{ run: 'clients running' }]), soon)
    await world.database.query(`select sync.invoke('pianos')`)
    await world.database.query('select monitoring.evaluate_and_notify()')
    await vi.waitFor(
      async () => expect(await statuses()).toEqual([{ run: 'clients running' }, { run: 'pianos success' }]),
      soon,
    )
    await monitor.has('/beat', 1)
    expect(await statuses()).toMatchObject([{ run: 'clients running' }, { run: 'pianos success' }])
    expect(await world.database.query('select distinct status_code from net._http_response')).toEqual([
      { status_code: 202 },
    ])
    held.open()
    await vi.waitFor(
      async () => expect(await statuses()).toEqual([{ run: 'clients success' }, { run: 'pianos success' }]),
      soon,
    )
  } finally {
    held.open()
    await stop()
  }
  await world.syncAll()
  await compare(world.database, world.gazelle.company)
})

test('what goes on after its answer is killed at the wall limit of its worker, as hosted, and is carried on (case H4)', async () => {
  const written: string[] = []
  const wallMs = 3000
  const short = await startWorld({ core: true, wallMs, log: (_, line) => written.push(line) })
  try {
    await short.fresh()
    short.wire.onAnswer = () => new Promise(() => {})
    const answer = await short.call('sync-users', { headers: { Prefer: 'respond-async' } })
    const { runId } = await answer.json()
    await vi.waitFor(
      () => expect(written.join('\n')).toContain(`went on for ${wallMs} ms after its answer`),
      soon,
    )
    short.wire.onAnswer = undefined
    await vi.waitFor(async () => expect((await short.call('sync-users')).ok).toBe(true), soon)
    await endLeases(short.database)
    expect(await short.sync('users', { run: runId })).toMatchObject({ runId, status: 'success' })
  } finally {
    await short.stop()
  }
})
