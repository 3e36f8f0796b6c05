-- The life of an alert: it opens once, is never repeated, may get worse once, and ends with a word.
begin;
select plan(29);

create function pg_temp.run(p_status text)
returns void
language sql
as $$
  insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error, moved_watermark)
  values (
    'main', 'users', 'incremental', p_status, now(), clock_timestamp(), clock_timestamp(),
    case when p_status = 'failed' then '{"code": "unexpected", "message": "the message"}'::jsonb end, p_status = 'success'
  );
$$;

select pg_temp.run('success'), pg_temp.run('failed');
select is(monitoring.evaluate_alerts(), '1 opened, 0 escalated, 0 resolved, 1 open.', 'a problem opens an alert');
select results_eq(
  $$select rule, account_id, subject, severity, sentence, resolved_at from monitoring.alerts$$,
  $$values ('run_failed', 'main', 'users', 'warning', 'A sync failed', null::timestamptz)$$, 'which says what is wrong'
);
select is(monitoring.evaluate_alerts(), '0 opened, 0 escalated, 0 resolved, 1 open.', 'the next minute says nothing new');
select results_eq($$select event from monitoring.notices$$, $$values ('opened')$$, 'nor do people hear of it again');

select pg_temp.run('failed') from generate_series(1, 3);
select is(monitoring.evaluate_alerts(), '0 opened, 1 escalated, 0 resolved, 1 open.', 'a worse problem is told once more');
select is(monitoring.evaluate_alerts(), '0 opened, 0 escalated, 0 resolved, 1 open.', 'and only once');
select results_eq(
  $$select severity, escalated_at is not null, message ~ '4 failures' from monitoring.alerts$$, $$values ('critical', true, true)$$,
  'its message is that of now'
);

select pg_temp.run('success');
select is(monitoring.evaluate_alerts(), '0 opened, 0 escalated, 1 resolved, 0 open.', 'when the problem is gone the alert ends');
select results_eq(
  $$select resolved_at is not null, ending from monitoring.alerts$$, $$values (true, 'The sync succeeded again.')$$, 'with a word'
);
select set_eq($$select event from monitoring.notices$$, array['opened', 'escalated', 'resolved'], 'and people are told so');

select pg_temp.run('failed');
select is(monitoring.evaluate_alerts(), '1 opened, 0 escalated, 0 resolved, 1 open.', 'the same trouble later is a new alert');
select is((select count(*) from monitoring.alerts), 2::bigint, 'beside the old one');

update monitoring.alert_rules set enabled = false where rule = 'run_failed';
select is(monitoring.evaluate_alerts(), '0 opened, 0 escalated, 1 resolved, 0 open.', 'a rule that is switched off ends its alerts');
select is((select ending from monitoring.alerts order by alert_id desc limit 1), 'The rule was switched off.', 'and says why');

-- Escalation by time, and somebody who knows.
update monitoring.alert_rules set enabled = true;
update monitoring.alert_rules set threshold = 100 where rule = 'run_failed';
delete from monitoring.alerts;
select monitoring.evaluate_alerts();
update monitoring.alerts set opened_at = now() - interval '59 minutes';
select is(monitoring.evaluate_alerts(), '0 opened, 0 escalated, 0 resolved, 1 open.', 'a warning may stay a while');
update monitoring.alerts set opened_at = now() - interval '61 minutes';
select ok(monitoring.acknowledge_alert((select alert_id from monitoring.alerts), 'somebody'), 'somebody can say that they know');
select is(monitoring.evaluate_alerts(), '0 opened, 0 escalated, 0 resolved, 1 open.', 'then time makes it no worse');
select isnt(monitoring.acknowledge_alert((select alert_id from monitoring.alerts), 'else'), true, 'one who knows is enough');
select is((select acknowledged_by from monitoring.alerts), 'somebody', 'and stays the one who knew');
update monitoring.alerts set acknowledged_at = null, acknowledged_by = null;
select is(monitoring.evaluate_alerts(), '0 opened, 1 escalated, 0 resolved, 1 open.', 'if nobody does, it becomes critical');
select throws_ok($$select monitoring.acknowledge_alert(-1, 'x')$$, 'GZ405', 'there is no alert -1', 'an alert that is not there is refused');

-- An evaluation that breaks.
alter table sync.missing rename to away;
select matches(monitoring.evaluate_safely(), '^failed: ', 'a look that fails does not raise');
select matches((select error from monitoring.watch), '^42P01: ', 'and is noted');
alter table sync.away rename to missing;
select matches(monitoring.evaluate_and_notify(), '^0 opened.* No notice is sent: Vault lacks', 'the minute''s job works without an address in Vault');
select is((select error from monitoring.watch), null, 'a good look clears the note');

select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
delete from net.http_request_queue;
select matches(monitoring.evaluate_and_notify(), 'The function alerts is called\.$', 'with one it calls the function');
select results_eq(
  $$select url from net.http_request_queue$$, $$values ('http://127.0.0.1:1/functions/v1/alerts')$$, 'which tells people'
);
delete from net.http_request_queue;
alter table monitoring.freshness_days rename to away;
select throws_ok('select monitoring.run_maintenance()', '42P01', null, 'housekeeping that fails');
select monitoring.evaluate_and_notify();
select is((select count(*) from net.http_request_queue), 1::bigint, 'keeps no notice back (kind of H2)');

select * from finish();
rollback;
