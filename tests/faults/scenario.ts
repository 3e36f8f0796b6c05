import { randomFrom } from '../../stand-in/random.ts'
import { companyOf } from './company-changes.ts'
import {
  cursorsAhead,
  type Finding,
  falseAnswer,
  falseDeletions,
  falseSuccesses,
  leftOvers,
  wastedCalls,
  wrong,
} from './judge.ts'
import { type Call, type Plan, planOf, type Rule, type Step } from './plan.ts'
import { hooksFor } from './strike.ts'
import type { Answer, System } from './system.ts'

export type Outcome = { seed: number; findings: Finding[]; ms: number; story: string[]; struck: string[] }

const mostRounds = 8

/** Plays the scenario of a seed, and judges it. */
export const play = async (system: System, seed: number, tell = (_line: string) => {}): Promise<Outcome> => {
  const begun = performance.now()
  const story: string[] = []
  const struck: string[] = []
  const say = (line: string) => {
    story.push(line)
    tell(line)
  }
  const plan = planOf(seed, system.modulesOf)
  const findings = await scenario(system, plan, say, (what) => {
    struck.push(what)
    say(`    ! ${what}`)
  }).catch((error): Finding[] => [
    {
      rule: 'the scenario did not come to its end',
      detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
    },
  ])
  system.toDatabase.hooks = undefined
  system.toGazelle.hooks = undefined
  return { seed, findings, ms: Math.round(performance.now() - begun), story, struck }
}

