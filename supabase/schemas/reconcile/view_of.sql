-- The view that reads an entity from staging, written from its table: a column for each column, an issue for each value that
-- cannot be read. Nothing it reads goes unchecked, since the check is written from the same list.
create function reconcile.items_of(p_list text, out joins text, out enclosing text)
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_steps constant text[] := string_to_array(replace(p_list, '[]', ''), '.');
  v_depth constant int := coalesce(cardinality(v_steps), 0);
  v_outer text := 's.raw_data';
begin
  joins := '';
  for n in 1 .. v_depth loop
    joins := joins || format(
      e'\ncross join lateral reconcile.items(%s -> %L) %s', v_outer, v_steps[n], case when n = v_depth then 'i' else 'o' || n end
    );
    v_outer := 'o' || n || '.item';
  end loop;
  enclosing := case when v_depth > 1 then format('o%s', v_depth - 1) end;
end;
$$;

comment on function reconcile.items_of(text) is 'The joins that lead from a staged record to the items of a list in it, and what encloses an item of a list inside a list.';

create function reconcile.expression_of(
  p_base text, p_kind text, p_paths text[], p_source text, p_enclosing text, out expression text, out is_readable text
)
language plpgsql
immutable
set search_path = ''
as $$
begin
  case p_source
    when 'owner' then expression := 's.external_id';
    when 'enclosing' then expression := p_enclosing || '.id';
    else
      select string_agg(format('case when r.is_readable then %s else %s end', v.quick, v.careful), ', '), string_agg(v.is_readable, e'\n    and ')
      into expression, is_readable
      from unnest(p_paths) p (path)
      cross join lateral reconcile.reading_of(case when cardinality(p_paths) > 1 then 'text' else p_kind end, p_base, p.path) v;
      -- Several paths make one list, such as the ten custom fields of a client.
      if cardinality(p_paths) > 1 then
        expression := format('array[%s]', expression);
      end if;
  end case;
end;
$$;

comment on function reconcile.expression_of(text, text, text[], text, text) is 'The SQL of one column of a generated view, and the cheap test of the fields it reads.';

create function reconcile.view_name(p_entity reconcile.entities)
returns text
language sql
immutable
set search_path = ''
begin atomic
  select case when p_entity.derived is null then p_entity.entity else p_entity.entity || '_fields' end;
end;

comment on function reconcile.view_name(reconcile.entities) is 'The generated view of an entity.';

create function reconcile.view_columns(p_entity reconcile.entities, p_expressions jsonb)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  -- A hand-written view selects from this one, and create or replace view may neither move nor retype a column: new columns come
  -- last, and a column that its table no longer has is null until the hand-written view is replaced.
  return (
    select coalesce(string_agg(
      format(e',\n  %s as %I', coalesce(p_expressions ->> name, 'null::' || o.type), name),
      '' order by o.place, c.place
    ), '')
    from (
      select f.name, f.place
      from reconcile.columns_of(p_entity.entity) with ordinality f (name, type, kind, paths, source, policy, parent, place)
      where p_expressions ? f.name
    ) c
    full join (
      select a.attname::text as name, a.attnum as place, format_type(a.atttypid, a.atttypmod) as type
      from pg_catalog.pg_attribute a
      where p_entity.derived is not null and a.attrelid = to_regclass(format('reconcile.%I', reconcile.view_name(p_entity)))
        and a.attname <> all (array['account_id', 'source_id', 'id', 'raw', 'field_issues'])
    ) o using (name)
  );
end;
$$;

comment on function reconcile.view_columns(reconcile.entities, jsonb) is 'The columns of a generated view that stand for a column of its table, as SQL text.';

create function reconcile.view_of(p_entity text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_base text;
  v_joins text;
  v_id text := 's.external_id';
  v_enclosing text;
  v_expressions jsonb;
  v_tests text;
  v_types jsonb;
begin
  select * into strict v_entity from reconcile.entities e where e.entity = p_entity;
  v_base := case when v_entity.list is null then 's.raw_data' else 'i.item' end;
  select f.joins, f.enclosing into v_joins, v_enclosing from reconcile.items_of(v_entity.list) f;
  if v_entity.list is not null then
    v_id := case
      when v_entity.key is null then 'i.id'
      else format('s.external_id || ''/'' || reconcile.to_id(%s)', reconcile.step_to('i.item', string_to_array(v_entity.key, '.')))
    end;
  end if;

  select
    jsonb_object_agg(c.name, x.expression) filter (where x.expression is not null),
    coalesce(string_agg(x.is_readable, e'\n    and ' order by c.place), 'true'),
    coalesce(jsonb_object_agg(p.path, case when cardinality(c.paths) > 1 then 'text' else c.kind end) filter (where p.n is not null), '{}')
  into v_expressions, v_tests, v_types
  from reconcile.columns_of(p_entity) with ordinality c (name, type, kind, paths, source, policy, parent, place)
  left join lateral unnest(c.paths) with ordinality p (path, n) on c.source = 'field'
  left join lateral reconcile.expression_of(v_base, c.kind, c.paths, c.source, v_enclosing) x on coalesce(p.n, 1) = 1
  where c.source <> 'derived';

  return format(
    $sql$create or replace view reconcile.%1$I with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  %2$s as id,
  %3$scase when r.is_readable then null else reconcile.%4$s end as %5$I%6$s
from staging.%7$I s%8$s
cross join lateral (
  select
    %9$s as is_readable
  offset 0
) r$sql$,
    reconcile.view_name(v_entity),
    v_id,
    case when v_entity.derived is null then '' else format(e'%s as raw,\n  ', v_base) end,
    case
      when v_entity.list is null then format('check_values(s.raw_data, %L)', v_types)
      else format('check_child(%L, %s, i.item, %L)', replace(v_entity.list, '[]', ''), v_id, v_types)
    end,
    case when v_entity.derived is null then 'issues' else 'field_issues' end,
    reconcile.view_columns(v_entity, v_expressions),
    'stg_' || v_entity.module,
    v_joins,
    case when v_entity.list is null then v_tests else v_id || e' is not null\n    and ' || v_tests end
  );
end;
$$;

comment on function reconcile.view_of(text) is
  'The statement that makes the view of an entity: reconcile.<entity>, or reconcile.<entity>_fields where a hand-written view adds derived columns. Select it to read it.';
