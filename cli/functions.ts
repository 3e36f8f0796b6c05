import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { reasonOf } from '../shared/no-answer.ts'
import { cleanText } from '../shared/secrets.ts'
import { cliError, passedOn } from './errors.ts'
import type { Project } from './project.ts'
import { t } from './words/words.ts'

const failure = z.looseObject({
  error: z.looseObject({ code: z.string(), message: z.string(), hint: z.string().catch('') }),
  runId: z.number().optional(),
})

const away = [502, 503, 504]
const attempts = 6

/**
 * Calls an edge function over HTTP, as the schedule does.
 * @throws AppError with the function's own code, message and hint, or `functions_unreachable`, `no_function`,
 * `key_refused`, `bad_answer`
 */
export const callFunction = async <Answer>(
  project: Project,
  name: string,
  body: Record<string, unknown>,
  form: z.ZodType<Answer>,
  signal?: AbortSignal,
): Promise<Answer> => {
  const response = await post(project, name, body, signal)
  const text = await response.text()
  const answer = jsonOf(text)
  if (response.ok) {
    const read = form.safeParse(answer)
    if (read.success) return read.data
  }
  const failed = failure.safeParse(answer)
  if (failed.success) {
    const { error, runId } = failed.data
    const about = runId === undefined ? name : `run ${runId}`
    const exit = response.status === 400 ? 'usage' : 'failed'
    throw Object.assign(passedOn(exit, error.code, about, error.message, error.hint), { runId })
  }
  if (response.status === 404)
    throw cliError(
      'failed',
      'no_function',
      name,
      t('there is no function {name}', { name }),
      t('Deploy it; on the local stack, functions are the folders of functions/.'),
    )
  if (response.status === 401)
    throw cliError(
      'failed',
      'key_refused',
      name,
      t('{name} refused the secret key', { name }),
      t('Check SUPABASE_SECRET_KEY.'),
    )
  throw cliError(
    'failed',
    'bad_answer',
    name,
    t('{name} answered HTTP {status}: {what}', { name, status: response.status, what: cleanText(text, 200) }),
    t('Check that the address is a Supabase project where the functions are deployed.'),
  )
}

// A gateway without functions behind it answers at once; a function that restarts is back within seconds.
const post = async (
  { functionsUrl, secretKey }: Project,
  name: string,
  body: Record<string, unknown>,
  signal: AbortSignal | undefined,
) => {
  const url = `${functionsUrl}/${name}`
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { apikey: secretKey, 'content-type': 'application/json', 'x-triggered-by': 'cli' },
        body: JSON.stringify(body),
        signal: signal ?? null,
      })
      if (!away.includes(response.status) || attempt === attempts) return response
    } catch (cause) {
      signal?.throwIfAborted()
      if (attempt === attempts)
        throw Object.assign(
          cliError(
            'failed',
            'functions_unreachable',
            url,
            t('{url} cannot be reached ({what})', { url, what: reasonOf(cause) }),
            t('Check that the stack runs (`npm start`) or that SUPABASE_URL is right.'),
          ),
          { cause },
        )
    }
    await pause(250 * 2 ** attempt, undefined, { ...(signal && { signal }) })
  }
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
