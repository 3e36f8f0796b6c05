// What a move says, in tables and sentences.
import { clean, count, faint, fitted, short, strong, table } from '../format.ts'
import { many, type Plain, t } from '../words/words.ts'
import type { Counts, Moved, Open } from './move.ts'

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
  // differences
  blank_in_v5: 'blank in version 5',
  unreadable_in_v5: 'cannot be read in version 5',
  false_says_nothing: 'false in version 5, which has that wherever nobody said anything',
  comes_over: 'comes over with --apply',
  imported: 'of the import: --apply keeps those that Gazelle has not',
  emptied_since: 'came over, and was emptied here since',
  time_of_sync: 'the time of version 5’s last sync, not of a change',
  never_right_in_v5: 'was never right in version 5',
  read_again: 'readings are read anew from the text',
  number_of_v5: 'version 5 has a number of its own',
  number_comes_over: 'its number comes over with --apply, for the views',
  number_for_id: 'version 5’s own number for the same record',
  type_rewritten: 'version 5 had rewritten the type',
  blank_at_gazelle: 'blank at Gazelle by now',
  cut_in_v5: 'cut in version 5',
  other_spelling: 'the same, spelled differently',
  cents_in_v5: 'cents in version 5, dollars here',
  utc_in_v5: 'UTC in version 5, the company’s time here',
  author_matched: 'the user whom the name means',
  only_its_day: 'only the day of it is known',
  number_of_nobody: 'a reference to a number that no record has',
  changed_since: 'changed in version 5 since it came over',
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

const said = (name: string) => (sentences[name] ? t(sentences[name]) : name)

/** So many values, entries or rows of a table, and what is said of them. */
export interface Said {
  table: string
  number: number
  /** Empty for whole rows. */
  column: string
  what: string
  /** What some of them look like. */
  samples: string[]
}

/** What became of values, entries and rows. */
export const outcomes = (moved: Moved[]): Said[] =>
  moved.flatMap(({ table: name, counts, open }) => {
    const line = (column: string, outcome: string, number: number): Said => ({
      table: name,
      number,
      column,
      what: said(outcome),
      samples: open
        .filter((one) => one.reason === outcome && (column === '' || one.source_column === column))
        .map(
          (one) => `${one.source_id}: ${column === '' ? `${one.source_column} ` : ''}${inShort(one.value)}`,
        ),
    })
    const lines = (column: string, each: Counts) =>
      numbers(each)
        .filter(([outcome]) => outcome !== 'written')
        .map(([outcome, number]) => line(column, outcome, number))
    return [
      ...Object.entries(of(counts, 'values')).flatMap(([column, each]) =>
        typeof each === 'object' ? lines(column, each) : [],
      ),
      ...['entries', 'own'].flatMap((kind) => lines('', of(counts, kind))),
      ...lines('', { erased: counts.erased ?? 0 }),
    ]
  })

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

const differences = (moved: Moved[]): Said[] =>
  moved.flatMap(({ table: name, fields, samples }) =>
    Object.entries(fields).flatMap(([column, rules]) =>
      typeof rules === 'object'
        ? numbers(rules).map(([rule, number]) => ({
            table: name,
            number,
            column,
            what: said(rule),
            samples: samples
              .filter((one) => one.column === column && one.rule === rule)
              .slice(0, 1)
              .map(({ id, v5, here }) => `${id}: ${inShort(v5)} → ${inShort(here)}`),
          }))
        : [],
    ),
  )

const shortLength = 24
const inShort = (value: unknown) => short(value, shortLength)
const isNothing = (value: unknown) => value === null || value === undefined

const records = (moved: Moved[]): Said[] =>
  moved.flatMap(({ table: name, records: counts }) =>
    numbers(counts).map(([rule, number]) => ({
      table: name,
      number,
      column: '',
      what: said(rule),
      samples: [],
    })),
  )

/** A text behind `lead`; its lines after the first begin where it begins. */
const hanging = (lead: string, text: string) => fitted(`${lead}${text}`, ' '.repeat(lead.trimStart().length))

const titled = (title: string, body: string) => `${strong(title)}\n${body}`

/** Lines under the names of their tables, since all of it side by side is wider than a terminal. */
const section = (title: string, lines: Said[]): string[] => {
  if (lines.length === 0) return []
  const width = Math.max(...lines.map(({ number }) => count(number).length))
  const blocks = [...Map.groupBy(lines, (one) => one.table)].map(([name, ofTable]) =>
    [
      ` ${clean(name)}`,
      ...ofTable.flatMap(({ number, column, what, samples }) => {
        const text = column === '' ? what : `${column}: ${what}`
        return [
          hanging(`  ${count(number).padStart(width)}  `, clean(text)),
          ...samples.map((sample) => faint(hanging(' '.repeat(width + 6), clean(sample)))),
        ]
      }),
    ].join('\n'),
  )
  return [titled(title, blocks.join('\n'))]
}

const sizes = (title: string, moved: Moved[]): string[] =>
  moved.length === 0
    ? []
    : [
        titled(
          title,
          table(
            [t('table'), t('rows')],
            moved.map(({ table: name, rows }) => [name, rows]),
          ),
        ),
      ]

/** The report on what a move would do, or has done. */
export const shown = (moved: Moved[], verb: 'would' | 'did'): string =>
  [
    ...section(verb === 'would' ? t('What would become of it') : t('What became of it'), outcomes(moved)),
    ...sizes(
      t('Fetched from Gazelle instead, since version 5 has it cut, retyped or old'),
      moved.filter(({ role }) => role === 'fetched' || role === 'records' || role === 'timeline'),
    ),
    ...section(t('Records'), records(moved)),
    ...section(t('What version 5 and Gazelle say differently, and why'), differences(moved)),
    ...sizes(
      t('Left alone, since they refer to no record of Gazelle’s'),
      moved.filter(({ role }) => role === 'other'),
    ),
  ].join('\n\n')

/** Records of one reason that are shown. */
const openEach = 10

/** What nobody has decided, for people. */
export const openShown = (open: Open[]): string =>
  section(
    t('What is open'),
    [...Map.groupBy(open, (one) => `${one.source_table} ${one.source_column} ${one.reason}`).values()].map(
      (alike) => ({
        table: alike[0]?.source_table ?? '',
        number: alike.length,
        column: alike[0]?.source_column ?? '',
        what: said(alike[0]?.reason ?? ''),
        samples: [
          ...alike
            .slice(0, openEach)
            .map(
              ({ source_id: id, value, found }) =>
                `${id}: ${inShort(value)}${isNothing(found) ? '' : `, ${t('here')} ${inShort(found)}`}`,
            ),
          ...(alike.length > openEach
            ? [t('and {n} more: --json has them all', { n: alike.length - openEach })]
            : []),
        ],
      }),
    ),
  ).join('')

/** How many values and entries wait for a move. */
export const waitingIn = (moved: Moved[]): number =>
  moved.reduce((total, { fields, records: found }) => {
    const columns = Object.keys(fields).map((column) => Number(of(fields, column).comes_over ?? 0))
    return columns.reduce(
      (sum, one) => sum + one,
      total + Number(found.imported ?? 0) + Number(found.comes_over ?? 0),
    )
  }, 0)

/** A sentence on rows that were written. */
export const writtenShown = (moved: Moved[]): string => {
  const written = writtenIn(moved)
  return written === 0
    ? t('Nothing changed: all of it was here already.')
    : many(written, '{n} row was written.', '{n} rows were written.')
}
