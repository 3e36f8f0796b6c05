-- A copy to begin with, and the position that continues it without gap or doubling: records as they were at a place in the log.

create function changes.records_at(p_account text, p_entity text, p_ids text[], p_position bigint)
returns table (id text, version int, record jsonb)
language plpgsql
stable
set search_path = ''
set timezone = 'UTC'
as $$
begin
  perform changes.checked_entities(array[p_entity]);
  return query execute format(
    $sql$
    with later as (
      select l.id, l."position", l.operation, l.version, l.changes
      from changes.log l
      where l.account_id = $1 and l.entity = %1$L and l.id = any ($2) and l."position" > $3
    ),
    -- What the first change behind the place says of the time before it.
    first as (
      select distinct on (l.id) l.id, l.operation not in ('created', 'restored') as was_there, l.version - 1 as version from later l order by l.id, l."position"
    ),
    -- A column was what its first later change had before.
    before as (
      select c.id, jsonb_object_agg(c.key, c.value) as changes
      from (
        select distinct on (l.id, f.key) l.id, f.key, f.value -> 0 as value
        from later l cross join lateral jsonb_each(l.changes) f
        order by l.id, f.key, l."position"
      ) c
      group by c.id
    ),
    current as (
      select t.id, t.version, not t.is_placeholder and t.deleted_at is null as is_there, to_jsonb(t) as record
      from gazelle.%1$I t
      where t.account_id = $1 and t.id = any ($2)
    )
    select i.id, coalesce(f.version, c.version), coalesce(
      (c.record || coalesce(b.changes, '{}')) - '{version,is_placeholder,deleted_at,created_at,updated_at,synced_at}'::text[],
      jsonb_build_object('id', i.id, 'account_id', $1) || b.changes
    )
    from unnest($2) i (id)
    left join current c on c.id = i.id
    left join first f on f.id = i.id
    left join before b on b.id = i.id
    -- Of what was erased since, nothing is left to tell.
    where coalesce(f.was_there, c.is_there, false) and (c.id is not null or b.changes is not null)
    $sql$, p_entity
  ) using p_account, p_ids, p_position;
end;
$$;

comment on function changes.records_at(text, text, text[], bigint) is
  'Records of an entity as they were at a place in the log, those alone that were there. record: the columns of the production table.';

create function changes.start(p_entities text[] default null, p_account text default 'main')
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_entities constant text[] := changes.checked_entities(p_entities);
begin
  perform changes.position_of(p_account, null);
  perform changes.check_loaded(p_account, v_entities);
  return jsonb_build_object(
    'entities', to_jsonb(v_entities), 'position', changes.written(p_account, changes.last_position())
  );
end;
$$;

comment on function changes.start(text[], text) is
  'Where a copy begins: {"entities", "position"}. changes.snapshot gives each entity''s records as they are at that position, however long reading them takes; changes.read goes on behind it.';

create function changes.snapshot(p_position text, p_entity text, p_after text default '', p_limit int default 1000, p_account text default 'main')
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '30s'
as $$
declare
  v_position constant bigint := changes.position_of(p_account, p_position);
  v_limit constant int := least(greatest(coalesce(p_limit, 1000), 1), 10000);
  v_ids text[];
  v_records jsonb;
begin
  perform changes.checked_entities(array[p_entity]);
  perform changes.check_loaded(p_account, array[p_entity]);
  -- What is there, and what went since; one statement reads the ids, another the records, and both what has changed behind the place.
  execute format(
    'select array_agg(i.id)
     from (
       select i.id
       from (
         (select t.id from gazelle.%1$I t where t.account_id = $1 and t.id > $2 order by t.id limit $3)
         union
         (select distinct l.id from changes.log l where l.account_id = $1 and l.entity = %1$L and l.id > $2 and l."position" > $4 order by l.id limit $3)
       ) i
       order by i.id limit $3
     ) i', p_entity
  ) into v_ids using p_account, coalesce(p_after, ''), v_limit, v_position;
  select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'version', r.version, 'record', r.record) order by r.id), '[]') into v_records
  from changes.records_at(p_account, p_entity, v_ids, v_position) r;
  return jsonb_build_object('records', v_records, 'after', case when cardinality(v_ids) = v_limit then v_ids[v_limit] end);
end;
$$;

comment on function changes.snapshot(text, text, text, int, text) is
  'The records of an entity as they were at a position of changes.start, by id: {"records": [{id, version, record}], "after"}. Go on with the answer''s after until it is null. Raises GZ400 for an unknown entity or position, GZ411 for a position that is no longer kept.';

grant execute on function changes.records_at(text, text, text[], bigint) to authenticated;
grant execute on function changes.start(text[], text) to authenticated;
grant execute on function changes.snapshot(text, text, text, int, text) to authenticated;
