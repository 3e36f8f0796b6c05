-- Who may see and change alerts: whoever is signed in reads, only the service writes.
begin;
select plan(8);

set local role authenticated;
select lives_ok($$select from monitoring.alerts, monitoring.alert_rules, monitoring.channels, monitoring.deliveries, monitoring.notices$$, 'whoever is signed in reads');
select throws_ok($$update monitoring.alert_rules set enabled = false$$, '42501', null, 'and changes nothing');
select throws_ok($$select monitoring.take_deliveries('{}')$$, '42501', null, 'nor takes deliveries');
select throws_ok($$select monitoring.examine()$$, '42501', null, 'nor examines the database');
set local role anon;
select throws_ok($$select from monitoring.alerts$$, '42501', null, 'a stranger sees nothing');
set local role service_role;
select lives_ok($$select monitoring.evaluate_alerts()$$, 'the service evaluates');
select lives_ok($$select monitoring.take_deliveries('{}')$$, 'and takes');
select lives_ok($$select monitoring.examine()$$, 'and examines');

select * from finish();
rollback;
