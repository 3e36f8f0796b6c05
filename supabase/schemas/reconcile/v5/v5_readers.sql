-- Readers of version 5's values: types as text, JSON in text twice over, Postgres arrays as text. None raises.

create function reconcile.v5_parsed(p_text text)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when p_text ~ '^\s*[[{"]' then p_text::jsonb end;
exception
  -- Too deep for Postgres, too.
  when data_exception or program_limit_exceeded or statement_too_complex then
    return null;
end;
$$;

comment on function reconcile.v5_parsed(text) is 'A text that is a JSON object, list or string, parsed; null for any other.';

create function reconcile.v5_json(p_value jsonb)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_value jsonb := p_value;
  v_inner jsonb;
begin
  -- Each layer is shorter than the one around it.
  loop
    exit when jsonb_typeof(v_value) is distinct from 'string';
    v_inner := reconcile.v5_parsed(v_value #>> '{}');
    exit when v_inner is null;
    v_value := v_inner;
  end loop;
  return v_value;
end;
$$;

comment on function reconcile.v5_json(jsonb) is 'What is left when every layer of JSON in text is taken off.';

create function reconcile.v5_text(p_value jsonb)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_value jsonb := p_value;
begin
  -- A text in JSON is unwrapped, once or twice; an object stays the text that it is, but for one that only wraps a text.
  if jsonb_typeof(p_value) = 'string' and p_value #>> '{}' ~ '^\s*["{]' then
    v_value := reconcile.v5_json(p_value);
    if jsonb_typeof(v_value) = 'object' and v_value - 'text' = '{}'::jsonb and jsonb_typeof(v_value -> 'text') = 'string' then
      v_value := v_value -> 'text';
    elsif jsonb_typeof(v_value) <> 'string' then
      v_value := p_value;
    end if;
  end if;
  return case when not reconcile.v5_is_blank(v_value) then v_value #>> '{}' end;
end;
$$;

comment on function reconcile.v5_text(jsonb) is 'A text, without the JSON around it; null where it is blank.';

create function reconcile.v5_list(p_value jsonb)
returns text[]
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_value constant jsonb := reconcile.v5_json(p_value);
  v_text text;
  v_list text[];
begin
  if jsonb_typeof(v_value) = 'array' then
    -- A list in a list is none that a tag could be.
    v_list := array(select i.item #>> '{}' from jsonb_path_query(v_value, '$[*][*][*]') i (item) where btrim(i.item #>> '{}') <> '');
  elsif jsonb_typeof(v_value) = 'string' then
    v_text := v_value #>> '{}';
    -- {a,"b c"}
    v_list := case
      when v_text ~ '^\s*\{.*\}\s*$' then array(select i.item from unnest(v_text::text[]) i (item) where btrim(i.item) <> '')
      when btrim(v_text) <> '' then array[v_text]
    end;
  end if;
  return nullif(v_list, '{}'::text[]);
exception
  when data_exception or program_limit_exceeded then
    return array[v_text];
end;
$$;

comment on function reconcile.v5_list(jsonb) is
  'A list of texts, whatever form version 5 kept it in: JSON, JSON in text, a Postgres array, or one text; null where it is empty.';

create function reconcile.v5_boolean(p_value jsonb)
returns boolean
language sql
immutable parallel safe
set search_path = ''
return case
  when lower(btrim(reconcile.v5_text(p_value))) in ('true', 't', '1', '1.0', 'yes', 'y', 'on', 'oui', 'o', 'vrai') then true
  when lower(btrim(reconcile.v5_text(p_value))) in ('false', 'f', '0', '0.0', 'no', 'n', 'off', 'non', 'faux') then false
end;

comment on function reconcile.v5_boolean(jsonb) is
  'true or false, as JSON, Postgres or Python write it, or a person in English or French; null for anything else.';

create function reconcile.v5_number(p_value jsonb)
returns numeric
language sql
immutable parallel safe
set search_path = ''
return case when btrim(p_value #>> '{}') ~ '^-?[0-9]{1,15}([.,][0-9]{1,10})?$' then replace(btrim(p_value #>> '{}'), ',', '.')::numeric end;

comment on function reconcile.v5_number(jsonb) is 'A number, also in text and with a decimal comma; null for anything else.';

create function reconcile.v5_instant(p_value jsonb)
returns timestamptz
language plpgsql
immutable parallel safe
set search_path = ''
-- A time without a zone is UTC, as version 5 wrote it.
set timezone = 'UTC'
as $$
begin
  return case when p_value #>> '{}' ~ '^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}' then (p_value #>> '{}')::timestamptz end;
exception
  when data_exception then
    return null;
end;
$$;

comment on function reconcile.v5_instant(jsonb) is 'An instant in ISO 8601 or as Postgres writes it; null for anything else.';

create function reconcile.v5_date(p_value jsonb)
returns date
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when p_value #>> '{}' ~ '^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}' then left(btrim(p_value #>> '{}'), 10)::date end;
exception
  when data_exception then
    return null;
end;
$$;

comment on function reconcile.v5_date(jsonb) is 'A day, the first ten characters of what may have a time behind it; null for anything else.';

create function reconcile.v5_time(p_value jsonb)
returns time
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when p_value #>> '{}' ~ '^\s*[0-9]{1,2}:[0-9]{2}' then (p_value #>> '{}')::time end;
exception
  when data_exception then
    return null;
end;
$$;

comment on function reconcile.v5_time(jsonb) is 'A time of day; null for anything else.';

create function reconcile.v5_value(p_value jsonb, p_type text)
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
set timezone = 'UTC'
as $$
begin
  return case p_type
    when 'text' then to_jsonb(reconcile.v5_text(p_value))
    when 'text[]' then to_jsonb(reconcile.v5_list(p_value))
    when 'boolean' then to_jsonb(reconcile.v5_boolean(p_value))
    when 'integer' then to_jsonb(reconcile.v5_number(p_value))
    when 'numeric' then to_jsonb(reconcile.v5_number(p_value))
    when 'date' then to_jsonb(reconcile.v5_date(p_value))
    when 'time without time zone' then to_jsonb(reconcile.v5_time(p_value))
    when 'timestamp with time zone' then to_jsonb(reconcile.v5_instant(p_value))
    else nullif(reconcile.v5_json(p_value), 'null')
  end;
end;
$$;

comment on function reconcile.v5_value(jsonb, text) is
  'A value of version 5 as a column of this type would have it, as JSON; null where it is blank or cannot be read as such. p_type: as format_type gives it.';

create function reconcile.v5_is_blank(p_value jsonb)
returns boolean
language sql
immutable parallel safe
set search_path = ''
return p_value #>> '{}' is null
  -- The last ones are a Python program's.
  or btrim(p_value #>> '{}') in ('', '[]', '{}', '""', '"[]"', '"{}"', 'null', 'None', 'NaN', 'nan', 'NaT');

comment on function reconcile.v5_is_blank(jsonb) is 'Whether a column of version 5 holds nothing, in any of the forms in which it wrote that.';

create function reconcile.v5_id(p_row jsonb)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_external constant text := btrim(p_row ->> 'external_id');
  v_user constant text := btrim(p_row ->> 'gazelle_user_id');
begin
  -- Users are known by one of three columns; the others may hold a number. Without a query inside: 7 ms for a page in place of 63.
  return coalesce(
    case when v_external ~ '^[a-z]{3}_' then v_external end,
    case when v_user ~ '^[a-z]{3}_' then v_user end,
    nullif(v_external, ''), nullif(v_user, ''), nullif(btrim(p_row ->> 'key'), ''), nullif(btrim(p_row ->> 'id'), ''),
    'row-' || md5(p_row::text)
  );
end;
$$;

comment on function reconcile.v5_id(jsonb) is 'The key of a row of version 5: Gazelle''s id where it has one, else its own key; one made of what it holds where it has none.';

create function reconcile.v5_reference(p_value jsonb, p_entity text, p_serials jsonb)
returns text
language sql
immutable parallel safe
set search_path = ''
return case
  when p_value #>> '{}' ~ '^[0-9]{1,10}$' then p_serials -> p_entity ->> (p_value #>> '{}')
  -- Older programs wrote another prefix for pianos.
  when p_value #>> '{}' ~ '^pno_' then 'ins_' || substr(p_value #>> '{}', 5)
  when p_value #>> '{}' ~ '^(cli|con|ins|evt|tme|tle|usr|inv|ini|est)_[A-Za-z0-9]{1,60}$' then p_value #>> '{}'
end;

comment on function reconcile.v5_reference(jsonb, text, jsonb) is
  'The Gazelle id that a reference means: itself, or what version 5''s number stood for. p_serials: {entity: {number: id}}. Null where nothing tells.';
