import { fillTimeline } from '../fill.ts'
import { standIn, startSystem } from '../system.ts'
import { median, number, table } from '../table.ts'

export interface PollOptions {
  /** Rows in production; the first is what the stand-in has. */
  sizes: [number, number]
  repeats: number
}

/** An incremental run, the kind that the schedule makes each few minutes, over a small and a large history. */
export const poll = async ({ sizes, repeats }: PollOptions) => {
  const system = await startSystem(sizes[0])
  const data: {
    rows: number
    seconds: number
    functionCpu: number
    databaseCpu: number
    walMb: number
    calls: number
  }[] = []
  try {
    await system.syncOthers()
    await system.gazelle.ask({ warm: true }, standIn)
    await system.sync('timeline', { mode: 'full' })
    for (const rows of sizes) {
      await fillTimeline(system.admin, rows)
      // The first ones fill caches, the stand-in's among them: what an incremental run asks for is rendered when it comes.
      for (let round = 0; round < 3; round++) await system.sync('timeline')
      for (let round = 0; round < repeats; round++) {
        const { result, ...cost } = await system.measure(() => system.sync('timeline'))
        data.push({ rows, calls: result.apiCalls, ...cost })
      }
    }
  } finally {
    await system.stop()
  }
  const middle = sizes.map((size) =>
    median(
      data.filter(({ rows }) => rows === size),
      ({ seconds }) => seconds,
    ),
  )
  const [small, large] = middle
  const ratio = small && large ? large.seconds / small.seconds : Number.NaN
  return {
    tables: [
      table(
        ['rows in production', 'a poll', 'calls', 'function CPU s', 'Postgres CPU s', 'WAL MB'],
        middle.map((one) => [
          number(one.rows),
          `${number(one.seconds * 1000)} ms`,
          number(one.calls),
          number(one.functionCpu, 2),
          number(one.databaseCpu, 2),
          number(one.walMb, 3),
        ]),
      ),
      table(
        ['target', 'asked', 'measured', ''],
        [
          [
            `a poll with ${number(sizes[1])} rows against ${number(sizes[0])}`,
            '≤ 1.2 times',
            `${number(ratio, 2)} times`,
            ratio <= 1.2 ? 'met' : `missed by ${number((ratio / 1.2 - 1) * 100)} %`,
          ],
        ],
      ),
    ],
    data,
  }
}
