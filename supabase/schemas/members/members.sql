-- Who may read which company, and who acts in it. Without a row here a signed-in user reads nothing.

create table gazelle.members (
  account_id text not null references sync.accounts,
  user_id uuid not null,
  role text not null constraint role_is_known check (role in ('reader', 'admin')),
  added_at timestamptz not null default now(),
  primary key (account_id, user_id)
);

comment on table gazelle.members is
  'Which users of Supabase Auth read which account. Not from Gazelle: sync.add_member and sync.remove_member write it (gazelle members).';
comment on column gazelle.members.user_id is 'The user''s id in Supabase Auth (auth.users).';
comment on column gazelle.members.role is 'reader: reads. admin: also acts in the dashboard.';

create function gazelle.signed_in_user()
returns text
language plpgsql
stable
parallel safe
set search_path = ''
as $$
declare
  v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
begin
  -- An anonymous sign-in is anybody: it is never a member.
  if v_claims ->> 'role' = 'authenticated' and coalesce(v_claims ->> 'is_anonymous', 'false') = 'false' then
    return v_claims ->> 'sub';
  end if;
  return null;
end;
$$;

comment on function gazelle.signed_in_user() is 'The id of the user whose token came with the request; null for none, and for an anonymous sign-in.';

alter table gazelle.members enable row level security;
create policy own_memberships on gazelle.members for select to authenticated using (user_id::text = (select gazelle.signed_in_user()));
grant select on gazelle.members to authenticated;
