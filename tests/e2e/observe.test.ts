import parsePrometheusTextFormat from 'parse-prometheus-text-format'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { endAll, repository } from '../../supabase/local/api.ts'
import { asRole } from '../../supabase/local/database.ts'
import { startFunctions } from '../../supabase/local/functions.ts'
import { startGateway } from '../../supabase/local/gateway.ts'
import { type Postgrest, startPostgrest } from '../../supabase/local/postgrest.ts'
import { startScheduler } from '../../supabase/local/scheduler.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { testLog } from '../harness/server.ts'
import { type Receiver, startReceiver } from '../integration/alert-receiver.ts'
import { runCli, startCli } from '../integration/cli-process.ts'

vi.setConfig({ testTimeout: 120_000 })

const started: { stop(): Promise<void> }[] = []
const note = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
  started.push(part)
  return part
}

let database: TestDatabase
let gazelle: GazelleFake
let receiver: Receiver
let dataApi: Postgrest | undefined
let apiUrl: string

const startDataApi = async () => {
  const { databasePassword, jwtSecret } = database.keys
  const databaseUrl = asRole(database.url, 'authenticator', databasePassword)
  dataApi = await startPostgrest({ databaseUrl, jwtSecret, log: testLog })
}
const stopDataApi = async () => {
  await dataApi?.stop()
  dataApi = undefined
}

const gazelleSettings = () => ({
  GAZELLE_API_URL: gazelle.url,
  GAZELLE_AUTH_MODE: 'api_key',
  GAZELLE_API_KEY: gazelle.apiKey,
  GAZELLE_RATE_LIMIT: '1000',
})
const alertSettings = () => ({
  ALERT_SLACK_WEBHOOK_URL: `${receiver.url}/slack`,
  ALERT_HEARTBEAT_URL: `${receiver.url}/heartbeat`,
})
const project = () => ({ SUPABASE_URL: apiUrl, SUPABASE_SECRET_KEY: database.keys.secretKey })

const call = (name: string, { key = database.keys.secretKey, method = 'GET', body = '' } = {}) =>
  fetch(`${apiUrl}/functions/v1/${name}`, {
    method,
    headers: { 'content-type': 'application/json', ...(key && { apikey: key }) },
    ...(body && { body }),
  })
const sync = async (module: string) => {
  const answer = await call(`sync-${module}`, { method: 'POST', body: '{}' })
  await answer.body?.cancel()
  return answer.status
}

beforeAll(async () => {
  database = await createTestDatabase()
  note({ stop: () => database.drop() })
  gazelle = note(
    await startGazelleFake({ company: { users: 4, clients: 12, pianos: 20, timelineEntries: 60 } }),
  )
  receiver = note(await startReceiver())
  const { keys } = database
  let functionsUrl: () => string | undefined = () => undefined
  const gateway = note(
    await startGateway({
      keys,
      postgrest: () => dataApi?.url(),
      functions: () => functionsUrl(),
      log: testLog,
    }),
  )
  apiUrl = gateway.url
  note({ stop: stopDataApi })
  const [functions] = await Promise.all([
    startFunctions({
      root: repository,
      env: {
        ...gazelleSettings(),
        ...alertSettings(),
        DATABASE_PATIENCE_SECONDS: '1',
        SUPABASE_URL: apiUrl,
        SUPABASE_DB_URL: database.url,
        SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey }),
        SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: keys.publishableKey }),
      },
      log: testLog,
    }).then(note),
    startDataApi(),
  ])
  functionsUrl = functions.url
  // The tests say when something syncs; failures are told by the requests that the database makes.
  await database.query(`select cron.unschedule(jobid) from cron.job where jobname like 'gazelle-sync-%'`)
  await database.query('select sync.connect_functions($1, $2)', [`${apiUrl}/functions/v1`, keys.secretKey])
  note(await startScheduler({ databaseUrl: database.url, log: testLog }))
})

afterAll(() => endAll(started))

