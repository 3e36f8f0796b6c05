-- Whose a record is, and what of a record of others speaks of somebody who was erased.

create function sync.mentioned_ids(p_node jsonb)
returns setof text
language sql
immutable
set search_path = ''
begin atomic
  select v.id #>> '{}'
  from jsonb_path_query(
    p_node, 'strict $.** ? (@.type() == "object").keyvalue() ? (@.key == "id" || @.key like_regex "Id$").value ? (@.type() == "string")'
  ) v (id);
end;

comment on function sync.mentioned_ids(jsonb) is 'Every id that a record holds, its own among them: the fields id and …Id, at any depth.';

create function sync.client_ids_in(p_node jsonb)
returns text[]
language sql
immutable
set search_path = ''
begin atomic
  select coalesce(array_agg(c.id), '{}')
  from (
    select p_node #>> '{client,id}' as id
    union
    select v.id #>> '{}'
    from jsonb_path_query(p_node, 'strict $.**{0 to 1} ? (@.type() == "object" && exists(@.clientId)).clientId ? (@.type() == "string")') v (id)
  ) c
  where c.id is not null;
end;

comment on function sync.client_ids_in(jsonb) is 'The clients that a record names as its own: client, or clientId in the record or in an object of it. Empty for a client''s own record.';

create function sync.is_of_erased(p_node jsonb, p_ids text[], p_clients text[])
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_clients constant text[] := sync.client_ids_in(p_node);
begin
  if v_clients <> '{}' then
    -- A piano that has been sold is another client's by now.
    return v_clients && p_clients;
  end if;
  -- Who recommended a client does not own it: of what a record refers to beside lists, all but clients count.
  return p_node ->> 'id' = any (p_ids) or exists (
    select
    from jsonb_path_query(p_node, 'strict $.* ? (@.type() == "object" && exists(@.id)).id ? (@.type() == "string")') v (id)
    where v.id #>> '{}' = any (p_ids) and v.id #>> '{}' <> all (p_clients)
  );
end;
$$;

comment on function sync.is_of_erased(jsonb, text[], text[]) is
  'Whether a record is an erased client''s: it names one as its client, or names no client and was erased, or refers to something that was (a notice, to an appointment). p_ids: the erased ids that its page mentions; p_clients: those of them that are clients.';

create function sync.without_mentions(p_value jsonb, p_ids text[])
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  case jsonb_typeof(p_value)
    when 'object' then
      return (
        select coalesce(jsonb_object_agg(
          f.name,
          case
            when f.value ->> 'id' = any (p_ids) then 'null'
            when f.name like '%Id' and f.value #>> '{}' = any (p_ids) then 'null'
            else sync.without_mentions(f.value, p_ids)
          end
        ), '{}')
        from jsonb_each(p_value) f (name, value)
      );
    when 'array' then
      return (
        select coalesce(jsonb_agg(sync.without_mentions(i.item, p_ids) order by i.place), '[]')
        from jsonb_array_elements(p_value) with ordinality i (item, place)
        where (i.item ->> 'id' = any (p_ids)) is not true
          -- An item without an id of its own is known by what it refers to, and goes with it.
          and (i.item ? 'id' or not exists (
            select from jsonb_path_query(i.item, 'lax $.* ? (@.type() == "object").id ? (@.type() == "string")') v (id) where v.id #>> '{}' = any (p_ids)
          ))
      );
    else
      return p_value;
  end case;
end;
$$;

comment on function sync.without_mentions(jsonb, text[]) is
  'Another''s record without its references to what was erased: a reference is null, an item of a list goes. Everything else stays as it is.';
