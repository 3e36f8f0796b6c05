import { createClient, type Session as Signed } from '@supabase/supabase-js'
import { act, ask, QueryError } from '../ask.ts'
import type { Source } from './source.ts'
import { t, type Word } from './words/words.ts'

const patienceMs = 8000

// Why Supabase Auth lets nobody in, by its code; by its name or message where it has none.
const wordsOfRefusal: Record<string, Word> = {
  invalid_credentials: 'sign.invalid',
  'Invalid login credentials': 'sign.invalid',
  email_not_confirmed: 'sign.unconfirmed',
  over_request_rate_limit: 'sign.often',
  AuthRetryableFetchError: 'failure.away',
}

/** A project's Data API, for signed-in users. */
export const hostedSource = async (url: string, publishableKey: string): Promise<Source> => {
  const client = createClient(url, publishableKey, { db: { retry: false } })
  let signed: Signed | null = (await client.auth.getSession()).data.session
  const listeners: (() => void)[] = []
  client.auth.onAuthStateChange((_event, session) => {
    signed = session
    for (const listener of listeners) listener()
  })
  const signedOut = new QueryError('signed_out', { message: 'no user is signed in' })
  return {
    ask: async (question) => {
      if (!signed) throw signedOut
      return ask(client, question, AbortSignal.timeout(patienceMs))
    },
    act: async (action) => {
      if (!signed) throw signedOut
      return act(client, action)
    },
    session: {
      who: () => signed?.user.email ?? signed?.user.id ?? null,
      signIn: async (email, password) => {
        const { error } = await client.auth.signInWithPassword({ email, password })
        if (!error) return null
        const said = wordsOfRefusal[error.code ?? error.name] ?? wordsOfRefusal[error.message]
        return said ? t(said) : t('sign.wrong', { message: error.message })
      },
      signOut: async () => {
        await client.auth.signOut({ scope: 'local' })
      },
      onChange: (listener) => {
        listeners.push(listener)
      },
    },
  }
}
