-- Written by `npm run generate:migrations` from supabase/: schemas/monitoring/alerts/alert_rules.sql, schemas/monitoring/alerts/alerts.sql, schemas/monitoring/alerts/notices.sql, schemas/monitoring/alerts/deliveries.sql, schemas/monitoring/alerts/watch.sql, schemas/monitoring/alerts/channels.sql, schemas/monitoring/alerts/sign_up.sql, schemas/monitoring/alerts/acknowledge_alert.sql, schemas/monitoring/alerts/evaluate_alerts.sql, schemas/monitoring/alerts/evaluate_and_notify.sql, schemas/monitoring/alerts/find_problems.sql, schemas/monitoring/alerts/lease_deliveries.sql, schemas/monitoring/alerts/named_holes.sql, schemas/monitoring/alerts/notify.sql, schemas/monitoring/alerts/read_undelivered_alerts.sql, schemas/monitoring/alerts/settle_deliveries.sql, schemas/monitoring/alerts/take_deliveries.sql, schemas/monitoring/alerts/test_channels.sql. Do not edit.

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

-- An alert is a problem from its first minute to its last: it opens once, may get worse once, and ends with a message.

create table monitoring.alerts (
  alert_id bigint generated always as identity primary key,
  rule text not null references monitoring.alert_rules on delete cascade,
  account_id text,
  subject text not null,
  severity text not null constraint severity_is_known check (severity in ('warning', 'critical')),
  sentence text not null,
  message text not null,
  remedy text not null,
  details jsonb not null default '{}',
  opened_with bigint,
  covers jsonb,
  opened_at timestamptz not null default now(),
  escalated_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  resolved_at timestamptz,
  ending text,
  constraint ends_with_a_word check ((resolved_at is null) = (ending is null)),
  constraint acknowledged_by_somebody check ((acknowledged_at is null) = (acknowledged_by is null))
);

-- Of erased records' alerts, which end within the minute, there may be several.
create unique index one_open_alert on monitoring.alerts (rule, coalesce(account_id, ''), subject) where resolved_at is null and subject <> '•••';
create index alerts_opened on monitoring.alerts (opened_at desc);

comment on table monitoring.alerts is 'One row a problem, from its first minute to its last. Open while resolved_at is null.';
comment on column monitoring.alerts.subject is 'What it is about: a module, an entity, a channel, a record, or the account as a whole.';
comment on column monitoring.alerts.message is 'What is wrong, with numbers and names, as it is now or was at the end.';
comment on column monitoring.alerts.opened_with is 'How many records or holes it was about when it opened; null where its rule does not count them.';
comment on column monitoring.alerts.covers is 'Of an alert about many records: {id: whether a notice was written since it is among them}.';
comment on column monitoring.alerts.escalated_at is 'When it became critical after it had opened as a warning.';
comment on column monitoring.alerts.acknowledged_at is 'When a person acknowledged it; it does not escalate by time any more.';

alter table monitoring.alerts enable row level security;
insert into sync.erased_texts (relation, field) values
  ('monitoring.alerts', 'subject'), ('monitoring.alerts', 'message'), ('monitoring.alerts', 'details'), ('monitoring.alerts', 'covers'), ('monitoring.alerts', 'ending');
create policy of_members on monitoring.alerts for select to authenticated using (
  (select gazelle.is_member_of_all()) or account_id = any ((select gazelle.member_accounts())::text[])
);
grant select on monitoring.alerts to authenticated;
grant insert, update, delete on monitoring.alerts to service_role;

-- Each change of an alert is one notice, delivered through every channel.

create table monitoring.notices (
  notice_id bigint generated always as identity primary key,
  alert_id bigint not null references monitoring.alerts on delete cascade,
  event text not null constraint event_is_known check (event in ('opened', 'escalated', 'more', 'resolved')),
  message text,
  at timestamptz not null default now()
);

create unique index notices_once on monitoring.notices (alert_id, event) where event <> 'more';

create index notices_at on monitoring.notices (at);

comment on table monitoring.notices is 'Changes of an alert that are delivered: opened, escalated, resolved, each at most once; more, where it is about further holes (once a day at most) or records (once an hour).';
comment on column monitoring.notices.message is 'more: the alert''s message with what is new; else null, and the alert''s own is told.';

alter table monitoring.notices enable row level security;
insert into sync.erased_texts (relation, field) values ('monitoring.notices', 'message');
create policy of_members on monitoring.notices for select to authenticated using (
  exists (select from monitoring.alerts a where a.alert_id = notices.alert_id)
);
grant select on monitoring.notices to authenticated;
grant insert, update, delete on monitoring.notices to service_role;

-- The one queue of what goes out. A delivery that was not acknowledged was not delivered.

create table monitoring.deliveries (
  delivery_id bigint generated always as identity primary key,
  notice_id bigint references monitoring.notices on delete cascade,
  changes bigint[],
  channel text not null,
  sequence text,
  status text not null default 'due' constraint status_is_known check (status in ('due', 'acknowledged', 'given_up')),
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  tried_at timestamptz,
  acknowledged_at timestamptz,
  answer text,
  last_error text,
  created_at timestamptz not null default now(),
  unique (notice_id, channel),
  constraint is_of_one_kind check (notice_id is null or changes is null),
  constraint acknowledged_has_time check ((status = 'acknowledged') = (acknowledged_at is not null))
);

