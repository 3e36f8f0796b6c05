-- A production table becomes an entity: shared columns, indexes, rights, view and promotion follow from one call.
create function reconcile.add_entity(
  entity text,
  module text default null,
  owner text default null,
  list text default null,
  key text default null,
  fields jsonb default '{}',
  derived jsonb default null
)
returns text
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_table regclass := to_regclass(format('gazelle.%I', add_entity.entity));
  v_reference record;
begin
  perform reconcile.check_entity(add_entity.entity, coalesce(add_entity.module, add_entity.entity), owner, list, key, fields, derived);

  insert into reconcile.entities (entity, module, position, owner_column, list, key, fields, derived)
  select add_entity.entity, m.module, count(e.entity) + 1, owner, add_entity.list, add_entity.key, add_entity.fields, add_entity.derived
  from sync.modules m
  left join reconcile.entities e on e.module = m.module
  where m.module = coalesce(add_entity.module, add_entity.entity)
  group by m.module;

  execute format(
    'alter table %s
       add column is_placeholder boolean not null default false,
       add column deleted_at timestamptz,
       add column version int not null default 1,
       add column created_at timestamptz not null default now(),
       add column updated_at timestamptz not null default now(),
       add column synced_at timestamptz', v_table
  );
  execute format('alter table %s inherit reconcile.mirror', v_table);
  execute format('create index on %s (id) where is_placeholder', v_table);
  -- A reference is looked up from its parent's side too: by queries, and by foreign keys when a parent is deleted.
  for v_reference in
    select c.name
    from reconcile.columns_of(add_entity.entity) c
    join pg_catalog.pg_attribute a on a.attrelid = v_table and a.attname = c.name
    where c.parent is not null
      and not exists (select from pg_catalog.pg_index i where i.indrelid = v_table and i.indkey[0] = a.attnum)
  loop
    execute format('create index on %s (%2$I) where %2$I is not null', v_table, v_reference.name);
  end loop;
  execute format('alter table %s enable row level security', v_table);
  -- In (select …) each is called once a statement, not once a row.
  execute format(
    'create policy of_members on %s for select to authenticated
     using ((select gazelle.is_member_of_all()) or account_id = any ((select gazelle.member_accounts())::text[]))', v_table
  );
  execute format('grant select on %s to authenticated', v_table);
  execute (
    select string_agg(
      format('comment on column %s.%I is %L;', v_table, a.attname, pg_catalog.col_description(a.attrelid, a.attnum)), e'\n'
    )
    from pg_catalog.pg_attribute a
    where a.attrelid = 'reconcile.mirror'::regclass and pg_catalog.col_description(a.attrelid, a.attnum) is not null
  );
  perform changes.follow(add_entity.entity);
  perform reconcile.generate(add_entity.entity);
  return format('gazelle.%s is promoted from reconcile.%s.', add_entity.entity, add_entity.entity);
end;
$$;

comment on function reconcile.add_entity(text, text, text, text, text, jsonb, jsonb) is
  'Makes a table of schema gazelle an entity of a module: shared columns, indexes of its references, row-level security, its view, its promotion, and its place in changes.log. owner and list: a child, found in that list of its owner''s record. fields: column → path, where it is not the column''s name. derived: column that a hand-written view adds → paths of the fields it is made of; it keeps its value while one of them cannot be read.';
