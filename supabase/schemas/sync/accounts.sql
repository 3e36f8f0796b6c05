-- One row for each Gazelle account. A company with one account has the row main alone.

create table sync.accounts (
  account_id text primary key check (account_id ~ '^[a-z][a-z0-9_]{0,31}$'),
  name text,
  time_zone text not null default 'America/Montreal',
  page_size int not null default 500 check (page_size between 1 and 1000),
  created_at timestamptz not null default now()
);

comment on table sync.accounts is 'The Gazelle accounts that are mirrored. Most companies have one, called main.';
comment on column sync.accounts.account_id is 'Short name, used in settings, schedules and calls.';
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
