-- Serial numbers, telephone numbers and addresses in the one form in which they are compared.

create function reconcile.plain_serial(p_text text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_serial text := ltrim(regexp_replace(upper(p_text), '[^A-Z0-9]', '', 'g'), '0');
begin
  -- "?", "N/A" and "0" stand for many pianos.
  return case when v_serial ~ '\d' and length(v_serial) >= 3 then v_serial end;
end;
$$;

comment on function reconcile.plain_serial(text) is 'A serial number without spaces, marks and leading zeros; null when it is none.';

create function reconcile.plain_phone(p_text text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_digits text := regexp_replace(split_part(lower(p_text), 'x', 1), '\D', '', 'g');
begin
  return case when length(v_digits) >= 7 then right(v_digits, 10) end;
end;
$$;

comment on function reconcile.plain_phone(text) is 'The last ten digits of a telephone number, without its extension; null when there are fewer than seven.';

create function reconcile.plain_email(p_text text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when p_text like '%_@_%' then lower(btrim(p_text)) end;
end;
$$;

comment on function reconcile.plain_email(text) is 'An e-mail address in lower case; null when it is none.';
