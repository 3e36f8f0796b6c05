import { missedChanges } from './consumer.ts'
import {
  dearPolls,
  type Finding,
  falseDeletions,
  frozen,
  leftOvers,
  list,
  stillOpen,
  wastedCalls,
  wrong,
} from './judge.ts'
import { beginLasting, endure } from './lasting.ts'
import { type Plan, planOf } from './plan.ts'
import { type Scene, sceneOf, type Told } from './scene.ts'
import { playStep } from './steps.ts'
import type { System } from './system.ts'

export type Outcome = { seed: number; findings: Finding[]; ms: number; story: string[]; struck: string[] }

/** Plays the scenario of a seed, and judges it. */
export const play = async (system: System, seed: number, tell = (_line: string) => {}): Promise<Outcome> => {
  const begun = performance.now()
  const story: string[] = []
  const struck: string[] = []
  const say = (line: string) => {
    story.push(line)
    tell(line)
  }
  const told = {
    say,
    struck: (what: string) => {
      struck.push(what)
      say(`    ! ${what}`)
    },
  }
  const findings = await playPlan(system, planOf(seed, system.modulesOf), told).catch((error): Finding[] => [
    {
      rule: 'the scenario did not come to its end',
      detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
    },
  ])
  system.toDatabase.hooks = undefined
  system.toGazelle.hooks = undefined
  const overdue = system.takeOverdue()
  if (overdue > 0)
    findings.push({ rule: 'a call does not end in a function’s life', detail: `${overdue} calls` })
  return { seed, findings, ms: Math.round(performance.now() - begun), story, struck }
}

const playPlan = async (system: System, plan: Plan, told: Told): Promise<Finding[]> => {
  const clean = await costOfCleanPoll(system, plan)
  const scene = await sceneOf(system, plan, told, clean)
  const { findings } = scene
  const lasting = plan.lasting && beginLasting(scene, plan.lasting, plan)
  for (const step of plan.steps) {
    await playStep(scene, step)
    if (findings.length > 0) break
  }
  if (lasting && findings.length === 0) {
    await scene.passTime()
    await endure(scene, lasting)
  }
  await mend(scene, mayLoseToken(plan))
  if (plan.isFirstLoad && findings.length === 0) await endFirstLoad(scene)
  await heal(scene)
  if (findings.length === 0) await rest(scene)
  return findings
}

const cleanCosts = new Map<boolean, ReadonlyMap<string, number>>()

/**
 * The calls of each operation in a poll of a system that never had a fault, after a first load; measured once. Its pages hold
 * all that a poll reads, so that the cost is the same whichever company it is measured in.
 */
const costOfCleanPoll = async (system: System, plan: Plan): Promise<ReadonlyMap<string, number>> => {
  const { core } = plan.shape
  const known = cleanCosts.get(core)
  if (known) return known
  const told = { say: () => {}, struck: () => {} }
  const shape = { ...plan.shape, pageCap: 100 }
  const { gazelle, findings, syncAll } = await sceneOf(system, { ...plan, shape }, told, new Map())
  await syncAll('incremental')
  gazelle.calls.clear()
  await syncAll('incremental')
  if (findings.length > 0) throw new Error(`without a fault: ${JSON.stringify(findings)}`)
  const calls = Map.groupBy(gazelle.calls.all, ({ operation }) => operation)
  const cost = new Map([...calls].map(([operation, { length }]) => [operation, length]))
  cleanCosts.set(core, cost)
  return cost
}

/** Whether a new token may be lost between Gazelle, which has forgotten the old one, and the database. */
const mayLoseToken = ({ steps }: Plan) =>
  steps.some(
    (step) => step.do === 'sync' && step.harms.some(({ point }) => /token|credential/.test(point.call)),
  )

