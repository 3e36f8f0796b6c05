-- A record that its list cannot bring and its own query can: nothing is missing, and the next run must know of it (case R8).
begin;
select plan(13);

create function pg_temp.sync(p_mode text, p_ids text[], p_apart text[], p_null_nodes int default 0, p_is_dry boolean default false)
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('pianos', p_mode, p_dry_run => p_is_dry);
begin
  perform sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1, (select jsonb_agg(jsonb_build_object('id', i)) from unnest(p_ids) i), null, false,
    p_null_nodes => p_null_nodes,
    p_holes => (select coalesce(jsonb_agg(jsonb_build_object('kind', 'apart', 'id', i, 'place', i, 'path', '')), '[]') from unnest(p_apart) i)
  );
  return v_run || sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
end;
$$;
create function pg_temp.open_holes()
returns text
language sql
return (select string_agg(h.kind || ' ' || h.place, ', ' order by h.kind, h.place) from sync.holes h where h.closed_at is null);

select is(pg_temp.sync('full', '{ins_1,ins_2}', '{ins_2}') ->> 'status', 'success', 'a sweep with such a record is whole');
select is(pg_temp.open_holes(), 'apart ins_2', 'the record is remembered');
select is((select gaps + new_gaps from sync.runs), 0, 'and is no gap');
select is(
  pg_temp.sync('incremental', '{ins_2}', '{ins_2}') -> 'knownHoles', '[{"id": "ins_2", "kind": "apart", "path": "", "place": "ins_2"}]',
  'the next run is told of it'
);
select pg_temp.sync('full', '{ins_1,ins_2}', '{ins_2}') from generate_series(1, 3);
select is((select times from sync.holes), 5, 'however often it is met');
select is_empty('select * from monitoring.find_hole_stays(0)', 'it raises no alert');
select is_empty('select * from monitoring.read_holes()', 'is not among the holes');
select is_empty('select * from monitoring.read_actions_required()', 'and nobody has to do anything');

select is(pg_temp.sync('full', '{ins_1,ins_2}', '{ins_2}', 1) ->> 'status', 'partial', 'it does not stand for an item that came as null in the same page');
select is(pg_temp.open_holes(), 'apart ins_2, null lane all', 'which is a hole of its own');
select pg_temp.sync('incremental', '{ins_2}', '{}');
select is(pg_temp.open_holes(), 'null lane all', 'when the list brings it, it is forgotten');
select is(pg_temp.sync('full', '{ins_1,ins_2}', '{ins_2}', p_is_dry => true) ->> 'status', 'success', 'a dry run with it is whole too');
select pg_temp.sync('full', '{ins_1,ins_2}', '{ins_2}');
update sync.holes set last_seen_at = last_seen_at - interval '1 hour';
select pg_temp.sync('full', '{ins_1}', '{}');
select is(pg_temp.open_holes(), null, 'and by a sweep that did not meet it');

select * from finish();
rollback;
