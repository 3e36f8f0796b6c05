// What a move says, in tables and sentences.
import { clean, count, faint, fitted, strong, table } from '../format.ts'
import { type Plain, t } from '../words/words.ts'
import type { Counts, Sample } from './calls.ts'
import type { Moved } from './move.ts'

/** Why a field differs, or what became of a record or value; by the names that the database gives. */
const sentences: Record<string, Plain> = {
  // values
  taken: 'Gazelle has none: version 5’s stands here',
  same: 'the same in both',
  gazelle_wins: 'Gazelle has another one, which wins',
  kept_here: 'people have given another one here, which stays',
  no_record: 'the record is no longer at Gazelle: the value is kept in reconcile.v5_values',
  unreadable: 'cannot be read as what the column holds: kept in reconcile.v5_values',
  other_account: 'the record is another company’s: nothing is written',
  // entries
  at_gazelle: 'Gazelle gives them: fetched, not copied',
  gone_at_gazelle: 'Gazelle has them no longer',
  twin: 'of the import, and Gazelle has the entry: dropped',
  legacy: 'of the import alone: kept as legacy history',
  metadata: 'with readings, which stay with their entry',
  without_client: 'kept, without a client: nothing tells which',
  without_user: 'kept, without an author until gazelle matches says who it was',
  without_piano: 'kept, without a piano: nothing tells which',
  // rows
  rows: 'rows, kept whole',
  references: 'references to Gazelle’s records',
  unresolved: 'references to a number that no record has',
  erased: 'of a client who was erased: left out',
  without_id: 'without a key: left out',
  // differences
  blank_in_v5: 'blank in version 5',
  unreadable_in_v5: 'cannot be read in version 5',
  false_says_nothing: 'false in version 5, which has that wherever nobody said anything',
  comes_over: 'comes over with --apply',
  emptied_since: 'came over, and was emptied here since',
  time_of_sync: 'the time of version 5’s last sync, not of a change',
  never_right_in_v5: 'was never right in version 5',
  read_again: 'readings are read anew from the text',
  number_of_v5: 'version 5 has a number of its own',
  number_for_id: 'version 5’s own number for the same record',
  type_rewritten: 'version 5 had rewritten the type',
  blank_at_gazelle: 'blank at Gazelle by now',
  cut_in_v5: 'cut in version 5',
  other_spelling: 'the same, spelled differently',
  cents_in_v5: 'cents in version 5, dollars here',
  utc_in_v5: 'UTC in version 5, the company’s time here',
  newer_at_gazelle: 'changed at Gazelle since version 5 read it',
  differs: 'differ in a field or more',
}

const of = (counts: Counts, name: string): Counts => {
  const value = counts[name]
  return typeof value === 'object' ? value : {}
}

const said = (name: string) => (sentences[name] ? t(sentences[name]) : name)

/** How many of what a sentence is true of. */
interface Line {
  sentence: string
  number: number
  what: string
  sample?: Sample
}

const lines = (counts: Counts, what: string): Line[] =>
  Object.entries(counts).flatMap(([name, number]) =>
    typeof number === 'number' && number > 0 && name !== 'written'
      ? [{ sentence: said(name), number, what }]
      : [],
  )

/** What became of values, entries and rows. */
const outcomes = ({ table: name, counts }: Moved): Line[] => {
  const { erased = 0, without_id = 0 } = counts
  const values = of(counts, 'values')
  return [
    ...Object.keys(values).flatMap((column) => lines(of(values, column), `${name}.${column}`)),
    ...lines({ ...of(counts, 'entries'), ...of(counts, 'own'), erased, without_id }, name),
  ]
}

/** How fields differ, with a sample of each column and rule. */
const differences = ({ table: name, fields, samples }: Moved): Line[] =>
  Object.keys(fields).flatMap((column) =>
    lines(of(fields, column), `${name}.${column}`).map((line) => {
      const sample = samples.find((one) => one.column === column && said(one.rule) === line.sentence)
      return sample ? { ...line, sample } : line
    }),
  )

