import pRetry from 'p-retry'
import pg from 'pg'
import { t } from '../../words/words.ts'
import type { PostgresAddress } from './address.ts'
import { lost, reasonOf, refused, requireV5, unreachable, unreadable } from './errors.ts'
import { exactJson, isText, type Keyed, keyOf, wholeKeys } from './keys.ts'
import { paced, pageCharacters } from './page-size.ts'
import { type Reading, type Row, type V5Page, type V5Source, type V5Table, viewsOfV6 } from './source.ts'

/** How often, and after which waits in milliseconds, a connection that was cut is made again. */
export interface Patience {
  retries: number
  minTimeout: number
  maxTimeout: number
}

// Half a minute in all: a restart of the database takes less.
const patient: Patience = { retries: 8, minTimeout: 250, maxTimeout: 5000 }

// Everything that a value's text depends on is set, whatever the role or the database say; local to the transaction, since a pooler
// gives the same session to V5's own programs. Without row security a policy is an error, in place of rows that are missing.
const begin = `
  begin isolation level repeatable read read only;
  set local search_path = pg_catalog;
  set local timezone = 'UTC';
  set local datestyle = 'ISO, YMD';
  set local intervalstyle = 'postgres';
  set local extra_float_digits = 1;
  set local bytea_output = 'hex';
  set local row_security = off;
  set local statement_timeout = 0;
  set local lock_timeout = 0;
  set local idle_in_transaction_session_timeout = 0;`

const connectWithinMs = 10_000
// A page comes within milliseconds, the first one of a large table after it was sorted.
const answerWithinMs = 120_000

/** What is waited for, or the reason of the signal where that comes first. */
const beforeAbort = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** A read-only transaction on a connection of its own. */
interface Session {
  query<Found extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Found[]>
  end(): Promise<void>
}

const openSession = async ({ connectionString }: PostgresAddress, signal: AbortSignal): Promise<Session> => {
  signal.throwIfAborted()
  const client = new pg.Client({
    connectionString,
    application_name: 'gazelle migrate-v5',
    connectionTimeoutMillis: connectWithinMs,
    query_timeout: answerWithinMs,
    keepAlive: true,
  })
  // The query that waits tells of a connection that breaks.
  client.on('error', () => {})
  const session: Session = {
    query: async (text, values) => (await beforeAbort(client.query(text, values), signal)).rows,
    end: () => client.end(),
  }
  try {
    await beforeAbort(client.connect(), signal)
    await session.query(begin)
    return session
  } catch (error) {
    // Not waited for: a host that does not answer is not asked to end.
    void client.end()
    throw error
  }
}

const withSession = async <T>(
  address: PostgresAddress,
  signal: AbortSignal,
  work: (session: Session) => Promise<T>,
): Promise<T> => {
  const session = await openSession(address, signal)
  try {
    return await work(session)
  } finally {
    await session.end()
  }
}

// The connection, the server on its way down or up, a server that is full, a standby that had to go on.
const cutStates = /^(08...|57P0.|53300|40001|25P0[34])$/
const isCut = (error: unknown) => !(error instanceof pg.DatabaseError) || cutStates.test(error.code ?? '')

/** The error of ours where the database refuses whom it knows, or what is asked; null where it is away. */
const refusalOf = (error: unknown, name: string) => {
  const reason = reasonOf(error)
  const code = error instanceof pg.DatabaseError ? (error.code ?? '') : ''
  if (code === '42501')
    return refused(name, reason, t('Use the user postgres, who owns V5’s tables and sees each row.'))
  // A pooler of Supabase has no SQLSTATE for a user that it does not know, and the driver none for a password that is absent.
  if (code.startsWith('28') || /tenant or user not found|client password must be/i.test(reason))
    return refused(name, reason, t('Check user and password in --from.'))
  return null
}

const whereToLook = t(
  'Check host, port and database in --from. The direct address of a Supabase project is IPv6 only: its pooler’s address has IPv4 too. A server without TLS needs ?sslmode=disable.',
)

const explained = (error: unknown, { name }: PostgresAddress, signal: AbortSignal): unknown => {
  if (signal.aborted) return signal.reason
  return refusalOf(error, name) ?? unreachable(name, reasonOf(error), whereToLook, error)
}

interface Listed {
  name: string
  columns: V5Table['columns']
  /** Whether counting it reads no more than its own rows, as with a table, and not with a view. */
  hasRows: boolean
  /** As the planner has it. */
  estimate: number
}

// What the Data API shows of the schema, but for what extensions brought and for version 6's views of the same names; a domain is shown as what it is made of.
const listTables = `
  select
    c.relname as name,
    c.relkind in ('r', 'p', 'm') as "hasRows",
    c.reltuples::float8 as estimate,
    json_agg(
      json_build_object('name', a.attname, 'type', format_type(coalesce(nullif(y.typbasetype, 0), y.oid), null)) order by a.attnum
    ) as columns
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_type y on y.oid = a.atttypid
  where c.relnamespace = to_regnamespace('public') and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    and coalesce(obj_description(c.oid, 'pg_class'), '') !~ $1
  group by c.oid
  order by c.relname`

const named = (table: string) => `public.${pg.escapeIdentifier(table)}`
const mostCounted = 1_000_000

