-- A field that errs in every record is known by its path, and a poll that meets only what is known writes nothing (kind of part L).
begin;
select plan(21);

create function pg_temp.holes(p_from int, p_to int, p_path text default 'tags.nodes.1.name', p_message text default 'internal')
returns jsonb
language sql
return (
  select jsonb_agg(jsonb_build_object('kind', 'error', 'id', 'cli_' || i, 'place', 'cli_' || i, 'path', p_path, 'message', p_message))
  from generate_series(p_from, p_to) i
);
create function pg_temp.sync(p_mode text, p_holes jsonb)
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('clients', p_mode);
begin
  perform sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1, (select jsonb_agg(jsonb_build_object('id', h -> 'id')) from jsonb_array_elements(p_holes) h),
    null, false, p_holes => p_holes, p_api_errors => jsonb_array_length(p_holes)
  );
  return v_run || sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
end;
$$;
create function pg_temp.written()
returns bigint
language sql
return pg_stat_get_xact_tuples_inserted('sync.holes'::regclass) + pg_stat_get_xact_tuples_updated('sync.holes'::regclass);
create function pg_temp.written_by(p_mode text, p_holes jsonb)
returns bigint
language plpgsql
as $$
declare
  v_before constant bigint := pg_temp.written();
begin
  perform pg_temp.sync(p_mode, p_holes);
  return pg_temp.written() - v_before;
end;
$$;

select pg_temp.sync('full', pg_temp.holes(1, 50));
select is(sync.begin_run('clients', p_dry_run => true) -> 'knownFields', '[]', 'fifty records without a field are known each by itself');
delete from sync.holes;
select pg_temp.sync('full', pg_temp.holes(1, 4000)) from generate_series(1, 2);
create temp table begun as select sync.begin_run('clients', 'full', p_dry_run => true) as r;
select is(r -> 'knownFields', '[{"kind": "error", "field": "tags.nodes.#.name"}]', 'of thousands the field is told, wherever in its list') from begun;
select is(r -> 'knownHoles', '[]', 'and none by itself') from begun;

-- What is known stays known beside it.
insert into sync.holes (account_id, module, kind, place, path, external_id, last_seen_at)
select 'main', 'clients', k, 'bad_' || i, '', 'bad_' || i, now() - interval '1 day' from generate_series(1, 60) i, unnest('{record,apart}'::text[]) k;
insert into sync.holes (account_id, module, kind, place, path, external_id) values ('main', 'clients', 'error', 'cli_9', 'personalNotes', 'cli_9');
create temp table told as
select h from jsonb_array_elements(sync.describe_run((select (r ->> 'runId')::bigint from begun), 'resumed') -> 'knownHoles') h;
select is((select count(*) from told where h ->> 'kind' in ('record', 'apart')), 120::bigint, 'what a page steps around is told by its id, however many');
select results_eq(
  $$select h from told where h ->> 'kind' = 'error'$$, $$values ('{"id": "cli_9", "kind": "error", "path": "personalNotes", "place": "cli_9"}'::jsonb)$$,
  'another field of a record is known of that record only'
);
delete from sync.holes where kind <> 'error' or path = 'personalNotes';

-- A poll that meets only what is known.
select is(pg_temp.written_by('incremental', pg_temp.holes(1, 500)), 500::bigint, 'the third run that meets a hole writes it');
select is((select count(*) from sync.holes where times = 3), 500::bigint, 'so that it is known to stay');
select is(pg_temp.written_by('incremental', pg_temp.holes(1, 500)), 0::bigint, 'the polls after it write nothing');
select is((select gaps from sync.runs order by run_id desc limit 1), 500, 'and count it all the same');
select is((select new_gaps from sync.runs order by run_id desc limit 1), 0, 'as nothing new');
select is(pg_temp.written_by('incremental', pg_temp.holes(1, 500, p_message => 'internal, request 4711')), 0::bigint, 'whatever Gazelle says');
select is(pg_temp.written_by('incremental', pg_temp.holes(1, 500) || pg_temp.holes(7, 7, 'phone')), 1::bigint, 'only what is new is written');
select pg_temp.sync('incremental', pg_temp.holes(1, 500));
update sync.holes set last_seen_at = now() - interval '25 hours' where external_id = 'cli_1';
select is(pg_temp.written_by('incremental', pg_temp.holes(1, 500)), 1::bigint, 'and once a day that it was met');

-- A sweep closes what was not met since it began.
update sync.holes set last_seen_at = now() - interval '1 hour';
create temp table sweep as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
select is(pg_temp.written_by('incremental', pg_temp.holes(1, 500)), 500::bigint, 'while a sweep is read, a poll says once what it met');
select is(pg_temp.written_by('incremental', pg_temp.holes(1, 500)), 0::bigint, 'once');
select sync.stage_page(id, lease, 'all', 1, '[]', null, false), sync.finish_run(id, lease, p_lanes => '{all}') from sweep;
select is((select count(*) from sync.holes where closed_at is null), 500::bigint, 'which keeps them open');
select is(pg_temp.written_by('full', pg_temp.holes(1, 500)), 500::bigint, 'each sweep writes what it met');

-- Closed, then met again.
select pg_temp.sync('incremental', pg_temp.holes(2, 500)) || pg_temp.sync('incremental', '[{"id": "cli_1"}]');
select isnt((select closed_at from sync.holes where external_id = 'cli_1'), null, 'a record that comes whole closes its hole');
select is(pg_temp.written_by('incremental', pg_temp.holes(1, 500)), 1::bigint, 'met again it is written');
select is((select times from sync.holes where external_id = 'cli_1'), 1, 'as a new one');
select is((select new_gaps from sync.runs order by run_id desc limit 1), 1, 'which holds the watermark');

select * from finish();
rollback;
