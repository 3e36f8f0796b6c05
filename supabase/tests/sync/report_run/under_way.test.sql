-- The counters of a run can be read while it is under way.
begin;
select plan(3);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select sync.stage_page(id, lease, 'one', 1, '[{"id": "usr_1"}]', 'c', true, 9, p_api_calls => 2) from run;
select sync.stage_page(id, lease, 'two', 1, '[{"id": "usr_2"}, {"id": "usr_1"}]', 'c', true, 9) from run;
select is(
  sync.report_run(id) - '{asOf,durationMs}'::text[],
  jsonb_build_object(
    'runId', id, 'module', 'users', 'mode', 'full', 'status', 'running', 'complete', null, 'pages', 2, 'apiCalls', 3, 'fetched', 3,
    'changed', 2, 'promoted', 2, 'rejected', 0, 'placeholders', 0, 'deleted', 0, 'heldBack', 0, 'due', 0
  ),
  'lanes are summed'
)
from run;
select ok((sync.report_run(id) ->> 'durationMs')::int >= 0, 'it lasts until now') from run;
select is(sync.report_run(0), null, 'of a run that is not there, nothing is said');

select * from finish();
rollback;
