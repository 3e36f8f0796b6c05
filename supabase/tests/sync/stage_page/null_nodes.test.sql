-- Items that Gazelle answers as null are survived, counted, and prove that the sweep is not complete.
begin;
select plan(5);

create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('users', 'full') r;
select lives_ok(
  format('select sync.stage_page(%s, %L, ''all'', 1, ''[null, {"id": "usr_1"}, null]'', null, false, 1, 2)', id, lease),
  'a page with nulls is staged'
)
from run;
select results_eq($$select external_id from staging.stg_users$$, $$values ('usr_1')$$, 'its records are');
select is_empty($$select from sync.unidentified$$, 'a null is no record');
select is((select null_nodes from sync.lanes), 2, 'nulls are counted');
select is(
  sync.finish_run(id, lease, p_lanes => '{all}') ->> 'status', 'partial', 'a sweep with nulls is not complete, even when its count agrees'
)
from run;

select * from finish();
rollback;
