-- Records and pages by hour.

create function monitoring.read_throughput()
returns table (
  hour timestamptz,
  module text,
  account_id text,
  runs bigint,
  failed bigint,
  pages bigint,
  api_calls bigint,
  fetched bigint,
  changed bigint,
  promoted bigint,
  rejected bigint,
  deleted bigint,
  seconds numeric
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with recent as (
    select date_trunc('hour', r.started_at, 'UTC') as hour, r.module, r.account_id, r.status, r.deleted, r.started_at, r.finished_at,
      coalesce(l.pages, r.pages) as pages, coalesce(l.api_calls, r.api_calls) as api_calls, coalesce(l.fetched, r.fetched) as fetched,
      coalesce(l.changed, r.changed) as changed, coalesce(l.promoted, r.promoted) as promoted, coalesce(l.rejected, r.rejected) as rejected
    from sync.runs r
    left join monitoring.open_run_counters() l on l.run_id = r.run_id
    where r.started_at >= date_trunc('hour', now(), 'UTC') - interval '47 hours' and not r.dry_run
  ), sums as (
    select r.hour, r.module, r.account_id, count(*) as runs, count(*) filter (where r.status = 'failed') as failed,
      sum(r.pages) as pages, sum(r.api_calls) as api_calls, sum(r.fetched) as fetched, sum(r.changed) as changed,
      sum(r.promoted) as promoted, sum(r.rejected) as rejected, sum(r.deleted) as deleted,
      sum(extract(epoch from coalesce(r.finished_at, now()) - r.started_at)) as seconds
    from recent r
    group by 1, 2, 3
  )
  select h.hour, m.module, a.account_id, coalesce(s.runs, 0), coalesce(s.failed, 0), coalesce(s.pages, 0), coalesce(s.api_calls, 0),
    coalesce(s.fetched, 0), coalesce(s.changed, 0), coalesce(s.promoted, 0), coalesce(s.rejected, 0), coalesce(s.deleted, 0),
    round(coalesce(s.seconds, 0), 1)
  from generate_series(date_trunc('hour', now(), 'UTC') - interval '47 hours', now(), interval '1 hour') h (hour)
  cross join sync.modules m
  cross join sync.accounts a
  left join sums s on s.hour = h.hour and s.module = m.module and s.account_id = a.account_id
  where a.account_id = any ((select gazelle.member_accounts())::text[])
  order by h.hour, m.position, a.account_id;
end;

comment on function monitoring.read_throughput() is 'Reads monitoring.throughput.';

create view monitoring.throughput with (security_invoker = on) as
select * from monitoring.read_throughput();

comment on view monitoring.throughput is
  'Records and pages by hour, the last 48 hours, hours without runs too. A run counts in the hour in which it began.';
comment on column monitoring.throughput.hour is 'Start of the hour.';
comment on column monitoring.throughput.seconds is 'How long its runs took, together.';

grant execute on function monitoring.read_throughput() to authenticated;
grant select on monitoring.throughput to authenticated;
