import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import type { Api } from '../../supabase/local/api.ts'
import { freePort } from '../../supabase/local/ports.ts'
import { startApi } from '../harness/api.ts'
import { createTestDatabase, type TestDatabase } from '../harness/database.ts'
import { type CliProcess, runCli, startCli } from './cli-process.ts'

// Each test starts one program or more, on a machine that runs other tests too.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
let gazelle: GazelleFake

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gazelle-cli-'))
  gazelle = await startGazelleFake({
    company: { users: 3, clients: 12, pianos: 20, timelineEntries: 250, appointments: 5, invoices: 5 },
  })
})

afterAll(async () => {
  await gazelle.stop()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(() => gazelle.rules.clear())

const apiKey = () => ({
  GAZELLE_API_URL: gazelle.url,
  GAZELLE_AUTH_MODE: 'api_key',
  GAZELLE_API_KEY: gazelle.apiKey,
  GAZELLE_RATE_LIMIT: '1000',
})

describe('bad configuration and usage: one message, exit 2, nothing started', () => {
  test.each<[string, Record<string, string>, string]>([
    [
      'a Gazelle without a way to prove who we are',
      { GAZELLE_API_URL: 'http://127.0.0.1:1/' },
      'GAZELLE_AUTH_MODE',
    ],
    [
      'an API key that is missing',
      { GAZELLE_API_URL: 'http://127.0.0.1:1/', GAZELLE_AUTH_MODE: 'api_key' },
      'GAZELLE_API_KEY',
    ],
    ['a mode that does not exist', { GAZELLE_AUTH_MODE: 'password' }, 'GAZELLE_AUTH_MODE'],
    ['a rate that is no number', { GAZELLE_RATE_LIMIT: 'fast' }, 'GAZELLE_RATE_LIMIT'],
    [
      'an address that is none',
      { GAZELLE_API_URL: 'gazelle', GAZELLE_AUTH_MODE: 'api_key', GAZELLE_API_KEY: 'secret-key' },
      'GAZELLE_API_URL',
    ],
  ])('start, with %s', async (_what, env, name) => {
    const dataDir = join(folder, 'never')
    const { code, stdout, stderr } = await runCli(['start', '--once'], { ...env, LOCAL_DATA_DIR: dataDir })
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('bad_setting')
    expect(stderr).toContain(name)
    expect(stderr).toContain('.env')
    expect(stderr).not.toContain('secret-key')
    expect(await readdir(folder)).not.toContain('never')
  })

  test.each([
    [['sing'], 'unknown command'],
    [['sync', '--loud'], 'unknown option'],
    [['sync', '--module', 'users', '--mode', 'quick'], 'Allowed choices are incremental, full, repair'],
    [['fetch', '--out', 'somewhere'], 'required option'],
  ])('gazelle %j says what is wrong', async (args, words) => {
    const { code, stdout, stderr } = await runCli(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(words)
  })

  test('a hosted project needs its secret key', async () => {
    const { code, stderr } = await runCli(['status'], { SUPABASE_URL: 'https://example.supabase.co' })
    expect(code).toBe(2)
    expect(stderr).toContain('SUPABASE_SECRET_KEY is missing')
  })

  test('--help is no error', async () => {
    const { code, stdout } = await runCli(['--help'])
    expect(code).toBe(0)
    for (const name of ['start', 'sync', 'status', 'reconcile', 'replay', 'fetch', 'connect'])
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
  })
})

describe('without a project', () => {
  test.each([['status'], ['reconcile'], ['sync', '--all'], ['replay', '--all']])(
    '%s says that none runs, and how to start one',
    async (...args) => {
      const { code, stdout, stderr } = await runCli(args, { LOCAL_DATA_DIR: join(folder, 'empty') })
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toContain('no local stack is running')
      expect(stderr).toContain('npm start')
    },
  )

  test('a project that cannot be reached is a failure, not a wrong setting', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    const { code, stderr } = await runCli(['status'], {
      SUPABASE_URL: url,
      SUPABASE_SECRET_KEY: 'sb_secret_x',
    })
    expect(code).toBe(1)
    expect(stderr).toContain(
      `monitoring.module_health cannot be read: the database is away: ${new URL(url).host} (ECONNREFUSED)`,
    )
  })
})

describe('with a project', () => {
  let database: TestDatabase
  let api: Api
  const project = () => ({ SUPABASE_URL: api.apiUrl, SUPABASE_SECRET_KEY: api.secretKey })

  beforeAll(async () => {
    database = await createTestDatabase()
    api = await startApi(database, { functions: true, functionsEnv: apiKey() })
  })

  afterAll(async () => {
    await api.stop()
    await database.drop()
  })

  const modules = async () => {
    const rows = await database.query<{ module: string }>('select module from sync.modules order by position')
    return rows.map((row) => row.module)
  }

  test('status is 1 as long as something never succeeded, and shows a table', async () => {
    const { code, stdout } = await runCli(['status'], project())
    expect(code).toBe(1)
    expect(stdout).toMatch(/users +unhealthy +never +0 +0 +0 +never +in \d/m)
  })

  test('sync --all brings every module, parents first, and then status is 0', async () => {
    const { code, stdout } = await runCli(['sync', '--all', '--json'], project())
    expect(code).toBe(0)
    const answers: { module: string; mode: string; status: string }[] = JSON.parse(stdout)
    expect(answers.map(({ module }) => module)).toEqual(await modules())
    for (const answer of answers) expect(answer).toMatchObject({ mode: 'full', status: 'success' })
    expect((await runCli(['status'], project())).code).toBe(0)
    const json = await runCli(['status', '--json'], project())
    expect(JSON.parse(json.stdout)).toContainEqual(
      expect.objectContaining({ module: 'users', status: 'healthy' }),
    )
  })

  test('status says how old what no poll sees is, and when the next sweep comes (case L3)', async () => {
    const { stdout } = await runCli(['status'], project())
    expect(stdout).toMatch(/timeline +healthy .* \d[\d.a-z ]* ago +in \d/)
    expect(stdout).toContain('An edit that Gazelle shows no poll')
  })

  test('status counts a module’s age from its watermark: a repair of some day makes nothing fresh (case L2)', async () => {
    const setBack = (days: number) =>
      database.query(
        `with marks as (update sync.watermarks set watermark = watermark - $1 * interval '1 day' where module = 'users')
         update sync.runs set watermark = watermark - $1 * interval '1 day' where module = 'users'`,
        [days],
      )
    await setBack(30)
    await database.query(
      `insert into sync.runs (account_id, module, mode, status, since, watermark, started_at, finished_at)
       values ('main', 'users', 'repair', 'success', '2020-01-01Z', now(), now(), now())`,
    )
    const { code, stdout } = await runCli(['status'], project())
    expect(code).toBe(1)
    expect(stdout).toMatch(/users +unhealthy +\d{4}-\d\d-\d\d [\d:]+ +30 days/)
    await database.query(`delete from sync.runs where mode = 'repair'`)
    await setBack(-30)
  })

  test('status names critical alerts, holes and held deletions that wait for a person, and is 1 then (case U5)', async () => {
    const waits = async (words: string) => {
      const plain = await runCli(['status'], project())
      expect(plain).toMatchObject({ code: 1, stdout: expect.stringContaining(words) })
      const json = await runCli(['status', '--json'], project())
      expect(json).toMatchObject({ code: 1, stderr: expect.stringContaining(words) })
      expect(JSON.parse(json.stdout)).toHaveLength((await modules()).length)
    }
    const nothingWaits = async () => expect((await runCli(['status'], project())).code).toBe(0)

    const [alert] = await database.query<{ alert_id: number }>(
      `insert into monitoring.alerts (rule, account_id, subject, severity, sentence, message, remedy)
       values ('deletion_held', 'main', 'clients', 'critical', 'Deletions wait.', 'There are 60.', 'Decide.') returning alert_id`,
    )
    await waits(`alert ${alert?.alert_id}: Deletions wait. (clients). There are 60.`)
    await database.query(
      `update monitoring.alerts set acknowledged_at = now(), acknowledged_by = 'me' where alert_id = $1`,
      [alert?.alert_id],
    )
    await nothingWaits()

    await database.query(
      `insert into sync.missing (account_id, module, external_id, reason, status, held_because)
       select 'main', 'clients', 'cli_' || n, 'unseen', 'held', 'share' from generate_series(1, 60) n`,
    )
    await waits('clients: 60 deletions are held.')
    await database.query('delete from sync.missing')

    await database.query(
      `insert into sync.holes (account_id, module, kind, place, path, message) values ('main', 'pianos', 'null', 'first', '', '')`,
    )
    await waits('pianos: 1 hole is open.')
    await database.query(`delete from sync.holes`)
    await nothingWaits()
  })

  test('status says the worst first, and what is over is over (case U4)', async () => {
    await database.query(
      `insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error)
       select 'main', 'timeline', 'incremental', 'failed', now() - interval '2 hours', now() - interval '1 hour', now() - interval '1 hour',
         '{"code": "gazelle_unreachable", "message": "Gazelle does not answer"}'
       from generate_series(1, 5)`,
    )
    const over = await runCli(['status'], project())
    expect(over).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Nothing needs a person\.\n/) })
    expect(over.stdout).toMatch(/timeline +recovered /)
    expect(over.stdout).toContain('Over: timeline failed in the last 24 hours, and succeeded since.')
    expect(over.stdout).not.toContain('gazelle_unreachable')

    await database.query(
      `update sync.runs set started_at = now(), finished_at = now() where status = 'failed'`,
    )
    const failing = await runCli(['status'], project())
    expect(failing.code).toBe(1)
    const lines = failing.stdout.split('\n')
    expect(lines[0]).toBe('Needs a person: 1 unhealthy module.')
    expect(lines[1]).toContain('timeline: gazelle_unreachable')
    expect(lines.findIndex((line) => line.includes('timeline  '))).toBe(
      lines.findIndex((line) => line.includes('known as of')) + 1,
    )
    await database.query(`delete from sync.runs where status = 'failed'`)
    expect((await runCli(['status'], project())).code).toBe(0)
  })

  test('in a French terminal status and doctor speak French, and their JSON stays what it is', async () => {
    const french = { ...project(), LANG: 'fr_CA.UTF-8' }
    const { code, stdout } = await runCli(['status'], french)
    expect({ code, first: stdout.split('\n')[0] }).toEqual({ code: 0, first: 'Rien à traiter.' })
    expect(stdout).toMatch(/users +normal .* il y a /)
    const doctor = (await runCli(['doctor'], french)).stdout
    expect(doctor).toMatch(/base de données|migrations +bon/)
    for (const args of [
      ['status', '--json'],
      ['doctor', '--json'],
    ]) {
      const statuses = (text: string) => JSON.parse(text).map((row: { status: string }) => row.status)
      const [here, there] = [await runCli(args, french), await runCli(args, project())]
      expect(statuses(here.stdout)).toEqual(statuses(there.stdout))
      expect(here.stderr).toBe(there.stderr)
    }
  })

  test('sync prints the counters of one module, and with --json its function’s answer alone', async () => {
    const { code, stdout, stderr } = await runCli(['sync', '--module', 'users', '--mode', 'full'], project())
    expect(code).toBe(0)
    expect(stdout).toMatch(/users +full +success +3 +0 +0 +0 +0/)
    expect(stderr).toContain('users: success')
    const json = await runCli(['sync', '--module', 'users', '--json'], project())
    expect(JSON.parse(json.stdout)).toMatchObject({
      module: 'users',
      status: 'success',
      fetched: 3,
      changed: 0,
    })
  })

  test('a day for --since is the company’s day', async () => {
    const args = [
      'sync',
      '--module',
      'timeline',
      '--mode',
      'repair',
      '--since',
      '2026-02-03',
      '--until',
      '2026-07-01',
    ]
    expect((await runCli(args, project())).code).toBe(0)
    const [run] = await database.query(
      `select since at time zone 'UTC' = '2026-02-03 05:00' as since, until at time zone 'UTC' = '2026-07-01 04:00' as until
       from sync.runs where mode = 'repair'`,
    )
    expect(run).toEqual({ since: true, until: true })
  })

  test('a dry run changes nothing and says so', async () => {
    const [user] = gazelle.company.users.keys()
    gazelle.change.edit('user', user ?? '', { firstName: 'Anaïs' })
    const args = ['sync', '--module', 'users', '--dry-run']
    const { stdout } = await runCli(args, project())
    expect(stdout).toMatch(/users +incremental +success +3 +1 /)
    expect(stdout).toContain('nothing of this was kept')
    const rows = await database.query(`select from gazelle.users where first_name = 'Anaïs'`)
    expect(rows).toHaveLength(0)
  })

  test('an unknown module names those that exist', async () => {
    const { code, stderr } = await runCli(['sync', '--module', 'piano'], project())
    expect(code).toBe(2)
    expect(stderr).toContain('there is no module piano')
    expect(stderr).toContain('Did you mean pianos? Use one of: ')
    for (const name of await modules()) expect(stderr).toContain(name)
  })

  test('an unknown account or table names what is nearly the same', async () => {
    const account = await runCli(['sync', '--all', '--account', 'mian'], project())
    expect(account).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean main?') })
    const table = await runCli(['export', '--tables', 'client', '--out', join(folder, 'x')], project())
    expect(table).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean clients?') })
  })

  test.each([
    [['--mode', 'repair'], 'mode repair has no start'],
    [['--mode', 'full', '--since', '2026-02-03'], 'mode full takes no start and no end'],
  ])('a range that does not fit the mode is bad usage before anything is called: %j', async (flags, what) => {
    const calls = gazelle.calls.all.length
    const { code, stderr } = await runCli(['sync', '--all', ...flags], project())
    expect({ code, calls: gazelle.calls.all.length }).toEqual({ code: 2, calls })
    expect(stderr).toContain(what)
  })

  test('what the function refuses is bad usage, in the function’s words', async () => {
    const range = ['--since', '2026-02-03', '--until', '2026-02-01']
    const { code, stderr } = await runCli(
      ['sync', '--module', 'users', '--mode', 'repair', ...range],
      project(),
    )
    expect(code).toBe(2)
    expect(stderr).toContain('until: must be after since')
  })

  test('a failed run is exit 1, with code, message and hint', async () => {
    gazelle.rules.add({ operation: 'Users', kind: 'undefinedField', field: 'PrivateUser.color', times: 2 })
    const { code, stdout, stderr } = await runCli(['sync', '--module', 'users'], project())
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('gazelle_field_gone')
    expect(stderr).toContain('color')
    const json = await runCli(['sync', '--module', 'users', '--json'], project())
    expect(json.code).toBe(1)
    expect(JSON.parse(json.stdout)).toMatchObject({ module: 'users', error: { code: 'gazelle_field_gone' } })
  })

  test('while another run is open, sync waits for its end and then does its own', async () => {
    const [open] = await database.query<{ run: { runId: number; lease: string } }>(
      `select sync.begin_run('users') as run`,
    )
    const waiting = startCli(['sync', '--module', 'users', '--json'], project())
    await waiting.says(`waits for run ${open?.run.runId}`)
    await database.query('select sync.finish_run($1, $2)', [open?.run.runId, open?.run.lease])
    const { code, stdout } = await waiting.ended
    expect(code).toBe(0)
    const answer = JSON.parse(stdout)
    expect(answer).toMatchObject({ status: 'success', fetched: 3 })
    expect(answer.runId).toBeGreaterThan(open?.run.runId ?? 0)
  })

  test('an open poll of another mode is carried on first, and then comes what was asked for (case C2)', async () => {
    const [open] = await database.query<{ run: { runId: number; lease: string } }>(
      `select sync.begin_run('users', 'incremental') as run`,
    )
    await database.query('update sync.runs set lease = null, lease_until = null where run_id = $1', [
      open?.run.runId,
    ])
    const args = ['sync', '--module', 'users', '--mode', 'repair', '--since', '2026-01-01', '--json']
    const { code, stdout } = await runCli(args, project())
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ mode: 'repair', status: 'success' })
    const runs = await database.query(
      'select mode, status from sync.runs where run_id >= $1 order by run_id',
      [open?.run.runId],
    )
    expect(runs).toEqual([
      { mode: 'incremental', status: 'success' },
      { mode: 'repair', status: 'success' },
    ])
  })

  test('reconcile says what it tried', async () => {
    const { code, stdout } = await runCli(['reconcile'], project())
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Nothing waits, nothing is refused.\n' })
    const json = await runCli(['reconcile', '--module', 'clients', '--json'], project())
    expect(JSON.parse(json.stdout)).toMatchObject({ tried: 0, promoted: 0 })
  })

  test('reconcile says which module failed, and that it did not succeed', async () => {
    await database.query('alter table staging.stg_taxes rename to stg_broken')
    const { code, stderr } = await runCli(['reconcile'], project())
    await database.query('alter table staging.stg_broken rename to stg_taxes')
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'main taxes: relation "staging.stg_taxes" does not exist\n',
    })
    expect((await runCli(['reconcile'], project())).code).toBe(0)
  })

  test('replay fills production again from staging, without a call to Gazelle', async () => {
    const before = await database.query('select id, make, model from gazelle.pianos order by id')
    await database.query(`update gazelle.pianos set make = 'nobody'`)
    gazelle.calls.clear()
    const { code, stdout } = await runCli(['replay', '--module', 'pianos', '--json'], project())
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ module: 'pianos', tried: 20, written: 20 })
    expect(await database.query('select id, make, model from gazelle.pianos order by id')).toEqual(before)
    expect(gazelle.calls.all).toHaveLength(0)
  })
})

