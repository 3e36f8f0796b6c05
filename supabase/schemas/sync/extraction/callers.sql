-- Whose credential it is: to a user with less than full rights, records look deleted that are only hidden.

create table sync.callers (
  account_id text primary key references sync.accounts,
  company_id text,
  company_name text,
  user_id text,
  email text,
  access_level text,
  has_limited_access boolean,
  is_full_admin boolean,
  asked_at timestamptz,
  unanswered_since timestamptz,
  error text
);

comment on table sync.callers is 'The user behind each account''s credential and their company, as Gazelle said when a person connected it, before the last deletions, or at the day''s first full sweep.';
comment on column sync.callers.company_id is 'Which company the account is: the first that Gazelle named for its credential. No other can be connected to it.';
comment on column sync.callers.is_full_admin is 'A full administrator without limited access sees every record. Otherwise nothing is deleted. Null: never answered.';
comment on column sync.callers.asked_at is 'When Gazelle answered last.';
comment on column sync.callers.unanswered_since is 'Since when Gazelle has not said whose credential it is. Null while it does.';

alter table sync.callers enable row level security;

create function sync.store_caller(p_account text, p_caller jsonb, p_is_full_admin boolean)
returns void
language sql
set search_path = ''
as $$
  insert into sync.callers as c (account_id, company_id, company_name, user_id, email, access_level, has_limited_access, is_full_admin, asked_at)
  values (
    p_account, sync.fit_text(p_caller ->> 'companyId', 200), sync.fit_text(p_caller ->> 'companyName'), sync.fit_text(p_caller ->> 'id', 200),
    sync.fit_text(p_caller ->> 'email'), sync.fit_text(p_caller ->> 'accessLevel', 60), (p_caller ->> 'hasLimitedAccess')::boolean, p_is_full_admin, now()
  )
  on conflict (account_id) do update
  set company_id = coalesce(c.company_id, excluded.company_id),
      company_name = case
        when c.company_id = excluded.company_id then coalesce(excluded.company_name, c.company_name)
        when c.company_id is null then excluded.company_name
        else c.company_name
      end,
      user_id = excluded.user_id, email = excluded.email, access_level = excluded.access_level,
      has_limited_access = excluded.has_limited_access, is_full_admin = excluded.is_full_admin, asked_at = excluded.asked_at,
      unanswered_since = null, error = null;
$$;

comment on function sync.store_caller(text, jsonb, boolean) is
  'Stores whose an account''s credential is. p_caller: {"id", "email", "accessLevel", "hasLimitedAccess", "companyId", "companyName"}. The company stays the first that was named.';