create index deliveries_due on monitoring.deliveries (channel, next_at) where status = 'due';
create index deliveries_order on monitoring.deliveries (channel, delivery_id) where status = 'due';
create index deliveries_sequence on monitoring.deliveries (channel, sequence, delivery_id) where status = 'due';

comment on table monitoring.deliveries is
  'A notice through a channel, or changes to a webhook. Not acknowledged is not delivered: a notice is tried again for a day, and the last word on an open alert until it is delivered; changes for three days, and are gone from here once they are delivered.';
comment on column monitoring.deliveries.notice_id is 'Null for changes and for a test.';
comment on column monitoring.deliveries.changes is 'Their places in changes.log.';
comment on column monitoring.deliveries.sequence is 'What is of the same alert or record is delivered in its order; null: in any.';
comment on column monitoring.deliveries.tried_at is 'First attempt.';
comment on column monitoring.deliveries.next_at is 'When it is tried (again); two minutes ahead while an attempt is under way.';
comment on column monitoring.deliveries.answer is 'What the channel answered: status and the beginning of the body.';

alter table monitoring.deliveries enable row level security;
insert into sync.erased_texts (relation, field) values ('monitoring.deliveries', 'answer'), ('monitoring.deliveries', 'last_error');
create policy of_members_of_all on monitoring.deliveries for select to authenticated using ((select gazelle.is_member_of_all()));
grant select on monitoring.deliveries to authenticated;
grant insert, update, delete on monitoring.deliveries to service_role;

-- Heartbeat of the evaluation: when the rules were last evaluated, and the error if that failed.

create table monitoring.watch (
  singleton boolean primary key default true constraint is_one_row check (singleton),
  evaluated_at timestamptz,
  resumed_at timestamptz,
  error text
);

comment on table monitoring.watch is 'When the rules were last evaluated. One row.';
comment on column monitoring.watch.resumed_at is 'Start of the unbroken watch: what was late because everything was off gets ten minutes to catch up.';
comment on column monitoring.watch.error is 'Why the last evaluation failed; null when it did not.';

insert into monitoring.watch default values;

alter table monitoring.watch enable row level security;
insert into sync.erased_texts (relation, field) values ('monitoring.watch', 'error');
create policy of_members_of_all on monitoring.watch for select to authenticated using ((select gazelle.is_member_of_all()));
grant select on monitoring.watch to authenticated;
grant insert, update, delete on monitoring.watch to service_role;

-- A channel that fails is itself a problem, so that its state is kept. A webhook is one too: it takes changes instead of alerts.

create table monitoring.channels (
  channel text primary key,
  takes text not null default 'alerts' constraint takes_is_known check (takes in ('alerts', 'changes')),
  account_id text references sync.accounts on delete cascade,
  name text,
  added_at timestamptz not null default now(),
  acknowledged_at timestamptz,
  failing_since timestamptz,
  failures int not null default 0,
  rests_until timestamptz,
  paused_at timestamptz,
  paused_because text constraint reason_is_known check (paused_because in ('person', 'failing', 'gone', 'behind')),
  delivered bigint not null default 0,
  last_error text,
  constraint paused_has_reason check ((paused_at is null) = (paused_because is null))
);

comment on table monitoring.channels is 'Ways to reach people, as the function''s settings name them, and webhooks; and how they do.';
comment on column monitoring.channels.takes is 'alerts: a way to reach people. changes: a webhook, see webhooks.subscriptions.';
comment on column monitoring.channels.account_id is 'Of a webhook; a way to reach people is that of all accounts.';
comment on column monitoring.channels.name is 'The host of a webhook, for people.';
comment on column monitoring.channels.acknowledged_at is 'Last delivery that was acknowledged.';
comment on column monitoring.channels.failing_since is 'First of the failures since; null while it delivers.';
comment on column monitoring.channels.failures is 'Failures in a row.';
comment on column monitoring.channels.rests_until is 'A webhook that fails again and again, or asks for it, is left alone until then.';
comment on column monitoring.channels.paused_because is
  'person: somebody paused it; failing: it failed for three days; gone: it answered 410; behind: the log no longer has what it missed.';
comment on column monitoring.channels.delivered is 'Deliveries that were acknowledged.';

alter table monitoring.channels enable row level security;
insert into sync.erased_texts (relation, field) values ('monitoring.channels', 'last_error');
create policy of_members_of_all on monitoring.channels for select to authenticated using ((select gazelle.is_member_of_all()));
grant select on monitoring.channels to authenticated;
grant insert, update, delete on monitoring.channels to service_role;

-- Whether Supabase Auth lets anybody sign up: only it knows, and only over HTTP, so the function alerts asks it each hour.

create table monitoring.sign_up (
  singleton boolean primary key default true constraint is_one_row check (singleton),
  asked_at timestamptz,
  is_open boolean not null default false,
  is_anonymous_open boolean not null default false
);

