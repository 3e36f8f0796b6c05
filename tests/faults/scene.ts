// A scenario as it is played: the system, the company, what has happened, and what its parts do again and again.
import { randomFrom } from '../../stand-in/random.ts'
import type { Fault } from '../../stand-in/rules.ts'
import { companyOf } from './company-changes.ts'
import type { Explained, Finding } from './judge.ts'
import type { Call, Plan, Rule } from './plan.ts'
import type { Answer, System } from './system.ts'

const mostRounds = 8
const mostSlices = 20

/** What is told of a scenario, for people. */
export type Told = { say(line: string): void; struck(what: string): void }

type Counts = Record<string, unknown>

const answerOf = ({ status, body }: Answer) =>
  status === 0
    ? 'no answer'
    : `${status} ${status === 200 ? `${body.mode} ${body.status}` : JSON.stringify(body.error)?.slice(0, 140)}`

/**
 * Sets the scene: an empty database, and the company of a plan.
 * @param clean the calls of each operation in a poll without faults
 */
export const sceneOf = async (
  system: System,
  { seed, shape }: Plan,
  { say, struck }: Told,
  clean: ReadonlyMap<string, number>,
) => {
  await system.isUp()
  const modules = system.modulesOf(shape)
  say(`seed ${seed}: ${JSON.stringify(shape)}`)
  const gazelle = await system.fresh(shape)
  const company = companyOf(gazelle, randomFrom(seed ^ 0x2545f491), shape.core)
  const findings: Finding[] = []
  const explained: Explained[] = []

  const call = async ({ module, body, trigger }: Call): Promise<Answer & { askedAt: number }> => {
    const askedAt = Date.now()
    const answer = await system.call(module, body, trigger)
    say(`    ${trigger === 'hand' ? 'by hand: ' : ''}${module} ${JSON.stringify(body)} → ${answerOf(answer)}`)
    return { ...answer, askedAt }
  }

  /** Sends what is queued, and what that queues, for some rounds. */
  const deliver = async () => {
    for (let round = 0; round < mostRounds && (await system.deliver()) > 0; round++);
  }

  /** Half an hour goes by: leases run out, what stalled is resumed, and what failed is tried again, as each minute's job does. */
  const halfAnHour = async () => {
    await system.query(
      `update sync.runs
       set lease_until = case when lease is not null then clock_timestamp() - interval '1 second' end,
           heartbeat_at = heartbeat_at - interval '2 minutes',
           finished_at = finished_at - interval '31 minutes'
       where status in ('running', 'failed')`,
    )
    await system.query('update sync.credentials set refresh_lease_until = null, refresh_lease = null')
    await system.query('select sync.resume_stalled_runs()')
  }

  /** Calls one module, and lets the schedule do the rest until its run is over. */
  const syncToEnd = async (module: string, mode: 'incremental' | 'full'): Promise<Answer> => {
    const answer = await call({ module, body: { mode }, trigger: 'hand' })
    if (answer.body.status !== 'yielded') return answer
    for (let slice = 0; slice < mostSlices; slice++) {
      if ((await system.deliver()) === 0) await halfAnHour()
      const [run] = await system.query<{ status: string; error: unknown; counts: Counts }>(
        'select status, error, sync.report_run(run_id) as counts from sync.runs where run_id = $1',
        [answer.body.runId],
      )
      if (run && run.status !== 'running')
        return { status: 200, body: { ...run.counts, status: run.status, error: run.error } }
    }
    return answer
  }

  return {
    system,
    gazelle,
    company,
    modules,
    clean,
    pageCap: shape.pageCap,
    /** What was found wrong so far. */
    findings,
    /** Differences that the faults so far have made; a sweep without faults leaves none of them. */
    explained,
    say,
    struck,
    call,
    deliver,
    halfAnHour,

    /** The fault of a rule; null when the company has no such record. */
    faultOf: (rule: Rule): Fault | null => {
      if ('fault' in rule) return rule.fault
      const id = company.nth(rule.about.kind, rule.about.place)
      return id === undefined ? null : { ...rule.faultOf(id), stays: true }
    },

    /** Time goes by until nothing is left to be done. */
    passTime: async () => {
      for (let round = 0; round < mostRounds; round++) {
        await system.isUp()
        await halfAnHour()
        if ((await system.deliver()) === 0) return
        await deliver()
      }
    },

    /**
     * Syncs modules one after the other, each to the end of its run.
     * @param mayBe the outcomes that are right
     */
    syncAll: async (
      mode: 'incremental' | 'full',
      names = modules,
      mayBe = ['success'],
    ): Promise<Counts[]> => {
      const reports: Counts[] = []
      for (const module of names) {
        const { status, body } = await syncToEnd(module, mode)
        if (status !== 200 || !mayBe.includes(String(body.status)))
          findings.push({
            rule: `a ${mayBe.length > 1 ? '' : 'clean '}${mode === 'full' ? 'sweep' : 'poll'} does not succeed`,
            detail: `${module}: ${answerOf({ status, body })} ${JSON.stringify(body).slice(0, 500)}`,
          })
        reports.push(body)
      }
      return reports
    },
  }
}

export type Scene = Awaited<ReturnType<typeof sceneOf>>
