import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Harm, Point } from './plan.ts'
import type { Hooks, Passing, Verdict } from './proxy.ts'
import type { System } from './system.ts'

const waitingWithinMs = 3000

/** The tables into which promotions write first. */
const promoted =
  'gazelle.users, gazelle.clients, gazelle.pianos, gazelle.timeline_entries, gazelle.measurements'

const doHarm = async (system: System, harm: Harm): Promise<Verdict> => {
  if (harm === 'kill functions') await system.killFunctions()
  else if (harm === 'kill postgres') await system.killPostgres()
  else if (harm === 'kill data api') await system.killDataApi()
  else if (harm === 'stop data api') await system.stopDataApi()
  else if (harm === 'kill backends')
    await system.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where usename = 'authenticator' and datname = current_database()`,
    )
  return harm === 'cut' || harm === 'half' ? harm : 'pass'
}

/** Holds promotions up: `stands` answers whether one stood still before the step was over. */
const holdPromotion = async (system: System, isOver: () => boolean) => {
  const blocker = new pg.Client({ connectionString: system.adminUrl, application_name: 'blocker' })
  blocker.on('error', () => {})
  await blocker.connect()
  await blocker.query(`begin; lock table ${promoted} in share mode`)
  const release = () => blocker.end().catch(() => {})
  const stands = async () => {
    for (const deadline = Date.now() + waitingWithinMs; Date.now() < deadline && !isOver(); await sleep(5)) {
      const { rowCount } = await blocker.query(
        `select from pg_stat_activity
         where usename = 'authenticator' and datname = current_database() and wait_event_type = 'Lock'`,
      )
      if (rowCount) return true
    }
    return false
  }
  return { stands, release }
}

/**
 * Does each harm once, when its point is reached; `end` settles when none is on its way any more.
 * @param struck told the name of each point that was reached
 * @param onGazelle called at each call to Gazelle, with its number
 */
export const hooksFor = (
  system: System,
  harms: { point: Point; harm: Harm }[],
  struck: (what: string) => void,
  onGazelle: (nth: number) => void,
): { hooks: Hooks; end(): Promise<void> } => {
  const left = new Map(harms.map((one) => [one, 0]))
  const underway: Promise<void>[] = []
  let calls = 0
  let isOver = false

  const reach = async (call: Passing, when: 'before' | 'after'): Promise<Verdict> => {
    for (const [one, count] of left) {
      const { point, harm } = one
      const isHere =
        point.to === call.to &&
        (point.call === call.name || (point.call === '*' && call.name !== 'token')) &&
        (point.when === 'within' ? 'before' : point.when) === when
      if (!isHere) continue
      left.set(one, count + 1)
      if (count + 1 !== point.nth) continue
      left.delete(one)
      struck(`${harm} ${point.name} (${call.name} ${point.nth})`)
      if (point.when !== 'within') return doHarm(system, harm)
      const held = await holdPromotion(system, () => isOver)
      underway.push(
        held
          .stands()
          .then(async (stands) => {
            if (stands) await doHarm(system, harm)
            else struck(`${point.name}: nothing was promoted`)
          })
          .catch(() => {})
          .finally(held.release),
      )
    }
    return 'pass'
  }

  return {
    hooks: {
      before: (call) => {
        if (call.to === 'gazelle' && call.name !== 'token') onGazelle(++calls)
        return reach(call, 'before')
      },
      after: (call) => reach(call, 'after'),
    },
    end: async () => {
      isOver = true
      await Promise.all(underway)
    },
  }
}