const records = ({ table: name, records: counts }: Moved): Line[] => lines(counts, name)

/** Rows of production and of what came from version 5 that were written. */
const writtenIn = (counts: Counts): number =>
  Object.entries(counts).reduce(
    (total, [name, value]) =>
      total + (typeof value === 'object' ? writtenIn(value) : name === 'written' ? value : 0),
    0,
  )

// Two values of this length, and an id between them and the number, fit into 80 columns.
const mostShown = 18
const short = (text: string | null) =>
  text === null || text === ''
    ? t('(blank)')
    : text.length > mostShown
      ? `${text.slice(0, mostShown - 1)}…`
      : text
const shortSample = ({ id, v5, here }: Sample) => clean(`${id}: ${short(v5)} → ${short(here)}`)

// A sentence stands once, over all that it is true of: beside each column of each table it would not fit into a line.
const section = (title: string, all: Line[]): string[] => {
  if (all.length === 0) return []
  const width = Math.max(...all.map(({ number }) => count(number).length))
  const blocks = [...Map.groupBy(all, ({ sentence }) => sentence)].map(([sentence, same]) =>
    [
      fitted(sentence, ''),
      ...same.flatMap(({ number, what, sample }) => [
        `  ${count(number).padStart(width)}  ${clean(what)}`,
        ...(sample ? [faint(`  ${' '.repeat(width)}  ${shortSample(sample)}`)] : []),
      ]),
    ].join('\n'),
  )
  return [`${strong(title)}\n${blocks.join('\n')}`]
}

const tables = (title: string, moved: Moved[]): string[] =>
  moved.length === 0
    ? []
    : [
        `${strong(title)}\n${table(
          [t('table'), t('rows')],
          moved.map(({ table: name, rows }) => [name, rows]),
        )}`,
      ]

/** The report on what a move would do, or has done. */
export const shown = (moved: Moved[], verb: 'would' | 'did'): string =>
  [
    ...section(
      verb === 'would' ? t('What would become of it') : t('What became of it'),
      moved.flatMap(outcomes),
    ),
    ...tables(
      t('Fetched from Gazelle instead, since version 5 has it cut, retyped or old'),
      moved.filter(({ role }) => role === 'fetched' || role === 'records' || role === 'timeline'),
    ),
    ...section(t('Records'), moved.flatMap(records)),
    ...section(t('What version 5 and Gazelle say differently'), moved.flatMap(differences)),
    ...tables(
      t('Left alone: nothing in them refers to a record of Gazelle’s'),
      moved.filter(({ role }) => role === 'other'),
    ),
  ].join('\n\n')

interface Open {
  source_table: string | null
  source_id: string | null
  source_column: string | null
  reason: string | null
  value: unknown
  found: unknown
}

/** What nobody has decided, for people: under each reason, by column. */
export const openShown = (open: Open[]): string =>
  [...Map.groupBy(open, ({ reason }) => said(reason ?? ''))]
    .map(([reason, same]) => {
      const columns = Map.groupBy(same, (one) => `${one.source_table}.${one.source_column}`)
      const shownOf = ([column, rows]: [string, Open[]]) =>
        table(
          [clean(column), t('version 5'), t('here')],
          rows.map((one) => [one.source_id ?? '', short(textOf(one.value)), short(textOf(one.found))]),
        )
      return [strong(reason), ...[...columns].map(shownOf)].join('\n')
    })
    .join('\n')

const textOf = (value: unknown) =>
  value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)

/** A sentence on rows that were written. */
export const writtenShown = (moved: Moved[]): string => {
  const written = moved.reduce((total, { counts }) => total + writtenIn(counts), 0)
  return written === 0
    ? t('Nothing was to be changed: all of it was here.')
    : t('{n} rows were written.', { n: written })
}
