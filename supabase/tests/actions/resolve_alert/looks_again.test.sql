-- A word does not end a problem: the rules look again.
begin;
select plan(5);

select set_config('request.jwt.claims', '{"role": "service_role"}', true);
insert into sync.missing (account_id, module, external_id, reason, status) values ('main', 'clients', 'cli_1', 'unseen', 'held');
select monitoring.evaluate_alerts();
create temp table one as select alert_id from monitoring.alerts where rule = 'deletion_held';

select is(monitoring.resolve_alert((select alert_id from one)) ->> 'outcome', 'still_open', 'while the deletion is held, the alert stays');
select is(
  (select resolved_at from monitoring.alerts where rule = 'deletion_held'), null, 'open'
);
select monitoring.dismiss_deletions('clients');
select is(monitoring.resolve_alert((select alert_id from one)) ->> 'outcome', 'resolved', 'once it is decided, the alert ends');
select isnt((select ending from monitoring.alerts where rule = 'deletion_held'), null, 'with a word');
select throws_ok('select monitoring.resolve_alert(-1)', 'GZ405', null, 'an alert that is not there is said not to be');

select * from finish();
rollback;
