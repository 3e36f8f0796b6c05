// A fault that stays for days, until a person acknowledges it (cases L).
import { frozen, list, undecided, wastedCalls, wrong } from './judge.ts'
import type { Rule } from './plan.ts'
import type { Scene } from './scene.ts'

const days = 3

/** Adds a fault that stays; gives the ids of what it hides, null when the company has no such record. */
export const beginLasting = (
  { gazelle, company, faultOf, say }: Scene,
  rule: Rule,
): ReadonlySet<string> | null => {
  const fault = faultOf(rule)
  if (!fault) return null
  say(`  from now on: ${JSON.stringify(fault)}`)
  gazelle.rules.add(fault)
  if (!('about' in rule) || !('id' in fault) || typeof fault.id !== 'string') return new Set()
  return company.idsOf(rule.about.kind, fault.id).add(fault.id)
}

/** Polls and sweeps for some days, in which the company goes on living. */
const liveOn = async ({ system, company, syncAll, say }: Scene) => {
  for (let day = 0; day < days; day++) {
    await syncAll('incremental', undefined, ['success', 'partial'])
    for (const change of ['insert', 'edit', 'delete'] as const) company.apply(change)
    say(`  ${company.done.slice(-3).join('; ')}`)
    await syncAll('full', undefined, ['success', 'partial'])
    await system.query(`update sync.missing set next_at = clock_timestamp() where status in ('due', 'found')`)
  }
}

const acknowledge = async ({ system, say }: Scene) => {
  const holes = await system.query<{ hole: string }>(
    `update sync.holes set acknowledged_at = now(), acknowledged_by = 'a person' where closed_at is null
     returning format('%s %s %s %s', module, kind, place, path) as hole`,
  )
  say(`  acknowledged: ${holes.map(({ hole }) => hole).join('; ') || 'nothing'}`)
}

/**
 * Lives with a fault for days: what it does not hit is as it should be, at the cost of a clean system; then a person
 * acknowledges it, and it counts no more.
 * @param hidden the ids of what it hides
 */
export const endure = async (scene: Scene, hidden: ReadonlySet<string>): Promise<void> => {
  const { system, gazelle, company, modules, findings, syncAll } = scene
  await liveOn(scene)
  const begun = new Date()
  await acknowledge(scene)
  await syncAll('full')
  const isUndecided = await undecided(system)
  const lines = (await wrong(system, company.company, modules)).filter(
    (line) => !isUndecided(line) && ![...hidden].some((id) => line.includes(id)),
  )
  if (lines.length > 0)
    findings.push({ rule: 'what a lasting fault does not hit is not as Gazelle has it', detail: list(lines) })
  gazelle.calls.clear()
  for (const [at, { mode }] of (await syncAll('incremental')).entries())
    if (mode !== 'incremental')
      findings.push({ rule: 'beside a lasting fault a poll reads everything', detail: `${modules[at]}` })
  findings.push(
    ...wastedCalls(gazelle.calls.all).map(({ detail }) => ({
      rule: 'beside a lasting fault a poll costs more than a clean one',
      detail,
    })),
    ...(await frozen(system, modules, begun)),
  )
}
