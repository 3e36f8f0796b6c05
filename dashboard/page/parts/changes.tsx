import { useNames, useRows } from '../context.ts'
import type { ViewQuestion } from '../data.questions.ts'
import type { LoggedRow } from '../data.rows.ts'
import { every } from '../questions.ts'
import type { Name } from '../rows.ts'
import { at, day } from '../time.ts'
import { named, number, t } from '../words/words.ts'
import { Named, nameOr, Words } from './name.tsx'
import { Panel } from './panel.tsx'

/** Changes of records, newest first; `count` says how many there are. */
const logged = (where: ViewQuestion['where'], limit: number): ViewQuestion => ({
  view: 'changes.log',
  ...(where && { where }),
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

// What follows from another column, or says no more than that something changed.
const isSaid = (column: string) => !/^(gazelle_(created|updated)_at|display_name)$/.test(column)

const longest = 80

/** A value of any type, for people. */
const wordsOf = (column: string, value: unknown, nameOf: (kind: string, id: string) => Name | undefined) => {
  if (value === null || value === undefined || value === '') return t('changes.blank')
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  if (typeof value === 'number') return column === 'year' ? String(value) : number(value)
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.length === 0 ? t('changes.blank') : value.join(', ')
  if (typeof value !== 'string') return JSON.stringify(value).slice(0, longest)
  const kind = kindOf(column)
  if (kind) return nameOr(nameOf(kind, value), value)
  if (/^[A-Z][A-Z_]+$/.test(value)) return named('value', value, value.toLowerCase().replaceAll('_', ' '))
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

/** What a change of a record changed: each field, before and after. */
const Fields = ({ row, nameOf }: { row: LoggedRow; nameOf: NameOf }) => {
  const fields = Object.entries(row.changes).filter(([column]) => isSaid(column))
  if (row.operation !== 'updated' || fields.length === 0) return null
  return (
    <ul class="fields">
      {fields.map(([column, [before, after]]) => (
        <li key={column}>
          <span class="quiet">{named('field', column, column.replaceAll('_', ' '))}</span>{' '}
          <del>{wordsOf(column, before, nameOf)}</del> <span aria-hidden="true">→</span>
          <span class="hidden"> {t('changes.became')} </span> <ins>{wordsOf(column, after, nameOf)}</ins>
        </li>
      ))}
    </ul>
  )
}

const Operation = ({ row }: { row: LoggedRow }) =>
  row.operation === 'updated' ? null : (
    <span class={`chip ${row.operation === 'deleted' ? 'warn' : ''}`}>{t(`changes.${row.operation}`)}</span>
  )

/** The records that a run changed, by name, with each field before and after. */
export const ChangesOfRun = ({ run }: { run: number }) => {
  const { rows, count, failure } = useRows<LoggedRow>(logged({ run_id: run }, 100), every.list)
  const nameOf = useNamesOf(rows ?? [])
  if (!failure && rows?.length === 0) return null
  return (
    <Panel title={t('changes.title')} failure={failure}>
      <ol class="changes">
        {rows?.map((row) => (
          <li key={row.position}>
            <p class="row">
              <Named name={nameOf(row.entity, row.id)} id={row.id} />
              <Operation row={row} />
            </p>
            <Fields row={row} nameOf={nameOf} />
          </li>
        ))}
      </ol>
      {rows && count !== null && count > rows.length && (
        <p class="quiet">{t('changes.more', { shown: number(rows.length), all: number(count) })}</p>
      )}
    </Panel>
  )
}

/** What became of a record, newest first: when, and each field before and after. */
export const ChangesOfRecord = (props: { account: string; entity: string; ids: string[] }) => {
  const { account, entity, ids } = props
  const where = { account_id: account, entity, id: ids.slice(0, 100) }
  const { rows, count, failure } = useRows<LoggedRow>(logged(where, 50), every.hours)
  const nameOf = useNamesOf(rows ?? [])
  if (!failure && rows?.length === 0) return null
  return (
    <Panel title={t('changes.title')} text={t('changes.text')} failure={failure}>
      <ol class="changes">
        {rows?.map((row) => (
          <li key={row.position}>
            <p class="row">
              <time dateTime={row.at} class="quiet numbers">
                {at(row.at)}
              </time>
              <Operation row={row} />
              {row.cause === 'person' && <span class="chip">{t('changes.by_hand')}</span>}
            </p>
            <Fields row={row} nameOf={nameOf} />
          </li>
        ))}
      </ol>
      {rows && count !== null && count > rows.length && (
        <p class="quiet">{t('changes.more', { shown: number(rows.length), all: number(count) })}</p>
      )}
    </Panel>
  )
}

/** The first records that each of some runs changed. */
export const useChangesOfRuns = (runs: number[], each: number) => {
  const ids = runs.slice(0, 50)
  const { rows = [] } = useRows<LoggedRow>(
    ids.length > 0 ? logged({ run_id: ids.map(String) }, 300) : logged({ run_id: -1 }, 1),
    every.list,
  )
  const first = [...Map.groupBy(rows, ({ run_id }) => run_id)].flatMap(([, ofRun]) => ofRun.slice(0, each))
  const nameOf = useNamesOf(first)
  return { of: (run: number) => first.filter(({ run_id }) => run_id === run), nameOf }
}

/** Some changes in short, under the run that brought them. */
export const FirstChanges = ({ rows, nameOf }: { rows: LoggedRow[]; nameOf: NameOf }) =>
  rows.length === 0 ? null : (
    <ol class="changes">
      {rows.map((row) => (
        <li key={row.position}>
          <p class="row">
            <Words name={nameOf(row.entity, row.id)} id={row.id} />
            <Operation row={row} />
          </p>
          <Fields row={row} nameOf={nameOf} />
        </li>
      ))}
    </ol>
  )
