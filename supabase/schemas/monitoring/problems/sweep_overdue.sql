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
