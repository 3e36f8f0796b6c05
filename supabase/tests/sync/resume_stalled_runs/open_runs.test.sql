-- The keeper continues what nobody continues, and leaves alone what is at work.
begin;
select plan(5);

select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
delete from net.http_request_queue;
select is(sync.resume_stalled_runs(), '0 open runs resumed.', 'without open runs there is nothing to do');

insert into sync.watermarks (account_id, module, watermark) select 'main', module, now() from sync.modules;
insert into sync.accounts (account_id) values ('second');
create temp table run as
select m.module, sync.begin_run(m.module, m.mode, m.win) as r
from (values ('users', 'full', null), ('clients', 'incremental', null), ('pianos', 'repair', null), ('timeline', 'full', 'fast')) m (module, mode, win);
select sync.begin_run('users', 'full', p_account => 'second');
select is(sync.resume_stalled_runs(), '0 open runs resumed.', 'runs at work are left alone');

update sync.runs set lease_until = clock_timestamp() - interval '1 second' where module = 'users' and account_id = 'second';
update sync.runs set lease = null, lease_until = null, heartbeat_at = clock_timestamp() - interval '31 seconds' where module = 'timeline';
update sync.runs set lease = null, lease_until = null, heartbeat_at = clock_timestamp() - interval '5 seconds' where module = 'clients';
select is(sync.resume_stalled_runs(), '2 open runs resumed.', 'a slice that died, and a run that waits for half a minute, are continued');
select results_eq(
  $$select url, convert_from(body, 'utf8')::jsonb from net.http_request_queue order by url$$,
  $$values
    ('http://127.0.0.1:1/functions/v1/sync-timeline', '{"mode": "full", "window": "fast", "account": "main"}'::jsonb),
    ('http://127.0.0.1:1/functions/v1/sync-users', '{"mode": "full", "account": "second"}')$$,
  'each by a call of its function'
);

update sync.runs set status = 'failed', error = '{"code": "test"}', lease = null, lease_until = null, finished_at = now();
select is(sync.resume_stalled_runs(), '0 open runs resumed.', 'runs that are over stay over');

select * from finish();
rollback;
