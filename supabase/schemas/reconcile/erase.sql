-- What a client leaves behind: found from the catalogue's references, so that a new table needs no line here, and removed for good.
-- reconcile.person_entity and reconcile.personal_texts, which know the client's own table, stand in its file.
--
--   rows that name the client        theirs: pianos, appointments, invoices, estimates, entries …
--   rows that name no client         theirs when they refer to one of those: a notice to an appointment
--   children                         go with the record that lists them
--   rows of others                   stay; a reference of theirs to what goes is emptied

create function reconcile.lock_erasures(p_account text, p_is_erasing boolean default false)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_is_erasing then
    perform pg_advisory_xact_lock(hashtext('erasures'), hashtext(p_account));
  else
    perform pg_advisory_xact_lock_shared(hashtext('erasures'), hashtext(p_account));
  end if;
end;
$$;

comment on function reconcile.lock_erasures(text, boolean) is
  'Until the end of the transaction: pages are staged and promoted beside each other, and none beside an erasure. What was asked for before it is staged after it, and by then known to be erased.';

create function reconcile.references_of(p_entity text)
returns table (name text, parent text)
language sql
stable
set search_path = ''
begin atomic
  select a.attname::text, p.entity
  from pg_catalog.pg_constraint f
  join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and f.conkey = array[a.attnum]
  join reconcile.entities p on to_regclass(format('gazelle.%I', p.entity)) = f.confrelid
  where f.conrelid = to_regclass(format('gazelle.%I', p_entity)) and f.contype = 'f';
end;

comment on function reconcile.references_of(text) is 'The columns of an entity that refer to another one, and to which.';

create function reconcile.ids_in(p_ids jsonb, p_entity text)
returns text[]
language sql
immutable
set search_path = ''
return array(select jsonb_array_elements_text(p_ids -> p_entity));

comment on function reconcile.ids_in(jsonb, text) is 'The ids of one entity in {entity: [id]}.';

create function reconcile.all_ids(p_ids jsonb)
returns text[]
language sql
immutable
set search_path = ''
return array(select i.id from jsonb_each(p_ids) e (entity, ids) cross join lateral jsonb_array_elements_text(e.ids) i (id));

comment on function reconcile.all_ids(jsonb) is 'The ids of all entities in {entity: [id]}.';

create function reconcile.belongings(p_entity reconcile.entities, p_account text, p_clients text[], p_ids jsonb, p_with_staged boolean)
returns text[]
language plpgsql
stable
set search_path = ''
as $$
declare
  v_conditions text;
  v_staged text;
  v_found text[];
begin
  select string_agg(
      case
        when p_entity.owner_column is not null then format('t.%I = any (%L)', r.name, reconcile.ids_in(p_ids, r.parent))
        when r.name = 'client_id' then format('t.client_id = any (%L)', p_clients)
        else format('t.%I = any (%L)%s', r.name, reconcile.ids_in(p_ids, r.parent), case when o.has_client then ' and t.client_id is null' else '' end)
      end, ' or '
    ),
    case
      when p_entity.owner_column is null and o.has_client and p_with_staged and p_clients <> '{}'
        then format('union select s.external_id from staging.%I s where s.account_id = $1 and s.raw_data #>> ''{client,id}'' = any (%L)', 'stg_' || p_entity.module, p_clients)
      else ''
    end
  into v_conditions, v_staged
  from (
    select exists (select from reconcile.references_of(p_entity.entity) c where c.name = 'client_id' and c.parent = reconcile.person_entity()) as has_client
  ) o
  cross join reconcile.references_of(p_entity.entity) r
  where r.name = coalesce(p_entity.owner_column, r.name)
    and (r.parent <> reconcile.person_entity() or r.name = 'client_id')
    and (r.name = 'client_id' and p_entity.owner_column is null or reconcile.ids_in(p_ids, r.parent) <> '{}')
  group by o.has_client;
  if v_conditions is null then
    return '{}'::text[];
  end if;
  execute format('select array_agg(f.id) from (select t.id from gazelle.%I t where t.account_id = $1 and (%s) %s) f (id)', p_entity.entity, v_conditions, v_staged)
  into v_found using p_account;
  return coalesce(v_found, '{}');
