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
