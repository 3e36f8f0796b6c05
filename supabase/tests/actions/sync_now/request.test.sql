-- A sync that is asked for is a request to the function; a module that is at work says so.
begin;
select plan(8);

insert into gazelle.members (account_id, user_id, role) values ('main', '00000000-0000-4000-8000-000000000001', 'admin');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001", "email": "ada@example.com"}', true);
select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
delete from net.http_request_queue;

set local role authenticated;
select is(monitoring.sync_now('users', 'full'), '{"outcome": "requested"}', 'it is requested');
reset role;
select is(
  (select array_agg(convert_from(body, 'utf8')::jsonb) from net.http_request_queue where url like '%/sync-users'),
  array['{"mode": "full", "account": "main"}'::jsonb], 'from the module''s function'
);
select is(
  (select jsonb_agg(jsonb_build_array(decided_by, action, module, about)) from monitoring.decisions),
  '[["ada@example.com", "sync_now", "users", "full"]]', 'and noted, with who asked'
);
select throws_ok($$select monitoring.sync_now('users', 'repair')$$, 'GZ400', null, 'a repair needs dates');
select throws_ok($$select monitoring.sync_now('nothing')$$, 'GZ404', 'unknown module nothing', 'an unknown module is refused');
select throws_ok($$select monitoring.sync_now('users"; drop table x')$$, 'GZ404', null, 'whatever its name');

insert into sync.runs (account_id, module, mode, status, watermark, lease, lease_until)
values ('main', 'users', 'incremental', 'running', now(), gen_random_uuid(), now() + interval '1 minute');
select is(monitoring.sync_now('users') ->> 'outcome', 'busy', 'a module at work is busy');
select is(monitoring.sync_now('users', 'full') ->> 'outcome', 'requested', 'a full sweep is remembered by the function');

select * from finish();
rollback;
