import { Cron } from 'croner'
import type { Module } from '../../shared/gazelle/module.ts'
import { declared } from '../../stand-in/declarations.ts'
import { kindOfList } from '../../stand-in/kinds.ts'
import { standIn, startSystem } from '../system.ts'
import { number, table } from '../table.ts'
import { usualCompany } from '../usual.ts'

interface Poll {
  module: string
  window: string
  schedule: string
  /** In the hour of the day in which it comes most often. */
  timesAnHour: number
  calls: number
}

/**
 * Whether a module is one of the nine of the first release, for which the stand-in has types of its own; the others, whose data it
 * declares in files, came later and have a budget of their own.
 */
const isCore = async (name: string) => {
  const file: Record<string, Module | undefined> = await import(`../../shared/modules/${name}.ts`)
  return !declared.has(kindOfList(file[name]?.list ?? '') ?? '')
}

/** How often a schedule fires in each hour of a day. */
const hoursOf = (schedule: string) => {
  const start = Date.parse('2026-11-25T00:00:00Z')
  const counts = Array.from({ length: 24 }, () => 0)
  for (const at of new Cron(schedule, { timezone: 'UTC' }).nextRuns(1500, new Date(start - 1000))) {
    const hour = Math.floor((at.getTime() - start) / 3_600_000)
    if (hour < 24) counts[hour] = (counts[hour] ?? 0) + 1
  }
  return counts
}

/**
 * The calls of an hour in which nothing changes: every poll that the schedule holds, counted from its cron text, times the
 * calls of one such poll over a whole company of the usual size, measured after everything was synced.
 * @param share of the company's size, 1 for all of it
 */
export const hour = async (share: number) => {
  const sized = Object.fromEntries(
    Object.entries(usualCompany).map(([name, count]) => [name, Math.ceil(count * share)]),
  )
  // A poll reads two days of the timeline at most: a history of three quarters of a year, as dense as the usual one, is enough.
  const system = await startSystem(Math.ceil(20_000 * share), sized)
  try {
    const { rows: modules } = await system.admin.query<{ module: string }>(
      'select module from sync.modules order by position',
    )
    await system.gazelle.ask({ warm: true }, standIn)
    for (const { module } of modules) {
      // On a busy machine a page may take longer than a statement may: what counts here is that the sweep ends.
      for (let failures = 0, status = ''; status !== 'success'; ) {
        const ended = await system.slice(module, { mode: 'full' }).catch((error: unknown) => {
          failures += 1
          if (failures > 10) throw error
        })
        status = ended?.status ?? ''
        if (ended && status !== 'success' && status !== 'yielded')
          throw new Error(`the first sweep of ${module} ended as ${status}`)
      }
    }
    const { rows: jobs } = await system.admin.query<{ jobname: string; schedule: string }>(
      `select j.jobname, j.schedule
       from cron.job j join sync.modules m on j.jobname like format('gazelle-sync-%s-incremental%%', m.module)
       order by m.position, j.jobname`,
    )
    const busiest = (names: (module: string) => boolean) => {
      const calls = Array.from({ length: 24 }, () => 0)
      for (const poll of data)
        if (names(poll.module))
          for (const [at, times] of hoursOf(poll.schedule).entries())
            calls[at] = (calls[at] ?? 0) + times * poll.calls
      return { usual: calls.toSorted((left, right) => left - right)[12] ?? 0, most: Math.max(...calls) }
    }
    const data: Poll[] = []
    const core = new Set<string>()
    for (const { module } of modules) if (await isCore(module)) core.add(module)
    for (const { jobname, schedule } of jobs) {
      const [, module = '', window = ''] = /^gazelle-sync-(\w+)-incremental-?(\w*)$/.exec(jobname) ?? []
      const body = window ? { window } : {}
      // The first poll after a sweep may bring what the sweep's own duration let pass.
      await system.sync(module, body)
      const { apiCalls, changed } = await system.sync(module, body)
      if (changed > 0) throw new Error(`a poll of ${module} found ${changed} changes where there are none`)
      data.push({ module, window, schedule, calls: apiCalls, timesAnHour: Math.max(...hoursOf(schedule)) })
    }
    const verdict = (measured: number, allowed: number) =>
      measured <= allowed ? 'met' : `missed by ${number((measured / allowed - 1) * 100)} %`
    const row = (what: string, { usual, most }: { usual: number; most: number }, allowed: number) => [
      [`${what}, a usual hour`, `≤ ${allowed}`, number(usual), verdict(usual, allowed)],
      [`${what}, the busiest hour of a day`, `≤ ${allowed}`, number(most), verdict(most, allowed)],
    ]
    return {
      tables: [
        table(
          ['module', 'window', 'schedule (UTC)', 'polls an hour', 'calls a poll', 'calls an hour'],
          data.map((poll) => [
            ...[poll.module, poll.window, `\`${poll.schedule}\``, number(poll.timesAnHour)],
            ...[number(poll.calls), number(poll.timesAnHour * poll.calls)],
          ]),
        ),
        table(
          ['calls when nothing changes', 'asked', 'measured', ''],
          [
            ...row(
              `the ${core.size} core modules`,
              busiest((module) => core.has(module)),
              150,
            ),
            ...row(
              `all ${modules.length} modules`,
              busiest(() => true),
              200,
            ),
          ],
        ),
      ],
      data,
    }
  } finally {
    await system.stop()
  }
}
