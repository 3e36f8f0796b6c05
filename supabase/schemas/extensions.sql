-- Extensions. A schema that is there already is the extension, or its local stand-in.

create extension if not exists unaccent with schema extensions;
create extension if not exists pg_trgm with schema extensions;
create extension if not exists pgcrypto with schema extensions;

do $$
begin
  if exists (select from pg_catalog.pg_available_extensions where name = 'pg_cron')
    and to_regnamespace('cron') is null then
    create extension if not exists pg_cron;
  end if;
  if exists (select from pg_catalog.pg_available_extensions where name = 'pg_net')
    and to_regnamespace('net') is null then
    create extension if not exists pg_net with schema extensions;
  end if;
  if exists (select from pg_catalog.pg_available_extensions where name = 'supabase_vault')
    and to_regnamespace('vault') is null then
    create extension if not exists supabase_vault with schema vault;
  end if;
end;
$$;
