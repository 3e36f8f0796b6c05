// Rows of the views of schema monitoring, as the Data API gives them; the views' own comments say what each column is.

export interface Health {
  module: string
  account_id: string
  status: 'healthy' | 'degraded' | 'unhealthy'
  running: boolean
  late?: boolean
  paused?: boolean
  connected?: boolean
  phase?: string | null
  last_success_at: string | null
  last_incremental_at?: string | null
  last_full_at?: string | null
  last_repair_at?: string | null
  last_error: string | null
  age: string | null
  fresh_within: string
  failures_24h: number
  records: number
  pending: number
  rejected: number
  placeholders: number
  held_back?: number
  run_id?: number | null
  local_count?: number | null
  remote_count?: number | null
  counted_at?: string | null
  whole_at?: string | null
  next_sweep_at?: string | null
  title: Record<string, string>
}

/** An account that the signed-in user may read. */
export interface Membership {
  account_id: string
  title: string | null
  role: 'reader' | 'admin'
  time_zone: string
}

export interface Run {
  run_id: number
  module: string
  account_id: string
  mode: string
  window: string | null
  status: 'running' | 'success' | 'partial' | 'failed'
  phase?: string
  complete: boolean
  pages: number
  of_pages: number | null
  api_calls: number
  fetched: number
  changed: number
  promoted: number
  rejected: number
  placeholders: number
  deleted: number
  held_back: number
  slices: number
  dry_run: boolean
  triggered_by: string | null
  started_at: string
  finished_at: string | null
  duration: string | null
  since: string | null
  until?: string | null
  error: { code?: string; message?: string; hint?: string } | null
  waited_ms?: number
  null_nodes?: number
  api_errors?: number
  resumes?: number | null
  progress?: number | null
  records_per_second?: number | null
  seconds_left?: number | null
}

export interface Lane {
  lane: string
  pages: number
  page: number
  of_pages: number | null
  seen: number
  total_count: number | null
  agreed: boolean | null
  api_calls: number
  waited_ms: number
  fetched: number
  changed: number
  promoted: number
  rejected: number
  finished_at: string | null
}

/** One cause of what needs a person. */
export interface Cause {
  cause: string
  kind: string
  severity: 'critical' | 'error' | 'warning'
  account_id: string | null
  modules: string[] | null
  about: string[] | null
  records: number | null
  since: string
  message: string | null
  hint: string | null
  alert_ids: number[] | null
  acknowledged_by: string | null
  can_connect: boolean
}

/** What people call a record. */
export interface Name {
  kind: string
  id: string
  account_id: string
  name: string | null
  /** A client and a piano that one can look at: of themselves their own. */
  client_id: string | null
  client: string | null
  piano_id: string | null
  piano: string | null
  on_day: string | null
  /** Cents. */
  amount: number | null
  currency: string | null
}

/** How many records of a module refer to a record; a hundred may be more. */
export interface Reference {
  id: string
  module: string
  records: number
}

export interface RejectGroup {
  module: string
  account_id: string
  status: string
  rule: string | null
  severity: string | null
  field: string | null
  sentence: string | null
  records: number
  since: string
  example: string | null
  last_error: string | null
}

export interface Placeholder {
  entity: string
  module: string
  account_id: string
  id: string
  since: string
  gone: boolean
  referred_to_by: Record<string, number>
  attempts: number
  last_error: string | null
  example_entity: string | null
  example_id: string | null
}

/** A way to reach people. */
export interface Channel {
  channel: string
  acknowledged_at: string | null
  failing_since: string | null
  last_error: string | null
}

export interface Delivery {
  delivery_id: number
  channel: string
  status: 'due' | 'acknowledged' | 'given_up'
  answer: string | null
  created_at: string
}

/** An address that is sent what changes. */
export interface Webhook {
  webhook: string
  account_id: string
  url: string
  about: string | null
  entities: string[] | null
  fields: string[] | null
  batch: number
  state: 'active' | 'retrying' | 'paused' | 'failing' | 'gone' | 'behind'
  since: string | null
  last_error: string | null
  delivered: number
  delivered_at: string | null
  waiting: number
  given_up: number
  old_secret_until: string | null
  /** More changes wait than `waiting` counts. */
  more: boolean
}

/** The tables of a module, of which a webhook can be told. */
export interface ModuleEntities {
  module: string
  entities: string[]
}

/** How a test went. */
export interface TestAnswer {
  status: 'due' | 'acknowledged' | 'given_up'
  answer: string | null
}

export interface Hole {
  hole_id: number
  module: string
  id: string | null
  kind: string
  place: string
  path: string
  message: string
  first_seen_at: string
  times: number
  acknowledged_by: string | null
}

export interface Alert {
  alert_id: number
}

export interface Issue {
  rule: string
  field: string | null
  value: unknown
}

export interface Reject {
  module: string
  account_id: string
  external_id: string | null
  status: string
  rule: string | null
  severity: string | null
  field: string | null
  value: unknown
  sentence: string | null
  last_error: string | null
  processing_attempts: number
  fetched_at: string
}

export interface RawRecord {
  raw: unknown
  /** The record as production has it. */
  kept: Record<string, unknown> | null
  issues: Issue[]
  status: string
  lastError: string | null
}

export interface Failure {
  at: string | null
  kind: string
  severity: 'error' | 'warning'
  module: string
  external_id: string | null
  run_id: number | null
  rule: string | null
  field: string | null
  value: unknown
  message: string | null
  hint: string | null
}

export interface Deletion {
  module: string
  account_id: string
  id: string
  status: string
  held_because: string | null
  merged_into: string | null
  last_error: string | null
  decided_by: string | null
  found_missing_at: string
  entity: string | null
  owner_id: string | null
}

export interface Hour {
  hour: string
  module: string
  failed: number
  api_calls: number
  fetched: number
  changed: number
}

export interface FreshDay {
  day: string
  module: string
  fresh_share: number
  longest_gap: string
}

export interface Change {
  at: string
  kind: string
  severity: 'info' | 'warning' | 'error'
  module: string | null
  account_id: string | null
  about: string | null
  run_id: number | null
  alert_id: number | null
  counts: Record<string, unknown> | null
  message: string | null
  decided_by: string | null
  code: string | null
}
