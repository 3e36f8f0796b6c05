import type { z } from 'zod'

/** What calls a function of one schema; supabase-js's `client.schema('sync')` is one. */
export interface Rpc {
  rpc(name: string, args: Record<string, unknown>): PromiseLike<{ data: unknown; error: RpcFailure | null }>
}

interface RpcFailure {
  code?: string
  message: string
  hint?: string | null
}

/** A function of the database failed. `code` is the SQLSTATE (or PostgREST's code), never an HTTP status. */
export class RpcError extends Error {
  readonly code: string
  readonly hint: string
  readonly about: string

  constructor(name: string, failure: RpcFailure) {
    super(`${name} failed: ${failure.message}`, { cause: failure })
    this.name = 'RpcError'
    this.code = failure.code || 'database_unreachable'
    this.hint = failure.hint ?? 'Check that the database is up and its migrations are applied.'
    this.about = name
  }
}

/** Calls a function and reads its answer with `form`. @throws RpcError */
export async function call<T>(
  db: Rpc,
  name: string,
  args: Record<string, unknown>,
  form: z.ZodType<T>,
): Promise<T> {
  const { data, error } = await db.rpc(name, args)
  if (error) throw new RpcError(name, error)
  return form.parse(data)
}
