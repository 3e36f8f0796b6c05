-- View and promotion are generated when an entity is added, and anew when its table or a policy has changed. Both are owned
-- by the owner of the schema, who alone can change what they are written from.
create function reconcile.fingerprint_of(p_entity text)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select md5(jsonb_build_array(
      (select jsonb_agg(to_jsonb(c)) from reconcile.columns_of(p_entity) c),
      (select jsonb_agg(w.name) from reconcile.written_columns(p_entity) w)
    )::text)::uuid
  );
end;
$$;

comment on function reconcile.fingerprint_of(text) is 'Of all that view and promotion of an entity are written from.';

create function reconcile.generate(p_entity text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_view text;
begin
  select * into strict v_entity from reconcile.entities e where e.entity = p_entity;
  -- A child without a list is written by hand as a whole.
  if v_entity.owner_column is null or v_entity.list is not null then
    v_view := reconcile.view_name(v_entity);
    if v_entity.derived is null then
      execute format('drop view if exists reconcile.%I', v_view);
    end if;
    begin
      execute reconcile.view_of(p_entity);
    exception
      when invalid_table_definition then
        raise exception 'a column of gazelle.% has another type than reconcile.% gives it', p_entity, v_view using
          errcode = 'GZ422',
          hint = format(
            'drop view reconcile.%1$I, reconcile.%2$I; select reconcile.generate(%1$L); then create view reconcile.%1$I again, and generate once more.',
            p_entity, v_view
          );
    end;
    execute format('comment on view reconcile.%I is %L', v_view, format('gazelle.%s as staging.stg_%s has it. Generated: see reconcile.add_entity.', p_entity, v_entity.module));
  end if;
  execute reconcile.promotion_of(p_entity);
  execute format('comment on function reconcile.%I is %L', 'promote_' || p_entity, format('Promotes staged records to gazelle.%s. Generated: see reconcile.add_entity.', p_entity));
  update reconcile.entities e set fingerprint = reconcile.fingerprint_of(p_entity) where e.entity = p_entity;
end;
$$;

comment on function reconcile.generate(text) is 'Writes view and promotion of an entity from its table. For its owner alone.';

create function reconcile.generate_changed(p_module text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_entity text;
begin
  for v_entity in
    select e.entity
    from reconcile.entities e
    where e.module = coalesce(p_module, e.module) and e.fingerprint is distinct from reconcile.fingerprint_of(e.entity)
    order by e.position
    for update
  loop
    perform reconcile.generate(v_entity);
  end loop;
end;
$$;

comment on function reconcile.generate_changed(text) is 'Generates anew what no longer fits its table or policies. For its owner alone.';

create function reconcile.refresh(p_module text default null)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- A temporary type is found before one of Postgres that has the same name, and its CHECK would run as the owner.
  if exists (
    select
    from pg_catalog.pg_type t
    join pg_catalog.pg_type b on b.typname = t.typname
    join pg_catalog.pg_namespace n on n.oid = b.typnamespace and n.nspname = 'pg_catalog'
    where t.typnamespace = pg_catalog.pg_my_temp_schema()
  ) then
    raise exception 'a temporary type has the name of one of Postgres''s own'
      using errcode = 'GZ422', hint = 'Drop it: discard temp;';
  end if;
  perform reconcile.generate_changed(p_module);
end;
$$;

comment on function reconcile.refresh(text) is
  'Generates anew what no longer fits its table or policies. Runs as its owner, who alone can change these; called when a run begins and when a policy changes.';

create function reconcile.policies_changed()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform reconcile.refresh();
  return null;
end;
$$;

comment on function reconcile.policies_changed() is 'A changed policy counts from the next page on.';

create trigger policies_changed
after insert or update or delete or truncate on reconcile.field_policies
for each statement execute function reconcile.policies_changed();

revoke insert, update, delete, truncate on reconcile.field_policies, reconcile.rules, reconcile.entities from service_role;
