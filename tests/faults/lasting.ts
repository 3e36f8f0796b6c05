// A fault that stays for days, until a person acknowledges it (cases L).
import type { Fault } from '../../stand-in/rules.ts'
import {
  dearPolls,
  type Finding,
  frozen,
  list,
  named,
  openAlerts,
  undecided,
  type Waiting,
  wastedCalls,
  wrong,
} from './judge.ts'
import { operationOf, type Plan, type Rule } from './plan.ts'
import type { Scene } from './scene.ts'

const days = 3

/** A fault that stays, and what it hides. */
export type Lasting = {
  rule: Rule
  fault: Fault
  /** Its record; null when it is about none. */
  id: string | null
  /** The ids of what it hides. */
  hidden: ReadonlySet<string>
  /** Whether so much was deleted at once that a person must be asked. */
  hasMass: boolean
}

/** Adds a fault that stays; null when the company has no such record. */
export const beginLasting = (
  { gazelle, company, faultOf, say }: Scene,
  rule: Rule,
  { steps }: Plan,
): Lasting | null => {
  const fault = faultOf(rule)
  if (!fault) return null
  say(`  from now on: ${JSON.stringify(fault)}`)
  gazelle.rules.add(fault)
  const hasMass = steps.some((step) => step.do === 'change' && step.changes.includes('mass deletion'))
  if (!('about' in rule) || !('id' in fault) || typeof fault.id !== 'string')
    return { rule, fault, id: null, hidden: new Set(), hasMass }
  const hidden = company.idsOf(rule.about.kind, fault.id).add(fault.id)
  return { rule, fault, id: fault.id, hidden, hasMass }
}

/** The kind of hole that a fault leaves. */
const holeKinds: Partial<Record<Fault['kind'], string>> = {
  nullNode: 'null',
  partial: 'error',
  oddId: 'no_id',
  poisoned: 'record',
  deep: 'record',
  endless: 'nested',
  totalCount: 'count',
}

/** A required field that errs takes its whole record along. */
const takesAlong = (fault: Fault) => fault.kind === 'partial' && fault.field.endsWith('.allPianoMeasurements')

/** The kind of hole that a fault makes. */
const holeKindOf = (fault: Fault) => (takesAlong(fault) ? 'null' : holeKinds[fault.kind])

/** Calls that a poll may make beside a fault, over a clean one: it steps around the record where that is a recent one. */
const dearBy: Partial<Record<Fault['kind'], number>> = {
  nullNode: 2,
  oddId: 6,
  poisoned: 8,
  deep: 8,
  endless: 1,
}

const modulesWith: Record<string, readonly string[]> = {
  user: ['users'],
  client: ['clients'],
  piano: ['pianos', 'measurements'],
  timelineEntry: ['timeline'],
}

/** The modules in which a fault leaves a hole, as long as its record is there. */
const modulesHit = ({ company, modules }: Scene, { rule, fault, id }: Lasting): readonly string[] => {
  if (fault.kind === 'totalCount')
    // The list of users is short and comes without a count.
    return modules.filter((module) => module !== 'users' && fault.operation === operationOf(module))
  if (!('about' in rule) || id === null || !company.isThere(rule.about.kind, id)) return []
  const all = modulesWith[rule.about.kind] ?? []
  // Measurements are read without their piano's notes.
  if (fault.kind === 'deep') return all.slice(0, 1)
  if (fault.kind !== 'partial') return all
  return all.filter((module) => (module === 'measurements') === fault.field.endsWith('.allPianoMeasurements'))
}

type Hole = {
  hole_id: string
  module: string
  kind: string
  place: string
  path: string
  id: string | null
  message: string
  times: number
}

/** What people are shown, and nobody has acknowledged. */
const openHoles = ({ system }: Scene) =>
  system.query<Hole>(
    `select hole_id, module, kind, place, path, id, message, times from monitoring.holes
     where closed_at is null and acknowledged_at is null`,
  )

