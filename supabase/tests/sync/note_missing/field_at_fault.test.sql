-- A field that Gazelle cannot give hides no record: deletions go on where Gazelle has no query by id, before a person knows of it (part L).
begin;
select plan(12);

insert into staging.stg_users (account_id, external_id, raw_data)
select 'main', 'usr_' || n, jsonb_build_object('id', 'usr_' || n) from generate_series(1, 4) n;

create function pg_temp.sweep(p_hole jsonb, p_null_nodes int default 0, p_errors int default 0, p_total int default 3)
returns int
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('users', 'full');
  v_deleted int;
begin
  -- Nothing is deleted before the list was read twice.
  for page in 1 .. 2 loop
    perform sync.stage_page(
      (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', page, '[{"id": "usr_1"}, {"id": "usr_2"}, {"id": "usr_3"}]', null, false, p_total,
      p_null_nodes => p_null_nodes, p_api_errors => p_errors, p_holes => jsonb_build_array(p_hole)
    );
    exit when (select l.finished_at is not null from sync.lanes l where l.run_id = (v_run ->> 'runId')::bigint);
  end loop;
  perform sync.note_missing((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, '{all}');
  v_deleted := sync.delete_unseen((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid);
  perform sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
  return v_deleted;
end;
$$;
create function pg_temp.hole(p_kind text, p_id text)
returns jsonb
language sql
return jsonb_build_object(
  'kind', p_kind, 'id', p_id, 'place', coalesce(p_id, 'after usr_2'), 'path', case when p_kind in ('error', 'nested') then 'email' else '' end, 'message', 'oops'
);

select is(pg_temp.sweep(pg_temp.hole('null', null), 1), 0, 'a null may be the record that is not seen');
update sync.holes set closed_at = now();
select is(pg_temp.sweep(pg_temp.hole('record', 'usr_9')), 0, 'so may one that no page can bring');
update sync.holes set closed_at = now();
select is(pg_temp.sweep(pg_temp.hole('error', null), 0, 1), 0, 'and an error that names no record');
update sync.holes set closed_at = now();
select is(pg_temp.sweep(pg_temp.hole('error', 'usr_2'), 0, 1), 1, 'a field of one that came is not');
select results_eq($$select id from gazelle.users where deleted_at is not null$$, $$values ('usr_4')$$, 'so what is absent is soft-deleted');
select results_eq(
  $$select status, complete, read_to_end from sync.runs order by run_id desc limit 1$$, $$values ('partial', false, true)$$,
  'while the run is partial, and no proof that nothing is missing'
);
select is((select count(*) from sync.holes where closed_at is null and acknowledged_at is null), 1::bigint, 'and the hole is open, and known to no person');

insert into staging.stg_users (account_id, external_id, raw_data, fetched_at) values ('main', 'usr_5', '{"id": "usr_5"}', now() - interval '1 day');
select is(pg_temp.sweep(pg_temp.hole('nested', 'usr_1')), 1, 'a list inside a record without an end is none either');
insert into staging.stg_users (account_id, external_id, raw_data, fetched_at) values ('main', 'usr_6', '{"id": "usr_6"}', now() - interval '1 day');
select is(pg_temp.sweep(pg_temp.hole('error', 'usr_2'), 0, 1, 4), 0, 'but not where the count shows that a record lacks');
update sync.holes set closed_at = now();
select is(pg_temp.sweep(pg_temp.hole('error', 'usr_2'), 0, 1), 1, 'and again where it agrees');

create temp table poll as select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'incremental') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}]', null, false, 1, p_api_errors => 1, p_holes => jsonb_build_array(pg_temp.hole('error', 'usr_1'))) from poll;
select ok(not sync.proves_absence(id, '{all}'), 'a poll proves nothing by it') from poll;
select is((select count(*) from gazelle.users where deleted_at is null), 3::bigint, 'and who is there stays');

select * from finish();
rollback;
