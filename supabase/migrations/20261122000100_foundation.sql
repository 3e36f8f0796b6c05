-- The five schemas and who reaches them. One migration a pillar follows, then one a module.

create schema if not exists staging;
create schema if not exists gazelle;
create schema if not exists sync;
create schema if not exists reconcile;
create schema if not exists monitoring;

comment on schema staging is 'What Gazelle answered, as it came: one row a record, nothing refused.';
comment on schema gazelle is 'Production: the company as Gazelle knows it. Applications read here.';
comment on schema sync is 'Accounts, modules, runs with their lanes and leases, credentials, schedule.';
comment on schema reconcile is 'From staging to production: transformer views, promotion, field policies, rules.';
comment on schema monitoring is 'Views that answer: how fresh, what is waiting, what was refused and why.';

grant usage on schema staging, gazelle, sync, reconcile, monitoring to service_role;
grant usage on schema gazelle, monitoring to authenticated;

-- service_role gets each table and sequence as it is made; functions are granted one by one.
alter default privileges in schema staging grant select, insert, update, delete on tables to service_role;
alter default privileges in schema gazelle grant select, insert, update, delete on tables to service_role;
alter default privileges in schema sync grant select, insert, update, delete on tables to service_role;
alter default privileges in schema reconcile grant select, insert, update, delete on tables to service_role;
alter default privileges in schema monitoring grant select on tables to service_role;

-- Postgres lets everybody execute a new function. Each migration that makes functions ends with this call.
create function sync.seal_functions()
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_function record;
begin
  for v_function in
    select p.oid::regprocedure as signature
    from pg_catalog.pg_proc p
    where p.pronamespace in (
        'staging'::regnamespace, 'gazelle'::regnamespace, 'sync'::regnamespace,
        'reconcile'::regnamespace, 'monitoring'::regnamespace
      )
      and p.prokind = 'f'
      and exists (
        select from pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a where a.grantee = 0
      )
  loop
    execute format('revoke execute on function %s from public', v_function.signature);
    execute format('grant execute on function %s to service_role', v_function.signature);
  end loop;
end;
$$;

comment on function sync.seal_functions() is
  'Takes execution of our functions from everybody and gives it to service_role. Called at the end of migrations.';

create table sync.accounts (
  account_id text primary key check (account_id ~ '^[a-z][a-z0-9_]{0,31}$'),
  name text,
  time_zone text not null default 'America/Montreal',
  created_at timestamptz not null default now()
);

comment on table sync.accounts is 'The Gazelle accounts that are mirrored. Most companies have one, called main.';
comment on column sync.accounts.account_id is 'Short name, used in settings, schedules and calls.';
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

create table sync.modules (
  module text primary key check (module ~ '^[a-z][a-z_]*$'),
  position smallint not null,
  fresh_within interval not null,
  max_delete_share numeric not null default 0.05 check (max_delete_share between 0 and 1),
  by_id boolean not null default false,
  scope_column text,
  since_column text
);

comment on table sync.modules is 'What the database must know of a module. Filled by sync.add_module in each module''s migration.';
comment on column sync.modules.position is 'Order of a first sync: parents before children. A missing parent never blocks a child.';
comment on column sync.modules.fresh_within is 'Freshness target: older than this since the last success is late.';
comment on column sync.modules.by_id is 'Gazelle can be asked for one record: what a sweep did not see is asked for before it is deleted.';
comment on column sync.modules.scope_column is
  'For a dated kind: the column of its table that a window is about. Its incremental runs sweep that window whole.';
comment on column sync.modules.since_column is
  'Where incremental runs read everything from an instant on: the column of its table that the instant is about.';
comment on column sync.modules.max_delete_share is 'A sweep that would delete more than this share deletes nothing until a person releases it.';

alter table sync.modules enable row level security;

select sync.seal_functions();
