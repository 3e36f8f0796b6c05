-- Written by `npm run generate:migrations` from supabase/: schemas/monitoring/problems/problem.sql, schemas/monitoring/problems/failing_modules.sql, schemas/monitoring/problems/silent_accounts.sql, schemas/monitoring/problems/causes.sql, schemas/monitoring/problems/channel_failing.sql, schemas/monitoring/problems/deletion_held.sql, schemas/monitoring/problems/error_share.sql, schemas/monitoring/problems/field_gone.sql, schemas/monitoring/problems/gazelle_away.sql, schemas/monitoring/problems/hole_stays.sql, schemas/monitoring/problems/job_failing.sql, schemas/monitoring/problems/look_ups_fail.sql, schemas/monitoring/problems/new_value.sql, schemas/monitoring/problems/placeholders_stay.sql, schemas/monitoring/problems/rejects_stay.sql, schemas/monitoring/problems/rights_lost.sql, schemas/monitoring/problems/run_failed.sql, schemas/monitoring/problems/run_slow.sql, schemas/monitoring/problems/schedule_silent.sql, schemas/monitoring/problems/sign_up_open.sql, schemas/monitoring/problems/slice_near_limit.sql, schemas/monitoring/problems/stale.sql, schemas/monitoring/problems/sweep_overdue.sql, schemas/monitoring/problems/sweep_short.sql, schemas/monitoring/problems/token_ending.sql, schemas/monitoring/problems/token_refused.sql, schemas/monitoring/problems/type_drift.sql, schemas/monitoring/problems/webhook_failing.sql, schemas/monitoring/problems/wrong_address.sql. Do not edit.

-- Each rule has a function of its own; all of them give rows of this form.

create type monitoring.problem as (
  severity text,
  account_id text,
  subject text,
  message text,
  details jsonb
);

comment on type monitoring.problem is
  'What a rule finds: severity (null: the rule''s own), account, what it is about, a message with numbers and names, and details.';

-- Modules of which the last poll of a window or the last sweep failed, with the rule that the error belongs to.

create function monitoring.rule_of_error(p_code text)
returns text
language sql
immutable
set search_path = ''
return case
  when p_code in ('gazelle_credential_refused', 'gazelle_not_connected', 'gazelle_other_company', 'token_key_wrong') then 'token_refused'
  when p_code = 'gazelle_field_gone' then 'field_gone'
  when p_code = 'gazelle_wrong_address' then 'wrong_address'
  when p_code in (
    'gazelle_unreachable', 'gazelle_timeout', 'gazelle_server_error', 'gazelle_throttled', 'gazelle_answer_unreadable'
  ) then 'gazelle_away'
  else 'run_failed'
end;

comment on function monitoring.rule_of_error(text) is 'The alert rule that a failed run''s error code belongs to.';

create function monitoring.read_failing_runs()
returns table (
  module text, account_id text, rule text, run_id bigint, started_at timestamptz, code text, message text, hint text, is_followed boolean
)
language sql
stable
set search_path = ''
as $$
  with last as (
    -- Windows and sweeps are judged apart: a poll that succeeds says nothing of the sweep, or of the wider window, that failed before it.
    select m.module, a.account_id, r.*
    from sync.modules m
    cross join sync.accounts a
    -- A run of the future, of a clock that was set back, would hide them all; what is ahead by seconds is no matter.
    cross join lateral (
      (
        select p.*
        from unnest(array['', 'fast', 'balanced', 'exhaustive']) w (name)
        cross join lateral (
          select r.run_id, r.kind, r."window", r.since, r.until, r.status, r.started_at, r.error from sync.runs r
          where r.module = m.module and r.account_id = a.account_id and r.mode <> 'full' and coalesce(r."window", '') = w.name
            and r.status <> 'running' and not r.dry_run and r.started_at < clock_timestamp() + interval '1 minute'
          order by r.started_at desc, r.run_id desc
          limit 1
        ) p
      )
      union all
      (
        select r.run_id, r.kind, null, null, null, r.status, r.started_at, r.error from sync.runs r
        where r.module = m.module and r.account_id = a.account_id and r.mode = 'full' and r.status <> 'running' and not r.dry_run
          and r.started_at < clock_timestamp() + interval '1 minute'
        order by r.started_at desc, r.run_id desc
        limit 1
      )
    ) r
  )
  select distinct on (f.module, f.account_id, u.rule)
    f.module, f.account_id, u.rule, f.run_id, f.started_at, f.error ->> 'code', f.error ->> 'message', f.error ->> 'hint', o.is_followed
  from last f
  cross join lateral (
    select
      coalesce(bool_or(o.status <> 'failed'), false) as is_followed,
      -- A later poll of all that it would have read.
      coalesce(
        bool_or(o.status <> 'failed' and o.kind = 'poll' and o.since <= f.since and coalesce(o.until, 'infinity') >= coalesce(f.until, 'infinity')),
        false
      ) as is_covered
    from last o
    where o.module = f.module and o.account_id = f.account_id and o.started_at > f.started_at
  ) o
  cross join lateral (
    -- What made it fail is over where another poll succeeds since; what it would have read is still to be read.
    select case when o.is_followed then 'run_failed' else monitoring.rule_of_error(f.error ->> 'code') end as rule
  ) u
  where f.status = 'failed' and not (
    f.kind = 'poll' and (
      o.is_covered or exists (
        select from sync.runs s
        where s.module = f.module and s.account_id = f.account_id and s.mode = 'full' and s.read_to_end and not s.dry_run
          and s.started_at > f.started_at
      )
    )
  )
  order by f.module, f.account_id, u.rule, f.started_at desc;
$$;

comment on function monitoring.read_failing_runs() is
  'Last finished polls of each window, and sweeps, that failed and are not made good by a run that read as much, with the rule that each belongs to: one row a module, account and rule.';

