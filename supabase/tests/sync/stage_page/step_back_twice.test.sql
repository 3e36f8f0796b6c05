-- A step back is an answer like any other: a page that is sent twice, since the answer was lost, counts once (kind of cases R1, C6).
begin;
select plan(4);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
create function pg_temp.page(p_page int, p_ids text[], p_cursor text, p_has_next boolean default true)
returns jsonb
language sql
as $$
  select sync.stage_page(
    id, lease, 'all', p_page, (select jsonb_agg(jsonb_build_object('id', 'cli_' || i)) from unnest(p_ids) i), p_cursor, p_has_next,
    p_tail_id => 'cli_' || p_ids[cardinality(p_ids)]
  )
  from run;
$$;

select pg_temp.page(1, '{1,2}', 'before 2');
create temp table first as select pg_temp.page(2, '{4,5}', 'before 5') as r;
select is(r -> 'cursor', 'null', 'a page that does not join: the lane goes back to its beginning') from first;
create temp table second as select pg_temp.page(2, '{4,5}', 'before 5') as r;
select is(r -> 'cursor', 'null', 'sent again, it is not taken for the beginning') from second;
select is_empty($$select from staging.stg_clients where external_id = 'cli_4'$$, 'nor staged');
select pg_temp.page((select page + 1 from sync.lanes join run on id = run_id), '{2,3,4}', 'before 4');
select pg_temp.page((select page + 1 from sync.lanes join run on id = run_id), '{4,5}', null, false);
select is((select count(*) from staging.stg_clients), 5::bigint, 'nothing is missing');

select * from finish();
rollback;
