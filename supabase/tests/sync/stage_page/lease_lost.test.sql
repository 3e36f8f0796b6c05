-- Only the slice that holds the lease writes.
begin;
select plan(7);

select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;

select throws_ok(
  format('select sync.stage_page(%s, gen_random_uuid(), ''all'', 1, ''[{"id": "usr_1"}]'')', id),
  'GZ409', format('the lease of run %s is lost', id), 'another lease is refused'
)
from run;
select throws_ok(
  format('select sync.stage_page(%s, null, ''all'', 1, ''[{"id": "usr_1"}]'')', id), 'GZ409', null, 'no lease is no lease'
)
from run;
select throws_ok(
  $$select sync.stage_page(0, gen_random_uuid(), 'all', 1, '[{"id": "usr_1"}]')$$, 'GZ409', null,
  'a run that was pruned is nobody''s'
);

select sync.yield_run(id, lease) from run;
select throws_ok(
  format('select sync.stage_page(%s, null, ''all'', 1, ''[{"id": "usr_1"}]'')', id), 'GZ409', null,
  'a run that waits belongs to nobody, not to whoever has no lease'
)
from run;
select throws_ok(
  format('select sync.stage_page(%s, %L, ''all'', 1, ''[{"id": "usr_1"}]'')', id, lease), 'GZ409', null,
  'a slice that gave its lease back cannot go on'
)
from run;

create temp table next as select (sync.begin_run('users', 'full', p_triggered_by => 'schedule') ->> 'lease')::uuid as lease;
select sync.finish_run(run.id, next.lease) from run, next;
select throws_ok(
  format('select sync.stage_page(%s, %L, ''all'', 1, ''[{"id": "usr_1"}]'')', run.id, next.lease), 'GZ409', null,
  'a run that is over takes no more pages'
)
from run, next;
select is_empty($$select from staging.stg_users$$, 'nothing of it was staged');

select * from finish();
rollback;
