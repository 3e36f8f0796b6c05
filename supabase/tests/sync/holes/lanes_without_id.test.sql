-- A record of which not even the id comes has its place between others, which differ in a sweep and a poll (part L, case R8).
begin;
select plan(8);

create function pg_temp.sync(p_mode text, p_ids text[], p_place text, p_kind text)
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('pianos', p_mode);
begin
  perform sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1, (select jsonb_agg(jsonb_build_object('id', i)) from unnest(p_ids) i), null, false,
    p_null_nodes => case when p_place is null then 0 else 1 end,
    p_holes => case
      when p_place is null then '[]'
      else jsonb_build_array(jsonb_build_object('kind', p_kind, 'place', p_place, 'path', '', 'message', 'oops'))
    end
  );
  return sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
end;
$$;

create function pg_temp.days(p_kind text)
returns setof text
language plpgsql
as $$
begin
  for day in 1 .. 3 loop
    perform pg_temp.sync('full', '{ins_1,ins_2,ins_3}', 'after ins_2', p_kind);
    perform pg_temp.sync('incremental', '{ins_1,ins_3}', 'after ins_1', p_kind);
  end loop;
  return next is(
    (select array_agg(format('%s: %s', place, times) order by place) from sync.holes where closed_at is null),
    '{"after ins_1: 3","after ins_2: 3"}', 'the sweep closes no hole of the poll: ' || p_kind
  );
  perform sync.acknowledge_hole(hole_id, 'anna') from sync.holes;
  perform pg_temp.sync('full', '{ins_1,ins_2,ins_3}', 'after ins_2', p_kind);
  return next is(
    pg_temp.sync('incremental', '{ins_1,ins_3}', 'after ins_1', p_kind) ->> 'status', 'success', 'acknowledged, it stays so through a sweep: ' || p_kind
  );
  perform pg_temp.sync('incremental', '{ins_1,ins_4,ins_3}', null, p_kind);
  return next is(
    (select array_agg(place) from sync.holes where closed_at is null), '{after ins_2}', 'when the record comes, the poll''s hole closes: ' || p_kind
  );
  update sync.holes set last_seen_at = last_seen_at - interval '1 hour';
  perform pg_temp.sync('full', '{ins_1,ins_2,ins_4,ins_3}', null, p_kind);
  return next is((select count(*) from sync.holes where closed_at is null), 0::bigint, 'and the sweep''s own: ' || p_kind);
  delete from sync.holes;
end;
$$;

select pg_temp.days('record');
select pg_temp.days('no_id');

select * from finish();
rollback;
