-- Counts of pages become those of a table.

create function sync.v5_sum(p_one jsonb, p_other jsonb)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_object_agg(
      k.name,
      case
        when jsonb_typeof(coalesce(p_one -> k.name, p_other -> k.name)) = 'object'
          then sync.v5_sum(coalesce(p_one -> k.name, '{}'), coalesce(p_other -> k.name, '{}'))
        else to_jsonb(coalesce((p_one ->> k.name)::numeric, 0) + coalesce((p_other ->> k.name)::numeric, 0))
      end
    ), '{}')
    from (select jsonb_object_keys(p_one) union select jsonb_object_keys(p_other)) k (name)
  );
end;
$$;

comment on function sync.v5_sum(jsonb, jsonb) is 'Two objects of counts, added name by name, at any depth.';