const countRows = async (session: Session, tables: Listed[]): Promise<Map<string, number>> => {
  const counted = tables.filter(({ hasRows, estimate }) => hasRows && estimate < mostCounted)
  if (counted.length === 0) return new Map()
  const counts = counted.map(
    ({ name }) => `select ${pg.escapeLiteral(name)} as name, count(*)::float8 as rows from ${named(name)}`,
  )
  const found = await session.query<{ name: string; rows: number }>(counts.join(' union all '))
  return new Map(found.map(({ name, rows }) => [name, rows]))
}

const describe = async (session: Session): Promise<V5Table[]> => {
  const listed = await session.query<Listed>(listTables, [viewsOfV6])
  const rows = await countRows(session, listed)
  return listed.map(({ name, columns, estimate }) => ({
    name,
    columns,
    rows: rows.get(name) ?? Math.max(0, estimate),
    key: keyOf(columns),
  }))
}

/** Where a reading goes on: behind a key, and behind so many of the rows without one. */
interface Position {
  after: string | null
  keyless: number
}

// The server sorts once, also where there is no index; rows without a key come last, in the order of their whole text.
const declare = ({ name, columns, key }: V5Table): string => {
  const type = columns.find((column) => column.name === key)?.type ?? 'text'
  const column = key === null ? 'null::text' : `v5_row.${pg.escapeIdentifier(key)}`
  const [order, after] = isText(type)
    ? [`${column}::text collate "C"`, '$1::text']
    : [column, `$1::text::${type}`]
  return `
    declare v5_rows no scroll cursor for
    select s.key, row_to_json(s.v5_row)::text as row
    from (
      select ${column}::text as key, v5_row
      from ${named(name)} v5_row
      where ${column} is null or ($2::bigint = 0 and ($1::text is null or ${order} > ${after}))
      order by ${order} nulls last, (case when ${column} is null then v5_row::text end) collate "C"
      offset $2::bigint
    ) s`
}

/** Reads on, page after page. */
interface Cursor {
  /** Gives null behind the last page. */
  next(): Promise<Keyed<Row>[] | null>
  end(): Promise<void>
}

const openCursor = async (
  address: PostgresAddress,
  table: V5Table,
  { after, keyless }: Position,
  { size, signal }: Reading,
): Promise<Cursor> => {
  const session = await openSession(address, signal)
  let rows: (Keyed<Row> & { length: number })[] = []
  let isWhole = false
  const pace = paced(size)
  const fetch = async (count: number) => {
    const found = await session.query<{ key: string | null; row: string }>(`fetch ${count} from v5_rows`)
    for (const { key, row } of found) rows.push({ key, row: exactJson<Row>(row), length: row.length })
    isWhole = found.length < count
    pace.came(
      found.length,
      found.reduce((sum, { row }) => sum + row.length, 0),
    )
  }
  // One row more than a page has tells whether the page's last key is whole; a key of more rows than that is read to its end.
  const next = async (): Promise<Keyed<Row>[] | null> => {
    for (;;) {
      const end = wholeKeys(rows, isWhole)
      const isFull = rows.length > size || rows.reduce((sum, { length }) => sum + length, 0) > pageCharacters
      if (isWhole || (isFull && end > 0)) {
        const page = rows.slice(0, end)
        rows = rows.slice(end)
        return page.length > 0 ? page : null
      }
      await fetch(Math.min(pace.next(), rows.length > size ? size : size + 1 - rows.length))
    }
  }
  try {
    await session.query(declare(table), [after, keyless])
    return { next, end: session.end }
  } catch (error) {
    await session.end()
    throw error
  }
}

const behind = ({ after, keyless }: Position, page: Keyed<Row>[]): Position => {
  const last = page.at(-1)?.key ?? null
  return last === null ? { after, keyless: keyless + page.length } : { after: last, keyless }
}

/**
 * Opens a V5 database by its address.
 * @param patience how long one that is cut is tried again
 * @throws AppError as `openSource`
 */
export const openPostgres = async (
  address: PostgresAddress,
  signal: AbortSignal,
  patience = patient,
): Promise<V5Source> => {
  const { name, id } = address
  const asked = <T>(work: (session: Session) => Promise<T>) =>
    withSession(address, signal, work).catch((error) => {
      throw explained(error, address, signal)
    })

  async function* pages(table: V5Table, reading: Reading): AsyncGenerator<V5Page> {
    let position: Position = { after: reading.after, keyless: 0 }
    let given = 0
    let cursor = null as Cursor | null
    const next = async () => {
      try {
        cursor ??= await openCursor(address, table, position, reading)
        return await cursor.next()
      } catch (error) {
        await cursor?.end()
        cursor = null
        throw error
      }
    }
    const retries = {
      ...patience,
      signal: reading.signal,
      shouldRetry: ({ error }: { error: Error }) => isCut(error),
    }
    const ended = (error: unknown) => {
      if (reading.signal.aborted) return reading.signal.reason
      const refusal = refusalOf(error, table.name)
      if (refusal || isCut(error)) return refusal ?? lost(name, table, given, error)
      return unreadable(table.name, reasonOf(error))
    }
    try {
      for (;;) {
        const page = await pRetry(next, retries).catch((error) => {
          throw ended(error)
        })
        if (page === null) return
        position = behind(position, page)
        given += page.length
        yield { rows: page.map(({ row }) => row), last: page.at(-1)?.key ?? null }
      }
    } finally {
      await cursor?.end()
    }
  }

  requireV5(name, await asked((session) => session.query<Listed>(listTables, [viewsOfV6])))
  return { name, id, tables: () => asked(describe), pages, close: async () => {} }
}
