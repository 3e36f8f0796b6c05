// The steps of a scenario: changes of the company, and syncs with what happens to them.
import type { Fault } from '../../stand-in/rules.ts'
import { cursorsAhead, type Explained, falseAnswer, falseDeletions, falseSuccesses, named } from './judge.ts'
import type { Call, Step } from './plan.ts'
import type { Scene } from './scene.ts'
import { hooksFor } from './strike.ts'

type SyncStep = Extract<Step, { do: 'sync' }>
type Answered = { asked: Call; answer: Awaited<ReturnType<Scene['call']>> }

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The differences that a fault makes, until a sweep without it. */
const explainedBy = ({ system, company }: Scene, fault: Fault): Explained => {
  if (fault.kind === 'typeChange') {
    const [, field = ''] = fault.field.split('.')
    // A client's shown name is made of its company's.
    const columns = [snake(field), ...(field === 'companyName' ? ['display_name'] : [])]
    return (line) => columns.some((column) => line.includes(`.${column}: `))
  }
  if (fault.kind === 'removedValue')
    return (line) => {
      const { table, id } = named(line)
      return (
        table === 'timeline_entries' &&
        fault.value.endsWith(`.${company.company.timelineEntries.get(id)?.type}`)
      )
    }
  // Who sees less takes what is hidden for all there is, but deletes nothing.
  if (fault.kind === 'rights')
    return (line) =>
      system.tables.get(named(line).table)?.module === 'clients' && !line.endsWith(': not in Gazelle')
  if (!('id' in fault) || typeof fault.id !== 'string') return () => false
  const { id } = fault
  return (line, isPartial) => isPartial && line.includes(id)
}

/** Puts everything in place that is to happen to a sync; the answer takes it away. */
const prepare = (scene: Scene, step: SyncStep) => {
  const { system, gazelle, company, explained, faultOf, say, struck } = scene
  const ends: (() => void)[] = []
  for (const rule of step.rules) {
    const fault = faultOf(rule)
    if (!fault) continue
    say(`  ${rule.stays ? 'as long as this lasts' : 'for a moment'}: ${JSON.stringify(fault)}`)
    ends.push(gazelle.rules.add(fault))
    explained.push(explainedBy(scene, fault))
  }
  for (const { point, harm } of step.harms) say(`  ${harm} ${point.name} (${point.call} ${point.nth})`)
  const { hooks, end: endHarms } = hooksFor(system, step.harms, struck, (nth) => {
    if (nth === step.tokensEndAt) gazelle.oauth.expireAccessTokens()
    for (const { changes } of step.meanwhile.filter((one) => one.nth === nth)) {
      for (const change of changes) company.apply(change)
      say(`    meanwhile: ${company.done.slice(-changes.length).join('; ')}`)
    }
  })
  system.toDatabase.hooks = hooks
  system.toGazelle.hooks = hooks
  return async () => {
    for (const end of ends) end()
    system.toDatabase.hooks = undefined
    system.toGazelle.hooks = undefined
    await endHarms()
  }
}

const callAll = async ({ system, call }: Scene, { calls, together }: SyncStep): Promise<Answered[]> => {
  const answered = async (asked: Call) => ({ asked, answer: await call(asked) })
  if (together) return Promise.all(calls.map(answered))
  const answers: Answered[] = []
  for (const asked of calls) {
    await system.functionsAreUp()
    answers.push(await answered(asked))
  }
  return answers
}

/** What a step may not leave: a success that is none, a deletion that is none, a cursor ahead of the data. */
const judge = async ({ system, company, explained, findings }: Scene, answers: Answered[], begun: Date) => {
  for (const { asked, answer } of answers) {
    const isSweepByHand = asked.trigger === 'hand' && asked.body.mode === 'full' && !asked.body.dryRun
    const isDone = answer.body.mode === 'full' && answer.body.status === 'success'
    if (isSweepByHand && isDone && company.lastChangeAt() < answer.askedAt)
      findings.push(...(await falseAnswer(system, company, asked.module, explained)))
  }
  findings.push(
    ...(await falseSuccesses(system, company, begun, explained)),
    ...(await falseDeletions(system, company)),
    ...(await cursorsAhead(system)),
  )
}

/** Calls what a step calls, with what happens to it, until nothing is on its way. */
export const playSync = async (scene: Scene, step: SyncStep): Promise<Answered[]> => {
  const { system, deliver, say } = scene
  say(`  sync${step.together ? ', all at once' : ''}`)
  const end = prepare(scene, step)
  const answers = await callAll(scene, step)
  await deliver()
  await end()
  await system.isUp()
  return answers
}

/** Plays one step, and judges what it left. */
export const playStep = async (scene: Scene, step: Step): Promise<void> => {
  const { company, passTime, say } = scene
  if (step.do === 'change') {
    for (const change of step.changes) {
      company.apply(change)
      say(`  ${company.done.at(-1)}`)
    }
    return
  }
  const begun = new Date()
  await judge(scene, await playSync(scene, step), begun)
  if (!step.timePasses) return
  say('  time passes')
  await passTime()
}
