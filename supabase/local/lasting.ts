import type { AppError } from '../../shared/errors.ts'
import { wordsOf } from '../../shared/log.ts'
import type { Log } from './child.ts'
import { stackError } from './errors.ts'

/** A running process, as `startChild` gives it, with what its callers need of it. */
type Running = { exited: Promise<unknown>; stop(): Promise<void> }

/** A part of the stack that is started again whenever its process dies. */
export type Lasting<Process extends Running> = {
  /** The process of the moment; undefined while it is started again. */
  current(): Process | undefined
  /** Settles when the part died too often and was given up. */
  givenUp: Promise<AppError>
  stop(): Promise<void>
}

const slowestRestartMs = 5000
const withinMs = 60_000
/** Deaths within a minute, starts that fail included, after which a part is given up. */
const mostDeaths = 10

/**
 * Starts a process, and starts it again when it dies, at most ten times a minute.
 * @param options.part `postgres`, `postgrest`, `functions`
 * @param options.mostDeaths for tests that kill it on purpose
 * @throws what the first start throws
 */
export const startSupervised = async <Process extends Running>(options: {
  part: string
  start: () => Promise<Process>
  log: Log
  mostDeaths?: number | undefined
}): Promise<Lasting<Process>> => {
  const { part, log } = options
  const most = options.mostDeaths ?? mostDeaths
  let current: Process | undefined
  let stopping = false
  let restarting = Promise.resolve()
  let deaths: number[] = []
  let giveUp = (_error: AppError) => {}
  const givenUp = new Promise<AppError>((done) => {
    giveUp = done
  })

  const watch = (process: Process) => {
    current = process
    void process.exited.then(() => {
      current = undefined
      restarting = restart('its process ended')
    })
  }

  const restart = async (first: string) => {
    let reason = first
    for (let attempt = 0; !stopping; attempt++) {
      deaths = [...deaths.filter((at) => at > Date.now() - withinMs), Date.now()]
      if (deaths.length > most) {
        const problem = `${part} died ${deaths.length} times within a minute; the last time: ${reason}`
        return giveUp(
          stackError('part_dies', part, problem, 'the log of all parts shows what it said before'),
        )
      }
      log('stack', `${part}: ${reason}; it is started again`)
      await new Promise((resolve) => setTimeout(resolve, Math.min(100 * 2 ** attempt, slowestRestartMs)))
      if (stopping) return
      try {
        const process = await options.start()
        if (stopping) return await process.stop()
        return watch(process)
      } catch (error) {
        reason = wordsOf(error)
      }
    }
  }

  watch(await options.start())
  return {
    current: () => current,
    givenUp,
    stop: async () => {
      stopping = true
      await current?.stop()
      await restarting
    },
  }
}