create function monitoring.read_failing_modules()
returns table (module text, account_id text, rule text, failures_24h int, late boolean, run_id bigint, code text, message text, hint text)
language sql
stable
set search_path = ''
as $$
  select f.module, f.account_id, f.rule, m.failures_24h, m.late, f.run_id, f.code, f.message, f.hint
  from monitoring.read_failing_runs() f
  join monitoring.read_module_runs() m using (module, account_id);
$$;

comment on function monitoring.read_failing_modules() is 'Modules of which the last finished poll of a window, or sweep, failed: one row a module, account and rule.';

-- Grace after a stop of the whole system: late modules get ten minutes to catch up.

create function monitoring.is_grace_over()
returns boolean
language sql
stable
set search_path = ''
as $$
  -- A break that ends in the future was noted before the clock was set back.
  select coalesce((select w.resumed_at < now() - interval '10 minutes' or w.resumed_at > clock_timestamp() from monitoring.watch w), false);
$$;

comment on function monitoring.is_grace_over() is 'Whether the rules have been evaluated without a break for ten minutes, so that lateness is a problem.';

create function monitoring.silent_accounts(p_minutes numeric)
returns table (account_id text, last_run_at timestamptz)
language sql
stable
set search_path = ''
as $$
  select m.account_id, max(m.last_run_at)
  from monitoring.read_module_runs() m
  join sync.accounts a using (account_id)
  where monitoring.is_grace_over() and a.paused_at is null
  group by m.account_id, a.resumed_at
  having max(m.last_run_at) is not null and greatest(max(m.last_run_at), a.resumed_at) < now() - make_interval(mins => p_minutes::int)
    and not coalesce(bool_or(m.phase in ('working', 'waiting')), false);
$$;

comment on function monitoring.silent_accounts(numeric) is 'Accounts in which no run has begun for so many minutes and none is at work; not those that are paused.';

-- One row for one cause: what needs a person and what raised an alert, put together where they have the same one.
-- Long (read_causes): actions and alerts are each given their cause, and then joined.

-- Which alerts go with which kind of action, or with the failures that explain them.
create function monitoring.rules_with(p_kind text)
returns text[]
language sql
immutable
set search_path = ''
return case p_kind
  when 'failing' then array['run_failed', 'field_gone', 'gazelle_away', 'wrong_address', 'token_refused', 'token_ending', 'stale', 'sweep_overdue']
  when 'release_deletions' then array['deletion_held']
  when 'rejects' then array['rejects_stay']
  when 'hole' then array['hole_stays']
  when 'placeholders' then array['placeholders_stay']
end;

comment on function monitoring.rules_with(text) is 'The alert rules that say the same as an action of this kind.';

create function monitoring.scope_of_error(p_code text, p_module text)
returns text
language sql
immutable
set search_path = ''
return case
  when monitoring.rule_of_error(p_code) in ('token_refused', 'gazelle_away', 'wrong_address') then monitoring.rule_of_error(p_code)
  -- One thing that all modules need.
  when p_code in ('database_unreachable', 'bad_setting', 'erasure_key_missing', 'GZ426', 'functions_not_connected', 'GZ424', 'token_unreadable', 'token_not_stored') then p_code
  else concat_ws(' ', p_code, p_module)
end;

comment on function monitoring.scope_of_error(text, text) is
  'What failures have one cause by: an error of the account or the project is one for all modules, any other is one of its module.';

create function monitoring.read_causes()
returns table (
  cause text,
  kind text,
  severity text,
  account_id text,
  modules text[],
  about text[],
  records bigint,
  since timestamptz,
  message text,
  hint text,
  alert_ids bigint[],
  acknowledged_by text,
  can_connect boolean
)
language plpgsql
stable
security definer
set search_path = ''
set jit = off
as $$
#variable_conflict use_column
declare
  v_accounts text[] := gazelle.member_accounts();
  v_is_of_all boolean := gazelle.is_member_of_all();
