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
