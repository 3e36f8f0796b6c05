import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { AppError } from '../../shared/errors.ts'
import { cliError } from '../errors.ts'
import { count } from '../format.ts'
import { progressBars } from '../progress.ts'
import type { Project } from '../project.ts'
import type { Row, V5Source } from './source/source.ts'
import type { Planned } from './tables.ts'
import { withoutTokens } from './token.ts'

/** Counts by name, as deep as the database answers them. */
export type Counts = { [name: string]: number | Counts }

/** A difference, cut to what a line can show. */
export interface Sample {
  id: string
  column: string
  rule: string
  v5: string | null
  here: string | null
}

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

const counts: z.ZodType<Counts> = z.record(z.string(), z.union([z.number(), z.lazy(() => counts)]))
const compared = z.object({
  records: counts,
  fields: counts,
  samples: z.array(
    z.object({
      id: z.string(),
      column: z.string(),
      rule: z.string(),
      v5: z.string().nullable(),
      here: z.string().nullable(),
    }),
  ),
})
const begun = z.record(
  z.string(),
  z.object({ position: z.string().nullable(), is_done: z.boolean(), counts, started_at: z.string() }),
)
type Begun = z.infer<typeof begun>

/** Since when a move goes on that was cut; null where it began now. */
const cutSince = (before: Begun): string | null => {
  const started = Object.values(before).filter(({ position, is_done }) => is_done || position !== null)
  return (
    started
      .map(({ started_at }) => started_at)
      .toSorted()
      .at(0) ?? null
  )
}

/** Says that two moves, or a move and its undoing, were at work at once. */
const explained = (account: string) => (error: unknown) => {
  if (!(error instanceof AppError) || error.code !== 'GZ425') throw error
  throw cliError(
    'failed',
    'v5_busy',
    account,
    `another move into account ${account}, or its undoing, was at work at the same time`,
    'Let the other one end, then run the same command again: it goes on where it is.',
  )
}

/** Rows sent at once: some 500 KB of JSON. */
const pageSize = 1000
/** Samples of one rule of one column that are shown. */
const samplesEach = 3

/** Adds counts, name by name. */
export const sum = (one: Counts, other: Counts): Counts => {
  const total: Counts = { ...one }
  for (const [name, value] of Object.entries(other)) {
    const before = total[name]
    total[name] =
      typeof value === 'number'
        ? (typeof before === 'number' ? before : 0) + value
        : sum(typeof before === 'object' ? before : {}, value)
  }
  return total
}

type Serials = Map<string, Map<string, string>>

const numbered = /client|piano/
const number = /^\d{1,10}$/
const numberedTables = { clients: 'gazelle_clients', pianos: 'gazelle_pianos' }

/** Of several rows of one record: the newest, then the one with more in it. */
const newestFirst = (one: Row, other: Row): number =>
  String(other.updated_at ?? '').localeCompare(String(one.updated_at ?? '')) || filled(other) - filled(one)
const filled = (row: Row) => Object.values(row).filter((value) => value !== null).length

/**
 * The numbers that version 5 gave, of all its clients and pianos: what a move that was cut had read, and what this database never had.
 * A number of an older copy of a record counts where no other record has it; one that two records have means neither.
 */
const numbersOf = async (source: V5Source, planned: Planned[], signal: AbortSignal): Promise<Serials> => {
  const known: Serials = new Map()
  for (const [entity, name] of Object.entries(numberedTables)) {
    const own = new Map<string, string | null>()
    const older = new Map<string, string>()
    const table = planned.find((one) => one.table.name === name)?.table
    if (table)
      for await (const { rows } of source.pages(table, { after: null, size: pageSize, signal }))
        for (const [id, copies] of Map.groupBy(rows, (row) => String(row.external_id ?? '').trim())) {
          const serials = copies.toSorted(newestFirst).map((row) => String(row.id))
          for (const [place, serial] of serials.entries()) {
            if (id === '' || !number.test(serial)) continue
            if (place > 0) older.set(serial, id)
            else own.set(serial, own.has(serial) && own.get(serial) !== id ? null : id)
          }
        }
    const all = [...older, ...own].filter((entry): entry is [string, string] => entry[1] !== null)
    known.set(entity, new Map(all))
  }
  return known
}

