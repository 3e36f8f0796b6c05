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
