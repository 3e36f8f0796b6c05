import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomFrom } from '../../stand-in/random.ts'
import { wrong } from './judge.ts'
import { sceneOf } from './scene.ts'
import { playSync } from './steps.ts'
import { type CompanyShape, type System, startSystem } from './system.ts'

const kills = 24
const shape: CompanyShape = {
  seed: 6,
  core: false,
  users: 4,
  clients: 40,
  pianos: 60,
  timelineEntries: 300,
  appointments: 30,
  invoices: 20,
  estimates: 6,
  services: 8,
  pageCap: 25,
  rotateRefresh: true,
}

let system: System
beforeAll(async () => {
  system = await startSystem()
}, 300_000)
afterAll(() => system?.stop())

test('a first load of all modules whose functions are killed 24 times at random is clean after the first sweep (case C6)', async () => {
  const random = randomFrom(6)
  const struck: string[] = []
  const plan = { seed: 6, shape, steps: [], lasting: null, isFirstLoad: true }
  const told = { say: () => {}, struck: (what: string) => struck.push(what) }
  const scene = await sceneOf(system, plan, told, new Map())
  while (struck.length < kills) {
    const place = random.pick([
      { name: 'before fetch', to: 'gazelle', call: '*', when: 'before' },
      { name: 'after fetch', to: 'gazelle', call: '*', when: 'after' },
      { name: 'before staging', to: 'database', call: 'stage_page', when: 'before' },
      { name: 'after staging', to: 'database', call: 'stage_page', when: 'after' },
      { name: 'before finish', to: 'database', call: 'finish_run', when: 'before' },
    ] as const)
    await playSync(scene, {
      do: 'sync',
      calls: scene.modules.map((module) => ({ module, body: { mode: 'incremental' }, trigger: 'schedule' })),
      together: true,
      harms: [{ point: { ...place, nth: random.int(1, 6) }, harm: 'kill functions' }],
      rules: [],
      meanwhile: [],
      tokensEndAt: null,
      timePasses: false,
    })
    // Leases run out, so that the next calls go on with what was killed.
    await scene.halfAnHour()
  }
  await scene.passTime()
  await scene.syncAll('incremental')
  expect(scene.findings).toEqual([])
  expect(await wrong(system, scene.company.company, scene.modules)).toEqual([])
}, 300_000)
