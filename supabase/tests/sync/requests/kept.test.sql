-- What a schedule or a person has asked for is asked again until a run has read it: a busy answer and a failure lose no request.
begin;
select plan(24);

select sync.connect_functions('http://127.0.0.1:1/functions/v1', 'sb_secret_test');
insert into sync.watermarks (account_id, module, watermark) select 'main', module, now() - interval '1 hour' from sync.modules;

-- What the schedule queued, as the function would take it.
create function pg_temp.sent()
returns jsonb
language plpgsql
as $$
declare
  v_sent jsonb := (
    select jsonb_agg(convert_from(q.body, 'utf8')::jsonb || jsonb_build_object('by', q.headers ->> 'x-triggered-by') order by q.id)
    from net.http_request_queue q
    where q.url like '%/sync-%'
  );
begin
  delete from net.http_request_queue;
  return v_sent;
end;
$$;
create function pg_temp.begin(p_mode text, p_window text default null, p_by text default 'schedule', p_module text default 'timeline')
returns jsonb
language sql
as $$
  select sync.begin_run(p_module, p_mode, p_window, p_overlap => '1 day', p_triggered_by => p_by);
$$;
create function pg_temp.finish(p_run jsonb, p_code text default null)
returns void
language plpgsql
as $$
begin
  if p_code is null then
    perform sync.stage_page((p_run ->> 'runId')::bigint, (p_run ->> 'lease')::uuid, 'all', 1, '[]');
  end if;
  perform sync.finish_run(
    (p_run ->> 'runId')::bigint, (p_run ->> 'lease')::uuid, case when p_code is not null then jsonb_build_object('code', p_code, 'message', 'm') end, p_lanes => '{all}'
  );
end;
$$;
create function pg_temp.keeper()
returns jsonb
language plpgsql
as $$
begin
  perform sync.resume_stalled_runs();
  return pg_temp.sent();
end;
$$;
create function pg_temp.later(p_time interval)
returns void
language sql
as $$
  update sync.requests set asked_at = asked_at - p_time, next_at = next_at - p_time;
$$;

-- Busy.
create temp table poll as select pg_temp.begin('incremental') as r;
select sync.invoke('timeline', 'incremental', 'balanced');
select is(
  pg_temp.sent(), '[{"mode": "incremental", "window": "balanced", "account": "main", "by": "schedule"}]', 'the schedule asks for thirty days'
);
select is(pg_temp.begin('incremental', 'balanced') ->> 'outcome', 'busy', 'while a poll of one day is open');
select is(pg_temp.keeper(), null, 'which goes on first');
select pg_temp.finish(r) from poll;
select is(
  pg_temp.keeper(), '[{"mode": "incremental", "window": "balanced", "account": "main", "by": "schedule"}]',
  'when it has ended, the keeper asks for the thirty days again'
);
select is(pg_temp.keeper(), null, 'once');

