import { Cron } from 'croner'

/** A job of the schedule that syncs a module, of every company. */
export interface Job {
  name: string
  schedule: string
  module: string
  mode: 'incremental' | 'full'
  window: string
}

/** The jobs that sync modules, of what `cron.job` holds. */
export const jobsQuery = `select jobname, schedule from cron.job where jobname like 'gazelle-sync-%' order by jobid`

/** What a row of `jobsQuery` says; empty where it syncs no module. */
export const jobOf = ({ jobname, schedule }: { jobname: string; schedule: string }): Job[] => {
  const [, module = '', mode = '', window = ''] =
    /^gazelle-sync-(\w+)-(incremental|full)-?(\w*)$/.exec(jobname) ?? []
  return mode === 'incremental' || mode === 'full' ? [{ name: jobname, schedule, module, mode, window }] : []
}

/** When a schedule fires after `from` and until `to`. */
export const times = (schedule: string, from: Date, to: Date): Date[] => {
  const found: Date[] = []
  const cron = new Cron(schedule, { timezone: 'UTC' })
  for (let at = cron.nextRun(from); at && at <= to; at = cron.nextRun(at)) found.push(at)
  return found
}

/** Whether a schedule fires after `from` and until `to`. */
export const firesWithin = (schedule: string, from: Date, to: Date): boolean => {
  const at = new Cron(schedule, { timezone: 'UTC' }).nextRun(from)
  return at !== null && at <= to
}