end;
$$;

comment on function reconcile.belongings(reconcile.entities, text, text[], jsonb, boolean) is
  'The ids of an entity that belong to clients, or to what is known to belong to them (p_ids, {entity: [id]}): in production, and p_with_staged of what never got there in staging.';

create function reconcile.all_belongings(p_account text, p_clients text[], p_ids jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_ids jsonb := p_ids;
  v_before jsonb;
  v_entity reconcile.entities;
  v_found text[];
begin
  -- Again until nothing is added: an entry may refer to a row that comes after it here. Chains are two or three long.
  loop
    v_before := v_ids;
    for v_entity in
      select e.* from reconcile.entities e join sync.modules m using (module)
      where e.entity <> reconcile.person_entity()
      order by m.position, e.position
    loop
      v_found := array(
        select i.id from unnest(reconcile.belongings(v_entity, p_account, p_clients, v_ids, v_before = p_ids) || reconcile.ids_in(v_ids, v_entity.entity)) i (id) group by i.id order by i.id
      );
      if v_found <> '{}' then
        v_ids := v_ids || jsonb_build_object(v_entity.entity, v_found);
      end if;
    end loop;
    exit when v_ids = v_before;
  end loop;
  return v_ids;
end;
$$;

comment on function reconcile.all_belongings(text, text[], jsonb) is
  'Everything that belongs to clients, with their own rows, as {entity: [id]}. p_ids: what is known to begin with.';

create function reconcile.sources_of(p_module text, p_ids jsonb)
returns text[]
language sql
stable
set search_path = ''
begin atomic
  select coalesce(
    (select reconcile.ids_in(p_ids, e.entity) from reconcile.entities e where e.module = p_module and e.owner_column is null order by e.position limit 1),
    -- What is staged under its owner's id, which is another module's.
    (
      select reconcile.ids_in(p_ids, r.parent)
      from reconcile.entities e
      cross join lateral reconcile.references_of(e.entity) r
      where e.module = p_module and r.name = e.owner_column
      order by e.position
      limit 1
    ),
    '{}'
  );
end;

comment on function reconcile.sources_of(text, jsonb) is 'The ids under which a module stages what is in {entity: [id]}.';

create function reconcile.empty_references(p_account text, p_ids jsonb, out records jsonb, out counts jsonb)
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_reference record;
  v_sources text[];
  v_key text;
begin
  records := '{}';
  counts := '{}';
  for v_entity in select * from reconcile.entities e order by e.module, e.position loop
    -- An id that is made of its owner's and of what it refers to is itself a reference.
    v_key := case when v_entity.key is not null then (
      select r.name from reconcile.references_of(v_entity.entity) r where r.name <> v_entity.owner_column and reconcile.camel_case(regexp_replace(r.name, '_id$', '')) = v_entity.key
    ) end;
    for v_reference in select * from reconcile.references_of(v_entity.entity) r where p_ids ? r.parent loop
      execute format(
        case
          when v_reference.name = v_key then 'with gone as (delete from gazelle.%1$I t where t.%2$I = any ($1) and t.id <> all ($2) returning t.account_id, t.%3$I as source)
            select array_agg(distinct g.source) from gone g where g.account_id = $3'
          else 'with emptied as (
             update gazelle.%1$I t set %2$I = null, version = t.version + 1, updated_at = now(), synced_at = now()
             where t.%2$I = any ($1) and t.id <> all ($2)
             returning t.account_id, t.%3$I as source
           )
           select array_agg(distinct e.source) from emptied e where e.account_id = $3'
        end, v_entity.entity, v_reference.name, coalesce(v_entity.owner_column, 'id')
      ) into v_sources using reconcile.ids_in(p_ids, v_reference.parent), reconcile.ids_in(p_ids, v_entity.entity), p_account;
      if v_sources is not null then
        records := records || jsonb_build_object(v_entity.module, coalesce(records -> v_entity.module, '[]') || to_jsonb(v_sources));
        counts := counts || jsonb_build_object(
          format('gazelle.%s.%s', v_entity.entity, v_reference.name), cardinality(v_sources)
        );
      end if;
    end loop;
  end loop;