comment on table monitoring.sign_up is 'What Supabase Auth last said of its sign-up. One row; where there is no Auth, nothing is noted.';
comment on column monitoring.sign_up.asked_at is 'When it was last asked, whatever came of it.';
comment on column monitoring.sign_up.is_open is 'Whoever has an e-mail address may sign up.';
comment on column monitoring.sign_up.is_anonymous_open is 'Not even an e-mail address is needed.';

insert into monitoring.sign_up default values;

alter table monitoring.sign_up enable row level security;

create function monitoring.take_sign_up_check()
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  update monitoring.sign_up s
  set asked_at = now()
  where s.singleton and coalesce(s.asked_at < now() - interval '1 hour', true);
  return found;
end;
$$;

comment on function monitoring.take_sign_up_check() is 'True once an hour: the caller asks Supabase Auth, and gives its answer to monitoring.note_sign_up.';

create function monitoring.note_sign_up(p_is_open boolean, p_is_anonymous_open boolean)
returns void
language sql
security definer
set search_path = ''
begin atomic
  update monitoring.sign_up s set is_open = p_is_open, is_anonymous_open = p_is_anonymous_open where s.singleton;
end;

comment on function monitoring.note_sign_up(boolean, boolean) is 'Stores what Supabase Auth says of its sign-up, for the rule sign_up_open.';

-- An acknowledged alert no longer escalates by time.

create function monitoring.acknowledge_alert(p_alert bigint, p_by text)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  update monitoring.alerts a
  set acknowledged_at = now(), acknowledged_by = sync.fit_text(p_by, 100)
  where a.alert_id = p_alert and a.resolved_at is null and a.acknowledged_at is null;
  if found then
    return true;
  end if;
  if not exists (select from monitoring.alerts a where a.alert_id = p_alert) then
    raise exception 'there is no alert %', p_alert using errcode = 'GZ405', hint = 'gazelle alerts list shows them.';
  end if;
  return false;
end;
$$;

comment on function monitoring.acknowledge_alert(bigint, text) is
  'A person acknowledges: the alert stays open and does not escalate by time. False when it was acknowledged or over already.';

-- Problems become alerts: opened, escalated, resolved.
-- Long (evaluate_alerts): what may become of an alert in a minute, each with its notice.

create function monitoring.size_of(p_details jsonb)
returns bigint
language sql
immutable
set search_path = ''
return coalesce(p_details ->> 'records', p_details ->> 'holes')::bigint;

comment on function monitoring.size_of(jsonb) is 'How many records or holes a problem is about; null where its rule does not count them.';

create function monitoring.evaluate_alerts()
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_problem record;
  v_alert monitoring.alerts;
  v_rule monitoring.alert_rules;
  v_is_told boolean;
  v_open bigint[] := array[]::bigint[];
  v_opened int := 0;
  v_escalated int := 0;
  v_resolved int := 0;
begin
  -- A failed run evaluates the rules at once; the minute's evaluation must not run beside it.
  perform from monitoring.watch w for update;
  update monitoring.watch w
  set resumed_at = case when w.evaluated_at > now() - interval '5 minutes' then w.resumed_at else now() end,
      evaluated_at = now(), error = null
  where w.singleton;

  for v_problem in
    select p.rule, p.severity, p.account_id, p.subject, p.message, p.details - 'grouped' as details, p.details -> 'grouped' as grouped from monitoring.find_problems() p
  loop
    v_is_told := true;
    select * into strict v_rule from monitoring.alert_rules r where r.rule = v_problem.rule;
    select * into v_alert
    from monitoring.alerts a
    where a.rule = v_problem.rule and coalesce(a.account_id, '') = coalesce(v_problem.account_id, '')
      and a.subject = v_problem.subject and a.resolved_at is null;

    if not found then
      insert into monitoring.alerts (rule, account_id, subject, severity, sentence, message, remedy, details, opened_with)
      values (
        v_problem.rule, v_problem.account_id, v_problem.subject, v_problem.severity, v_rule.sentence, v_problem.message,
        v_rule.remedy, v_problem.details, monitoring.size_of(v_problem.details)
      )
      returning * into v_alert;
      insert into monitoring.notices (alert_id, event) values (v_alert.alert_id, 'opened');
      v_opened := v_opened + 1;
    elsif v_alert.severity = 'warning' and (
      v_problem.severity = 'critical'
      or (v_alert.acknowledged_at is null and v_alert.opened_at < now() - v_rule.escalates_after)
      -- An alert about one record is sent again when it is about hundreds.
      or monitoring.size_of(v_problem.details) >= greatest(10 * v_alert.opened_with, 50)
    ) then
      update monitoring.alerts a
      set severity = 'critical', escalated_at = now(), message = v_problem.message, details = v_problem.details
      where a.alert_id = v_alert.alert_id;
      insert into monitoring.notices (alert_id, event) values (v_alert.alert_id, 'escalated');
      v_escalated := v_escalated + 1;
    else
      v_is_told := false;
      update monitoring.alerts a
      set message = v_problem.message, details = v_problem.details
      where a.alert_id = v_alert.alert_id and (a.message, a.details) is distinct from (v_problem.message, v_problem.details);
    end if;
    if v_problem.rule = 'hole_stays' then
      perform monitoring.name_holes(v_alert, v_rule.threshold, v_is_told);
    elsif v_problem.grouped is not null then
      perform monitoring.note_group(v_alert.alert_id, v_problem.grouped, v_is_told);
    end if;
    v_open := v_open || v_alert.alert_id;
  end loop;

  with resolved as (
    update monitoring.alerts a
    set resolved_at = now(), ending = case
          when not r.enabled then 'The rule was switched off.'
          when exists (select from sync.accounts c where c.account_id = a.account_id and c.paused_at is not null) then 'The account was paused.'
          else r.ending
        end
    from monitoring.alert_rules r
    where a.resolved_at is null and a.alert_id <> all (v_open) and r.rule = a.rule
    returning a.alert_id
  )
  insert into monitoring.notices (alert_id, event) select r.alert_id, 'resolved' from resolved r;
  get diagnostics v_resolved = row_count;

  return format('%s opened, %s escalated, %s resolved, %s open.', v_opened, v_escalated, v_resolved, cardinality(v_open));
