-- Pages overlap by one record: a list that shifts under a sweep is noticed at the page where it happens (cases R1, R9).
begin;
select plan(20);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
create function pg_temp.page(p_page int, p_ids text[], p_cursor text, p_has_next boolean default true, p_total int default null)
returns jsonb
language sql
as $$
  select sync.stage_page(
    id, lease, 'all', p_page, (select jsonb_agg(jsonb_build_object('id', 'cli_' || i)) from unnest(p_ids) i), p_cursor, p_has_next,
    p_total, p_tail_id => 'cli_' || p_ids[cardinality(p_ids)]
  )
  from run;
$$;

select is(pg_temp.page(1, '{1,2,3}', 'before 3', p_total => 9) ->> 'cursor', 'before 3', 'the next page begins with the last record of this one');
select is(pg_temp.page(2, '{3,4,5}', 'before 5', p_total => 9) -> 'shifted', null, 'a page that begins with it joins');

-- Client 1 is deleted: what was before 5 is now before 6, and 6 would be the first of the next page.
create temp table shifted as select pg_temp.page(3, '{6,7,8}', 'before 8', p_total => 8) as r;
select is(r -> 'shifted', 'true', 'a page that begins with another record does not join') from shifted;
select is(r ->> 'cursor', 'before 3', 'the lane steps back to the page before') from shifted;
select is(r -> 'page', '3', 'which counts as a page, though nothing of it is staged') from shifted;
select is_empty($$select from staging.stg_clients where external_id = 'cli_6'$$, 'it is not staged either: it is read again');
select is(pg_temp.page(4, '{4,5,6}', 'before 6', p_total => 8) ->> 'cursor', 'before 6', 'a page that begins with a record that was read joins');

-- A new record at the list's beginning moves all by one the other way.
select is(pg_temp.page(5, '{5,6,7}', 'before 7', p_total => 9) ->> 'cursor', 'before 7', 'a page that begins with an earlier record leaves no hole');
select is(pg_temp.page(6, '{7,8,9}', null, false, 9) -> 'finished', 'true', 'the list is read to its end');
select is((select count(*) from staging.stg_clients), 9::bigint, 'and nothing of it is missing');
select results_eq(
  $$select l.shifts, l.agreed from sync.lanes l join run on run.id = l.run_id$$, $$values (1, true)$$, 'the shift is remembered'
);
create temp table report as select sync.finish_run(id, lease, p_lanes => '{all}') as r from run;
select is(r - '{runId,asOf,durationMs}'::text[] @> '{"status": "partial", "complete": false}', true, 'what was deleted meanwhile is not proved') from report;
select isnt((select watermark from sync.watermarks where module = 'clients'), null, 'but everything was read: the watermark moves');

-- Many deletions: the lane steps back page by page, at last to its beginning.
delete from run;
insert into run select (r ->> 'runId')::bigint, (r ->> 'lease')::uuid from sync.begin_run('clients', 'full') r;
select pg_temp.page(1, '{11,12}', 'a');
select pg_temp.page(2, '{12,13}', 'b');
select is(pg_temp.page(3, '{20}', 'z') ->> 'cursor', 'a', 'one page back');
select is(pg_temp.page(4, '{19}', 'z') -> 'cursor', 'null', 'then to the beginning');
select is(pg_temp.page(5, '{17}', 'c') ->> 'cursor', 'c', 'where every page is taken as it comes');

-- A server whose pages never join is read by its own cursors, and the hole is named.
do $$
begin
  for n in 1 .. 60 loop
    perform pg_temp.page((select page + 1 from sync.lanes join run on run.id = run_id), array[(100 + n)::text], 'c' || n);
  end loop;
end;
$$;
select is((select l.shifts from sync.lanes l join run on run.id = l.run_id), 21, 'it is not tried for ever');
select results_eq(
  $$select kind, place, message from sync.holes$$, $$values ('list', 'lane all', 'its pages do not join')$$, 'the hole says why the sweep proves nothing'
);

-- More seen than counted proves nothing, and hinders nothing.
select sync.finish_run(id, lease) from run;
delete from run;
insert into run select (r ->> 'runId')::bigint, (r ->> 'lease')::uuid from sync.begin_run('users', 'full') r;
select is(
  (select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}, {"id": "usr_2"}]', 'c', true, 2) -> 'finished' from run), 'false',
  'a totalCount that is the length of the page ends no list (case R9)'
);
select is(
  (select sync.stage_page(id, lease, 'all', 2, '[{"id": "usr_3"}]', null, false, 1) -> 'finished' from run), 'true', 'its last page does'
);

select * from finish();
rollback;
