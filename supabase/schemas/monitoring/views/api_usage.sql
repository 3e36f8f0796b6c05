-- Calls to Gazelle, waiting and 429s by hour.

create function monitoring.read_api_usage()
returns table (
  hour timestamptz,
  account_id text,
  runs bigint,
  calls bigint,
  calls_per_run numeric,
  waited_seconds numeric,
  throttles bigint
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with sums as (
    select date_trunc('hour', r.started_at, 'UTC') as hour, r.account_id, count(*) as runs,
      sum(coalesce(l.api_calls, r.api_calls)) as calls, sum(coalesce(l.waited_ms, r.waited_ms)) as waited_ms
    from sync.runs r
    left join monitoring.open_run_counters() l on l.run_id = r.run_id
    where r.started_at >= date_trunc('hour', now(), 'UTC') - interval '47 hours'
    group by 1, 2
  )
  select h.hour, a.account_id, coalesce(s.runs, 0), coalesce(s.calls, 0)::bigint, round(s.calls / nullif(s.runs, 0), 1),
    round(coalesce(s.waited_ms, 0) / 1000.0, 1), coalesce(t.throttles, 0)::bigint
  from generate_series(date_trunc('hour', now(), 'UTC') - interval '47 hours', now(), interval '1 hour') h (hour)
  cross join sync.accounts a
  left join sums s on s.hour = h.hour and s.account_id = a.account_id
  left join monitoring.throttles t on t.hour = h.hour and t.account_id = a.account_id
  where a.account_id = any ((select gazelle.member_accounts())::text[])
  order by h.hour, a.account_id;
end;

comment on function monitoring.read_api_usage() is 'Reads monitoring.api_usage.';

create view monitoring.api_usage with (security_invoker = on) as
select * from monitoring.read_api_usage();

comment on view monitoring.api_usage is
  'Calls to Gazelle by hour, the last 48 hours. A run counts in the hour in which it began, a throttle in its own.';
comment on column monitoring.api_usage.waited_seconds is 'Time that calls waited for their turn, or between attempts.';
comment on column monitoring.api_usage.throttles is '429s of Gazelle. With Upstash as limiter they are not counted here.';

grant execute on function monitoring.read_api_usage() to authenticated;
grant select on monitoring.api_usage to authenticated;
