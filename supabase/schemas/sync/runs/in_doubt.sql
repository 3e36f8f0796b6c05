-- An error without a path may have emptied any field of an answer: the stored record keeps what that answer lacks.

create function sync.carried_over_value(p_old jsonb, p_new jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_items jsonb;
begin
  if p_new is null or p_new in ('null', '[]') then
    return coalesce(p_old, p_new);
  elsif jsonb_typeof(p_old) is distinct from jsonb_typeof(p_new) then
    return p_new;
  elsif jsonb_typeof(p_new) = 'object' then
    -- A reference to another record, which shares nothing with the one before.
    if p_old ->> 'id' <> p_new ->> 'id' then
      return p_new;
    end if;
    return (
      select coalesce(jsonb_object_agg(
        f.name,
        -- A list that was not read to its end is not whole now: what is missing in it is not gone.
        case when f.name = 'hasNextPage' and p_old -> f.name = 'true' then 'true' else sync.carried_over_value(p_old -> f.name, p_new -> f.name) end
      ), '{}')
      from (select jsonb_object_keys(p_old) union select jsonb_object_keys(p_new)) f (name)
    );
  elsif jsonb_typeof(p_new) = 'array' then
    if (p_old || p_new) @? '$[*] ? (@.type() != "null" && !exists(@.id))' then
      -- Items that cannot be told apart come together or not at all.
      return case when p_new @? 'strict $.** ? (@ == null)' then p_old else p_new end;
    end if;
    with old as (
      select distinct on (i.item ->> 'id') i.item ->> 'id' as id, i.item, i.place
      from jsonb_array_elements(p_old) with ordinality i (item, place)
      where i.item <> 'null'
      order by i.item ->> 'id', i.place
    ), new as (
      select i.item ->> 'id' as id, i.item, i.place
      from jsonb_array_elements(p_new) with ordinality i (item, place)
      where i.item <> 'null'
    ), kept as (
      select sync.carried_over_value(o.item, n.item) as item, 1 as part, n.place from new n left join old o using (id)
      union all
      select o.item, 2, o.place from old o where not exists (select from new n where n.id = o.id)
    )
    select jsonb_agg(k.item order by k.part, k.place) into v_items from kept k;
    return coalesce(v_items, p_old);
  end if;
  return p_new;
end;
$$;

comment on function sync.carried_over_value(jsonb, jsonb) is
  'A value of which the blanks may be a fault''s: at every depth an old value stays where the new one is null, an empty list, or lacks it. Items are known by their ids.';

create function sync.carried_over_nodes(p_module text, p_account text, p_ids text[], p_nodes jsonb[], p_blank jsonb, out nodes jsonb[], out kept jsonb)
language plpgsql
set search_path = ''
as $$
begin
  -- Locked in the order in which they are written: another lane must not write between this reading and that.
  execute format(
    'select from staging.%I s where s.account_id = $1 and s.external_id = any ($2) order by s.external_id for update', 'stg_' || p_module
  ) using p_account, p_ids;
  execute format(
    'select array_agg(k.node order by n.place), jsonb_object_agg(n.id, f.names) filter (where f.names is not null)
     from unnest($2, $4) with ordinality n (id, node, place)
     left join staging.%I s on s.account_id = $1 and s.external_id = n.id
     cross join lateral (select $3 || n.node as came, sync.carried_over_value(s.raw_data, $3 || n.node) as node) k
     cross join lateral (
       select jsonb_agg(o.name) as names
       from jsonb_each(s.raw_data) o (name, value)
       where jsonb_typeof(o.value) in (''array'', ''object'') and k.node -> o.name is distinct from k.came -> o.name
     ) f', 'stg_' || p_module
  ) into nodes, kept using p_account, p_ids, p_blank, p_nodes;
  nodes := coalesce(nodes, '{}');
end;
$$;

comment on function sync.carried_over_nodes(text, text, text[], jsonb[], jsonb) is
  'The records of a page in doubt, over what is known of them (see sync.carried_over_value); and by id the names of the lists and objects that hold something of what was known, which is as old as before.';
