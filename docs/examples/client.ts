import { createClient } from '@supabase/supabase-js'
import type { App, Database } from 'assistant-gazelle/database'

/** Production, as a member of the company reads it. */
export type Client = Awaited<ReturnType<typeof signIn>>

/** A setting of the environment. @throws Error where it is missing */
export const setting = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: see docs/examples/README.md`)
  return value
}

// A script ends: nothing is to be kept or refreshed.
const auth = { persistSession: false, autoRefreshToken: false }

/** Signs in with the settings of the environment. */
export const signIn = async () => {
  const client = createClient<Database>(setting('SUPABASE_URL'), setting('SUPABASE_PUBLISHABLE_KEY'), {
    db: { schema: 'gazelle' },
    auth,
  })
  const email = setting('MEMBER_EMAIL')
  const { error } = await client.auth.signInWithPassword({ email, password: setting('MEMBER_PASSWORD') })
  if (error) throw new Error(`${email} cannot sign in: ${error.message}`)
  return client
}

/** A day that was written as 2026-11-27. @throws Error of what is none */
export const dayOf = (text: string): string => {
  const day = new Date(`${text}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(day.getTime()))
    throw new Error(`${text} is no day: write it as 2026-11-27`)
  return text
}

/** Production as people look at it, with the sign-in of a client. */
export const look = (client: Client) =>
  createClient<App>(setting('SUPABASE_URL'), setting('SUPABASE_PUBLISHABLE_KEY'), {
    db: { schema: 'app' },
    accessToken: async () => (await client.auth.getSession()).data.session?.access_token ?? null,
  })

/** Today where the company is. */
export const today = async (client: Client): Promise<string> => {
  const { data } = await client
    .from('company')
    .select('timezone')
    .is('deleted_at', null)
    .limit(1)
    .throwOnError()
  const timeZone = data[0]?.timezone ?? 'America/Montreal'
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format()
}

// An answer holds at most a thousand rows, whatever was asked for.
const pageSize = 1000

/** All rows of a query, page by page. @param page gives the rows from one place to another; their order must be a fixed one */
export const allRows = async <Row>(
  page: (from: number, to: number) => PromiseLike<{ data: Row[] }>,
): Promise<Row[]> => {
  const rows: Row[] = []
  for (;;) {
    const { data } = await page(rows.length, rows.length + pageSize - 1)
    if (data.length === 0) return rows
    rows.push(...data)
  }
}

/** Runs a script: prints its lines, or says why there are none. */
export const print = async (script: (client: Client) => Promise<string[]>): Promise<void> => {
  try {
    console.log((await script(await signIn())).join('\n'))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
