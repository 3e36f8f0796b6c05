-- The full sweeps of each module: what polls cannot see is as old as the last whole one.

create function monitoring.next_time(p_times text, p_after timestamptz)
returns timestamptz
language sql
stable
set search_path = ''
begin atomic
  select min(d.at)
  from regexp_match(p_times, '^([0-5]?\d) (1?\d|2[0-3]) \* \* (\*|[0-7])$') m (parts)
  cross join generate_series(0, 7) n (days)
  cross join lateral (
    select ((p_after at time zone 'UTC')::date + n.days + make_time(m.parts[2]::int, m.parts[1]::int, 0)) at time zone 'UTC' as at
  ) d
  where d.at > p_after and m.parts[3] in ('*', extract(dow from d.at at time zone 'UTC')::text, extract(isodow from d.at at time zone 'UTC')::text);
end;

comment on function monitoring.next_time(text, timestamptz) is
  'When a schedule fires next, for the forms that sweeps use: a minute and an hour (UTC) of each day, or of one day of the week. Null for any other.';

create function monitoring.read_sweeps()
returns table (
  module text,
  account_id text,
  swept_within interval,
  whole_at timestamptz,
  run_id bigint,
  status text,
  gaps int,
  error jsonb
)
language sql
stable
set search_path = ''
as $$
  select m.module, a.account_id, m.swept_within, w.watermark, l.run_id, l.status, l.gaps, l.error
  from sync.modules m
  cross join sync.accounts a
  left join lateral (
    select r.watermark
    from sync.runs r
    where r.module = m.module and r.account_id = a.account_id and r.mode = 'full' and r.complete and not r.dry_run
      and greatest(r.started_at, r.watermark) <= clock_timestamp()
    order by r.started_at desc
    limit 1
  ) w on true
  left join lateral (
    select r.run_id, r.status, r.gaps, r.error
    from sync.runs r
    where r.module = m.module and r.account_id = a.account_id and r.mode = 'full' and not r.dry_run and r.started_at <= clock_timestamp()
    order by r.started_at desc
    limit 1
  ) l on true
  where m.swept_within is not null;
$$;

comment on function monitoring.read_sweeps() is
  'One row a module and account: when the last whole sweep began, its target, and the last sweep of all.';
