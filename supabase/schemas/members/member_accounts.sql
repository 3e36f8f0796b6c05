-- The accounts that the caller may read: every policy, and every function behind a view, asks this.

create function gazelle.is_trusted()
returns boolean
language sql
stable
parallel safe
security definer
set search_path = ''
return coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role', 'service_role') = 'service_role'
  and (
    select r.role = 'service_role' or pg_catalog.pg_has_role(r.role, current_user, 'usage')
    -- Here current_user is the owner of this function; the setting role is that of the caller.
    from (select coalesce(nullif(current_setting('role', true), 'none'), session_user)) r (role)
  );

comment on function gazelle.is_trusted() is 'Whether the caller is the secret key (service_role) or the owner, as in the SQL editor and in jobs of pg_cron. No user''s token is.';

create function gazelle.member_accounts(p_role text default null)
returns text[]
language sql
stable
parallel safe
security definer
set search_path = ''
return case
  when gazelle.is_trusted() then array(select a.account_id from sync.accounts a order by 1)
  else array(
    select m.account_id
    from gazelle.members m
    where m.user_id::text = gazelle.signed_in_user() and m.role = coalesce(p_role, m.role)
    order by 1
  )
end;

comment on function gazelle.member_accounts(text) is
  'The accounts of which the caller is a member; with p_role, in that role. All of them for the secret key and the owner. In a policy: account_id = any ((select gazelle.member_accounts())::text[]), so that it is called once a statement.';

create function gazelle.is_member_of_all(p_role text default null)
returns boolean
language sql
stable
parallel safe
security definer
set search_path = ''
return (select count(*) > 0 and bool_and(a.account_id = any (gazelle.member_accounts(p_role))) from sync.accounts a);

comment on function gazelle.is_member_of_all(text) is
  'Whether the caller is a member of every account; with p_role, in that role. What is about the whole database is theirs alone.';

grant execute on function gazelle.signed_in_user() to authenticated;
grant execute on function gazelle.member_accounts(text) to authenticated;
grant execute on function gazelle.is_member_of_all(text) to authenticated;
