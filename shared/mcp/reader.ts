// The one way to the database: every question is a GET, which the Data API runs in a transaction that cannot write.
import { z } from 'zod'
import type { DatabaseClient } from '../database/client.ts'
import { type DataApiFailure, parseAnswer } from '../database/rpc.ts'

interface Functions {
  rpc(
    name: string,
    args: Record<string, unknown>,
    options: { get: true },
  ): PromiseLike<{ data: unknown; error: DataApiFailure | null }>
}

type Schema = 'app' | 'changes'

/** Any row of a view or function. */
export const rowForm = z.record(z.string(), z.unknown())
export type Row = z.infer<typeof rowForm>
const rowsForm = z.array(rowForm)

/** Calls a function of the database, in a transaction that only reads. @throws AppError as `parseAnswer` does */
export const ask = async <T>(
  database: DatabaseClient,
  schema: Schema,
  name: string,
  args: Record<string, unknown>,
  form: z.ZodType<T>,
): Promise<T> => {
  // The generated types know each function's arguments; here any function is asked, and `form` says what it answers.
  const functions = database.schema(schema) as unknown as Functions
  return parseAnswer(`${schema}.${name}`, await functions.rpc(name, args, { get: true }), form)
}

/** The rows of a function. @throws AppError as `parseAnswer` does */
export const askRows = (
  database: DatabaseClient,
  schema: Schema,
  name: string,
  args: Record<string, unknown>,
): Promise<Row[]> => ask(database, schema, name, args, rowsForm)

/** The rows of a query of a view. @throws AppError as `parseAnswer` does */
export const rowsOf = async (
  name: string,
  query: PromiseLike<{ data: unknown; error: DataApiFailure | null }>,
): Promise<Row[]> => parseAnswer(name, await query, rowsForm)
