-- One row for each Gazelle account, that is for each company. A database with one company has the row main alone.

create table sync.accounts (
  account_id text primary key check (account_id ~ '^[a-z][a-z0-9_]{0,31}$'),
  title text,
  time_zone text not null default 'America/Montreal',
  page_size int not null default 500 check (page_size between 1 and 1000),
  created_at timestamptz not null default now(),
  paused_at timestamptz,
  resumed_at timestamptz
);

comment on table sync.accounts is 'The Gazelle accounts that are mirrored. Most companies have one, called main.';
comment on column sync.accounts.account_id is 'Short name, used in settings and calls.';
comment on column sync.accounts.title is 'The company''s name, for people.';
comment on column sync.accounts.paused_at is 'Since when the schedules leave it out; null: they sync it.';
comment on column sync.accounts.resumed_at is 'When the schedules took it up again: what is older is late from then on only.';
comment on column sync.accounts.page_size is 'Records to ask for a page: 500, or the server''s cap once a page has shown it.';
comment on column sync.accounts.time_zone is 'The company''s zone: local days and times are derived in it.';

create function sync.check_time_zone()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform now() at time zone new.time_zone;
  return new;
exception
  when invalid_parameter_value then
    raise exception 'unknown time zone %', new.time_zone
      using errcode = 'invalid_parameter_value', hint = 'Write an IANA name such as America/Montreal.';
end;
$$;

comment on function sync.check_time_zone() is 'Refuses a zone that Postgres does not know, before a date is derived in it.';

create trigger check_time_zone
before insert or update of time_zone on sync.accounts
for each row execute function sync.check_time_zone();

alter table sync.accounts enable row level security;

insert into sync.accounts (account_id) values ('main');

create function sync.remember_page_size(p_account text, p_size int)
returns void
language sql
set search_path = ''
begin atomic
  update sync.accounts a set page_size = p_size where a.account_id = p_account and a.page_size <> p_size;
end;

comment on function sync.remember_page_size(text, int) is 'Stores the page size of an account: the cap of its server, learned from a page with fewer records than were asked for.';

create function sync.check_account(p_account text, p_trigger text default null)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_account sync.accounts;
begin
  select * into v_account from sync.accounts a where a.account_id = p_account;
  if not found then
    raise exception 'unknown account %', p_account using errcode = 'GZ403', hint = 'See sync.accounts.';
  end if;
  if v_account.paused_at is not null and p_trigger = 'schedule' then
    raise exception 'account % is paused', p_account
      using errcode = 'GZ423', hint = format('gazelle accounts resume %s; a person may sync it meanwhile.', p_account);
  end if;
end;
$$;

comment on function sync.check_account(text, text) is 'Refuses an account that is not there and, to a schedule, one that is paused.';

create function sync.pause_account(p_account text)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  perform sync.check_account(p_account);
  update sync.accounts a set paused_at = now() where a.account_id = p_account and a.paused_at is null;
  return found;
end;
$$;

comment on function sync.pause_account(text) is
  'The schedules leave an account out from now on, and it raises no alert. Open runs go on to their end. False when it was paused before.';

create function sync.resume_account(p_account text)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  perform sync.check_account(p_account);
  -- The credential of main may be in the functions' environment; every other account has its own here.
  if p_account <> 'main' and not exists (select from sync.credentials c where c.account_id = p_account) then
    raise exception 'account % has no credential', p_account
      using errcode = 'GZ401', hint = format('gazelle accounts set-key %1$s --api-key-stdin, or with OAuth: gazelle connect --account %1$s', p_account);
  end if;
  update sync.accounts a set paused_at = null, resumed_at = now() where a.account_id = p_account and a.paused_at is not null;
  return found;
end;
$$;

comment on function sync.resume_account(text) is 'The schedules sync an account again. Refused while it has no credential. False when it was not paused.';
