import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { checked } from '../../cli/deploy/checks.ts'
import { rotationSteps, run } from '../../cli/deploy/run.ts'
import { functionSources } from '../../cli/deploy/sources.ts'
import { failureOf } from '../../shared/errors.ts'
import { repository } from '../../supabase/local/api.ts'
import { newKey } from '../harness/management-api.ts'
import { type Scene, startScene, statuses } from './deploy-cli.ts'

// A deployment with all functions takes 20 s on two quiet cores.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene?.stop())

const allSteps = [
  'migrations',
  'sign-up',
  'limits',
  'schemas',
  'secrets',
  'functions',
  'vault',
  'schedules',
  'first sync',
]
// The migrations make them as they should be.
const made = { schedules: 'already so', limits: 'already so' }
const all = (status: string) => Object.fromEntries(allSteps.map((step) => [step, status]))

/** Looks at the arguments of all processes of this machine until it is called. */
const watchArguments = () => {
  const seen = new Set<string>()
  const ended = new AbortController()
  const watching = (async () => {
    while (!ended.signal.aborted) {
      const { stdout } = await promisify(execFile)('ps', ['-ww', '-eo', 'args'])
      for (const line of stdout.split('\n')) seen.add(line)
      await pause(200)
    }
  })()
  return async () => {
    ended.abort()
    await watching
    return [...seen].join('\n')
  }
}

const health = async () => {
  const answer = await fetch(`${scene.project.apiUrl}/functions/v1/health`, {
    headers: { apikey: await scene.vaultKey() },
  })
  return z.looseObject({ status: z.string() }).parse(await answer.json()).status
}

