-- Deletions that are due, held, dismissed or done.

create function monitoring.read_deletions()
returns table (
  module text,
  account_id text,
  id text,
  status text,
  held_because text,
  merged_into text,
  attempts int,
  last_error text,
  decided_by text,
  found_missing_at timestamptz,
  resolved_at timestamptz
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with chosen as (
    (select m.* from sync.missing m where m.status = 'held' and m.reason = 'unseen' order by m.found_missing_at desc limit 10000)
    union all
    (
      select m.* from sync.missing m
      where m.status not in ('held', 'found') and m.reason = 'unseen'
      order by m.found_missing_at desc
      limit 1000
    )
  )
  select c.module, c.account_id, c.external_id, c.status, c.held_because, c.successor_id, c.attempts, c.last_error, c.decided_by,
    c.found_missing_at, c.resolved_at
  from chosen c
  order by c.status <> 'held', c.found_missing_at desc, c.external_id;
end;

comment on function monitoring.read_deletions() is 'Reads monitoring.deletions.';

create view monitoring.deletions with (security_invoker = on) as
select * from monitoring.read_deletions();

comment on view monitoring.deletions is
  'What a sweep did not see. held waits for a person, because it is one of too many (share), nothing could prove it (empty), or Gazelle answers each look-up with an error (error): sync.release_deletions or sync.dismiss_deletions; gone is soft-deleted. Those held (up to ten thousand), then the last thousand others.';

grant execute on function monitoring.read_deletions() to authenticated;
grant select on monitoring.deletions to authenticated;
