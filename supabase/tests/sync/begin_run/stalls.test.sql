-- A run whose slices die without staging a page is ended after the fifth.
begin;
select plan(8);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;

create function pg_temp.slices(p_count int)
returns jsonb
language plpgsql
as $$
declare
  v_run jsonb;
begin
  for n in 1 .. p_count loop
    update sync.runs set lease_until = clock_timestamp() - interval '1 second' where status = 'running';
    v_run := sync.begin_run('users', 'full', p_triggered_by => 'schedule');
  end loop;
  return v_run;
end;
$$;

select is(pg_temp.slices(4) ->> 'outcome', 'resumed', 'four dead slices are borne');

select sync.stage_page(r.run_id, r.lease, 'all', 1, '[]', 'cursor 1', true) from sync.runs r;
select is(pg_temp.slices(1) ->> 'outcome', 'resumed', 'a page in between');
select is((select stalls from sync.runs), 0, 'counts anew');

select is(pg_temp.slices(4) ->> 'outcome', 'resumed', 'four more');
create temp table next as select pg_temp.slices(1) as r;
select is(r ->> 'outcome', 'begun', 'after the fifth a new run begins') from next;
select isnt((r ->> 'runId')::bigint, id, 'which is another run') from next, run;
select is(r -> 'lanes', '{}', 'from the beginning, not from the cursor that kills its slices') from next;
select is(
  (select array[status, error ->> 'code', error ->> 'message'] from sync.runs join run on id = run_id),
  array['failed', 'run_stalled', format('Run %s of users staged no page in five slices.', (select id from run))],
  'the stalled run says why it failed'
);

select * from finish();
rollback;
