import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { functionSources } from '../../cli/deploy/sources.ts'
import { type GazelleFake, startGazelleFake } from '../../stand-in/server.ts'
import { repository } from '../../supabase/local/api.ts'
import { newKey } from '../harness/management-api.ts'
import { type PlayedProject, startPlayedProject } from '../harness/played-project.ts'
import { runCli } from './cli-process.ts'

let project: PlayedProject
let gazelle: GazelleFake
let settings: Record<string, string>

beforeAll(async () => {
  gazelle = await startGazelleFake({ company: { users: 3, clients: 8, pianos: 10, timelineEntries: 40 } })
  project = await startPlayedProject()
  settings = {
    ...project.env,
    GAZELLE_API_URL: gazelle.url,
    GAZELLE_AUTH_MODE: 'api_key',
    GAZELLE_API_KEY: gazelle.apiKey,
    GAZELLE_RATE_LIMIT: '500',
  }
})

afterAll(async () => {
  await project?.stop()
  await gazelle?.stop()
})

const documentForm = z.object({
  checks: z.array(z.object({ check: z.string(), message: z.string() })),
  steps: z.array(z.object({ step: z.string(), status: z.string(), message: z.string() })),
  doctor: z.array(z.object({ check: z.string(), status: z.string(), message: z.string() })),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string() }).nullable(),
})

/** Runs the command to its end; what it prints has none of the project's secrets. */
const deploy = async (args: string[], env: Record<string, string> = {}) => {
  const ended = await runCli(['deploy', '--project-ref', project.management.ref, ...args], {
    ...settings,
    ...env,
  })
  const { token, state } = project.management
  const printed = ended.stdout + ended.stderr
  for (const secret of [token, gazelle.apiKey, ...state.keys.map(({ api_key }) => api_key)])
    expect(printed).not.toContain(secret)
  return ended
}

