import { startClock } from './clock.ts'

const minute = 60_000
const minutesADay = 1440

/** A run that the schedule asks for, of each company. */
export interface Work {
  module: string
  kind: 'poll' | 'sweep'
  /** When its job fires, in ms of the day. */
  at: number
  calls: number
  slices: number
  /** CPU of Postgres for all of it, ms. */
  databaseMs: number
  /** From the call of its function until that works, ms. */
  startMs: number
}

export interface DayOptions {
  companies: number
  work: Work[]
  /** Calls a second that a company makes at most. */
  rate: number
  /** How long Gazelle takes for an answer, ms. */
  latencyMs: number
  /** Of Postgres. */
  cores: number
  /** Slices that may be at work at once; without it, all that are called. */
  workers?: number | undefined
  /** Requests that pg_net sends at once; it sends nothing more before all of them were answered, or given up. */
  batch: number
  giveUpMs: number
  /** CPU of Postgres for the minute's evaluation of one company, ms. */
  evaluationMs: number
  /** Whether the companies' jobs fire one after the other over a minute, and not all in the same second. */
  isSpread?: boolean
}

/** What a day of all companies was like. */
export interface Day {
  calls: { usualHour: number; busiestHour: number; busiestMinute: number; busiestMinuteOfOne: number }
  /** Functions that were called. */
  started: { day: number; busiestMinute: number; busiestSecond: number }
  /** Slices at work at the same time, at most. */
  mostSlices: number
  /** Hours of all slices together, waiting for Gazelle and for the database included. */
  sliceHours: number
  /** Shares of what all cores can do, 1 for all of it. */
  database: { day: number; busiestHour: number; busiestMinute: number }
  /** Statements that wait for a core or have one, at most. */
  mostStatements: number
  longestWaitMs: number
  /** From the minute in which it is due until it is done, ms. */
  poll: { median: number; longest: number }
  /** Polls that found the one before them at work and did nothing. */
  busy: number
  /** Runs that the day's end cut. */
  undone: number
}

const sumsByHour = (minutes: number[]) =>
  Array.from({ length: 24 }, (_, hour) =>
    minutes.slice(hour * 60, hour * 60 + 60).reduce((sum, value) => sum + value, 0),
  )
const largest = (values: Iterable<number>) => {
  let found = 0
  for (const value of values) if (value > found) found = value
  return found
}
const middle = (values: number[]) => values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0

/** Cores that take statements in the order in which they come. */
const coresOf = (clock: ReturnType<typeof startClock>, count: number) => {
  const freeAt = Array.from({ length: count }, () => 0)
  const busyByMinute = Array.from({ length: minutesADay }, () => 0)
  const seen = { most: 0, longestWaitMs: 0 }
  let waiting = 0
  return {
    busyByMinute,
    seen,
    run: (ms: number, then: () => void) => {
      let core = 0
      for (let at = 1; at < count; at++) if ((freeAt[at] ?? 0) < (freeAt[core] ?? 0)) core = at
      const begun = Math.max(clock.now(), freeAt[core] ?? 0)
      freeAt[core] = begun + ms
      // A statement may last beyond a minute's end.
      for (let at = begun; at < begun + ms; ) {
        const next = Math.min(begun + ms, (Math.floor(at / minute) + 1) * minute)
        const place = Math.floor(at / minute)
        if (place < minutesADay) busyByMinute[place] = (busyByMinute[place] ?? 0) + next - at
        at = next
      }
      waiting += 1
      seen.most = Math.max(seen.most, waiting)
      seen.longestWaitMs = Math.max(seen.longestWaitMs, begun - clock.now())
      clock.at(begun + ms, () => {
        waiting -= 1
        then()
      })
    },
  }
}

/**
 * A day of the schedule for many companies of the same kind in one database, event by event: pg_cron fires, pg_net calls the
 * functions, each slice starts, opens its run, calls Gazelle at the company's rate and stages page after page. A slice fetches no
 * page while one is staged and has one lane: what that saves in truth is left out.
 */
