-- What is late, silent, slow, or about to end. The clock is set back instead of waited for.
begin;
select plan(23);

create function pg_temp.run(p_module text, p_status text, p_started interval, p_took interval default '1 minute', p_mode text default 'incremental')
returns void
language sql
as $$
  insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, heartbeat_at, lease, lease_until, moved_watermark)
  values (
    'main', p_module, p_mode, p_status, now() - p_started, now() - p_started,
    case when p_status <> 'running' then now() - p_started + p_took end, now(),
    case when p_status = 'running' then gen_random_uuid() end, case when p_status = 'running' then now() + interval '1 minute' end,
    p_status = 'success' and p_mode <> 'repair'
  );
$$;
create function pg_temp.problems()
returns setof text
language sql
as $$ select format('%s %s %s', rule, severity, subject) from monitoring.find_problems() order by 1; $$;

-- A long watch, and every module fresh.
update monitoring.watch set resumed_at = now() - interval '1 day', evaluated_at = now();
select pg_temp.run(module, 'success', '5 minutes') from sync.modules;
select is_empty($$select pg_temp.problems()$$, 'what is fresh is no problem');

update sync.runs set started_at = now() - interval '13 minutes', finished_at = now() - interval '12 minutes', watermark = now() - interval '12 minutes'
where module = 'pianos';
select results_eq($$select pg_temp.problems()$$, $$values ('stale warning pianos')$$, 'past its target a module is stale');
select matches((select message from monitoring.find_problems()), '^pianos is known as it was 00:12:00 ago; its target is 00:10:00\.$', 'and says by how much');
update monitoring.watch set resumed_at = now() - interval '9 minutes';
select is_empty($$select pg_temp.problems()$$, 'after everything was off it gets ten minutes to catch up');
update monitoring.watch set resumed_at = now() - interval '1 day';
update monitoring.alert_rules set threshold = 2 where rule = 'stale';
select is_empty($$select pg_temp.problems()$$, 'the threshold is a row');
update monitoring.alert_rules set threshold = 1 where rule = 'stale';
select pg_temp.run('pianos', 'running', '10 minutes', p_mode => 'full');
select is_empty($$select pg_temp.problems()$$, 'a full sweep at work is what makes it fresh');
update sync.runs set started_at = now() - interval '7 hours' where status = 'running';
select results_eq($$select pg_temp.problems()$$, $$values ('stale warning pianos')$$, 'but not for ever');
delete from sync.runs where status = 'running';
select pg_temp.run('pianos', 'success', '2 minutes');

update sync.runs set started_at = now() - interval '17 minutes', finished_at = now() - interval '16 minutes';
select results_eq(
  $$select pg_temp.problems()$$, $$values ('schedule_silent critical main')$$, 'when nothing begins any more, that is the problem, once'
);
delete from sync.runs where module = 'pianos';
select results_eq($$select pg_temp.problems()$$, $$values ('schedule_silent critical main')$$, 'even beside what never ran');
select pg_temp.run(module, 'success', '1 minute') from sync.modules where module <> 'pianos';
update sync.accounts set created_at = now() - interval '9 minutes';
select is_empty($$select pg_temp.problems()$$, 'a new account has its target to begin with');
update sync.accounts set created_at = now() - interval '11 minutes';
select results_eq($$select pg_temp.problems()$$, $$values ('stale warning pianos')$$, 'what never succeeded is stale after it');
select pg_temp.run('pianos', 'success', '1 minute');

select pg_temp.run('users', 'success', make_interval(hours => n), '4 minutes', 'full') from generate_series(1, 4) n;
select pg_temp.run('users', 'running', '11 minutes', p_mode => 'full');
select is_empty($$select pg_temp.problems()$$, 'a run within three times its usual is no problem');
update sync.runs set started_at = now() - interval '13 minutes' where status = 'running';
select results_eq($$select pg_temp.problems()$$, $$values ('run_slow warning users')$$, 'a longer one is');
update sync.runs set mode = 'repair' where status = 'running';
select is_empty($$select pg_temp.problems()$$, 'without enough runs of its mode there is no usual');
delete from sync.runs where status = 'running';

insert into sync.credentials (account_id, sealed, updated_at, expires_at) values ('main', 'x', now() - interval '28 days', now() + interval '60 hours');
select is_empty($$select pg_temp.problems()$$, 'a token that is being refreshed is none');
update sync.credentials set expires_at = now() + interval '52 hours';
select results_eq($$select pg_temp.problems()$$, $$values ('token_ending warning main')$$, 'one that should have been is, two days before its end');
update sync.credentials set updated_at = now() - interval '100 minutes', expires_at = now() + interval '20 minutes';
select is_empty($$select pg_temp.problems()$$, 'a short token has a short end');
update sync.credentials set expires_at = null;
select is_empty($$select pg_temp.problems()$$, 'one that never ends has none');

-- Polls succeed, and a repair does: no full sweep is whole for long (case L2).
update sync.runs set complete = true, mode = 'full', watermark = now() - interval '51 hours', started_at = now() - interval '51 hours', finished_at = now() - interval '51 hours'
where module = 'pianos';
select pg_temp.run('pianos', 'success', '1 minute');
select pg_temp.run('pianos', 'partial', '1 hour', p_mode => 'full');
update sync.runs set gaps = 2 where module = 'pianos' and status = 'partial';
update sync.runs set complete = true, mode = 'full' where module <> 'pianos' and status = 'success';
select results_eq(
  $$select format('%s %s %s', rule, subject, message) from monitoring.find_problems() where rule = 'sweep_overdue'$$,
  $$select format('sweep_overdue pianos pianos: the last whole sweep began 2 days 03:00:00 ago; its target is 50:00:00. The last one (run %s) met 2 holes.', run_id)
    from sync.runs where module = 'pianos' and status = 'partial'$$,
  'a module whose polls succeed and whose sweeps are not whole has an alert of its own'
);
delete from sync.runs where module = 'pianos' and mode = 'incremental';
select pg_temp.run('pianos', 'success', '1 minute', p_mode => 'repair');
select ok(
  (select late from monitoring.module_health where module = 'pianos'), 'a repair of some day does not make a module fresh'
);

-- For thirty days polls succeed, and no full sweep ever did (case L2).
delete from sync.runs where module = 'pianos' and mode = 'full' and complete;
delete from sync.runs where module = 'pianos' and mode = 'repair';
update sync.accounts set created_at = now() - interval '30 days';
select pg_temp.run('pianos', 'success', '1 minute', p_mode => 'incremental');
create function pg_temp.overdue()
returns setof text
language sql
as $$ select format('%s %s: %s', severity, subject, message) from monitoring.find_problems() where rule = 'sweep_overdue' $$;
select results_eq(
  'select pg_temp.overdue()',
  $$select format('warning pianos: pianos: no full sweep was whole yet; its target is 50:00:00. The last one (run %s) met 2 holes.', run_id)
    from sync.runs where module = 'pianos' and mode = 'full'$$,
  'a sweep that was never whole is overdue too'
);
update sync.runs set status = 'failed', error = '{"code": "gazelle_list_endless", "message": "it has no end"}' where module = 'pianos' and mode = 'full';
select matches((select * from pg_temp.overdue()), 'no full sweep was whole yet;.* failed: it has no end\.$', 'with what ended the last one');
delete from sync.runs where module = 'pianos' and mode = 'full';
select matches((select * from pg_temp.overdue()), 'no full sweep was whole yet;.* None has run\.$', 'or that none has run');

select * from finish();
rollback;