/** The same, as its JSON document. */
const deployed = async (args: string[], env: Record<string, string> = {}) => {
  const { code, stdout, stderr } = await deploy([...args, '--json'], env)
  expect(stdout, stderr).toMatch(/^\{/)
  return { code, ...documentForm.parse(JSON.parse(stdout)) }
}

const statuses = ({ steps }: { steps: { step: string; status: string }[] }) =>
  Object.fromEntries(steps.map(({ step, status }) => [step, status]))

const allSteps = [
  'migrations',
  'schemas',
  'secrets',
  'functions',
  'vault',
  'schedules',
  'sign-up',
  'first sync',
]

const health = async () => {
  const key = project.management.state.keys.find(({ type }) => type === 'secret')?.api_key ?? ''
  const answer = await fetch(`${project.apiUrl}/functions/v1/health`, { headers: { apikey: key } })
  return z.looseObject({ status: z.string() }).parse(await answer.json()).status
}

const vaultKey = async () => {
  const rows = await project.query<{ secret: string }>(
    `select decrypted_secret as secret from vault.decrypted_secrets where name = 'gazelle_secret_key'`,
  )
  return rows[0]?.secret
}

describe('a project that is empty but for another application', () => {
  test('is left as it is by a dry run, which says what would be done', async () => {
    const document = await deployed(['--dry-run'])
    expect(document).toMatchObject({ code: 0, doctor: [], error: null })
    expect(document.steps.map(({ step }) => step)).toEqual(allSteps)
    expect(statuses(document)).toMatchObject({ migrations: 'would', functions: 'would', 'sign-up': 'would' })
    expect(document.checks.map(({ check }) => check)).toEqual([
      'settings',
      'token',
      'project',
      'plan',
      'keys',
      'credential',
    ])
    expect(project.management.writes()).toEqual([])
  })

  test('is not changed without a terminal and without --yes (case H7)', async () => {
    const { code, stdout, stderr } = await deploy([])
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('deploy_not_confirmed'),
    })
    expect(stdout).toContain('apply 46 migrations')
    expect(project.management.writes()).toEqual([])
  })

  test('goes on after a function that fails to upload, which is named: the next run uploads it alone', async () => {
    project.management.faults.push({
      call: /^POST \/functions\/deploy\?slug=sync-users\b/,
      times: 1,
      answer: { status: 400, message: 'the bundle is refused' },
    })
    const failed = await deployed(['--yes'])
    expect(failed).toMatchObject({ code: 1, doctor: [], error: { code: 'deploy_function_failed' } })
    expect(failed.error?.message).toContain('1 function of 26 could not be uploaded: sync-users')
    expect(failed.error?.message).toContain('the bundle is refused')
    expect(failed.error?.hint).toContain('Run the same command again')
    expect(statuses(failed)).toEqual({
      migrations: 'done',
      schemas: 'done',
      secrets: 'done',
      functions: 'failed',
      vault: 'not done',
      'sign-up': 'not done',
      'first sync': 'not done',
    })
    project.management.writes()
  })

  test('after a connection that broke once a step was done, goes on behind it', async () => {
    project.management.faults.push({ call: /^PATCH \/config\/auth/, answer: 'breaks after' })
    const broken = await deployed(['--yes'])
    expect(broken).toMatchObject({ code: 1, error: { code: 'deploy_api_unreachable' } })
    expect(broken.error?.hint).toContain('Run the same command again')
    expect(statuses(broken)).toEqual({
      migrations: 'already so',
      schemas: 'already so',
      secrets: 'already so',
      functions: 'done',
      vault: 'done',
      schedules: 'already so',
      'sign-up': 'failed',
      'first sync': 'not done',
    })
    const uploads = project.management.writes().filter((call) => call.startsWith('POST /functions'))
    expect(uploads).toEqual([expect.stringContaining('slug=sync-users')])
  })

  test('is brought to a healthy first sync by the next run', async () => {
    const { code, doctor, error, ...document } = await deployed(['--yes'])
    expect({ code, error }).toEqual({ code: 0, error: null })
    expect(statuses(document)).toEqual({
      ...Object.fromEntries(allSteps.map((step) => [step, 'already so'])),
      'first sync': 'done',
    })
    expect(doctor.filter(({ status }) => status === 'failed')).toEqual([])
    await vi.waitFor(async () => expect(await health()).toBe('healthy'), { timeout: 60_000, interval: 250 })
    const [pianos] = await project.query<{ count: number }>(
      'select count(*)::int as count from gazelle.pianos',
    )
    expect(pianos?.count).toBe(gazelle.company.pianos.size)
  })

  test('is not changed by a second run, which says so', async () => {
    project.management.writes()
    const document = await deployed(['--yes'])
    expect(document).toMatchObject({ code: 0, error: null })
    expect(statuses(document)).toEqual(Object.fromEntries(allSteps.map((step) => [step, 'already so'])))
    expect(project.management.writes()).toEqual([])
  })

  test('keeps the schemas that its Data API exposed before, in their order, and its other settings (case H6)', async () => {
    expect(project.management.state.postgrest).toEqual({
      db_schema: 'public, app, sync, gazelle, monitoring, staging, reconcile',
      max_rows: 500,
      db_extra_search_path: 'public, extensions',
    })
    const key = project.management.state.keys.find(({ type }) => type === 'publishable')?.api_key ?? ''
    const answer = await fetch(`${project.apiUrl}/rest/v1/things`, {
      headers: { apikey: key, 'accept-profile': 'app' },
    })
    expect(await answer.json()).toEqual([{ name: 'theirs' }])
  })

  test('has the settings that are written as secrets, and none that is empty (case H7)', () => {
    expect(Object.fromEntries(project.management.state.secrets)).toEqual({
      GAZELLE_API_URL: gazelle.url,
      GAZELLE_AUTH_MODE: 'api_key',
      GAZELLE_API_KEY: gazelle.apiKey,
      GAZELLE_RATE_LIMIT: '500',
    })
  })

  test('has each function with exactly the files whose digest is remembered', async () => {
    const { state } = project.management
    const sources = await functionSources(repository)
    expect([...state.functions.keys()].toSorted()).toEqual(sources.map(({ name }) => name))
    for (const { name, files } of sources)
      expect([...(state.functions.get(name)?.files.keys() ?? [])].toSorted()).toEqual(
        [...files.keys()].toSorted(),
      )
  })

  test('has migrations that the Supabase CLI counts as applied', async () => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [
        createRequire(import.meta.url).resolve('supabase/dist/supabase.js'),
        ...['db', 'push', '--dry-run', '--yes', `--remote=${project.databaseUrl}`],
      ],
      { cwd: repository, env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' } },
    )
    expect(stdout + stderr).toContain('up to date')
  })

  test('has sign-up off, and the rest of its sign-in as it was', () => {
    expect(project.management.state.auth).toEqual({
      disable_signup: true,
      external_anonymous_users_enabled: false,
      site_url: 'http://localhost:3000',
    })
  })

  test('gets only what changed: a setting, a function that was deployed by another hand', async () => {
    project.management.writes()
    const health = project.management.state.functions.get('health')
    if (health) Object.assign(health, { version: health.version + 1, ezbr_sha256: 'another' })
    const document = await deployed(['--yes'], { GAZELLE_RATE_LIMIT: '400' })
    expect(document).toMatchObject({ code: 0, error: null })
    const done = document.steps.filter(({ status }) => status === 'done').map(({ message }) => message)
    expect(done).toEqual([
      'GAZELLE_RATE_LIMIT set',
      expect.stringMatching(/^1 function uploaded: health \(\d+ kB\)$/),
    ])
    expect(project.management.writes()).toEqual([
      'POST /secrets',
      'POST /functions/deploy?slug=health',
      'POST /database/query',
    ])
  })

  test('keeps sign-up where that is asked for', async () => {
    project.management.state.auth.disable_signup = false
    const document = await deployed(['--yes', '--keep-sign-up'], { GAZELLE_RATE_LIMIT: '400' })
    expect(document.steps.find(({ step }) => step === 'sign-up')).toMatchObject({
      status: 'already so',
      message: 'sign-up left on, as asked',
    })
    expect(project.management.state.auth.disable_signup).toBe(false)
  })

  test('is examined by doctor without any setting of Gazelle’s here (case H7)', async () => {
    const { code, stdout, stderr } = await runCli(['doctor'], {
      SUPABASE_URL: project.apiUrl,
      SUPABASE_SECRET_KEY: (await vaultKey()) ?? '',
    })
    expect(stdout + stderr).not.toContain('must be written out')
    expect(stdout).toContain('they are the secrets of the project’s functions')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})

