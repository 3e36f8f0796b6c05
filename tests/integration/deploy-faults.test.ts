import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Scene, startScene, statuses } from './deploy-cli.ts'

// A deployment with all functions takes 20 s on two quiet cores.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

let scene: Scene
beforeAll(async () => {
  scene = await startScene()
})
afterAll(() => scene?.stop())

describe('a deployment that fails says what was done, what was not and how to go on, and the next run goes on', () => {
  test('after a migration that the database refuses: nothing of it is applied', async () => {
    scene.project.management.faults.push({
      call: /^POST \/database\/query/,
      after: 35,
      answer: {
        status: 400,
        message: 'Failed to run sql query: ERROR: 42P07: relation "alerts" already exists',
      },
    })
    const failed = await scene.deploy('--yes')
    expect(failed).toMatchObject({
      code: 1,
      error: {
        code: 'deploy_migration_failed',
        message: expect.stringMatching(/^the migration \d+_\w+ failed: ERROR: 42P07: .*already exists/),
      },
    })
    expect(statuses(failed)).toMatchObject({
      migrations: 'failed',
      schemas: 'not done',
      'first sync': 'not done',
    })
    const [, version = ''] = /^the migration (\d+)_/.exec(failed.error?.message ?? '') ?? []
    const recorded = await scene.project.query<{ version: string }>(
      'select version from supabase_migrations.schema_migrations order by 1',
    )
    // Those before it are applied, it and those after it are not.
    expect(recorded.length).toBeGreaterThan(5)
    expect(recorded.every((one) => one.version < version)).toBe(true)
  })

  test('after a connection that broke between two migrations', async () => {
    scene.project.management.faults.push({
      call: /^POST \/database\/query/,
      after: 40,
      answer: 'breaks after',
    })
    const broken = await scene.deploy('--yes')
    expect(broken).toMatchObject({ code: 1, error: { code: 'deploy_api_unreachable' } })
    expect(broken.error?.hint).toContain('Run the same command again')
  })

  test('after a connection that broke once a step was done', async () => {
    scene.project.management.faults.push({ call: /^PATCH \/config\/auth/, answer: 'breaks after' })
    const broken = await scene.deploy('--yes')
    expect(broken).toMatchObject({ code: 1, error: { code: 'deploy_api_unreachable' } })
    expect(statuses(broken)).toMatchObject({
      migrations: 'done',
      'sign-up': 'failed',
      schemas: 'not done',
      'first sync': 'not done',
    })
  })

  test('after all functions could not be uploaded, which is not said of others', async () => {
    scene.project.management.faults.push({
      call: /^POST \/functions\/deploy/,
      times: 1000,
      answer: { status: 400, message: 'the bundle is refused' },
    })
    const failed = await scene.deploy('--yes')
    scene.project.management.faults.length = 0
    expect(failed.error).toMatchObject({
      code: 'deploy_function_failed',
      hint: expect.stringMatching(/^None is uploaded\./),
    })
  })

  test('after a function that cannot be uploaded, which is named: the others are', async () => {
    scene.project.management.faults.push({
      call: /^POST \/functions\/deploy\?slug=sync-users\b/,
      answer: { status: 400, message: 'the bundle is refused' },
    })
    const failed = await scene.deploy('--yes')
    expect(failed).toMatchObject({ code: 1, doctor: [], error: { code: 'deploy_function_failed' } })
    expect(failed.error?.message).toMatch(
      /^1 function of \d+ could not be uploaded: sync-users; .*the bundle is refused/,
    )
    expect(failed.error?.hint).toContain('Run the same command again')
    expect(statuses(failed)).toEqual({
      migrations: 'already so',
      'sign-up': 'already so',
      limits: 'already so',
      schemas: 'already so',
      secrets: 'already so',
      functions: 'failed',
      vault: 'not done',
      'first sync': 'not done',
    })
    scene.project.management.writes()
  })

  test('until nothing is left: what was done is not done again, and the function that was left is uploaded alone', async () => {
    const document = await scene.deploy('--yes')
    expect(document).toMatchObject({ code: 0, error: null })
    expect(statuses(document)).toEqual({
      migrations: 'already so',
      'sign-up': 'already so',
      limits: 'already so',
      schemas: 'already so',
      secrets: 'already so',
      functions: 'done',
      vault: 'done',
      schedules: 'already so',
      'first sync': 'done',
    })
    const uploads = scene.project.management.writes().filter((call) => call.startsWith('POST /functions'))
    expect(uploads).toEqual([expect.stringContaining('slug=sync-users')])
    expect(document.doctor.filter(({ status }) => status === 'failed')).toEqual([])
  })
})
