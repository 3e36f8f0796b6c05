import type { z } from 'zod'
import { AppError } from '../errors.ts'

/** What calls a function of one schema; supabase-js's `client.schema('sync')` is one. */
export interface Rpc {
  rpc(name: string, args: Record<string, unknown>): PromiseLike<{ data: unknown; error: RpcFailure | null }>
}

interface RpcFailure {
  code?: string
  message: string
  hint?: string | null
}

/** The error of a function of the database. Its code is the SQLSTATE (or PostgREST's code), never an HTTP status. */
export const rpcError = (name: string, failure: RpcFailure): AppError =>
  new AppError(failure.code || 'database_unreachable', `${name} failed: ${failure.message}`, {
    hint: failure.hint ?? 'Check that the database is up and its migrations are applied.',
    about: name,
    cause: failure,
  })

/** Calls a function and reads its answer with `form`. @throws AppError with a SQLSTATE as its code, or `database_unreachable` */
export async function call<T>(
  db: Rpc,
  name: string,
  args: Record<string, unknown>,
  form: z.ZodType<T>,
): Promise<T> {
  const { data, error } = await db.rpc(name, args)
  if (error) throw rpcError(name, error)
  return form.parse(data)
}