describe('health', () => {
  test('opens to a publishable key and to a secret one, and to nothing else', async () => {
    const { keys } = database
    for (const key of [keys.publishableKey, keys.secretKey]) {
      const answer = await call('health', { key })
      expect(answer.status).toBe(503)
      expect(await answer.json()).toMatchObject({ status: 'unhealthy' })
    }
    for (const key of ['', 'sb_publishable_wrong']) {
      const answer = await call('health', { key })
      await answer.body?.cancel()
      expect(answer.status).toBe(401)
    }
    const wrong = await call('health', { method: 'POST', body: '{}' })
    expect(wrong.status).toBe(405)
    expect(await wrong.json()).toMatchObject({ error: { code: 'bad_method' } })
  })

  test('gives the state of each kind of data, and 200 once all is well', async () => {
    const modules = await database.query<{ module: string }>(
      'select module from sync.modules order by position',
    )
    for (const { module } of modules)
      expect({ module, status: await sync(module) }).toEqual({ module, status: 200 })
    const answer = await call('health', { key: database.keys.publishableKey })
    const text = await answer.text()
    expect(`${answer.status} ${text}`).toMatch(/^200 /)
    const health = JSON.parse(text)
    expect(health.status).toBe('healthy')
    expect(health.modules.map((one: { module: string }) => one.module)).toEqual(
      modules.map(({ module }) => module),
    )
    expect(health.modules.find((one: { module: string }) => one.module === 'users')).toEqual({
      module: 'users',
      account: 'main',
      status: 'healthy',
      running: false,
      lastSuccessAt: expect.stringMatching(/^\d{4}-/),
      ageSeconds: expect.any(Number),
      freshWithinSeconds: 26 * 3600,
      failures24h: 0,
      pending: 0,
      rejected: 0,
      placeholders: 0,
      heldBack: 0,
      paused: false,
    })
  })

  test('says so within 3 seconds while the database is away, and no more than that', async () => {
    await stopDataApi()
    const begun = performance.now()
    const answer = await call('health', { key: database.keys.publishableKey })
    const text = await answer.text()
    expect(performance.now() - begun).toBeLessThan(3000)
    expect(answer.status).toBe(503)
    expect(JSON.parse(text)).toEqual({
      status: 'unhealthy',
      checkedAt: expect.any(String),
      modules: [],
      error: { code: 'database_away', message: expect.any(String), hint: expect.any(String) },
    })
    expect(text).not.toMatch(/\bat .*:\d+|127\.0\.0\.1|node_modules/)
    await startDataApi()
  })
})

describe('metrics', () => {
  test('are what a Prometheus parser understands', async () => {
    const answer = await call('metrics')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const families = parsePrometheusTextFormat(await answer.text())
    const of = (name: string, labels: Record<string, string>) =>
      families
        .find((family) => family.name === name)
        ?.metrics.find((metric) =>
          Object.entries(labels).every(([label, value]) => metric.labels?.[label] === value),
        )?.value
    const users = { module: 'users', account: 'main' }
    expect(families.every(({ type, help }) => type === 'GAUGE' && help)).toBe(true)
    expect(of('gazelle_module_healthy', users)).toBe('1')
    expect(of('gazelle_local_records', users)).toBe(of('gazelle_remote_records', users))
    expect(Number(of('gazelle_last_success_timestamp_seconds', users))).toBeGreaterThan(
      Date.now() / 1000 - 600,
    )
    expect(Number(of('gazelle_api_calls_this_hour', { account: 'main' }))).toBeGreaterThan(0)
    expect(
      Number(families.find(({ name }) => name === 'gazelle_database_bytes')?.metrics[0]?.value),
    ).toBeGreaterThan(1e6)
  })

  test('open to a secret key only', async () => {
    const answer = await call('metrics', { key: database.keys.publishableKey })
    await answer.body?.cancel()
    expect(answer.status).toBe(401)
  })
})

