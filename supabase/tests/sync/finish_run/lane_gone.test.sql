-- A lane that vanishes in the middle of a sweep, since Gazelle has lost the value it asked for, does not make the sweep be read again (kind
-- of case R12).
begin;
select plan(10);

create function pg_temp.page(p_run jsonb, p_lane text, p_page int, p_ids text[], p_has_next boolean default false, p_with text[] default null)
returns void
language sql
as $$
  select sync.stage_page(
    (p_run ->> 'runId')::bigint, (p_run ->> 'lease')::uuid, p_lane, p_page,
    (select jsonb_agg(jsonb_build_object('id', i.id, 'occurredAt', '2026-02-03T20:56:01Z')) from unnest(p_ids) i (id)), 'c' || p_page, p_has_next,
    case p_lane when 'rest' then 5 else 2 end, p_with => p_with, p_is_proof => p_lane = 'rest'
  );
$$;
create function pg_temp.finish(p_run jsonb, p_lanes text[], p_code text default null)
returns text
language sql
as $$
  select sync.finish_run(
    (p_run ->> 'runId')::bigint, (p_run ->> 'lease')::uuid, case when p_code is not null then jsonb_build_object('code', p_code, 'message', 'm') end, p_lanes
  ) ->> 'status';
$$;

-- In the middle of it: the run that carries the sweep on has one lane fewer.
create temp table run as select sync.begin_run('timeline', 'full', p_triggered_by => 'schedule') as r;
select pg_temp.page(r, 'notes', 1, '{tme_1,tme_2}') from run;
select pg_temp.page(r, 'emails', 1, '{tme_3}', true) from run;
select pg_temp.finish(r, '{notes,emails,rest}', 'gazelle_unreachable') from run;
update run set r = sync.begin_run('timeline', 'full', p_triggered_by => 'schedule');
select is(r ->> 'outcome', 'resumed', 'a sweep is carried on') from run;
select pg_temp.page(r, 'rest', 1, '{tme_5,tme_4,tme_3,tme_2,tme_1}', false, '{notes}') from run;
select ok(sync.is_read_to_end((r ->> 'runId')::bigint, '{notes,rest}'), 'without the lane that is gone it is read to its end') from run;
select ok(sync.is_complete((r ->> 'runId')::bigint, '{notes,rest}'), 'and whole') from run;
select ok(not sync.is_read_to_end((r ->> 'runId')::bigint, '{notes,emails,rest}'), 'with that lane it would not be') from run;
create temp table kept as select * from sync.seen;
delete from sync.seen where lane = 'rest';
select ok(not sync.is_read_to_end((r ->> 'runId')::bigint, '{notes,rest}'), 'after a crash that emptied what was seen, nothing is proved') from run;
insert into sync.seen select * from kept where lane = 'rest';
delete from sync.seen where lane = 'emails';
select ok(not sync.is_read_to_end((r ->> 'runId')::bigint, '{notes,rest}'), 'nor where what the other lane saw is lost') from run;
insert into sync.seen select * from kept where lane = 'emails';
select is(pg_temp.finish(r, '{notes,rest}'), 'success', 'it succeeds') from run;
select ok((select watermark from sync.watermarks where module = 'timeline') is not null, 'and moves the watermark');

-- What the lane that is gone could not read is a hole of the sweep all the same.
update run set r = sync.begin_run('timeline', 'full', p_triggered_by => 'schedule');
select sync.stage_page((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'emails', 1, '[{"id": "tme_3"}]', 'c1', true, 2, p_null_nodes => 1) from run;
select pg_temp.page(r, 'rest', 1, '{tme_5,tme_4,tme_3,tme_2,tme_1}') from run;
select is(pg_temp.finish(r, '{rest}'), 'partial', 'a null that it met is not forgotten') from run;
select is((select complete from sync.runs order by run_id desc limit 1), false, 'and the list is not whole');

select * from finish();
rollback;
