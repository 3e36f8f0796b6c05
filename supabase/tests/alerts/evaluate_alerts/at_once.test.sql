-- A failed run is told at once, and telling never costs the run its end.
begin;
select plan(5);

select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
delete from net.http_request_queue;
create temp table run as select sync.begin_run('users', 'full') as r;
select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, '{"code": "unexpected", "message": "m", "hint": ""}') from run;
select results_eq(
  $$select url, headers ->> 'x-triggered-by' from net.http_request_queue$$,
  $$values ('http://127.0.0.1:1/functions/v1/alerts', 'failure')$$, 'a run that fails calls the function'
);

delete from net.http_request_queue;
create temp table dry as select sync.begin_run('pianos', 'full', p_dry_run => true) as r;
select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, '{"code": "unexpected", "message": "m", "hint": ""}') from dry;
select is_empty($$select from net.http_request_queue$$, 'a dry run tells nobody');

create temp table well as select sync.begin_run('users', 'full') as r;
select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, null) from well;
select is_empty($$select from net.http_request_queue where url like '%/alerts'$$, 'nor does a run that succeeds while nothing is wrong');
select monitoring.evaluate_alerts();
insert into monitoring.alerts (rule, account_id, subject, severity, sentence, message, remedy) values ('token_refused', 'main', 'main', 'critical', 's', 'm', 'r');
create temp table mended as select sync.begin_run('users', 'incremental') as r;
select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, null) from mended;
select results_eq(
  $$select headers ->> 'x-triggered-by' from net.http_request_queue where url like '%/alerts'$$, array['success'], 'one that mends what was wrong does at once'
);

drop function sync.call_function(text, jsonb, text) cascade;
create temp table lost as select sync.begin_run('clients', 'full') as r;
select is(
  (select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, '{"code": "unexpected", "message": "m", "hint": ""}') ->> 'status' from lost),
  'failed', 'a call that cannot be made leaves the run its end'
);

select * from finish();
rollback;
