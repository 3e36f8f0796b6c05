-- Modules whose last poll or sweep failed, with the rule that the error belongs to.

create function monitoring.rule_of_error(p_code text)
returns text
language sql
immutable
set search_path = ''
return case
  when p_code in ('gazelle_credential_refused', 'gazelle_not_connected', 'token_key_wrong') then 'token_refused'
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
    -- Polls and sweeps are judged apart: a poll that succeeds says nothing of the sweep that failed before it.
    select m.module, a.account_id, r.*
    from sync.modules m
    cross join sync.accounts a
    -- A run of the future, of a clock that was set back, would hide them all; what is ahead by seconds is no matter.
    cross join lateral (
      (
        select r.run_id, r.kind, r.status, r.started_at, r.error from sync.runs r
        where r.module = m.module and r.account_id = a.account_id and r.mode <> 'full' and r.status <> 'running' and not r.dry_run
          and r.started_at < clock_timestamp() + interval '1 minute'
        order by r.started_at desc, r.run_id desc
        limit 1
      )
      union all
      (
        select r.run_id, r.kind, r.status, r.started_at, r.error from sync.runs r
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
    select coalesce(bool_or(o.status <> 'failed'), false) as is_followed
    from last o
    where o.module = f.module and o.account_id = f.account_id and o.started_at > f.started_at
  ) o
  cross join lateral (
    -- What made the sweep fail is over where a poll succeeds since; the sweep is still to be done.
    select case when o.is_followed then 'run_failed' else monitoring.rule_of_error(f.error ->> 'code') end as rule
  ) u
  -- A sweep reads what a poll would have read.
  where f.status = 'failed' and not (f.kind = 'poll' and o.is_followed)
  order by f.module, f.account_id, u.rule, f.started_at desc;
$$;

comment on function monitoring.read_failing_runs() is
  'Last finished polls and sweeps that failed and are not made good, with the rule that each belongs to: one row a module, account and rule.';

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

comment on function monitoring.read_failing_modules() is 'Modules whose last finished poll or sweep failed: one row a module, account and rule.';
