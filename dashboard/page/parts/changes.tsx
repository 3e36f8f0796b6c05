import type { ComponentChildren } from 'preact'
import { type Rows, useNames, useRows } from '../context.ts'
import type { ViewQuestion } from '../data.questions.ts'
import type { LoggedRow } from '../data.rows.ts'
import { clock } from '../formats.ts'
import { every } from '../questions.ts'
import type { Name } from '../rows.ts'
import { at, day } from '../time.ts'
import { many, named, number, t } from '../words/words.ts'
import { inCurrency, Named, nameOr, Words } from './name.tsx'
import { Panel } from './panel.tsx'

/** Changes of records, newest first; `count` says how many there are. */
const logged = (where: NonNullable<ViewQuestion['where']>, limit: number): ViewQuestion => ({
  view: 'changes.log',
  where,
  order: [{ column: 'position', descending: true }],
  limit,
  count: true,
})

/** The columns that hold ids, with the table of what they mean. */
const kinds: [RegExp, string][] = [
  [/(^|_)client_id$/, 'clients'],
  [/(^|_)piano_id$/, 'pianos'],
  [/^(user_id|preferred_technician_id|assigned_to_id|created_by_id)$/, 'users'],
]
const kindOf = (column: string) => kinds.find(([form]) => form.test(column))?.[1]

/** Words for what a column of these may hold. */
const groups: Record<string, string> = {
  status: 'state',
  lifecycle_state: 'state',
  type: 'type',
}
const inCents = /^(sub|tax_|tip_|paid_|due_)?total$|_total$|^amount$/

const longest = 80
const isWord = (column: string) => named('field', column, null) !== column

/** A value of any type, for people; `currency` is that of the record it is of. */
const wordsOf = (column: string, value: unknown, nameOf: NameOf, currency: string | null): string => {
  if (value === null || value === undefined || value === '') return t('changes.blank')
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  if (typeof value === 'number')
    return column === 'year'
      ? String(value)
      : inCents.test(column)
        ? inCurrency(value, currency)
        : number(value)
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.length === 0 ? t('changes.blank') : value.join(', ')
  if (typeof value !== 'string') return JSON.stringify(value).slice(0, longest)
  const kind = kindOf(column)
  if (kind) return nameOr(nameOf(kind, value), value)
  const group = groups[column]
  if (group) return named(group, value, value)
  if (column === 'local_time') return clock(value)
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return at(value)
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return day(value)
  return value.length > longest ? `${value.slice(0, longest - 1)}…` : value
}

type NameOf = (kind: string, id: string) => Name | undefined

const useNamesOf = (rows: LoggedRow[]): NameOf =>
  useNames(
    rows.flatMap(({ entity, id, operation, changes }) => [
      { kind: entity, id },
      ...(operation === 'updated'
        ? Object.entries(changes).flatMap(([column, values]) => {
            const kind = kindOf(column)
            return kind ? values.flatMap((one) => (typeof one === 'string' ? [{ kind, id: one }] : [])) : []
          })
        : []),
    ]),
  )

/** What a change of a record changed: each field that people know, before and after, and how many others. */
const Fields = ({ row, nameOf }: { row: LoggedRow; nameOf: NameOf }) => {
  const fields = Object.entries(row.changes).filter(([column]) => isWord(column))
  const others = Object.keys(row.changes).filter(
    // What follows from another column, or says no more than that something changed.
    (column) => !isWord(column) && !/^(gazelle_(created|updated)_at|display_name)$/.test(column),
  ).length
  if (row.operation !== 'updated' || fields.length + others === 0) return null
  const words = (column: string, value: unknown) =>
    wordsOf(column, value, nameOf, nameOf(row.entity, row.id)?.currency ?? null)
  return (
    <ul class="fields">
      {fields.map(([column, [before, after]]) => (
        <li key={column}>
          <span class="quiet">{named('field', column)}</span> <del>{words(column, before)}</del>{' '}
          <span aria-hidden="true">→</span>
          <span class="hidden"> {t('changes.became')} </span> <ins>{words(column, after)}</ins>
        </li>
      ))}
      {others > 0 && <li class="quiet">{many('changes.others', others)}</li>}
    </ul>
  )
}

