import { type Job, times } from '../schedule.ts'
import { type Simulation, startSimulation } from '../simulation.ts'
import { median, number, table } from '../table.ts'

export interface MonthOptions {
  days: number
  /** How often a day the polls are made; each stands for those of its schedule since the one before. */
  steps: number
}

/** A small company: what is measured is what stays and what grows, not how long it takes. */
const company = {
  clients: 60,
  pianos: 80,
  appointments: 120,
  invoices: 60,
  estimates: 20,
  services: 20,
  timelineEntries: 400,
}

/** Retention, shortened so that a month shows whether it holds: 90 days in production. */
const keptOf = (days: number) => `${Math.ceil(days * 0.3)} days`

/** The days on which faults begin to stay, a person acknowledges them, and they end. */
const faultDays = (days: number) => ({
  from: Math.ceil(days * 0.25),
  acknowledged: Math.ceil(days * 0.5),
  until: Math.ceil(days * 0.85),
})

/** What happens at Gazelle on a day: edits, new records and deletions, in every kind that has polls of its own. */
const live = ({ gazelle }: Simulation, day: number) => {
  const { change, company } = gazelle
  const pick = <T>(map: Map<string, T>, at: number) => [...map.keys()][(at * 7) % map.size] ?? ''
  const client = change.insertClient()
  change.insertContact(client.id)
  const piano = change.insertPiano({ clientId: client.id })
  change.insertMeasurement(piano.id)
  change.insertEvent({ clientId: client.id })
  change.insertInvoice({ clientId: client.id })
  change.insertEstimate({ pianoId: piano.id })
  for (let at = 0; at < 10; at++) change.insertTimelineEntry({ pianoId: pick(company.pianos, day + at) })
  change.editClient(pick(company.clients, day), { personalNotes: `Jour ${day}` })
  change.editPiano(pick(company.pianos, day), { notes: `Jour ${day}` })
  change.editEvent(pick(company.events, day), { notes: `Jour ${day}` })
  change.editTimelineEntry(pick(company.timelineEntries, day), {
    comment: `Jour ${day} : 440 Hz, 21 °C, 40 %`,
  })
  change.payInvoice(pick(company.invoices, day))
  change.deleteEvent(pick(company.events, day + 1))
  change.deletePiano(pick(company.pianos, day + 2))
  change.deleteTimelineEntry(pick(company.timelineEntries, day + 3))
}

/** Faults that stay (part L): nulls old and new, a field that errs, an odd id, a wrong count, look-ups that err, a contact that is null. */
const trouble = ({ gazelle }: Simulation) => {
  const { rules, company } = gazelle
  const [oldest = '', second = '', third = '', fourth = ''] = company.pianos.keys()
  const newest = [...company.events.keys()].at(-1) ?? ''
  const contact = [...company.clients.values()][3]?.contacts[0]?.id ?? ''
  rules.add({ name: 'old', kind: 'nullNode', id: oldest, stays: true })
  rules.add({ name: 'new', kind: 'nullNode', id: newest, stays: true })
  rules.add({ name: 'field', kind: 'partial', field: 'PrivatePiano.notes', id: second, stays: true })
  rules.add({ name: 'id', kind: 'oddId', id: third, stays: true })
  rules.add({ name: 'count', kind: 'totalCount', by: 1, operation: 'allClients', stays: true })
  rules.add({ name: 'gone', kind: 'byId', of: 'gone', says: 'error', stays: true })
  rules.add({ name: 'contact', kind: 'nullNode', id: contact, stays: true })
  return [oldest, second, third, fourth, newest, contact]
}

interface Cost {
  job: string
  calls: Set<string>
}

