-- What raises an alert: thresholds, severities and texts are rows, so that they change without a release.

create table monitoring.alert_rules (
  rule text primary key,
  severity text not null constraint severity_is_known check (severity in ('warning', 'critical')),
  threshold numeric,
  unit text,
  escalates_after interval,
  enabled boolean not null default true,
  pianos text[],
  sentence text not null,
  remedy text not null,
  ending text not null,
  constraint threshold_has_unit check ((threshold is null) = (unit is null))
);

comment on table monitoring.alert_rules is 'What raises an alert. Edit thresholds, severities and enabled in Studio; they count from the next minute on.';
comment on column monitoring.alert_rules.threshold is 'The rule raises an alert from this value on, in the unit beside it.';
comment on column monitoring.alert_rules.escalates_after is 'Open so long without an acknowledgement, a warning becomes critical and is notified again. Null: never.';
comment on column monitoring.alert_rules.pianos is 'Words for the pianos that the rule is about: in their use, their kind or one of their tags. Null: all of them.';
comment on column monitoring.alert_rules.sentence is 'What is wrong, as the alert''s title.';
comment on column monitoring.alert_rules.remedy is 'What to do.';
comment on column monitoring.alert_rules.ending is 'The message when it is over.';

insert into monitoring.alert_rules (rule, severity, threshold, unit, escalates_after, sentence, remedy, ending) values
  ('run_failed', 'warning', 3, 'failures in 24 hours, above which it is critical', '1 hour', 'A sync failed',
    'It is tried again at its next time, from where it stopped. If it lasts, the run''s error says what to mend.', 'The sync succeeded again.'),
  ('gazelle_away', 'warning', null, null, '30 minutes', 'Gazelle does not answer as it should',
    'Nothing is lost: runs resume by themselves. If it lasts, check GAZELLE_API_URL and Gazelle''s own status.', 'Gazelle answers again.'),
  ('wrong_address', 'warning', null, null, '30 minutes', 'The address is not Gazelle''s',
    'Set GAZELLE_API_URL (or GAZELLE_OAUTH_URL, whichever is named) as .env.example has it. The credential is not the reason.', 'Gazelle answers again.'),
  ('token_refused', 'critical', null, null, null, 'Gazelle refuses the credential',
    'Connect again: gazelle connect. With an API key, replace GAZELLE_API_KEY, or for another account than main: gazelle accounts set-key. The user must be a full admin of the account''s own company.', 'Gazelle accepts the credential again.'),
  ('rights_lost', 'critical', 6, 'hours without an answer', null, 'The credential does not see everything, so nothing is deleted',
    'Make its user a full admin without limited access in Gazelle, or connect as one: gazelle connect. gazelle doctor shows whose it is.',
    'The credential sees everything again.'),
  ('token_ending', 'warning', 75, '% of the time in which a refresh should have happened', '6 hours', 'The token ends soon and was not refreshed',
    'Look for token_ errors in the runs; connect again if need be: gazelle connect.', 'The token was refreshed.'),
  ('field_gone', 'critical', null, null, null, 'Gazelle''s schema no longer has what a query asks for',
    'gazelle doctor names every field, argument and type that is gone. Take it out of the module''s file (shared/modules/) or rename it there, and deploy its function. Other modules go on.', 'The query is accepted again.'),
  ('new_value', 'warning', null, null, null, 'Gazelle has a value that a module does not name',
    'Nothing is lost. Name the value in the module''s file (shared/modules/), in the lane that its records belong to.', 'The module names the value.'),
  ('value_gone', 'warning', null, null, null, 'Gazelle no longer has a value that a module names',
    'Nothing is lost: the value is left out of the queries. Take it out of the module''s file (shared/modules/).', 'Gazelle has the value again, or the module no longer names it.'),
  ('type_drift', 'warning', 10, '% of the records fetched in the last day, and at least five', '6 hours', 'A field has another type than expected',
    'Production keeps the values it has. Compare the field with Gazelle''s schema (gazelle doctor), change its column or its path in the module''s file, then: gazelle replay.', 'The field can be read again.'),
  ('stale', 'warning', 1, 'times the freshness target', '30 minutes', 'Data is older than its target',
    'See gazelle status; sync by hand: gazelle sync --module.', 'The data is fresh again.'),
  ('schedule_silent', 'critical', 15, 'minutes without a run', null, 'No sync has begun',
    'The schedule does not fire or reaches no function: gazelle doctor.', 'Syncs begin again.'),
  ('error_share', 'warning', 5, '% of the records of the last hour', '1 hour', 'Too many records are refused or broken',
    'See monitoring.rejects and monitoring.data_quality for the rule and the values.', 'Errors are below the threshold again.'),
  ('sweep_short', 'critical', 95, '% of totalCount', null, 'A full sweep brought clearly less than Gazelle counts',
    'Check that the credential belongs to a full admin (gazelle doctor), then sync again: gazelle sync --mode full.', 'A full sweep brought everything again.'),
  ('sweep_overdue', 'warning', 1, 'times the target of the module''s sweeps', '1 day', 'No full sweep was whole for too long',
    'What polls cannot see (edits, deletions) is as old as the last whole sweep. See gazelle holes list and the sweep''s run; then gazelle sync --mode full.', 'A full sweep was whole again.'),
  ('hole_stays', 'warning', 60, 'minutes', null, 'Gazelle cannot give a record or a part of it',
    'Everything else goes on. Mend it in Gazelle, or say that you know: gazelle holes list, then gazelle holes ack.', 'What was missing came, or a person knows of it.'),
  ('run_slow', 'warning', 3, 'times its usual', '2 hours', 'A run takes longer than usual',
    'See its page: pages of the total, throttles and waiting in monitoring.api_usage.', 'The run is over.'),
  ('slice_near_limit', 'warning', 80, '% of what Supabase gives a worker, see sync.worker_limits', null, 'A slice comes near the limits of its platform',
    'Beyond them Supabase ends a slice in its midst. Make slices smaller: lower SYNC_SLICE_CPU_SECONDS and SYNC_SLICE_MEGABYTES (CPU, memory), or SYNC_SLICE_SECONDS (time), in the functions'' secrets.',
    'For a day no slice came near them.'),
  ('deletion_held', 'warning', null, null, null, 'Deletions wait for a person',
    'Look at monitoring.deletions; then sync.release_deletions or sync.dismiss_deletions.', 'No deletion waits any more.'),
  ('look_ups_fail', 'warning', 24, 'hours', null, 'Records may be gone, and Gazelle cannot be asked for them',
    'Nothing is deleted meanwhile. monitoring.deletions shows what Gazelle answered; gazelle doctor checks the queries by id.', 'Gazelle can be asked for them again.'),
  ('placeholders_stay', 'warning', 24, 'hours', null, 'Records that others refer to do not come',
    'See monitoring.placeholders: who refers to them, and what Gazelle answered.', 'They have come, or are known to be gone.'),
  ('rejects_stay', 'warning', 24, 'hours', null, 'Refused records wait for repair',
    'See monitoring.rejects; correct them in Gazelle or change the rule, then: gazelle reconcile.', 'None waits any more.'),
  ('channel_failing', 'warning', 5, 'minutes', null, 'An alert channel does not deliver',
    'Check its settings (ALERT_…) and prove it: gazelle alerts test.', 'The channel delivers again.'),
  ('webhook_failing', 'warning', 60, 'minutes', '1 day', 'A webhook does not take its changes',
    'Nothing is lost: they wait. Mend its receiver, or remove it: gazelle webhooks list says what it answered. One that is paused goes on with: gazelle webhooks resume.',
    'The webhook takes its changes again.'),
  ('job_failing', 'warning', 2, 'times in a row', null, 'Scheduled jobs of the database fail',
    'The message is Postgres''s own. Run the job''s command by hand: select jobname, command from cron.job; all firings are in cron.job_run_details.', 'The jobs succeed again.'),
  ('sign_up_open', 'warning', null, null, null, 'Anybody can sign up to this project',
    'Whoever signs up reads nothing as long as nobody makes them a member. Switch it off in Supabase (Authentication, Sign In / Providers: allow new users to sign up, allow anonymous sign-ins), or: gazelle deploy --project-ref <reference>. If it is meant so, switch this rule off: update monitoring.alert_rules set enabled = false where rule = ''sign_up_open''.',
    'Sign-up is off.');

alter table monitoring.alert_rules enable row level security;
create policy of_members_of_all on monitoring.alert_rules for select to authenticated using ((select gazelle.is_member_of_all()));
grant select on monitoring.alert_rules to authenticated;
grant insert, update, delete on monitoring.alert_rules to service_role;
