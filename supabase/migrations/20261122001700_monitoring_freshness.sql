-- Written by `npm run generate:migrations` from supabase/: schemas/monitoring/freshness/freshness_days.sql, schemas/monitoring/freshness/stale_periods.sql, schemas/monitoring/freshness/store_freshness.sql. Do not edit.

-- Days that are over do not change, so that their freshness is kept.

create table monitoring.freshness_days (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  day date not null,
  fresh_share numeric not null,
  known interval not null,
  longest_gap interval not null,
  primary key (account_id, module, day)
);

comment on table monitoring.freshness_days is
  'Freshness of days that are over. Stored, because computing it reads every run, and runs are pruned. See monitoring.freshness_history.';

alter table monitoring.freshness_days enable row level security;

-- When a module was past its freshness target: from a run's start plus the target to the end of the next run that read everything since.

create function monitoring.read_synced_modules(p_account text, p_from date)
returns table (module text, time_zone text, fresh_within interval, first_run_at timestamptz, begins timestamptz)
language sql
stable
set search_path = ''
begin atomic
  select m.module, a.time_zone, m.fresh_within, f.started_at, greatest(f.started_at, p_from::timestamp at time zone a.time_zone)
  from sync.modules m
  join sync.accounts a on a.account_id = p_account
  cross join lateral (
    select r.started_at from sync.runs r
    where r.module = m.module and r.account_id = p_account
    order by r.started_at
    limit 1
  ) f;
end;

comment on function monitoring.read_synced_modules(text, date) is
  'Modules of an account that have run, with their target; begins is p_from, in the account''s zone, or the first run if that was later.';

create function monitoring.read_successes(p_account text, p_from date)
returns table (module text, finished_at timestamptz, watermark timestamptz)
language sql
stable
set search_path = ''
begin atomic
  select k.module, s.finished_at, s.watermark
  from monitoring.read_synced_modules(p_account, p_from) k
  cross join (values ('incremental'), ('full')) o (mode)
  cross join lateral (
    -- Mode by mode, so that the index runs_successes bounds the scan: today is a hundredth of the table.
    select r.finished_at, r.watermark from sync.runs r
    where r.module = k.module and r.account_id = p_account and r.mode = o.mode
      and r.moved_watermark and not r.dry_run and r.finished_at >= k.begins
    offset 0
  ) s
  union all
  -- The last run before the first day that moved the watermark, whose freshness may reach into it.
  select k.module, coalesce(max(b.finished_at), '-infinity'), coalesce(max(b.watermark), '-infinity')
  from monitoring.read_synced_modules(p_account, p_from) k
  left join lateral (
    select l.finished_at, l.watermark
    from (values ('incremental'), ('full')) o (mode)
    cross join lateral (
      select r.finished_at, r.watermark from sync.runs r
      where r.module = k.module and r.account_id = p_account and r.mode = o.mode
        and r.moved_watermark and not r.dry_run and r.finished_at < k.begins
      order by r.finished_at desc
      limit 1
    ) l
  ) b on true
  group by k.module;
end;

comment on function monitoring.read_successes(text, date) is
  'The runs of each module that moved its watermark, since everything was read from their start back: those since p_from, and the last one before it (-infinity when there was none).';

create function monitoring.read_stale_periods(p_account text, p_from date)
returns table (module text, time_zone text, begins timestamptz, ends timestamptz)
language sql
stable
set search_path = ''
begin atomic
  select k.module, k.time_zone, greatest(s.stale_at, k.begins), s.next_at
  from (
    select s.module, greatest(s.watermark + m.fresh_within, s.finished_at) as stale_at, lead(s.finished_at, 1, now()) over (partition by s.module order by s.finished_at) as next_at
    from monitoring.read_successes(p_account, p_from) s
    join sync.modules m using (module)
  ) s
  join monitoring.read_synced_modules(p_account, p_from) k using (module)
  where s.next_at > greatest(s.stale_at, k.begins);
end;

comment on function monitoring.read_stale_periods(text, date) is 'Periods since p_from in which a module was past its freshness target.';

-- Freshness of a day: the share of it in which a module was within its target. Days that are over are stored.

create function monitoring.measure_freshness(p_account text, p_from date)
returns table (day date, module text, fresh_share numeric, known interval, longest_gap interval)
language sql
stable
set search_path = ''
begin atomic
  with days as (
    select d.day::date as day, d.day at time zone a.time_zone as begins,
      least((d.day + interval '1 day') at time zone a.time_zone, now()) as ends
    from sync.accounts a
    cross join lateral generate_series(p_from::timestamp, (now() at time zone a.time_zone)::date, interval '1 day') d (day)
    where a.account_id = p_account
  ), stale as (
    select g.module, d.day::date as day, sum(p.gap) as stale, max(p.gap) as longest
    from monitoring.read_stale_periods(p_account, p_from) g
    cross join lateral generate_series(
      (g.begins at time zone g.time_zone)::date::timestamp, (g.ends at time zone g.time_zone)::date, interval '1 day'
    ) d (day)
    cross join lateral (
      select least(g.ends, (d.day + interval '1 day') at time zone g.time_zone) - greatest(g.begins, d.day at time zone g.time_zone) as gap
    ) p
    group by 1, 2
  )
  select d.day, k.module,
    round(1 - coalesce(extract(epoch from g.stale) / nullif(extract(epoch from l.known), 0), 0), 4), l.known, coalesce(g.longest, interval '0')
  from monitoring.read_synced_modules(p_account, p_from) k
  join days d on d.ends > k.first_run_at
  cross join lateral (select d.ends - greatest(d.begins, k.first_run_at) as known) l
  left join stale g on g.module = k.module and g.day = d.day;
end;

comment on function monitoring.measure_freshness(text, date) is
  'How fresh each module was on each day from p_from to today, from its first run on: the time since its watermark, against its target.';

create function monitoring.first_unstored_day(p_account text)
returns date
language sql
stable
set search_path = ''
begin atomic
  select coalesce(max(k.day) + 1, (now() at time zone 'UTC')::date - 30)
  from monitoring.freshness_days k
  where k.account_id = p_account;
end;

comment on function monitoring.first_unstored_day(text) is 'The first day whose freshness is not stored yet, at most a month ago.';

create function monitoring.store_freshness()
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_days int;
begin
  insert into monitoring.freshness_days (account_id, module, day, fresh_share, known, longest_gap)
  select a.account_id, f.module, f.day, f.fresh_share, f.known, f.longest_gap
  from sync.accounts a
  cross join lateral (select (now() at time zone a.time_zone)::date as day) today
  cross join lateral monitoring.measure_freshness(a.account_id, monitoring.first_unstored_day(a.account_id)) f
  -- On all but the first minute of a day there is nothing to store, and nothing is measured.
  where f.day < today.day and monitoring.first_unstored_day(a.account_id) < today.day
  on conflict do nothing;
  get diagnostics v_days = row_count;
  delete from monitoring.freshness_days k where k.day < now() - interval '400 days';
  return v_days;
end;
$$;

comment on function monitoring.store_freshness() is 'Stores the freshness of the days that are over since it was last called; answers how many rows.';