end;
$$;

comment on function monitoring.evaluate_alerts() is
  'Opens, escalates and resolves alerts by what the rules find now, with a notice for each change. Holes that come while their alert is open are named in a further one. An alert about ten times as many records as when it opened, at least fifty, is worse.';

create function monitoring.evaluate_safely()
returns text
language plpgsql
security definer
set search_path = ''
as $$
begin
  return monitoring.evaluate_alerts();
exception
  -- The caller goes on to deliver notices; the failed evaluation is reported by the heartbeat.
  when others then
    update monitoring.watch w set error = sync.fit_text(sqlstate || ': ' || sqlerrm) where w.singleton;
    return 'failed: ' || sync.fit_text(sqlerrm);
end;
$$;

comment on function monitoring.evaluate_safely() is 'monitoring.evaluate_alerts; a failure is stored in monitoring.watch, for the heartbeat to report.';

-- The minute's job: evaluates the rules, then notifies.

create function monitoring.evaluate_and_notify()
returns text
language plpgsql
set search_path = ''
as $$
begin
  return concat_ws(' ', monitoring.evaluate_safely(), monitoring.notify('schedule'));
end;
$$;

comment on function monitoring.evaluate_and_notify() is 'Each minute: evaluates the rules, then calls the function that delivers notices.';

create function monitoring.prune_alerts()
returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from monitoring.alerts a
  where a.alert_id = any (array(
    select o.alert_id from monitoring.alerts o where o.resolved_at < sync.kept_since('alerts') order by o.alert_id limit sync.prune_limit()
  ));
  delete from monitoring.deliveries d where d.notice_id is null and d.status <> 'due' and d.created_at < sync.kept_since('channel_tests');
  delete from monitoring.throttles t where t.hour < sync.kept_since('throttles');
  delete from monitoring.decisions d
  where d.decision_id = any (array(
    select o.decision_id from monitoring.decisions o where o.at < sync.kept_since('decisions') order by o.decision_id limit sync.prune_limit()
  ));
end;
$$;

comment on function monitoring.prune_alerts() is 'Deletes alerts that are resolved, tests of channels, counts of 429s and decisions that are older than sync.retention keeps them.';

select cron.schedule('gazelle-alerts', '* * * * *', 'select monitoring.evaluate_and_notify()');

-- A job of its own: what fails here must not keep a notice back.
create function monitoring.run_maintenance()
returns text
language plpgsql
set search_path = ''
as $$
begin
  perform monitoring.prune_alerts();
  return format('%s days of freshness stored.', monitoring.store_freshness());
end;
$$;

comment on function monitoring.run_maintenance() is 'Each hour: stores the freshness of days that are over and deletes alerts of long ago.';

select cron.schedule('gazelle-housekeeping', '14 * * * *', 'select monitoring.run_maintenance()');

-- What each rule finds at this moment. Reading it changes nothing. A rule that is off is not evaluated.

