-- What the runs of each hour did; hours in which nothing ran are there too.
begin;
select plan(6);

create temp table hour as select date_trunc('hour', now(), 'UTC') as this;
select results_eq(
  $$select count(*), count(distinct hour), min(hour), sum(runs) from monitoring.throughput$$,
  $$select 48 * count(*), 48::bigint, (select this - interval '47 hours' from hour), 0::numeric from sync.modules$$,
  'two days of hours for each module, even before anything ran'
);
insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error, pages, api_calls, waited_ms, fetched, changed, promoted, rejected, deleted, dry_run)
select 'main', 'users', 'full', r.status, now(), h.this + r.at, h.this + r.at + interval '30 seconds', case when r.status = 'failed' then '{}'::jsonb end,
  2, 3, 500, 200, 20, 19, 1, 4, r.dry
from hour h, (values
  ('success', interval '-3 hours', false), ('failed', interval '-2 hours -59 minutes', false), ('success', interval '-48 hours', false),
  ('success', interval '-3 hours', true)
) r (status, at, dry);
select results_eq(
  $$select runs, failed, pages, api_calls, fetched, changed, promoted, rejected, deleted, seconds
    from monitoring.throughput, hour where hour = this - interval '3 hours' and module = 'users'$$,
  $$values (2::bigint, 1::bigint, 4::bigint, 6::bigint, 400::bigint, 40::bigint, 38::bigint, 2::bigint, 8::bigint, 60.0)$$,
  'the runs that began in an hour are summed, failed ones too, dry runs not'
);
select is((select sum(runs) from monitoring.throughput), 2::numeric, 'and what is older is not there');

insert into sync.runs (account_id, module, mode, status, watermark, started_at) values ('main', 'pianos', 'full', 'running', now(), (select this from hour));
insert into sync.lanes (run_id, lane, pages, api_calls, waited_ms, fetched) select max(run_id), l, 5, 6, 1500, 500 from sync.runs, unnest(array['a', 'b']) l group by l;
select results_eq(
  $$select runs, pages, fetched from monitoring.throughput, hour where hour = this and module = 'pianos'$$,
  $$values (1::bigint, 10::bigint, 1000::bigint)$$, 'a run under way counts with what its lanes have'
);

select results_eq(
  $$select now() - hour < interval '1 hour', runs, calls, calls_per_run, waited_seconds from monitoring.api_usage where runs > 0 order by hour desc$$,
  $$values (true, 1::bigint, 12::bigint, 12.0, 3.0), (false, 3::bigint, 9::bigint, 3.0, 1.5)$$,
  'calls and waiting by hour: a dry run calls Gazelle too'
);
select sync.slow_down('main'), sync.slow_down('main'), sync.reserve_call('main', 1, 5);
update sync.limiters set slowed_at = now() - interval '2 seconds';
delete from monitoring.throttles;
select sync.slow_down('main');
select sync.slow_down('main'), sync.reserve_call('main', 1, 5);
select is((select throttles from monitoring.api_usage order by hour desc limit 1), 1::bigint, 'lanes that are refused together are one throttle, a turn is none');

select * from finish();
rollback;
