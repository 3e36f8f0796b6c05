// The steps of a scenario: changes of the company, and syncs with what happens to them.
import { cursorsAhead, falseAnswer, falseDeletions, falseSuccesses } from './judge.ts'
import type { Call, Step } from './plan.ts'
import type { Scene } from './scene.ts'
import { hooksFor } from './strike.ts'

type SyncStep = Extract<Step, { do: 'sync' }>
type Answered = { asked: Call; answer: Awaited<ReturnType<Scene['call']>> }

/** Puts everything in place that is to happen to a sync; the answer takes it away. */
const prepare = ({ system, gazelle, company, faultOf, say, struck }: Scene, step: SyncStep) => {
  const ends: (() => void)[] = []
  for (const rule of step.rules) {
    const fault = faultOf(rule)
    if (!fault) continue
    say(`  ${rule.stays ? 'as long as this lasts' : 'for a moment'}: ${JSON.stringify(fault)}`)
    ends.push(gazelle.rules.add(fault))
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
const judge = async ({ system, company, findings }: Scene, answers: Answered[], begun: Date) => {
  for (const { asked, answer } of answers) {
    const isSweepByHand = asked.trigger === 'hand' && asked.body.mode === 'full' && !asked.body.dryRun
    const isDone = answer.body.mode === 'full' && answer.body.status === 'success'
    if (isSweepByHand && isDone && company.lastChangeAt() < answer.askedAt)
      findings.push(...(await falseAnswer(system, company, asked.module)))
  }
  findings.push(
    ...(await falseSuccesses(system, company, begun)),
    ...(await falseDeletions(system, company)),
    ...(await cursorsAhead(system)),
  )
}

/** Plays one step, and judges what it left. */
export const playStep = async (scene: Scene, step: Step): Promise<void> => {
  const { system, company, deliver, passTime, say } = scene
  if (step.do === 'change') {
    for (const change of step.changes) {
      company.apply(change)
      say(`  ${company.done.at(-1)}`)
    }
    return
  }
  say(`  sync${step.together ? ', all at once' : ''}`)
  const begun = new Date()
  const end = prepare(scene, step)
  const answers = await callAll(scene, step)
  await deliver()
  await end()
  await system.isUp()
  await judge(scene, answers, begun)
  if (!step.timePasses) return
  say('  time passes')
  await passTime()
}
