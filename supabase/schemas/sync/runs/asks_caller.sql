-- A credential that lost a right gives lists that look whole: a sweep that reads them asks whose it is before it believes them.

create function sync.asks_caller(p_run sync.runs, p_outcome text)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return p_run.mode = 'full' and not p_run.dry_run and not exists (
    select
    from sync.callers c
    cross join lateral (
      -- One answer a day is enough for all modules; a daily sweep may begin a little earlier than the day before.
      select coalesce(c.asked_at between now() - interval '20 hours' and clock_timestamp(), false) as is_new, c.unanswered_since is null as is_answered
    ) a
    where c.account_id = p_run.account_id
      -- What is not a full administrator's answer is asked for again by each sweep, since it may be mended; by its first slice alone.
      and case when p_outcome = 'begun' then a.is_new and a.is_answered and c.is_full_admin else a.is_new or not a.is_answered end
  );
end;
$$;

comment on function sync.asks_caller(sync.runs, text) is
  'Whether a slice asks whose credential it is before it reads: that of a full sweep, where the account''s answer is older than a day, or not a full administrator''s.';