const isHiddenBy =
  ({ hidden }: Lasting) =>
  (line: string) =>
    [...hidden].some((id) => line.includes(id))

/** So many may go at once, where each is asked for by its id. */
const deleteFloor = 20

/** Whether what waits does so because of a fault, or because so much is never deleted without a person. */
const waitsRightly = ({ fault, hasMass }: Lasting, { by_id, status, held_because, last_error }: Waiting) => {
  if (fault.kind === 'byId') return held_because === 'error' || last_error !== null || !by_id || hasMass
  if (status === 'held' && held_because === 'share') return !by_id || hasMass
  const mayHide = ['nullNode', 'oddId', 'poisoned', 'deep', 'totalCount'].includes(fault.kind)
  return mayHide && (status === 'held' ? held_because === 'empty' : last_error !== null)
}

/** What a sweep beside a fault has left undone: all that the fault does not hit is as Gazelle has it. */
const undone = async (scene: Scene, lasting: Lasting, isSecond: boolean): Promise<Finding[]> => {
  const { system, company, modules } = scene
  const isHidden = isHiddenBy(lasting)
  const lines = (await wrong(system, company.company, modules)).filter((line) => !isHidden(line))
  if (lines.length === 0) return []
  // Entries go with their client: so many are a mass deletion, too.
  const gone = lines.filter((line) => line.endsWith(': not in Gazelle'))
  const byModule = Map.groupBy(gone, (line) => system.tables.get(named(line).table)?.module)
  const isMass = (module: string) => (byModule.get(module)?.length ?? 0) > deleteFloor
  const isUndecided = await undecided(system, (waiting) =>
    waitsRightly({ ...lasting, hasMass: lasting.hasMass || isMass(waiting.module) }, waiting),
  )
  // What later modules of the sweep refer to, and is gone, the next one asks for; where each look-up errs, it stays unproved.
  const mayStandIn = !isSecond || lasting.fault.kind === 'byId'
  const isPlaceholder = (line: string) =>
    mayStandIn && line.endsWith(': placeholder') && !company.present().has(named(line).id)
  // Where nothing can be asked for by its id, a list that lacks a record proves nothing gone until a person knows of the hole.
  const hit = modulesHit(scene, lasting)
  // A field of a record hides no other one.
  const { fault } = lasting
  const hides = takesAlong(fault) || (fault.kind !== 'partial' && fault.kind !== 'endless')
  const isUnproved = (line: string) => {
    const { module = '', byId = true } = system.tables.get(named(line).table) ?? {}
    return !isSecond && !byId && hides && hit.includes(module) && line.endsWith(': not in Gazelle')
  }
  const left = lines.filter((line) => !isUndecided(line) && !isPlaceholder(line) && !isUnproved(line))
  if (left.length === 0) return []
  return [{ rule: 'what a lasting fault does not hit is not as Gazelle has it', detail: list(left) }]
}

/** Polls and sweeps for some days, in which the company goes on living. */
const liveOn = async (scene: Scene, lasting: Lasting) => {
  const { system, company, findings, syncAll, say } = scene
  for (let day = 0; day < days && findings.length === 0; day++) {
    await syncAll('incremental', undefined, ['success', 'partial'])
    for (const change of ['insert', 'edit', 'delete'] as const) company.apply(change)
    say(`  ${company.done.slice(-3).join('; ')}`)
    await syncAll('full', undefined, ['success', 'partial'])
    findings.push(...(await undone(scene, lasting, false)))
    await system.query(`update sync.missing set next_at = clock_timestamp() where status in ('due', 'found')`)
    await system.query(`update sync.holes set first_seen_at = first_seen_at - interval '1 day'`)
    await system.query('select monitoring.evaluate_alerts()')
  }
}

