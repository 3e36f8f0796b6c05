import { createContext } from 'preact'
import { useContext, useEffect, useMemo, useState } from 'preact/hooks'
import type { QueryError, Question } from '../ask.ts'
import { accounts } from './data.questions.ts'
import type { AccountRow } from './data.rows.ts'
import type { Connection, Live } from './live.ts'
import { every, health, memberships } from './questions.ts'
import type { Health, Membership, Name } from './rows.ts'
import type { Source } from './source.ts'
import { language } from './words/words.ts'

/** What every part of the page shares. */
export interface Page {
  source: Source
  live: Live
  /** Shows a message for some seconds. */
  say(text: string, tone?: 'good' | 'bad'): void
}

export const PageContext = createContext<Page | null>(null)

export const usePage = (): Page => {
  const page = useContext(PageContext)
  if (!page) throw new Error('outside of the page')
  return page
}

/** The latest answer to a question. */
export interface Rows<Row> {
  /** Undefined until the first answer. */
  rows: Row[] | undefined
  count: number | null
  failure: QueryError | undefined
  /** When, in milliseconds. */
  at: number
}

/** Follows rows as long as the component is shown. The view named decides what a row is. */
export const useRows = <Row>(question: Question, everyMs: number): Rows<Row> => {
  const { rows, ...known } = useValue<Row[]>(question, everyMs)
  return { rows: Array.isArray(rows) ? rows : undefined, ...known }
}

/** The same for a function that answers one value. */
export const useValue = <Value>(
  question: Question,
  everyMs: number,
): Omit<Rows<never>, 'rows'> & { rows: Value | undefined } => {
  const { live } = usePage()
  const key = JSON.stringify(question)
  const [, redraw] = useState(0)
  // The key is the question.
  useEffect(() => live.follow(question, everyMs, () => redraw((n) => n + 1)), [key, everyMs, live])
  const { answer, failure, at } = live.known(question)
  // The one place where JSON gets its type: rows.ts says what each view gives, and its comments come from there.
  const rows = answer?.rows as Value | undefined
  return { rows, count: answer?.count ?? null, failure, at }
}

/** Names modules in the page's language, as the database does; one that it does not know keeps its own name. */
export const useModuleNames = (): ((module: string | null | undefined) => string) => {
  const { rows } = useRows<Health>(health, every.state)
  return (module) => {
    const title = rows?.find((row) => row.module === module)?.title
    return title?.[language] ?? title?.en ?? module ?? ''
  }
}

/** The companies whose data may be read; undefined until they are known. */
export const useAccounts = (): AccountRow[] | undefined => useRows<AccountRow>(accounts, every.days).rows
/** What people call records, by kind (an entity or a module) and id; asked for all of them at once. */
export const useNames = (
  records: { kind: string; id: string | null }[],
): ((kind: string, id: string) => Name | undefined) => {
  const wanted = [...new Map(records.map(({ kind, id }) => [`${kind} ${id}`, { kind, id }])).values()]
    .flatMap(({ kind, id }) => (id ? [{ kind, id }] : []))
    .slice(0, 100)
  const args = { p_kinds: wanted.map(({ kind }) => kind), p_ids: wanted.map(({ id }) => id) }
  const { rows = [] } = useRows<Name>({ call: 'names_of', args }, every.names)
  return (kind, id) => rows.find((row) => row.kind === kind && row.id === id)
}

/** The state of the connection. */
export const useConnection = (): Connection => {
  const { live } = usePage()
  const [connection, set] = useState(live.connection())
  useEffect(() => live.onConnection(() => set(live.connection())), [live])
  return connection
}

/** The current time, updated every second for ages that grow. */
export const useNow = (): number => {
  const [now, set] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}

/** Whether the user may use the buttons about an account; null: about all of them. Who needs no sign-in holds the secret key. */
export const useMayAct = (account: string | null): boolean => {
  const { source } = usePage()
  const { rows = [] } = useRows<Membership>(memberships, every.hours)
  const about = rows.filter(({ account_id }) => account === null || account_id === account)
  return source.session === null || (about.length > 0 && about.every(({ role }) => role === 'admin'))
}

/** Decodes a part of an address; one that is not well formed stays as it is. */
const decoded = (part: string) => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const read = () => {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?')
  return { parts: path.split('/').filter(Boolean).map(decoded), query: new URLSearchParams(query) }
}

/** The route: `#/run/12` is ["run", "12"]. A hash, because any host of static files can serve it. */
export const useRoute = () => {
  const [hash, set] = useState(location.hash)
  useEffect(() => {
    const listener = () => set(location.hash)
    window.addEventListener('hashchange', listener)
    return () => window.removeEventListener('hashchange', listener)
  }, [])
  // `read` uses the hash.
  return useMemo(read, [hash])
}
