import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startCli } from './cli-process.ts'
import { type Scene, startScene } from './deploy-cli.ts'

// A deployment with all functions takes 20 s on two quiet cores.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 })

let scene: Scene
beforeAll(async () => {
  scene = await startScene('oauth')
})
afterAll(() => scene?.stop())

const soon = { timeout: 120_000, interval: 250 }

test('with OAuth, the first deployment is right before anybody has consented, and alarms nobody (case H7)', async () => {
  const document = await scene.deploy('--yes')
  expect(document).toMatchObject({ code: 0, error: null })
  expect(document.doctor.filter(({ status }) => status === 'failed')).toEqual([])
  for (const name of ['credential', 'schema'])
    expect(document.doctor.find(({ check }) => check === name)).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('waits for consent'),
    })
  await scene.project.query(`select sync.invoke('users')`)
  await vi.waitFor(
    async () =>
      expect(
        await scene.project.query(
          `select distinct error ->> 'code' as code from sync.runs where module = 'users' and status = 'failed'`,
        ),
      ).toEqual([{ code: 'gazelle_not_connected' }]),
    soon,
  )
  expect(await scene.project.query('select rule, message from monitoring.find_problems()')).toEqual([])
})

test('then a person consents, and the same command starts the first sync to a healthy end (case H7)', async () => {
  const connecting = startCli(['connect'], {
    SUPABASE_URL: scene.project.apiUrl,
    SUPABASE_SECRET_KEY: await scene.vaultKey(),
  })
  await connecting.says('start?link=')
  const [link = ''] = /http\S+start\?link=[0-9a-f]{64}/.exec(connecting.said()) ?? []
  expect(await (await fetch(link)).text()).toContain('is connected to Gazelle')
  expect(await connecting.ended).toMatchObject({ code: 0, stderr: '' })
  const document = await scene.deploy('--yes')
  expect(document.error).toBeNull()
  for (const name of ['credential', 'schema'])
    expect(document.doctor.find(({ check }) => check === name)).toMatchObject({ status: 'ok' })
  expect(document.steps.filter(({ status }) => status === 'done').map(({ step }) => step)).toEqual([
    'first sync',
  ])
  await vi.waitFor(
    async () =>
      expect(
        await scene.project.query(`select status from monitoring.module_health where status <> 'healthy'`),
      ).toEqual([]),
    soon,
  )
  const [pianos] = await scene.project.query<{ count: number }>(
    'select count(*)::int as count from gazelle.pianos',
  )
  expect(pianos?.count).toBe(scene.gazelle.company.pianos.size)
})
