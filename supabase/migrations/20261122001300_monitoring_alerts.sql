-- Written by `npm run generate:migrations` from supabase/: schemas/monitoring/alerts/alert_rules.sql, schemas/monitoring/alerts/alerts.sql, schemas/monitoring/alerts/notices.sql, schemas/monitoring/alerts/deliveries.sql, schemas/monitoring/alerts/watch.sql, schemas/monitoring/alerts/acknowledge_alert.sql, schemas/monitoring/alerts/channels.sql, schemas/monitoring/alerts/evaluate_alerts.sql, schemas/monitoring/alerts/find_problems.sql, schemas/monitoring/alerts/read_untold.sql, schemas/monitoring/alerts/settle_delivery.sql, schemas/monitoring/alerts/take_deliveries.sql, schemas/monitoring/alerts/tell.sql, schemas/monitoring/alerts/test_channels.sql. Do not edit.

-- What alarms: thresholds, severities and words are rows, so that they change without a release.

create table monitoring.alert_rules (
  rule text primary key,
  severity text not null constraint severity_is_known check (severity in ('warning', 'critical')),
  threshold numeric,
  unit text,
  escalates_after interval,
  enabled boolean not null default true,
  sentence text not null,
  remedy text not null,
  ending text not null,
  constraint threshold_has_unit check ((threshold is null) = (unit is null))
);

comment on table monitoring.alert_rules is 'What alarms. Edit thresholds, severities and enabled in Studio; they count from the next minute on.';
comment on column monitoring.alert_rules.threshold is 'From where on it alarms, in the unit beside it.';
comment on column monitoring.alert_rules.escalates_after is 'Open so long without an acknowledgement, a warning becomes critical and is told again. Null: never.';
comment on column monitoring.alert_rules.sentence is 'What is wrong, as the alert''s title.';
comment on column monitoring.alert_rules.remedy is 'What to do.';
comment on column monitoring.alert_rules.ending is 'The word when it is over.';

insert into monitoring.alert_rules (rule, severity, threshold, unit, escalates_after, sentence, remedy, ending) values
  ('run_failed', 'warning', 3, 'failures in 24 hours, above which it is critical', '1 hour', 'A sync failed',
    'It is tried again at its next time, from where it stopped. If it lasts, the run''s error says what to mend.', 'The sync succeeded again.'),
  ('gazelle_away', 'warning', null, null, '30 minutes', 'Gazelle does not answer as it should',
    'Nothing is lost: runs resume by themselves. If it lasts, check GAZELLE_API_URL and Gazelle''s own status.', 'Gazelle answers again.'),
  ('token_refused', 'critical', null, null, null, 'Gazelle refuses the credential',
    'Connect again: gazelle connect. With an API key, replace GAZELLE_API_KEY. The user must be a full admin.', 'Gazelle accepts the credential again.'),
  ('token_ending', 'warning', 75, '% of the time in which a refresh should have happened', '6 hours', 'The token ends soon and was not refreshed',
    'Look for token_ errors in the runs; connect again if need be: gazelle connect.', 'The token was refreshed.'),
  ('field_gone', 'critical', null, null, null, 'Gazelle''s schema no longer has what a query asks for',
    'gazelle doctor names every field that is gone; take it out of the module''s query or rename it there. Other modules go on.', 'The query is accepted again.'),
  ('stale', 'warning', 1, 'times the freshness target', '30 minutes', 'Data is older than its target',
    'See gazelle status; sync by hand: gazelle sync --module.', 'The data is fresh again.'),
  ('schedule_silent', 'critical', 15, 'minutes without a run', null, 'No sync has begun',
    'The schedule does not fire or reaches no function: gazelle doctor.', 'Syncs begin again.'),
  ('error_share', 'warning', 5, '% of the records of the last hour', '1 hour', 'Too many records are refused or broken',
    'See monitoring.rejects and monitoring.data_quality for the rule and the values.', 'Errors are below the threshold again.'),
  ('sweep_short', 'critical', 95, '% of totalCount', null, 'A full sweep brought clearly less than Gazelle counts',
    'Check that the credential belongs to a full admin (gazelle doctor), then sync again: gazelle sync --mode full.', 'A full sweep brought everything again.'),
  ('run_slow', 'warning', 3, 'times its usual', '2 hours', 'A run takes longer than usual',
    'See its page: pages of the total, throttles and waiting in monitoring.api_usage.', 'The run is over.'),
  ('deletion_held', 'warning', null, null, null, 'Deletions wait for a person',
    'Look at monitoring.deletions; then sync.release_deletions or sync.dismiss_deletions.', 'No deletion waits any more.'),
  ('placeholders_stay', 'warning', 24, 'hours', null, 'Records that others refer to do not come',
    'See monitoring.placeholders: who refers to them, and what Gazelle answered.', 'They have come, or are known to be gone.'),
  ('rejects_stay', 'warning', 24, 'hours', null, 'Refused records wait for repair',
    'See monitoring.rejects; correct them in Gazelle or change the rule, then: gazelle reconcile.', 'None waits any more.'),
  ('channel_failing', 'warning', 5, 'minutes', null, 'An alert channel does not deliver',
    'Check its settings (ALERT_…) and prove it: gazelle alerts test.', 'The channel delivers again.');

