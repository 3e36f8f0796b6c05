import { z } from 'zod'
import { cliError } from '../errors.ts'
import type { Project } from '../project.ts'
import { t } from '../words/words.ts'

/** What a switch of version 5's views did. */
export interface Switched {
  /** Names of the views that were made, or dropped; none where nothing had to be done. */
  changed: string[]
  /** Names of the views that stand in the schema now. */
  shown: string[]
  /** Clients and pianos that were given a number. */
  numbered: number
  /** Other schemas that show version 5's views, with their account. */
  elsewhere: Record<string, string>
}

const madeForm = z.object({
  made: z.array(z.string()),
  shown: z.array(z.string()),
  numbered: z.number(),
  elsewhere: z.record(z.string(), z.string()),
})
const droppedForm = z.object({ dropped: z.array(z.string()) })

// SQLSTATEs of v5.show and v5.hide, by the codes that users see.
const codes: Record<string, string> = {
  GZ403: 'unknown_account',
  GZ405: 'unknown_schema',
  GZ428: 'views_refused',
}

const refusal = (
  { code, message, hint }: { code?: string; message: string; hint?: string | null },
  about: string,
) =>
  cliError(
    'failed',
    codes[code ?? ''] ?? 'database_failed',
    about,
    message,
    hint || t('Check the address, the secret key and that the migrations are applied.'),
  )

/**
 * Switches the views by which version 5's programs know their tables: on, with the records of an account, or off.
 * @param options.schema in which the programs look for them, such as `public`
 * @throws AppError `unknown_account`, `unknown_schema`; `views_refused` when something else has one of the names, the schema shows
 *   another account, is no place for views, or something reads them; `database_failed`. Nothing was changed then.
 */
export const switchViews = async (
  { database }: Project,
  { on, schema, account }: { on: boolean; schema: string; account: string },
): Promise<Switched> => {
  const v5 = database.schema('v5')
  const { data, error } = on
    ? await v5.rpc('show', { p_schema: schema, p_account: account })
    : await v5.rpc('hide', { p_schema: schema })
  if (error) throw refusal(error, error.code === 'GZ403' ? account : schema)
  if (!on) return { changed: droppedForm.parse(data).dropped, shown: [], numbered: 0, elsewhere: {} }
  const { made, ...rest } = madeForm.parse(data)
  return { changed: made, ...rest }
}
