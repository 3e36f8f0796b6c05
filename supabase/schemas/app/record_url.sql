-- Where a record is in Gazelle, and on a map. Gazelle's API gives no address of a record for the office: clientUrl of an invoice or estimate opens for
-- its client without signing in. The page of a client is known; what belongs to a client is reached from there.

create function app.record_url(p_client text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return 'https://gazelleapp.io/clients/' || p_client;
end;
$$;

comment on function app.record_url(text) is
  'The page of a client in Gazelle, from which its pianos, appointments, invoices and estimates are reached: the one address that is known. Null without a client.';

create function app.url_part(p_text text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_text text := replace(left(p_text, 300), '%', '%25');
  v_mark text;
begin
  for v_mark in select distinct m[1] from regexp_matches(v_text, '[^A-Za-z0-9._~% -]', 'g') m loop
    v_text := replace(v_text, v_mark, regexp_replace(upper(encode(convert_to(v_mark, 'UTF8'), 'hex')), '(..)', '%\1', 'g'));
  end loop;
  return replace(v_text, ' ', '+');
end;
$$;

comment on function app.url_part(text) is 'A text as it stands in the query of a URL; of a long one the first 300 characters.';

create function app.map_url(p_address text, p_lat numeric default null, p_lng numeric default null)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return 'https://www.google.com/maps/search/?api=1&query=' || coalesce(
    app.url_part(nullif(btrim(p_address), '')), p_lat || '%2C' || p_lng
  );
end;
$$;

comment on function app.map_url(text, numeric, numeric) is 'A map that shows an address, or else a place in degrees. Null without either.';

grant execute on function app.record_url(text), app.url_part(text), app.map_url(text, numeric, numeric) to authenticated;
