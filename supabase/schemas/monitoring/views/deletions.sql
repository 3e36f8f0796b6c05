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
  resolved_at timestamptz,
  entity text,
  owner_id text
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  with chosen as (
    (select m.* from sync.missing m where m.status = 'held' and m.reason = 'unseen' and m.account_id = any ((select gazelle.member_accounts())::text[]) order by m.found_missing_at desc limit 10000)
    union all
    -- A decision stays in sight, however much was deleted since.
    (select m.* from sync.missing m where m.status = 'dismissed' and m.reason = 'unseen' and m.account_id = any ((select gazelle.member_accounts())::text[]) order by m.found_missing_at desc limit 1000)
    union all
    (
      select m.* from sync.missing m
      where m.status not in ('held', 'found', 'dismissed') and m.reason = 'unseen' and m.account_id = any ((select gazelle.member_accounts())::text[])
      order by m.found_missing_at desc
      limit 1000
    )
  ), children as (
    (select v.* from reconcile.missing_children v where v.status = 'held' and v.account_id = any ((select gazelle.member_accounts())::text[]) order by v.missing_since desc limit 10000)
    union all
    (select v.* from reconcile.missing_children v where v.status = 'dismissed' and v.account_id = any ((select gazelle.member_accounts())::text[]) order by v.missing_since desc limit 1000)
  ), listed as (
    select c.module, c.account_id, c.external_id, c.status, c.held_because, c.successor_id, c.attempts, c.last_error, c.decided_by,
      c.found_missing_at, c.resolved_at, null as entity, null as owner_id
    from chosen c
    union all
    select e.module, v.account_id, v.external_id, v.status, case when v.status = 'held' then 'share' end, null, 0, null, v.decided_by,
      v.missing_since, null, v.entity, v.owner_id
    from children v
    join reconcile.entities e using (entity)
  )
  select l.*
  from listed l
  order by l.status <> 'held', l.found_missing_at desc, l.external_id;
end;

comment on function monitoring.read_deletions() is 'Reads monitoring.deletions.';

create view monitoring.deletions with (security_invoker = on) as
select * from monitoring.read_deletions();

comment on view monitoring.deletions is
  'What a sweep did not see, and what the lists in records no longer hold where it was not deleted at once. held waits for a person, because it is one of too many (share), nothing could prove it (empty), or Gazelle answers each look-up with an error (error): sync.release_deletions or sync.dismiss_deletions; gone is soft-deleted. Those held (up to ten thousand), then the last thousand that were dismissed and the last thousand others.';
comment on column monitoring.deletions.entity is 'Of what a list in a record no longer holds: its table. Null for a record of its own.';
comment on column monitoring.deletions.owner_id is 'The record whose list held it.';

grant execute on function monitoring.read_deletions() to authenticated;
grant select on monitoring.deletions to authenticated;
