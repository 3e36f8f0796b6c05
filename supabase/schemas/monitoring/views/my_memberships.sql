-- What the caller may read, and where they may act: the dashboard shows its buttons by it.

create function monitoring.read_my_memberships()
returns table (account_id text, title text, role text, time_zone text)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select a.account_id, a.title, case when a.account_id = any ((select gazelle.member_accounts('admin'))::text[]) then 'admin' else 'reader' end,
    a.time_zone
  from sync.accounts a
  where a.account_id = any ((select gazelle.member_accounts())::text[])
  order by a.account_id;
end;

comment on function monitoring.read_my_memberships() is 'Reads monitoring.my_memberships.';

create view monitoring.my_memberships with (security_invoker = on) as
select * from monitoring.read_my_memberships();

comment on view monitoring.my_memberships is 'The accounts that the caller may read. Empty for a signed-in user who is a member of none; all of them, as admin, for a secret key.';
comment on column monitoring.my_memberships.title is 'The company''s name, for people.';
comment on column monitoring.my_memberships.role is 'reader: reads. admin: also acts.';
comment on column monitoring.my_memberships.time_zone is 'The company''s zone, in which the page shows times.';

grant execute on function monitoring.read_my_memberships() to authenticated;
grant select on monitoring.my_memberships to authenticated;