create function monitoring.find_problems()
returns table (rule text, severity text, account_id text, subject text, message text, details jsonb)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
begin
  return query
  select u.rule, coalesce(p.severity, u.severity), p.account_id, p.subject, p.message, p.details
  from monitoring.alert_rules u
  cross join lateral (
    select * from monitoring.find_run_failed(u.threshold) where u.rule = 'run_failed'
    union all
    select * from monitoring.find_gazelle_away() where u.rule = 'gazelle_away'
    union all
    select * from monitoring.find_wrong_address() where u.rule = 'wrong_address'
    union all
    select * from monitoring.find_token_refused() where u.rule = 'token_refused'
    union all
    select * from monitoring.find_rights_lost(u.threshold) where u.rule = 'rights_lost'
    union all
    select * from monitoring.find_token_ending(u.threshold) where u.rule = 'token_ending'
    union all
    select * from monitoring.find_field_gone() where u.rule = 'field_gone'
    union all
    select * from monitoring.find_new_value() where u.rule = 'new_value'
    union all
    select * from monitoring.find_value_gone() where u.rule = 'value_gone'
    union all
    select * from monitoring.find_type_drift(u.threshold) where u.rule = 'type_drift'
    union all
    select * from monitoring.find_stale(u.threshold) where u.rule = 'stale'
    union all
    select * from monitoring.find_schedule_silent(u.threshold) where u.rule = 'schedule_silent'
    union all
    select * from monitoring.find_error_share(u.threshold) where u.rule = 'error_share'
    union all
    select * from monitoring.find_sweep_short(u.threshold) where u.rule = 'sweep_short'
    union all
    select * from monitoring.find_sweep_overdue(u.threshold) where u.rule = 'sweep_overdue'
    union all
    select * from monitoring.find_hole_stays(u.threshold) where u.rule = 'hole_stays'
    union all
    select * from monitoring.find_run_slow(u.threshold) where u.rule = 'run_slow'
    union all
    select * from monitoring.find_slice_near_limit(u.threshold) where u.rule = 'slice_near_limit'
    union all
    select * from monitoring.find_deletion_held() where u.rule = 'deletion_held'
    union all
    select * from monitoring.find_look_ups_fail(u.threshold) where u.rule = 'look_ups_fail'
    union all
    select * from monitoring.find_placeholders_stay(u.threshold) where u.rule = 'placeholders_stay'
    union all
    select * from monitoring.find_rejects_stay(u.threshold) where u.rule = 'rejects_stay'
    union all
    select * from monitoring.find_channel_failing(u.threshold) where u.rule = 'channel_failing'
    union all
    select * from monitoring.find_webhook_failing(u.threshold) where u.rule = 'webhook_failing'
    union all
    select * from monitoring.find_job_failing(u.threshold) where u.rule = 'job_failing'
    union all
    select * from monitoring.find_sign_up_open() where u.rule = 'sign_up_open'
    union all
    select * from monitoring.find_humidity_out(u.threshold) where u.rule = 'humidity_out'
    union all
    select * from monitoring.find_unserviced(u.threshold) where u.rule = 'unserviced'
    union all
    select * from monitoring.find_moved(u.threshold) where u.rule = 'moved'
    union all
    select * from monitoring.find_bounced(u.threshold) where u.rule = 'bounced'
  ) p
  where u.enabled
    -- What stands still on purpose is no problem.
    and not exists (select from sync.accounts a where a.account_id = p.account_id and a.paused_at is not null);
end;
$$;

comment on function monitoring.find_problems() is
  'What the enabled rules find now, one row a problem; nothing of accounts that are paused. Read it to see what would raise an alert; it changes nothing.';

-- What is due, leased for two minutes: by one caller only, and of one alert or record never the second before the first.

create function monitoring.takes_now(p_channel monitoring.channels)
returns boolean
language sql
stable
set search_path = ''
return (p_channel).paused_at is null and coalesce((p_channel).rests_until <= now(), true);

comment on function monitoring.takes_now(monitoring.channels) is 'Whether a channel is neither paused nor left alone for a while.';

create function monitoring.lease_deliveries(p_channels text[], p_each int)
returns setof monitoring.deliveries
language sql
set search_path = ''
begin atomic
  with due as (
    select o.delivery_id, h.channel, h.takes = 'changes' and h.failures >= 3 as is_probe
    from monitoring.channels h
    cross join lateral (
      select t.delivery_id
      from monitoring.deliveries t
      where t.channel = h.channel and t.status = 'due' and t.next_at <= now()
        -- A test goes where nothing else does.
        and (t.sequence is null or monitoring.takes_now(h))
        -- The first of its sequence: looked up for each of the few that are taken, and never joined.
        and t.delivery_id = coalesce(
          (select min(e.delivery_id) from monitoring.deliveries e where e.channel = t.channel and e.status = 'due' and e.sequence = t.sequence), t.delivery_id
        )
      -- A webhook that is away is asked whether it is back, and not more; by what it has refused least.
      order by case when h.takes = 'changes' and h.failures >= 3 then t.attempts else 0 end, t.delivery_id
      limit case when h.takes = 'changes' and h.failures >= 3 then 1 else p_each end
      for update of t skip locked
    ) o
    where h.channel = any (p_channels)
  ),
  probes as (
    update monitoring.channels h
    set rests_until = now() + interval '1 minute'
    where h.channel in (select d.channel from due d where d.is_probe)
  )
  update monitoring.deliveries d
  set next_at = now() + interval '2 minutes', attempts = d.attempts + 1, tried_at = coalesce(d.tried_at, now())
  where d.delivery_id in (select o.delivery_id from due o)
  returning d.*;
end;

comment on function monitoring.lease_deliveries(text[], int) is
  'Leases what is due for some channels, p_each at most for each, until monitoring.settle_deliveries.';

-- The alert hole_stays names each hole once: those that come while it is open, in a further notice, one a day at most.

