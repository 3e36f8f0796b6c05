-- An acknowledged alert stays open, with who knows of it.
begin;
select plan(4);

insert into gazelle.members (account_id, user_id, role) values ('main', '00000000-0000-4000-8000-000000000001', 'admin');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001", "email": "ada@example.com"}', true);
insert into monitoring.alerts (rule, account_id, subject, severity, sentence, message, remedy)
values ('stale', 'main', 'users', 'warning', 'Old', 'users is old', 'Sync it');
create temp table one as select alert_id from monitoring.alerts;
grant select on one to authenticated;

set local role authenticated;
select is(monitoring.acknowledge((select alert_id from one)), '{"outcome": "acknowledged"}', 'it is acknowledged');
select is(monitoring.acknowledge((select alert_id from one)), '{"outcome": "known_already"}', 'once');
reset role;
select results_eq(
  'select acknowledged_by, resolved_at from monitoring.alerts', $$values ('ada@example.com', null::timestamptz)$$, 'by whom, and still open'
);
select throws_ok('select monitoring.acknowledge(-1)', 'GZ405', null, 'an alert that is not there is said not to be');

select * from finish();
rollback;
