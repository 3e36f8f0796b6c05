-- Runs that fail: each kind of trouble is one problem, however many modules meet it.
begin;
select plan(26);

create function pg_temp.run(p_module text, p_status text, p_code text default null, p_age interval default '0', p_dry_run boolean default false)
returns void
language sql
as $$
  insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error, dry_run, moved_watermark)
  values (
    'main', p_module, 'incremental', p_status, now() - p_age, now() - p_age, now() - p_age,
    case when p_status = 'failed' then jsonb_build_object('code', p_code, 'message', 'the message', 'hint', 'The hint.') end, p_dry_run, p_status = 'success'
  );
$$;
create function pg_temp.problems()
returns setof text
language sql
as $$ select format('%s %s %s', rule, severity, subject) from monitoring.find_problems() order by 1; $$;

select is_empty($$select pg_temp.problems()$$, 'a system where nothing ran yet has no problem');

select pg_temp.run('users', 'success', p_age => '2 hours'), pg_temp.run('users', 'failed', 'unexpected', '1 minute');
select results_eq($$select pg_temp.problems()$$, $$values ('run_failed warning users')$$, 'a failed run is a problem');
select matches(
  (select message from monitoring.find_problems()),
  '^users: the message \(unexpected, run \d+\)\. 1 failures in 24 hours\. The hint\.$', 'with what to know of it'
);
select pg_temp.run('users', 'success', p_age => '30 seconds', p_dry_run => true);
select results_eq($$select pg_temp.problems()$$, $$values ('run_failed warning users')$$, 'a dry run ends nothing');
select pg_temp.run('users', 'failed', 'unexpected', '5 minutes') from generate_series(1, 3);
select results_eq($$select pg_temp.problems()$$, $$values ('run_failed critical users')$$, 'more than three in a day are critical');
select pg_temp.run('users', 'partial', p_age => '10 seconds');
select is_empty($$select pg_temp.problems()$$, 'a run that ends otherwise is its end');

select pg_temp.run('pianos', 'failed', 'unexpected', '20 minutes');
select results_eq($$select pg_temp.problems()$$, $$values ('run_failed critical pianos')$$, 'a module that is late beside is critical');
select pg_temp.run('pianos', 'success', p_age => '19 minutes');

select pg_temp.run('clients', 'failed', 'gazelle_timeout'), pg_temp.run('timeline', 'failed', 'gazelle_unreachable', '1 second');
select results_eq(
  $$select rule, subject, details -> 'modules' from monitoring.find_problems()$$,
  $$values ('gazelle_away', 'main', '["clients", "timeline"]'::jsonb)$$, 'Gazelle that is away is one problem of the account'
);
select pg_temp.run('clients', 'failed', 'gazelle_wrong_address'), pg_temp.run('timeline', 'failed', 'gazelle_wrong_address');
select results_eq($$select pg_temp.problems()$$, $$values ('wrong_address warning main')$$, 'so is an address that is not Gazelle''s');
select pg_temp.run('clients', 'failed', 'gazelle_credential_refused'), pg_temp.run('timeline', 'failed', 'gazelle_credential_refused');
select results_eq($$select pg_temp.problems()$$, $$values ('token_refused critical main')$$, 'so is a credential that is refused');
insert into sync.credentials (account_id, sealed, refused_at) values ('main', 'x', now());
select results_eq($$select pg_temp.problems()$$, $$values ('token_refused critical main')$$, 'also when the token store knows it too');
delete from sync.credentials;
select pg_temp.run('clients', 'failed', 'gazelle_not_connected'), pg_temp.run('timeline', 'failed', 'gazelle_not_connected');
select is_empty($$select pg_temp.problems()$$, 'an account that was never connected waits for consent, and is refused by nobody (case H7)');
insert into sync.callers (account_id, asked_at) values ('main', now());
select results_eq($$select pg_temp.problems()$$, $$values ('token_refused critical main')$$, 'one that Gazelle has known is an alert without its credential');
delete from sync.callers;
select pg_temp.run('clients', 'success'), pg_temp.run('timeline', 'failed', 'gazelle_field_gone');
select results_eq($$select pg_temp.problems()$$, $$values ('field_gone critical timeline')$$, 'a field that is gone is the module''s problem');

-- A sweep that fails is not ended by a poll (case L2).
create function pg_temp.sweep(p_status text, p_code text default null, p_age interval default '0')
returns void
language sql
as $$
  insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error)
  values (
    'main', 'users', 'full', p_status, now() - p_age, now() - p_age, now() - p_age,
    case when p_status = 'failed' then jsonb_build_object('code', p_code, 'message', 'the message', 'hint', 'The hint.') end
  );
