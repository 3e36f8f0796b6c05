-- A module whose last run failed for a reason of its own, and what a nightly job could not do.

create function monitoring.find_run_failed(p_threshold numeric)
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    case when f.failures_24h > p_threshold or f.late then 'critical' end, f.account_id, f.module,
    format('%s: %s (%s, run %s). %s failures in 24 hours. %s', f.module, f.message, f.code, f.run_id, f.failures_24h, f.hint),
    jsonb_build_object('runId', f.run_id, 'code', f.code, 'failures', f.failures_24h)
  from monitoring.read_failing_modules() f
  where f.rule = 'run_failed'
  union all
  select
    null, e.account_id, concat_ws(' ', e.job, e.part), format('The nightly job %s failed at %s: %s.', e.job, e.part, e.message),
    jsonb_build_object('job', e.job, 'part', e.part, 'failedAt', e.failed_at)
  from reconcile.job_errors e;
$$;

comment on function monitoring.find_run_failed(numeric) is 'Rule run_failed: modules, and parts of nightly jobs (reconcile.job_errors). p_threshold: failures in 24 hours above which it is critical; it is critical too when the module is late.';
