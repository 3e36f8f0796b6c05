-- A job that fails twice in a row is an alert, whatever it does (kind of L2).
begin;
select plan(9);

create function pg_temp.problems()
returns setof text
language sql
as $$ select subject || ': ' || message from monitoring.find_problems() where rule = 'job_failing'; $$;
create function pg_temp.fire(p_job text, p_status text, p_message text)
returns void
language sql
as $$
  insert into cron.job_run_details (jobid, runid, database, username, command, status, return_message, start_time, end_time)
  select jobid, (select coalesce(max(runid), 0) + 1 from cron.job_run_details), database, username, command, p_status, p_message, now(), now()
  from cron.job where jobname = p_job;
$$;
delete from cron.job_run_details;

select pg_temp.fire('gazelle-prune', 'succeeded', ''), pg_temp.fire('gazelle-prune', 'failed', 'ERROR:  out of time');
select is_empty('select pg_temp.problems()', 'a job that failed once may succeed the next night');
select pg_temp.fire('gazelle-reconcile', 'succeeded', ''), pg_temp.fire('gazelle-prune', 'failed', 'ERROR: canceled'), pg_temp.fire('gazelle-prune', 'running', null);
select results_eq(
  'select pg_temp.problems()', $$select format('cron: gazelle-prune; the last at %s: ERROR: canceled', now())$$,
  'twice in a row is a problem, with the message of Postgres'
);
select monitoring.evaluate_alerts();
select results_eq(
  $$select severity, remedy <> '' from monitoring.alerts where rule = 'job_failing'$$, $$values ('warning', true)$$, 'an alert says what to do'
);
select pg_temp.fire('gazelle-keeper', 'failed', 'ERROR: canceled') from generate_series(1, 2);
select matches((select * from pg_temp.problems()), '^cron: gazelle-keeper, gazelle-prune; ', 'one cause that stops several jobs is one alert');
select pg_temp.fire('gazelle-keeper', 'succeeded', '');
create temp table job as select * from cron.job where jobname = 'gazelle-prune';
select cron.unschedule('gazelle-prune');
select is_empty('select pg_temp.problems()', 'a job that was taken out fails no more');
select cron.schedule(jobname, schedule, command) from job;
select pg_temp.fire('gazelle-prune', 'failed', 'ERROR: canceled') from generate_series(1, 2);
select pg_temp.fire('gazelle-prune', 'succeeded', '');
select is_empty('select pg_temp.problems()', 'nor one that succeeded since');
select monitoring.evaluate_alerts();
select is((select ending from monitoring.alerts where rule = 'job_failing'), 'The jobs succeed again.', 'which ends the alert');
select pg_temp.fire('gazelle-prune', 'failed', 'ERROR:  Vault lacks gazelle_functions_url') from generate_series(1, 2);
select is_empty('select pg_temp.problems()', 'nor one that fired before a deployment reached Vault (case H7)');
select cron.schedule('another', '* * * * *', 'select 1');
select pg_temp.fire('another', 'failed', 'x') from generate_series(1, 2);
select is_empty('select pg_temp.problems()', 'jobs of other applications are none of ours');

select * from finish();
rollback;
