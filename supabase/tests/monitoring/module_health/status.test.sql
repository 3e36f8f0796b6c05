-- healthy; degraded with a failure in the last day; unhealthy with more than three, or past its freshness.
begin;
select plan(16);

create function pg_temp.run(p_status text, p_age interval, p_dry_run boolean default false)
returns void
language sql
as $$
  insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error, dry_run, moved_watermark)
  values (
    'main', 'users', 'full', p_status, now() - p_age, now() - p_age, now() - p_age,
    case when p_status = 'failed' then jsonb_build_object('code', 'gazelle_unreachable', 'message', format('away %s', p_age)) end, p_dry_run, p_status = 'success'
  );
$$;
create function pg_temp.status()
returns text
language sql
volatile
as $$ select status from monitoring.module_health where module = 'users'; $$;

select is(pg_temp.status(), 'unhealthy', 'a module that never succeeded is unhealthy');
select pg_temp.run('partial', '1 hour');
select is(pg_temp.status(), 'unhealthy', 'a partial run is no success');
select pg_temp.run('success', '1 hour', true);
select is(pg_temp.status(), 'unhealthy', 'nor is a dry run');
select pg_temp.run('success', '25 hours');
select is(pg_temp.status(), 'healthy', 'a success within its target makes it healthy');
select results_eq(
  $$select last_success_at, age, fresh_within, failures_24h, running, last_error from monitoring.module_health where module = 'users'$$,
  $$values (now() - interval '25 hours', interval '25 hours', interval '26 hours', 0, false, null::text)$$,
  'with its facts'
);
update sync.modules set fresh_within = '24 hours' where module = 'users';
select is(pg_temp.status(), 'unhealthy', 'past its target it is unhealthy');
update sync.modules set fresh_within = '26 hours' where module = 'users';

select pg_temp.run('failed', '25 hours');
select is(pg_temp.status(), 'healthy', 'a failure of more than a day ago is over');
select pg_temp.run('failed', '3 hours');
update sync.runs set error = error || '{"code": "gazelle_not_connected"}' where status = 'failed' and started_at = now() - interval '3 hours';
select is(pg_temp.status(), 'healthy', 'nor is one a fault that waited for consent (case H7)');
select pg_temp.run('failed', '2 hours');
select is(pg_temp.status(), 'degraded', 'one of today degrades it');
select pg_temp.run('failed', '3 hours'), pg_temp.run('failed', '4 hours');
select is(pg_temp.status(), 'degraded', 'so do three');
select pg_temp.run('failed', '5 hours');
select is(pg_temp.status(), 'unhealthy', 'four are too many');
select results_eq(
  $$select failures_24h, last_error from monitoring.module_health where module = 'users'$$,
  $$values (4, 'gazelle_unreachable: away 02:00:00')$$,
  'the newest failure is the one that shows'
);

-- Fresh is what the watermark says: a poll beside a first sweep that never ends reads well, and so does a repair (case L2).
insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, read_to_end)
select 'main', 'pianos', m.mode, 'success', now(), now(), now(), true from (values ('incremental'), ('repair')) m (mode);
select results_eq(
  $$select status, late, age_seconds, last_success_at from monitoring.module_health where module = 'pianos'$$,
  $$values ('unhealthy', true, null::bigint, now())$$, 'runs that succeed and move no watermark make nothing fresh'
);
insert into sync.watermarks (account_id, module, watermark) values ('main', 'pianos', now() - interval '30 days');
select is(
  (select age from monitoring.module_health where module = 'pianos'), interval '30 days', 'its age counts from the watermark, whatever succeeded since'
);

select ok('jit=off' = any (proconfig), 'it is read uncompiled: compiling it would take longer than anybody waits')
from pg_proc where oid = 'monitoring.read_module_health()'::regprocedure;

-- A company that was added and has no key yet.
select sync.add_account('second'), sync.add_account('third', p_sealed_key => 'sealed');
select results_eq(
  $$select distinct account_id, connected, paused from monitoring.module_health order by 1$$,
  $$values ('main', true, false), ('second', false, true), ('third', true, false)$$, 'an account without a credential is not connected'
);

select * from finish();
rollback;
