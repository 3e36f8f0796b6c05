import { times } from '../schedule.ts'
import { startSimulation } from '../simulation.ts'
import { number, table } from '../table.ts'

/** Each call meets one of these with an equal share of the chance. */
const kinds = [
  { kind: 'serverError' },
  { kind: 'throttled', retryAfter: 1 },
  { kind: 'cut' },
  { kind: 'notJson' },
  { kind: 'errors', message: 'undefined method for nil' },
] as const

/**
 * Runs of the schedule without a person, while calls fail by chance: how many succeed, and how late data gets.
 * @param runs how many runs the schedule makes
 * @param share of the calls that fail, from 0 to 1
 */
export const unattended = async (runs: number, share: number) => {
  const simulation = await startSimulation({
    clients: 60,
    pianos: 80,
    appointments: 120,
    invoices: 60,
    timelineEntries: 400,
  })
  const { admin, gazelle, jobs } = simulation
  try {
    for (const { module } of jobs.filter(({ mode }) => mode === 'full'))
      await simulation.run(module, { mode: 'full' })
    const lastRun = async () => {
      const { rows } = await admin.query<{ last: string }>('select max(run_id) as last from sync.runs')
      return rows[0]?.last
    }
    const before = await lastRun()
    for (const one of kinds) gazelle.rules.add({ ...one, name: one.kind, chance: share / kinds.length })
    let made = 0
    while (made < runs) {
      const from = simulation.now()
      await simulation.pass(2)
      for (const { schedule, module, mode, window } of jobs) {
        if (made >= runs || times(schedule, from, simulation.now()).length === 0) continue
        if (made % 20 === 0) gazelle.change.insertTimelineEntry()
        await simulation.run(module, { mode, ...(window && { window }) })
        made += 1
      }
      await simulation.keep()
      await simulation.evaluate()
    }
    const hits = gazelle.rules.list().reduce((sum, fault) => sum + fault.hits, 0)
    gazelle.rules.clear()
    const troubled = await lastRun()
    // An hour without faults, in which what is open should end.
    for (let at = 0; at < 3; at++) {
      await simulation.pass(20)
      for (const job of jobs) if (job.mode === 'incremental') await simulation.run(job.module)
      await simulation.keep()
      await simulation.evaluate()
    }
    const { rows } = await admin.query<
      Record<'made' | 'succeeded' | 'moved' | 'calls' | 'delay' | 'raised' | 'open', string>
    >(
      `with made as (
         select r.*, lead(r.finished_at) over (partition by r.module order by r.finished_at) - r.watermark as age, m.fresh_within
         from sync.runs r join sync.modules m using (module)
         where r.run_id > $1 and r.run_id <= $2 and (r.status = 'success' or r.moved_watermark)
       ), every as (
         select count(*) as made, sum(api_calls) as calls from sync.runs where run_id > $1 and run_id <= $2
       )
       select (select made from every), count(*) filter (where status = 'success') as succeeded,
         count(*) filter (where status <> 'success') as moved, (select calls from every),
         extract(epoch from max(age) filter (where fresh_within <= interval '10 minutes')) / 60 as delay,
         (select count(*) from monitoring.alerts) as raised, (select count(*) from monitoring.alerts where resolved_at is null) as open
       from made`,
      [before, troubled],
    )
    const { rows: alerts } = await admin.query<{ rule: string; raised: string }>(
      'select rule, count(*) as raised from monitoring.alerts group by 1 order by 1',
    )
    const [row] = rows
    const [all, good, moved] = [Number(row?.made), Number(row?.succeeded), Number(row?.moved)]
    return {
      tables: [
        table(
          [
            'runs',
            'calls',
            'faults',
            'success',
            'partial, watermark moved',
            'worst age where the target is 10 min',
            'alerts raised',
            'open an hour later',
          ],
          [
            [
              ...[
                number(all),
                number(Number(row?.calls)),
                number(hits),
                `${number((good / all) * 100, 1)} %`,
                `${number((moved / all) * 100, 1)} %`,
              ],
              ...[
                `${number(Number(row?.delay), 1)} min`,
                alerts.map((one) => `${one.raised} ${one.rule}`).join(', ') || '0',
                row?.open ?? '',
              ],
            ],
          ],
        ),
      ],
      data: { row, alerts, hits },
    }
  } finally {
    await simulation.stop()
  }
}
