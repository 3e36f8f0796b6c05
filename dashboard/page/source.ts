import { type Action, type Answer, QueryError, type Question } from '../ask.ts'

/** The source of the page's rows, and the target of its buttons. */
export interface Source {
  /** @throws QueryError */
  ask(question: Question): Promise<Answer>
  /** Answers the outcome. @throws QueryError */
  act(action: Action): Promise<unknown>
  /** Null where no sign-in is needed. */
  session: Session | null
}

/** The session of a page where users sign in. */
export interface Session {
  /** The e-mail of the signed-in user; null without one. */
  who(): string | null
  /** Answers why not, in the page's language, or null. */
  signIn(email: string, password: string): Promise<string | null>
  signOut(): Promise<void>
  onChange(listener: () => void): void
}

// A page that has nothing yet says so within ten seconds.
const patienceMs = 8000
// An action has its own time limit in the database.
const actionMs = 65_000

const away = (message = 'no answer') => new QueryError('away', { message })

const asked = async (path: string, withinMs: number, init: RequestInit) => {
  let response: Response
  let body: unknown
  try {
    response = await fetch(path, { ...init, signal: AbortSignal.timeout(withinMs) })
    body = await response.json()
  } catch {
    throw away()
  }
  if (response.ok) return body
  throw isFailed(body) ? new QueryError(body.error.kind, body.error) : away(`HTTP ${response.status}`)
}

const isFailed = (body: unknown): body is { error: ReturnType<QueryError['toJSON']> } =>
  typeof body === 'object' && body !== null && 'error' in body

const isAnswer = (body: unknown): body is Answer =>
  typeof body === 'object' && body !== null && 'rows' in body && 'count' in body

/** The server on this machine, which holds the key. */
const localSource = (): Source => ({
  ask: async (question) => {
    const body = await asked(`api/v6/ask?q=${encodeURIComponent(JSON.stringify(question))}`, patienceMs, {})
    if (!isAnswer(body)) throw away()
    return body
  },
  act: async (action) => {
    const body = await asked('api/v6/act', actionMs, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-gazelle': 'dashboard' },
      body: JSON.stringify(action),
    })
    return typeof body === 'object' && body !== null && 'value' in body ? body.value : null
  },
  session: null,
})

/** The source that `config.json` names, beside this page. */
export const openSource = async (): Promise<Source> => {
  const config: unknown = await asked('config.json', patienceMs, {})
  if (
    typeof config === 'object' &&
    config !== null &&
    'supabaseUrl' in config &&
    'publishableKey' in config
  ) {
    const { hostedSource } = await import('./hosted.ts')
    return hostedSource(String(config.supabaseUrl), String(config.publishableKey))
  }
  return localSource()
}
