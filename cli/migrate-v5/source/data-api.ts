import { z } from 'zod'
import { fetchWithRetry, type RetryPolicy } from '../../../shared/database/client.ts'
import { t } from '../../words/words.ts'
import type { ProjectAddress } from './address.ts'
import { lost, reasonOf, refused, requireV5, unreachable } from './errors.ts'
import { exactJson, type Keyed, keyOf, wholeKeys } from './keys.ts'
import { paced } from './page-size.ts'
import { type Reading, type Row, type V5Page, type V5Source, type V5Table, viewsOfV6 } from './source.ts'

// A person waits for the first answer; a table that is half read is worth half a minute.
const atOnce = fetchWithRetry({ forMs: 2000 })
const patient: RetryPolicy = { forMs: 30_000 }

/** The Data API gave another answer than the one asked for. */
class AnswerError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'AnswerError'
    this.status = status
  }
}

interface Answer<T> {
  data: T
  /** Rows that there are, where that was asked; null where it is not known. */
  total: number | null
  /** Characters that came. */
  length: number
}

interface Question {
  path: string
  count?: 'exact' | 'planned'
  ask: typeof fetch
  signal: AbortSignal
}

const failureForm = z.object({ message: z.string() })

const jsonOf = (text: string): unknown => {
  try {
    return exactJson(text)
  } catch {
    return null
  }
}

/** A legacy key is the token too by which the Data API knows the role. */
const headersOf = (key: string) => ({
  apikey: key,
  ...(!key.startsWith('sb_') && { authorization: `Bearer ${key}` }),
})

const read = async <T>(
  { url, key }: ProjectAddress,
  form: z.ZodType<T>,
  { path, count, ask, signal }: Question,
): Promise<Answer<T>> => {
  const answer = await ask(`${url}/rest/v1/${path}`, {
    headers: {
      ...headersOf(key),
      'accept-profile': 'public',
      prefer: `timezone=UTC${count ? `, count=${count}` : ''}`,
    },
    // The key goes to this address and to no other.
    redirect: 'error',
    signal,
  })
  const text = await answer.text()
  const json = jsonOf(text)
  const failure = failureForm.safeParse(json)
  if (!answer.ok)
    throw new AnswerError(
      answer.status,
      `HTTP ${answer.status}${failure.success ? `, ${failure.data.message}` : ''}`,
    )
  const data = form.safeParse(json)
  if (!data.success) throw new AnswerError(answer.status, 'its answer is not that of a Data API')
  const total = /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1]
  return { data: data.data, total: total === undefined ? null : Number(total), length: text.length }
}

const description = z.object({
  swagger: z.string(),
  definitions: z
    .record(
      z.string(),
      z.object({
        description: z.string().default(''),
        properties: z.record(z.string(), z.object({ format: z.string().default('text') })).default({}),
      }),
    )
    .default({}),
})

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null
// A record of zod would copy each row.
const rowsForm = z.custom<Row[]>((value) => Array.isArray(value) && value.every(isRow))

const keyHint = t(
  'Give the project’s secret key, sb_secret_…, or its service_role key, as Project Settings → API Keys shows it.',
)

/** @param about the project, or the table that was asked for */
const refusalOf = (error: unknown, about: string) => {
  if (!(error instanceof AnswerError)) return null
  if (error.status === 401 || error.status === 403) return refused(about, reasonOf(error), keyHint)
  if (error.status === 406)
    return refused(
      about,
      reasonOf(error),
      t('Add public to Exposed schemas in the project’s Data API settings.'),
    )
  return null
}

const explained = (error: unknown, { name }: ProjectAddress, signal: AbortSignal): unknown => {
  if (signal.aborted) return signal.reason
  return (
    refusalOf(error, name) ??
    unreachable(
      name,
      reasonOf(error),
      t('Check the project’s URL, https://<project>.supabase.co, and that the project is not paused.'),
      error,
    )
  )
}

/** Gives the tables without their rows' number. */
const describe = async (address: ProjectAddress, signal: AbortSignal): Promise<V5Table[]> => {
  const { data } = await read(address, description, { path: '', ask: atOnce, signal })
  return Object.entries(data.definitions)
    .filter(([, { description: about }]) => !new RegExp(viewsOfV6).test(about))
    .map(([name, { properties }]) => {
      const columns = Object.entries(properties).map(([column, { format }]) => ({
        name: column,
        type: format,
      }))
      return { name, columns, rows: 0, key: keyOf(columns) }
    })
    .toSorted(({ name: a }, { name: b }) => (a < b ? -1 : 1))
}

/** How many rows a table has; as the planner estimates it where counting takes the server too long, or the table is none. */
const countRows = async (address: ProjectAddress, table: string, signal: AbortSignal): Promise<number> => {
  const counted = (count: 'exact' | 'planned') =>
    read(address, rowsForm, { path: `${encodeURIComponent(table)}?limit=0`, count, ask: atOnce, signal })
  const { total } = await counted('exact').catch((error) => {
    if (error instanceof AnswerError && refusalOf(error, table) === null) return counted('planned')
    throw error
  })
  return total ?? 0
}