describe('fetch, with no database anywhere', () => {
  const out = () => mkdtemp(join(folder, 'out-'))

  test('writes every record once, with the envelope around it', async () => {
    const to = await out()
    const { code, stdout } = await runCli(['fetch', '--module', 'timeline', '--out', to, '--json'], apiKey())
    expect(code).toBe(0)
    const report = JSON.parse(stdout)
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Montreal' })
      .format()
      .replaceAll('-', '')
    expect(await readdir(to)).toEqual([`timeline_${day}.json`])
    const file = JSON.parse(await readFile(report.path, 'utf8'))
    expect(file).toMatchObject({
      module: 'timeline',
      account: 'main',
      api: gazelle.url,
      pageCount: report.pageCount,
      nodeCount: 250,
    })
    expect(Date.parse(file.fetchedAt)).toBeGreaterThan(Date.now() - 60_000)
    const ids = file.nodes.map((node: { id: string }) => node.id)
    expect(ids.toSorted()).toEqual([...gazelle.company.timelineEntries.keys()].toSorted())
  })

  test('finds entries whose type no lane asks for', async () => {
    const to = await out()
    const [id] = gazelle.company.timelineEntries.keys()
    gazelle.change.edit('timelineEntry', id ?? '', { type: 'HOLOGRAM' })
    const { stdout } = await runCli(['fetch', '--module', 'timeline', '--out', to, '--json'], apiKey())
    expect(JSON.parse(stdout)).toMatchObject({ nodeCount: 250 })
  })

  test('a failure leaves no file under the final name', async () => {
    const to = await out()
    gazelle.rules.add({
      operation: 'Timeline',
      kind: 'undefinedField',
      field: 'PrivateTimelineEntry.comment',
      after: 2,
    })
    const { code, stdout, stderr } = await runCli(['fetch', '--module', 'timeline', '--out', to], apiKey())
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('gazelle_field_gone')
    expect(await readdir(to)).toEqual([])
  })

  test('Ctrl-C ends it with 130 and leaves no file', async () => {
    const to = await out()
    gazelle.rules.latencyMs = 60_000
    try {
      gazelle.calls.clear()
      const fetching = startCli(['fetch', '--module', 'users', '--out', to], apiKey())
      await expect.poll(() => gazelle.calls.all.length, { timeout: 20_000 }).toBeGreaterThan(0)
      fetching.interrupt()
      expect((await fetching.ended).code).toBe(130)
      expect(await readdir(to)).toEqual([])
    } finally {
      gazelle.rules.latencyMs = 0
    }
  })

  test('an unknown module names those that exist', async () => {
    const { code, stderr } = await runCli(['fetch', '--module', 'piano', '--out', folder], apiKey())
    expect(code).toBe(2)
    expect(stderr).toMatch(/Use one of: .*clients.*pianos.*timeline.*users/)
  })

  test('without a Gazelle it names the settings that are missing', async () => {
    const { code, stderr } = await runCli(['fetch', '--module', 'users', '--out', folder], {
      LOCAL_DATA_DIR: join(folder, 'empty'),
    })
    expect(code).toBe(2)
    expect(stderr).toContain('GAZELLE_AUTH_MODE')
  })
})

