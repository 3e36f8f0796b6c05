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
