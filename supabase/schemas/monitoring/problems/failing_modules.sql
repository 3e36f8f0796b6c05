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
