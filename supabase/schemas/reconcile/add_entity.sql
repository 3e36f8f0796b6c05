-- A production table becomes an entity: shared columns, row-level security and rights follow from one call.

create function reconcile.add_entity(
  p_entity text,
  p_module text,
  p_position int,
  p_owner_column text default null,
  p_whole_when jsonpath default null
)
returns text
language plpgsql
set search_path = ''
as $$
begin
  insert into reconcile.entities (entity, module, position, owner_column, whole_when)
  values (p_entity, p_module, p_position, p_owner_column, p_whole_when);

  execute format(
    'alter table gazelle.%I
       add column is_placeholder boolean not null default false,
       add column deleted_at timestamptz,
       add column version int not null default 1,
       add column created_at timestamptz not null default now(),
       add column updated_at timestamptz not null default now(),
       add column synced_at timestamptz', p_entity
  );
  execute format('alter table gazelle.%I inherit reconcile.mirror', p_entity);
  execute format('create index on gazelle.%I (id) where is_placeholder', p_entity);
  execute format('alter table gazelle.%I enable row level security', p_entity);
  execute format('create policy read_all on gazelle.%I for select to authenticated using (true)', p_entity);
  execute format('grant select on gazelle.%I to authenticated', p_entity);
  execute (
    select string_agg(
      format('comment on column gazelle.%I.%I is %L;', p_entity, a.attname, pg_catalog.col_description(a.attrelid, a.attnum)), e'\n'
    )
    from pg_catalog.pg_attribute a
    where a.attrelid = 'reconcile.mirror'::regclass and pg_catalog.col_description(a.attrelid, a.attnum) is not null
  );
  return format('gazelle.%s is promoted from reconcile.%s.', p_entity, p_entity);
end;
$$;

comment on function reconcile.add_entity(text, text, int, text, jsonpath) is
  'Makes a table of schema gazelle an entity: shared columns, row-level security, registration. Called once, in its module''s migration.';

create function reconcile.whole(p_list text, p_inner text default null)
returns jsonpath
language plpgsql
immutable
set search_path = ''
as $$
begin
  -- A page that goes on, or an item that Gazelle gave as null, proves nothing about what is not in it.
  return (
    format(
      '$.%1$s.nodes.type() == "array" && $.%1$s.pageInfo.hasNextPage == false', p_list
    ) || case
      when p_inner is null then format(' && !exists($.%s.nodes[*] ? (@.type() != "object"))', p_list)
      else format(
        ' && !exists($.%1$s.nodes[*] ? (!(@.%2$s.nodes.type() == "array" && @.%2$s.pageInfo.hasNextPage == false)))
          && !exists($.%1$s.nodes[*].%2$s.nodes[*] ? (@.type() != "object"))', p_list, p_inner
      )
    end
  )::jsonpath;
end;
$$;

comment on function reconcile.whole(text, text) is
  'For reconcile.add_entity: true of a record whose connection (or the connection inside each item of it) is there to its end.';