-- Failed.
create temp table month as select pg_temp.begin('incremental', 'balanced') as r;
select pg_temp.later('1 hour');
select is(pg_temp.keeper(), null, 'the run that reads them is not asked for again');
select pg_temp.finish(r, 'gazelle_unreachable') from month;
select is(
  pg_temp.keeper(), '[{"mode": "incremental", "window": "balanced", "account": "main", "by": "schedule"}]', 'one that fails is'
);
select pg_temp.later('10 minutes');
select is(pg_temp.keeper(), null, 'the second time later');
select pg_temp.later('1 hour');
select is(pg_temp.keeper() #>> '{0,window}', 'balanced', 'but again');
update month set r = pg_temp.begin('incremental', 'balanced');
select pg_temp.finish(r) from month;
select pg_temp.later('1 hour');
select is(pg_temp.keeper(), null, 'what was read is not asked for any more');
select is_empty($$select from sync.requests$$, 'nor remembered');

-- What would fail again the same way is not tried before its next time; neither is what is older than a day.
select sync.invoke('timeline', 'incremental', 'balanced');
update month set r = pg_temp.begin('incremental', 'balanced');
select pg_temp.finish(r, 'gazelle_query_refused') from month;
select is_empty($$select from sync.requests$$, 'a refused query is not repeated');
-- Slices that die may pass, and a window that is asked for each night has no poll that would read it before the next one.
select sync.invoke('timeline', 'incremental', 'balanced');
update month set r = pg_temp.begin('incremental', 'balanced');
select pg_temp.finish(r, 'run_stalled') from month;
select pg_temp.sent(), pg_temp.later('6 minutes');
select is(pg_temp.keeper() #>> '{0,window}', 'balanced', 'a window of which the slices died is asked for again');
update month set r = pg_temp.begin('incremental', 'balanced');
select pg_temp.finish(r, 'run_stalled') from month;
select pg_temp.later('6 minutes');
select is(pg_temp.keeper(), null, 'later each time');
select sync.invoke('timeline', 'incremental', 'balanced');
select pg_temp.later('25 hours'), pg_temp.sent();
select is(pg_temp.keeper(), null, 'after a day the next one has been asked for');
select sync.prune();
select is_empty($$select from sync.requests$$, 'and the old one is forgotten');
select sync.invoke('timeline');
select is_empty($$select from sync.requests$$, 'a plain poll comes again by itself');
select pg_temp.sent();

-- A person's full sweep waits for the one that is at work, and then sees everything as it was when it was asked for (case R2).
create temp table sweep as select pg_temp.begin('full', p_module => 'clients') as r;
update sync.runs set lease_until = clock_timestamp() - interval '1 minute' where module = 'clients';
insert into gazelle.members (account_id, user_id, role) values ('main', '00000000-0000-4000-8000-000000000001', 'admin');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001", "email": "ada@example.com"}', true);
select is(monitoring.sync_now('clients', 'full'), '{"outcome": "requested"}', 'a sweep whose slice died is no reason to refuse one');
update sync.runs set lease_until = clock_timestamp() + interval '1 minute' where module = 'clients';
select pg_temp.begin('full', p_by => 'dashboard', p_module => 'clients'), pg_temp.sent();
select pg_temp.finish(r) from sweep;
select is(
  pg_temp.keeper(), '[{"mode": "full", "account": "main", "by": "dashboard"}]', 'but it goes on first, and then the person''s is asked for'
);
update sweep set r = pg_temp.begin('full', p_by => 'dashboard', p_module => 'clients');
select pg_temp.finish(r) from sweep;
select is_empty($$select from sync.requests$$, 'which answers it');

-- A sweep whose first page fails cannot be carried on: it is begun anew within minutes, not a week later.
select sync.invoke('clients', 'full');
update sweep set r = pg_temp.begin('full', p_module => 'clients');
select pg_temp.finish(r, 'gazelle_unreachable') from sweep;
select pg_temp.sent(), pg_temp.later('6 minutes');
select is(pg_temp.keeper() #>> '{0,mode}', 'full', 'a sweep that came to no page is repeated');

-- A person's request, and the schedule's of the same.
delete from sync.requests;
update sync.runs set status = 'failed', lease = null, lease_until = null, error = '{"code": "test", "message": "over"}', finished_at = now()
where status = 'running';
select sync.invoke('pianos', 'full', null, 'main', 'dashboard');
create temp table asked as select asked_at, triggered_by from sync.requests where module = 'pianos';
select sync.invoke('pianos', 'full', null, 'main', 'schedule');
select results_eq('select asked_at, triggered_by from sync.requests where module = ''pianos''', 'table asked', 'the schedule does not put off what a person asked for');
create temp table own as select pg_temp.begin('full', null, 'dashboard', 'pianos') as r;
select pg_temp.finish(r, 'gazelle_list_endless') from own;
select is((select count(*) from sync.requests where module = 'pianos'), 1::bigint, 'a sweep that read nothing to its end answers no person');
update sync.requests set triggered_by = 'schedule' where module = 'pianos';
create temp table again as select pg_temp.begin('full', null, 'schedule', 'pianos') as r;
select pg_temp.finish(r, 'gazelle_list_endless') from again;
select is((select count(*) from sync.requests where module = 'pianos'), 0::bigint, 'the schedule asks for it again at its next time');

select * from finish();
rollback;
