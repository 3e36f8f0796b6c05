import { createClient } from '@supabase/supabase-js'
import { connect, type DatabaseClient } from '../shared/database/client.ts'
import { cliError } from './errors.ts'
import type { Project } from './project.ts'
import { t } from './words/words.ts'

// A person waits for an answer.
const patience = { forMs: 2000 }

/** The settings of who reads as a member, as the examples have them. */
const names = ['SUPABASE_URL', 'SUPABASE_PUBLISHABLE_KEY', 'MEMBER_EMAIL', 'MEMBER_PASSWORD'] as const

/**
 * The database as an assistant reads it: as a member where `MEMBER_EMAIL` is set, else with the project's secret key.
 * @returns asked for at each call, since a member's token is renewed
 * @throws AppError `bad_setting`, `sign_in_failed`, or of `findProject`
 */
export const databaseOf = async (
  env: NodeJS.ProcessEnv,
  findProject: (env: NodeJS.ProcessEnv) => Promise<Project>,
): Promise<() => Promise<DatabaseClient>> => {
  if (!env.MEMBER_EMAIL?.trim()) {
    const { database } = await findProject(env)
    return async () => database
  }
  const [url = '', key = '', email = '', password = ''] = names.map((name) => {
    const value = env[name]?.trim()
    if (value) return value
    throw cliError(
      'usage',
      'bad_setting',
      name,
      t('{name} is missing', { name }),
      t('A member signs in with SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, MEMBER_EMAIL and MEMBER_PASSWORD.'),
    )
  })
  const { auth } = createClient(url, key, { auth: { persistSession: false, autoRefreshToken: false } })
  const { error } = await auth.signInWithPassword({ email, password })
  if (error)
    throw cliError(
      'failed',
      'sign_in_failed',
      'MEMBER_EMAIL',
      t('{email} cannot sign in: {message}', { email, message: error.message }),
      t('Check MEMBER_EMAIL and MEMBER_PASSWORD, and that gazelle members list names the person.'),
    )
  return async () => {
    // Renews a token that is over; without one the answer is that nobody is signed in.
    const { data } = await auth.getSession()
    return connect(url, key, patience, data.session ? `Bearer ${data.session.access_token}` : null)
  }
}
