-- A sweep that met new holes is repeated an hour later, twice at most: they may pass (kind of case R3).
begin;
select plan(19);

select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');

-- What the keeper asks for.
create function pg_temp.keeper()
returns text[]
language plpgsql
as $$
declare
  v_sent text[];
begin
  perform sync.resume_stalled_runs();
  select array_agg(split_part(q.url, '/sync-', 2) || ' ' || (convert_from(q.body, 'utf8')::jsonb ->> 'mode') order by q.id) into v_sent
  from net.http_request_queue q
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
create function pg_temp.page(p_run jsonb, p_page int, p_hole text default null, p_has_next boolean default false)
returns void
language sql
as $$
  select sync.stage_page(
    (p_run ->> 'runId')::bigint, (p_run ->> 'lease')::uuid, 'all', p_page, jsonb_build_array(jsonb_build_object('id', 'rec_' || p_page)),
    'c' || p_page, p_has_next, p_holes => case
      when p_hole is null then '[]' else jsonb_build_array(jsonb_build_object('kind', 'record', 'id', p_hole, 'place', p_hole, 'path', '', 'message', 'm')) end
  );
$$;
create function pg_temp.finish(p_run jsonb, p_code text default null)
returns text
language sql
as $$
  select sync.finish_run(
    (p_run ->> 'runId')::bigint, (p_run ->> 'lease')::uuid, case when p_code is not null then jsonb_build_object('code', p_code, 'message', 'm') end, '{all}'
  ) ->> 'status';
$$;
create function pg_temp.sweep(p_module text, p_hole text default null)
returns text
language plpgsql
as $$
declare
  v_run constant jsonb := sync.begin_run(p_module, 'full', p_triggered_by => 'schedule');
begin
  perform pg_temp.page(v_run, 1, p_hole);
  return pg_temp.finish(v_run);
end;
$$;
insert into sync.watermarks (account_id, module, watermark) select 'main', module, now() from sync.modules;

-- One run.
select is(pg_temp.sweep('users', 'usr_9'), 'partial', 'a record does not come');
select pg_temp.later('59 minutes');
select is(pg_temp.keeper(), null, 'within the hour the sweep is not repeated');
select pg_temp.later('2 minutes');
select is(pg_temp.keeper(), '{users full}', 'an hour later it is');
select is(pg_temp.keeper(), null, 'once');
select is(pg_temp.sweep('users', 'usr_9'), 'partial', 'the record still does not come');
select pg_temp.later('61 minutes');
select is(pg_temp.keeper(), '{users full}', 'so the sweep is repeated a second time');
select is(pg_temp.sweep('users', 'usr_9'), 'partial', 'nor does it the third time');
select pg_temp.later('61 minutes');
select is(pg_temp.keeper(), null, 'then the schedule comes to it at its next time');
select is(pg_temp.sweep('users', 'usr_8'), 'partial', 'another one does not come');
select pg_temp.later('61 minutes');
select is(pg_temp.keeper(), null, 'which makes no fourth sweep of an afternoon');

-- What is known is not new.
delete from sync.runs;
insert into sync.holes (account_id, module, kind, place, external_id, times) values ('main', 'checklists', 'record', 'chk_9', 'chk_9', 2);
select is(pg_temp.sweep('checklists', 'chk_9'), 'partial', 'a record does not come that two runs have missed');
select pg_temp.later('61 minutes');
select is(pg_temp.keeper(), null, 'a hole that three runs have met repeats nothing');
insert into sync.holes (account_id, module, kind, place, external_id) values ('main', 'taxes', 'record', 'tax_9', 'tax_9');
select sync.acknowledge_hole(hole_id, 'ada@example.com') from sync.holes where module = 'taxes';
select pg_temp.sweep('taxes', 'tax_9');
select pg_temp.later('61 minutes');
select is(pg_temp.keeper(), null, 'a hole that a person has acknowledged repeats nothing');

-- A chain: the hole lies in its first link, the end in its last.
create temp table link as select sync.begin_run('services', 'full', p_triggered_by => 'schedule') as r;
select pg_temp.page(r, 1, 'srv_9', true) from link;
select pg_temp.finish(r, 'gazelle_unreachable') from link;
update link set r = sync.begin_run('services', 'full', p_triggered_by => 'schedule');
select is(r ->> 'outcome', 'resumed', 'a sweep is carried on after an outage') from link;
select pg_temp.page(r, 2) from link;
select is(pg_temp.finish(r), 'partial', 'its last link met no hole, and is partial by that of the first') from link;
select is((select new_gaps from sync.runs order by run_id desc limit 1), 0, 'which its own counters do not show');
select pg_temp.later('61 minutes');
select is(pg_temp.keeper(), '{services full}', 'the sweep is repeated all the same');

-- On a paused account nothing is begun.
delete from sync.requests;
delete from sync.runs;
select pg_temp.sweep('lifecycles', 'lif_9');
select pg_temp.later('61 minutes');
select sync.pause_account('main');
select is(pg_temp.keeper(), null, 'a paused account repeats nothing');
select sync.resume_account('main');
select is(pg_temp.keeper(), '{lifecycles full}', 'until it is resumed');

select * from finish();
rollback;
