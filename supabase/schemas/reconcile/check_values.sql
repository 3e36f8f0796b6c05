-- Names each value of a record that cannot be read. The generated views call it only where their cheap test (is_readable) fails.
create function reconcile.check_values(p_raw jsonb, p_types jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return (
    select jsonb_agg(
      reconcile.issue(
        case t.kind when 'id' then 'bad_reference' when 'bigint' then 'bad_integer' when 'object' then 'bad_json' else 'bad_' || t.kind end,
        case when t.is_reference then array_to_string(t.outer_steps, '.') else t.path end,
        v.value
      ) order by t.path
    )
    from (
      select
        k.key as path, k.value as kind, s.steps,
        s.steps[: cardinality(s.steps) - 1] as outer_steps,
        k.value = 'id' and cardinality(s.steps) > 1 as is_reference
      from jsonb_each_text(p_types) k
      cross join lateral (select string_to_array(k.key, '.') as steps) s
    ) t
    -- The first step of the path that is not an object.
    cross join lateral (
      select min(n) as depth from generate_series(1, cardinality(t.steps) - 1) n where jsonb_typeof(p_raw #> t.steps[: n]) not in ('object', 'null')
    ) m
    cross join lateral (
      select p_raw #> case when m.depth is not null then t.steps[: m.depth] when t.is_reference then t.outer_steps else t.steps end as value
    ) v
    where v.value not in ('null', '""')
      and (m.depth is not null or not reconcile.is_of_kind(p_raw #> t.steps, t.kind))
  );
end;
$$;

comment on function reconcile.check_values(jsonb, jsonb) is
  'Issues of a record, given the kind of value at each path that is read. Null when there is none; a blank is no issue.';

create function reconcile.is_of_kind(p_value jsonb, p_kind text)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return coalesce(
    case p_kind
      when 'text' then jsonb_typeof(p_value) in ('string', 'number')
      when 'boolean' then jsonb_typeof(p_value) = 'boolean'
      when 'integer' then reconcile.to_integer(p_value) is not null
      when 'bigint' then reconcile.to_bigint(p_value) is not null
      when 'number' then jsonb_typeof(p_value) = 'number'
      when 'date' then reconcile.to_date(p_value #>> '{}') is not null
      when 'instant' then reconcile.to_instant(p_value #>> '{}') is not null
      when 'list' then jsonb_typeof(p_value) = 'array' and not p_value @? '$[*].type() ? (@ != "string" && @ != "number" && @ != "null")'
      when 'json' then jsonb_typeof(p_value) in ('object', 'array') and not reconcile.holds_error(p_value)
      when 'object' then jsonb_typeof(p_value) = 'object'
      when 'id' then reconcile.to_id(jsonb_build_object('id', p_value)) is not null
    end, false
  );
end;
$$;

comment on function reconcile.is_of_kind(jsonb, text) is 'Whether a value that is there can be read as a column of this kind.';

create function reconcile.check_child(p_list text, p_id text, p_item jsonb, p_types jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case
    when p_id is null then jsonb_build_array(reconcile.issue('child_without_id', p_list, p_item))
    else reconcile.check_values(p_item, p_types)
  end;
end;
$$;

comment on function reconcile.check_child(text, text, jsonb, jsonb) is 'Issues of an item of a list of a record; an item without an id is refused alone.';

create function reconcile.is_list(p_value jsonb)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return coalesce(p_value, 'null') in ('null', '""') or coalesce(
    case when jsonb_typeof(p_value) = 'array' then p_value else p_value -> 'nodes' end
      @@ '$.type() == "array" && !exists($[*].type() ? (@ != "object" && @ != "null"))', false
  );
end;
$$;

comment on function reconcile.is_list(jsonb) is 'Whether a value is a list of records, a connection, or blank; a null among the records is no record.';