alter table monitoring.alert_rules enable row level security;
create policy read_all on monitoring.alert_rules for select to authenticated using (true);
grant select on monitoring.alert_rules to authenticated;
grant insert, update, delete on monitoring.alert_rules to service_role;

-- An alert is a problem from its first minute to its last: it opens once, may get worse once, and ends with a word.

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
  opened_at timestamptz not null default now(),
  escalated_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  resolved_at timestamptz,
  ending text,
  constraint ends_with_a_word check ((resolved_at is null) = (ending is null)),
  constraint acknowledged_by_somebody check ((acknowledged_at is null) = (acknowledged_by is null))
);

create unique index one_open_alert on monitoring.alerts (rule, coalesce(account_id, ''), subject) where resolved_at is null;
create index alerts_opened on monitoring.alerts (opened_at desc);

comment on table monitoring.alerts is 'One row a problem, from its first minute to its last. Open while resolved_at is null.';
comment on column monitoring.alerts.subject is 'What it is about: a module, an entity, a channel, or the account as a whole.';
comment on column monitoring.alerts.message is 'What is wrong, with numbers and names, as it is now or was at the end.';
comment on column monitoring.alerts.escalated_at is 'When it became critical after it had opened as a warning.';
comment on column monitoring.alerts.acknowledged_at is 'Somebody knows: it does not escalate by time any more.';

alter table monitoring.alerts enable row level security;
create policy read_all on monitoring.alerts for select to authenticated using (true);
grant select on monitoring.alerts to authenticated;
grant insert, update, delete on monitoring.alerts to service_role;

-- Each change of an alert is one notice, delivered through every channel.

create table monitoring.notices (
  notice_id bigint generated always as identity primary key,
  alert_id bigint not null references monitoring.alerts on delete cascade,
  event text not null constraint event_is_known check (event in ('opened', 'escalated', 'resolved')),
  at timestamptz not null default now(),
  unique (alert_id, event)
);

create index notices_at on monitoring.notices (at);

comment on table monitoring.notices is 'What people are told of an alert: that it opened, got worse, ended; each at most once.';

alter table monitoring.notices enable row level security;
create policy read_all on monitoring.notices for select to authenticated using (true);
grant select on monitoring.notices to authenticated;
grant insert, update, delete on monitoring.notices to service_role;

-- A delivery that was not acknowledged was not delivered.

