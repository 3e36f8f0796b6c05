import { cleanText } from '../../../shared/secrets.ts'
import { type CliError, cliError } from '../../errors.ts'
import { t } from '../../words/words.ts'
import type { V5Table } from './source.ts'

/** The words of an error of Node, of fetch or of Postgres; those of its cause, where it says no more than that it failed. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return cleanText(String(error))
  // Of a name with several addresses, each one's error; they have no message of their own.
  if (error instanceof AggregateError) return [...new Set(error.errors.map(reasonOf))].join(', ')
  return error.cause instanceof Error ? reasonOf(error.cause) : cleanText(error.message)
}

export const unreachable = (name: string, reason: string, hint: string, cause?: unknown): CliError =>
  Object.assign(
    cliError(
      'failed',
      'v5_unreachable',
      name,
      t('the V5 database {name} cannot be reached: {reason}', { name, reason }),
      hint,
    ),
    { cause },
  )

/** @param about the database, or the table that may not be read */
export const refused = (about: string, reason: string, hint: string): CliError =>
  cliError('failed', 'v5_refused', about, t('the V5 database refused to be read: {reason}', { reason }), hint)

/** @param rows how many of the table were given before */
export const lost = (name: string, { name: table }: V5Table, rows: number, cause: unknown): CliError =>
  Object.assign(
    cliError(
      'failed',
      'v5_source_lost',
      table,
      t('{table} was read as far as row {rows}, then {name} was lost: {what}', {
        table,
        rows,
        name,
        what: reasonOf(cause),
      }),
      t('Make sure that the V5 database runs, then run the same command again.'),
    ),
    { cause },
  )

/** Where a table, mostly a view, cannot be read though the database is there. */
export const unreadable = (table: string, reason: string): CliError =>
  refused(
    table,
    `${table}: ${reason}`,
    'Mend or drop it there, most often a view that is broken, then run the same command again.',
  )

const tablesOfV5 = ['gazelle_clients', 'gazelle_pianos', 'gazelle_timeline_entries']
const mostNamed = 10

/** Refuses a database that has none of V5's tables. @throws AppError `not_v5` with the tables that it has */
export const requireV5 = (source: string, tables: readonly { name: string }[]): void => {
  if (tables.some(({ name }) => tablesOfV5.includes(name))) return
  const names = tables.slice(0, mostNamed).map(({ name }) => cleanText(name, 63))
  const more = tables.length > mostNamed ? `, ${t('and {n} more', { n: tables.length - mostNamed })}` : ''
  const found =
    names.length > 0
      ? t('its schema public has {names}', { names: names.join(', ') }) + more
      : t('its schema public has no table')
  throw cliError(
    'failed',
    'not_v5',
    source,
    t('{source} is no V5 database: {found}', { source, found }),
    t('Name the database that has {names}. Nothing was changed.', { names: tablesOfV5.join(', ') }),
  )
}
