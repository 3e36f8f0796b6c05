import { standIn, startSystem } from '../system.ts'
import { number, table } from '../table.ts'
import { usualCompany, usualHistory } from '../usual.ts'

interface Part {
  module: string
  state: string
  slices: number
  calls: number
  fetched: number
  changed: number
  seconds: number
  longest: number
  mostCpu: number
  mostMb: number
  /** What its slices noted themselves: CPU of the worker's thread, memory of V8, Gazelle's answers unpacked. */
  ownCpu: number
  ownMb: number
  answersMb: number
}

/**
 * First full sweep of a whole company and a second one, through the functions, slice by slice.
 * @param share of the usual company's size: 1 for all of it, 10 for ten times as much
 */
export const company = async (share: number) => {
  const sized = Object.fromEntries(
    Object.entries(usualCompany).map(([name, count]) => [name, Math.ceil(count * share)]),
  )
  const system = await startSystem(Math.ceil(usualHistory.entries * share), sized)
  const data: Part[] = []
  try {
    const { rows } = await system.admin.query<{ module: string }>(
      'select module from sync.modules order by position',
    )
    await system.gazelle.ask({ warm: true }, standIn)

    const sweep = async (module: string, state: string) => {
      const part: Part = {
        ...{ module, state, slices: 0, calls: 0, fetched: 0, changed: 0 },
        ...{ seconds: 0, longest: 0, mostCpu: 0, mostMb: 0, ownCpu: 0, ownMb: 0, answersMb: 0 },
      }
      let run: number | undefined
      for (;;) {
        const { result, seconds, functionCpu, functionMb } = await system.measure(() =>
          system.slice(module, run === undefined ? { mode: 'full' } : { run }),
        )
        run = result.runId
        part.slices += 1
        part.seconds += seconds
        part.longest = Math.max(part.longest, seconds)
        part.mostCpu = Math.max(part.mostCpu, functionCpu)
        part.mostMb = Math.max(part.mostMb, functionMb)
        if (result.status === 'yielded') continue
        if (result.status !== 'success') throw new Error(`${module} ended as ${JSON.stringify(result)}`)
        // A run's counters go over all its slices.
        const { rows } = await system.admin.query<Pick<Part, 'ownCpu' | 'ownMb' | 'answersMb'>>(
          `select slice_cpu_ms / 1e3::float8 as "ownCpu", peak_memory_bytes / 1e6::float8 as "ownMb", bytes / 1e6::float8 as "answersMb"
           from sync.runs where run_id = $1`,
          [run],
        )
        const { apiCalls: calls, fetched, changed } = result
        data.push({ ...part, ...rows[0], calls, fetched, changed })
        return
      }
    }
    for (const { module } of rows) await sweep(module, 'first')
    await system.vacuumTimeline()
    for (const { module } of rows) await sweep(module, 'again')

    const sizes = await system.admin.query<{ database: string; entries: string; bytes: string }>(
      `select
         pg_database_size(current_database()) as database,
         (select count(*) from gazelle.timeline_entries) as entries,
         pg_total_relation_size('staging.stg_timeline') + pg_total_relation_size('gazelle.timeline_entries')
           + pg_total_relation_size('gazelle.extracted_measurements') as bytes`,
    )
    const [size] = sizes.rows
    const perEntry = Number(size?.bytes) / Number(size?.entries)
    const most = (of: (part: Part) => number) => Math.max(...data.map(of))
    return {
      tables: [
        table(
          [
            'module',
            'sweep',
            'slices',
            'calls',
            'fetched',
            'changed',
            'seconds',
            'longest slice s',
            'most CPU s',
            'most MB',
            'CPU s of its thread',
            'heap MB',
            'answers MB',
          ],
          data.map((part) => [
            ...[part.module, part.state, number(part.slices), number(part.calls), number(part.fetched)],
            ...[number(part.changed), number(part.seconds, 1), number(part.longest, 1)],
            ...[number(part.mostCpu, 2), number(part.mostMb)],
            ...[number(part.ownCpu, 2), number(part.ownMb), number(part.answersMb, 1)],
          ]),
        ),
        table(
          ['limit', 'allowed', 'measured'],
          [
            [
              'wall of a slice, s',
              '150',
              number(
                most((part) => part.longest),
                1,
              ),
            ],
            [
              'CPU of a slice, s',
              '2',
              number(
                most((part) => part.mostCpu),
                2,
              ),
            ],
            [
              'CPU of a slice’s thread, as it notes it, s',
              '2',
              number(
                most((part) => part.ownCpu),
                2,
              ),
            ],
            ['memory of a slice, MB', '128 (limit 256)', number(most((part) => part.mostMb))],
            [
              'heap and what hangs on it after a page, as a slice notes it, MB',
              '256',
              number(most((part) => part.ownMb)),
            ],
            [
              'calls of the first load',
              '700',
              number(data.reduce((sum, { state, calls }) => sum + (state === 'first' ? calls : 0), 0)),
            ],
            ['bytes a timeline entry, raw and production and indexes', '1,024', number(perEntry)],
            ['database, MB', '500', number(Number(size?.database) / 1e6)],
          ],
        ),
      ],
      data,
    }
  } finally {
    await system.stop()
  }
}
