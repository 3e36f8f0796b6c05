import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { readSettings } from '../../shared/settings.ts'
import { startStack } from '../../supabase/local/stack.ts'
import { type Day, type DayOptions, simulateDay, type Work } from '../day.ts'
import { cellOf, numberIn, type Table, tablesOf } from '../measured.ts'
import { facts, plans } from '../plans.ts'
import { firesWithin, type Job, jobOf, jobsQuery, times } from '../schedule.ts'
import { number, table } from '../table.ts'
import { usualHistory } from '../usual.ts'

/** What the migrations say of the schedule, and of what is kept. */
export interface Settings {
  jobs: Job[]
  keptDays: number
  /** Runs that a night deletes at most. */
  pruned: number
  /** The smallest target of freshness, minutes. */
  freshMinutes: number
}

/** Reads the settings from a database that has all migrations. */
export const readSchedule = async (
  query: <Row extends pg.QueryResultRow>(text: string) => Promise<Row[]>,
): Promise<Settings> => {
  const jobs = (await query<{ jobname: string; schedule: string }>(jobsQuery)).flatMap(jobOf)
  const [kept] = await query<{ days: number; pruned: number; fresh: number }>(
    `select r.keep_days as days, sync.prune_limit() as pruned,
       (select extract(epoch from min(m.fresh_within)) / 60 from sync.modules m)::int as fresh
     from sync.retention r where r.what = 'runs'`,
  )
  if (!kept) throw new Error('sync.retention says nothing of runs')
  return { jobs, keptDays: kept.days, pruned: kept.pruned, freshMinutes: kept.fresh }
}

/** Gazelle's latency is not known: this is the largest with which loads were measured. */
const latencyMs = 250
/** On a Sunday the timeline is swept too. */
const sunday = new Date('2026-11-29T00:00:00Z')
const dayMs = 86_400_000
const within = (day: number) => [new Date(day - 1), new Date(day + dayMs - 1)] as const
const timesOfDay = (schedule: string, day = sunday.getTime()) => times(schedule, ...within(day))

/** How often a schedule fires in 30 days, of which five are Sundays: alike in each day in which it fires. */
const timesAMonth = (schedule: string) => {
  const days = Array.from({ length: 30 }, (_, back) => sunday.getTime() + (1 - back) * dayMs)
  const firing = days.filter((day) => firesWithin(schedule, ...within(day)))
  const [first] = firing
  return first === undefined ? 0 : firing.length * timesOfDay(schedule, first).length
}

/** The figures that docs/PERFORMANCE.md holds, and where. */
const measuredOf = (document: string) => {
  const read = (mark: string) => tablesOf(document, mark)
  const [poll, hour, company, month, functions, size] = [
    ...[read('poll'), read('hour'), read('company'), read('month'), read('functions'), read('size')],
  ] as [Table[], Table[], Table[], Table[], Table[], Table[]]
  const [large] = poll.flatMap(({ rows }) => rows.slice(-1))
  const grown = (name: string) => {
    const of = (right: number) => numberIn(cellOf(month, [`\`${name}\``], right))
    return { rows: of(2), bytes: of(1) }
  }
  const evaluation = size
    .flatMap(({ rows }) => rows)
    .find(([what]) => what?.includes('minute’s evaluation') || what?.includes("minute's evaluation"))
  return {
    pollRows: large?.[0] ?? '',
    pollMs: numberIn(cellOf(poll, [large?.[0] ?? ''], 'Postgres CPU s')) * 1000,
    callsOf: ({ module, window }: Job) => numberIn(cellOf(hour, [module, window], 'calls a poll')),
    sweepOf: (module: string) => {
      const of = (column: string) => numberIn(cellOf(company, [module, 'again'], column))
      return { calls: of('calls'), slices: of('slices'), seconds: of('seconds') }
    },
    startMsOf: (module: string) => numberIn(cellOf(functions, [`sync-${module} `.trim()], 1)),
    databaseMb: numberIn(cellOf(company, ['database, MB'], 'measured')),
    entryBytes: numberIn(cellOf(company, ['bytes a timeline entry'], 'measured')),
    evaluationMs: numberIn(evaluation?.[2]),
    indexBytes: size
      .flatMap(({ rows }) => rows)
      .filter(([what]) => what?.startsWith('index '))
      .reduce((sum, cells) => sum + numberIn(cells.at(-1)), 0),
    runs: grown('sync.runs'),
    lanes: grown('sync.lanes'),
    log: grown('cron.job_run_details'),
  }
}