create table monitoring.named_holes (
  alert_id bigint not null references monitoring.alerts on delete cascade,
  hole_id bigint not null,
  at timestamptz not null default now(),
  primary key (alert_id, hole_id)
);

comment on table monitoring.named_holes is 'The holes about which a notice of an open alert has told people.';

alter table monitoring.named_holes enable row level security;
create policy of_members on monitoring.named_holes for select to authenticated using (
  exists (select from monitoring.alerts a where a.alert_id = named_holes.alert_id)
);
grant select on monitoring.named_holes to authenticated;
grant insert, update, delete on monitoring.named_holes to service_role;

create function monitoring.unnamed_holes(p_alert monitoring.alerts, p_threshold numeric)
returns setof sync.holes
language sql
stable
set search_path = ''
as $$
  select h
  from sync.holes h
  left join monitoring.named_holes n on n.alert_id = p_alert.alert_id and n.hole_id = h.hole_id
  where h.account_id = p_alert.account_id and h.module = p_alert.subject and h.closed_at is null and h.acknowledged_at is null and h.kind <> 'apart'
    and (h.times >= 3 or h.first_seen_at < now() - make_interval(mins => p_threshold::int))
    -- Closed and met again, it is another.
    and (n.at is null or n.at < h.first_seen_at)
    -- A list that has a hole at another place than another list has a row of its own for it.
    and (
      h.moved_at is null or not exists (
        select
        from monitoring.named_holes o
        join sync.holes t using (hole_id)
        where o.alert_id = p_alert.alert_id and (t.kind, t.first_seen_at) = (h.kind, h.first_seen_at)
      )
    );
$$;

comment on function monitoring.unnamed_holes(monitoring.alerts, numeric) is
  'The holes that an open alert of the rule hole_stays is about, and that none of its notices has told of. p_threshold: as in monitoring.find_hole_stays.';

create function monitoring.name_holes(p_alert monitoring.alerts, p_threshold numeric, p_is_told boolean)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_ids bigint[];
  v_said text;
begin
  if not p_is_told and exists (
    select from monitoring.notices n where n.alert_id = p_alert.alert_id and n.event = 'more' and n.at > now() - interval '1 day'
  ) then
    return;
  end if;
  select array_agg(u.hole_id),
    concat_ws(
      '; ',
      string_agg(concat_ws(' ', u.kind, u.place, nullif(u.path, ''), '(' || nullif(u.message, '') || ')'), '; ' order by u.nth) filter (where u.nth <= 3),
      case when count(*) > 3 then format('and %s more', count(*) - 3) end
    )
  into v_ids, v_said
  from (select h.*, row_number() over (order by h.first_seen_at, h.hole_id) as nth from monitoring.unnamed_holes(p_alert, p_threshold) h) u;
  if v_ids is null then
    return;
  end if;
  if not p_is_told then
    insert into monitoring.notices (alert_id, event, message)
    select a.alert_id, 'more', format('%s New: %s.', a.message, v_said) from monitoring.alerts a where a.alert_id = p_alert.alert_id;
  end if;
  insert into monitoring.named_holes as n (alert_id, hole_id)
  select p_alert.alert_id, i.id from unnest(v_ids) i (id)
  on conflict (alert_id, hole_id) do update set at = excluded.at;
end;
$$;

comment on function monitoring.name_holes(monitoring.alerts, numeric, boolean) is
  'Names the holes that came while an alert was open in one further notice, one a day at most. p_is_told: a notice was written just now, which tells of all.';

-- Each minute, and at once when a run fails or mends what had failed, the function alerts is called to deliver what is due.

create function monitoring.notify(p_reason text)
returns text
language sql
security definer
set search_path = ''
return coalesce('No notice is sent: ' || sync.call_if_connected('alerts', p_reason), 'The function alerts is called.');

comment on function monitoring.notify(text) is
  'Calls the function alerts, which delivers what is due. Without an address in Vault it answers so and changes nothing.';

create function monitoring.notify_end()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.status = 'failed' then
    perform monitoring.notify('failure');
  elsif exists (
    select from monitoring.alerts a
    where a.resolved_at is null and a.account_id = new.account_id and a.rule in ('run_failed', 'gazelle_away', 'wrong_address', 'token_refused', 'rights_lost', 'field_gone')
  ) then
    perform monitoring.notify('success');
  end if;
  return null;
exception
  -- A notice that fails must not fail the end of a run; the next minute sends it.
  when others then
    raise warning 'the alert waits for the next minute: %', sqlerrm;
    return null;
end;
$$;

comment on function monitoring.notify_end() is
  'A failed run raises its alert at once, not at the next minute; one that ends well while a failure is an open alert may end it.';

create trigger notify_end
after update of status on sync.runs
for each row
when (new.status <> 'running' and old.status = 'running' and not new.dry_run)
execute function monitoring.notify_end();

-- What the heartbeat must know: alerts that no channel has delivered.