create table monitoring.deliveries (
  delivery_id bigint generated always as identity primary key,
  notice_id bigint references monitoring.notices on delete cascade,
  channel text not null,
  status text not null default 'due' constraint status_is_known check (status in ('due', 'acknowledged', 'given_up')),
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  acknowledged_at timestamptz,
  answer text,
  last_error text,
  created_at timestamptz not null default now(),
  unique (notice_id, channel),
  constraint acknowledged_has_time check ((status = 'acknowledged') = (acknowledged_at is not null))
);

create index deliveries_due on monitoring.deliveries (channel, next_at) where status = 'due';

comment on table monitoring.deliveries is 'A notice through a channel. Not acknowledged is not delivered: it is tried again for a day.';
comment on column monitoring.deliveries.notice_id is 'Null for a test.';
comment on column monitoring.deliveries.next_at is 'When it is tried (again); in the near future while somebody tries.';
comment on column monitoring.deliveries.answer is 'What the channel answered: status and the beginning of the body.';

alter table monitoring.deliveries enable row level security;
create policy read_all on monitoring.deliveries for select to authenticated using (true);
grant select on monitoring.deliveries to authenticated;
grant insert, update, delete on monitoring.deliveries to service_role;

-- The watch watches itself: when it last evaluated the rules, and why it could not.

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
create policy read_all on monitoring.watch for select to authenticated using (true);
grant select on monitoring.watch to authenticated;
grant insert, update, delete on monitoring.watch to service_role;

-- An alert that a person knows of does not escalate.

create function monitoring.acknowledge_alert(p_alert bigint, p_by text)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  update monitoring.alerts a
  set acknowledged_at = now(), acknowledged_by = p_by
  where a.alert_id = p_alert and a.resolved_at is null and a.acknowledged_at is null;
  if found then
    return true;
  end if;
  if not exists (select from monitoring.alerts a where a.alert_id = p_alert) then
    raise exception 'there is no alert %', p_alert using errcode = 'GZ404', hint = 'gazelle alerts list shows them.';
  end if;
  return false;
end;
$$;

comment on function monitoring.acknowledge_alert(bigint, text) is
  'Somebody knows: the alert stays open and does not escalate by time. False when it was acknowledged or over already.';

-- A channel that fails is itself a problem, so that its state is kept.

create table monitoring.channels (
  channel text primary key,
  added_at timestamptz not null default now(),
  acknowledged_at timestamptz,
  failing_since timestamptz,
  last_error text
);

comment on table monitoring.channels is 'Ways to reach people, as the function''s settings name them, and how they do.';
comment on column monitoring.channels.acknowledged_at is 'Last delivery that was acknowledged.';
comment on column monitoring.channels.failing_since is 'First of the failures since; null while it delivers.';

alter table monitoring.channels enable row level security;
create policy read_all on monitoring.channels for select to authenticated using (true);
grant select on monitoring.channels to authenticated;
grant insert, update, delete on monitoring.channels to service_role;

-- Problems become alerts: opened, escalated, resolved.

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
  v_open bigint[] := array[]::bigint[];
  v_opened int := 0;
  v_escalated int := 0;
  v_resolved int := 0;
