-- Types of a record's fields: one jsonpath proves a good record, and only a bad one is looked at field by field.

create function reconcile.readable(p_types jsonb)
returns jsonpath
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  -- The planner folds a call with constant types into a constant, so a whole record costs one jsonpath: 5 µs, not 100.
  return (
    select coalesce(
      string_agg(
        format(
          '(!exists($.%1$I) || $.%1$I.type() == "null" || %2$s)', t.key,
          -- A comparison looks into a list, so the type comes first. Regular expressions: datetime() takes 2026-2-3 too.
          replace(
            case t.value #>> '{}'
              when 'text' then '$.?.type() == "string"'
              when 'boolean' then '$.?.type() == "boolean" || $.?.type() == "string" && $.? == ""'
              when 'list' then '$.?.type() == "array" || $.?.nodes.type() == "array" || $.?.type() == "string" && $.? == ""'
              when 'reference' then
                '$.?.type() == "object" && $.?.id.type() == "string" && $.?.id != "" || $.?.type() == "string" && $.? == ""'
              when 'integer' then
                '$.?.type() == "number" && $.?.floor() == $.? && $.?.abs() < 2147483648 || $.?.type() == "string" && $.? == ""'
              when 'instant' then
                '$.?.type() == "string" && ($.? == "" || $.? like_regex "^(19|20|21)[0-9]{2}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$")'
              when 'date' then
                '$.?.type() == "string" && ($.? == "" || $.? like_regex "^(17|18|19|20|21)[0-9]{2}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$")'
            end,
            '$.?', format('$.%I', t.key)
          )
        ), ' && '
      ), 'true'
    )::jsonpath
    from jsonb_each(p_types) t
  );
end;
$$;

comment on function reconcile.readable(jsonb) is
  'A jsonpath that is true of a record whose fields all have the given types, and of no other; what it does not prove, reconcile.check_values looks at.';

create function reconcile.check_values(p_raw jsonb, p_types jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return (
    select jsonb_agg(reconcile.issue('bad_' || (t.value #>> '{}'), t.key, p_raw -> t.key) order by t.key)
    from jsonb_each(p_types) t
    where p_raw -> t.key not in ('null', '""')
      and not coalesce(
        case t.value #>> '{}'
          when 'text' then jsonb_typeof(p_raw -> t.key) = 'string'
          when 'boolean' then jsonb_typeof(p_raw -> t.key) = 'boolean'
          when 'list' then 'array' in (jsonb_typeof(p_raw -> t.key), jsonb_typeof(p_raw -> t.key -> 'nodes'))
          when 'reference' then reconcile.to_id(p_raw -> t.key) is not null
          when 'integer' then reconcile.to_integer(p_raw -> t.key) is not null
          when 'instant' then reconcile.to_instant(p_raw ->> t.key) is not null
          when 'date' then reconcile.to_date(p_raw ->> t.key) is not null
        end, false
      )
  );
end;
$$;

comment on function reconcile.check_values(jsonb, jsonb) is
  'Issues of a record, given the type of each field that is read: text, boolean, integer, instant, date, reference or list. Null when there is none; a blank is no issue.';

create function reconcile.check_child(p_list text, p_item jsonb, p_types jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case
    when sync.has_id(p_item) then reconcile.check_values(p_item, p_types)
    else jsonb_build_array(reconcile.issue('child_without_id', p_list, p_item))
  end;
end;
$$;

comment on function reconcile.check_child(text, jsonb, jsonb) is 'Issues of an item of a list of a record; an item without an id is refused alone.';