create function monitoring.read_undelivered_alerts()
returns table (alerts bigint, error text, evaluated_at timestamptz)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select
    (
      select count(*)
      from monitoring.alerts a
      where a.resolved_at is null and a.severity = 'critical'
        and not exists (
          select from monitoring.notices n join monitoring.deliveries d using (notice_id)
          where n.alert_id = a.alert_id and d.status = 'acknowledged'
        )
    ),
    w.error, w.evaluated_at
  from monitoring.watch w;
end;

comment on function monitoring.read_undelivered_alerts() is
  'How many critical alerts no channel has delivered, and why the last evaluation failed.';

-- The answer of a channel ends a delivery or puts it off.
-- Long (settle_deliveries): one statement, so that a delivery and its channel never tell two stories.

create function monitoring.pause_before_retry(p_is_changes boolean, p_attempts int)
returns interval
language sql
volatile
set search_path = ''
return case
  when p_is_changes then
    -- https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: its schedule, three days in all.
    (array['5 s', '5 min', '30 min', '2 h', '5 h', '10 h', '14 h', '20 h', '24 h']::interval[])[least(greatest(p_attempts, 1), 9)] * (0.9 + 0.2 * random())
  else least(interval '1 minute' * power(2, least(p_attempts, 7) - 1), interval '1 hour')
end;

comment on function monitoring.pause_before_retry(boolean, int) is
  'How long after an attempt the next one comes: 1, 2, 4 … minutes for a notice, an hour at most; for changes 5 seconds to a day, a tenth more or less so that they do not all come at once.';

