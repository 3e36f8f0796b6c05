// A copy of all pianos that stays true: npm run example docs/examples/copy-of-pianos.ts pianos.sqlite
// It goes on until it is ended, which it may be at any moment: what it has applied, and how far, is written in one transaction.

import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { setting, signIn } from './client.ts'

const recordForm = z.record(z.string(), z.unknown())
const startForm = z.object({ position: z.string() })
const snapshotForm = z.object({
  records: z.array(z.object({ id: z.string(), version: z.int(), record: recordForm })),
  after: z.string().nullable(),
})
const feedForm = z.object({
  changes: z.array(
    z.object({
      id: z.string(),
      operation: z.string(),
      version: z.int(),
      changes: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
    }),
  ),
  position: z.string(),
})
type Change = z.output<typeof feedForm>['changes'][number]

/** How far the copy is: the position that it continues, and, while it is loaded, the last id that it has. */
interface Place {
  position: string
  after: string | null
}

/** The position cannot be continued: its changes are no longer kept, or the database was restored. */
class NotContinued extends Error {}

/** Opens the copy: a table of pianos, each record as JSON. */
const openCopy = (file: string) => {
  const database = new DatabaseSync(file)
  database.exec(`
    create table if not exists pianos (id text primary key, version integer not null, record text not null);
    create table if not exists place (is_only integer primary key check (is_only), position text not null, after text);
  `)
  const put = database.prepare('insert or replace into pianos (id, version, record) values (?, ?, ?)')
  const get = database.prepare('select record from pianos where id = ?')
  const remove = database.prepare('delete from pianos where id = ?')
  const goTo = database.prepare('insert or replace into place (is_only, position, after) values (1, ?, ?)')
  const placeForm = z.object({ position: z.string(), after: z.string().nullable() })
  return {
    place: (): Place | undefined =>
      placeForm.optional().parse(database.prepare('select position, after from place').get()),
    empty: () => database.exec('delete from pianos'),
    put: (id: string, version: number, record: object) => put.run(id, version, JSON.stringify(record)),
    get: (id: string): Record<string, unknown> => {
      const row = z.object({ record: z.string() }).optional().parse(get.get(id))
      return row ? recordForm.parse(JSON.parse(row.record)) : { id }
    },
    remove: (id: string) => remove.run(id),
    forget: () => database.exec('delete from place'),
    goTo: ({ position, after }: Place) => goTo.run(position, after),
    /** All of it is written, with the place that is reached by it, or nothing. */
    atOnce: (write: () => void) => {
      database.exec('begin')
      try {
        write()
        database.exec('commit')
      } catch (error) {
        database.exec('rollback')
        throw error
      }
    },
    close: () => database.close(),
  }
}
type Copy = ReturnType<typeof openCopy>

/** The headers of a member's request, or of the secret key where that is set. */
const credential = async (): Promise<() => Promise<Record<string, string>>> => {
  const secret = process.env.SUPABASE_SECRET_KEY
  if (secret) return async () => ({ apikey: secret })
  const client = await signIn()
  return async () => {
    // Renewed when it has run out.
    const { data } = await client.auth.getSession()
    return {
      apikey: setting('SUPABASE_PUBLISHABLE_KEY'),
      authorization: `Bearer ${data.session?.access_token}`,
    }
  }
}

const errorForm = z.looseObject({ code: z.string().optional(), message: z.string().optional() })
const gone = ['GZ411', 'changes_pruned']

/** The feed of one account's pianos. */
const feedOf = async (account: string, signal: AbortSignal) => {
  const url = setting('SUPABASE_URL')
  const headers = await credential()
  const ask = async <T>(form: z.ZodType<T>, path: string, init: RequestInit = {}): Promise<T> => {
    const answer = await fetch(`${url}${path}`, {
      ...init,
      headers: { ...(await headers()), ...init.headers },
      signal: AbortSignal.any([signal, AbortSignal.timeout(60_000)]),
    })
    const body: unknown = await answer.json()
    if (answer.ok) return form.parse(body)
    const { code = '', message = '' } = errorForm.parse(
      z.object({ error: errorForm }).safeParse(body).data?.error ?? body,
    )
    if (gone.includes(code) || message.includes('none that was given out')) throw new NotContinued(message)
    throw new Error(`${answer.status} ${code} ${message}`)
  }
  const call = <T>(form: z.ZodType<T>, name: string, args: object) =>
    ask(form, `/rest/v1/rpc/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-profile': 'changes' },
      body: JSON.stringify({ p_account: account, ...args }),
    })
  return {
    start: () => call(startForm, 'start', { p_entities: ['pianos'] }),
    snapshot: ({ position, after }: Place) =>
      call(snapshotForm, 'snapshot', { p_position: position, p_entity: 'pianos', p_after: after }),
    /** What has changed behind a position; where nothing has, waits for it. */
    next: (position: string) =>
      ask(
        feedForm,
        `/functions/v1/changes?${new URLSearchParams({ after: position, entities: 'pianos', wait: '20', account })}`,
      ),
  }
}
type Feed = Awaited<ReturnType<typeof feedOf>>

const apply = (copy: Copy, { id, operation, version, changes }: Change) => {
  if (operation === 'deleted' || operation === 'merged') return copy.remove(id)
  const after = Object.fromEntries(Object.entries(changes).map(([column, [, value]]) => [column, value]))
  // Of a record that came, all that it has; of one that changed, what differs.
  copy.put(id, version, { ...(operation === 'updated' ? copy.get(id) : { id }), ...after })
}

/** Begins, or begins anew: at a new position, without what is there. */
const start = async (copy: Copy, feed: Feed) => {
  const { position } = await feed.start()
  copy.atOnce(() => {
    copy.empty()
    copy.goTo({ position, after: '' })
  })
}

/** One step of the copy: a page of the records as they were at its position, then the changes behind it. */
const step = async (copy: Copy, feed: Feed): Promise<void> => {
  const place = copy.place()
  if (!place) {
    await start(copy, feed)
  } else if (place.after !== null) {
    const { records, after } = await feed.snapshot(place)
    copy.atOnce(() => {
      for (const { id, version, record } of records) copy.put(id, version, record)
      copy.goTo({ position: place.position, after })
    })
  } else {
    const { changes, position } = await feed.next(place.position)
    copy.atOnce(() => {
      for (const change of changes) apply(copy, change)
      copy.goTo({ position, after: null })
    })
  }
}

const longestPauseMs = 10_000

/** Keeps the copy true until `signal` aborts. Where the other side does not answer, it asks again, ever more slowly. */
const keep = async (file: string, account: string, signal: AbortSignal): Promise<void> => {
  const copy = openCopy(file)
  const feed = await feedOf(account, signal)
  let failures = 0
  try {
    while (!signal.aborted) {
      try {
        await step(copy, feed)
        failures = 0
      } catch (error) {
        if (signal.aborted) return
        console.error(error instanceof Error ? error.message : error)
        if (error instanceof NotContinued) copy.forget()
        await pause(Math.min(100 * 2 ** failures++, longestPauseMs), null, { signal }).catch(() => {})
      }
    }
  } finally {
    copy.close()
  }
}

if (import.meta.main) {
  const [file = 'pianos.sqlite', account = 'main'] = process.argv.slice(2)
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  await keep(file, account, stop.signal)
}
