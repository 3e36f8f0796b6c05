import type { z } from 'zod'
import { AppError } from '../errors.ts'
import { cleanText } from '../secrets.ts'

/** A caller of functions of one schema, such as supabase-js's `client.schema('sync')`. */
export interface Rpc {
  rpc(
    name: string,
    args: Record<string, unknown>,
  ): PromiseLike<{ data: unknown; error: DataApiFailure | null }>
}

/** The error in an answer of the Data API. */
export interface DataApiFailure {
  code?: string
  message: string
  hint?: string | null
}

/** The error of a function of the database. Its code is the SQLSTATE (or PostgREST's code), never an HTTP status. */
export const rpcError = (name: string, failure: DataApiFailure): AppError =>
  new AppError(
    failure.code || 'database_unreachable',
    `${name} failed: ${cleanText(failure.message, 1000)}`,
    {
      hint: failure.hint ?? 'Check that the database is up and its migrations are applied.',
      about: name,
      cause: failure,
    },
  )

/**
 * Reads an answer of the Data API with `form`.
 * @param name of the function or view, for the error
 * @throws AppError with a SQLSTATE as its code, or `database_unreachable`
 */
export function parseAnswer<T>(
  name: string,
  { data, error }: { data: unknown; error: DataApiFailure | null },
  form: z.ZodType<T>,
): T {
  if (error) throw rpcError(name, error)
  return form.parse(data)
}

/** Calls a function and reads its answer with `form`. @throws AppError as `parseAnswer` does */
export async function call<T>(
  db: Rpc,
  name: string,
  args: Record<string, unknown>,
  form: z.ZodType<T>,
): Promise<T> {
  return parseAnswer(name, await db.rpc(name, args), form)
}
