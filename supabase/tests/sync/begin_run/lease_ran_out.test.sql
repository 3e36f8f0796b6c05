-- A slice that died leaves a lease that runs out; whoever comes next goes on from the last staged page.
begin;
select plan(14);

create temp table run as select r, (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select sync.stage_page(id, lease, 'all', 1, '[{"id": "usr_1"}]', 'cursor 1', true, 3) from run;

update sync.runs set lease_until = clock_timestamp() + interval '1 second';
select is(sync.begin_run('users', 'full') ->> 'outcome', 'busy', 'a lease counts until its last second');

update sync.runs set lease_until = clock_timestamp() - interval '1 second';
select is(
  sync.begin_run('users', 'full') ->> 'outcome', 'busy', 'a full sweep that a person asks for is not answered with an older one (case R2)'
);
create temp table takeover as select r, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full', p_triggered_by => 'schedule') r;

select is(r ->> 'outcome', 'resumed', 'a run whose lease ran out is taken over') from takeover;
select is(t.r -> 'runId', run.r -> 'runId', 'it is the same run') from takeover t, run;
select is(t.r ->> 'mode', 'full', 'it goes on in the mode it was opened with') from takeover t;
select isnt(t.lease, run.lease, 'the lease is a new one') from takeover t, run;
select is(
  r -> 'lanes',
  '{"all": {"cursor": "cursor 1", "page": 1, "finished": false}}',
  'it goes on from the stored cursor'
)
from takeover;
select results_eq(
  $$select slices, stalls, pages from sync.runs$$,
  $$values (2, 0, 1)$$,
  'the new slice is counted, and it did not stall'
);
select ok(lease_until > clock_timestamp() + interval '1 minute', 'the new lease lasts') from sync.runs;

select throws_ok(
  format('select sync.stage_page(%s, %L, ''all'', 2, ''[]'')', id, lease), 'GZ409', null,
  'the slice that lost its lease can no longer stage'
)
from run;
select throws_ok(
  format('select sync.hold_lease(%s, %L)', id, lease), 'GZ409', null, 'nor keep the lease'
)
from run;
select throws_ok(format('select sync.yield_run(%s, %L)', id, lease), 'GZ409', null, 'nor yield') from run;
select throws_ok(format('select sync.finish_run(%s, %L)', id, lease), 'GZ409', null, 'nor end the run') from run;

select sync.stage_page(run.id, t.lease, 'all', 2, '[{"id": "usr_2"}, {"id": "usr_3"}]', null, false, 3) from run, takeover t;
select is(
  sync.finish_run(run.id, t.lease, p_lanes => '{all}') - '{asOf,durationMs}'::text[],
  jsonb_build_object(
    'runId', run.id, 'module', 'users', 'mode', 'full', 'status', 'success', 'complete', true, 'pages', 2, 'apiCalls', 2,
    'fetched', 3, 'changed', 3, 'promoted', 3, 'rejected', 0, 'placeholders', 0, 'deleted', 0, 'heldBack', 0, 'due', 0
  ),
  'the second slice ends the run, and both slices count'
)
from run, takeover t;

select * from finish();
rollback;