describe('a project that is empty but for another application, and the product in a folder of its own', () => {
  test('is left as it is by a dry run, which says what would be done', async () => {
    const document = await scene.deploy('--dry-run')
    expect(document).toMatchObject({ code: 0, doctor: [], error: null })
    expect(statuses(document)).toEqual({ ...all('would'), ...made })
    // What it means for the other application is said before.
    expect(document.steps.find(({ step }) => step === 'migrations')?.message).toMatch(
      /^apply \d+ migrations of \d+; functions that are made from then on in shop are nobody’s/,
    )
    expect(document.checks.find(({ check }) => check === 'keys')?.message).toBe(
      'the schedule uses the secret key default',
    )
    expect(document.checks.map(({ check }) => check)).toEqual([
      'settings',
      'token',
      'project',
      'plan',
      'keys',
      'credential',
    ])
    expect(scene.project.management.writes()).toEqual([])
  })

  test('is not changed without a terminal and without --yes: no question waits for an answer (case H7)', async () => {
    const { code, stdout, stderr } = await scene.run()
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('bad_usage') })
    expect(stdout).toMatch(/apply \d+ migrations/)
    expect(scene.project.management.writes()).toEqual([])
  })

  test('gives its JSON document where nothing was confirmed, and where a check fails, too (case H7)', async () => {
    const unconfirmed = await scene.deploy()
    expect(unconfirmed).toMatchObject({ code: 2, doctor: [], error: { code: 'bad_usage' } })
    expect(statuses(unconfirmed)).toEqual({ ...all('would'), ...made })
    expect(unconfirmed.checks.length).toBeGreaterThan(0)
    await scene.folder.writeSettings({ ...scene.settings, SYNC_SLICE_SECONDS: '140' })
    const refused = await scene.deploy('--yes')
    await scene.folder.writeSettings(scene.settings)
    expect(refused).toMatchObject({ code: 2, steps: [], doctor: [], error: { code: 'bad_setting' } })
    expect(refused.checks.map(({ check }) => check)).toContain('plan')
    expect(scene.project.management.writes()).toEqual([])
  })

  test('is brought from nothing to a healthy first sync by one command', async () => {
    const seen = watchArguments()
    const document = await scene.deploy('--yes')
    const shown = await seen()
    expect(document.doctor.filter(({ status }) => status === 'failed')).toEqual([])
    expect(document).toMatchObject({ code: 0, error: null })
    expect(statuses(document)).toEqual({ ...all('done'), ...made })
    expect(shown).toContain('functions deploy alerts')
    for (const secret of [scene.project.management.token, scene.gazelle.apiKey, await scene.vaultKey()])
      expect(shown).not.toContain(secret)
    // The other application's migration is no fault.
    expect(document.doctor.find(({ check }) => check === 'migrations')).toMatchObject({ status: 'ok' })
    // Strangers are out before anything of the product is there to be seen (case S4).
    const writes = scene.project.management.writes()
    const signUpAt = writes.indexOf('PATCH /config/auth')
    expect(signUpAt).toBeLessThan(writes.indexOf('PATCH /postgrest'))
    expect(signUpAt).toBeLessThan(writes.indexOf('POST /secrets'))
    await vi.waitFor(async () => expect(await health()).toBe('healthy'), { timeout: 60_000, interval: 250 })
    const [pianos] = await scene.project.query<{ count: number }>(
      'select count(*)::int as count from gazelle.pianos',
    )
    expect(pianos?.count).toBe(scene.gazelle.company.pianos.size)
  })

  test('is not changed by a second run, which says so', async () => {
    scene.project.management.writes()
    const document = await scene.deploy('--yes')
    expect(document).toMatchObject({ code: 0, error: null })
    expect(statuses(document)).toEqual(all('already so'))
    expect(scene.project.management.writes()).toEqual([])
  })

  test('keeps the schemas that its Data API exposed before, in their order, and its other settings (case H6)', async () => {
    const { postgrest, keys } = scene.project.management.state
    expect(postgrest).toEqual({
      db_schema: 'public, shop, sync, gazelle, monitoring, staging, reconcile, v5, app, changes, webhooks',
      max_rows: 500,
      db_extra_search_path: 'public, extensions',
    })
    const answer = await fetch(`${scene.project.apiUrl}/rest/v1/things`, {
      headers: {
        apikey: keys.find(({ type }) => type === 'publishable')?.api_key ?? '',
        'accept-profile': 'shop',
      },
    })
    expect(await answer.json()).toEqual([{ name: 'theirs' }])
  })

  test('has the settings of .env as secrets, and none that is empty (case H7)', () => {
    const { ALERT_SLACK_WEBHOOK_URL: _, ...written } = scene.settings
    expect(Object.fromEntries(scene.project.management.state.secrets)).toEqual(written)
  })

  test('has each function with exactly the files that its digest is of', async () => {
    const { functions } = scene.project.management.state
    const sources = await functionSources(repository)
    expect([...functions.keys()].toSorted()).toEqual(sources.map(({ name }) => name))
    for (const { name, files } of sources)
      expect([...(functions.get(name)?.files.keys() ?? [])].toSorted()).toEqual([...files.keys()].toSorted())
  })

  test('has migrations that the Supabase CLI counts as applied', async () => {
    // The CLI itself refuses a list with another application's.
    await scene.project.query(`delete from supabase_migrations.schema_migrations where name = 'shop'`)
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [
        createRequire(import.meta.url).resolve('supabase/dist/supabase.js'),
        ...['db', 'push', '--dry-run', '--yes', `--remote=${scene.project.databaseUrl}`],
      ],
      { cwd: repository, env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' } },
    )
    expect(stdout + stderr).toContain('up to date')
  })

  test('has sign-up off, and the rest of its sign-in as it was', () => {
    expect(scene.project.management.state.auth).toEqual({
      disable_signup: true,
      external_anonymous_users_enabled: false,
      site_url: 'http://localhost:3000',
    })
  })

  test('gets only what changed: a setting, a function that was deployed by another hand', async () => {
    const { management } = scene.project
    management.writes()
    const one = management.state.functions.get('health')
    if (one) Object.assign(one, { version: one.version + 1, ezbr_sha256: 'another' })
    scene.settings.GAZELLE_RATE_LIMIT = '400'
    await scene.folder.writeSettings(scene.settings)
    const document = await scene.deploy('--yes')
    expect(document).toMatchObject({ code: 0, error: null })
    const done = document.steps.filter(({ status }) => status === 'done').map(({ message }) => message)
    expect(done).toEqual([
      'GAZELLE_RATE_LIMIT set',
      expect.stringMatching(/^1 function uploaded: health \(\d+ kB\)$/),
    ])
    expect(management.writes()).toEqual([
      'POST /secrets',
      'POST /functions/deploy?slug=health',
      'POST /database/query',
    ])
  })

  test('keeps sign-up where that is asked for', async () => {
    const { auth } = scene.project.management.state
    auth.disable_signup = false
    const document = await scene.deploy('--yes', '--keep-sign-up')
    expect(document.steps.find(({ step }) => step === 'sign-up')).toMatchObject({
      status: 'already so',
      message: 'sign-up left on, as asked',
    })
    expect(auth.disable_signup).toBe(false)
  })

  test('has no alert about its sign-up from the moment on in which it is switched off (case S4)', async () => {
    await scene.project.query('update monitoring.sign_up set is_open = true')
    expect(await scene.deploy('--yes')).toMatchObject({ code: 0, error: null })
    expect(scene.project.management.state.auth.disable_signup).toBe(true)
    expect(await scene.project.query('select is_open from monitoring.sign_up')).toEqual([{ is_open: false }])
  })

  test('knows the time that a larger plan gives a slice (case H5)', async () => {
    scene.project.management.state.plan = 'pro'
    const document = await scene.deploy('--yes')
    expect(document.steps.filter(({ status }) => status === 'done').map(({ step }) => step)).toEqual([
      'limits',
    ])
    expect(document.doctor.find(({ check }) => check === 'slices')?.message).toContain('400 s of time')
    scene.project.management.state.plan = 'free'
    expect(await scene.deploy('--yes')).toMatchObject({ code: 0, error: null })
  })

  test('is examined by doctor without a local .env (case H7)', async () => {
    await scene.folder.writeSettings({})
    const { code, stdout, stderr } = await scene.folder.gazelle(['doctor'], {
      SUPABASE_URL: scene.project.apiUrl,
      SUPABASE_SECRET_KEY: await scene.vaultKey(),
    })
    await scene.folder.writeSettings(scene.settings)
    expect(stdout + stderr).not.toContain('must be written out')
    expect(stdout).toContain('they are the secrets of the project’s functions')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})