const Operation = ({ row }: { row: LoggedRow }) =>
  row.operation === 'updated' ? null : (
    <span class={`chip ${row.operation === 'deleted' ? 'warn' : ''}`}>{t(`changes.${row.operation}`)}</span>
  )

/** Changes one below the other, each behind what `lead` says of it. */
const List = (props: {
  rows: LoggedRow[]
  nameOf: NameOf
  lead: (row: LoggedRow) => ComponentChildren
  end?: (row: LoggedRow) => ComponentChildren
}) => {
  const { rows, nameOf, lead, end } = props
  return (
    <ol class="changes">
      {rows.map((row) => (
        <li key={row.position}>
          <p class="row">
            {lead(row)}
            <Operation row={row} />
            {end?.(row)}
          </p>
          <Fields row={row} nameOf={nameOf} />
        </li>
      ))}
    </ol>
  )
}

/** A panel with the newest changes of something; none where it has none. */
const Changes = (props: {
  known: Rows<LoggedRow>
  nameOf: NameOf
  text?: string
  lead: (row: LoggedRow) => ComponentChildren
  end?: (row: LoggedRow) => ComponentChildren
}) => {
  const { known, text, ...list } = props
  const { rows = [], count, failure } = known
  if (!failure && known.rows?.length === 0) return null
  return (
    <Panel title={t('changes.title')} text={text} failure={failure}>
      <List rows={rows} {...list} />
      {count !== null && count > rows.length && rows.length > 0 && (
        <p class="quiet">{t('changes.more', { shown: number(rows.length), all: number(count) })}</p>
      )}
    </Panel>
  )
}

/** The records that a run changed, by name, with each field before and after. */
export const ChangesOfRun = ({ run }: { run: number }) => {
  const known = useRows<LoggedRow>(logged({ run_id: run }, 40), every.list)
  const nameOf = useNamesOf(known.rows ?? [])
  return (
    <Changes
      known={known}
      nameOf={nameOf}
      lead={({ entity, id }) => <Named name={nameOf(entity, id)} id={id} />}
    />
  )
}

/** What became of a record, newest first: when, and each field before and after. */
export const ChangesOfRecord = (props: { account: string; entity: string; ids: string[] }) => {
  const { account, entity, ids } = props
  const where = { account_id: account, entity, id: ids.slice(0, 100) }
  const known = useRows<LoggedRow>(logged(where, 50), every.hours)
  const nameOf = useNamesOf(known.rows ?? [])
  return (
    <Changes
      known={known}
      nameOf={nameOf}
      text={t('changes.text')}
      lead={(row) => (
        <>
          <time dateTime={row.at} class="quiet numbers">
            {at(row.at)}
          </time>
          {ids.length > 1 && <Words name={nameOf(row.entity, row.id)} id={row.id} />}
        </>
      )}
      end={({ cause }) => cause === 'person' && <span class="chip">{t('changes.by_hand')}</span>}
    />
  )
}

/** The first records that each of some runs changed. */
export const useChangesOfRuns = (runs: number[], each: number) => {
  const args = { p_runs: runs.slice(0, 30).map(String), p_each: each }
  const { rows = [] } = useRows<LoggedRow>({ call: 'changes.of_runs', args }, every.list)
  const nameOf = useNamesOf(rows)
  return { of: (run: number) => rows.filter(({ run_id }) => run_id === run), nameOf }
}

/** Some changes in short, under the run that brought them. */
export const FirstChanges = ({ rows, nameOf }: { rows: LoggedRow[]; nameOf: NameOf }) =>
  rows.length === 0 ? null : (
    <List
      rows={rows}
      nameOf={nameOf}
      lead={({ entity, id }) => <Words name={nameOf(entity, id)} id={id} />}
    />
  )
