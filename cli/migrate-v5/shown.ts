// What a move says, in tables and sentences.
import { clean, count, strong, table } from '../format.ts'
import type { Counts, Moved } from './move.ts'

/** Why a field differs, or what became of a record or value; by the names that the database gives. */
export const sentences: Record<string, string> = {
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
  without_client: 'kept, of a client that nothing tells',
  without_user: 'kept, of an author who is nobody or not clear: gazelle matches',
  without_piano: 'kept, without a piano',
  // rows
  rows: 'rows, kept whole',
  references: 'references to Gazelle’s records',
  unresolved: 'references to a number that nothing has',
  erased: 'of a client who was erased: left out',
  without_id: 'without a key: left out',
  // differences
  blank_in_v5: 'blank in version 5',
  unreadable_in_v5: 'cannot be read in version 5',
  false_says_nothing: 'version 5 has false wherever nobody said anything',
  comes_over: 'comes over with --apply',
  emptied_since: 'came over, and was emptied here since',
  time_of_sync: 'version 5 marks each row at each sync',
  never_right_in_v5: 'was never right in version 5',
  read_again: 'readings are read anew from the text',
  number_of_v5: 'another number',
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
const numbers = (counts: Counts): [string, number][] =>
  Object.entries(counts).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] > 0,
  )

const said = (name: string) => sentences[name] ?? name

/** What became of values, entries and rows: [table, what, number, in words]. */
export const outcomes = (moved: Moved[]): [string, string, number, string][] =>
  moved.flatMap(({ table: name, counts }) => [
    ...Object.entries(of(counts, 'values')).flatMap(([column, each]) =>
      typeof each === 'object'
        ? numbers(each)
            .filter(([outcome]) => outcome !== 'written')
            .map(([outcome, number]): [string, string, number, string] => [
              name,
              column,
              number,
              said(outcome),
            ])
        : [],
    ),
    ...['entries', 'own'].flatMap((kind) =>
      numbers(of(counts, kind))
        .filter(([outcome]) => outcome !== 'written')
        .map(([outcome, number]): [string, string, number, string] => [name, '', number, said(outcome)]),
    ),
    ...(['erased', 'without_id'] as const).flatMap((outcome) => {
      const number = counts[outcome]
      return typeof number === 'number' && number > 0
        ? [[name, '', number, said(outcome)] satisfies [string, string, number, string]]
        : []
    }),
  ])

/** Rows of production and of what came from version 5 that were written. */
export const writtenIn = (moved: Moved[]): number => {
  const add = (counts: Counts): number =>
    Object.entries(counts).reduce(
      (total, [name, value]) =>
        total + (typeof value === 'object' ? add(value) : name === 'written' ? value : 0),
      0,
    )
  return moved.reduce((total, { counts }) => total + add(counts), 0)
}

/** How fields differ, with a sample each: [table, column, number, in words, sample]. */
const differences = (moved: Moved[]): [string, string, number, string, string][] =>
  moved.flatMap(({ table: name, fields, samples }) =>
    Object.entries(fields).flatMap(([column, rules]) =>
      typeof rules === 'object'
        ? numbers(rules).map(([rule, number]): [string, string, number, string, string] => {
            const sample = samples.find((one) => one.column === column && one.rule === rule)
            return [name, column, number, said(rule), sample ? shortSample(sample) : '']
          })
        : [],
    ),
  )

const short = (text: string | null) =>
  text === null || text === '' ? '(blank)' : text.length > 24 ? `${text.slice(0, 23)}…` : text
const shortSample = ({ id, v5, here }: { id: string; v5: string | null; here: string | null }) =>
  clean(`${id}: ${short(v5)} → ${short(here)}`)

const records = (moved: Moved[]): [string, number, string][] =>
  moved.flatMap(({ table: name, records: counts }) =>
    numbers(counts).map(([rule, number]): [string, number, string] => [name, number, said(rule)]),
  )

const section = (title: string, head: string[], rows: (string | number)[][]) =>
  rows.length === 0 ? [] : [`${strong(title)}\n${table(head, rows)}`]

/** The report on what a move would do, or has done. */
export const shown = (moved: Moved[], verb: 'would' | 'did'): string => {
  const fetched = moved.filter(({ role }) => role === 'fetched' || role === 'records' || role === 'timeline')
  const left = moved.filter(({ role }) => role === 'other')
  return [
    ...section(
      verb === 'would' ? 'What would become of it' : 'What became of it',
      ['table', 'column', 'number', 'what'],
      outcomes(moved),
    ),
    ...section(
      'Fetched from Gazelle instead, since version 5 has it cut, retyped or old',
      ['table', 'rows'],
      fetched.map(({ table: name, rows }) => [name, rows]),
    ),
    ...section('Records', ['table', 'number', 'what'], records(moved)),
    ...section(
      'What version 5 and Gazelle say differently',
      ['table', 'column', 'number', 'why', 'such as'],
      differences(moved),
    ),
    ...section(
      'Left alone: they refer to no record of Gazelle’s, or have no column id, external_id, gazelle_user_id or key',
      ['table', 'rows'],
      left.map(({ table: name, rows }) => [name, rows]),
    ),
  ].join('\n\n')
}

/** What nobody has decided, for people. */
export const openShown = (
  open: {
    source_table: string | null
    source_id: string | null
    source_column: string | null
    reason: string | null
    value: unknown
    found: unknown
  }[],
): string =>
  table(
    ['table', 'record', 'column', 'version 5', 'here', 'why it is open'],
    open.map((one) => [
      one.source_table ?? '',
      one.source_id ?? '',
      one.source_column ?? '',
      short(textOf(one.value)),
      short(textOf(one.found)),
      said(one.reason ?? ''),
    ]),
  )

const textOf = (value: unknown) =>
  value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)

/** A sentence on rows that were written. */
export const writtenShown = (moved: Moved[]): string => {
  const written = writtenIn(moved)
  return written === 0
    ? 'Nothing was to be changed: all of it was here.'
    : `${count(written)} rows were written.`
}
