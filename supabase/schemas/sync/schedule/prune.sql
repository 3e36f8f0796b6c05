-- Retention: 90 days of runs, holes that closed and records without an id that come no more; a day of seen ids; a week of pg_cron's log.

create function sync.prune(p_keep interval default '90 days')
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_runs int;
  v_seen int;
begin
  delete from sync.runs r
  where r.finished_at < now() - p_keep
    -- How old the last whole sweep is must stay known.
    and not (
      r.mode = 'full' and coalesce(r.complete, false) and not r.dry_run
      and not exists (
        select from sync.runs n
        where n.module = r.module and n.account_id = r.account_id and n.mode = 'full' and n.complete and not n.dry_run and n.started_at > r.started_at
      )
    );
  get diagnostics v_runs = row_count;
  -- The seen ids of a failed run serve the run that resumes it, which starts within six hours or not at all.
  delete from sync.seen s
  where not exists (
    select from sync.runs r
    where r.sweep_id = s.sweep_id and (r.status = 'running' or r.started_at > now() - interval '1 day')
  );
  get diagnostics v_seen = row_count;
  delete from sync.requests q where not sync.is_kept(q);
  delete from sync.holes h where h.closed_at < now() - p_keep;
  delete from sync.unidentified u where u.last_seen_at < now() - p_keep;
  -- A job that a crash ended has no end.
  delete from cron.job_run_details d where coalesce(d.end_time, d.start_time) < now() - interval '7 days';
  return format('%s runs and %s seen ids pruned.', v_runs, v_seen);
end;
$$;

comment on function sync.prune(interval) is 'Nightly: old runs, closed holes, records without an id that come no more, leftovers of abandoned sweeps, and pg_cron''s own log.';
select cron.schedule('gazelle-prune', '40 7 * * *', 'select sync.prune()');
