-- Cursors that live no longer than a slice: the lane starts over each time, and ends (kind of cases R4, R5).
begin;
select plan(2);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
create function pg_temp.slice()
returns void
language sql
as $$
  select sync.restart_lane(id, lease, 'all') from run;
  select sync.stage_page(
    id, lease, 'all', coalesce((select page from sync.lanes where run_id = id), 0) + 1,
    (select jsonb_agg(jsonb_build_object('id', 'cli_' || i)) from generate_series(10 * n + 1, 10 * n + 10) i), 'c' || n, true
  )
  from run, generate_series(0, 4) n;
$$;
select lives_ok($$select pg_temp.slice() from generate_series(1, 9)$$, 'a lane that has lost its cursor reads again');
select throws_ok($$select pg_temp.slice() from generate_series(1, 30)$$, 'GZ508', null, 'one that comes to nothing new ends');

select * from finish();
rollback;
