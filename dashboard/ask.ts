// The questions and actions of the page, for both ways of serving it: the local server checks requests against them, and
// a browser that is signed in to Supabase sends them to the Data API.
import type { SupabaseClient } from '@supabase/supabase-js'
import { z } from 'zod/mini'
import { AppError } from '../shared/errors.ts'

const views = [
  'module_health',
  'runs',
  'rejects',
  'reject_groups',
  'recent_errors',
  'data_quality',
  'placeholders',
  'deletions',
  'causes',
  'holes',
  'throughput',
  'api_usage',
  'freshness_history',
  'alerts',
  'channels',
  'deliveries',
  'history',
  'my_memberships',
  'app.accounts',
  'app.clients',
  'app.contacts',
  'app.pianos',
  'app.appointments',
  'app.invoices',
  'app.estimates',
  'app.timeline',
  'app.readings',
  'app.technicians',
  'changes.log',
] as const

const readers = [
  'read_runs',
  'read_lanes',
  'read_record',
  'names_of',
  'read_references',
  'app.search',
  'app.search_notes',
  'app.piano_life',
  'app.day',
  'app.ages',
  'app.good_ranges',
  'changes.of_runs',
  'webhooks.list',
  'webhooks.entities',
  'webhooks.answer_of',
] as const

const actions = [
  'sync_now',
  'retry_reject',
  'retry_rejects',
  'acknowledge_hole',
  'release_deletions',
  'dismiss_deletions',
  'acknowledge',
  'resolve_alert',
  'test_channel',
  'connect_link',
  'webhooks.add',
  'webhooks.test',
  'webhooks.pause',
  'webhooks.resume',
  'webhooks.rotate',
  'webhooks.replay',
  'webhooks.remove',
] as const

const column = z.string().check(z.regex(/^[a-z][a-z0-9_]{0,62}$/))
const value = z.union([z.string().check(z.maxLength(200)), z.number(), z.boolean(), z.null()])

// As many ids as fit into an address.
const ids = z.array(z.string().check(z.maxLength(200))).check(z.maxLength(100))

/**
 * A question: rows of a view of schema `monitoring`, or of the schema that stands before its name; or the answer of a reading
 * function. A list in `where` means any of its values.
 */
export const question = z.union([
  z.strictObject({
    view: z.enum(views),
    where: z.optional(z.record(column, z.union([value, ids]))),
    order: z.optional(z.array(z.strictObject({ column, descending: z.optional(z.boolean()) }))),
    limit: z.optional(z.int().check(z.minimum(1), z.maximum(1000))),
    offset: z.optional(z.int().check(z.minimum(0), z.maximum(1_000_000))),
    count: z.optional(z.boolean()),
  }),
  z.strictObject({ call: z.enum(readers), args: z.record(column, z.union([value, ids])) }),
])
export type Question = z.infer<typeof question>

// An address is longer than what is searched for.
const longText = z.string().check(z.maxLength(2000))

/** An action with its arguments, as the function of that name takes them: in schema `monitoring`, or in that before its name. */
export const action = z.strictObject({
  action: z.enum(actions),
  args: z.record(column, z.union([value, longText, z.array(z.string()).check(z.maxLength(10_000))])),
})
export type Action = z.infer<typeof action>

/** An answer: rows (or a function's value), and the total count where it was asked for. */
export interface Answer {
  rows: unknown
  count: number | null
}

/**
 * Why there is no answer. `away`: the server does not answer, try again; `signed_out`: the session is over; `forbidden`: an
 * admin of the account may; `missing`: this database has no such view; `refused`: anything else.
 */
export type FailureKind = 'away' | 'signed_out' | 'forbidden' | 'missing' | 'refused'

/** No answer, or a refusal. */
export class QueryError extends AppError {
  readonly kind: FailureKind
  constructor(kind: FailureKind, { code = '', message, hint }: Refusal) {
    super(code, message, { hint: hint ?? '' })
    this.kind = kind
  }

  /** As the local server sends it to the page. */
  toJSON() {
    const { kind, code, message, hint } = this
    return { kind, code, message, hint }
  }
}

interface Refusal {
  code?: string
  message: string
  hint?: string | null
}

const kindOf = (status: number, code: string): FailureKind => {
  if (status === 0 || status >= 502 || /^(08...|57P0.|53...|PGRST00[0-3])$/.test(code)) return 'away'
  if (status === 401 || /^PGRST30[0-3]$/.test(code)) return 'signed_out'
  if (code === '42501') return 'forbidden'
  if (/^(PGRST20[25]|42P01|42883)$/.test(code)) return 'missing'
  return 'refused'
}

const errorOf = (status: number, refusal: Refusal) =>
  new QueryError(kindOf(status, refusal.code ?? ''), refusal)

/** The schema of a view or function, and its name there. */
const placeOf = (name: string) => {
  const [first = '', second] = name.split('.')
  return second === undefined ? { schema: 'monitoring', name } : { schema: first, name: second }
}

/** Asks a project's Data API. @throws QueryError */
export const ask = async (client: SupabaseClient, asked: Question, signal?: AbortSignal): Promise<Answer> => {
  const { schema, name } = placeOf('call' in asked ? asked.call : asked.view)
  const place = client.schema(schema)
  if ('call' in asked) {
    const call = place.rpc(name, asked.args)
    const { data, error, status } = await (signal ? call.abortSignal(signal) : call)
    if (error) throw errorOf(status, error)
    return { rows: data, count: null }
  }
  const { where = {}, order = [], limit, offset = 0, count } = asked
  let query = place.from(name).select('*', count ? { count: 'exact' } : {})
  for (const [column, wanted] of Object.entries(where))
    if (Array.isArray(wanted)) query = query.in(column, wanted)
    else query = wanted === null ? query.is(column, null) : query.eq(column, wanted)
  for (const { column, descending = false } of order)
    query = query.order(column, { ascending: !descending, nullsFirst: false })
  if (limit !== undefined) query = query.range(offset, offset + limit - 1)
  if (signal) query = query.abortSignal(signal)
  const { data, error, status, count: total } = await query
  // The list has become shorter than the offset.
  if (error?.code === 'PGRST103')
    return { rows: [], count: Number(/only (\d+) rows/.exec(error.details)?.[1] ?? 0) }
  if (error) throw errorOf(status, error)
  return { rows: data, count: total }
}

/** Calls the function of an action; answers its outcome. @throws QueryError */
export const act = async (client: SupabaseClient, wanted: Action): Promise<unknown> => {
  const { schema, name } = placeOf(wanted.action)
  const { data, error, status } = await client.schema(schema).rpc(name, wanted.args)
  if (error) throw errorOf(status, error)
  return data
}
