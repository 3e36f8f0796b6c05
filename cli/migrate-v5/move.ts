import { type Bar, progressBars } from '../progress.ts'
import type { Project } from '../project.ts'
import { t } from '../words/words.ts'
import { type Begun, type Counts, callsOf, type Sample, samplesEach } from './calls.ts'
import type { Serials } from './clients-and-pianos.ts'
import type { V5Source } from './source/source.ts'
import type { Planned } from './tables.ts'
import { withoutTokens } from './token.ts'

/** What became of a table, or would. */
export interface Moved {
  table: string
  role: Planned['role']
  rows: number
  counts: Counts
  /** How records compare: the same, differs, gone_at_gazelle, twin, legacy, comes_over. */
  records: Counts
  /** How fields differ: by column and rule. */
  fields: Counts
  samples: Sample[]
}

/** What is done with the rows that are read. */
export type Work = 'report' | 'apply' | 'compare'

type Calls = ReturnType<typeof callsOf>

/** Rows sent at once: some 500 KB of JSON. */
const pageSize = 1000

/** The first samples of each rule of each column. */
const firstOf = (samples: Sample[]): Sample[] =>
  [...Map.groupBy(samples, ({ column, rule }) => `${column} ${rule}`).values()].flatMap((same) =>
    same.slice(0, samplesEach),
  )

const begin = ({ table, role }: Planned): Moved => ({
  table: table.name,
  role,
  rows: 0,
  counts: {},
  records: {},
  fields: {},
  samples: [],
})

/** Moves one table, from where an earlier move of it was cut. */
const moveTable = async (
  source: V5Source,
  calls: Calls,
  one: Planned,
  {
    work,
    earlier,
    bar,
    signal,
  }: { work: Work; earlier: Begun[string] | undefined; bar: Bar; signal: AbortSignal },
): Promise<Moved> => {
  const { table } = one
  const moved = begin(one)
  if (earlier) {
    moved.counts = earlier.counts
    moved.rows = Number(earlier.counts.read ?? 0)
    if (earlier.is_done) return moved
  }
  const reading = { after: earlier?.position ?? null, size: pageSize, signal }
  for await (const { rows, last } of source.pages(table, reading)) {
    signal.throwIfAborted()
    const sent = withoutTokens(rows)
    if (work !== 'compare') moved.counts = await calls.take(table.name, sent, last, moved.counts)
    if (work !== 'apply') {
      const { records, fields } = moved
      const { samples, ...counts } = await calls.compare(table.name, sent, { records, fields })
      Object.assign(moved, counts, { samples: firstOf([...moved.samples, ...samples]) })
    }
    moved.rows += rows.length
    bar.update({ done: moved.rows, total: table.rows || null })
  }
  if (work === 'apply') await calls.end(table.name)
  return moved
}

/**
 * Reads the tables of version 5 page by page, and has the database judge, take or compare each page in one transaction.
 * @param options.work report: judges and compares, changes nothing; apply: takes, goes on where an earlier move was cut; compare: only compares
 * @throws AppError of the source or of the database; the reason of `signal` when that aborts
 */
export const move = async (
  project: Project,
  source: V5Source,
  planned: Planned[],
  {
    account,
    serials,
    work,
    signal,
    quiet,
  }: { account: string; serials: Serials; work: Work; signal: AbortSignal; quiet: boolean },
): Promise<Moved[]> => {
  const calls = callsOf(project, { account, source: source.id, serials, isReport: work !== 'apply' })
  const isRead = ({ role }: Planned) => role !== 'other' && (role !== 'fetched' || work !== 'apply')
  const read = planned.filter(isRead).map(({ table }) => table.name)
  const earlier = work === 'apply' ? await calls.begin(read) : {}
  const moved: Moved[] = []
  const bars = progressBars(read, { quiet })
  try {
    for (const one of planned) {
      const { name, rows } = one.table
      if (!isRead(one)) {
        moved.push({ ...begin(one), rows })
        continue
      }
      const bar = bars.bar(name)
      const done = await moveTable(source, calls, one, { work, earlier: earlier[name], bar, signal })
      moved.push(done)
      bar.end(t('{n} rows', { n: done.rows }))
    }
  } finally {
    bars.stop()
  }
  return moved
}
