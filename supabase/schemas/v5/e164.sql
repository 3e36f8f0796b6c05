-- Version 5's programs send text messages to the numbers that they read, so these have the form that such a service takes.

create function v5.e164(p_phone text)
returns text
language sql
immutable parallel safe
set search_path = ''
return case
  when p_phone ~ '^(\+?1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]?\d{3}[ .-]?\d{4}$' then '+1' || right(regexp_replace(p_phone, '\D', '', 'g'), 10)
  else p_phone
end;

comment on function v5.e164(text) is 'A telephone number of North America, however it is written, as +15145550123; any other text as it is.';

grant execute on function v5.e164(text) to authenticated;