/** The faults are gone, and time passes. */
const mend = async ({ system, gazelle, findings, passTime, say }: Scene, needsPerson: boolean) => {
  say('  the faults are gone')
  gazelle.rules.clear()
  await system.isUp()
  const [refused] = await system.query('select from sync.credentials where refused_at is not null')
  if (refused && !needsPerson)
    findings.push({
      rule: 'a token that was good is called refused',
      detail: 'sync.credentials.refused_at is set',
    })
  // A token that is lost on its way needs a person who connects the account again.
  if (needsPerson) await system.connectAccount()
  await passTime()
  await system.query(`update sync.missing set next_at = clock_timestamp() where status in ('due', 'found')`)
  // A window that nobody polls again is forgotten after eight days, by the next sweep.
  await system.query(
    `update sync.holes set last_seen_at = last_seen_at - interval '8 days'
     where kind = 'count' and lane ~ '^poll (fast|balanced|exhaustive) '`,
  )
  // A day later Gazelle is asked again which values its enums have.
  await system.query(`update sync.enum_values set checked_at = checked_at - interval '1 day'`)
}

/** The first load comes to its end by itself, and no second sweep is needed (case C6). */
const endFirstLoad = async ({ system, company, modules, findings, syncAll }: Scene) => {
  await syncAll('incremental')
  const lines = await wrong(system, company.company, modules)
  if (lines.length > 0)
    findings.push({ rule: 'production is not what Gazelle has, after the first sweep', detail: list(lines) })
}

/** One more poll and one sweep of each module: then production is what Gazelle has. */
const heal = async ({ system, company, modules, findings, syncAll, say }: Scene) => {
  await syncAll('incremental')
  for (const [at, { status, mode }] of (await syncAll('full')).entries())
    if (status === 'success' && mode !== 'full')
      findings.push({
        rule: 'a sweep by hand is answered with another mode',
        detail: `${modules[at]}: ${mode}`,
      })
  findings.push(...(await falseDeletions(system, company)))
  const held = await system.query<{ module: string; ids: string[] }>(
    `select module, array_agg(id) as ids from monitoring.deletions where status = 'held' group by module`,
  )
  const there = company.present()
  const falselyHeld = held.flatMap(({ ids }) => ids.filter((id) => there.has(id)))
  if (falselyHeld.length > 0)
    findings.push({
      rule: 'a record that is there is held for deletion after a clean sweep',
      detail: list(falselyHeld),
    })
  // A person confirms the others, and the next run deletes them.
  for (const { module, ids } of held) {
    say(`  ${ids.length} deletions of ${module} are confirmed`)
    await system.query('select sync.release_deletions($1)', [module])
  }
  const names = held.map(({ module }) => module)
  if (names.length > 0) await syncAll('incremental', names)
  const lines = await wrong(system, company.company, modules)
  if (lines.length > 0)
    findings.push({ rule: 'production is not what Gazelle has, after a clean sweep', detail: list(lines) })
}

/** A second sweep changes nothing, the next poll costs what one costs, and nothing is left under way. */
const rest = async (scene: Scene) => {
  const { system, gazelle, modules, findings, syncAll } = scene
  const begun = new Date()
  for (const [at, report] of (await syncAll('full')).entries())
    if (['changed', 'promoted', 'deleted', 'rejected'].some((name) => report[name] !== 0))
      findings.push({
        rule: 'a second sweep changes something',
        detail: `${modules[at]}: ${JSON.stringify(report).slice(0, 300)}`,
      })
  gazelle.calls.clear()
  for (const [at, report] of (await syncAll('incremental')).entries())
    if (report.mode !== 'incremental')
      findings.push({
        rule: 'a poll reads everything',
        detail: `${modules[at]}: ${JSON.stringify(report).slice(0, 200)}`,
      })
  findings.push(
    ...wastedCalls(gazelle.calls.all),
    ...dearPolls(scene),
    ...(await stillOpen(system)),
    ...(await leftOvers(system)),
    ...(await frozen(system, modules, begun)),
    ...(await missedChanges(system)),
  )
}
