import { setTimeout as sleep } from 'node:timers/promises'
import { standIn, startSystem } from '../system.ts'
import { median, number, table } from '../table.ts'
import { usualCompany } from '../usual.ts'

/** Entries of a timeline back to 2011. */
const history = 290_000
/** The modules that technicians wait for. */
const polled = ['timeline', 'appointments', 'clients', 'pianos']
const pauseMs = 250

/**
 * Two companies in one database: what the first load of one costs the polls of the other, and whether either waits for a lock.
 * @param share of a company's size, 1 for all of it
 */
export const companies = async (share: number) => {
  const sized = Object.fromEntries(
    Object.entries(usualCompany).map(([name, count]) => [name, Math.ceil(count * share)]),
  )
  const system = await startSystem(Math.ceil(history * share), sized, { second: true })
  try {
    const { rows } = await system.admin.query<{ module: string }>(
      'select module from sync.modules order by position',
    )
    for (const worker of [system.gazelle, system.second]) await worker?.ask({ warm: true }, standIn)

    const sweepAll = async (account: string) => {
      const begun = performance.now()
      for (const { module } of rows)
        for (let run: number | undefined; ; ) {
          const answer = await system.slice(module, run ? { run } : { account, mode: 'full' })
          if (answer.status === 'success') break
          if (answer.status !== 'yielded')
            throw new Error(`${module} of ${account} ended as ${answer.status}`)
          run = answer.runId
        }
      return (performance.now() - begun) / 1000
    }
    const poll = async (account: string) => {
      const times: number[] = []
      for (const module of polled) {
        const begun = performance.now()
        const { status } = await system.slice(module, { account, mode: 'incremental' })
        if (status !== 'success') throw new Error(`a poll of ${module} of ${account} ended as ${status}`)
        times.push(performance.now() - begun)
        await sleep(pauseMs)
      }
      return times
    }

    const alone = await sweepAll('main')
    const idle: number[] = []
    for (let round = 0; round < 10; round++) idle.push(...(await poll('main')))

    let samples = 0
    let waiting = 0
    const busy: number[] = []
    let isLoading = true
    const watch = async () => {
      while (isLoading) {
        const { rows: found } = await system.admin.query<{ waits: boolean }>(
          `select exists (
             select from pg_stat_activity where usename = 'authenticator' and wait_event_type = 'Lock'
           ) as waits`,
        )
        samples += 1
        if (found[0]?.waits) waiting += 1
        await sleep(50)
      }
    }
    const pollOn = async () => {
      while (isLoading) busy.push(...(await poll('main')))
    }
    const load = sweepAll('second').finally(() => {
      isLoading = false
    })
    const [beside] = await Promise.all([load, watch(), pollOn()])

    const middle = (times: number[]) => median(times, (time) => time)
    return {
      tables: [
        table(
          ['', 'alone', 'beside the other company'],
          [
            ['first load of all modules', `${number(alone, 1)} s`, `${number(beside, 1)} s`],
            [
              'a poll of the other, median',
              `${number(middle(idle))} ms`,
              `${number(middle(busy))} ms of ${number(busy.length)}`,
            ],
            ['longest of them', `${number(Math.max(...idle))} ms`, `${number(Math.max(...busy))} ms`],
            [
              'moments at which a connection waits for a lock',
              '',
              `${number(waiting)} of ${number(samples)}`,
            ],
          ],
        ),
      ],
      data: { alone, beside, idle, busy, samples, waiting },
    }
  } finally {
    await system.stop()
  }
}
