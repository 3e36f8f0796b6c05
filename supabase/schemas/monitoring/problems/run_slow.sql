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