interface Asker {
  /** Gives rows of a table that satisfy conditions of the Data API. */
  ask(conditions: Record<string, string | number>): Promise<Keyed<Row>[]>
  /** How many to ask for. */
  pace: ReturnType<typeof paced>
}

const keyAs = 'v5_key'

const askerOf = (
  address: ProjectAddress,
  ask: typeof fetch,
  { name, key }: V5Table,
  { size, signal }: Reading,
): Asker => {
  const pace = paced(size)
  const askRows = async (conditions: Record<string, string | number>) => {
    const query = new URLSearchParams({ select: key === null ? '*' : `*,${keyAs}:${key}::text` })
    for (const [column, condition] of Object.entries(conditions)) query.set(column, String(condition))
    const path = `${encodeURIComponent(name)}?${query}`
    const { data, length } = await read(address, rowsForm, { path, ask, signal })
    pace.came(data.length, length)
    return data.map(({ [keyAs]: found, ...row }) => ({ key: typeof found === 'string' ? found : null, row }))
  }
  return { ask: askRows, pace }
}

const unordered = /^(json|xml|point|line|lseg|box|path|polygon|circle)(\[\])?$/
const quoted = (column: string) => `"${column.replace(/["\\]/g, '\\$&')}"`

/** Rows that no key tells apart, in the order of all their columns: rows that are the same in each may change places. */
async function* readTied(
  { ask, pace }: Asker,
  { columns }: V5Table,
  conditions: Record<string, string>,
): AsyncGenerator<Keyed<Row>[]> {
  const order = columns.filter(({ type }) => !unordered.test(type)).map(({ name }) => quoted(name))
  for (let offset = 0; ; ) {
    const rows = await ask({
      ...conditions,
      ...(order.length > 0 && { order: order.join(',') }),
      limit: pace.next(),
      offset,
    })
    if (rows.length === 0) return
    yield rows
    offset += rows.length
  }
}

const allOf = async (asker: Asker, table: V5Table, key: string, value: string) => {
  const rows: Keyed<Row>[] = []
  for await (const more of readTied(asker, table, { [key]: `eq.${value}` })) rows.push(...more)
  return rows
}

/**
 * The rows that have a key. The server may give fewer than were asked for, so only an answer without rows is the end, and the last
 * key of each answer is asked for again: of an answer of one key, all its rows.
 */
async function* readKeyed(
  { ask, pace }: Asker,
  table: V5Table,
  key: string,
  after: string | null,
): AsyncGenerator<Keyed<Row>[]> {
  let condition = after === null ? 'not.is.null' : `gt.${after}`
  for (;;) {
    const rows = await ask({ [key]: condition, order: quoted(key), limit: pace.next() + 1 })
    const last = rows.at(-1)?.key ?? null
    if (last === null) return
    const whole = rows.slice(0, wholeKeys(rows, false))
    const page = whole.length > 0 ? whole : await allOf({ ask, pace }, table, key, last)
    // It is empty where the row went meanwhile.
    if (page.length > 0) yield page
    condition = `gt.${page.at(-1)?.key ?? last}`
  }
}

async function* readAll(asker: Asker, table: V5Table, after: string | null): AsyncGenerator<Keyed<Row>[]> {
  const { key } = table
  if (key !== null) yield* readKeyed(asker, table, key, after)
  yield* readTied(asker, table, key === null ? {} : { [key]: 'is.null' })
}

/**
 * Opens the V5 database of a Supabase project through its Data API.
 * @param patience how long a page is asked for again while the project is away
 * @throws AppError as `openSource`
 */
export const openDataApi = async (
  address: ProjectAddress,
  signal: AbortSignal,
  patience = patient,
): Promise<V5Source> => {
  const { name, id } = address
  const ask = fetchWithRetry(patience)

  const tables = async () => {
    try {
      const described = await describe(address, signal)
      const counts = described.map(async (table) => ({
        ...table,
        rows: await countRows(address, table.name, signal),
      }))
      return await Promise.all(counts)
    } catch (error) {
      throw explained(error, address, signal)
    }
  }

  async function* pages(table: V5Table, reading: Reading): AsyncGenerator<V5Page> {
    const { signal } = reading
    let given = 0
    const pages = readAll(askerOf(address, ask, table, reading), table, reading.after)
    for (;;) {
      const page = await pages.next().catch((error) => {
        signal.throwIfAborted()
        throw refusalOf(error, table.name) ?? lost(name, table, given, error)
      })
      if (page.done) return
      given += page.value.length
      yield { rows: page.value.map(({ row }) => row), last: page.value.at(-1)?.key ?? null }
    }
  }

  const found = await describe(address, signal).catch((error) => {
    throw explained(error, address, signal)
  })
  if (found.length === 0 && !address.isServiceKey)
    throw refused(name, t('it shows no table to this key'), keyHint)
  requireV5(name, found)
  return { name, id, tables, pages, close: async () => {} }
}