export const simulateDay = (options: DayOptions): Day => {
  const clock = startClock()
  const database = coresOf(clock, options.cores)
  const callsByMinute = Array.from({ length: minutesADay }, () => 0)
  const callsOfOne = Array.from({ length: minutesADay }, () => 0)
  const startedBySecond = new Map<number, number>()
  const nextCall = Array.from({ length: options.companies }, () => 0)
  const open = new Set<string>()
  const delays: number[] = []
  const seen = { atWork: 0, mostSlices: 0, sliceMs: 0, started: 0, busy: 0, undone: 0 }

  const count = (minutes: number[], time: number) => {
    const at = Math.floor(time / minute)
    if (at < minutesADay) minutes[at] = (minutes[at] ?? 0) + 1
  }

  const idle: (() => void)[] = []
  let firstIdle = 0
  const takeWorker = (begin: () => void) => {
    if (seen.atWork >= (options.workers ?? Number.POSITIVE_INFINITY)) {
      idle.push(begin)
      return
    }
    seen.atWork += 1
    seen.mostSlices = Math.max(seen.mostSlices, seen.atWork)
    begin()
  }
  const giveWorker = (begun: number) => {
    seen.sliceMs += clock.now() - begun
    seen.atWork -= 1
    const next = idle[firstIdle]
    if (!next) return
    firstIdle += 1
    takeWorker(next)
  }

  // pg_net.
  const queue: ((answer: () => void) => void)[] = []
  let unanswered = 0
  const send = () => {
    if (unanswered > 0 || queue.length === 0) return
    const batch = queue.splice(0, options.batch)
    unanswered = batch.length
    seen.started += batch.length
    const second = Math.floor(clock.now() / 1000)
    startedBySecond.set(second, (startedBySecond.get(second) ?? 0) + batch.length)
    let isOver = false
    const end = () => {
      isOver = true
      unanswered = 0
      send()
    }
    const answer = () => {
      if (isOver) return
      unanswered -= 1
      if (unanswered === 0) end()
    }
    clock.at(clock.now() + options.giveUpMs, () => {
      if (!isOver) end()
    })
    for (const start of batch) start(answer)
  }
  const request = (start: (answer: () => void) => void) => {
    queue.push(start)
    // What is asked for in the same instant goes in one batch.
    clock.at(clock.now(), send)
  }

  /** A function without a run, such as the one that sends notices. */
  const callAlerts = (startMs: number) =>
    request((answer) =>
      takeWorker(() => {
        const begun = clock.now()
        clock.at(begun + startMs, () => {
          answer()
          giveWorker(begun)
        })
      }),
    )

  const runOf = (company: number, work: Work) => {
    const name = `${company} ${work.module} ${work.kind}`
    const due = clock.now()
    const pieceMs = work.databaseMs / (work.calls + work.slices)
    let calls = work.calls
    let slices = work.slices
    let isOpen = false
    const slice = () =>
      request((answer) =>
        takeWorker(() => {
          const begun = clock.now()
          const left = Math.ceil(calls / slices)
          slices -= 1
          const page = (remaining: number) => {
            if (remaining === 0) {
              giveWorker(begun)
              if (slices > 0) slice()
              else {
                open.delete(name)
                seen.undone -= 1
                if (work.kind === 'poll') delays.push(clock.now() - due)
              }
              return
            }
            const at = Math.max(clock.now(), nextCall[company] ?? 0)
            nextCall[company] = at + 1000 / options.rate
            count(callsByMinute, at)
            if (company === 0) count(callsOfOne, at)
            calls -= 1
            clock.at(at + options.latencyMs, () => database.run(pieceMs, () => page(remaining - 1)))
          }
          clock.at(begun + work.startMs, () =>
            database.run(pieceMs, () => {
              answer()
              if (!isOpen && open.has(name)) {
                seen.busy += 1
                giveWorker(begun)
                return
              }
              if (!isOpen) seen.undone += 1
              isOpen = true
              open.add(name)
              page(left)
            }),
          )
        }),
      )
    slice()
  }

  for (const work of options.work)
    for (let company = 0; company < options.companies; company++) {
      const later = options.isSpread ? (minute * company) / options.companies : 0
      clock.at(work.at + later, () => runOf(company, work))
    }
  const startMs = largest(options.work.map((work) => work.startMs))
  for (let at = 0; at < minutesADay; at++)
    clock.at(at * minute, () => {
      database.run(options.evaluationMs * options.companies, () => callAlerts(startMs))
    })
  clock.runUntil(minutesADay * minute)

  const startedByMinute = new Map<number, number>()
  for (const [second, started] of startedBySecond) {
    const at = Math.floor(second / 60)
    startedByMinute.set(at, (startedByMinute.get(at) ?? 0) + started)
  }
  const hours = sumsByHour(callsByMinute)
  const capacity = options.cores * minute
  return {
    calls: {
      usualHour: middle(hours),
      busiestHour: largest(hours),
      busiestMinute: largest(callsByMinute),
      busiestMinuteOfOne: largest(callsOfOne),
    },
    started: {
      day: seen.started,
      busiestMinute: largest(startedByMinute.values()),
      busiestSecond: largest(startedBySecond.values()),
    },
    mostSlices: seen.mostSlices,
    sliceHours: seen.sliceMs / 3_600_000,
    database: {
      day: database.busyByMinute.reduce((sum, ms) => sum + ms, 0) / (capacity * minutesADay),
      busiestHour: largest(sumsByHour(database.busyByMinute)) / (capacity * 60),
      busiestMinute: largest(database.busyByMinute) / capacity,
    },
    mostStatements: database.seen.most,
    longestWaitMs: database.seen.longestWaitMs,
    poll: { median: middle(delays), longest: largest(delays) },
    busy: seen.busy,
    undone: seen.undone,
  }
}
