import type { Causes } from './causes.ts'

/** Each cause in English: what happened, and what to do. */
export const causesEn: Causes = {
  gazelle_unreachable: [
    'Gazelle could not be reached.',
    'Usually nothing: each sync is tried again by itself. If it lasts, check the network and Gazelle’s address (setting GAZELLE_API_URL).',
  ],
  gazelle_timeout: [
    'Gazelle took too long to answer.',
    'Usually nothing: each sync is tried again by itself. If it lasts for hours, ask Gazelle’s support.',
  ],
  gazelle_throttled: [
    'Gazelle asked for fewer calls.',
    'Nothing: the calls slow down by themselves. If it comes back often, lower the setting GAZELLE_RATE_LIMIT.',
  ],
  gazelle_server_error: [
    'Gazelle has a fault on its side.',
    'Nothing: each sync is tried again by itself. If it lasts for hours, ask Gazelle’s support.',
  ],
  gazelle_answer_unreadable: [
    'What came back is not an answer of Gazelle’s.',
    'If it lasts, check Gazelle’s address (setting GAZELLE_API_URL), and whether Gazelle has changed the form of its answers.',
  ],
  gazelle_answer_too_large: [
    'An answer of Gazelle’s is larger than can be read at once.',
    'Nothing: smaller pages are asked for. A single record of that size is left out and named.',
  ],
  gazelle_wrong_address: [
    'The address is not Gazelle’s.',
    'Correct the setting GAZELLE_API_URL: it must be the address of Gazelle’s API. The credential is not the reason.',
  ],
  gazelle_credential_refused: [
    'Gazelle refuses the credential.',
    'Connect the account again as a full admin of the company, or replace the API key (setting GAZELLE_API_KEY). Then press “Try now”.',
  ],
  gazelle_not_connected: [
    'The account is not connected to Gazelle.',
    'Connect it once as a full admin of the company, or store an API key.',
  ],
  gazelle_not_full_admin: [
    'The person who agreed is not a full admin in Gazelle.',
    'Open the link again as a full admin without limited access.',
  ],
  gazelle_other_company: [
    'The credential belongs to another company.',
    'Use that of a full admin of this account’s own company. Another company is another account.',
  ],
  gazelle_field_gone: [
    'Gazelle no longer has a field that is asked for.',
    'A developer takes the field out of this kind of data, or renames it there. Nothing else is affected.',
  ],
  gazelle_value_gone: [
    'Gazelle no longer has a value that is asked for.',
    'Nothing: the value is left out by itself. A developer takes it out of the list when there is time.',
  ],
  gazelle_list_endless: [
    'Gazelle’s list came round to its beginning again.',
    'Nothing: the next sync reads the list from its start. If it lasts, tell Gazelle’s support.',
  ],
  gazelle_cursor_refused: [
    'Gazelle has forgotten the place in its list.',
    'Nothing: the list is read from its start by itself.',
  ],
  gazelle_query_too_costly: [
    'Gazelle finds a query too heavy.',
    'Nothing: smaller pages are asked for. If it lasts, a developer asks for fewer fields.',
  ],
  gazelle_query_refused: [
    'Gazelle refuses a query.',
    'A developer compares the query with Gazelle’s schema. Nothing else is affected.',
  ],
  token_unreadable: [
    'The stored credential could not be read. It was not refused.',
    'Usually nothing. If it lasts, check in Supabase that the project is running.',
  ],
  token_not_stored: [
    'A new credential could not be stored.',
    'Usually nothing: it is kept and stored with the next call. If it lasts, check in Supabase that the project is running.',
  ],
  token_key_wrong: [
    'The stored credential was sealed with another key.',
    'Put the earlier key back (setting TOKEN_ENCRYPTION_KEY), or connect the account again.',
  ],
  changes_pruned: [
    'A program that follows the changes was away for longer than they are kept.',
    'Have it make its copy anew.',
  ],
  connect_link_gone: ['The link was used already, or is too old.', 'Ask for a new link.'],
  connect_denied: ['Access was not given at Gazelle.', 'Open the link again, and allow access there.'],

  database_unreachable: [
    'The database did not answer.',
    'Usually nothing: each sync resumes by itself. If it lasts, check in Supabase that the project is running.',
  ],
  bad_setting: [
    'A setting is missing or wrong.',
    'Correct it: the message below names it, and the file .env.example explains each one.',
  ],
  unexpected: [
    'A fault of this program.',
    'It is tried again by itself. If it comes back, give the run’s page and the log of its function to a developer.',
  ],
  run_stalled: [
    'The sync was stopped in its midst, several times.',
    'Usually it met a limit of memory or time. Give its page and the log of its function to a developer: they say which.',
  ],
  slice_over: ['There was no time left to ask Gazelle.', 'Nothing: it is asked again later.'],
  lease_lost: ['Another sync took over the work.', 'Nothing.'],
  page_gap: [
    'A page would have left a gap, and was not kept.',
    'A fault of this program: give the run’s page to a developer.',
  ],
  redis_timeout: [
    'The store of the rate limit did not answer.',
    'If it lasts, check the setting UPSTASH_REDIS_REST_URL.',
  ],
  entity_refused: [
    'A table was changed so that it can no longer be filled.',
    'A developer changes the table back, or its declaration: the message below says what does not fit.',
  ],
  functions_not_connected: [
    'The database does not know where the functions are.',
    'A developer deploys once more: that stores their address and key in Vault.',
  ],
  erasure_key_missing: [
    'The key by which erased clients are recognised is gone.',
    'A developer puts the secret gazelle_erasure_key back into Vault. Until then nothing is stored, so that no erased person comes back.',
  ],
  auth_unreachable: [
    'Supabase’s sign-in service does not answer.',
    'Check the project’s address, and that it is not paused.',
  ],
  bad_answer: [
    'The answer is not the one that was expected.',
    'Check the project’s address and its secret key.',
  ],
  account_paused: ['The account is paused.', 'Resume it when its data should come in again.'],
  unknown_account: ['There is no such account.', 'Reload the page: the account may have been removed.'],
  unknown_module: ['There is no such kind of data.', 'Reload the page.'],
  not_found: [
    'It is not there, or no longer.',
    'Reload the page: it may have been dealt with in the meantime.',
  ],
  bad_input: ['The request is not valid.', 'Reload the page, and try again.'],
  open_invoices: ['The client still has open invoices.', 'Settle or cancel them in Gazelle, then try again.'],
  views_refused: [
    'The views cannot be put there.',
    'Choose a schema of your own, and move away what has their names.',
  ],
  GZ299: ['A trial was undone, as intended.', 'Nothing.'],
  GZ425: [
    'Two moves from version 5, or a move and its undoing, were at work at once.',
    'Let one of them end, then run the other again.',
  ],
  '42501': [
    'Only an admin of this company may do that.',
    'Ask the owner of the project to make you an admin.',
  ],
  lookup: ['Gazelle did not say whether it still has a record.', 'Nothing: it is asked again later.'],

  run_failed: [
    'A sync failed.',
    'Usually nothing: it goes on at its next time, from where it stopped. If it lasts, the page of the run has the reason.',
  ],
  gazelle_away: [
    'Gazelle does not answer as it should.',
    'Usually nothing: each sync resumes by itself. If it lasts, check Gazelle’s own status page.',
  ],
  wrong_address: [
    'The address is not Gazelle’s.',
    'Correct the setting GAZELLE_API_URL: it must be the address of Gazelle’s API.',
  ],
  token_refused: [
    'Gazelle refuses the credential.',
    'Connect the account again as a full admin of the company, or replace the API key (setting GAZELLE_API_KEY).',
  ],
  rights_lost: [
    'The credential no longer sees everything in Gazelle.',
    'Make its user a full admin without limited access in Gazelle, or connect the account as one.',
  ],
  token_ending: [
    'The credential ends soon, and was not renewed.',
    'Look at the errors of the last runs. If nothing explains it, connect the account again.',
  ],
  field_gone: [
    'Gazelle no longer has a field that is asked for.',
    'A developer takes the field out of this kind of data, or renames it there. Nothing else is affected.',
  ],
  new_value: [
    'Gazelle has a value that is not known yet.',
    'Nothing is lost: records with it are read and kept. A developer names the value when there is time.',
  ],
  value_gone: [
    'Gazelle no longer has a value that is asked for.',
    'Nothing: the value is left out by itself. A developer takes it out of the list when there is time.',
  ],
  type_drift: [
    'A field comes in another form than before.',
    'A developer compares the field with Gazelle’s schema, corrects it, and has the records promoted again.',
  ],
  stale: [
    'Data is older than it should be.',
    'Sync it now. If that does not help, the page of its last run has the reason.',
  ],
  schedule_silent: [
    'No sync has begun for a while.',
    'The schedule does not fire, or does not reach the functions. Check in Supabase that the project is running and its jobs are active.',
  ],
  error_share: [
    'Unusually many records are refused.',
    'Look at the refused records: they are grouped by their cause.',
  ],
  sweep_short: [
    'A full sweep brought clearly less than Gazelle counts.',
    'Check that the credential belongs to a full admin, then start a full sweep.',
  ],
  sweep_overdue: [
    'No full sweep has brought everything for too long.',
    'Look at what Gazelle cannot give and at the page of the last sweep, then start a full sweep.',
  ],
  hole_stays: [
    'Gazelle cannot give a record or a part of it.',
    'Mend the record in Gazelle, or say that you know of it.',
  ],
  run_slow: [
    'A sync takes longer than usual.',
    'Usually nothing. The page of the run shows how far it is, and how long it waited for Gazelle.',
  ],
  slice_near_limit: [
    'A sync comes near the limits of Supabase.',
    'Lower a setting, so that its slices become smaller: SYNC_SLICE_CPU_SECONDS, SYNC_SLICE_MEGABYTES or SYNC_SLICE_SECONDS.',
  ],
  deletion_held: [
    'Deletions wait for your decision.',
    'Look at them, then confirm them or keep the records.',
  ],
  look_ups_fail: [
    'Records may be gone, and Gazelle does not say so.',
    'The page of deletions shows what Gazelle answered. If it lasts, ask Gazelle’s support.',
  ],
  placeholders_stay: [
    'Records that others refer to have not come.',
    'Look at them in Gazelle. The next full sweep tells which of them are gone.',
  ],
  rejects_stay: ['Refused records wait for repair.', 'Correct them in Gazelle, then try again.'],
  channel_failing: [
    'An alert channel does not deliver.',
    'Check its settings, then send a test message (see “Alert channels” below).',
  ],
  webhook_failing: [
    'A webhook does not take its changes.',
    'Nothing is lost: they wait. Mend its receiver, then send a test message and resume it (see “Webhooks” below).',
  ],
  job_failing: [
    'A nightly job of the database fails.',
    'The message is that of Postgres: give it to a developer.',
  ],
  sign_up_open: [
    'Anybody can sign up to this project.',
    'Whoever signs up reads nothing as long as no company lets them in. Switch sign-up off in Supabase (Authentication, Sign In / Providers).',
  ],
  humidity_out: [
    'The humidity of pianos is out of its range.',
    'Call the client: the room or the humidity system needs care. The page of the piano has its readings.',
  ],
  unserviced: ['Pianos were not serviced for too long.', 'Plan a service with the client.'],
  moved: [
    'Appointments were moved shortly before their start.',
    'See that the technician and the client know.',
  ],
  bounced: [
    'E-mails did not reach their client.',
    'Ask the client for another address and correct it in Gazelle.',
  ],

  release_deletions: [
    'Records are missing from Gazelle, too many at once to be deleted without you.',
    'Look at them. Confirm if they are really gone; keep them if they must stay.',
  ],
  hole: [
    'Gazelle cannot give a record or a part of it.',
    'Mend it in Gazelle, or say that you know of it. It closes by itself when it comes.',
  ],
  rejects: [
    'Records were refused.',
    'Look at them: they are grouped by their cause. Correct them in Gazelle, then try again.',
  ],
  unidentified: [
    'Gazelle gave records without an id.',
    'Nothing can be done here: tell Gazelle’s support. They are kept as they came, in no table of production.',
  ],
  placeholders: [
    'Records that others refer to have not come from Gazelle.',
    'Look at them in Gazelle. Each is asked for again and again; the next full sweep tells which of them are gone.',
  ],
  unknown_user: [
    'Records name a user whom Gazelle does not list.',
    'Look the user up in Gazelle. The next full sweep tells whether they are gone.',
  ],
}