/** The numbers of version 5 that a page may refer to: all of them would be sent with each page. */
const serialsIn = (rows: Row[], known: Serials) => {
  const found: Record<string, Record<string, string>> = {}
  for (const row of rows)
    for (const [column, value] of Object.entries(row)) {
      if (!numbered.test(column) || !number.test(String(value))) continue
      for (const [entity, ids] of known) {
        const id = ids.get(String(value))
        if (id !== undefined) {
          found[entity] ??= {}
          found[entity][String(value)] = id
        }
      }
    }
  return found
}

/**
 * Reads the tables of version 5 page by page, and has the database judge, take or compare each page in one transaction.
 * @param work report: judges and compares, changes nothing; apply: takes, goes on where an earlier move was cut; compare: only compares
 * @returns what became of each table, and since when a move that was cut has gone on: what version 5 wrote since then in tables that
 *   had come over is not in it
 * @throws AppError `v5_busy`; of the source or of the database; the reason of `signal` when that aborts
 */
export const move = async (
  project: Project,
  source: V5Source,
  planned: Planned[],
  { account, work, signal, quiet }: { account: string; work: Work; signal: AbortSignal; quiet: boolean },
): Promise<{ moved: Moved[]; cutSince: string | null }> => {
  const sync = project.database.schema('sync')
  const v5 = project.database.schema('v5')
  const isTaken = ({ role }: Planned) => role !== 'other' && (role !== 'fetched' || work !== 'apply')
  const before: Begun =
    work === 'apply'
      ? await call(
          sync,
          'begin_v5_move',
          {
            p_account: account,
            p_source: source.id,
            p_tables: planned.filter(isTaken).map(({ table }) => table.name),
          },
          begun,
        )
      : {}
  const since = cutSince(before)
  const known = await numbersOf(source, planned, signal)
  const take = (table: string, rows: Row[], position: string | null, after: string | null) =>
    call(
      sync,
      'take_v5_page',
      {
        p_account: account,
        p_source: source.id,
        p_table: table,
        p_rows: rows,
        p_serials: serialsIn(rows, known),
        p_position: position,
        p_is_report: work !== 'apply',
        p_after: after,
      },
      counts,
    ).catch(explained(account))
  const compare = (table: string, rows: Row[]) =>
    call(
      v5,
      'compare',
      {
        p_account: account,
        p_table: table,
        p_rows: rows,
        p_serials: serialsIn(rows, known),
        p_samples: samplesEach,
      },
      compared,
    )

  const moved: Moved[] = []
  const bars = progressBars(
    planned.filter(isTaken).map(({ table }) => table.name),
    { quiet },
  )
  try {
    for (const one of planned) {
      const { table, role } = one
      const result: Moved = {
        table: table.name,
        role,
        rows: 0,
        counts: {},
        records: {},
        fields: {},
        samples: [],
      }
      moved.push(result)
      if (!isTaken(one)) {
        result.rows = table.rows
        continue
      }
      const bar = bars.bar(table.name)
      const earlier = before[table.name]
      result.counts = earlier?.counts ?? {}
      result.rows = Number(result.counts.read ?? 0)
      let after = earlier?.position ?? null
      if (!earlier?.is_done)
        for await (const { rows, last } of source.pages(table, {
          after,
          size: pageSize,
          signal,
        })) {
          signal.throwIfAborted()
          const sent = withoutTokens(rows)
          if (work !== 'compare')
            result.counts = sum(result.counts, await take(table.name, sent, last, after))
          if (work !== 'apply') note(result, await compare(table.name, sent))
          after = last ?? after
          result.rows += rows.length
          bar.update({ done: result.rows, total: table.rows || null })
        }
      if (work === 'apply' && !earlier?.is_done)
        await call(
          sync,
          'end_v5_table',
          { p_account: account, p_source: source.id, p_table: table.name, p_after: after },
          z.unknown(),
        ).catch(explained(account))
      bar.end(`${count(result.rows)} rows`)
    }
  } finally {
    bars.stop()
  }
  return { moved, cutSince: since }
}

const note = (result: Moved, { records, fields, samples }: z.infer<typeof compared>) => {
  result.records = sum(result.records, records)
  result.fields = sum(result.fields, fields)
  const seen = new Map<string, number>()
  const add = (sample: Sample) => {
    const key = `${sample.column} ${sample.rule}`
    const times = seen.get(key) ?? 0
    seen.set(key, times + 1)
    return times < samplesEach
  }
  result.samples = [...result.samples, ...samples].filter(add)
}