begin
  return query
  with open as materialized (
    select a.* from monitoring.alerts a where a.resolved_at is null and (v_is_of_all or a.account_id = any (v_accounts))
  ), actions as (
    select
      case r.kind when 'connect' then 'gazelle_credential_refused' when 'failing' then r.about else r.kind end as cause,
      case r.kind when 'connect' then 'failing' else r.kind end as kind,
      case r.kind
        when 'connect' then 'token_refused'
        when 'failing' then monitoring.scope_of_error(r.about, r.module)
        when 'placeholders' then 'placeholders'
        when 'release_deletions' then 'release_deletions'
        when 'rejects' then 'rejects'
        when 'unidentified' then 'unidentified'
        when 'hole' then concat_ws(' ', 'hole', r.module, h.kind, h.field, h.message)
        else concat_ws(' ', r.kind, r.module, r.about)
      end as scope,
      r.severity, r.account_id, r.module, case when r.kind not in ('connect', 'failing') then r.about end as about,
      coalesce(r.records, case when r.kind = 'hole' then 1 end) as records, r.since, case r.kind when 'hole' then h.message else r.sentence end as message, r.remedy
    from monitoring.read_actions_required() r
    left join sync.holes h on h.hole_id::text = r.about and r.kind = 'hole'
  ), joined as (
    select
      row_number() over () as nth, (array_agg(a.cause order by a.since desc))[1] as cause, a.kind,
      case when bool_or(a.severity = 'error') then 'error' else 'warning' end as severity, a.account_id,
      array_agg(distinct a.module) filter (where a.module is not null) as modules, array_agg(a.about order by a.since) filter (where a.about is not null) as about,
      sum(a.records)::bigint as records, min(a.since) as since, (array_agg(a.message order by a.since desc))[1] as message,
      (array_agg(a.remedy order by a.since desc))[1] as hint
    from actions a
    group by a.account_id, a.kind, a.scope
  ), told as materialized (
    select j.nth, o.*
    from joined j
    join open o on o.rule = any (monitoring.rules_with(j.kind)) and o.account_id = j.account_id
      and (o.subject = j.account_id or o.subject = any (j.modules) or o.subject = any (j.about))
  ), causes as (
    select j.cause, j.kind, case when t.is_critical then 'critical' else j.severity end as severity, j.account_id, j.modules, j.about, j.records,
      least(j.since, t.since) as since, j.message, j.hint, t.alert_ids, t.acknowledged_by
    from joined j
    left join (
      select t.nth, bool_or(t.severity = 'critical') as is_critical, min(t.opened_at) as since, array_agg(distinct t.alert_id) as alert_ids,
        case when bool_and(t.acknowledged_by is not null) then max(t.acknowledged_by) end as acknowledged_by
      from told t
      group by t.nth
    ) t using (nth)
    union all
    -- An alert that goes with no action is a cause of its own; those of one rule and account are one.
    select o.rule, 'alert', min(o.severity), o.account_id,
      -- Of an alert about a record the details say whose it is.
      nullif(array(select m.module from sync.modules m where m.module = any (array_agg(o.subject) || array_agg(o.details ->> 'module')) order by m.position), '{}'),
      array_agg(x.about order by x.about), max((o.details ->> 'records')::bigint), min(o.opened_at), (array_agg(o.message order by o.opened_at desc))[1], min(o.remedy),
      array_agg(distinct o.alert_id),
      case when bool_and(o.acknowledged_by is not null) then max(o.acknowledged_by) end
    from open o
    cross join lateral (
      select o.subject as about where o.covers is null
      union all
      select i.id from jsonb_array_elements_text(o.details -> 'ids') i (id) where o.covers is not null
    ) x
    where o.alert_id not in (select t.alert_id from told t)
    group by o.rule, o.account_id
  )
  select s.*, exists (select from sync.credentials c where c.account_id = s.account_id and c.kind = 'oauth')
  from causes s
  order by s.severity = 'critical' desc, s.severity = 'error' desc, s.since;
end;
$$;

comment on function monitoring.read_causes() is 'Reads monitoring.causes.';

create view monitoring.causes with (security_invoker = on) as
select * from monitoring.read_causes();

comment on view monitoring.causes is
  'One row for one cause of what needs a person: actions_required and open alerts put together, the worst first. Empty when nothing does.';
comment on column monitoring.causes.cause is 'An error''s code, an alert''s rule, or a kind of monitoring.actions_required: the page has a cause and a remedy for each.';
comment on column monitoring.causes.kind is 'failing, alert, or a kind of monitoring.actions_required.';
comment on column monitoring.causes.severity is 'critical, error or warning.';
comment on column monitoring.causes.modules is 'Whose data it is about; null where it is not about modules.';
comment on column monitoring.causes.about is 'Ids, subjects or statuses within the modules, the oldest first.';
comment on column monitoring.causes.message is 'With numbers and names; of several, the newest.';
comment on column monitoring.causes.hint is 'What to do, for developers; the page has its own words.';
comment on column monitoring.causes.alert_ids is 'The open alerts that tell of it.';
comment on column monitoring.causes.acknowledged_by is 'Who acknowledged all of them.';
comment on column monitoring.causes.can_connect is 'The account has OAuth tokens: monitoring.connect_link connects it again.';

grant execute on function monitoring.read_causes() to authenticated;
grant select on monitoring.causes to authenticated;

-- An alert channel that does not deliver.