end;
$$;

comment on function reconcile.empty_references(text, jsonb) is
  'Empties what rows of others refer to of {entity: [id]}. records: whose staged content has such a reference, {module: [id]}; counts: how many, by column.';

create function reconcile.erase(p_account text, p_ids jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_count int;
  v_counts jsonb := '{}'::jsonb;
begin
  -- What refers to others goes first.
  for v_entity in
    select e.* from reconcile.entities e join sync.modules m using (module) where p_ids ? e.entity order by m.position desc, e.position desc
  loop
    execute format('delete from gazelle.%I t where t.account_id = $1 and t.id = any ($2)', v_entity.entity)
    using p_account, reconcile.ids_in(p_ids, v_entity.entity);
    get diagnostics v_count = row_count;
    v_counts := v_counts || jsonb_build_object('gazelle.' || v_entity.entity, v_count);
    delete from reconcile.kept_fields k
    where k.account_id = p_account and k.entity = v_entity.entity and k.external_id = any (reconcile.ids_in(p_ids, v_entity.entity));
    delete from reconcile.missing_children v
    where v.account_id = p_account and v.entity = v_entity.entity and v.external_id = any (reconcile.ids_in(p_ids, v_entity.entity));
    delete from reconcile.listings l
    where l.account_id = p_account and l.module = v_entity.module
      and (l.external_id = any (reconcile.ids_in(p_ids, v_entity.entity)) or l.source_id = any (reconcile.sources_of(v_entity.module, p_ids)));
  end loop;
  return v_counts;
end;
$$;

comment on function reconcile.erase(text, jsonb) is 'Removes rows of production for good, with what reconcile remembers of them; answers how many by table. p_ids: {entity: [id]}.';

create function reconcile.erase_imported(p_account text, p_ids text[])
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_decisions int;
  v_references int;
  v_serials int;
begin
  delete from reconcile.v5_serials s where s.account_id = p_account and s.id = any (p_ids);
  get diagnostics v_serials = row_count;
  delete from reconcile.match_decisions d
  where d.account_id = p_account and (
    d.matched_id = any (p_ids)
    or exists (
      select from reconcile.legacy_references r
      where r.account_id = p_account and r.kind = d.kind and r.legacy_key = d.legacy_key and (r.matched_id = any (p_ids) or r.facts ->> 'id' = any (p_ids))
    )
  );
  get diagnostics v_decisions = row_count;
  -- An imported row that nobody has matched yet, and that means nobody else, is the person's too.
  delete from reconcile.legacy_references r
  where r.account_id = p_account and (
    r.matched_id = any (p_ids) or r.facts ->> 'id' = any (p_ids) or r.facts ->> 'client_id' = any (p_ids)
    or (r.matched_id is null and exists (
      select from reconcile.match_candidates c
      where c.account_id = p_account and c.kind = r.kind and c.legacy_key = r.legacy_key and c.id = any (p_ids)
    ) and not exists (
      select from reconcile.match_candidates c
      where c.account_id = p_account and c.kind = r.kind and c.legacy_key = r.legacy_key and c.id <> all (p_ids)
    ))
  );
  get diagnostics v_references = row_count;
  delete from reconcile.match_candidates c where c.account_id = p_account and c.id = any (p_ids);
  return jsonb_build_object('reconcile.legacy_references', v_references, 'reconcile.match_decisions', v_decisions, 'reconcile.v5_serials', v_serials)
    || reconcile.erase_v5(p_account, p_ids);
end;
$$;

comment on function reconcile.erase_imported(text, text[]) is 'Removes imported rows that mean one of these records, what people decided about them, and their numbers in version 5; answers how many by table.';
