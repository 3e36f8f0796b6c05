import { z } from 'zod'
import type { DatabaseClient } from '../database/client.ts'
import { call } from '../database/rpc.ts'
import { AppError } from '../errors.ts'
import { logError } from '../log.ts'

/** Whom Supabase Auth lets in without an invitation. */
export interface SignUp {
  /** Whoever has an e-mail address. */
  isOpen: boolean
  /** Anybody, without one. */
  isAnonymousOpen: boolean
}

const form = z.object({
  disable_signup: z.boolean(),
  external: z.object({ anonymous_users: z.boolean().optional() }),
})

const withinMs = 5000

/**
 * What a project's Supabase Auth says of its sign-up; null where there is no Auth.
 * @throws AppError `auth_unreachable`, `bad_answer`
 */
export const readSignUp = async (url: string, key: string): Promise<SignUp | null> => {
  const response = await fetch(`${url}/auth/v1/settings`, {
    headers: { apikey: key },
    signal: AbortSignal.timeout(withinMs),
  }).catch((cause) => {
    throw new AppError('auth_unreachable', 'Supabase Auth does not answer', {
      hint: 'Check the address of the project, and that it is not paused.',
      about: url,
      cause,
    })
  })
  if (response.status === 404) return null
  const read = form.safeParse(await response.json().catch(() => null))
  if (!read.success)
    throw new AppError('bad_answer', `Supabase Auth answers HTTP ${response.status}, not with its settings`, {
      hint: 'Check the secret key of the project.',
      about: url,
    })
  const { disable_signup, external } = read.data
  // Supabase Auth refuses anonymous sign-ins too while sign-up is off.
  return { isOpen: !disable_signup, isAnonymousOpen: !disable_signup && external.anonymous_users === true }
}

/** Once an hour, asks Supabase Auth and stores its answer for the rule `sign_up_open`. What fails is logged, and asked again later. */
export const noteSignUp = async (database: DatabaseClient, url: string, key: string): Promise<void> => {
  const db = database.schema('monitoring')
  try {
    if (!(await call(db, 'take_sign_up_check', {}, z.boolean()))) return
    const signUp = await readSignUp(url, key)
    if (signUp === null) return
    const args = { p_is_open: signUp.isOpen, p_is_anonymous_open: signUp.isAnonymousOpen }
    await call(db, 'note_sign_up', args, z.unknown())
  } catch (error) {
    logError(error, { function: 'alerts' })
  }
}
