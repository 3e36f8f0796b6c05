import type { z } from 'zod'
import type { DataApiFailure } from '../../shared/database/rpc.ts'
import { type Project, rowsOf } from '../project.ts'

// Longer than for other commands: a restart of the database ends no export of an hour.
const ask = async (...request: Parameters<typeof fetch>) => {
  const { fetchWithRetry } = await import('../../shared/database/client.ts')
  return fetchWithRetry({ forMs: 60_000 })(...request)
}

/** An answer of the Data API. */
export interface Answer<T> {
  data: T
  /** Its length in characters. */
  length: number
  /** Rows that there are, as the planner estimates them; null where it was not asked. */
  total: number | null
}

const failureIn = (text: string): DataApiFailure | null => {
  try {
    const { code, message, hint } = JSON.parse(text)
    return { code, message, hint }
  } catch {
    return null
  }
}

/**
 * Reads a path of the Data API, such as `clients?select=id`; the empty path describes the schema. Not by supabase-js, whose
 * types know no table whose name is known only now.
 * @throws AppError `database_failed`, with Postgres's own message; the reason of `signal` when that aborts
 */
export const readDataApi = async <T>(
  { apiUrl, secretKey }: Project,
  schema: string,
  path: string,
  form: z.ZodType<T>,
  { count = false, signal }: { count?: boolean; signal: AbortSignal },
): Promise<Answer<T>> => {
  const about = `${schema}${path && `.${path.split('?')[0]}`}`
  const failed = (error: DataApiFailure) => rowsOf<never>({ data: null, error }, about)
  let answer: Response
  try {
    answer = await ask(`${apiUrl}/rest/v1/${path}`, {
      headers: { apikey: secretKey, 'accept-profile': schema, ...(count && { prefer: 'count=estimated' }) },
      signal,
    })
  } catch (error) {
    signal.throwIfAborted()
    return failed({ message: error instanceof Error ? error.message : String(error) })
  }
  const text = await answer.text()
  if (!answer.ok) return failed(failureIn(text) ?? { message: `HTTP ${answer.status}` })
  const total = /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1]
  return {
    data: read(text, form) ?? failed({ message: 'the answer is not that of a Data API' }),
    length: text.length,
    total: total === undefined ? null : Number(total),
  }
}

const read = <T>(text: string, form: z.ZodType<T>): T | null => {
  try {
    return form.parse(JSON.parse(text))
  } catch {
    return null
  }
}
