-- The share of each day that a module was inside its target, by the company's days.
begin;
select plan(9);

-- A zone without summer time, so that the days of this test have 24 hours in each week of the year.
update sync.accounts set time_zone = 'America/Regina';
create temp table clock as
select (((now() at time zone 'America/Regina')::date)::timestamp at time zone 'America/Regina') as midnight;
create function pg_temp.run(p_status text, p_at interval)
returns void
language sql
as $$
  insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error, moved_watermark)
  select 'main', 'pianos', 'full', p_status, midnight + p_at, midnight + p_at, midnight + p_at, case when p_status = 'failed' then '{}'::jsonb end, p_status = 'success' from clock;
$$;
update sync.modules set fresh_within = '6 hours' where module = 'pianos';

select is_empty($$select from monitoring.freshness_history$$, 'without runs there is no history');
select pg_temp.run('failed', '-36 hours');
select pg_temp.run('success', '-30 hours'), pg_temp.run('success', '-12 hours');
-- A poll beside a first sweep that does not end, and a repair, prove nothing of what lies before (case L2).
insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at)
select 'main', 'pianos', m.mode, 'success', midnight - interval '20 hours', midnight - interval '20 hours', midnight - interval '20 hours'
from clock, (values ('incremental'), ('repair')) m (mode);
select is(
  (select count(*) from monitoring.read_successes('main', current_date - 7) where module = 'pianos' and watermark > '-infinity'), 2::bigint,
  'a success that moved no watermark is none'
);
-- Two days ago: known from noon, stale until 18:00, then fresh to midnight. Yesterday: 0-12 stale, 12-18 fresh, 18-24 stale.
select results_eq(
  $$select day - (select (midnight at time zone 'America/Regina')::date from clock), fresh_share, known, longest_gap
    from monitoring.freshness_history where module = 'pianos' and day < (select (midnight at time zone 'America/Regina')::date from clock)$$,
  $$values (-2, 0.5, interval '12 hours', interval '6 hours'), (-1, 0.25, interval '24 hours', interval '12 hours')$$,
  'fresh is the time after a success, up to the target; nothing is before the first one'
);
select is(
  (select fresh_share from monitoring.freshness_history order by day desc limit 1), case when now() > midnight then 0.0 else 1 end,
  'today began stale'
) from clock;
select pg_temp.run('success', '0');
select ok((select fresh_share > 0 from monitoring.freshness_history order by day desc limit 1), 'a success of today counts at once');

select is(monitoring.store_freshness(), 2, 'days that are over are kept');
select is(monitoring.store_freshness(), 0, 'once');
delete from sync.runs where started_at < (select midnight from clock);
select results_eq(
  $$select fresh_share from monitoring.freshness_history order by day$$,
  $$select * from (values (0.5), (0.25)) v union all select fresh_share from monitoring.measure_freshness('main', ((now() at time zone 'America/Regina')::date))$$,
  'and outlive their runs'
);
update sync.modules set fresh_within = '1 minute' where module = 'pianos';
select results_eq($$select fresh_share from monitoring.freshness_history order by day limit 2$$, $$values (0.5), (0.25)$$, 'a new target does not rewrite them');

select * from finish();
rollback;
