import { z } from 'zod'
import { AppError } from '../errors.ts'

/** The error of a bad request: says which field and what was wrong with it. Answered as 400. */
export const badInput = (message: string, hint: string): AppError =>
  new AppError('bad_input', message, { hint })

/**
 * Reads a request's JSON body; an empty body is an empty object.
 * @throws AppError `bad_input` naming each field that is wrong
 */
export async function readBody<T>(request: Request, form: z.ZodType<T>): Promise<T> {
  const text = await request.text()
  let value: unknown = {}
  try {
    if (text.trim()) value = JSON.parse(text)
  } catch {
    throw badInput('the body is not JSON', 'Send a JSON object, or nothing.')
  }
  return parseInput(form, value, 'body')
}

/**
 * Reads what a request asks.
 * @param whole what it is called where no single field is wrong
 * @throws AppError `bad_input` naming each field that is wrong
 */
export const parseInput = <T>(
  form: z.ZodType<T>,
  value: unknown,
  whole: string,
  hint = 'docs/API_REFERENCE.md lists the fields.',
): T => {
  const read = form.safeParse(value)
  if (read.success) return read.data
  const problems = read.error.issues.map((issue) => `${issue.path.join('.') || whole}: ${issue.message}`)
  throw badInput(problems.join('; '), hint)
}

/** The fields of `POST /functions/v1/sync-<module>`: what to sync, or the run to go on with. */
export const syncBody = z
  .strictObject({
    mode: z.enum(['incremental', 'full', 'repair']).default('incremental'),
    window: z.enum(['fast', 'balanced', 'exhaustive']).nullable().default(null),
    since: z.iso
      .datetime({ offset: true, error: 'must be an instant such as 2026-02-03T00:00:00Z' })
      .nullable()
      .default(null),
    until: z.iso
      .datetime({ offset: true, error: 'must be an instant such as 2026-02-03T00:00:00Z' })
      .nullable()
      .default(null),
    account: z.string().min(1).default('main'),
    dryRun: z.boolean().default(false),
    run: z.int().positive().optional(),
  })
  .superRefine(({ mode, window, since, until, account, dryRun, run }, context) => {
    const asks = mode !== 'incremental' || window !== null || since !== null || account !== 'main' || dryRun
    if (run !== undefined && asks)
      context.addIssue({
        code: 'custom',
        path: ['run'],
        message: 'a run is continued as it began: it goes alone',
      })
    if (mode === 'repair' && since === null)
      context.addIssue({ code: 'custom', path: ['since'], message: 'mode repair needs a start' })
    if (mode !== 'repair' && (since !== null || until !== null))
      context.addIssue({ code: 'custom', path: ['mode'], message: 'since and until go with mode repair' })
    if (since !== null && until !== null && Date.parse(since) >= Date.parse(until))
      context.addIssue({ code: 'custom', path: ['until'], message: 'must be after since' })
  })