create function monitoring.find_channel_failing(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select null, null, c.channel, format('%s has failed since %s: %s', c.channel, c.failing_since, c.last_error), '{}'::jsonb
  from monitoring.channels c
  where c.takes = 'alerts' and c.failing_since < now() - make_interval(mins => p_threshold::int);
$$;

comment on function monitoring.find_channel_failing(numeric) is 'Rule channel_failing: one problem a channel. p_threshold: minutes.';

-- Deletions that a person must release or dismiss.

create function monitoring.find_deletion_held()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, d.account_id, d.module,
    concat_ws(
      ' ',
      case when d.others > 0 then format('%s records of %s are no longer in Gazelle, more than may be deleted at once.', d.others, d.module) end,
      case when d.children > 0 then format(
        '%s %s of %s are no longer in their lists, more than may be deleted at once (%s).', d.children, d.entities, d.module, d.child
      ) end,
      case when d.errors > 0 then format(
        '%s records of %s are not in Gazelle''s list, and it answers each look-up with an error: %s (%s).', d.errors, d.module, d.example, d.error
      ) end
    ),
    jsonb_build_object('records', d.others + d.children + d.errors, 'errors', d.errors)
  from (
    select
      m.account_id, m.module,
      count(*) filter (where m.held_because = 'error') as errors,
      count(*) filter (where m.entity is null and m.held_because is distinct from 'error') as others,
      count(m.entity) as children,
      string_agg(distinct m.entity, ', ') as entities,
      min(m.external_id) filter (where m.entity is not null) as child,
      min(m.external_id) filter (where m.held_because = 'error') as example,
      min(m.last_error) filter (where m.held_because = 'error') as error
    from (
      select h.account_id, h.module, h.external_id, h.held_because, h.last_error, null as entity from sync.missing h where h.status = 'held'
      union all
      select v.account_id, e.module, v.external_id, null, null, v.entity
      from reconcile.missing_children v
      join reconcile.entities e using (entity)
      where v.status = 'held'
    ) m
    group by m.account_id, m.module
  ) d;
$$;

comment on function monitoring.find_deletion_held() is 'Rule deletion_held: one problem a module.';

-- The share of refused and broken records among those of the last hour.

create function monitoring.find_error_share(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    case when s.bad >= s.fetched * 0.5 then 'critical' end, s.account_id, s.module,
    format('%s: %s of %s records of the last hour (%s %%).', s.module, s.bad, s.fetched, round(100.0 * s.bad / s.fetched, 1)),
    jsonb_build_object('records', s.bad, 'fetched', s.fetched)
  from (
    select r.module, r.account_id,
      sum(coalesce(l.fetched, r.fetched)) as fetched,
      sum(coalesce(l.rejected + l.null_nodes + l.api_errors, r.rejected + r.null_nodes + r.api_errors)) as bad
    from (
      select * from sync.runs e where e.started_at > now() - interval '1 hour'
      union all
      select * from sync.runs e where e.started_at <= now() - interval '1 hour' and e.status = 'running'
    ) r
    left join monitoring.open_run_counters() l on l.run_id = r.run_id
    where not r.dry_run
    group by r.module, r.account_id
  ) s
  -- A share of a few records means nothing: one bad record of three raises no alert.
  where s.fetched >= 20 and 100 * s.bad > p_threshold * s.fetched;
$$;

comment on function monitoring.find_error_share(numeric) is 'Rule error_share. p_threshold: percent of the records; from 50 % on it is critical.';

-- A query that asks for a field that Gazelle no longer has.

create function monitoring.find_field_gone()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select null, f.account_id, f.module, format('%s: %s (run %s).', f.module, f.message, f.run_id), jsonb_build_object('runId', f.run_id)
  from monitoring.read_failing_modules() f
  where f.rule = 'field_gone';
$$;

comment on function monitoring.find_field_gone() is 'Rule field_gone: one problem a module.';

-- Gazelle that does not answer is one problem of the account, however many modules meet it.

create function monitoring.find_gazelle_away()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, f.account_id, f.account_id,
    format('%s: %s.', string_agg(f.module, ', ' order by f.module), (array_agg(f.message order by f.run_id desc))[1]),
    jsonb_build_object('modules', jsonb_agg(f.module order by f.module), 'code', (array_agg(f.code order by f.run_id desc))[1])
  from monitoring.read_failing_modules() f
  where f.rule = 'gazelle_away'
  group by f.account_id;
$$;

comment on function monitoring.find_gazelle_away() is 'Rule gazelle_away: one problem an account, with the modules that met it.';

-- Holes that have stayed and are not acknowledged: one problem a module, which names the first of them.

create function monitoring.find_hole_stays(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, g.account_id, g.module,
    format(
      '%s: %s, since %s; %s.', g.module, case when g.holes = 1 then 'a hole' else g.holes || ' holes' end, date_trunc('minute', g.since), f.said
    ),
    jsonb_build_object('holes', g.holes, 'ids', f.ids)
  from (
    select h.account_id, h.module, count(*) as holes, min(h.first_seen_at) as since
    from sync.holes h
    where h.closed_at is null and h.acknowledged_at is null and h.kind <> 'apart'
      and (h.times >= 3 or h.first_seen_at < now() - make_interval(mins => p_threshold::int))
    group by h.account_id, h.module
  ) g
  -- The first ones only: there may be one for each record.
  cross join lateral (
    select
      string_agg(concat_ws(' ', n.kind, n.place, nullif(n.path, ''), '(' || nullif(n.message, '') || ')'), '; ' order by n.nth) filter (where n.nth <= 3)
        as said,
      jsonb_agg(n.hole_id order by n.nth) as ids
    from (
      select h.*, row_number() over (order by h.first_seen_at, h.hole_id) as nth
      from (
        select *
        from sync.holes o
        where o.account_id = g.account_id and o.module = g.module and o.closed_at is null and o.acknowledged_at is null and o.kind <> 'apart'
          and (o.times >= 3 or o.first_seen_at < now() - make_interval(mins => p_threshold::int))
        order by o.first_seen_at, o.hole_id
        limit 20
      ) h
    ) n
  ) f;
$$;

comment on function monitoring.find_hole_stays(numeric) is 'Rule hole_stays. p_threshold: minutes, after which a hole counts that fewer than three runs have met.';

-- Jobs of pg_cron whose last firings all failed: nightly ones leave no other trace. One problem, since one cause may stop them all.

create function monitoring.find_job_failing(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
security definer
set search_path = ''
as $$
  -- The log has no index by job: it is read once, and further only for jobs that failed.
  with failed as materialized (select distinct d.jobid from cron.job_run_details d where d.status = 'failed')
  select
    null, null, 'cron',
    format(
      '%s; the last at %s: %s', string_agg(f.jobname, ', ' order by f.jobname), max(f.last_at), sync.fit_text((array_agg(f.message order by f.last_at desc))[1])
    ),
    jsonb_build_object('jobs', jsonb_agg(f.jobname order by f.jobname))
  from (
    select j.jobname, max(l.start_time) as last_at, (array_agg(l.return_message order by l.runid desc))[1] as message
    from failed a
    join cron.job j on j.jobid = a.jobid
    cross join lateral (
      select d.runid, d.status, d.start_time, d.return_message
      from cron.job_run_details d
      where d.jobid = a.jobid and d.status in ('succeeded', 'failed')
      order by d.runid desc
      limit p_threshold::int
    ) l
    where j.active and j.jobname like 'gazelle-%'
    group by j.jobname
    -- Until a deployment has reached Vault, jobs fire in vain: gazelle doctor says so.
    having count(*) filter (where l.status = 'failed' and l.return_message !~ '^ERROR: +Vault lacks') = p_threshold::int
  ) f
  having count(*) > 0;
$$;

comment on function monitoring.find_job_failing(numeric) is
  'Rule job_failing: one problem for all jobs. p_threshold: how many firings, one after the other, have failed, for another reason than that Vault lacks the functions'' address or key.';

-- Records that may be gone, and that Gazelle cannot be asked for. Where it answers for what is there, and errs for these, a person is asked by
-- the rule deletion_held, once.

create function monitoring.find_look_ups_fail(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, d.account_id, d.module,
    format(
      '%s records of %s may be gone since %s, and Gazelle''s answers to look-ups cannot be used: %s.',
      count(*), d.module, date_trunc('minute', min(d.found_missing_at)),
      coalesce((array_agg(d.last_error order by d.attempts desc) filter (where d.last_error is not null))[1], 'no look-up has ended')
    ),
    jsonb_build_object('records', count(*), 'example', min(d.external_id))
  from sync.missing d
  where d.status = 'due' and d.reason = 'unseen' and coalesce(d.last_error, '') not like 'rights\_%'
    and d.found_missing_at < now() - make_interval(hours => p_threshold::int)
    and (d.refused_at is null or d.refused_at < now() - interval '2 days')
    -- What a person has released just now was never asked for yet.
    and (d.last_error is not null or d.next_at < now() - make_interval(hours => p_threshold::int))
  group by d.account_id, d.module;
$$;

comment on function monitoring.find_look_ups_fail(numeric) is
  'Rule look_ups_fail: one problem a module. p_threshold: hours since a record was found missing. What waits for the caller''s rights is rights_lost; what Gazelle refuses while it answers for others will be deletion_held.';

-- Values of enums that Gazelle has and a module's file does not name, and the reverse.

create function monitoring.find_new_value()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, v.account_id, concat(v.module, '.', v.value),
    format('%s: Gazelle has the value %s of %s, which the module does not name. Its records are fetched all the same.', v.module, v.value, v.enum),
    jsonb_build_object('module', v.module, 'enum', v.enum, 'value', v.value)
  from sync.enum_values v
  where v.is_live and not v.is_declared;
$$;

comment on function monitoring.find_new_value() is 'Rule new_value: one problem a module and value.';

create function monitoring.find_value_gone()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, v.account_id, concat(v.module, '.', v.value),
    format('%s: Gazelle no longer has the value %s of %s, which is left out of the module''s queries.', v.module, v.value, v.enum),
    jsonb_build_object('module', v.module, 'enum', v.enum, 'value', v.value)
  from sync.enum_values v
  where v.is_declared and not v.is_live;
$$;

comment on function monitoring.find_value_gone() is 'Rule value_gone: one problem a module and value.';

-- Placeholders that have waited too long for their record.

create function monitoring.find_placeholders_stay(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, p.account_id, e.entity,
    format('%s of %s, the oldest since %s (%s).', p.records, e.entity, date_trunc('minute', p.since), p.example),
    jsonb_build_object('records', p.records, 'example', p.example)
  from (
    select m.tableoid, m.account_id, count(*) as records, min(m.created_at) as since,
      (array_agg(m.id order by m.created_at, m.id))[1] as example
    from reconcile.mirror m
    where m.is_placeholder and m.deleted_at is null and m.created_at < now() - make_interval(hours => p_threshold::int)
    group by 1, 2
  ) p
  join reconcile.entities e on format('gazelle.%I', e.entity)::regclass = p.tableoid;
$$;

comment on function monitoring.find_placeholders_stay(numeric) is 'Rule placeholders_stay: one problem an entity. p_threshold: hours.';

-- Refused records that wait too long for repair.

create function monitoring.find_rejects_stay(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, w.account_id, m.module,
    format('%s records of %s, the oldest since %s (%s).', w.records, m.module, date_trunc('minute', w.since), w.example),
    jsonb_build_object('records', w.records, 'example', w.example)
  from (
    select s.tableoid, s.account_id, count(*) as records, min(s.fetched_at) as since, min(s.external_id collate "C") as example
    from staging.records s
    where s.status <> 'promoted' and s.gone_at is null and s.fetched_at < now() - make_interval(hours => p_threshold::int)
    group by 1, 2
  ) w
  join sync.modules m on format('staging.%I', 'stg_' || m.module)::regclass = w.tableoid;
$$;

comment on function monitoring.find_rejects_stay(numeric) is 'Rule rejects_stay: one problem a module. p_threshold: hours.';

-- A credential that no longer sees everything: what Gazelle hides from it would look deleted.

create function monitoring.find_rights_lost(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, c.account_id, c.account_id,
    case
      when c.unanswered_since is null then format(
        'The credential belongs to %s (%s), who is not a full administrator: %s.',
        coalesce(c.email, c.user_id), case when c.has_limited_access then 'limited access' else coalesce(c.access_level, 'no access level') end,
        case
          when w.records = 0 then 'Gazelle may hide records from them, and nothing is deleted'
          else format('%s records of %s are not deleted', w.records, w.modules)
        end
      )
      else format(
        'Since %s Gazelle does not say whose credential it is (%s): %s records of %s are not deleted.',
        date_trunc('minute', c.unanswered_since), c.error, w.records, w.modules
      )
    end,
    jsonb_build_object(
      'user', c.user_id, 'accessLevel', c.access_level, 'hasLimitedAccess', c.has_limited_access, 'records', w.records,
      'unansweredSince', c.unanswered_since
    )
  from sync.callers c
  cross join lateral (
    select count(*) as records, string_agg(distinct m.module, ', ' order by m.module) as modules
    from sync.missing m
    where m.account_id = c.account_id and (m.status = 'due' and m.last_error like 'rights\_%' or m.status = 'held')
  ) w
  where c.unanswered_since is null and not c.is_full_admin
    -- Without an answer it matters only where something waits for one.
    or w.records > 0 and c.unanswered_since < now() - make_interval(hours => p_threshold::int);
$$;

comment on function monitoring.find_rights_lost(numeric) is
  'Rule rights_lost: one problem an account whose caller is known to see less than everything, or is not known while something is due or held. p_threshold: hours without an answer.';

-- A module whose last run failed for a reason of its own, and what a nightly job could not do.

create function monitoring.find_run_failed(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    case when f.failures_24h > p_threshold or f.late then 'critical' end, f.account_id, f.module,
    format('%s: %s (%s, run %s). %s failures in 24 hours. %s', f.module, f.message, f.code, f.run_id, f.failures_24h, f.hint),
    jsonb_build_object('runId', f.run_id, 'code', f.code, 'failures', f.failures_24h)
  from monitoring.read_failing_modules() f
  where f.rule = 'run_failed'
  union all
  select
    null, e.account_id, concat_ws(' ', e.job, e.part), format('The nightly job %s failed at %s: %s.', e.job, e.part, e.message),
    jsonb_build_object('job', e.job, 'part', e.part, 'failedAt', e.failed_at)
  from reconcile.job_errors e;
$$;

comment on function monitoring.find_run_failed(numeric) is 'Rule run_failed: modules, and parts of nightly jobs (reconcile.job_errors). p_threshold: failures in 24 hours above which it is critical; it is critical too when the module is late.';

-- A run that takes several times as long as the last twenty of its kind.

create function monitoring.find_run_slow(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, r.account_id, r.module,
    format('%s: run %s (%s) has taken %s; usual is %s.', r.module, r.run_id, r.mode, date_trunc('second', now() - r.started_at),
      date_trunc('second', h.usual)),
    jsonb_build_object('runId', r.run_id, 'usualSeconds', round(extract(epoch from h.usual)))
  from sync.runs r
  cross join lateral (
    select percentile_cont(0.5) within group (order by p.duration) as usual, count(*) as known
    from (
      select p.finished_at - p.started_at as duration
      from sync.runs p
      where p.module = r.module and p.account_id = r.account_id and p.mode = r.mode and (p.status = 'success' or p.moved_watermark) and not p.dry_run
      order by p.finished_at desc
      limit 20
    ) p
  ) h
  where r.status = 'running' and h.known >= 3
    and now() - r.started_at > greatest(h.usual * p_threshold::float8, interval '5 minutes');
$$;

comment on function monitoring.find_run_slow(numeric) is 'Rule run_slow. p_threshold: times the median of the last twenty successes of the same mode; at least five minutes.';

-- A schedule that starts no run is one problem of the account, not one of each module.

create function monitoring.find_schedule_silent(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, s.account_id, s.account_id, format('The last run of account %s began at %s.', s.account_id, s.last_run_at),
    jsonb_build_object('lastRunAt', s.last_run_at)
  from monitoring.silent_accounts(p_threshold) s;
$$;

comment on function monitoring.find_schedule_silent(numeric) is 'Rule schedule_silent. p_threshold: minutes without a run.';

-- Who signs up reads nothing without a membership; but nobody should be there whom nobody invited.

create function monitoring.find_sign_up_open()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, null, 'sign-up',
    case
      when s.is_anonymous_open then 'Supabase Auth lets anybody sign up, anonymously too.'
      else 'Supabase Auth lets anybody sign up who has an e-mail address.'
    end,
    jsonb_build_object('anonymous', s.is_anonymous_open)
  from monitoring.sign_up s
  where s.is_open;
$$;

comment on function monitoring.find_sign_up_open() is 'Rule sign_up_open: one problem for the project, as Supabase Auth last said.';

-- A slice that comes near the platform's limits is killed soon, when the company grows.

create function monitoring.find_slice_near_limit(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, s.account_id, s.module,
    format(
      '%s: a slice of run %s used %s %s of %s, of %s %s that Supabase gives it.',
      s.module, s.run_id, s.used, s.unit, s.resource, s.of_limit, s.unit
    ),
    jsonb_build_object('runId', s.run_id, 'resource', s.resource, 'used', s.used, 'limit', s.of_limit, 'unit', s.unit, 'percent', s.percent)
  from (
    select distinct on (n.account_id, n.module) n.*
    from monitoring.slices_near_limits(p_threshold) n
    order by n.account_id, n.module, n.percent desc, n.run_id desc
  ) s;
$$;

comment on function monitoring.find_slice_near_limit(numeric) is
  'Rule slice_near_limit: one problem a module, with the slice of the last day that came nearest. p_threshold: % of a limit.';

-- Data that is older than its target, where no other alert explains it.

create function monitoring.find_stale(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, m.account_id, m.module,
    case
      when m.watermark is null then format('%s has never been synced to its end.', m.module)
      else format(
        '%s is known as it was %s ago; its target is %s.', m.module, date_trunc('minute', now() - m.watermark), m.fresh_within
      )
    end,
    jsonb_build_object('watermark', m.watermark, 'lastSuccessAt', m.last_success_at, 'freshWithin', m.fresh_within)
  from monitoring.read_module_runs() m
  join sync.accounts a using (account_id)
  where monitoring.is_grace_over()
    and now() - greatest(coalesce(m.watermark, a.created_at), a.resumed_at) > m.fresh_within * p_threshold::float8
    -- The alert about the module's failure, the silent schedule or the refused token explains it.
    and not exists (
      select from monitoring.read_failing_runs() f where f.module = m.module and f.account_id = m.account_id and not f.is_followed
    )
    and not exists (
      select from monitoring.alert_rules u cross join lateral monitoring.silent_accounts(u.threshold) s
      where u.rule = 'schedule_silent' and u.enabled and s.account_id = m.account_id
    )
    and not exists (select from sync.credentials c where c.account_id = m.account_id and c.refused_at is not null)
    -- A full sweep at work makes it fresh; run_slow watches over its length.
    and not exists (
      select from sync.runs r
      where r.run_id = m.run_id and m.phase in ('working', 'waiting') and r.mode = 'full' and r.started_at > now() - interval '6 hours'
    );
$$;

comment on function monitoring.find_stale(numeric) is 'Rule stale. p_threshold: times the freshness target.';

-- Modules of which no full sweep was whole for longer than its target.

create function monitoring.find_sweep_overdue(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, s.account_id, s.module,
    format(
      '%s: %s; its target is %s. %s', s.module,
      case when s.whole_at is null then 'no full sweep was whole yet' else format('the last whole sweep began %s ago', date_trunc('minute', now() - s.whole_at)) end,
      s.swept_within,
      case
        when s.status is null then 'None has run.'
        when s.status = 'failed' then format('The last one (run %s) failed: %s.', s.run_id, coalesce(s.error ->> 'message', s.error ->> 'code'))
        when s.status = 'running' then format('Run %s is at it.', s.run_id)
        else format('The last one (run %s) met %s holes.', s.run_id, s.gaps)
      end
    ),
    jsonb_build_object('wholeAt', s.whole_at, 'sweptWithin', s.swept_within, 'runId', s.run_id)
  from monitoring.read_sweeps() s
  join sync.accounts a using (account_id)
  where monitoring.is_grace_over() and now() - greatest(coalesce(s.whole_at, a.created_at), a.resumed_at) > s.swept_within * p_threshold::float8;
$$;

comment on function monitoring.find_sweep_overdue(numeric) is 'Rule sweep_overdue. p_threshold: times the target of the module''s sweeps.';

-- A full sweep that saw clearly less than Gazelle counts.

create function monitoring.find_sweep_short(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, m.account_id, m.module,
    case
      when s.seen = 0 then format('%s: the full sweep (run %s) fetched nothing.', m.module, r.run_id)
      else format('%s: the full sweep (run %s) saw %s of %s records.', m.module, r.run_id, s.seen, t.total)
    end,
    jsonb_build_object('runId', r.run_id, 'seen', s.seen, 'totalCount', t.total)
  from (select m.module, m.may_be_empty, a.account_id from sync.modules m cross join sync.accounts a) m
  cross join lateral (
    select r.run_id, r.complete from sync.runs r
    where r.module = m.module and r.account_id = m.account_id and r.mode = 'full' and r.since is null and r.until is null
      and r.status in ('success', 'partial') and not r.dry_run
    order by r.started_at desc, r.run_id desc
    limit 1
  ) r
  cross join lateral (select coalesce(sum(l.seen), 0) as seen from sync.lanes l where l.run_id = r.run_id) s
  cross join lateral (select monitoring.sweep_total(r.run_id) as total) t
  where 100 * s.seen < p_threshold * t.total
    or (s.seen = 0 and (m.may_be_empty and t.total = 0) is not true and exists (
      select from sync.runs e
      where e.module = m.module and e.account_id = m.account_id and e.run_id < r.run_id and e.fetched > 0
    -- A whole sweep has noted each record that it did not see: where none waits, a person has let the last ones go.
    ) and (
      r.complete is not true
      or exists (select from sync.missing w where w.module = m.module and w.account_id = m.account_id and w.status <> 'gone')
    ));
$$;

comment on function monitoring.find_sweep_short(numeric) is
  'Rule sweep_short. p_threshold: percent of totalCount. A sweep without any record counts when an earlier run fetched some, unless all of them are known to be gone, or the list may be empty and counts none.';

-- A token is refreshed three days before its end, or in the last tenth of a short life: a person has days to act.

create function monitoring.find_token_ending(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select null, c.account_id, c.account_id, format('The token ends at %s.', c.expires_at), jsonb_build_object('expiresAt', c.expires_at)
  from sync.credentials c
  where c.refused_at is null
    and c.expires_at - now() < least(interval '3 days', (c.expires_at - c.updated_at) / 10) * (p_threshold / 100)::float8;
$$;

comment on function monitoring.find_token_ending(numeric) is 'Rule token_ending. p_threshold: the share, in %, of the time for a refresh that is left when it raises an alert.';

-- A refused credential is one problem of the account, known from the token store or from failed runs.

create function monitoring.find_token_refused()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select null, c.account_id, c.account_id, format('The refresh token was refused at %s.', c.refused_at), '{}'::jsonb
  from sync.credentials c
  where c.refused_at is not null
  union all
  select
    null, f.account_id, f.account_id,
    format('%s: %s.', string_agg(f.module, ', ' order by f.module), (array_agg(f.message order by f.run_id desc))[1]),
    jsonb_build_object('modules', jsonb_agg(f.module order by f.module), 'code', (array_agg(f.code order by f.run_id desc))[1])
  from monitoring.read_failing_modules() f
  where f.rule = 'token_refused'
    -- An account whose credential Gazelle never saw waits for consent.
    and not (
      f.code = 'gazelle_not_connected'
      and not exists (select from sync.credentials c where c.account_id = f.account_id)
      and not exists (select from sync.callers c where c.account_id = f.account_id and c.asked_at is not null)
    )
    and not exists (select from sync.credentials c where c.account_id = f.account_id and c.refused_at is not null)
  group by f.account_id;
$$;

comment on function monitoring.find_token_refused() is 'Rule token_refused: one problem an account, unless it was never connected.';

-- A field that changed its type at Gazelle: many records of a day whose value of that field cannot be used.

create function monitoring.read_unusable_fields(p_module text, p_account text, p_since timestamptz)
returns table (field text, sentence text, records bigint, example_id text, example jsonb)
language plpgsql
stable
set search_path = ''
as $$
begin
  -- The partial index on issues bounds the scan. A field may break several rules; the one that most records break counts.
  for field, sentence, records, example_id, example in execute format(
    'select distinct on (i.field) i.field, r.sentence, i.records, i.example_id, i.example
     from (
       select p.issue ->> ''field'' as field, p.issue ->> ''rule'' as rule, count(distinct s.external_id) as records,
         min(s.external_id collate "C") as example_id,
         (array_agg(p.issue -> ''value'' order by s.external_id collate "C"))[1] as example
       from staging.%I s
       cross join lateral jsonb_array_elements(s.issues) p (issue)
       where s.issues is not null and s.account_id = $1 and s.gone_at is null and s.fetched_at > $2
       group by 1, 2
     ) i
     join reconcile.rules r on r.rule = i.rule and r.withholds and r.rule <> ''not_given''
     where i.records >= 5
     order by i.field, i.records desc, i.rule', 'stg_' || p_module
  ) using p_account, p_since
  loop
    return next;
  end loop;
end;
$$;

comment on function monitoring.read_unusable_fields(text, text, timestamptz) is
  'Fields of a module whose value is withheld by the same rule in at least five records fetched since then, with one of these. What erred is a hole, and reported as such.';

create function monitoring.count_staged(p_module text, p_account text, p_since timestamptz, p_limit bigint)
returns bigint
language plpgsql
stable
set search_path = ''
as $$
declare
  v_count bigint;
begin
  execute format(
    'select count(*) from (select from staging.%I s where s.account_id = $1 and s.fetched_at > $2 limit $3) f', 'stg_' || p_module
  ) into v_count using p_account, p_since, p_limit;
  return v_count;
end;
$$;

comment on function monitoring.count_staged(text, text, timestamptz, bigint) is
  'Records of a module that were fetched since then, counted up to p_limit.';

create function monitoring.find_type_drift(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
-- The partial index, also where Postgres has not analysed the table yet and would read all of it.
set enable_seqscan = off
as $$
  select
    null, m.account_id, concat(m.module, '.', d.field),
    format('%s: %s cannot be used in %s records. %s Example: %s (%s).', m.module, d.field, d.records, d.sentence, d.example, d.example_id),
    jsonb_build_object(
      'module', m.module, 'field', d.field, 'records', d.records, 'expected', d.sentence, 'value', d.example, 'example', d.example_id
    )
  -- Only modules that have an issue are asked for more: a statement for each of them would have to be planned each minute.
  from (
    select m.module, i.account_id
    from (
      select distinct r.tableoid, r.account_id
      from (select s.tableoid, s.account_id from staging.records s where s.issues is not null and s.gone_at is null offset 0) r
    ) i
    join sync.modules m on format('staging.%I', 'stg_' || m.module)::regclass = i.tableoid
  ) m
  cross join lateral (
    select array_agg(a.subject) as subjects
    from monitoring.alerts a
    where a.rule = 'type_drift' and a.account_id = m.account_id and a.resolved_at is null
      and a.subject like m.module || '.%'
  ) o
  -- An alert that is open ends when the records are repaired, not when a day has passed.
  cross join lateral monitoring.read_unusable_fields(
    m.module, m.account_id, case when o.subjects is null then now() - interval '1 day' else '-infinity' end
  ) d
  where case
    when concat(m.module, '.', d.field) = any (o.subjects) then true
    else 100 * d.records >= p_threshold * monitoring.count_staged(
      m.module, m.account_id, now() - interval '1 day', ceil(100 * d.records / nullif(p_threshold, 0))::bigint + 1
    )
  end;
$$;

comment on function monitoring.find_type_drift(numeric) is
  'Rule type_drift: one problem a module and field. p_threshold: percent of the records fetched in the last day; fewer than five records are none.';

-- A webhook that takes nothing, was paused for it, or refuses some of its changes for good.

create function monitoring.find_webhook_failing(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select null, c.account_id, c.channel,
    concat_ws(
      ' ',
      case c.paused_because
        when 'failing' then format('%s is paused since %s: it failed for three days.', n.name, c.paused_at)
        when 'gone' then format('%s is paused since %s: it answered that it wants no more (410).', n.name, c.paused_at)
        when 'behind' then format('%s is paused since %s: the log no longer keeps what it missed.', n.name, c.paused_at)
        else case when c.failing_since < now() - make_interval(mins => p_threshold::int) then format('%s has failed since %s.', n.name, c.failing_since) end
      end,
      case when r.refused > 0 then format('%s: messages that were refused for three days and are given up: %s.', n.name, r.refused) end,
      'Last answer: ' || c.last_error
    ),
    jsonb_build_object('refused', r.refused)
  from monitoring.channels c
  cross join lateral (select coalesce(c.name, c.channel) as name) n
  cross join lateral (
    select count(*) as refused
    from monitoring.deliveries d
    where d.channel = c.channel and d.changes is not null and d.status = 'given_up' and d.next_at > now() - interval '1 day'
  ) r
  where c.takes = 'changes' and (
    c.paused_because in ('failing', 'gone', 'behind')
    or (c.paused_at is null and c.failing_since < now() - make_interval(mins => p_threshold::int))
    or r.refused > 0
  );
$$;

comment on function monitoring.find_webhook_failing(numeric) is 'Rule webhook_failing: one problem a webhook; nothing of one that a person paused. p_threshold: minutes.';

-- An address that is not Gazelle's is one problem of the account, however many modules meet it.

create function monitoring.find_wrong_address()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, f.account_id, f.account_id,
    format('%s: %s.', string_agg(f.module, ', ' order by f.module), (array_agg(f.message order by f.run_id desc))[1]),
    jsonb_build_object('modules', jsonb_agg(f.module order by f.module), 'code', (array_agg(f.code order by f.run_id desc))[1])
  from monitoring.read_failing_modules() f
  where f.rule = 'wrong_address'
  group by f.account_id;
$$;

comment on function monitoring.find_wrong_address() is 'Rule wrong_address: one problem an account, with the modules that met it.';
