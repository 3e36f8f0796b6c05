-- A record without a usable id is shown as long as Gazelle gives it so, and no longer.
begin;
select plan(11);

create temp table run (id bigint, lease uuid);
create function pg_temp.read(p_nodes jsonb, p_mode text default 'full', p_is_over boolean default true)
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb := sync.begin_run('pianos', p_mode);
  v_page jsonb;
begin
  v_page := sync.stage_page(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, 'all', 1, p_nodes, case when not p_is_over then 'c' end, not p_is_over
  );
  perform sync.finish_run(
    (v_run ->> 'runId')::bigint, (v_run ->> 'lease')::uuid, case when not p_is_over then '{"code": "test", "message": "over"}'::jsonb end, '{all}'
  );
  return v_page;
end;
$$;
create function pg_temp.kept() returns text language sql as $$
  select string_agg(raw_data ->> 'notes', ' ' order by unidentified_id) from sync.unidentified
$$;
create temp table node as
select n as notes, jsonb_build_object('id', repeat('x', 300), 'notes', n) as node from unnest('{a,b,c}'::text[]) n;

select pg_temp.read(jsonb_agg(node)) from node where notes in ('a', 'c');
select is(pg_temp.kept(), 'a c', 'two records without a usable id are kept');
create temp table before as select unidentified_id, last_seen_at, ctid as place from sync.unidentified;
select is(pg_temp.read((select jsonb_agg(node) from node where notes in ('a', 'c'))) ->> 'rejected', '0', 'met again they are nothing new');
select is(pg_temp.kept(), 'a c', 'and are kept once');
select ok(bool_and(u.last_seen_at > b.last_seen_at), 'that a sweep met them is written')
from sync.unidentified u join before b using (unidentified_id);
truncate before;
insert into before select unidentified_id, last_seen_at, ctid from sync.unidentified;
select pg_temp.read((select jsonb_agg(node) from node where notes in ('a', 'c')), 'incremental');
select is(
  (select count(*) from before b join sync.unidentified u on u.ctid = b.place), 2::bigint, 'a poll of the same day writes nothing about them'
);

select pg_temp.read((select jsonb_agg(node) from node where notes = 'b'), 'incremental');
select is(pg_temp.kept(), 'a c b', 'a poll drops nothing: it does not read everything');
select pg_temp.read((select jsonb_agg(node) from node where notes = 'b'), p_is_over => false);
select is(pg_temp.kept(), 'a c b', 'nor does a sweep that was not read to its end');

insert into sync.accounts (account_id) values ('second');
insert into sync.unidentified (account_id, module, raw_data, issue, last_seen_at)
values ('second', 'pianos', '{"notes": "of another account"}', 'no_id', now() - interval '91 days'),
  ('main', 'clients', '{"notes": "of another module"}', 'no_id', now() - interval '1 day');
-- What a poll meets while a sweep is read, the sweep may have passed.
select sync.begin_run('pianos', 'full') into temp sweep;
select pg_temp.read((select jsonb_agg(node) from node where notes = 'c'), 'incremental');
select sync.stage_page(
  (s.begin_run ->> 'runId')::bigint, (s.begin_run ->> 'lease')::uuid, 'all', 1, (select jsonb_agg(node) from node where notes = 'b')
), sync.finish_run((s.begin_run ->> 'runId')::bigint, (s.begin_run ->> 'lease')::uuid, p_lanes => '{all}') from sweep s;
select is(pg_temp.kept(), 'c b of another account of another module', 'a sweep read to its end drops what neither it nor a poll since has met');
select pg_temp.read('[{"id": "ins_1", "notes": "mended"}]');
select is(pg_temp.kept(), 'of another account of another module', 'so a record that got its id is counted as refused no more');
select is((select count(*) from monitoring.rejects where module = 'pianos' and account_id = 'main'), 0::bigint, 'nor shown');

select sync.prune();
select is(pg_temp.kept(), 'of another module', 'what was not met for ninety days goes with the old runs');

select * from finish();
rollback;
