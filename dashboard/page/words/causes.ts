// What does not depend on the language: what a cause means for the data, and the commands that help.
import { nameOfCode } from '../../../shared/errors.ts'

/** What a cause means for the data: words `means.…`. */
export type Means =
  | 'waits'
  | 'stopped'
  | 'partly'
  | 'kept'
  | 'undeleted'
  | 'unsure'
  | 'untold'
  | 'undelivered'
  | 'none'

/** A command for the terminal, or for the SQL editor: words `command.…` say what it does. */
export const commands = {
  connect: 'gazelle connect',
  set_key: 'gazelle accounts set-key',
  resume: 'gazelle accounts resume',
  doctor: 'gazelle doctor',
  deploy: 'gazelle deploy',
  replay: 'gazelle replay',
  members: 'gazelle members add',
  alerts: 'gazelle alerts test',
  rules: 'gazelle alerts rules',
  status: 'gazelle status',
  webhooks: 'gazelle webhooks list',
} as const
export type CommandName = keyof typeof commands

/** What happened, and what to do about it, in one language. */
export type CauseWords = readonly [what: string, todo: string]

interface Facts {
  means: Means
  commands?: CommandName[]
  /** It is about records, each of which is named. */
  isOnData?: boolean
}

/** Every cause: the code of an error, the rule of an alert, or a kind of monitoring.actions_required. */
export const causes = {
  // Gazelle
  gazelle_unreachable: { means: 'waits' },
  gazelle_timeout: { means: 'waits' },
  gazelle_throttled: { means: 'waits' },
  gazelle_server_error: { means: 'waits' },
  gazelle_answer_unreadable: { means: 'waits', commands: ['doctor'] },
  gazelle_answer_too_large: { means: 'partly' },
  gazelle_wrong_address: { means: 'stopped', commands: ['doctor'] },
  gazelle_credential_refused: { means: 'stopped', commands: ['connect', 'set_key'] },
  gazelle_not_connected: { means: 'stopped', commands: ['connect', 'set_key'] },
  gazelle_not_full_admin: { means: 'none' },
  gazelle_other_company: { means: 'stopped', commands: ['connect', 'set_key'] },
  gazelle_field_gone: { means: 'stopped', commands: ['doctor'] },
  gazelle_value_gone: { means: 'partly' },
  gazelle_list_endless: { means: 'waits' },
  gazelle_cursor_refused: { means: 'waits' },
  gazelle_query_too_costly: { means: 'waits' },
  gazelle_query_refused: { means: 'stopped', commands: ['doctor'] },
  token_unreadable: { means: 'waits', commands: ['doctor'] },
  token_not_stored: { means: 'partly', commands: ['doctor'] },
  token_key_wrong: { means: 'stopped', commands: ['connect'] },
  changes_pruned: { means: 'none' },
  connect_link_gone: { means: 'none' },
  connect_denied: { means: 'none' },

  // The system
  database_unreachable: { means: 'waits', commands: ['doctor'] },
  bad_setting: { means: 'stopped', commands: ['deploy'] },
  unexpected: { means: 'stopped', commands: ['doctor'] },
  run_stalled: { means: 'stopped', commands: ['doctor'] },
  slice_over: { means: 'waits' },
  lease_lost: { means: 'partly' },
  page_gap: { means: 'stopped' },
  redis_timeout: { means: 'partly' },
  entity_refused: { means: 'stopped', commands: ['doctor'] },
  functions_not_connected: { means: 'stopped', commands: ['deploy'] },
  erasure_key_missing: { means: 'stopped' },
  auth_unreachable: { means: 'none' },
  bad_answer: { means: 'none', commands: ['doctor'] },
  account_paused: { means: 'stopped', commands: ['resume'] },
  unknown_account: { means: 'none' },
  unknown_module: { means: 'none' },
  not_found: { means: 'none' },
  bad_input: { means: 'none' },
  open_invoices: { means: 'none' },
  views_refused: { means: 'none' },
  GZ299: { means: 'none' },
  GZ425: { means: 'none' },
  '42501': { means: 'none', commands: ['members'] },
  lookup: { means: 'waits' },

  // Alerts
  run_failed: { means: 'waits', commands: ['status'] },
  gazelle_away: { means: 'waits' },
  wrong_address: { means: 'stopped', commands: ['doctor'] },
  token_refused: { means: 'stopped', commands: ['connect', 'set_key'] },
  rights_lost: { means: 'undeleted', commands: ['connect', 'doctor'] },
  token_ending: { means: 'partly', commands: ['connect'] },
  field_gone: { means: 'stopped', commands: ['doctor'] },
  new_value: { means: 'partly' },
  value_gone: { means: 'partly' },
  type_drift: { means: 'kept', commands: ['doctor', 'replay'] },
  stale: { means: 'waits', commands: ['status'] },
  schedule_silent: { means: 'stopped', commands: ['doctor'] },
  error_share: { means: 'kept' },
  sweep_short: { means: 'unsure', commands: ['doctor'] },
  sweep_overdue: { means: 'unsure' },
  hole_stays: { means: 'partly' },
  run_slow: { means: 'waits' },
  slice_near_limit: { means: 'partly' },
  deletion_held: { means: 'undeleted' },
  look_ups_fail: { means: 'undeleted', commands: ['doctor'] },
  placeholders_stay: { means: 'partly' },
  rejects_stay: { means: 'kept' },
  channel_failing: { means: 'untold', commands: ['alerts'] },
  webhook_failing: { means: 'undelivered', commands: ['webhooks'] },
  job_failing: { means: 'partly', commands: ['doctor'] },
  sign_up_open: { means: 'none', commands: ['deploy'] },
  humidity_out: { means: 'none', commands: ['rules'], isOnData: true },
  unserviced: { means: 'none', commands: ['rules'], isOnData: true },
  moved: { means: 'none', commands: ['rules'], isOnData: true },
  bounced: { means: 'none', commands: ['rules'], isOnData: true },

  // What needs a person
  release_deletions: { means: 'undeleted' },
  hole: { means: 'partly' },
  rejects: { means: 'kept' },
  unidentified: { means: 'partly' },
  placeholders: { means: 'partly' },
  unknown_user: { means: 'partly' },
} satisfies Record<string, Facts>

export type CauseName = keyof typeof causes
export type Causes = Record<CauseName, CauseWords>

/** What is known of a cause; undefined for a code that nobody foresaw, such as one of Postgres. */
export const factsOf = (cause: string): Facts | undefined => {
  const all: Record<string, Facts> = causes
  const name = nameOfCode(cause)
  return Object.hasOwn(all, name) ? all[name] : undefined
}
