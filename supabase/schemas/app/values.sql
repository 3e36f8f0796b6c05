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

create function app.good_range(p_measure text)
returns numrange
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case p_measure
    when 'humidity' then numrange(35, 55, '[]') when 'temperature' then numrange(15, 27, '[]') when 'pitch' then numrange(437, 443, '[]')
  end;
end;
$$;

comment on function app.good_range(text) is
  'What pianos are kept at, limits included: humidity in %, temperature in °C, pitch of A4 in Hz. Null for anything else.';

create function app.good_ranges()
returns table (measure text, low numeric, high numeric)
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return query
  select m.measure, lower(g.range), upper(g.range)
  from unnest('{humidity,temperature,pitch}'::text[]) m (measure)
  cross join lateral (select app.good_range(m.measure) as range) g;
end;
$$;

comment on function app.good_ranges() is 'The limits of app.good_range, a row a measure, for a chart.';

create function app.is_out_of_range(p_humidity numeric, p_temperature numeric, p_pitch numeric)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  -- The ranges are constants of the plan.
  return case
    when coalesce(p_humidity, p_temperature, p_pitch) is not null then coalesce(not p_humidity <@ app.good_range('humidity'), false)
      or coalesce(not p_temperature <@ app.good_range('temperature'), false) or coalesce(not p_pitch <@ app.good_range('pitch'), false)
  end;
end;
$$;

comment on function app.is_out_of_range(numeric, numeric, numeric) is
  'Whether one of the values of a reading is outside of app.good_range. Null when nothing was read.';

grant execute on function app.piano_title(text, text), app.is_active(text), app.good_range(text), app.good_ranges(), app.is_out_of_range(numeric, numeric, numeric) to authenticated;
