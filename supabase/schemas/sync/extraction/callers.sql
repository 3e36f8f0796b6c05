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
  credential text,
  asked_at timestamptz,
  unanswered_since timestamptz,
  error text
);

comment on table sync.callers is 'The user behind each account''s credential and their company, as Gazelle said when a person connected it, before the last deletions, at the day''s first full sweep, or when another credential was first used.';
comment on column sync.callers.company_id is 'Which company the account is: the first that Gazelle named for its credential. No other can be connected to it.';
comment on column sync.callers.is_full_admin is 'A full administrator without limited access sees every record. Otherwise nothing is deleted. Null: never answered.';
comment on column sync.callers.credential is 'Which credential was asked about: a digest of the API key, or oauth. A slice with another one asks whose that is before it reads.';
comment on column sync.callers.asked_at is 'When Gazelle answered last.';
comment on column sync.callers.unanswered_since is 'Since when Gazelle has not said whose credential it is. Null while it does.';

alter table sync.callers enable row level security;

create function sync.other_company(p_account text, p_company_id text, p_company_name text)
returns text
language sql
stable
set search_path = ''
begin atomic
  select case
    when c.account_id = p_account then format(
      'account %s is %s, and the credential is of %s',
      p_account, coalesce(c.company_name, c.company_id), coalesce(p_company_name, p_company_id, 'a company that Gazelle does not name')
    )
    else format('%s is account %s already, so it cannot be account %s', coalesce(p_company_name, p_company_id), c.account_id, p_account)
  end
  from sync.callers c
  where case
    when c.account_id = p_account then c.company_id is not null and c.company_id is distinct from p_company_id
    else c.company_id = p_company_id
  end
  order by c.account_id = p_account desc
  limit 1;
end;

comment on function sync.other_company(text, text, text) is
  'Why a company is not an account''s: the account is another, as sync.callers remembers it, or the company is another account. Null where it is. p_company_id: null where Gazelle does not name it.';

create function sync.check_company(p_account text, p_company_id text, p_company_name text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_why constant text := sync.other_company(p_account, p_company_id, p_company_name);
begin
  if v_why is not null then
    raise exception '%', v_why using errcode = 'GZ451',
      hint = 'Use the credential of a full admin of the account''s own company; another company is another account: gazelle accounts add.';
  end if;
end;
$$;

comment on function sync.check_company(text, text, text) is 'Refuses for an account the credential of a company that is not its own.';

create function sync.store_caller(p_account text, p_caller jsonb, p_is_full_admin boolean, p_credential text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- The same credential opens the same company, whether Gazelle names it this time or not.
  if p_caller ->> 'companyId' is not null or not exists (select from sync.callers c where c.account_id = p_account and c.credential = p_credential) then
    perform sync.check_company(p_account, sync.fit_text(p_caller ->> 'companyId', 200), sync.fit_text(p_caller ->> 'companyName'));
  end if;
  insert into sync.callers as c (
    account_id, company_id, company_name, user_id, email, access_level, has_limited_access, is_full_admin, credential, asked_at
  )
  values (
    p_account, sync.fit_text(p_caller ->> 'companyId', 200), sync.fit_text(p_caller ->> 'companyName'), sync.fit_text(p_caller ->> 'id', 200),
    sync.fit_text(p_caller ->> 'email'), sync.fit_text(p_caller ->> 'accessLevel', 60), (p_caller ->> 'hasLimitedAccess')::boolean,
    p_is_full_admin, p_credential, now()
  )
  on conflict (account_id) do update
  set company_id = coalesce(excluded.company_id, c.company_id), company_name = coalesce(excluded.company_name, c.company_name),
      user_id = excluded.user_id, email = excluded.email, access_level = excluded.access_level,
      has_limited_access = excluded.has_limited_access, is_full_admin = excluded.is_full_admin, credential = excluded.credential,
      asked_at = excluded.asked_at, unanswered_since = null, error = null;
end;
$$;

comment on function sync.store_caller(text, jsonb, boolean, text) is
  'Stores whose an account''s credential is. p_caller: {"id", "email", "accessLevel", "hasLimitedAccess", "companyId", "companyName"}. The company stays the first that was named: another one''s is refused.';