const scenario = async (
  system: System,
  { seed, shape, steps }: Plan,
  say: (line: string) => void,
  struck: (what: string) => void,
): Promise<Finding[]> => {
  await system.isUp()
  const modules = system.modulesOf(shape)
  say(`seed ${seed}: ${JSON.stringify(shape)}`)
  const gazelle = await system.fresh(shape)
  const company = companyOf(gazelle, randomFrom(seed ^ 0x2545f491), shape.core)
  const findings: Finding[] = []
  let mayNeedPerson = false

  const answerOf = ({ status, body }: Answer) =>
    status === 0
      ? 'no answer'
      : `${status} ${status === 200 ? `${body.mode} ${body.status}` : JSON.stringify(body.error)?.slice(0, 140)}`
  const call = async ({ module, body, trigger }: Call): Promise<Answer & { askedAt: number }> => {
    const askedAt = Date.now()
    const answer = await system.call(module, body, trigger)
    say(`    ${trigger === 'hand' ? 'by hand: ' : ''}${module} ${JSON.stringify(body)} → ${answerOf(answer)}`)
    return { ...answer, askedAt }
  }
  const deliver = async () => {
    for (let round = 0; round < mostRounds && (await system.deliver()) > 0; round++);
  }
  /** Two minutes and more go by: leases run out, and what stalled is resumed, as the schedule does each minute. */
  const passTime = async () => {
    for (let round = 0; round < mostRounds; round++) {
      await system.isUp()
      await system.query(
        `update sync.runs set lease_until = clock_timestamp() - interval '1 second' where lease is not null`,
      )
      await system.query(
        `update sync.runs set heartbeat_at = heartbeat_at - interval '2 minutes' where status = 'running'`,
      )
      await system.query(`update sync.credentials set refresh_lease_until = null, refresh_lease = null`)
      await system.query('select sync.resume_stalled_runs()')
      if ((await system.deliver()) === 0) return
      await deliver()
    }
  }

  const faultOf = (rule: Rule) => {
    if ('fault' in rule) return rule.fault
    const id = company.nth(rule.about.kind, rule.about.place)
    return id === undefined ? null : { ...rule.faultOf(id), stays: true as const }
  }

  const playSync = async (step: Extract<Step, { do: 'sync' }>) => {
    const begun = new Date()
    const ruleEnds: (() => void)[] = []
    for (const rule of step.rules) {
      const fault = faultOf(rule)
      if (!fault) continue
      say(`  ${rule.stays ? 'as long as this lasts' : 'for a moment'}: ${JSON.stringify(fault)}`)
      ruleEnds.push(gazelle.rules.add(fault))
    }
    for (const { point, harm } of step.harms) {
      say(`  ${harm} ${point.name} (${point.call} ${point.nth})`)
      if (/token|credential/.test(point.call)) mayNeedPerson = true
    }
    const meanwhile = [...step.meanwhile]
    const hooks = hooksFor(system, step.harms, struck, (nth) => {
      if (nth === step.tokensEndAt) gazelle.oauth.expireAccessTokens()
      for (const one of meanwhile.filter((one) => one.nth === nth)) {
        meanwhile.splice(meanwhile.indexOf(one), 1)
        for (const change of one.changes) company.apply(change)
        say(`    meanwhile: ${company.done.slice(-one.changes.length).join('; ')}`)
      }
    })
    system.toDatabase.hooks = hooks
    system.toGazelle.hooks = hooks
    const judged = async (asked: Call) => {
      const answer = await call(asked)
      return { asked, answer }
    }
    const answers: Awaited<ReturnType<typeof judged>>[] = []
    if (step.together) answers.push(...(await Promise.all(step.calls.map(judged))))
    else
      for (const asked of step.calls) {
        await system.functionsAreUp()
        answers.push(await judged(asked))
      }
    await deliver()
    for (const end of ruleEnds) end()
    system.toDatabase.hooks = undefined
    system.toGazelle.hooks = undefined
    await system.isUp()

    for (const { asked, answer } of answers) {
      const isSweepByHand = asked.trigger === 'hand' && asked.body.mode === 'full' && !asked.body.dryRun
      if (
        isSweepByHand &&
        answer.body.mode === 'full' &&
        answer.body.status === 'success' &&
        company.lastChangeAt() < answer.askedAt
      )
        findings.push(...(await falseAnswer(system, company, asked.module)))
    }
    findings.push(...(await falseSuccesses(system, company, begun)))
    findings.push(...(await falseDeletions(system, company)), ...(await cursorsAhead(system)))
    if (step.timePasses) {
      say('  time passes')
      await passTime()
    }
  }

  for (const step of steps) {
    if (step.do === 'change') {
      for (const change of step.changes) {
        company.apply(change)
        say(`  ${company.done.at(-1)}`)
      }
    } else {
      say(`  sync${step.together ? ', all at once' : ''}`)
      await playSync(step)
    }
    if (findings.length > 0) break
  }

  // The faults are gone, and time passes.
  say('  the faults are gone')
  gazelle.rules.clear()
  await system.isUp()
  const [refused] = await system.query('select from sync.credentials where refused_at is not null')
  if (refused && !mayNeedPerson)
    findings.push({
      rule: 'a token that was good is called refused',
      detail: 'sync.credentials.refused_at is set',
    })
  // A token that Gazelle gave and that was lost on its way needs a person; in production that is an alert.
  if (mayNeedPerson) await system.connectAccount()
  await passTime()

  const syncAll = async (mode: 'incremental' | 'full', names = modules) => {
    const reports: Record<string, unknown>[] = []
    for (const module of names) {
      let { status, body } = await call({ module, body: { mode }, trigger: 'hand' })
      for (let slice = 0; body.status === 'yielded' && slice < 20; slice++) {
        await deliver()
        const [run] = await system.query<{ status: string; counts: Record<string, unknown> }>(
          'select status, sync.report_run(run_id) as counts from sync.runs where run_id = $1',
          [body.runId],
        )
        if (run && run.status !== 'running') body = { ...run.counts, status: run.status }
        else ({ status, body } = await call({ module, body: { mode }, trigger: 'hand' }))
      }
      if (status !== 200 || body.status !== 'success')
        findings.push({
          rule: `a clean ${mode === 'full' ? 'sweep' : 'poll'} does not succeed`,
          detail: `${module}: ${answerOf({ status, body })} ${JSON.stringify(body).slice(0, 300)}`,
        })
      reports.push(body)
    }
    return reports
  }

  const pollBegun = new Date()
  await system.query(`update sync.missing set next_at = clock_timestamp() where status = 'due'`)
  await syncAll('incremental')
  const sweepBegun = new Date()
  const swept = await syncAll('full')
  for (const [at, report] of swept.entries())
    if (report.status === 'success' && report.mode !== 'full')
      findings.push({
        rule: 'a sweep by hand is answered with another mode',
        detail: `${modules[at]}: ${report.mode}`,
      })
  findings.push(...(await falseDeletions(system, company)))
  // A person confirms the deletions that were held back.
  const held = await system.query<{ module: string; count: number }>(
    `select module, count(*)::int as count from sync.missing where status = 'held' group by module`,
  )
  const false_ = await system.query<{ id: string; module: string }>(
    `select external_id as id, module from sync.missing where status = 'held'`,
  )
  const there = company.present()
  const falselyHeld = false_.filter(({ id }) => there.has(id))
  if (falselyHeld.length > 0)
    findings.push({
      rule: 'a record that is there is held for deletion after a clean sweep',
      detail: falselyHeld
        .slice(0, 4)
        .map(({ id, module }) => `${module} ${id}`)
        .join('; '),
    })
  for (const { module, count } of held) {
    say(`  ${count} deletions of ${module} are confirmed`)
    await system.query('select sync.release_deletions($1)', [module])
  }
  if (held.length > 0)
    await syncAll(
      'incremental',
      held.map(({ module }) => module),
    )

  const lines = await wrong(system, company.company, modules)
  if (lines.length > 0)
    findings.push({
      rule: 'production is not what Gazelle has, after a clean sweep',
      detail: lines.slice(0, 5).join('; ') + (lines.length > 5 ? `; … ${lines.length} in all` : ''),
    })
  if (findings.length > 0) return findings

  const again = await syncAll('full')
  for (const [at, report] of again.entries())
    if (['changed', 'promoted', 'deleted', 'rejected'].some((name) => report[name] !== 0))
      findings.push({
        rule: 'a second sweep changes something',
        detail: `${modules[at]}: ${JSON.stringify(report).slice(0, 300)}`,
      })
  gazelle.calls.clear()
  const polled = await syncAll('incremental')
  for (const [at, report] of polled.entries())
    if (report.mode !== 'incremental')
      findings.push({
        rule: 'a poll reads everything',
        detail: `${modules[at]}: ${JSON.stringify(report).slice(0, 200)}`,
      })
  findings.push(...wastedCalls(gazelle.calls.all), ...(await leftOvers(system)))
  const frozen = await system.query<{ module: string }>(
    'select m.module from unnest($1::text[]) m (module) left join sync.watermarks w using (module) where w.watermark is null or w.watermark < $2',
    [modules, sweepBegun],
  )
  if (frozen.length > 0)
    findings.push({ rule: 'a watermark stands still', detail: frozen.map(({ module }) => module).join(', ') })
  void pollBegun
  return findings
}
