-- An edit that Gazelle shows no poll comes with the next sweep, so each module says when that is (case L3).
begin;
select plan(4);

select results_eq(
  $$select monitoring.next_time(t.times, '2026-11-26 07:05Z')
    from (values ('30 7 * * *'), ('5 7 * * *'), ('25 7 * * 0'), ('25 7 * * 7'), ('0 7 * * 4'), ('0 23 * * 4')) t (times)$$,
  $$values ('2026-11-26 07:30Z'::timestamptz), ('2026-11-27 07:05Z'), ('2026-11-29 07:25Z'), ('2026-11-29 07:25Z'), ('2026-12-03 07:00Z'), ('2026-11-26 23:00Z')$$,
  'a schedule fires today if its time is to come, else the next day or on its day of the week'
);
select is_empty(
  $$select t.times from (values ('*/4 * * * *'), ('0 7 1 * *'), ('0 7 * * 1-5'), ('at dawn'), (null)) t (times) where monitoring.next_time(t.times, now()) is not null$$,
  'of other forms no time is claimed'
);

select sync.begin_run('users', 'full');
update sync.runs set status = 'success', finished_at = now(), complete = true, lease = null, lease_until = null, watermark = '2026-11-20Z';
select sync.begin_run('users', 'full');
update sync.runs set status = 'partial', finished_at = now(), complete = false, lease = null, lease_until = null where status = 'running';
select sync.schedule('users', 'full', '0 7 * * *');
select results_eq(
  $$select whole_at, next_sweep_at from monitoring.module_health where module = 'users'$$,
  $$select '2026-11-20Z'::timestamptz, monitoring.next_time('0 7 * * *', now())$$,
  'a sweep that was not whole leaves what polls cannot see as old as it was'
);
select cron.unschedule('gazelle-sync-users-full');
select results_eq(
  $$select whole_at, next_sweep_at from monitoring.module_health where module = 'users'$$, $$values ('2026-11-20Z'::timestamptz, null::timestamptz)$$,
  'without a schedule there is no next sweep'
);

select * from finish();
rollback;
