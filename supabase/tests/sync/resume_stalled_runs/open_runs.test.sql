-- The keeper continues what nobody continues, and leaves alone what is at work.
begin;
select plan(9);

select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
delete from net.http_request_queue;
select is(sync.resume_stalled_runs(), '0 runs resumed.', 'without open runs there is nothing to do');

insert into sync.watermarks (account_id, module, watermark) select 'main', module, now() from sync.modules;
insert into sync.accounts (account_id) values ('second');
create temp table run as
select m.module, sync.begin_run(m.module, m.mode, m.win) as r
from (values ('users', 'full', null), ('clients', 'incremental', null), ('pianos', 'repair', null), ('timeline', 'full', 'fast')) m (module, mode, win);
select sync.begin_run('users', 'full', p_account => 'second');
select is(sync.resume_stalled_runs(), '0 runs resumed.', 'runs at work are left alone');

update sync.runs set lease_until = clock_timestamp() - interval '1 second' where module = 'users' and account_id = 'second';
update sync.runs set lease = null, lease_until = null, heartbeat_at = clock_timestamp() - interval '31 seconds' where module = 'timeline';
update sync.runs set lease = null, lease_until = null, heartbeat_at = clock_timestamp() - interval '5 seconds' where module = 'clients';
select is(sync.resume_stalled_runs(), '2 runs resumed.', 'a slice that died, and a run that waits for half a minute, are continued');
select results_eq(
  $$select q.url, r.account_id from net.http_request_queue q
    join sync.runs r on r.run_id = (convert_from(q.body, 'utf8')::jsonb ->> 'run')::bigint order by q.url$$,
  $$values
    ('http://127.0.0.1:1/functions/v1/sync-timeline', 'main'), ('http://127.0.0.1:1/functions/v1/sync-users', 'second')$$,
  'each by a call of its function with the run''s id (cases R11, C1)'
);

update sync.runs set status = 'failed', error = '{"code": "test"}', lease = null, lease_until = null, finished_at = now();
select is(sync.resume_stalled_runs(), '0 runs resumed.', 'runs that are over stay over');


-- A failed sweep is tried again, with a delay that doubles; a failed poll is not, since the next one comes anyway.
update sync.runs
set pages = 3, error = '{"code": "gazelle_unreachable"}', finished_at = clock_timestamp() - interval '61 seconds'
where module in ('users', 'clients') and account_id = 'main';
select is(sync.resume_stalled_runs(), '1 runs resumed.', 'a sweep that failed a minute ago is tried again');
select sync.continue_run((r ->> 'runId')::bigint, 'users') from run where module = 'users';
update sync.runs
set pages = 3, error = '{"code": "gazelle_unreachable"}', status = 'failed', lease = null, lease_until = null, finished_at = clock_timestamp() - interval '61 seconds'
where module = 'users' and account_id = 'main';
select is(sync.resume_stalled_runs(), '0 runs resumed.', 'the second time after two minutes');
update sync.runs set finished_at = clock_timestamp() - interval '121 seconds' where module = 'users' and account_id = 'main';
select is(sync.resume_stalled_runs(), '1 runs resumed.', 'not later');
update sync.runs set error = '{"code": "gazelle_list_endless"}' where module = 'users' and account_id = 'main';
select is(sync.resume_stalled_runs(), '0 runs resumed.', 'one whose cursor leads nowhere is not');

select * from finish();
rollback;
