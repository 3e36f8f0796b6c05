-- Views with version 5's names, in the schema in which its programs look for them.

create function v5.check_schema(p_schema text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if to_regnamespace(quote_ident(p_schema)) is null then
    raise exception 'there is no schema %', p_schema
      using errcode = 'GZ405', hint = 'create schema …, and expose it in the Data API''s settings; or choose public.';
  end if;
  if p_schema ~ '^pg_' or p_schema = any (array[
    'staging', 'gazelle', 'sync', 'reconcile', 'monitoring', 'v5', 'app', 'changes', 'webhooks',
    'information_schema', 'auth', 'storage', 'realtime', 'vault', 'extensions', 'graphql', 'graphql_public', 'pgbouncer', 'pgsodium', 'cron', 'net',
    'supabase_functions', 'supabase_migrations'
  ]) or not has_schema_privilege(p_schema, 'create') then
    raise exception 'version 5''s views cannot stand in the schema %', p_schema
      using errcode = 'GZ428', hint = 'It belongs to Postgres, to Supabase or to this product. Choose public, or a schema of your own.';
  end if;
end;
$$;

comment on function v5.check_schema(text) is 'Refuses a schema that is not there (GZ405), and one in which nobody else puts anything (GZ428).';

create function v5.check_names(p_schema text, p_account text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_taken text;
  v_first text;
  v_account text;
begin
  select s.account_id into v_account from v5.shown s where s.schema = p_schema and s.account_id <> p_account limit 1;
  if v_account is not null then
    raise exception 'the schema % shows the account % already', p_schema, v_account
      using errcode = 'GZ428', hint = format('Hide it there first: select v5.hide(%L); or choose another schema.', p_schema);
  end if;
  select string_agg(format('%I.%I', p_schema, t.name), ', ' order by t.name), min(format('%I.%I', p_schema, t.name))
  into v_taken, v_first
  from (
    select c.relname::text as name from pg_catalog.pg_class c where c.relnamespace = to_regnamespace(quote_ident(p_schema))
    union
    select y.typname::text from pg_catalog.pg_type y where y.typnamespace = to_regnamespace(quote_ident(p_schema))
  ) t
  where t.name in (select d.name from v5.definitions() d) and not exists (select from v5.shown s where s.schema = p_schema and s.name = t.name);
  if v_taken is not null then
    raise exception 'these names are taken: %', v_taken
      using errcode = 'GZ428',
        hint = format('What has them stays as it is. Move version 5''s own tables away first, such as: create schema version5; alter table %s set schema version5; or choose another schema.', v_first);
  end if;
end;
$$;

comment on function v5.check_names(text, text) is 'Refuses a schema that shows another account, or in which something else has one of the names (GZ428).';

create function v5.definitions()
returns table (name text, columns text, writable text)
language sql
stable
set search_path = ''
begin atomic
  select
    c.relname::text,
    string_agg(format('%I', a.attname), ', ' order by a.attnum),
    string_agg(format('%I', a.attname), ', ' order by a.attnum) filter (where has_column_privilege('service_role', c.oid, a.attnum, 'update'))
  from pg_catalog.pg_class c
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname <> 'account_id'
  where c.relnamespace = to_regnamespace('v5') and c.relkind = 'v'
    and exists (select from pg_catalog.pg_attribute k where k.attrelid = c.oid and k.attname = 'external_id')
  group by c.relname;
end;

comment on function v5.definitions() is 'Version 5''s tables: of each the columns, and which of them its programs write, as lists of quoted names.';

create function v5.show(p_schema text default 'public', p_account text default 'main')
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_view record;
  v_made text[] := '{}'::text[];
  v_numbered int;
begin
  perform sync.check_account(p_account);
  perform v5.check_schema(p_schema);
  perform pg_advisory_xact_lock(hashtext('v5'), hashtext(p_schema));
  perform v5.check_names(p_schema, p_account);
  if not exists (select from gazelle.clients c where c.account_id = p_account) then
    raise exception 'the account % has no clients yet', p_account
      using errcode = 'GZ428', hint = 'Sync it first: version 5''s programs would find their tables empty.';
  end if;
  v_numbered := reconcile.number_records(p_account);
  for v_view in
    select d.* from v5.definitions() d
    where not exists (select from v5.shown s where s.schema = p_schema and s.name = d.name)
    order by d.name
  loop
    execute format(
      'create view %1$I.%2$I with (security_invoker = on) as select %3$s from v5.%2$I where account_id = %4$L', p_schema, v_view.name, v_view.columns, p_account
    );
    execute format('comment on view %I.%I is %L', p_schema, v_view.name, format('Version 5''s table for account %s. v5.show made it, v5.hide drops it.', p_account));
    -- Supabase opens whatever is made in public to everybody.
    execute format('revoke all on %I.%I from public, anon, authenticated, service_role', p_schema, v_view.name);
    execute format('grant select on %I.%I to authenticated, service_role', p_schema, v_view.name);
    if v_view.writable is not null then
      execute format('grant update (%s) on %I.%I to service_role', v_view.writable, p_schema, v_view.name);
    end if;
    v_made := v_made || v_view.name;
  end loop;
  if v_made <> '{}'::text[] then
    perform pg_notify('pgrst', 'reload schema');
  end if;
  return jsonb_build_object(
    'schema', p_schema, 'account', p_account, 'made', v_made, 'numbered', v_numbered,
    'shown', (select jsonb_agg(s.name order by s.name) from v5.shown s where s.schema = p_schema),
    'elsewhere', (select coalesce(jsonb_object_agg(s.schema, s.account_id), '{}'::jsonb) from v5.shown s where s.schema <> p_schema)
  );
end;
$$;

comment on function v5.show(text, text) is
  'Puts views with version 5''s names and columns, on one account, into a schema; gives its clients and pianos numbers. What is there already stays: a second call changes nothing. Answers {"schema", "account", "made": names, "numbered": records, "shown": names, "elsewhere": {schema: account}}. GZ403 and GZ405: no such account, no such schema; GZ428: a name is taken, and nothing was changed.';

create function v5.hide(p_schema text default 'public')
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_names text[];
  v_views text;
  v_detail text;
begin
  perform v5.check_schema(p_schema);
  perform pg_advisory_xact_lock(hashtext('v5'), hashtext(p_schema));
  select coalesce(array_agg(s.name order by s.name), '{}'::text[]), string_agg(format('%I.%I', s.schema, s.name), ', ')
  into v_names, v_views
  from v5.shown s
  where s.schema = p_schema;
  if v_views is not null then
    execute format('drop view %s', v_views);
    perform pg_notify('pgrst', 'reload schema');
  end if;
  return jsonb_build_object('schema', p_schema, 'dropped', v_names);
exception
  when dependent_objects_still_exist then
    get stacked diagnostics v_detail = pg_exception_detail;
    raise exception 'something else reads version 5''s views in the schema %: %', p_schema, v_detail
      using errcode = 'GZ428', hint = 'Drop that first, or have it read gazelle. Nothing was changed.';
end;
$$;

comment on function v5.hide(text) is
  'Drops the views that v5.show made in a schema, and nothing else: {"schema", "dropped": names}. The numbers of clients and pianos stay. GZ405: no such schema; GZ428: something else reads them, and nothing was changed.';
