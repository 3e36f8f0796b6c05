import { z } from 'zod'
import type { DatabaseClient } from '../database/client.ts'
import { AppError } from '../errors.ts'
import { askRows, rowsOf } from './reader.ts'

/** What an answer is asked of: one account as the caller reads it. */
export interface Asked {
  database: DatabaseClient
  account: string
  /** Today in the account's zone. */
  today: string
  timeZone: string
}

/** A tool of the server: what it is called with, and what it answers. */
export interface Tool {
  name: string
  title: string
  description: string
  input: z.ZodObject
  output: z.ZodObject
  /** @param args as they came @throws AppError */
  call(database: DatabaseClient, args: unknown): Promise<Record<string, unknown>>
}

const account = z
  .string()
  .min(1)
  .max(100)
  .default('main')
  .describe('The Gazelle account; list_accounts names them.')

/** How old what an answer tells is. */
const age = {
  account: z.string(),
  as_of: z
    .string()
    .nullable()
    .describe('The data is as it was in Gazelle at this instant; null while it has not been read whole.'),
  age_seconds: z.number().int().nullable().describe('How long ago that was. Say so where it matters.'),
  is_late: z.boolean().describe('The data is older than it should be: say so.'),
}

const ageForm = z.object({
  module: z.string(),
  as_of: z.string().nullable(),
  is_late: z.boolean().nullable(),
})
const accountForm = z.object({ account_id: z.string(), time_zone: z.string(), today: z.string() })

/** Reads a tool's arguments. @throws AppError `bad_input` that names each one that is wrong */
export const parseArguments = <T>(form: z.ZodType<T>, args: unknown): T => {
  const read = form.safeParse(args ?? {})
  if (read.success) return read.data
  const problems = read.error.issues.map(
    (issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`,
  )
  throw new AppError('bad_input', problems.join('; ').slice(0, 1000), {
    hint: 'See the tool’s inputSchema.',
  })
}

const unknownAccount = (name: string, known: string[]) =>
  new AppError('unknown_account', `there is no account ${name} that you may read`, {
    hint:
      known.length > 0 ? `You read: ${known.slice(0, 20).join(', ')}.` : 'You are a member of no account.',
  })

/** The accounts that the caller reads. */
export const accountsOf = (database: DatabaseClient) =>
  rowsOf(
    'app.accounts',
    database
      .schema('app')
      .from('accounts')
      .select('account_id,name,time_zone,today')
      .order('account_id')
      .limit(1000),
  )

/**
 * A tool that answers about one account, with the age of what it tells.
 * @param modules of what it tells: the oldest of them counts; none for all
 */
export const tool = <Input extends z.ZodRawShape, Output extends z.ZodRawShape>({
  input,
  output,
  modules,
  answer,
  ...named
}: {
  name: string
  title: string
  description: string
  modules: string[]
  input: Input
  output: Output
  answer(asked: Asked, args: z.infer<z.ZodObject<Input>>): Promise<z.input<z.ZodObject<Output>>>
}): Tool => {
  const form = z.strictObject({ ...input, account })
  const own = z.object(input)
  const given = z.object({ ...age, ...output })
  return {
    ...named,
    input: form,
    output: given,
    call: async (database, args) => {
      const parsed = parseArguments(form, args)
      const name = account.parse(Reflect.get(parsed, 'account'))
      const [accounts, ages] = await Promise.all([
        accountsOf(database),
        askRows(database, 'app', 'ages', { p_account: name }),
      ])
      const known = z.array(accountForm).parse(accounts)
      const found = known.find(({ account_id }) => account_id === name)
      if (!found)
        throw unknownAccount(
          name.slice(0, 60),
          known.map(({ account_id }) => account_id),
        )
      const asked = { database, account: name, today: found.today, timeZone: found.time_zone }
      const told = await answer(asked, own.parse(parsed))
      return given.parse({ account: name, ...oldest(z.array(ageForm).parse(ages), modules), ...told })
    },
  }
}

/** The age of the oldest of some modules. */
const oldest = (ages: z.infer<typeof ageForm>[], modules: string[]) => {
  const those = ages.filter(({ module }) => modules.length === 0 || modules.includes(module))
  const instants = those.map(({ as_of }) => as_of)
  const asOf =
    instants.includes(null) || instants.length === 0 ? null : (instants.toSorted(byTime)[0] ?? null)
  return {
    as_of: asOf,
    age_seconds: asOf === null ? null : Math.max(Math.round((Date.now() - Date.parse(asOf)) / 1000), 0),
    is_late: those.length === 0 || those.some(({ is_late }) => is_late === true),
  }
}

const byTime = (one: string | null, other: string | null) => Date.parse(one ?? '') - Date.parse(other ?? '')

/** The error of an id that the caller's account has no record of. */
export const notFound = (what: string, id: string) =>
  new AppError('not_found', `there is no ${what} ${id.slice(0, 60)} in this account`, {
    hint: 'find gives the ids of clients and pianos.',
  })

/** An id of Gazelle's, as an argument. */
export const idOf = (what: string) =>
  z.string().min(1).max(100).describe(`Gazelle’s id of the ${what}, as find gives it.`)
