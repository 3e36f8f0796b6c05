-- The roles and the schema of helpers that a hosted Supabase database has before the first migration.
-- Run by the superuser on each database; a second run changes nothing.
do $$
declare
  wanted record;
begin
  for wanted in
    select *
    from (values
      ('postgres', 'login createdb createrole replication bypassrls'),
      ('anon', 'nologin noinherit'),
      ('authenticated', 'nologin noinherit'),
      ('service_role', 'nologin noinherit bypassrls'),
      ('authenticator', 'login noinherit')
    ) as roles (name, attributes)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      execute format('create role %I %s', wanted.name, wanted.attributes);
    end if;
  end loop;
end
$$;

grant anon, authenticated, service_role to authenticator;

do $$
begin
  -- On Debian `postgres` is the superuser itself, which needs no grants.
  if not (select rolsuper from pg_catalog.pg_roles where rolname = 'postgres') then
    grant anon, authenticated, service_role, authenticator to postgres with admin option;
    grant pg_monitor, pg_signal_backend, pg_read_all_data to postgres;
  end if;
  execute format('alter database %I owner to postgres', current_database());
end
$$;

alter role postgres set search_path = "$user", public, extensions;
-- The hosted time limits: a call through the Data API that takes longer there must fail here too.
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';

create schema if not exists extensions authorization postgres;
grant usage on schema extensions to anon, authenticated, service_role;
create extension if not exists pgcrypto with schema extensions;
create extension if not exists "uuid-ossp" with schema extensions;
create extension if not exists pg_stat_statements with schema extensions;