/** The time between two polls of the job that comes most often, ms. */
const closest = (jobs: Job[]) =>
  Math.min(
    ...jobs.map(({ schedule }) => {
      const [first, second] = timesOfDay(schedule)
      return first && second ? second.getTime() - first.getTime() : dayMs
    }),
  )

/** How many jobs fire in the fullest minute. */
const mostAtOnce = (work: Work[]) => {
  const byMinute = new Map<number, number>()
  for (const { at } of work) byMinute.set(at, (byMinute.get(at) ?? 0) + 1)
  return Math.max(...byMinute.values())
}

const megabytes = (bytes: number) => bytes / 1e6
const share = (value: number) => `${number(value * 100, value < 0.1 ? 1 : 0)} %`
const seconds = (ms: number) => `${number(ms / 1000, ms < 100_000 ? 1 : 0)} s`

/**
 * What many companies of the usual size ask of one project: a day of the real schedule, simulated event by event, with the costs
 * that docs/PERFORMANCE.md holds.
 * @param settings of the migrations
 * @param document the text of docs/PERFORMANCE.md
 * @param counts how many companies
 */
export const scalingTables = (settings: Settings, document: string, counts: number[]) => {
  const measured = measuredOf(document)
  const rate = readSettings({ GAZELLE_AUTH_MODE: 'api_key', GAZELLE_API_KEY: 'none' }).rateLimitOf('main')
  const workOf = (job: Job): Work[] =>
    timesOfDay(job.schedule).map((at) => {
      const isSweep = job.mode === 'full'
      const sweep = measured.sweepOf(job.module)
      const calls = isSweep ? sweep.calls : measured.callsOf(job)
      return {
        module: job.module,
        kind: isSweep ? 'sweep' : 'poll',
        at: at.getTime() - sunday.getTime(),
        calls,
        slices: isSweep ? sweep.slices : 1,
        databaseMs: isSweep ? sweep.seconds * 1000 : measured.pollMs * calls,
        startMs: measured.startMsOf(job.module),
      }
    })
  const work = settings.jobs.flatMap(workOf)
  const dayOf = (more: Partial<DayOptions> & { companies: number }): Day =>
    simulateDay({
      ...{ work, rate, latencyMs, cores: 2, batch: plans.requestsAtOnce, giveUpMs: 20_000 },
      evaluationMs: measured.evaluationMs,
      ...more,
    })

  const days = counts.map((companies) => ({ companies, day: dayOf({ companies }) }))
  const many = counts.filter((companies) => companies >= 10)
  const spread = many.map((companies) => ({ companies, day: dayOf({ companies, isSpread: true }) }))

  // As the alert about stale data sees it: what a poll found is as old as the poll, until the next one is done.
  const patienceMs = settings.freshMinutes * 60_000 - closest(settings.jobs)
  // More companies are more of the same.
  const workers = many
    .filter((companies) => companies <= 50)
    .map((companies) => {
      const tried: { workers: number; day: Day }[] = []
      for (let count = 1; count <= 1024; count *= 2) {
        const day = dayOf({ companies, workers: count })
        tried.push({ workers: count, day })
        if (day.busy === 0 && day.poll.longest <= patienceMs) break
      }
      return { companies, tried }
    })

  const perMonth = settings.jobs.map((job) => ({ job, runs: timesAMonth(job.schedule) }))
  const runsAMonth = perMonth.reduce((sum, { runs }) => sum + runs, 0)
  const slicesAMonth = perMonth.reduce(
    (sum, { job, runs }) => sum + runs * (job.mode === 'full' ? measured.sweepOf(job.module).slices : 1),
    0,
  )
  const alertsAMonth = 30 * 1440
  const runsADay = runsAMonth / 30

  const aDayMb =
    megabytes(measured.runs.bytes / measured.runs.rows + measured.lanes.bytes / measured.runs.rows) * runsADay
  const recordsAYearMb = (measured.databaseMb * usualHistory.aDay * 365) / usualHistory.entries
  const runsMb = aDayMb * settings.keptDays
  const afterAYear = (companies: number) =>
    companies * (measured.databaseMb + recordsAYearMb + runsMb) + megabytes(measured.log.bytes)
  const callsAMonth = (companies: number) => companies * slicesAMonth + alertsAMonth
  const largest = (within: (companies: number) => boolean) => {
    let companies = 0
    while (within(companies + 1)) companies += 1
    return companies
  }
  const beyond = (used: number, included: number, unit: number) => Math.max(0, used - included) / unit
  const cost = (companies: number) => ({
    calls:
      Math.ceil(beyond(callsAMonth(companies), plans.invocations.pro, 1e6)) *
      plans.dollarsAMillionInvocations,
    disk: beyond(afterAYear(companies) * 1e6, plans.databaseBytes.pro, 1e9) * plans.dollarsAGigabyte,
  })
  const untilFull = Math.floor(
    Math.max(0, megabytes(plans.databaseBytes.free) - measured.databaseMb) / (aDayMb + recordsAYearMb / 365),
  )

  const polls = work.filter(({ kind }) => kind === 'poll')
  const sweeps = work.filter(({ kind }) => kind === 'sweep')
  const callsOf = (some: Work[]) => some.reduce((sum, { calls }) => sum + calls, 0)
  const inputs = [
    ['jobs of the schedule', number(settings.jobs.length), 'the migrations (`cron.job`)'],
    [
      'a company’s polls a day, and their calls',
      `${number(polls.length)}, ${number(callsOf(polls))}`,
      'the schedule, and An hour in which nothing changes',
    ],
    [
      'its sweeps on a Sunday, and their calls',
      `${number(sweeps.length)}, ${number(callsOf(sweeps))}`,
      'the schedule, and A whole company, sweeps again',
    ],
    ['Gazelle’s latency', `${latencyMs} ms`, 'assumed: the largest of A history'],
    ['calls a second of a company', number(rate), '`GAZELLE_RATE_LIMIT`'],
    [
      'CPU of Postgres for a call of a poll',
      `${number(measured.pollMs)} ms`,
      `A poll, over ${measured.pollRows} rows`,
    ],
    [
      'time of the database for a sweep',
      'its seconds',
      'A whole company, sweeps again, without latency: more than its CPU',
    ],
    ['start of a function', 'its ms', 'Functions, uploaded and started'],
    [
      'CPU of Postgres for the minute’s evaluation',
      `${number(measured.evaluationMs, 1)} ms`,
      'Size, and the monitoring views; counted once for each company, which was not measured',
    ],
    ['cores of the database', '2', 'as many as the measuring machine has, and as Micro to Large have'],
    ['a company’s database after the first load', `${number(measured.databaseMb)} MB`, 'A whole company'],
    [
      'its new timeline entries a day',
      number(usualHistory.aDay),
      'the stand-in’s usual company; all other records grow in the same proportion',
    ],
    [
      'a run with its lanes',
      `${number((measured.runs.bytes + measured.lanes.bytes) / measured.runs.rows)} bytes`,
      'A month, day 30',
    ],
    ['runs are kept', `${settings.keptDays} days`, '`sync.retention`'],
  ]

  return {
    tables: [
      '**What goes in.** The names are those of the sections of [PERFORMANCE.md](PERFORMANCE.md).',
      table(['figure', 'value', 'from'], inputs),
      '**What hosted Supabase gives.** As its documentation had it in November 2026, by the titles of its pages.',
      table(
        ['', 'Free', 'Pro ($25 a month)', 'page'],
        facts.map(({ what, free, pro, page }) => [what, free, pro, page]),
      ),
      '**Calls to Gazelle.** A company’s own do not depend on how many others there are.',
      table(
        [
          'companies',
          'calls in a usual hour',
          'in the busiest',
          'in the busiest minute',
          'of one company in a minute, at most',
          'it may make',
        ],
        days.map(({ companies, day }) => [
          ...[
            companies,
            day.calls.usualHour,
            day.calls.busiestHour,
            day.calls.busiestMinute,
            day.calls.busiestMinuteOfOne,
            rate * 60,
          ].map((value) => number(value)),
        ]),
      ),
      '**Functions, and the database.** As many slices as are called work at once; the database has 2 cores.',
      table(
        [
          'companies',
          'functions called a day',
          'in a minute, at most',
          'in a second, at most',
          'slices at once, at most',
          'hours of slices a day',
          'cores busy, day',
          'busiest hour',
          'busiest minute',
          'statements at once, at most',
          'longest wait for a core',
        ],
        days.map(({ companies, day }) => [
          ...[
            companies,
            day.started.day,
            day.started.busiestMinute,
            day.started.busiestSecond,
            day.mostSlices,
          ].map((value) => number(value)),
          number(day.sliceHours, 1),
          ...[share(day.database.day), share(day.database.busiestHour), share(day.database.busiestMinute)],
          ...[number(day.mostStatements), seconds(day.longestWaitMs)],
        ]),
      ),
      table(
        ['companies', 'a poll is done after, median', 'at the latest', 'polls that met the one before'],
        days.map(({ companies, day }) => [
          ...[number(companies), seconds(day.poll.median), seconds(day.poll.longest), number(day.busy)],
        ]),
      ),
      '**The same, if the companies’ jobs fired one after the other over a minute.** That is not so today.',
      table(
        [
          'companies',
          'functions called in a second, at most',
          'slices at once, at most',
          'statements at once, at most',
          'longest wait for a core',
          'a poll is done after, median',
        ],
        spread.map(({ companies, day }) => [
          ...[companies, day.started.busiestSecond, day.mostSlices, day.mostStatements].map((value) =>
            number(value),
          ),
          ...[seconds(day.longestWaitMs), seconds(day.poll.median)],
        ]),
      ),
      `**If only so many slices could work at once.** The last row of each is the fewest, doubled each time, with which no poll meets the one before it and none is done later than ${number(patienceMs / 60_000)} minutes after its time: that keeps the target of ${number(settings.freshMinutes)} minutes.`,
      table(
        [
          'companies',
          'slices at once',
          'busy',
          'a poll is done after, median',
          'at the latest',
          'polls that met the one before',
          'runs cut by the day’s end',
        ],
        workers.flatMap(({ companies, tried }) =>
          tried.map(({ workers: count, day }) => [
            ...[number(companies), number(count), share(day.sliceHours / 24 / count)],
            ...[seconds(day.poll.median), seconds(day.poll.longest), number(day.busy), number(day.undone)],
          ]),
        ),
      ),
      '**A month and a year.** The dollars are what the Pro plan adds for calls and disk, compute apart.',
      table(
        [
          'companies',
          'functions called a month',
          'dollars for them',
          'database, first load, MB',
          'after a year, MB',
          'of which runs and lanes',
          'dollars for disk',
          'runs a day',
          'a night deletes',
        ],
        counts.map((companies) => [
          ...[companies, callsAMonth(companies), cost(companies).calls].map((value) => number(value)),
          ...[companies * measured.databaseMb, afterAYear(companies), companies * runsMb].map((value) =>
            number(value),
          ),
          ...[number(cost(companies).disk, 2), number(companies * runsADay), number(settings.pruned)],
        ]),
      ),
      table(
        ['limit', 'the most companies within it'],
        [
          [
            'Free, calls of functions',
            number(largest((companies) => callsAMonth(companies) <= plans.invocations.free)),
          ],
          [
            'Free, database after the first load',
            number(
              largest((companies) => companies * measured.databaseMb <= megabytes(plans.databaseBytes.free)),
            ),
          ],
          [
            'Free, database after a year',
            number(largest((companies) => afterAYear(companies) <= megabytes(plans.databaseBytes.free))),
          ],
          [
            `Free, days until one company passes ${number(megabytes(plans.databaseBytes.free))} MB`,
            number(untilFull),
          ],
          [
            'Pro, calls of functions in the plan',
            number(largest((companies) => callsAMonth(companies) <= plans.invocations.pro)),
          ],
          [
            'Pro, disk in the plan, after a year',
            number(largest((companies) => afterAYear(companies) <= megabytes(plans.databaseBytes.pro))),
          ],
          [
            'pg_net, what the jobs of a minute ask for in one batch',
            number(Math.floor((plans.requestsAtOnce - 1) / mostAtOnce(work))),
          ],
          [
            'Micro, a connection for each statement, of the numbers simulated',
            number(
              days.reduce(
                (most, { companies, day }) => (day.mostStatements <= plans.connections ? companies : most),
                0,
              ),
            ),
          ],
          [
            `Micro, the indexes of timeline entries (${number(measured.indexBytes)} bytes each) in its memory`,
            number(Math.floor(plans.memoryBytes / (measured.indexBytes * usualHistory.entries))),
          ],
          [
            'runs that a night deletes',
            number(largest((companies) => companies * runsADay <= settings.pruned)),
          ],
        ],
      ),
    ],
    data: { settings, days, spread, workers },
  }
}

/** Reads schedule and retention from a database with all migrations, and simulates so many companies. */
export const scaling = async (counts: number[]) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'gazelle-scaling-'))
  const stack = await startStack({ dataDir, functions: false, scheduler: false })
  const client = new pg.Client({ connectionString: stack.adminUrl, application_name: 'bench' })
  try {
    await client.connect()
    const settings = await readSchedule(async (text) => (await client.query(text)).rows)
    const document = await readFile(new URL('../../docs/PERFORMANCE.md', import.meta.url), 'utf8')
    return scalingTables(settings, document, counts)
  } finally {
    await client.end().catch(() => {})
    await stack.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
