-- A list that is read on from its other end, since a record cannot be passed, is over where it comes to what was read before: when the
-- record is mended meanwhile, it is no list without end (kinds of R5, R8).
begin;
select plan(12);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
-- As the function sends it: pages overlap by one record, with which the next page begins.
create function pg_temp.page(p_page int, p_ids int[], p_cursor text default 'other end: c', p_has_next boolean default true)
returns jsonb
language sql
as $$
  select sync.stage_page(
    id, lease, 'all', p_page, (select jsonb_agg(jsonb_build_object('id', 'cli_' || i)) from unnest(p_ids) i), p_cursor, p_has_next, 100,
    p_tail_id => 'cli_' || p_ids[cardinality(p_ids)]
  )
  from run;
$$;

-- From 1 to 60; 61 cannot be read; from 100 back to 62.
select pg_temp.page(n, array(select generate_series(n * 5 - 4, n * 5 + 1)), 'c') from generate_series(1, 11) n;
select pg_temp.page(12, array[56, 57, 58, 59, 60, 100, 99, 98, 97]);
select pg_temp.page(13, array(select generate_series(97, 80, -1)));
-- Then 61 can.
select is(pg_temp.page(14, array(select generate_series(80, 58, -1))) -> 'finished', 'false', 'a page that brings a record more goes on');
select is(pg_temp.page(15, array(select generate_series(58, 53, -1))) -> 'finished', 'false', 'one page without a new record does too');
select is(pg_temp.page(16, array(select generate_series(53, 48, -1))) -> 'finished', 'true', 'after two, what is left was read before the turn: the list is over');
select results_eq($$select seen, agreed, cursor from sync.lanes$$, $$values (100, true, null::text)$$, 'all of it was read');
select is(sync.finish_run(id, lease, p_lanes => '{all}') ->> 'complete', 'true', 'the sweep is whole') from run;

-- What a step back reads again is not what was read before the turn.
delete from run;
insert into run select (r ->> 'runId')::bigint, (r ->> 'lease')::uuid from sync.begin_run('clients', 'full') r;
select pg_temp.page(1, array[1, 2, 3], 'c');
select pg_temp.page(2, array[3, 4, 100, 99]);
select pg_temp.page(3, array[99, 98, 97]);
select pg_temp.page(4, array[97, 96, 95]);
select pg_temp.page(5, array[95, 94, 93]);
select is(pg_temp.page(6, array[50, 49]) -> 'shifted', 'true', 'a turned list that shifts steps back');
select is(pg_temp.page(7, array[97, 96, 95]) -> 'finished', 'false', 'what it reads again then');
select is(pg_temp.page(8, array[95, 94]) -> 'finished', 'false', 'is no end');
select is(pg_temp.page(9, array[94, 93]) -> 'finished', 'false', 'however often nothing in it is new');
select is(pg_temp.page(10, array[93, 92, 5]) -> 'finished', 'false', 'until it goes on');
select is(pg_temp.page(11, array[5], p_has_next => false) -> 'finished', 'false', 'short of its count, it is read again from its beginning');
select is((select pass::int from sync.lanes l join run on run.id = l.run_id), 2, 'as any list');

select * from finish();
rollback;
