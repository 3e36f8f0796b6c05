-- The last lane reads without a filter until the sweep as a whole has seen totalCount.
begin;
select plan(5);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select sync.stage_page(id, lease, 'notes', 1, '[{"id": "usr_1"}, {"id": "usr_2"}]', null, false, 2) from run;

select is(
  sync.stage_page(id, lease, 'rest', 1, '[{"id": "usr_1"}]', 'cursor 1', true, 3, p_with => '{notes,rest}', p_is_proof => true) - 'cursor' - 'total',
  '{"seen": 2, "finished": false, "changed": 0, "promoted": 0, "rejected": 0, "placeholders": 0}',
  'what another lane has seen is not seen anew'
)
from run;
select is(
  sync.stage_page(id, lease, 'rest', 2, '[{"id": "usr_3"}]', 'cursor 2', true, 3, p_with => '{notes,rest}', p_is_proof => true) -> 'finished',
  'true',
  'when the sweep has seen all, the lane is over, although pages are left'
)
from run;
select results_eq(
  $$select lane, seen, agreed from sync.lanes order by lane$$, $$values ('notes', 2, true), ('rest', 1, true)$$, 'each id is counted in one lane'
);
select is(
  sync.finish_run(id, lease, p_lanes => '{notes,rest}') ->> 'status', 'success', 'the sweep is complete: nothing fell between the lanes'
)
from run;

create temp table known as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('clients', 'full') r;
select sync.stage_page(id, lease, 'notes', 1, '[{"id": "cli_1"}]', null, false, 1) from known;
select is(
  sync.stage_page(id, lease, 'rest', 1, '[{"id": "cli_1"}]', 'cursor 1', true, 1, p_with => '{notes,rest}', p_is_proof => true) -> 'finished', 'true',
  'a sweep without unknown types costs one page of it'
)
from known;

select * from finish();
rollback;
