-- An account may have schedules of its own: the job for all accounts then leaves it out.
begin;
select plan(11);
insert into sync.accounts (account_id) values ('second'), ('third');
select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_of_a_test');

create function pg_temp.called(p_call text)
returns text
language plpgsql
as $$
declare
  v_ids bigint[];
begin
  execute format('select array_agg(i) from (%s) c (i)', p_call) into v_ids;
  return (select string_agg(convert_from(q.body, 'utf8')::jsonb ->> 'account', ' ' order by q.id) from net.http_request_queue q where q.id = any (v_ids));
end;
$$;

select is(pg_temp.called($$select sync.invoke('users')$$), 'main second third', 'without one all accounts are called');
select is(
  sync.schedule('users', 'incremental', '*/20 * * * *', p_account => 'second'), 'gazelle-sync-users-incremental@second runs at */20 * * * * (UTC).',
  'it says what was scheduled'
);
select is(pg_temp.called($$select sync.invoke('users')$$), 'main third', 'the job for all leaves out the account with its own');
select is(
  pg_temp.called((select command from cron.job where jobname = 'gazelle-sync-users-incremental@second')), 'second', 'which its own job calls, and no other'
);
select is(pg_temp.called($$select sync.invoke('users', 'full')$$), 'main second third', 'another mode is called for all as before');
select is(
  pg_temp.called($$select sync.invoke('users', p_trigger => 'person')$$), 'main second third', 'and a person who names no account asks for all'
);
select throws_ok(
  $$select sync.schedule('users', 'full', '5 8 * * *', p_account => 'fourth')$$, 'GZ403', 'unknown account fourth', 'an account that is not there has no schedule'
);

select sync.schedule('users', 'full', '5 7 * * *');
select sync.schedule('users', 'full', '5 9 * * *', p_account => 'second');
select results_eq(
  $$select account_id, next_sweep_at from monitoring.module_health where module = 'users' and account_id <> 'third' order by account_id$$,
  $$values ('main', monitoring.next_time('5 7 * * *', now())), ('second', monitoring.next_time('5 9 * * *', now()))$$,
  'each account says when its own next sweep is'
);
select sync.schedule('appointments', 'incremental', '7 * * * *', 'fast', 'second');
select is(
  pg_temp.called($$select sync.invoke('appointments', 'incremental', 'balanced')$$), 'main second third', 'a job of one window leaves the other windows alone'
);
select sync.pause_account('second');
select is(
  pg_temp.called((select command from cron.job where jobname = 'gazelle-sync-users-incremental@second')), null, 'paused, it is called by no job, and none fails'
);
select cron.unschedule('gazelle-sync-users-incremental@second');
update sync.accounts set paused_at = null where account_id = 'second';
select is(pg_temp.called($$select sync.invoke('users')$$), 'main second third', 'without its own job the account follows the one for all again');

select * from finish();
rollback;
