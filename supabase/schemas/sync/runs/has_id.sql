-- The rule of a usable id, for a record.

create function sync.has_id(p_node jsonb)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return reconcile.to_id(p_node) is not null;
end;
$$;

comment on function sync.has_id(jsonb) is
  'A record can be kept under its id: text of 1 to 200 characters (Gazelle''s have about 24) that are not all blank.';
