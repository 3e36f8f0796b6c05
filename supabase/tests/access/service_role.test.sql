-- The service does all its work as service_role.
begin;
select plan(9);

select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
set local role service_role;
select isnt(sync.begin_run('timeline', 'full') ->> 'lease', null, 'it opens a run');
select is(
  (
    select sync.stage_page(
      run_id, lease, 'all', 1, '[{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z", "client": {"id": "cli_1"}}, {"id": "tme_2"}, {}]', null, false, 2
    ) - 'cursor'
    from sync.runs
  ),
  '{"finished": true, "total": 2, "seen": 2, "changed": 3, "promoted": 1, "rejected": 2, "placeholders": 1}',
  'stages a page'
);
select lives_ok($$select sync.hold_lease(run_id, lease) from sync.runs$$, 'keeps its lease');
select lives_ok($$select sync.note_missing(run_id, lease, '{all}') from sync.runs$$, 'looks for what is missing');
select is((select sync.finish_run(run_id, lease, p_lanes => '{all}') ->> 'status' from sync.runs), 'partial', 'ends the run');
select is(reconcile.run('timeline') ->> 'tried', '1', 'tries again what was refused');
select is(reconcile.replay('timeline') ->> 'tried', '2', 'replays');
select lives_ok($$select * from monitoring.module_health$$, 'reads monitoring');
select throws_ok(
  $$insert into reconcile.field_policies (entity, field, policy) values ('clients', 'region', 'keep')$$, '42501', null,
  'but does not change policies, from which SQL is generated (case S1)'
);
reset role;

select * from finish();
rollback;
