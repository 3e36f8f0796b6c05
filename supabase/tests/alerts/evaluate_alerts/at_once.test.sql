-- A failed run is told at once, and telling never costs the run its end.
begin;
select plan(3);

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

drop function sync.call_function(text, jsonb, text) cascade;
create temp table lost as select sync.begin_run('clients', 'full') as r;
select is(
  (select sync.finish_run((r ->> 'runId')::bigint, (r ->> 'lease')::uuid, '{"code": "unexpected", "message": "m", "hint": ""}') ->> 'status' from lost),
  'failed', 'a call that cannot be made leaves the run its end'
);

select * from finish();
rollback;
