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