describe('alerts', () => {
  test('reach a person within seconds of a failure, and again when it is over', async () => {
    gazelle.rules.add({
      kind: 'undefinedField',
      field: 'PrivatePiano.notes',
      operation: 'Pianos',
      times: 100,
    })
    expect(await sync('pianos')).toBe(500)
    const [told] = await receiver.has('/slack', 1)
    const { text } = JSON.parse(told?.body ?? '{}')
    expect(text).toContain('schema no longer has what a query asks for – pianos')
    expect(text).toContain('PrivatePiano.notes')

    gazelle.rules.clear()
    expect(await sync('pianos')).toBe(200)
    await call('alerts', { method: 'POST', body: '{}' }).then((answer) => answer.body?.cancel())
    const all = await receiver.has('/slack', 2)
    expect(JSON.parse(all[1]?.body ?? '{}').text).toContain('The query is accepted again.')
    expect((await receiver.has('/heartbeat', 1)).every(({ path }) => path === '/heartbeat')).toBe(true)
  })

  test('open to a secret key only, and say what is wrong with a body', async () => {
    const closed = await call('alerts', { method: 'POST', key: database.keys.publishableKey, body: '{}' })
    await closed.body?.cancel()
    expect(closed.status).toBe(401)
    const wrong = await call('alerts', { method: 'POST', body: '{"tests": true}' })
    expect(wrong.status).toBe(400)
    expect((await wrong.json()).error.message).toContain('tests')
  })
})

describe('gazelle alerts', () => {
  test('test sends through each channel, list shows what is open, ack says who acknowledged', async () => {
    const proved = await runCli(['alerts', 'test'], project())
    expect(proved.stdout).toMatch(/slack +arrived +HTTP 200: ok/)
    expect(proved.stdout).toMatch(/heartbeat +arrived/)
    expect(proved.code).toBe(0)
    receiver.answer('/slack', (response) => response.writeHead(404).end('no_service'))
    const broken = await runCli(['alerts', 'test'], project())
    expect(broken.stdout).toMatch(/slack +failed +HTTP 404: no_service/)
    expect(broken.code).toBe(1)
    receiver.answer('/slack', (response) => response.end('ok'))

    expect((await runCli(['alerts', 'list'], project())).stdout).toBe('No alert is open.\n')
    await database.query(
      `insert into sync.missing (account_id, module, external_id, reason, status) values ('main', 'pianos', 'p0', 'unseen', 'held')`,
    )
    await database.query('select monitoring.evaluate_alerts()')
    const [alert] = await database.query<{ alert_id: string }>(
      'select alert_id from monitoring.alerts where resolved_at is null',
    )
    const id = alert?.alert_id ?? ''
    const listed = await runCli(['alerts', 'list'], project())
    expect(listed.stdout).toContain('Deletions wait for a person (pianos)')
    expect(listed.stdout).toContain(`gazelle alerts ack ${id}`)
    expect((await runCli(['alerts', 'ack', id, '--by', 'Anne'], project())).stdout).toContain(
      'is acknowledged by Anne',
    )
    const json = await runCli(['alerts', 'list', '--json'], project())
    expect(JSON.parse(json.stdout)).toMatchObject([{ rule: 'deletion_held', acknowledged_by: 'Anne' }])
    const unknown = await runCli(['alerts', 'ack', '999999'], project())
    expect(unknown.code).toBe(1)
    expect(unknown.stderr).toContain('there is no alert 999999')
    expect((await runCli(['alerts', 'ack', 'first'], project())).code).toBe(2)
    await database.query(`delete from sync.missing where external_id = 'p0'`)
  })
})

describe('gazelle status --watch', () => {
  test('shows it again until Ctrl-C', async () => {
    const watching = startCli(['status', '--watch', '0.2', '--json'], project())
    await watching.says('"module":"users"')
    await vi.waitUntil(() => watching.said().trim().split('\n').length >= 3, { timeout: 30_000 })
    watching.interrupt()
    const { stdout } = await watching.ended
    for (const line of stdout.trim().split('\n')) expect(JSON.parse(line)).not.toHaveLength(0)
  })
})

