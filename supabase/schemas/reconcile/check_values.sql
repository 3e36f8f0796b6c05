-- What is wrong with a record, told carefully. The generated views call it only for records that their cheap test does not pass.
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
        case t.kind when 'id' then 'bad_reference' when 'bigint' then 'bad_integer' else 'bad_' || t.kind end,
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
    cross join lateral (
      select cardinality(t.steps) > 1 and jsonb_typeof(p_raw #> t.outer_steps) not in ('object', 'null') as is_misplaced
    ) m
    cross join lateral (
      select case when t.is_reference or m.is_misplaced then p_raw #> t.outer_steps else p_raw #> t.steps end as value
    ) v
    where v.value not in ('null', '""')
      and (m.is_misplaced or not reconcile.is_of_kind(case when t.is_reference then p_raw #> t.steps else v.value end, t.kind))
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
      when 'list' then jsonb_typeof(p_value) = 'array' and not p_value @? '$[*] ? (@.type() != "string" && @.type() != "number" && @.type() != "null")'
      when 'json' then jsonb_typeof(p_value) in ('object', 'array')
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
  return coalesce(p_value, 'null') in ('null', '""') or coalesce('array' in (jsonb_typeof(p_value), jsonb_typeof(p_value -> 'nodes')), false);
end;
$$;

comment on function reconcile.is_list(jsonb) is 'Whether a value is a list, a connection, or blank.';
