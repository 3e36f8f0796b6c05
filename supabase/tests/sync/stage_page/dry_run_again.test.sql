-- A dry run reads a list a second time too, and does not take it for one without end (kind of case R5).
begin;
select plan(3);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full', p_dry_run => true) r;
create function pg_temp.page(p_page int, p_n int)
returns jsonb
language sql
as $$
  select sync.stage_page(
    id, lease, 'all', p_page, jsonb_build_array(jsonb_build_object('id', 'cli_' || p_n)), 'c' || p_n, p_n < 15, 16
  )
  from run;
$$;
select pg_temp.page(n, n) from generate_series(1, 15) n;
select is((select pass from sync.lanes join run on id = run_id), 2::smallint, 'one record fewer than counted: it is read once more');
select lives_ok($$select pg_temp.page(15 + n, n) from generate_series(1, 15) n$$, 'to its end, although nothing is new');
select is((select changed from sync.lanes join run on id = run_id), 15, 'a record counts once');

select * from finish();
rollback;