describe('connect', () => {
  /** Does what a person does in a browser. */
  const allow = async (connecting: CliProcess) => {
    await connecting.says('state=')
    const page = await fetch(/http\S+authorize\S+/.exec(connecting.said())?.[0] ?? '')
    expect(await page.text()).toContain('You can close this page')
  }

  const oauth = async () => ({
    GAZELLE_API_URL: gazelle.url,
    GAZELLE_OAUTH_URL: gazelle.oauthUrl,
    GAZELLE_AUTH_MODE: 'oauth',
    GAZELLE_CLIENT_ID: gazelle.oauth.clientId,
    GAZELLE_CLIENT_SECRET: gazelle.oauth.clientSecret,
    GAZELLE_REDIRECT_URL: `http://127.0.0.1:${await freePort()}/connected`,
    TOKEN_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    GAZELLE_RATE_LIMIT: '1000',
    LOCAL_DATA_DIR: await mkdtemp(join(folder, 'tokens-')),
  })

  test('stores sealed tokens once a person has allowed it, and fetch uses them', async () => {
    const env = await oauth()
    const connecting = startCli(['connect', '--store', 'file'], env)
    await connecting.says('state=')
    const redirect = env.GAZELLE_REDIRECT_URL
    // Somebody else's answer is not taken for ours.
    const strange = await fetch(`${redirect}?code=stolen&state=other`)
    expect(strange.status).toBe(400)
    await allow(connecting)
    const { code, stdout } = await connecting.ended
    expect(code).toBe(0)
    expect(stdout).toMatch(/Connected as \S+@\S+\./)
    const [file] = await readdir(env.LOCAL_DATA_DIR)
    const sealed = await readFile(join(env.LOCAL_DATA_DIR, file ?? ''), 'utf8')
    expect(sealed).not.toContain('accessToken')
    const fetched = await runCli(['fetch', '--module', 'users', '--out', folder, '--json'], env)
    expect(JSON.parse(fetched.stdout)).toMatchObject({ nodeCount: 3 })
  })

  test('ends when the person refuses at Gazelle, and not when somebody else says so', async () => {
    const env = await oauth()
    gazelle.oauth.deny(true)
    try {
      const connecting = startCli(['connect', '--store', 'file'], env)
      await connecting.says('state=')
      const strange = await fetch(`${env.GAZELLE_REDIRECT_URL}?error=access_denied&state=other`)
      expect(await strange.text()).toContain('not the expected answer')
      await allow(connecting)
      const { code, stderr } = await connecting.ended
      expect(code).toBe(1)
      expect(stderr).toMatch(/connect_denied.*not granted/)
    } finally {
      gazelle.oauth.deny(false)
    }
  })

  test('stores them in the local stack’s database, where only the functions can read them', async () => {
    const database = await createTestDatabase()
    const api = await startApi(database)
    try {
      const env = await oauth()
      const running = {
        pid: process.pid,
        startedAt: new Date().toISOString(),
        databaseUrl: database.url,
        apiUrl: api.apiUrl,
        functionsUrl: `${api.apiUrl}/functions/v1`,
        ...database.keys,
        member: { email: 'm@example.com', password: database.keys.memberPassword },
        schedulesAt: null,
        standIn: null,
      }
      await writeFile(join(env.LOCAL_DATA_DIR, 'stack.json'), JSON.stringify(running))
      const connecting = startCli(['connect'], env)
      await allow(connecting)
      expect((await connecting.ended).code).toBe(0)
      const rows = await database.query('select account_id, version::int from sync.credentials')
      expect(rows).toEqual([{ account_id: 'main', version: 1 }])
      expect(await database.query('select account_id, is_full_admin from sync.callers')).toEqual([
        { account_id: 'main', is_full_admin: true },
      ])
      // Asked before anything is stored: what a lesser user grants changes nothing.
      gazelle.rules.add({ kind: 'rights', accessLevel: 'TECHNICIAN' })
      const lesser = startCli(['connect'], {
        ...env,
        GAZELLE_REDIRECT_URL: (await oauth()).GAZELLE_REDIRECT_URL,
      })
      await allow(lesser)
      const { code, stderr } = await lesser.ended
      gazelle.rules.clear()
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('gazelle_not_full_admin'),
      })
      expect(await database.query('select version::int from sync.credentials')).toEqual([{ version: 1 }])
    } finally {
      await api.stop()
      await database.drop()
    }
  })

  test('a redirect address that is in use is said', async () => {
    const env = await oauth()
    const taken = createServer()
    const { port, hostname } = new URL(env.GAZELLE_REDIRECT_URL)
    await new Promise<void>((done) => taken.listen(Number(port), hostname, done))
    const { code, stderr } = await runCli(['connect', '--store', 'file'], env)
    taken.close()
    expect(code).toBe(1)
    expect(stderr).toContain('port_taken')
  })

  test('is not for an API key', async () => {
    const { code, stderr } = await runCli(['connect'], apiKey())
    expect(code).toBe(2)
    expect(stderr).toContain('GAZELLE_AUTH_MODE')
  })
})
