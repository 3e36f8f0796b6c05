-- A person's sweep of a paused account that fails is carried on, as that of any account: nothing else comes back to it (kind of case R2).
begin;
select plan(9);

select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
create function pg_temp.keeper()
returns text[]
language plpgsql
as $$
declare
  v_sent text[];
begin
  perform sync.resume_stalled_runs();
  select array_agg(concat_ws(' ', split_part(q.url, '/sync-', 2), b.body ->> 'run', b.body ->> 'mode', q.headers ->> 'x-triggered-by') order by q.id) into v_sent
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
  update sync.runs
  set started_at = started_at - p_time, watermark = watermark - p_time, heartbeat_at = heartbeat_at - p_time, finished_at = finished_at - p_time;
$$;
create function pg_temp.fail(p_run jsonb)
returns void
language plpgsql
as $$
begin
  perform sync.stage_page((p_run ->> 'runId')::bigint, (p_run ->> 'lease')::uuid, 'all', 1, '[{"id": "rec_1"}]', 'c1', true);
  perform sync.finish_run((p_run ->> 'runId')::bigint, (p_run ->> 'lease')::uuid, '{"code": "gazelle_unreachable", "message": "m"}', '{all}');
end;
$$;
select sync.pause_account('main');
delete from net.http_request_queue;

-- A sweep of the schedule, which the pause has cut off, and a person's.
create temp table cut as select sync.begin_run('taxes', 'full', p_triggered_by => 'cli') as r;
select pg_temp.fail(r) from cut;
select sync.invoke('users', 'full', null, 'main', 'dashboard');
delete from net.http_request_queue;
create temp table run as select sync.begin_run('users', 'full', p_triggered_by => 'dashboard') as r;
select pg_temp.fail(r) from run;
select is(pg_temp.keeper(), null, 'at once nothing is tried again');
select pg_temp.later('6 minutes');
select is(pg_temp.keeper(), array[format('users %s schedule', r ->> 'runId')], 'a failed sweep that a person waits for is carried on') from run;

update run set r = sync.continue_run((r ->> 'runId')::bigint, 'users', 'schedule');
select is(r ->> 'outcome', 'resumed', 'from where it stood') from run;
select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, '{"code": "gazelle_unreachable", "message": "m"}', '{all}') from run;
select pg_temp.later('3 minutes');
select is(pg_temp.keeper(), array[format('users %s schedule', r ->> 'runId')], 'so is the next link of its chain') from run;
update run set r = sync.continue_run((r ->> 'runId')::bigint, 'users', 'schedule');
select sync.stage_page((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'all', 2, '[{"id": "rec_1"}, {"id": "rec_2"}]') from run;
select is(sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, p_lanes => '{all}') ->> 'status', 'success', 'to its end') from run;
select is_empty($$select from sync.requests$$, 'which answers the person');

-- Where it cannot be carried on any more, it is begun anew.
select sync.invoke('users', 'full', null, 'main', 'dashboard');
delete from net.http_request_queue;
update run set r = sync.begin_run('users', 'full', p_triggered_by => 'dashboard');
select pg_temp.fail(r) from run;
select pg_temp.later('7 hours');
select is(pg_temp.keeper(), '{users full dashboard}', 'one whose cursors are too old is asked for again');

-- The schedule's own requests wait until the account is resumed.
delete from sync.requests;
update sync.runs set finished_at = clock_timestamp() - interval '10 minutes', started_at = clock_timestamp() - interval '20 minutes' where module = 'taxes';
insert into sync.requests (account_id, module, mode, triggered_by, next_at, waits_for)
select 'main', 'taxes', 'full', 'schedule', now(), (r ->> 'runId')::bigint from cut;
select is(pg_temp.keeper(), null, 'what the schedule asked for is not carried on');
select sync.resume_account('main');
select is(pg_temp.keeper(), array[format('taxes %s schedule', r ->> 'runId')], 'before the account is resumed') from cut;

select * from finish();
rollback;
