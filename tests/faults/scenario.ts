import { randomFrom } from '../../stand-in/random.ts'
import { companyOf } from './company-changes.ts'
import {
  cursorsAhead,
  type Finding,
  falseAnswer,
  falseDeletions,
  falseSuccesses,
  leftOvers,
  list,
  undecided,
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
  const overdue = system.takeOverdue()
  if (overdue > 0)
    findings.push({ rule: 'a call does not end in a function’s life', detail: `${overdue} calls` })
  return { seed, findings, ms: Math.round(performance.now() - begun), story, struck }
}

const scenario = async (
  system: System,
  { seed, shape, steps, lasting }: Plan,
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

  /** Syncs modules one after the other, each to the end of its run. */
  const syncAll = async (mode: 'incremental' | 'full', names = modules, mayBe = ['success']) => {
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
      if (status !== 200 || !mayBe.includes(String(body.status)))
        findings.push({
          rule: `a ${mayBe.length > 1 ? '' : 'clean '}${mode === 'full' ? 'sweep' : 'poll'} does not succeed`,
          detail: `${module}: ${answerOf({ status, body })} ${JSON.stringify(body).slice(0, 300)}`,
        })
      reports.push(body)
    }
    return reports
  }

  /**
   * A fault stays for days: what it cannot hit is as it should be, at the cost of a clean system; then a person
   * acknowledges it, and it counts no more.
   * @param lost the ids that it is about
   */
  const endure = async (lost: ReadonlySet<string>): Promise<Finding[]> => {
    const before = findings.length
    for (let day = 0; day < 3; day++) {
      await syncAll('incremental', modules, ['success', 'partial'])
      for (const change of ['insert', 'edit', 'delete'] as const) company.apply(change)
      say(`  ${company.done.slice(-3).join('; ')}`)
      await syncAll('full', modules, ['success', 'partial'])
      await system.query(`update sync.missing set next_at = clock_timestamp() where status = 'due'`)
    }
    const begun = new Date()
    const open = await system.query<{ hole: string }>(
      `select format('%s %s %s', module, kind, place) as hole from sync.holes where closed_at is null`,
    )
    say(`  acknowledged: ${open.map(({ hole }) => hole).join('; ') || 'nothing'}`)
    await system.query(
      `update sync.holes set acknowledged_at = now(), acknowledged_by = 'a person' where closed_at is null`,
    )
    await syncAll('full')
    const isUndecided = await undecided(system)
    const lines = (await wrong(system, company.company, modules)).filter(
      (line) => !isUndecided(line) && ![...lost].some((id) => line.includes(id)),
    )
    if (lines.length > 0)
      findings.push({
        rule: 'what a lasting fault does not hit is not as Gazelle has it',
        detail: list(lines),
      })
    gazelle.calls.clear()
    const polled = await syncAll('incremental')
    for (const [at, report] of polled.entries())
      if (report.mode !== 'incremental')
        findings.push({ rule: 'beside a lasting fault a poll reads everything', detail: `${modules[at]}` })
    findings.push(
      ...wastedCalls(gazelle.calls.all).map(({ detail }) => ({
        rule: 'beside a lasting fault a poll costs more than a clean one',
        detail,
      })),
      ...(await frozen(begun)),
    )
    return findings.splice(before)
  }
  /** Watermarks that did not move since an instant. */
  const frozen = async (since: Date): Promise<Finding[]> => {
    const rows = await system.query<{ module: string }>(
      `select m.module
       from unnest($1::text[]) m (module)
       left join sync.watermarks w using (module)
       where w.watermark is null or w.watermark < $2`,
      [modules, since],
    )
    return rows.length > 0
      ? [{ rule: 'a watermark stands still', detail: rows.map(({ module }) => module).join(', ') }]
      : []
  }

  const lastingFault = lasting && faultOf(lasting)
  if (lastingFault) {
    say(`  from now on: ${JSON.stringify(lastingFault)}`)
    gazelle.rules.add(lastingFault)
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

  if (lasting && lastingFault && findings.length === 0) {
    const lost =
      'about' in lasting && 'id' in lastingFault && typeof lastingFault.id === 'string'
        ? company.idsOf(lasting.about.kind, lastingFault.id).add(lastingFault.id)
        : new Set<string>()
    findings.push(...(await endure(lost)))
    if (findings.length > 0) return findings
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
  const held = await system.query<{ module: string; ids: string[] }>(
    `select module, array_agg(external_id) as ids from sync.missing where status = 'held' group by module`,
  )
  const there = company.present()
  const falselyHeld = held.flatMap(({ ids }) => ids.filter((id) => there.has(id)))
  if (falselyHeld.length > 0)
    findings.push({
      rule: 'a record that is there is held for deletion after a clean sweep',
      detail: list(falselyHeld),
    })
  // A person confirms the others.
  for (const { module, ids } of held) {
    say(`  ${ids.length} deletions of ${module} are confirmed`)
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
      detail: list(lines),
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
  findings.push(...(await frozen(sweepBegun)))
  return findings
}