begin
  -- A run that fails has the rules evaluated at once; the minute's own evaluation must not do it beside it.
  perform from monitoring.watch w for update;
  update monitoring.watch w
  set resumed_at = case when w.evaluated_at > now() - interval '5 minutes' then w.resumed_at else now() end,
      evaluated_at = now(), error = null
  where w.singleton;

  for v_problem in select * from monitoring.find_problems() loop
    select * into strict v_rule from monitoring.alert_rules r where r.rule = v_problem.rule;
    select * into v_alert
    from monitoring.alerts a
    where a.rule = v_problem.rule and coalesce(a.account_id, '') = coalesce(v_problem.account_id, '')
      and a.subject = v_problem.subject and a.resolved_at is null;

    if not found then
      insert into monitoring.alerts (rule, account_id, subject, severity, sentence, message, remedy, details)
      values (
        v_problem.rule, v_problem.account_id, v_problem.subject, v_problem.severity, v_rule.sentence, v_problem.message,
        v_rule.remedy, v_problem.details
      )
      returning * into v_alert;
      insert into monitoring.notices (alert_id, event) values (v_alert.alert_id, 'opened');
      v_opened := v_opened + 1;
    elsif v_alert.severity = 'warning' and (
      v_problem.severity = 'critical'
      or (v_alert.acknowledged_at is null and v_alert.opened_at < now() - v_rule.escalates_after)
    ) then
      update monitoring.alerts a
      set severity = 'critical', escalated_at = now(), message = v_problem.message, details = v_problem.details
      where a.alert_id = v_alert.alert_id;
      insert into monitoring.notices (alert_id, event) values (v_alert.alert_id, 'escalated');
      v_escalated := v_escalated + 1;
    else
      update monitoring.alerts a
      set message = v_problem.message, details = v_problem.details
      where a.alert_id = v_alert.alert_id and (a.message, a.details) is distinct from (v_problem.message, v_problem.details);
    end if;
    v_open := v_open || v_alert.alert_id;
  end loop;

  with resolved as (
    update monitoring.alerts a
    set resolved_at = now(), ending = case when r.enabled then r.ending else 'The rule was switched off.' end
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
  'Opens, escalates and resolves alerts after what the rules find now, and notes what people have to be told.';

create function monitoring.look()
returns text
language plpgsql
security definer
set search_path = ''
as $$
begin
  return monitoring.evaluate_alerts();
exception
  -- Whoever calls goes on to tell people; a watch that cannot look is a thing to tell.
  when others then
    update monitoring.watch w set error = sqlstate || ': ' || sqlerrm where w.singleton;
    return 'failed: ' || sqlerrm;
end;
$$;

comment on function monitoring.look() is 'monitoring.evaluate_alerts; its own failure is noted in monitoring.watch, for the heartbeat to tell.';

-- What each rule finds at this moment. Reading it changes nothing.

create function monitoring.find_problems()
returns table (rule text, severity text, account_id text, subject text, message text, details jsonb)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
declare
  v_settled boolean := coalesce((select w.resumed_at < now() - interval '10 minutes' from monitoring.watch w), false);
begin
  return query
  with rules as materialized (
    select r.rule, r.severity, r.threshold from monitoring.alert_rules r where r.enabled
  ), modules as materialized (
    select h.* from monitoring.read_module_health() h
  ), ended as materialized (
    -- The last word of each module.
    select m.module, m.account_id, m.failures_24h, m.late, r.run_id, r.error ->> 'code' as code,
      r.error ->> 'message' as message, r.error ->> 'hint' as hint
    from modules m
    cross join lateral (
      select r.* from sync.runs r
      where r.module = m.module and r.account_id = m.account_id and r.status <> 'running' and not r.dry_run
      order by r.started_at desc, r.run_id desc
      limit 1
    ) r
    where r.status = 'failed'
  ), failures as materialized (
    select e.*,
      case
        when e.code in ('gazelle_credential_refused', 'gazelle_not_connected', 'token_key_wrong') then 'token_refused'
        when e.code = 'gazelle_field_gone' then 'field_gone'
        when e.code in (
          'gazelle_unreachable', 'gazelle_timeout', 'gazelle_server_error', 'gazelle_throttled', 'gazelle_answer_unreadable'
        ) then 'gazelle_away'
        else 'run_failed'
      end as rule
    from ended e
  ), silence as materialized (
    select a.account_id, max(m.last_run_at) as last_run_at
    from sync.accounts a
    join modules m using (account_id)
    join rules u on u.rule = 'schedule_silent'
    where v_settled
    group by a.account_id, u.threshold
    having max(m.last_run_at) < now() - make_interval(mins => u.threshold::int) and not bool_or(m.running)
  ), found as (
    select f.rule, case when f.failures_24h > u.threshold or f.late then 'critical' end as severity, f.account_id, f.module as subject,
      format('%s: %s (%s, run %s). %s failures in 24 hours. %s', f.module, f.message, f.code, f.run_id, f.failures_24h, f.hint) as message,
      jsonb_build_object('runId', f.run_id, 'code', f.code, 'failures', f.failures_24h) as details
    from failures f
    join rules u on u.rule = 'run_failed'
    where f.rule = 'run_failed'

    union all
    select 'field_gone', null, f.account_id, f.module, format('%s: %s (run %s).', f.module, f.message, f.run_id),
      jsonb_build_object('runId', f.run_id)
    from failures f
    where f.rule = 'field_gone'

    union all
    -- One trouble outside, however many modules meet it.
    select f.rule, null, f.account_id, f.account_id,
      format('%s: %s.', string_agg(f.module, ', ' order by f.module), (array_agg(f.message order by f.run_id desc))[1]),
      jsonb_build_object('modules', jsonb_agg(f.module order by f.module), 'code', (array_agg(f.code order by f.run_id desc))[1])
    from failures f
    where f.rule = 'gazelle_away' or (
      f.rule = 'token_refused'
      and not exists (select from sync.credentials c where c.account_id = f.account_id and c.refused_at is not null)
    )
    group by f.rule, f.account_id

    union all
    select 'token_refused', null, c.account_id, c.account_id, format('The refresh token was refused at %s.', c.refused_at), '{}'
    from sync.credentials c
    where c.refused_at is not null

    union all
    -- A token is refreshed a day before its end, or in the last tenth of a short life.
    select 'token_ending', null, c.account_id, c.account_id, format('The token ends at %s.', c.expires_at),
      jsonb_build_object('expiresAt', c.expires_at)
    from sync.credentials c
    join rules u on u.rule = 'token_ending'
    where c.refused_at is null
      and c.expires_at - now() < least(interval '1 day', (c.expires_at - c.updated_at) / 10) * (u.threshold / 100)::float8

    union all
    select 'schedule_silent', null, s.account_id, s.account_id,
      format('The last run of account %s began at %s.', s.account_id, s.last_run_at), jsonb_build_object('lastRunAt', s.last_run_at)
    from silence s

    union all
    select 'stale', null, m.account_id, m.module,
      case
        when m.last_success_at is null then format('%s has never been synced to its end.', m.module)
        else format(
          '%s was last synced %s ago; its target is %s.', m.module,
          date_trunc('minute', now() - m.last_success_at), m.fresh_within
        )
      end,
      jsonb_build_object('lastSuccessAt', m.last_success_at, 'freshWithin', m.fresh_within)
    from modules m
    join sync.accounts a using (account_id)
    join rules u on u.rule = 'stale'
    where v_settled
      and now() - coalesce(m.last_success_at, a.created_at) > m.fresh_within * u.threshold::float8
      -- What another alert already says is not said twice.
      and not exists (select from failures f where f.module = m.module and f.account_id = m.account_id)
      and not exists (select from silence s where s.account_id = m.account_id)
      and not exists (select from sync.credentials c where c.account_id = m.account_id and c.refused_at is not null)
      -- A full sweep at work is what makes it fresh; run_slow watches over its length.
      and not exists (
        select from sync.runs r
        where r.run_id = m.run_id and m.running and r.mode = 'full' and r.started_at > now() - interval '6 hours'
      )

    union all
    select 'error_share', case when s.bad >= s.fetched * 0.5 then 'critical' end, s.account_id, s.module,
      format('%s: %s of %s records of the last hour (%s %%).', s.module, s.bad, s.fetched, round(100.0 * s.bad / s.fetched, 1)),
      jsonb_build_object('records', s.bad, 'fetched', s.fetched)
    from (
      select r.module, r.account_id,
        sum(coalesce(l.fetched, r.fetched)) as fetched,
        sum(coalesce(l.bad, r.rejected + r.null_nodes + r.api_errors)) as bad
      from (
        select * from sync.runs e where e.started_at > now() - interval '1 hour'
        union all
        select * from sync.runs e where e.started_at <= now() - interval '1 hour' and e.status = 'running'
      ) r
      left join lateral (
        select sum(n.fetched) as fetched, sum(n.rejected + n.null_nodes + n.api_errors) as bad
        from sync.lanes n
        where n.run_id = r.run_id and r.status = 'running'
      ) l on true
      where not r.dry_run
      group by r.module, r.account_id
    ) s
    join rules u on u.rule = 'error_share'
    -- One bad row of three is a bad row, not a share.
    where s.fetched >= 20 and 100 * s.bad > u.threshold * s.fetched

    union all
    select 'sweep_short', null, m.account_id, m.module,
      case
        when s.seen = 0 then format('%s: the full sweep (run %s) fetched nothing.', m.module, r.run_id)
        else format('%s: the full sweep (run %s) saw %s of %s records.', m.module, r.run_id, s.seen, t.total)
      end,
      jsonb_build_object('runId', r.run_id, 'seen', s.seen, 'totalCount', t.total)
    from modules m
    join rules u on u.rule = 'sweep_short'
    cross join lateral (
      select r.run_id from sync.runs r
      where r.module = m.module and r.account_id = m.account_id and r.mode = 'full' and r.since is null and r.until is null
        and r.status in ('success', 'partial') and not r.dry_run
      order by r.started_at desc, r.run_id desc
      limit 1
    ) r
    cross join lateral (select coalesce(sum(l.seen), 0) as seen from sync.lanes l where l.run_id = r.run_id) s
    cross join lateral (select monitoring.sweep_total(r.run_id) as total) t
    where 100 * s.seen < u.threshold * t.total
      or (s.seen = 0 and exists (
        select from sync.runs e
        where e.module = m.module and e.account_id = m.account_id and e.run_id < r.run_id and e.fetched > 0
      ))

    union all
    select 'run_slow', null, r.account_id, r.module,
      format('%s: run %s (%s) has taken %s; usual is %s.', r.module, r.run_id, r.mode, date_trunc('second', now() - r.started_at),
        date_trunc('second', h.usual)),
      jsonb_build_object('runId', r.run_id, 'usualSeconds', round(extract(epoch from h.usual)))
    from sync.runs r
    join rules u on u.rule = 'run_slow'
    cross join lateral (
      select percentile_cont(0.5) within group (order by p.duration) as usual, count(*) as known
      from (
        select p.finished_at - p.started_at as duration
        from sync.runs p
        where p.module = r.module and p.account_id = r.account_id and p.mode = r.mode and p.status = 'success' and not p.dry_run
        order by p.finished_at desc
        limit 20
      ) p
    ) h
    where r.status = 'running' and h.known >= 3
      and now() - r.started_at > greatest(h.usual * u.threshold::float8, interval '5 minutes')

    union all
    select 'deletion_held', null, d.account_id, d.module,
      format('%s records of %s are no longer in Gazelle, more than may be deleted at once.', count(*), d.module),
      jsonb_build_object('records', count(*))
    from sync.missing d
    where d.status = 'held'
    group by d.account_id, d.module

    union all
    select 'placeholders_stay', null, p.account_id, e.entity,
      format('%s of %s, the oldest since %s (%s).', p.records, e.entity, date_trunc('minute', p.since), p.example),
      jsonb_build_object('records', p.records, 'example', p.example)
    from (
      select m.tableoid, m.account_id, count(*) as records, min(m.created_at) as since,
        (array_agg(m.id order by m.created_at, m.id))[1] as example
      from reconcile.mirror m
      join rules u on u.rule = 'placeholders_stay'
      where m.is_placeholder and m.deleted_at is null and m.created_at < now() - make_interval(hours => u.threshold::int)
      group by 1, 2
    ) p
    join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = p.tableoid

    union all
    select 'rejects_stay', null, w.account_id, m.module,
      format('%s records of %s, the oldest since %s (%s).', w.records, m.module, date_trunc('minute', w.since), w.example),
      jsonb_build_object('records', w.records, 'example', w.example)
    from (
      select s.tableoid, s.account_id, count(*) as records, min(s.fetched_at) as since, min(s.external_id collate "C") as example
      from staging.records s
      join rules u on u.rule = 'rejects_stay'
      where s.status <> 'promoted' and s.gone_at is null and s.fetched_at < now() - make_interval(hours => u.threshold::int)
      group by 1, 2
    ) w
    join sync.modules m on format('staging.%I', 'stg_' || m.module)::regclass = w.tableoid

    union all
    select 'channel_failing', null, null, c.channel, format('%s has failed since %s: %s', c.channel, c.failing_since, c.last_error), '{}'
    from monitoring.channels c
    join rules u on u.rule = 'channel_failing'
    where c.failing_since < now() - make_interval(mins => u.threshold::int)
  )
  select f.rule, coalesce(f.severity, u.severity), f.account_id, f.subject, f.message, f.details
  from found f
  join rules u on u.rule = f.rule;
end;
$$;

comment on function monitoring.find_problems() is
  'What the rules that are on find now, one row a problem. Read it to see what would alarm; it changes nothing.';

-- What the heartbeat must know: alerts that no channel has delivered.

create function monitoring.read_untold()
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

comment on function monitoring.read_untold() is
  'Whether the last cycle was good: critical alerts that nobody could be told of through any channel, and why an evaluation failed.';

-- The answer of a channel ends a delivery or puts it off.

create function monitoring.settle_delivery(
  p_delivery bigint,
  p_acknowledged boolean,
  p_answer text,
  p_retry_after_ms int default 0
)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_delivery monitoring.deliveries;
begin
  update monitoring.deliveries d
  set status = case when p_acknowledged then 'acknowledged' else d.status end,
      acknowledged_at = case when p_acknowledged then now() end,
      answer = left(p_answer, 500),
      last_error = case when not p_acknowledged then left(p_answer, 500) end,
      -- 1, 2, 4 … minutes, an hour at most. A test is not tried again.
      next_at = now() + greatest(
        least(interval '1 minute' * power(2, d.attempts - 1), interval '1 hour'), make_interval(secs => p_retry_after_ms / 1000.0)
      )
  where d.delivery_id = p_delivery and d.status = 'due'
  returning * into v_delivery;
  if v_delivery.notice_id is null and not p_acknowledged then
    update monitoring.deliveries d set status = 'given_up' where d.delivery_id = p_delivery and d.status = 'due';
  end if;

  update monitoring.channels c
  set acknowledged_at = case when p_acknowledged then now() else c.acknowledged_at end,
      failing_since = case when p_acknowledged then null else coalesce(c.failing_since, now()) end,
      last_error = case when p_acknowledged then null else left(p_answer, 500) end
  where c.channel = v_delivery.channel;
end;
$$;

comment on function monitoring.settle_delivery(bigint, boolean, text, int) is
  'What a channel answered. Only an acknowledgement ends a delivery; else it is tried again, later and later.';

-- What the function alerts has to send now. A delivery is leased for two minutes.

create function monitoring.take_deliveries(p_channels text[])
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_deliveries jsonb;
begin
  perform monitoring.look();

  insert into monitoring.channels (channel) select c.channel from unnest(p_channels) c (channel) on conflict do nothing;
  -- A channel that is no longer configured owes nobody anything.
  delete from monitoring.channels c where c.channel <> all (p_channels);

  insert into monitoring.deliveries (notice_id, channel)
  select n.notice_id, c.channel
  from monitoring.notices n
  join monitoring.alerts a using (alert_id)
  cross join monitoring.channels c
  where n.at > now() - interval '1 day'
    -- A new channel is told what is open, not what was.
    and (n.at >= c.added_at or a.resolved_at is null)
    -- A channel cannot say of itself that it fails.
    and (a.rule, a.subject) <> ('channel_failing', c.channel)
  on conflict do nothing;

  update monitoring.deliveries d
  set status = 'given_up'
  where d.status = 'due' and (d.created_at < now() - interval '1 day' or d.channel <> all (p_channels));

  with taken as (
    update monitoring.deliveries d
    set next_at = now() + interval '2 minutes', attempts = d.attempts + 1
    where d.delivery_id in (
      select t.delivery_id
      from monitoring.deliveries t
      left join monitoring.notices n using (notice_id)
      where t.status = 'due' and t.next_at <= now()
        -- In order: nobody is told that something ended before being told that it began.
        and not exists (
          select
          from monitoring.deliveries e
          join monitoring.notices f using (notice_id)
          where e.channel = t.channel and e.status = 'due' and f.alert_id = n.alert_id and f.notice_id < n.notice_id
        )
      order by t.delivery_id
      limit 50
      for update of t skip locked
    )
    returning d.*
  )
  select jsonb_agg(
    jsonb_build_object(
      'id', t.delivery_id, 'channel', t.channel, 'event', coalesce(n.event, 'test'), 'at', coalesce(n.at, t.created_at),
      'alertId', a.alert_id, 'rule', a.rule, 'account', a.account_id, 'subject', a.subject, 'severity', a.severity,
      'sentence', a.sentence, 'message', a.message, 'remedy', a.remedy, 'details', a.details, 'openedAt', a.opened_at, 'ending', a.ending
    )
    order by t.delivery_id
  )
  into v_deliveries
  from taken t
  left join monitoring.notices n using (notice_id)
  left join monitoring.alerts a using (alert_id);

  return jsonb_build_object('deliveries', coalesce(v_deliveries, '[]'));
end;
$$;

comment on function monitoring.take_deliveries(text[]) is
  'Evaluates the rules, then gives what is due for the channels named; whoever takes a delivery has two minutes to settle it.';

-- Each minute, and at once when a run fails, the function alerts is called to deliver what is due.

create function monitoring.tell(p_why text)
returns text
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform sync.call_function('alerts', '{}', p_why);
  return 'The function alerts is called.';
exception
  when sqlstate 'GZ424' then
    return 'Nobody is told: ' || sqlerrm;
end;
$$;

comment on function monitoring.tell(text) is 'Calls the function alerts, which delivers what is due. Without an address in Vault it says so and changes nothing.';

create function monitoring.keep_watch()
returns text
language plpgsql
set search_path = ''
as $$
begin
  perform monitoring.keep_freshness();
  delete from monitoring.alerts a where a.resolved_at < now() - interval '400 days';
  delete from monitoring.deliveries d where d.notice_id is null and d.created_at < now() - interval '30 days';
  return concat_ws(' ', monitoring.look(), monitoring.tell('schedule'));
end;
$$;

comment on function monitoring.keep_watch() is 'Each minute: evaluates the rules, then has people told.';

create function monitoring.failed_now()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform monitoring.tell('failure');
  return null;
exception
  -- Telling is never worth the run's own end; the next minute tells.
  when others then
    raise warning 'the alert waits for the next minute: %', sqlerrm;
    return null;
end;
$$;

comment on function monitoring.failed_now() is 'A failed run is told at once, not at the next minute.';

create trigger failed_now
after update of status on sync.runs
for each row
when (new.status = 'failed' and old.status = 'running' and not new.dry_run)
execute function monitoring.failed_now();

select cron.schedule('gazelle-alerts', '* * * * *', 'select monitoring.keep_watch()');

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

select sync.seal_functions();
