-- All waiting records of a module are tried again.
begin;
select plan(2);

select set_config('request.jwt.claims', '{"role": "service_role"}', true);
insert into staging.stg_timeline (account_id, external_id, raw_data)
values ('main', 'tme_1', '{"id": "tme_1", "occurredAt": "no"}'), ('main', 'tme_2', '{"id": "tme_2"}');
select is(
  monitoring.retry_rejects('timeline'), '{"outcome": "retried", "tried": 2, "promoted": 0, "rejected": 2, "written": 0}',
  'it counts what came of it'
);
select throws_ok($$select monitoring.retry_rejects(null)$$, 'GZ404', null, 'one module at a time');

select * from finish();
rollback;