create function monitoring.settle_deliveries(p_answers jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  with answers as (
    select a.*, sync.fit_text(a.answer, 500) as said
    from jsonb_to_recordset(p_answers) a (id bigint, acknowledged boolean, answer text, "retryAfterMs" numeric, "isGone" boolean, "isRefused" boolean, "isReleased" boolean, attempt int)
  ),
  settled as (
    update monitoring.deliveries d
    set status = case
          when a.acknowledged then 'acknowledged'
          -- A test is not tried again, nor what one webhook alone refuses for three days; while it takes nothing at all, it is paused and all of it waits.
          when not coalesce(a."isReleased", false) and (
            d.sequence is null or (d.changes is not null and d.attempts >= 10 and d.tried_at < now() - interval '3 days' and h.acknowledged_at > d.tried_at)
          ) then 'given_up'
          else d.status
        end,
        acknowledged_at = case when a.acknowledged then now() end,
        answer = coalesce(a.said, d.answer),
        last_error = case when a.acknowledged then null else coalesce(a.said, d.last_error) end,
        attempts = d.attempts - coalesce(a."isReleased", false)::int,
        tried_at = case when not coalesce(a."isReleased", false) or d.attempts > 1 then d.tried_at end,
        next_at = case
          when a."isReleased" then now()
          else now() + greatest(monitoring.pause_before_retry(d.changes is not null, d.attempts), make_interval(secs => a."retryAfterMs" / 1000.0))
        end
    from answers a
    join monitoring.deliveries o on o.delivery_id = a.id
    left join monitoring.channels h on h.channel = o.channel
    -- Who comes when the lease has passed to another says only that it arrived.
    where d.delivery_id = a.id and d.status = 'due' and (a.acknowledged or d.attempts = coalesce(a.attempt, d.attempts))
    returning d.delivery_id, d.channel, d.sequence is null as is_test, h.takes = 'changes' as is_webhook, coalesce(a."isRefused", false) as is_refused, a.acknowledged, coalesce(a."isReleased", false) as is_released, coalesce(a."isGone", false) as is_gone, a.said,
      a."retryAfterMs" as retry_after_ms
  ),
  by_channel as (
    select s.channel, coalesce(bool_or(s.acknowledged), false) as is_well, count(*) filter (where s.acknowledged) as delivered,
      -- What it refuses alone says nothing of the others.
      count(*) filter (where not s.acknowledged and not (s.is_webhook and s.is_refused)) as failures, bool_or(s.is_gone) as is_gone,
      max(s.said) filter (where not s.acknowledged) as error, max(s.retry_after_ms) filter (where not s.acknowledged) as retry_after_ms
    from settled s
    where not s.is_released and (s.acknowledged or not s.is_test or not coalesce(s.is_webhook, false))
    group by s.channel
  ),
  -- A webhook is back: what it has refused only while it was away comes now.
  hastened as (
    update monitoring.deliveries d
    set next_at = now()
    from by_channel b
    join monitoring.channels h using (channel)
    where h.takes = 'changes' and b.is_well and d.channel = b.channel and d.status = 'due' and d.next_at > now() + interval '2 minutes'
      and coalesce(h.acknowledged_at < d.tried_at, true) and d.delivery_id not in (select s.delivery_id from settled s)
  )
  update monitoring.channels c
  set acknowledged_at = case when b.is_well then now() else c.acknowledged_at end,
      failing_since = case when b.is_well then null else coalesce(c.failing_since, now()) end,
      last_error = case when b.is_well then null else b.error end,
      delivered = c.delivered + b.delivered,
      failures = case when b.is_well then 0 else c.failures + b.failures end,
      rests_until = case
        when c.takes = 'alerts' or b.is_well and coalesce(b.retry_after_ms, 0) = 0 then null
        -- Null where neither is the case.
        else now() + greatest(
          make_interval(secs => nullif(b.retry_after_ms, 0) / 1000.0),
          case when not b.is_well and b.failures > 0 and c.failures + b.failures >= 3 then monitoring.pause_before_retry(true, least(c.failures + b.failures - 2, 3)::int) end
        )
      end,
      paused_at = case when r.why is null then c.paused_at else coalesce(c.paused_at, now()) end,
      paused_because = coalesce(r.why, c.paused_because)
  from by_channel b
  cross join lateral (
    select case
        when c2.takes = 'alerts' or b.is_well then null
        when b.is_gone then 'gone'
        when c2.failing_since < now() - interval '3 days' and c2.paused_at is null then 'failing'
      end as why
    from monitoring.channels c2
    where c2.channel = b.channel
  ) r
  where c.channel = b.channel;

  -- What was delivered is still in the log.
  delete from monitoring.deliveries d
  where d.delivery_id in (select a.id from jsonb_to_recordset(p_answers) a (id bigint)) and d.status = 'acknowledged' and d.changes is not null;
end;
$$;

comment on function monitoring.settle_deliveries(jsonb) is
  'What channels answered: [{id, acknowledged, answer, retryAfterMs, isGone, isRefused, isReleased, attempt}]. Only an acknowledgement ends a delivery; else it is tried again, later and later. isGone: the webhook is wanted no longer; isRefused: this message alone; isReleased: it was not tried; attempt: which one it is of, as it was leased.';

-- What the function alerts has to send now.

create function monitoring.take_deliveries(p_channels text[])
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_deliveries jsonb;
  v_owed bigint[];
begin
  perform monitoring.evaluate_safely();
  -- The last word on an alert that is open is owed to each channel, however old it is.
  v_owed := array(
    select max(n.notice_id) from monitoring.alerts a join monitoring.notices n using (alert_id) where a.resolved_at is null group by a.alert_id
  );

  insert into monitoring.channels (channel) select c.channel from unnest(p_channels) c (channel) on conflict do nothing;
  -- A channel that is no longer configured has nothing to deliver.
  delete from monitoring.channels c where c.takes = 'alerts' and c.channel <> all (p_channels);

  insert into monitoring.deliveries (notice_id, channel, sequence)
  select n.notice_id, c.channel, 'alert ' || n.alert_id
  from monitoring.notices n
  join monitoring.alerts a using (alert_id)
  cross join monitoring.channels c
  where c.takes = 'alerts'
    -- A new channel gets what is open, not what is over.
    and (n.notice_id = any (v_owed) or (n.at > now() - interval '1 day' and n.at >= c.added_at))
    -- A failing channel cannot deliver the alert about itself.
    and (a.rule, a.subject) <> ('channel_failing', c.channel)
  order by n.notice_id
  on conflict do nothing;

  update monitoring.deliveries d
  set status = 'given_up'
  where d.status = 'due' and d.changes is null and not exists (select from monitoring.channels c where c.channel = d.channel and c.takes = 'changes') and (
    d.channel <> all (p_channels)
    or (d.created_at < now() - interval '1 day' and (d.notice_id is null or d.notice_id <> all (v_owed)))
  );
  -- Given up while its channel was not set up.
  update monitoring.deliveries d
  set status = 'due', next_at = now()
  where d.status = 'given_up' and d.notice_id = any (v_owed) and d.channel = any (p_channels);

  select jsonb_agg(
    jsonb_build_object(
      'id', t.delivery_id, 'attempt', t.attempts, 'channel', t.channel, 'event', coalesce(n.event, 'test'), 'at', coalesce(n.at, t.created_at),
      'alertId', a.alert_id, 'rule', a.rule, 'account', a.account_id, 'isOnlyAccount', (select count(*) = 1 from sync.accounts), 'subject', a.subject, 'severity', a.severity,
      'sentence', a.sentence, 'message', coalesce(n.message, a.message), 'remedy', a.remedy, 'details', a.details, 'openedAt', a.opened_at, 'ending', a.ending
    )
    order by t.delivery_id
  )
  into v_deliveries
  from monitoring.lease_deliveries(p_channels, 15) t
  left join monitoring.notices n using (notice_id)
  left join monitoring.alerts a using (alert_id);

  return jsonb_build_object('deliveries', coalesce(v_deliveries, '[]'));
end;
$$;

comment on function monitoring.take_deliveries(text[]) is
  'Evaluates the rules, then gives what is due for the channels named; each is leased for two minutes, until monitoring.settle_deliveries.';

-- A test takes the way of a real notice.

create function monitoring.test_channels(p_channels text[])
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_tests int;
begin
  insert into monitoring.channels (channel) select c.channel from unnest(p_channels) c (channel) on conflict do nothing;
  insert into monitoring.deliveries (channel) select c.channel from unnest(p_channels) c (channel);
  get diagnostics v_tests = row_count;
  return v_tests;
end;
$$;

comment on function monitoring.test_channels(text[]) is 'Makes a test delivery for each channel named; monitoring.take_deliveries gives them.';
