-- A null has its place between records of its lane: another lane, in which other records stand around it, says nothing of it (part L).
begin;
select plan(7);

create function pg_temp.sync(p_mode text, p_lane text, p_ids text[], p_place text)
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('timeline', p_mode);
begin
  perform sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lane, 1, (select jsonb_agg(jsonb_build_object('id', i)) from unnest(p_ids) i), null, false,
    p_null_nodes => case when p_place is null then 0 else 1 end,
    p_holes => case when p_place is null then '[]' else jsonb_build_array(jsonb_build_object('kind', 'null', 'place', p_place, 'path', '', 'message', '')) end
  );
  return sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => array[p_lane]);
end;
$$;
-- Newest first: s1, e2, null, s3. The sweep reads only what is of service: s1, null, s3; a poll reads all.
create function pg_temp.day()
returns void
language sql
as $$
  select pg_temp.sync('full', 'service', '{s1,s3}', 'after s1');
  select pg_temp.sync('incremental', 'all', '{s1,e2,s3}', 'after e2');
$$;

select pg_temp.day();
select is((select count(*) from sync.holes where closed_at is null), 2::bigint, 'the null is a hole of the sweep''s lane and of the poll''s');
select pg_temp.day();
select pg_temp.day();
select is((select min(times) from sync.holes), 3, 'the third day both are known');
select sync.acknowledge_hole(hole_id, 'anna') from sync.holes;
select is(pg_temp.sync('full', 'service', '{s1,s3}', 'after s1') ->> 'status', 'success', 'acknowledged, they make no sweep partial');
select is(pg_temp.sync('incremental', 'all', '{s1,e2,s3}', 'after e2') ->> 'status', 'success', 'and no poll');
select is(pg_temp.sync('full', 'service', '{s1,s3}', 'after s1') ->> 'status', 'success', 'from day to day');

select pg_temp.sync('incremental', 'all', '{s1,e2,s4,s3}', null);
select is((select count(*) from sync.holes where closed_at is null), 1::bigint, 'when the record comes, the poll''s hole closes');
update sync.holes set last_seen_at = last_seen_at - interval '1 hour';
select pg_temp.sync('full', 'service', '{s1,s4,s3}', null);
select is((select count(*) from sync.holes where closed_at is null), 0::bigint, 'and with the next sweep the other');

select * from finish();
rollback;