describe('a new secret key', () => {
  const rotate = () => deployed(['--yes', '--rotate-keys'])
  const secretKeys = () => project.management.state.keys.filter(({ type }) => type === 'secret')

  test('takes the place of the one in Vault, which stays valid since other programs may use it', async () => {
    const before = await vaultKey()
    const document = await rotate()
    expect(document).toMatchObject({ code: 0, error: null })
    expect(document.steps[0]?.message).toContain('the key default is still valid')
    expect(secretKeys().map(({ name }) => name)).toEqual([
      'default',
      expect.stringMatching(/^gazelle_\d{14}$/),
    ])
    expect(await vaultKey()).toBe(secretKeys()[1]?.api_key)
    expect(await vaultKey()).not.toBe(before)
  })

  test('that is made by a run which is cut before Vault has it is used by the next run, and the old one is deleted', async () => {
    const old = await vaultKey()
    project.management.faults.push({ call: /^POST \/api-keys/, answer: 'breaks after' })
    const cut = await rotate()
    expect(cut).toMatchObject({ code: 1, error: { code: 'deploy_api_unreachable' } })
    expect(await vaultKey()).toBe(old)
    const [, , made] = secretKeys()
    const document = await rotate()
    expect(document).toMatchObject({ code: 0, error: null })
    expect(document.steps[0]?.message).toContain('; deleted: gazelle_')
    expect(secretKeys().map(({ name }) => name)).toEqual(['default', made?.name])
    expect(await vaultKey()).toBe(made?.api_key)
  })

  test('of another name is not used by the schedule, and a deployment leaves Vault alone', async () => {
    project.management.state.keys.push(newKey('secret', 'reports'))
    project.management.writes()
    const document = await deployed(['--yes', '--keep-sign-up'], { GAZELLE_RATE_LIMIT: '400' })
    expect(document).toMatchObject({ code: 0, error: null })
    expect(project.management.writes()).toEqual([])
  })
})
