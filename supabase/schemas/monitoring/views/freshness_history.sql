-- Freshness of each module on each of the last 31 days.

create function monitoring.read_freshness_history()
returns table (day date, module text, account_id text, fresh_share numeric, known interval, longest_gap interval)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select f.day, f.module, f.account_id, f.fresh_share, f.known, f.longest_gap
  from (
    select k.day, k.module, k.account_id, k.fresh_share, k.known, k.longest_gap
    from monitoring.freshness_days k
    where k.day > (now() at time zone 'UTC')::date - 31
    union all
    select l.day, l.module, a.account_id, l.fresh_share, l.known, l.longest_gap
    from sync.accounts a
    cross join lateral monitoring.measure_freshness(a.account_id, monitoring.first_unstored_day(a.account_id)) l
  ) f
  join sync.modules m on m.module = f.module
  where f.account_id = any ((select gazelle.member_accounts())::text[])
  order by f.day, m.position, f.account_id;
end;

comment on function monitoring.read_freshness_history() is 'Reads monitoring.freshness_history.';

create view monitoring.freshness_history with (security_invoker = on) as
select * from monitoring.read_freshness_history();

comment on view monitoring.freshness_history is
  'How much of each of the last 31 days a module was inside its freshness target, from its first run on. Days are the company''s; those that are over are kept.';
comment on column monitoring.freshness_history.fresh_share is 'Share of the time, 0 to 1, by the target of then.';
comment on column monitoring.freshness_history.known is 'The time that the share is about: less than a day for today and the first day.';
comment on column monitoring.freshness_history.longest_gap is 'Longest time past the target on that day.';

grant execute on function monitoring.read_freshness_history() to authenticated;
grant select on monitoring.freshness_history to authenticated;