$$;
select pg_temp.run('timeline', 'success', p_age => '-1 second');
select pg_temp.sweep('failed', 'unexpected', '2 seconds'), pg_temp.run('users', 'success', p_age => '1 second');
select results_eq($$select pg_temp.problems()$$, $$values ('run_failed critical users')$$, 'a poll that succeeds after it does not hide a failed sweep');
select pg_temp.run('users', 'failed', 'unexpected', '-1 second');
select results_eq($$select pg_temp.problems()$$, $$values ('run_failed critical users')$$, 'a poll that fails beside it is no second problem');
select pg_temp.run('users', 'success', p_age => '-2 seconds');
delete from sync.runs where mode = 'full';
select pg_temp.sweep('failed', 'gazelle_server_error', '2 seconds');
select results_eq(
  $$select pg_temp.problems()$$, $$values ('run_failed critical users')$$, 'where polls succeed since, Gazelle is not away: the sweep is what fails (case R8)'
);
select pg_temp.sweep('failed', 'gazelle_server_error', '-3 seconds');
select results_eq($$select pg_temp.problems()$$, $$values ('gazelle_away warning main')$$, 'where nothing has succeeded since, it is');
select pg_temp.sweep('partial', p_age => '-4 seconds');
select is_empty($$select pg_temp.problems()$$, 'the next sweep that ends otherwise ends it');

select pg_temp.run('timeline', 'failed', 'gazelle_field_gone', '-2 seconds');
update monitoring.alert_rules set enabled = false where rule = 'field_gone';
select is_empty($$select pg_temp.problems()$$, 'a rule that is off finds nothing');

-- A window that fails is not made good by polls of less: what it would have read again is still unread (kind of case L2).
update monitoring.alert_rules set enabled = true where rule = 'field_gone';
create function pg_temp.poll(p_window text, p_status text, p_days int, p_age interval, p_code text default 'gazelle_query_refused')
returns void
language sql
as $$
  insert into sync.runs (account_id, module, mode, "window", since, status, read_to_end, watermark, started_at, finished_at, error)
  values (
    'main', 'timeline', 'incremental', p_window, now() - p_age - make_interval(days => p_days), p_status, p_status <> 'failed', now(),
    now() - p_age, now() - p_age, case when p_status = 'failed' then jsonb_build_object('code', p_code, 'message', 'm', 'hint', 'h') end
  );
$$;
delete from sync.runs;
select pg_temp.poll('balanced', 'failed', 30, '50 hours'), pg_temp.poll(null, 'success', 1, '49 hours');
select pg_temp.poll('balanced', 'failed', 30, '26 hours'), pg_temp.poll(null, 'success', 1, '1 minute');
select results_eq(
  $$select format('%s %s', rule, subject) from monitoring.find_problems() where rule in ('run_failed', 'gazelle_away')$$, $$values ('run_failed timeline')$$,
  'thirty days that fail each night stay a problem, although a poll of one day succeeds'
);
select pg_temp.poll('fast', 'success', 7, '30 seconds');
select is((select count(*) from monitoring.find_problems() where rule = 'run_failed'), 1::bigint, 'nor do seven days make them good');
select pg_temp.poll('balanced', 'partial', 30, '20 seconds');
select is_empty($$select from monitoring.find_problems() where rule = 'run_failed'$$, 'the same window does');
select pg_temp.poll(null, 'failed', 1, '15 seconds'), pg_temp.poll('balanced', 'success', 30, '14 seconds');
select is_empty($$select from monitoring.find_problems() where rule = 'run_failed'$$, 'a window makes good what it holds: a failed poll of one day');
select pg_temp.poll('balanced', 'failed', 30, '10 seconds', 'gazelle_unreachable'), pg_temp.poll(null, 'success', 1, '9 seconds');
select is(
  (select string_agg(rule, ' ') from monitoring.find_problems() where rule in ('run_failed', 'gazelle_away')), 'run_failed',
  'where polls succeed since, Gazelle is not away: the window is what fails (kind of case R8)'
);
insert into sync.runs (account_id, module, mode, status, read_to_end, watermark, started_at, finished_at)
values ('main', 'timeline', 'full', 'partial', true, now(), now() - interval '5 seconds', now() - interval '5 seconds');
select is_empty($$select from monitoring.find_problems() where rule in ('run_failed', 'gazelle_away')$$, 'a full sweep that was read to its end makes all good');

select * from finish();
rollback;