describe('a new secret key', () => {
  const secretKeys = () => scene.project.management.state.keys.filter(({ type }) => type === 'secret')
  const waits: string[] = []
  /** `--rotate-keys`, without the half minute of its waiting. */
  const rotate = async (meanwhile: (what: string) => Promise<unknown> = async () => {}) => {
    // At once: who waits for a wait must not find one of the rotation before.
    waits.length = 0
    const env = { ...scene.settings, ...scene.project.env }
    const deployment = await checked(scene.project.management.ref, env, false, () => {})
    const wait = async (_: number, what: string) => {
      waits.push(what)
      await meanwhile(what)
      await pause(20)
    }
    const { outcomes, error } = await run({ ...deployment, wait }, rotationSteps, {
      ...{ dryRun: false, yes: true },
      tell: () => {},
    })
    return { steps: outcomes, error: error === null ? null : failureOf(error) }
  }
  const age = () => {
    for (const key of scene.project.management.state.keys)
      key.inserted_at = new Date(Date.parse(key.inserted_at) - 3_600_000).toISOString()
  }

  test('takes the place of the one in Vault, which stays valid since other programs may use it', async () => {
    const before = await scene.vaultKey()
    const document = await scene.deploy('--yes', '--rotate-keys')
    expect(document).toMatchObject({ code: 0, error: null })
    expect(document.steps[0]?.message).toContain('the key default is still valid')
    expect(secretKeys().map(({ name }) => name)).toEqual([
      'default',
      expect.stringMatching(/^gazelle_\d{14}$/),
    ])
    expect(await scene.vaultKey()).toBe(secretKeys()[1]?.api_key)
    expect(await scene.vaultKey()).not.toBe(before)
    expect(await health()).toBe('healthy')
  })

  test('is not made twice by a run whose last answer was lost (case H7)', async () => {
    const before = secretKeys()
    const { steps, error } = await rotate()
    expect({ steps, error }).toMatchObject({ steps: [{ status: 'already so' }], error: null })
    expect(steps[0]?.message).toContain(`${before[1]?.name}, made`)
    expect(secretKeys()).toEqual(before)
  })

  test('that a run made and could not put into Vault is used by the next run, and the old one is deleted', async () => {
    const old = await scene.vaultKey()
    age()
    scene.project.management.faults.push({ call: /^POST \/api-keys/, answer: 'breaks after' })
    const cut = await rotate()
    expect(cut).toMatchObject({ error: { code: 'deploy_api_unreachable' } })
    expect(await scene.vaultKey()).toBe(old)
    expect(await health()).toBe('healthy')
    const [, , made] = secretKeys()
    const document = await rotate()
    expect(document).toMatchObject({ error: null })
    expect(document.steps[0]?.message).toContain('; deleted: gazelle_')
    expect(secretKeys().map(({ name }) => name)).toEqual(['default', made?.name])
    expect(await scene.vaultKey()).toBe(made?.api_key)
    expect(await health()).toBe('healthy')
  })

  test('leaves the old one valid while a slice works with it, also one whose call was on its way', async () => {
    const old = await scene.vaultKey()
    age()
    const rotating = rotate(async (what) => {
      if (what.startsWith('calls that are on their way'))
        await scene.project.query(`select sync.begin_run('pianos', 'full')`)
    })
    await vi.waitFor(() => expect(waits).toContainEqual(expect.stringMatching(/^\d slices? that may work/)), {
      timeout: 60_000,
      interval: 20,
    })
    expect(await scene.vaultKey()).not.toBe(old)
    expect(secretKeys().map(({ api_key }) => api_key)).toContain(old)
    await scene.project.query('update sync.runs set lease_until = clock_timestamp() where lease is not null')
    expect(await rotating).toMatchObject({ error: null })
    expect(secretKeys().map(({ api_key }) => api_key)).not.toContain(old)
  })

  test('leaves the old one where a slice does not end, says so, and the next run deletes it (case H7)', async () => {
    const old = await scene.vaultKey()
    age()
    await scene.project.query(
      `update sync.runs set lease_until = clock_timestamp() + interval '1 hour'
       where lease is not null and run_id = (select max(run_id) from sync.runs where lease is not null)`,
    )
    expect(await rotate()).toMatchObject({ error: { code: 'deploy_key_in_use' } })
    expect(await scene.vaultKey()).not.toBe(old)
    expect(secretKeys().map(({ api_key }) => api_key)).toContain(old)
    await scene.project.query('update sync.runs set lease_until = clock_timestamp() where lease is not null')
    expect(await rotate()).toMatchObject({ error: null })
    expect(secretKeys().map(({ api_key }) => api_key)).not.toContain(old)
  })

  test('is finished by the next run where the old one could not be deleted', async () => {
    age()
    scene.project.management.faults.push({ call: /^DELETE \/api-keys/, answer: 'breaks before' })
    expect(await rotate()).toMatchObject({ error: { code: 'deploy_api_unreachable' } })
    expect(secretKeys()).toHaveLength(3)
    const current = await scene.vaultKey()
    expect(await rotate()).toMatchObject({ error: null })
    expect(secretKeys().map(({ name }) => name)).toEqual(['default', expect.stringMatching(/^gazelle_/)])
    expect(await scene.vaultKey()).toBe(current)
  })

  test('of another name is no reason to change Vault', async () => {
    scene.project.management.state.keys.push(newKey('secret', 'reports'))
    scene.project.management.writes()
    expect(await scene.deploy('--yes', '--keep-sign-up')).toMatchObject({ code: 0, error: null })
    expect(scene.project.management.writes()).toEqual([])
  })
})
