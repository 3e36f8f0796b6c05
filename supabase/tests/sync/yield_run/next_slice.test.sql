-- A slice at the end of its budget gives the run back and asks for the next one.
begin;
select plan(6);

select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
insert into sync.watermarks (account_id, module, watermark) values ('main', 'timeline', now());
create temp table run as
select (r ->> 'runId')::bigint as id, (r ->> 'lease')::uuid as lease from sync.begin_run('timeline', 'incremental', 'fast') r;
select sync.stage_page(id, lease, 'notes', 1, '[]', 'cursor 1', true) from run;
delete from net.http_request_queue;

select lives_ok(format('select sync.yield_run(%s, %L)', id, lease), 'a slice yields') from run;
select results_eq(
  $$select status, lease, lease_until from sync.runs$$, $$values ('running', null::uuid, null::timestamptz)$$, 'the run stays open, without a lease'
);
select results_eq($$select cursor from sync.lanes$$, $$values ('cursor 1')$$, 'its cursor is stored');
select results_eq(
  $$select url, convert_from(body, 'utf8')::jsonb from net.http_request_queue$$,
  $$select 'http://127.0.0.1:1/functions/v1/sync-timeline', jsonb_build_object('run', id) from run$$,
  'the next slice is asked for, by the run''s id'
);
select is(headers ->> 'Prefer', 'respond-async', 'and the answer does not wait for its end (case H4)') from net.http_request_queue;
select throws_ok(format('select sync.yield_run(%s, %L)', id, lease), 'GZ409', null, 'a slice yields once') from run;

select * from finish();
rollback;
