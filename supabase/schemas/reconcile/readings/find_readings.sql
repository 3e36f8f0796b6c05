-- Readings in a text, in four stages:
--
--   text      Accord 440Hz, 21C, 39%.
--   pieces    {".", "accord␂ ", "440␂", "hz␂, ", "21␂", "c␂, ", "39␂", "%␂.."}   reading_pieces: token, U+0002, gap
--   codes     x.P k_z,n_c,n_h.                                                   reading_codes: code and gap of each piece
--   matches   P k_z   |   n_c,n_h                                                reading_grammar, earliest and longest first
--   readings  440 Hz  |   21 °C and 39 %                                         reading_values, rate_reading
--
-- A piece is two characters of the line of codes: after c characters the next piece is c / 2 + 1.

create function reconcile.find_readings(p_text text)
returns table (
  number int, "position" int, length int, matched text, method text,
  temperature numeric, temperature_original numeric, temperature_unit text, humidity numeric, pitch numeric, confidence numeric
)
language plpgsql
immutable parallel safe rows 1
set search_path = ''
as $$
#variable_conflict use_variable
declare
  -- Bounds the time: a megabyte of readings would take minutes, and no entry is as long as 20,000 characters.
  c_longest constant int := 20000;
  c_grammar constant text collate "C" := reconcile.reading_grammar();
  v_pieces text[] collate "C";
  v_codes text collate "C";
  v_piece text collate "C";
  v_found text collate "C";
  v_line text collate "C";
  v_values reconcile.reading_values;
  v_rating record;
  v_start int;
  v_end int := 0;
  v_first int;
  v_last int;
  v_at int;
  v_counted int := 1;
  v_place int := 0;
begin
  if p_text is null or not reconcile.may_hold_reading(p_text) then
    return;
  end if;
  v_pieces := reconcile.reading_pieces(left(p_text, c_longest));
  v_codes := reconcile.reading_codes(v_pieces);

  number := 0;
  foreach v_piece in array string_to_array(regexp_replace(v_codes, c_grammar, e'\u0001\\&\u0002', 'g'), e'\u0001') loop
    v_start := v_end;
    v_found := rtrim(split_part(v_piece, e'\u0002', 1), ' ,.;');
    v_end := v_start + pg_catalog.length(replace(v_piece, e'\u0002', ''));
    continue when strpos(v_piece, e'\u0002') = 0;
    -- A temperature between two humidities belongs to the second.
    v_at := regexp_instr(v_found, '(?:[Ww].*)?n[ _][cd].*h$');
    if v_at > 1 and v_found not like 'N%' then
      v_start := v_start + v_at - 1;
      v_found := substr(v_found, v_at);
    end if;
    v_first := v_start / 2 + 1;
    v_last := v_first + pg_catalog.length(v_found) / 2;
    v_line := right(left(v_codes, v_start), 80) || '<' || v_found || '>' || substr(v_codes, 2 * v_last, 40);
    continue when reconcile.is_other_number(v_line);

    v_values := reconcile.reading_values(v_pieces, v_first, v_found);
    temperature := v_values.temperature;
    temperature_original := case when temperature is not null then v_values.degrees end;
    temperature_unit := v_values.temperature_unit;
    humidity := v_values.humidity;
    pitch := v_values.pitch;
    continue when temperature is null and humidity is null and pitch is null;

    v_rating := reconcile.rate_reading(v_found, v_line, v_values);
    method := v_rating.method;
    confidence := v_rating.confidence;
    number := number + 1;
    -- Neither the leading full stop nor the U+0002 in each piece is part of the text, so they do not count.
    for i in v_counted .. v_first - 1 loop
      v_place := v_place + pg_catalog.length(v_pieces[i]) - (i > 1)::int;
    end loop;
    v_counted := v_first;
    "position" := v_place;
    length := strpos(v_pieces[v_last], e'\u0002') - 1;
    for i in v_first .. v_last - 1 loop
      length := length + pg_catalog.length(v_pieces[i]) - 1;
    end loop;
    matched := substr(p_text, "position", length);
    return next;
  end loop;
end;
$$;

comment on function reconcile.find_readings(text) is
  'The readings in a text, in its order: number, place, what was matched, the pattern''s name, values and confidence. Temperature in °C and as it was written, humidity in %, pitch in Hz. Reads French and English; never raises.';
