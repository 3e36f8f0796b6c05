-- What comes once a week is asked for until it comes again: an outage on its day costs no week (kind of case R2).
begin;
select plan(14);

select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
insert into sync.watermarks (account_id, module, watermark) select 'main', module, now() from sync.modules;
create function pg_temp.keeper()
returns text[]
language plpgsql
as $$
declare
  v_sent text[];
begin
  perform sync.resume_stalled_runs();
  select array_agg(concat_ws(' ', split_part(q.url, '/sync-', 2), b.body ->> 'mode', q.headers ->> 'x-triggered-by') order by q.id) into v_sent
  from net.http_request_queue q
  cross join convert_from(q.body, 'utf8') c (text)
  cross join lateral (select c.text::jsonb as body) b
  where q.url like '%/sync-%';
  delete from net.http_request_queue;
  return v_sent;
end;
$$;
create function pg_temp.later(p_time interval)
returns void
language sql
as $$
  update sync.requests set asked_at = asked_at - p_time, next_at = next_at - p_time;
$$;
create function pg_temp.ask(p_module text, p_mode text, p_window text default null, p_by text default 'schedule')
returns void
language plpgsql
as $$
begin
  perform sync.invoke(p_module, p_mode, p_window, 'main', p_by);
  delete from net.http_request_queue;
end;
$$;

select results_eq(
  $$select m.module from sync.modules m join cron.job j on j.jobname = format('gazelle-sync-%s-full', m.module)
    where monitoring.next_time(j.schedule, monitoring.next_time(j.schedule, now())) - monitoring.next_time(j.schedule, now()) > interval '1 day'$$,
  $$select m.module from sync.modules m where m.swept_within > interval '7 days'$$,
  'the modules whose sweeps come once a week can be told'
);

select pg_temp.ask('timeline', 'full');
select pg_temp.ask('clients', 'full');
select pg_temp.ask('timeline', 'incremental', 'balanced');
select pg_temp.later('25 hours');
select is(pg_temp.keeper(), '{timeline full schedule}', 'after a day without an answer only the weekly sweep is asked for');
select sync.prune();
select results_eq($$select module, mode from sync.requests$$, $$values ('timeline', 'full')$$, 'and remembered');
select pg_temp.later('5 days');
select is(pg_temp.keeper(), '{timeline full schedule}', 'after six days it still is');
select pg_temp.later('23 hours');
select is(pg_temp.keeper(), null, 'after a week the next one has been asked for');
select sync.prune();
select is_empty($$select from sync.requests$$, 'and the old one is forgotten');

-- What a person asked for a day ago, and nobody has pruned yet, is as good as absent.
select pg_temp.ask('pianos', 'full', p_by => 'dashboard');
select pg_temp.later('23 hours');
select pg_temp.ask('pianos', 'full');
select is((select triggered_by from sync.requests), 'dashboard', 'the schedule does not put off what a person asked for today');
select pg_temp.later('2 hours');
select is(pg_temp.keeper(), null, 'after a day it is not asked for any more');
select pg_temp.ask('pianos', 'full');
select is((select triggered_by from sync.requests), 'schedule', 'then the schedule''s own request takes its place');
select pg_temp.later('6 minutes');
select is(pg_temp.keeper(), '{pianos full schedule}', 'and is repeated');

delete from sync.requests;
create temp table sweep as select sync.begin_run('users', 'full', p_triggered_by => 'schedule') as r;
select sync.stage_page((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'all', 1, '[]', p_null_nodes => 1) from sweep;
select is(sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, p_lanes => '{all}') ->> 'status', 'partial', 'a sweep has a new hole') from sweep;
update sync.runs set finished_at = finished_at - interval '61 minutes';
select pg_temp.ask('users', 'full', p_by => 'dashboard');
select is(pg_temp.keeper(), null, 'it is not repeated where a person has asked for one');
select pg_temp.later('25 hours');
select is(pg_temp.keeper(), '{users full schedule}', 'but for a request of yesterday');
select is((select triggered_by from sync.requests), 'schedule', 'which it replaces');

select * from finish();
rollback;
