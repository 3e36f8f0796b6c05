-- A hole that stays holds up nothing else; it is remembered, acknowledged by a person, and closes itself (part L).
begin;
select plan(24);

create function pg_temp.sync(p_mode text, p_nodes jsonb, p_holes jsonb default '[]', p_total int default null, p_module text default 'clients')
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run(p_module, p_mode);
begin
  perform sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1, p_nodes, null, false, p_total, p_holes => p_holes,
    p_api_errors => jsonb_array_length(p_holes)
  );
  return sync.finish_run((v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, p_lanes => '{all}');
end;
$$;
create function pg_temp.watermark()
returns timestamptz
language sql
as $$
  select watermark from sync.watermarks where module = 'clients';
$$;
create temp table erring as
select '[{"kind": "error", "id": "cli_2", "place": "cli_2", "path": "personalNotes", "message": "internal"}]'::jsonb as holes;

create temp table first as
select pg_temp.sync('full', '[{"id": "cli_1"}, {"id": "cli_2"}]', holes) as r from erring;
select is(r ->> 'status', 'partial', 'a field that came with an error makes the run partial') from first;
select is(r -> 'complete', 'false', 'and the list not whole') from first;
select is(pg_temp.watermark(), null, 'what is new holds the watermark: the next run reads there again');
select is((sync.begin_run('clients') ->> 'mode'), 'incremental', 'a poll is a poll, although no sweep was whole: it begins where the sweep began');
select sync.finish_run(run_id, lease, '{"code": "test", "message": "over"}') from sync.runs where status = 'running';
select results_eq(
  $$select kind, place, path, external_id, message, times, closed_at is null from sync.holes$$,
  $$values ('error', 'cli_2', 'personalNotes', 'cli_2', 'internal', 1, true)$$,
  'the hole says which record and field, and what Gazelle said'
);

select pg_temp.sync('incremental', '[{"id": "cli_2"}]', holes) from erring;
select is(pg_temp.watermark(), null, 'the second run that meets it holds the watermark too');
select pg_temp.sync('incremental', '[{"id": "cli_2"}]', holes) from erring;
select isnt(pg_temp.watermark(), null, 'the third does not: a hole that stays costs no poll more');
select is((select times from sync.holes), 3, 'it is counted by runs');
create temp table before as select pg_temp.watermark() as watermark;
select is(
  pg_temp.sync('incremental', '[{"id": "cli_2"}, {"id": "cli_3"}]', holes) ->> 'status', 'partial', 'nobody has acknowledged it yet'
)
from erring;
select ok(pg_temp.watermark() > watermark, 'the watermark moves on') from before;
select isnt((select company_name is null from gazelle.clients where id = 'cli_3'), null, 'everything else arrives');

select ok(sync.acknowledge_hole((select hole_id from sync.holes), 'anna'), 'a person acknowledges it');
select ok(not sync.acknowledge_hole((select hole_id from sync.holes), 'anna'), 'once');
select throws_ok($$select sync.acknowledge_hole(0)$$, 'GZ405', null, 'a hole that is not there cannot be acknowledged');
create temp table acknowledged as
select pg_temp.sync('full', '[{"id": "cli_1"}, {"id": "cli_2"}, {"id": "cli_3"}]', holes) as r from erring;
select is(r ->> 'status', 'success', 'then it makes no run partial') from acknowledged;
select is(r -> 'complete', 'true', 'and the list counts as whole') from acknowledged;

select pg_temp.sync('incremental', '[{"id": "cli_2", "personalNotes": "here"}]');
select isnt((select closed_at from sync.holes), null, 'when the record comes whole, the hole closes');
select pg_temp.sync('incremental', '[{"id": "cli_2"}]', holes) from erring;
select results_eq(
  $$select times, acknowledged_at, closed_at from sync.holes$$, $$values (1, null::timestamptz, null::timestamptz)$$,
  'met again, it is a new hole, of which nobody knows'
);

-- A place without an id closes when its place comes, or when a sweep no longer meets it.
select pg_temp.sync('full', '[{"id": "cli_1"}, {"id": "cli_2"}]', '[{"kind": "null", "place": "after cli_1", "message": ""}]');
select is((select count(*) from sync.holes where kind = 'null' and closed_at is null), 1::bigint, 'a null has the place after the record before it');
select pg_temp.sync('full', '[{"id": "cli_1"}]');
select is((select count(*) from sync.holes where kind = 'null' and closed_at is null), 1::bigint, 'a page that ends there says nothing about it');
select pg_temp.sync('full', '[{"id": "cli_1"}, {"id": "cli_9"}]');
select is((select count(*) from sync.holes where kind = 'null' and closed_at is null), 0::bigint, 'what follows that record closes it');
select pg_temp.sync('full', '[]', '[{"kind": "list", "place": "lane all", "message": "gone"}]');
select is((select count(*) from sync.holes where kind = 'list' and closed_at is null), 1::bigint, 'a list that did not come is a hole');
update sync.holes set last_seen_at = last_seen_at - interval '1 hour';
select pg_temp.sync('full', '[{"id": "cli_1"}]');
select is((select count(*) from sync.holes where kind = 'list' and closed_at is null), 0::bigint, 'a sweep that reads everything closes what it did not meet');

-- A dry run remembers nothing.
select sync.stage_page((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, 'all', 1, '[{"id": "tax_1"}]', null, false, p_null_nodes => 1)
from sync.begin_run('taxes', 'full', p_dry_run => true) r;
select is_empty($$select from sync.holes where module = 'taxes'$$, 'a dry run remembers no hole');

select * from finish();
rollback;
