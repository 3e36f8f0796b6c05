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
