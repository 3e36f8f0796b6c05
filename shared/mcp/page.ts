import { z } from 'zod'
import { AppError } from '../errors.ts'

/** How much an answer holds, in characters of JSON: some thousands of a model's words. */
export const mostCharacters = 16_000

/** As many records of a list as an answer holds, at least one. @returns them, and whether some were left out */
export const fitting = <T>(records: T[], limit: number): { given: T[]; isMore: boolean } => {
  let characters = 0
  const given: T[] = []
  for (const record of records.slice(0, limit)) {
    characters += JSON.stringify(record).length
    if (given.length > 0 && characters > mostCharacters) break
    given.push(record)
  }
  return { given, isMore: given.length < records.length }
}

/** Where a list goes on: values of the last record that was given. */
export type Place = (string | number | string[] | null)[]

const bytesOf = (text: string) => String.fromCharCode(...new TextEncoder().encode(text))

/** A place as it is given out: in letters that need no quoting. @param list which list it is of */
export const cursorOf = (list: string, place: Place): string =>
  btoa(bytesOf(JSON.stringify([list, ...place])))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

/**
 * The place that a cursor means; null without one.
 * @throws AppError `bad_input` for one that this list has not given out
 */
export const placeOf = <T>(list: string, cursor: string | undefined, form: z.ZodType<T>): T | null => {
  if (cursor === undefined) return null
  try {
    const text = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    const json = new TextDecoder().decode(Uint8Array.from(text, (byte) => byte.charCodeAt(0)))
    const [of, ...place]: unknown[] = z.array(z.unknown()).parse(JSON.parse(json))
    if (of === list) return form.parse(place)
  } catch {
    // Whatever is wrong with it, it is none of ours.
  }
  throw new AppError('bad_input', 'cursor: it is none that this tool has given out', {
    hint: 'Pass on next_cursor of the last answer as it was, or leave it out to begin anew.',
  })
}

const quoted = (value: string | number) => `"${String(value).replaceAll(/["\\]/g, '\\$&')}"`

/**
 * The filter of rows behind a place in the order of a column, then of ids; a row without a value comes last.
 * @param beyond `lt` where the column falls, `gt` where it rises
 */
export const behind = (column: string, beyond: 'lt' | 'gt', [value, id]: [string | null, string]): string => {
  const later = `and(${column}.is.null,id.gt.${quoted(id)})`
  if (value === null) return later
  return `${column}.${beyond}.${quoted(value)},and(${column}.eq.${quoted(value)},id.gt.${quoted(id)}),${column}.is.null`
}

/** The arguments of a list. */
export const paging = (most: number, usual: number) => ({
  limit: z.number().int().min(1).max(most).default(usual).describe(`How many at most, up to ${most}.`),
  cursor: z
    .string()
    .max(500)
    .optional()
    .describe('next_cursor of the last answer, to go on behind it, with the same other arguments.'),
})

/** How a list says that it goes on. */
export const nextCursor = z
  .string()
  .nullable()
  .describe('Pass it as cursor for what follows. Null: nothing follows.')
