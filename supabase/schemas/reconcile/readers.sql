-- Readers of raw values. None raises; null means absent, blank or unreadable, and the view names an issue for the last.

create function reconcile.to_instant(p_value text)
returns timestamptz
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  -- Only instants with a zone: a local time would be read in the server's zone.
  if p_value !~ '^(19|20|21)[0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9](\.[0-9]+)?(Z|[+-][0-9][0-9]:?[0-9][0-9])$' then
    return null;
  end if;
  return p_value::timestamptz;
exception
  when data_exception then
    return null;
end;
$$;

comment on function reconcile.to_instant(text) is 'CoreDateTime (ISO 8601 with Z or an offset, perhaps with a fraction) as timestamptz; null when it is not one.';

create function reconcile.to_date(p_value text)
returns date
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  if p_value !~ '^(17|18|19|20|21)[0-9][0-9]-[0-9][0-9]-[0-9][0-9]$' then
    return null;
  end if;
  return p_value::date;
exception
  when data_exception then
    return null;
end;
$$;

comment on function reconcile.to_date(text) is 'CoreDate (2026-02-03) as date; null when it is not one.';

create function reconcile.to_integer(p_value jsonb)
returns int
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  if jsonb_typeof(p_value) = 'number' and (p_value #>> '{}')::numeric = trunc((p_value #>> '{}')::numeric) then
    return (p_value #>> '{}')::numeric::int;
  end if;
  return null;
exception
  when numeric_value_out_of_range then
    return null;
end;
$$;

comment on function reconcile.to_integer(jsonb) is 'A whole JSON number as int; null when it is not one or does not fit.';

create function reconcile.to_boolean(p_value jsonb)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case p_value when 'true' then true when 'false' then false end;
end;
$$;

comment on function reconcile.to_boolean(jsonb) is 'JSON true or false; null for anything else: null is not false.';

create function reconcile.list(p_value jsonb)
returns setof jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return query
  select n.value
  from jsonb_array_elements(
    case
      when jsonb_typeof(p_value) = 'array' then p_value
      when jsonb_typeof(p_value -> 'nodes') = 'array' then p_value -> 'nodes'
      else '[]'
    end
  ) n (value)
  where jsonb_typeof(n.value) = 'object';
end;
$$;

comment on function reconcile.list(jsonb) is 'The items of a list or of a connection; null nodes are left out, anything else is an empty list.';

create function reconcile.items(p_value jsonb)
returns table (item jsonb, id text)
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return query
  select n.value, reconcile.to_id(n.value)
  from reconcile.list(p_value) n (value);
end;
$$;

comment on function reconcile.items(jsonb) is 'The items of a list or of a connection, each with its id; null where it has none that can be used.';

create function reconcile.plain(p_text text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return nullif(
    btrim(regexp_replace(lower(extensions.unaccent('extensions.unaccent', p_text)), '[^a-z0-9]+', ' ', 'g')), ''
  );
end;
$$;

comment on function reconcile.plain(text) is
  'A name without case, accents, hyphens and marks: "Jean-François Côté" is "jean francois cote". Null when nothing is left.';

create function reconcile.to_bigint(p_value jsonb)
returns bigint
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  if jsonb_typeof(p_value) = 'number' and (p_value #>> '{}')::numeric = trunc((p_value #>> '{}')::numeric) then
    return (p_value #>> '{}')::numeric::bigint;
  end if;
  -- JavaScript has no exact number of this size, so it arrives as text.
  if jsonb_typeof(p_value) = 'string' and p_value #>> '{}' ~ '^-?[0-9]{1,19}$' then
    return (p_value #>> '{}')::numeric::bigint;
  end if;
  return null;
exception
  when numeric_value_out_of_range then
    return null;
end;
$$;

comment on function reconcile.to_bigint(jsonb) is 'A whole JSON number, or its digits as text, as bigint; null when it is not one or does not fit.';

create function reconcile.to_number(p_value jsonb)
returns numeric
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when jsonb_typeof(p_value) = 'number' then (p_value #>> '{}')::numeric end;
end;
$$;

comment on function reconcile.to_number(jsonb) is 'A JSON number as numeric; null for anything else.';

create function reconcile.to_json(p_value jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when jsonb_typeof(p_value) in ('object', 'array') and not reconcile.holds_error(p_value) then p_value end;
end;
$$;

comment on function reconcile.to_json(jsonb) is 'An object or a list, as it came; null for anything else.';

create function reconcile.to_object(p_value jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when jsonb_typeof(p_value) = 'object' then p_value end;
end;
$$;

comment on function reconcile.to_object(jsonb) is 'An object, as it came; null for anything else.';

create function reconcile.to_text(p_value jsonb)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when jsonb_typeof(p_value) in ('string', 'number') then nullif(p_value #>> '{}', '') end;
end;
$$;

comment on function reconcile.to_text(jsonb) is
  'JSON text, whole; of a number its digits; null for anything else. Gazelle gives "" and null interchangeably, so both are null.';

create function reconcile.to_texts(p_value jsonb)
returns text[]
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  if jsonb_typeof(p_value) is distinct from 'array' then
    return null;
  end if;
  return array(
    select e.value #>> '{}'
    from jsonb_array_elements(p_value) with ordinality e (value, place)
    where jsonb_typeof(e.value) in ('string', 'number')
    order by e.place
  );
end;
$$;

comment on function reconcile.to_texts(jsonb) is 'A JSON list of texts, a number as its digits; null when it is not a list.';

create function reconcile.to_id(p_value jsonb)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case
    when jsonb_typeof(p_value -> 'id') = 'string' and p_value ->> 'id' ~ '[^\s\u00a0]' and length(p_value ->> 'id') <= 200 then p_value ->> 'id'
  end;
end;
$$;

comment on function reconcile.to_id(jsonb) is
  'The id of a record, or of a reference to one; null when it has none that can be used: text of at most 200 characters, not all blank.';
