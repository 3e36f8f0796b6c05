import { fillTimeline } from '../fill.ts'
import { type Cost, type System, standIn, startSystem } from '../system.ts'
import { median, number, table } from '../table.ts'

export interface PollOptions {
  /** Rows in production; the first is what the stand-in has. */
  sizes: [number, number]
  /** Pairs of polls, one of each size. */
  pairs: number
}

interface Sample extends Cost {
  rows: number
  calls: number
}

const target = 1.2

const poll = async (system: System, rows: number): Promise<Sample> => {
  const { result, ...cost } = await system.measure(() => system.sync('timeline'))
  return { rows, calls: result.apiCalls, ...cost }
}

const startWith = async (synced: number, rows: number) => {
  const system = await startSystem(synced)
  try {
    await system.syncOthers()
    await system.gazelle.ask({ warm: true }, standIn)
    await system.sync('timeline', { mode: 'full' })
    await fillTimeline(system.admin, rows)
    // The first ones fill caches, the stand-in's among them: what an incremental run asks for is rendered when it comes.
    for (let round = 0; round < 5; round++) await system.sync('timeline')
    return system
  } catch (error) {
    await system.stop()
    throw error
  }
}

/** Median of the ratios, and the bounds between which the true one lies in 95 of 100 series (ranks of a binomial). */
const spread = (ratios: number[]) => {
  const sorted = ratios.toSorted((left, right) => left - right)
  const half = 0.98 * Math.sqrt(sorted.length)
  const at = (rank: number) =>
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(rank)))] ?? Number.NaN
  const middle = (sorted.length - 1) / 2
  return { low: at(middle - half), middle: at(middle), high: at(middle + half) }
}

const verdict = ({ low, middle, high }: ReturnType<typeof spread>) => {
  if (high <= target) return 'met'
  return low > target ? `missed by ${number((middle / target - 1) * 100)} %` : 'undecided'
}

/**
 * An incremental run, the kind that the schedule makes each few minutes, over a small and a large history: two systems
 * side by side, polled in turn, so that a busy moment of the machine meets both.
 */
export const pollPairs = async ({ sizes, pairs }: PollOptions) => {
  const [small, large] = sizes
  const systems: System[] = []
  const data: { small: Sample; large: Sample }[] = []
  try {
    const one = await startWith(small, small)
    systems.push(one)
    const other = await startWith(small, large)
    systems.push(other)
    for (let pair = 0; pair < pairs; pair++) {
      // Each goes first in every other pair.
      const first = pair % 2 === 0 ? await poll(one, small) : undefined
      const ofLarge = await poll(other, large)
      data.push({ small: first ?? (await poll(one, small)), large: ofLarge })
    }
  } finally {
    for (const system of systems) await system.stop()
  }
  const ratio = spread(data.map((pair) => pair.large.seconds / pair.small.seconds))
  const middle = [data.map((pair) => pair.small), data.map((pair) => pair.large)].map((samples) =>
    median(samples, ({ seconds }) => seconds),
  )
  return {
    tables: [
      table(
        ['rows in production', 'a poll', 'calls', 'function CPU s', 'Postgres CPU s', 'WAL MB'],
        middle.map((sample) => [
          number(sample.rows),
          `${number(sample.seconds * 1000)} ms`,
          number(sample.calls),
          number(sample.functionCpu, 2),
          number(sample.databaseCpu, 2),
          number(sample.walMb, 3),
        ]),
      ),
      table(
        ['target', 'asked', 'measured', '95 % of series', ''],
        [
          [
            `a poll with ${number(large)} rows against ${number(small)}, median of ${number(pairs)} pairs`,
            `≤ ${target} times`,
            `${number(ratio.middle, 2)} times`,
            `${number(ratio.low, 2)} to ${number(ratio.high, 2)}`,
            verdict(ratio),
          ],
        ],
      ),
    ],
    data,
  }
}
