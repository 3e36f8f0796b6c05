-- What the views share: names, statuses and limits.

create function app.piano_title(p_make text, p_model text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return nullif(btrim(coalesce(p_make, '') || ' ' || coalesce(p_model, '')), '');
end;
$$;

comment on function app.piano_title(text, text) is 'Make and model. Null where neither is known.';

create function app.is_active(p_status text)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return p_status is distinct from 'INACTIVE';
end;
$$;

comment on function app.is_active(text) is 'Whether a client or a piano counts as one of today: every status but INACTIVE, new and unknown ones too.';

create function app.is_out_of_range(p_humidity numeric, p_temperature numeric, p_pitch numeric)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case
    when coalesce(p_humidity, p_temperature, p_pitch) is not null then coalesce(p_humidity not between 35 and 55, false)
      or coalesce(p_temperature not between 15 and 27, false) or coalesce(p_pitch not between 437 and 443, false)
  end;
end;
$$;

comment on function app.is_out_of_range(numeric, numeric, numeric) is
  'Whether a reading is outside what pianos are kept at: humidity 35 to 55 %, temperature 15 to 27 °C, pitch 437 to 443 Hz. Null when nothing was read.';

grant execute on function app.piano_title(text, text), app.is_active(text), app.is_out_of_range(numeric, numeric, numeric) to authenticated;
