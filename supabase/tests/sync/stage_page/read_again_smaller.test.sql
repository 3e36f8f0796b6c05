-- A lane that starts over in smaller pages, as after an outage in which cursors were lost and answers slow, is not one without end (cases R4, R5).
begin;
select plan(2);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
create function pg_temp.page(p_from int, p_to int)
returns jsonb
language sql
as $$
  select sync.stage_page(
    id, lease, 'all', coalesce((select page from sync.lanes where run_id = id), 0) + 1,
    (select jsonb_agg(jsonb_build_object('id', 'cli_' || i)) from generate_series(p_from, p_to) i), 'before ' || p_to, true,
    p_tail_id => 'cli_' || p_to
  )
  from run;
$$;
select pg_temp.page(greatest(1, 500 * n), 500 * n + 500) from generate_series(0, 3) n;
select sync.restart_lane(id, lease, 'all') from run;
select lives_ok($$select pg_temp.page(greatest(1, 100 * n), 100 * n + 100) from generate_series(0, 20) n$$, 'what it reads again is not new');
select throws_ok(
  $$select pg_temp.page(1, 100) from generate_series(1, 300) n$$, 'GZ508', null, 'but it does not read for ever'
);

select * from finish();
rollback;
