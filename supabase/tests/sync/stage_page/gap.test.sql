-- The cursor is never ahead of the data.
begin;
select plan(4);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;

select throws_ok(
  format('select sync.stage_page(%s, %L, ''all'', 2, ''[{"id": "usr_1"}]'')', id, lease),
  'GZ412', 'page 2 of lane all would leave a gap after page 0', 'a lane starts with its first page'
)
from run;
select sync.stage_page(id, lease, 'all', 1, '[]', 'cursor 1', true) from run;
select throws_ok(
  format('select sync.stage_page(%s, %L, ''all'', 3, ''[{"id": "usr_1"}]'')', id, lease),
  'GZ412', 'page 3 of lane all would leave a gap after page 1', 'no page is left out'
)
from run;
select is_empty($$select from staging.stg_users$$, 'a refused page stages nothing');
select results_eq($$select page, cursor from sync.lanes$$, $$values (1, 'cursor 1')$$, 'and leaves the cursor where it was');

select * from finish();
rollback;