describe('gazelle doctor', () => {
  const doctor = async (env: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await runCli(['doctor', '--json'], {
      ...project(),
      ...gazelleSettings(),
      ...alertSettings(),
      ...env,
    })
    expect(stderr).toBe('')
    const findings: { check: string; status: string; message: string; remedy: string }[] = JSON.parse(stdout)
    return { code, findings, bad: findings.filter(({ status }) => status !== 'ok') }
  }
  /** Each job has fired a moment ago, as on a system that has been up for a day. */
  const fire = () =>
    database.query(
      `insert into cron.job_run_details (jobid, job_pid, database, username, command, status, start_time, end_time)
       select jobid, 1, database, username, command, 'succeeded', now(), now() from cron.job`,
    )

  test('finds nothing wrong with a system that works', async () => {
    await database.query(
      `select sync.schedule(module, mode, '0 0 1 1 *') from sync.modules, unnest(array['incremental', 'full']) mode`,
    )
    await fire()
    const { code, findings, bad } = await doctor()
    expect(bad).toEqual([])
    expect(code).toBe(0)
    expect(new Set(findings.map(({ check }) => check))).toEqual(
      new Set([
        'settings',
        'alerts',
        'migrations',
        'promotion',
        'schedule',
        'vault',
        'slices',
        'clocks',
        'functions',
        'credential',
        'schema',
      ]),
    )
    expect((await runCli(['doctor'], { ...project(), ...gazelleSettings() })).stdout).toMatch(
      /credential +ok +a full admin’s/,
    )
  })

  test('names each field that Gazelle no longer has, and a user who does not see everything', async () => {
    gazelle.rules.add({ kind: 'undefinedField', field: 'PrivatePiano.notes', stays: true })
    const caller = gazelle.rules.callerId
    gazelle.rules.callerId =
      [...gazelle.company.users.values()].find((user) => user.accessLevel !== 'ADMIN')?.id ?? ''
    const { code, bad } = await doctor()
    gazelle.rules.clear()
    gazelle.rules.callerId = caller
    expect(code).toBe(1)
    expect(bad).toEqual([
      expect.objectContaining({
        check: 'credential',
        status: 'failed',
        message: expect.stringContaining('access level'),
      }),
      expect.objectContaining({
        check: 'schema',
        status: 'failed',
        message: expect.stringContaining('"notes"'),
      }),
    ])
    for (const { remedy } of bad) expect(remedy).not.toBe('')
  })

  test('finds what is wrong in the database: migrations, promotion, schedules, Vault, slices near a limit', async () => {
    const [lacking] = await database.query(
      `delete from supabase_migrations.schema_migrations
       where version = (select max(version) from supabase_migrations.schema_migrations) returning version`,
    )
    await database.query(`update reconcile.entities set fingerprint = null where entity = 'pianos'`)
    await database.query(
      `select cron.unschedule(jobid) from cron.job where jobname like 'gazelle-sync-users-%'`,
    )
    await database.query(
      `select cron.alter_job(jobid, active => false) from cron.job where jobname = 'gazelle-alerts'`,
    )
    await database.query(`delete from vault.secrets where name = 'gazelle_functions_url'`)
    const [near] = await database.query(
      `update sync.runs set peak_memory_bytes = 240e6 where run_id = (select max(run_id) from sync.runs) returning run_id, module`,
    )
    const { code, bad } = await doctor()
    expect(code).toBe(1)
    const all = bad.map(({ check, message }) => `${check}: ${message}`).join('\n')
    expect(all).toContain(`migrations: the database lacks ${lacking?.version}`)
    expect(all).toMatch(/promotion: .*pianos/)
    expect(all).toContain('schedule: no schedule syncs users')
    expect(all).toContain('schedule: the job gazelle-alerts is missing or off')
    expect(all).toContain('vault: it lacks gazelle_functions_url')
    // Case H5.
    expect(all).toContain(
      `slices: a slice of ${near?.module} (run ${near?.run_id}) used 240 MB of memory; Supabase ends it at 256 MB`,
    )
    for (const { remedy } of bad) expect(remedy).not.toBe('')
  })

  test('says what it cannot look at', async () => {
    const { code, bad } = await doctor({
      GAZELLE_API_KEY: '',
      GAZELLE_AUTH_MODE: 'oauth',
      ALERT_HEARTBEAT_URL: '',
    })
    expect(code).toBe(1)
    const checks = bad.map(({ check, status }) => `${check} ${status}`)
    expect(checks).toEqual(
      expect.arrayContaining(['settings failed', 'alerts warning', 'credential warning', 'schema warning']),
    )
  })
})