/** The columns that a copy of a row takes over. */
const columnsOf = async ({ admin }: Simulation, name: string, without: string[]) => {
  const { rows } = await admin.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname <> all ($2)`,
    [name, without],
  )
  return rows.map((row) => row.name)
}

/** Stores copies of a poll at the instants at which the schedule would have made it, with its lanes. */
const copier = async (simulation: Simulation) => {
  const moved = ['started_at', 'heartbeat_at', 'finished_at', 'watermark']
  const own = await columnsOf(simulation, 'sync.runs', ['run_id', 'sweep_id', ...moved])
  const lane = await columnsOf(simulation, 'sync.lanes', ['run_id', 'finished_at'])
  return async (run: number, secondsAgo: number[]) => {
    if (secondsAgo.length === 0) return
    await simulation.admin.query(
      `with copies as (
         insert into sync.runs (${own.join(', ')}, ${moved.join(', ')}, sweep_id)
         select ${own.map((name) => `r.${name}`).join(', ')}, ${moved.map((name) => `now() - s.ago * interval '1 second' + (r.${name} - r.started_at)`).join(', ')}, null
         from sync.runs r cross join unnest($2::int[]) s (ago) where r.run_id = $1
         returning run_id, finished_at
       )
       insert into sync.lanes (run_id, finished_at, ${lane.join(', ')})
       select c.run_id, c.finished_at, ${lane.map((name) => `l.${name}`).join(', ')}
       from copies c join sync.lanes l on l.run_id = $1`,
      [run, secondsAgo],
    )
  }
}

/** Puts a run back to the instant at which the schedule would have made it. */
const placer =
  ({ admin }: Simulation) =>
  (run: number, secondsAgo: number) =>
    admin.query(
      `update sync.runs
       set started_at = now() - s.ago, heartbeat_at = now() - s.ago + (heartbeat_at - started_at),
           finished_at = now() - s.ago + (finished_at - started_at), watermark = now() - s.ago
       from (select $2::int * interval '1 second' as ago) s where run_id = $1`,
      [run, secondsAgo],
    )

const sizes = async ({ admin }: Simulation) => {
  const { rows: tables } = await admin.query<{ relation: string; schema: string }>(
    `select format('%I.%I', schemaname, tablename) as relation, schemaname as schema from pg_tables
     where schemaname in ('sync', 'monitoring', 'reconcile', 'staging', 'gazelle', 'net')
        or (schemaname, tablename) = ('cron', 'job_run_details')
     order by 1`,
  )
  const found = new Map<string, { rows: number; bytes: number }>()
  for (const { relation, schema } of tables) {
    // Moving the clock rewrites rows; what they take is measured without what that left behind.
    await admin.query(`vacuum (full, analyze) ${relation}`)
    const { rows } = await admin.query<{ rows: string; bytes: string }>(
      `select (select count(*) from only ${relation}) as rows, pg_total_relation_size('${relation}') as bytes`,
    )
    const name = schema === 'gazelle' || schema === 'staging' ? `${schema}.*` : relation
    const sum = found.get(name) ?? { rows: 0, bytes: 0 }
    found.set(name, { rows: sum.rows + Number(rows[0]?.rows), bytes: sum.bytes + Number(rows[0]?.bytes) })
  }
  return found
}

interface Age {
  module: string
  target: number
  worst: number
  whole: number
}

/**
 * The worst age of each module after the runs of the retention, and how long ago its last whole sweep was. Of older runs only
 * some are kept, so that what follows one may not be what came next.
 */
const agesOf = async ({ admin }: Simulation, kept: string): Promise<Age[]> => {
  const { rows } = await admin.query<Record<keyof Age, string>>(
    `select m.module, extract(epoch from m.fresh_within) / 60 as target, coalesce(max(extract(epoch from a.age)) / 60, 0) as worst,
       (select extract(epoch from now() - h.whole_at) / 3600 from monitoring.module_health h where h.module = m.module) as whole
     from sync.modules m
     left join lateral (
       select r.finished_at, lead(r.finished_at) over (order by r.finished_at) - r.watermark as age
       from sync.runs r where r.module = m.module and (r.status = 'success' or r.moved_watermark) and not r.dry_run
     ) a on a.finished_at > now() - $1::interval
     group by m.module, m.position, m.fresh_within order by m.position`,
    [kept],
  )
  return rows.map(({ module, target, worst, whole }) => ({
    module,
    target: Number(target),
    worst: Number(worst),
    whole: Number(whole),
  }))
}

interface Calls {
  module: string
  polls: number
  sweeps: number
}

const lastRunOf = async ({ admin }: Simulation): Promise<number> => {
  const { rows } = await admin.query<{ last: string }>(
    'select coalesce(max(run_id), 0) as last from sync.runs',
  )
  return Number(rows[0]?.last)
}

/** Calls of the runs after one, by module: of polls, and of sweeps with their look-ups by id. */
const callsAfter = async ({ admin }: Simulation, run: number): Promise<Calls[]> => {
  const { rows } = await admin.query<Record<keyof Calls, string>>(
    `select m.module, coalesce(sum(r.api_calls) filter (where r.mode <> 'full'), 0) as polls,
       coalesce(sum(r.api_calls) filter (where r.mode = 'full'), 0) as sweeps
     from sync.modules m left join sync.runs r on r.module = m.module and r.run_id > $1
     group by m.module, m.position order by m.position`,
    [run],
  )
  return rows.map(({ module, polls, sweeps }) => ({ module, polls: Number(polls), sweeps: Number(sweeps) }))
}

const sumOf = (calls: Calls[]) => calls.reduce((sum, { polls, sweeps }) => sum + polls + sweeps, 0)

interface Alert {
  id: string
  rule: string
  subject: string
  message: string
  /** Days ago. */
  opened: number
  resolved: number | null
}

const alertsOf = async ({ admin }: Simulation): Promise<Alert[]> => {
  const { rows } = await admin.query<
    Record<'id' | 'rule' | 'subject' | 'message' | 'opened', string> & { resolved: string | null }
  >(
    `select alert_id as id, rule, subject, message, extract(epoch from now() - opened_at) / 86400 as opened,
       extract(epoch from now() - resolved_at) / 86400 as resolved
     from monitoring.alerts order by alert_id`,
  )
  return rows.map(({ opened, resolved, ...row }) => ({
    ...row,
    opened: Number(opened),
    resolved: resolved === null ? null : Number(resolved),
  }))
}

/**
 * A month of the schedule on a simulated clock: edits, insertions and deletions each day, and from some day on faults that
 * stay. Of the polls of a step the first are made, until one is like the one before it; for the others copies of its rows are stored.
 */
export const month = async ({ days, steps }: MonthOptions) => {
  const faults = faultDays(days)
  const simulation = await startSimulation(company)
  const { admin, jobs, gazelle } = simulation
  try {
    const copy = await copier(simulation)
    const place = placer(simulation)
    for (const { module } of jobs.filter(({ mode }) => mode === 'full'))
      await simulation.run(module, { mode: 'full' })
    const polls = jobs.filter(({ mode }) => mode === 'incremental')
    const bodyOf = ({ mode, window }: Job) => ({ mode, ...(window && { window }) })
    const costs: Cost[] = []

    /** Makes a job's polls one after the other: they cost the same, so one of them stands for all. */
    const prove = async (job: Job) => {
      const cost: Cost = { job: job.name, calls: new Set() }
      for (let at = 0; at < 5; at++) {
        const answer = await simulation.run(job.module, bodyOf(job))
        const { rows } = await admin.query<{ lanes: string }>(
          'select count(*) as lanes from sync.lanes where run_id = $1',
          [answer?.runId],
        )
        if (at > 0) cost.calls.add(`${answer?.status} ${answer?.apiCalls} calls ${rows[0]?.lanes} lanes`)
      }
      costs.push(cost)
    }
    for (const job of polls) await prove(job)

    const markDays = [1, Math.ceil(days / 3), Math.ceil((days * 2) / 3), days]
    const callsADay: { day: number; modules: Calls[] }[] = []
    const worst = new Map<string, number>()
    const marks = new Map<number, Awaited<ReturnType<typeof sizes>>>()
    const span = 1440 / steps
    for (let day = 1; day <= days; day++) {
      const before = await lastRunOf(simulation)
      if (day === faults.from) trouble(simulation)
      if (day === faults.acknowledged)
        await admin.query(
          `update sync.holes set acknowledged_at = now(), acknowledged_by = 'bench' where closed_at is null and acknowledged_at is null`,
        )
      if (day === faults.until) gazelle.rules.clear()
      live(simulation, day)
      for (let step = 0; step < steps; step++) {
        const from = simulation.now()
        const to = new Date(from.getTime() + span * 60_000)
        const due = (job: Job) => times(job.schedule, from, to)
        const sweeps = jobs.filter((job) => job.mode === 'full' && due(job).length > 0)
        let left = span
        for (const job of sweeps) await simulation.run(job.module, { mode: 'full' })
        // A sweep with new holes is repeated an hour later, twice at most.
        for (let at = 0; at < (sweeps.length > 0 ? 3 : 0); at++) {
          await simulation.pass(61)
          left -= 61
          await simulation.keep()
        }
        await simulation.pass(left)
        for (const job of polls) {
          const ago = due(job).map((at) => Math.round((to.getTime() - at.getTime()) / 1000))
          let last: { run: number; form: string } | null = null
          // The first polls of a step bring what is new, and meet new holes; from the first that is like the one before on, all are.
          for (let isSteady = false; ago.length > 0 && !isSteady; ) {
            const answer = await simulation.run(job.module, bodyOf(job))
            const form = JSON.stringify({ ...answer, runId: 0 })
            isSteady = last?.form === form
            last = answer ? { run: answer.runId, form } : null
            if (last) await place(last.run, ago.shift() ?? 0)
          }
          if (last) await copy(last.run, ago)
        }
        await simulation.keep()
        await simulation.evaluate()
      }
      const { rows: all } = await admin.query<{ jobid: string; schedule: string }>(
        'select jobid, schedule from cron.job',
      )
      const to = simulation.now()
      const fired = all.flatMap(({ jobid, schedule }) =>
        times(schedule, new Date(to.getTime() - 86_400_000), to).map((at) => [
          Number(jobid),
          Math.round((to.getTime() - at.getTime()) / 1000),
        ]),
      )
      await admin.query(
        `insert into cron.job_run_details (jobid, database, username, command, status, return_message, start_time, end_time)
         select j.jobid, j.database, j.username, j.command, 'succeeded', '1 row', now() - f.ago * interval '1 second', now() - f.ago * interval '1 second'
         from unnest($1::bigint[], $2::int[]) f (jobid, ago) join cron.job j using (jobid)`,
        [fired.map(([id]) => id), fired.map(([, ago]) => ago)],
      )
      // Before runs are deleted, so that no age of the month is forgotten.
      for (const { module, worst: age } of await agesOf(simulation, keptOf(days)))
        worst.set(module, Math.max(age, worst.get(module) ?? 0))
      await admin.query('select sync.prune($1)', [keptOf(days)])
      callsADay.push({ day, modules: await callsAfter(simulation, before) })
      if (markDays.includes(day)) marks.set(day, await sizes(simulation))
      if (process.env.BENCH_LOG) console.error(`day ${day}: ${sumOf(callsADay.at(-1)?.modules ?? [])} calls`)
    }

    const ages = (await agesOf(simulation, keptOf(days))).map((age) => ({
      ...age,
      worst: worst.get(age.module) ?? 0,
    }))
    const alerts = await alertsOf(simulation)
    const rules = [...new Set(alerts.map(({ rule }) => rule))].toSorted().map((rule) => {
      const own = alerts.filter((one) => one.rule === rule)
      const subjects = [...new Set(own.map(({ subject }) => subject))].toSorted().join(', ')
      return [rule, subjects, number(own.length), number(own.filter((one) => one.resolved !== null).length)]
    })
    const totals = callsADay.map(({ modules }) => sumOf(modules))
    const middle = median(callsADay, ({ modules }) => sumOf(modules))
    const most = callsADay[totals.indexOf(Math.max(...totals))] ?? middle
    const shown = [middle, most, callsADay.at(-1) ?? middle]
    const callsIn = ({ modules }: typeof middle, module: string) => {
      const found = modules.find((one) => one.module === module)
      return [number(found?.polls ?? 0), number(found?.sweeps ?? 0)]
    }
    const dayOf = (daysAgo: number) => number(days - daysAgo, 1)
    const [one, ten, twenty, last] = markDays.map((day) => marks.get(day))
    const names = [...(last?.keys() ?? [])].filter((name) => (last?.get(name)?.rows ?? 0) > 0)
    const cell = (mark: typeof one, name: string) => [
      number(mark?.get(name)?.rows ?? 0),
      number(mark?.get(name)?.bytes ?? 0),
    ]
    const unequal = costs.filter(({ calls }) => calls.size > 1)
    return {
      tables: [
        `Polls that find nothing new cost the same, each time: ${costs.length - unequal.length} of ${costs.length} jobs, four in a row${unequal.length > 0 ? ` (not: ${unequal.map(({ job, calls }) => `${job}: ${[...calls].join(' / ')}`).join('; ')})` : ''}. Faults stay from day ${faults.from}, are acknowledged on day ${faults.acknowledged} and end on day ${faults.until}.`,
        table(
          ['calls a day', 'first', 'median', 'most', 'last'],
          [
            [
              'all modules',
              ...[totals[0], sumOf(middle.modules), Math.max(...totals), totals.at(-1)].map((calls) =>
                number(calls ?? 0),
              ),
            ],
          ],
        ),
        table(
          [
            'calls by module',
            ...['median', 'most', 'last'].flatMap((what, at) => [
              `polls, day ${shown[at]?.day} (${what})`,
              'sweeps',
            ]),
          ],
          middle.modules.map(({ module }) => [module, ...shown.flatMap((day) => callsIn(day, module))]),
        ),
        table(
          ['module', 'target, min', 'worst age of the month, min', 'last whole sweep, h ago'],
          ages.map((row) => [row.module, number(row.target), number(row.worst), number(row.whole, 1)]),
        ),
        table(['alert', 'about', 'raised', 'over'], rules),
        table(
          ['each alert', 'about', 'raised on day', 'over on day', 'message'],
          alerts.map((row) => [
            ...[row.rule, row.subject, dayOf(row.opened)],
            ...[row.resolved === null ? 'open' : dayOf(row.resolved), row.message.replaceAll('|', '¦')],
          ]),
        ),
        table(
          ['table', ...markDays.flatMap((day) => [`rows, day ${day}`, 'bytes'])],
          names.map((name) => [
            `\`${name}\``,
            ...[one, ten, twenty, last].flatMap((mark) => cell(mark, name)),
          ]),
        ),
      ],
      data: {
        callsADay,
        ages,
        alerts,
        marks: [...marks].map(([day, tables]) => ({ day, tables: [...tables] })),
      },
    }
  } finally {
    await simulation.stop()
  }
}
