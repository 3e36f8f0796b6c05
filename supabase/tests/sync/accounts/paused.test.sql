-- A paused account: no schedule calls it, what it has begun is ended, and a person may sync it.
begin;
select plan(17);

delete from vault.secrets;
select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
delete from net.http_request_queue;
create function pg_temp.called()
returns text[]
language sql
as $$
  with taken as (delete from net.http_request_queue returning convert_from(body, 'utf8')::jsonb as body)
  select array_agg(coalesce(t.body ->> 'account', t.body ->> 'run') order by 1) from taken t;
$$;

select sync.add_account('second', 'Second Pianos', 'Asia/Tokyo', 'sealed');
select results_eq(
  $$select title, time_zone, paused_at, kind, sealed from sync.accounts join sync.credentials using (account_id)$$,
  $$values ('Second Pianos', 'Asia/Tokyo', null::timestamptz, 'api_key', 'sealed')$$, 'an account comes with its key'
);
select sync.invoke('users');
select is(pg_temp.called(), '{main,second}', 'one job of the schedule starts a run for every account');
select is(sync.pause_account('second'), true, 'an account can be paused');
select is(sync.pause_account('second'), false, 'once');
select sync.invoke('users');
select is(pg_temp.called(), '{main}', 'the schedule leaves it out');
select is_empty($$select sync.invoke('users', p_account => 'second')$$, 'also by its name');
select throws_ok($$select sync.begin_run('users', p_account => 'second', p_triggered_by => 'schedule')$$, 'GZ423', null, 'a call that was under way is refused');
select throws_ok($$select sync.invoke('users', p_account => 'third')$$, 'GZ403', 'unknown account third', 'an account that is not there is called by nobody');
select is(pg_temp.called(), null, 'so nothing is posted');
select is(
  sync.begin_run('users', p_account => 'second', p_triggered_by => 'cli') ->> 'outcome', 'begun', 'a person may sync it'
);

insert into sync.runs (account_id, module, mode, status, started_at, finished_at, watermark, pages, error) values
  ('second', 'clients', 'full', 'failed', now() - interval '1 hour', now() - interval '40 minutes', now(), 3, '{"code": "gazelle_timeout"}');
update sync.runs set lease_until = clock_timestamp() - interval '1 minute' where module = 'users';
select set_eq(
  $$select module from sync.runs where run_id in (select * from sync.runs_to_resume())$$, $$values ('users')$$,
  'an open run is carried on, a failed sweep is not tried again'
);
select is(
  sync.continue_run((select run_id from sync.runs where module = 'users'), 'users', 'schedule') ->> 'outcome', 'resumed', 'to its end'
);

select is(sync.resume_account('second'), true, 'a person resumes it');
select sync.invoke('users');
select is(pg_temp.called(), '{main,second}', 'and the schedule calls it again');

select sync.add_account('third');
select isnt((select paused_at from sync.accounts where account_id = 'third'), null, 'an account without a credential is paused');
select throws_ok($$select sync.resume_account('third')$$, 'GZ401', 'account third has no credential', 'and stays so until it has one');
select throws_ok($$select sync.add_account('fourth', p_time_zone => 'Mars/Olympus', p_sealed_key => 'sealed')$$, '22023', null, 'an unknown zone is refused');

select * from finish();
rollback;