/** Each thing that is hidden has a hole, which says what, and one alert; nothing else has. */
const judgeHoles = async (scene: Scene, lasting: Lasting): Promise<Finding[]> => {
  const { fault, id } = lasting
  const found: Finding[] = []
  const hit = modulesHit(scene, lasting)
  const holes = await openHoles(scene)
  const isNamed = ['error', 'nested'].includes(holeKindOf(fault) ?? '')
  const isRight = (hole: Hole) =>
    hole.kind === holeKindOf(fault) &&
    hole.times >= days &&
    (!isNamed || (hole.id === id && hole.message !== '' && 'field' in fault && isOf(fault.field, hole.path)))
  for (const module of hit)
    if (!holes.some((hole) => hole.module === module && isRight(hole)))
      found.push({
        rule: 'what Gazelle can never give has no hole',
        detail: `${module}: ${list(holes.map(shown))}`,
      })
  const others = holes.filter(({ module }) => !hit.includes(module))
  if (others.length > 0)
    found.push({ rule: 'a hole is of what no fault hides', detail: list(others.map(shown)) })

  const alerts = await scene.system.query<{ module: string; message: string; open: number; all: number }>(
    `select subject as module, max(message) as message, count(*) filter (where resolved_at is null)::int as open,
       count(*)::int as all
     from monitoring.alerts where rule = 'hole_stays' group by subject`,
  )
  for (const module of new Set([...hit, ...alerts.map((alert) => alert.module)])) {
    const { message = '', open = 0, all = 0 } = alerts.find((alert) => alert.module === module) ?? {}
    const isOne =
      open === 1 && all === 1 && holes.some((hole) => hole.module === module && message.includes(hole.place))
    // A record that was deleted meanwhile had its alert, which is over.
    if (hit.includes(module) ? !isOne : open > 0)
      found.push({
        rule: 'holes that stay have not one alert',
        detail: `${module}: ${open} of ${all}: ${message}`,
      })
  }
  return found
}

const shown = ({ module, kind, place, path, times }: Hole) => `${module} ${kind} ${place} ${path} (${times})`
/** Whether a hole's path is a field of the schema. */
const isOf = (field: string, path: string) => path.split('.')[0] === field.split('.')[1]

/** A person acknowledges what is open, and lets go what waits for one; the alerts are over. */
const acknowledge = async (scene: Scene): Promise<Finding[]> => {
  const { system, syncAll, say } = scene
  const holes = await openHoles(scene)
  for (const { hole_id } of holes)
    await system.query('select sync.acknowledge_hole($1, $2)', [hole_id, 'a person'])
  say(`  acknowledged: ${list(holes.map(shown)) || 'nothing'}`)
  const held = await system.query<{ module: string }>(
    `select distinct module from monitoring.deletions where status = 'held'`,
  )
  for (const { module } of held) await system.query('select sync.release_deletions($1)', [module])
  await syncAll('full')
  const alerts = await openAlerts(system, ['hole_stays'])
  return alerts.length > 0 ? [{ rule: 'what a person knows of is an alert', detail: list(alerts) }] : []
}

/**
 * Lives with a fault for days: what it does not hit is as it should be, at the cost of a clean system; then a person
 * acknowledges it, and it counts no more.
 */
export const endure = async (scene: Scene, lasting: Lasting): Promise<void> => {
  const { system, gazelle, modules, findings, syncAll } = scene
  await liveOn(scene, lasting)
  if (findings.length > 0) return
  findings.push(...(await judgeHoles(scene, lasting)))
  const begun = new Date()
  findings.push(...(await acknowledge(scene)), ...(await undone(scene, lasting, true)))
  gazelle.calls.clear()
  for (const [at, { mode }] of (await syncAll('incremental')).entries())
    if (mode !== 'incremental')
      findings.push({ rule: 'beside a lasting fault a poll reads everything', detail: `${modules[at]}` })
  const dear = [...wastedCalls(gazelle.calls.all), ...dearPolls(scene, dearBy[lasting.fault.kind] ?? 0)]
  findings.push(
    ...dear.map(({ detail }) => ({
      rule: 'beside a lasting fault a poll costs more than a clean one',
      detail,
    })),
    ...(await frozen(system, modules, begun)),
  )
}
