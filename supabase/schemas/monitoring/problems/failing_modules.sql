-- Modules whose last run failed, with the rule that the error belongs to.

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

create function monitoring.read_failing_modules()
returns table (module text, account_id text, rule text, failures_24h int, late boolean, run_id bigint, code text, message text, hint text)
language sql
stable
set search_path = ''
as $$
  select m.module, m.account_id, monitoring.rule_of_error(r.error ->> 'code'), m.failures_24h, m.late, r.run_id,
    r.error ->> 'code', r.error ->> 'message', r.error ->> 'hint'
  from monitoring.read_module_runs() m
  cross join lateral (
    select r.run_id, r.status, r.error from sync.runs r
    where r.module = m.module and r.account_id = m.account_id and r.status <> 'running' and not r.dry_run
    order by r.started_at desc, r.run_id desc
    limit 1
  ) r
  where r.status = 'failed';
$$;

comment on function monitoring.read_failing_modules() is 'Modules whose last finished run failed, one row a module and account.';
