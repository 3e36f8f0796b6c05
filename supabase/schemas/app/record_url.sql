-- Where a record is in Gazelle, and on a map. Gazelle's API gives no address of a record. That of a client is known; what belongs to a client is
-- reached from its page.

create function app.record_url(p_client text)
returns text
language sql
immutable parallel safe
set search_path = ''
return 'https://gazelleapp.io/clients/' || p_client;

comment on function app.record_url(text) is
  'The page of a client in Gazelle, from which its pianos, appointments, invoices and estimates are reached: the one address that is known. Null without a client.';

create function app.url_part(p_text text)
returns text
language sql
immutable parallel safe
set search_path = ''
begin atomic
  select string_agg(
    case
      when c.letter ~ '^[A-Za-z0-9._~-]$' then c.letter
      when c.letter = ' ' then '+'
      else regexp_replace(upper(encode(convert_to(c.letter, 'UTF8'), 'hex')), '(..)', '%\1', 'g')
    end, '' order by c.n
  )
  from string_to_table(left(p_text, 300), null) with ordinality c (letter, n);
end;

comment on function app.url_part(text) is 'A text as it stands in the query of a URL; of a long one the first 300 characters.';

create function app.map_url(p_address text, p_lat numeric default null, p_lng numeric default null)
returns text
language sql
immutable parallel safe
set search_path = ''
return 'https://www.google.com/maps/search/?api=1&query=' || coalesce(
  app.url_part(nullif(btrim(p_address), '')), p_lat || '%2C' || p_lng
);

comment on function app.map_url(text, numeric, numeric) is 'A map that shows an address, or else a place in degrees. Null without either.';

grant execute on function app.record_url(text), app.url_part(text), app.map_url(text, numeric, numeric) to authenticated;
