-- Readings in a text: words to codes, patterns over codes, values with their place and a confidence.

create function reconcile.find_readings(p_text text)
returns table (
  number int,
  "position" int,
  length int,
  matched text,
  method text,
  temperature numeric,
  temperature_original numeric,
  temperature_unit text,
  humidity numeric,
  pitch numeric,
  confidence numeric
)
language plpgsql
immutable parallel safe rows 1
set search_path = ''
as $$
#variable_conflict use_variable
declare
  c_words constant jsonb := reconcile.reading_words();
  -- Nobody types more; without an end a megabyte of readings would take minutes.
  c_longest constant int := 20000;
  c_grammar constant text collate "C" := reconcile.reading_grammar();
  v_text text collate "C";
  v_codes text collate "C";
  v_line text collate "C";
  v_pieces text[] collate "C";
  v_piece text collate "C";
  v_found text collate "C";
  v_start int;
  v_end int := 0;
  v_first int;
  v_last int;
  v_at int;
  v_seen int := 1;
  v_place int := 0;
  v_degrees numeric;
  v_percent numeric;
begin
  if p_text is null or not reconcile.may_hold_reading(p_text) then
    return;
  end if;
  -- Collation C, so that no locale has a say. The full stops end clauses. U+0001 and U+0002 will enclose tokens.
  v_text := '.' || translate(lower(left(p_text, c_longest) collate "C"), e'\u0001\u0002\u0003', '   ') || '.';
  v_text := replace(replace(v_text, 'h.r.', 'hr. '), 'r.h.', 'rh. ');
  -- A minus is a sign only where no token ends before it.
  if v_text <> translate(v_text, '-−', '') then
    v_text := regexp_replace(v_text, '([ (:=,.\n])[-−]([0-9])', e'\\1\u0003\\2', 'g');
  end if;
  v_pieces := string_to_array(
    regexp_replace(v_text, '[a-zß-ÿÀ-Þ]+|\u0003?[0-9]+(?:[.,][0-9]+)?|[%％°º˚℃℉]', e'\u0001\\&\u0002', 'g'), e'\u0001'
  );

  select string_agg(c.code || c.gap, '' order by c.n)
  into v_codes
  from (
    select
      w.n,
      case
        when w.n = 1 then 'x'
        when s.token < 'a' and s.token >= '0' or s.token < ' ' then
          case
            when pg_catalog.length(s.token) > 8 or pg_catalog.length(split_part(translate(s.token, ',', '.'), '.', 1)) > 3 then 'm'
            when s.token < '200' or pg_catalog.length(split_part(translate(s.token, ',', '.'), '.', 1)) < 3 then 'n'
            when s.token >= '430' and s.token < '450' then 'k'
            when s.token >= '400' and s.token <= '460' then 'q'
            else 'm'
          end
        else coalesce(c_words ->> s.token, c_words ->> (left(s.token, 6) || '*'), 'x')
      end as code,
      case
        when s.gap = ' ' then ' '
        when s.gap = '' then '_'
        when s.gap <> translate(s.gap, e';!?()\n', '') then ';'
        when translate(s.gap, e' \t\r\u00a0\u2009\u202f][''’"|&+@~<>*.,:=/-−–—', '') <> '' then '$'
        when s.gap like '%.%' then '.'
        when s.gap like '%,%' then ','
        when s.gap <> translate(s.gap, ':=', '') then ':'
        when s.gap <> translate(s.gap, '-−–—', '') then '-'
        when s.gap like '%/%' then '/'
        else ' '
      end as gap
    from unnest(v_pieces) with ordinality w (piece, n)
    cross join lateral (
      select
        case when w.n > 1 then split_part(w.piece, e'\u0002', 1) else '' end collate "C" as token,
        case when w.n > 1 then split_part(w.piece, e'\u0002', 2) else w.piece end as gap
    ) s
  ) c;

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

    continue when v_line ~ concat_ws('|',
      -- Settings, advice, wishes; the weather; limits and labels.
      '[AB][^.;,<]*<', 'O[^.;<]*<', 'L[ .:_](?:[~paelrF][ ,])*<', '> (?:. ){0,3}[BO]',
      -- A part of a name, of a price, of a date or a time.
      '_<[nukq]', '[$]<', 'p <[al][ _-]k>', '[^.,;]<a k>|<l k>', '[nm]/<n',
      -- A range.
      '(?:^|[^/:_-])n(?:[ _]d)?(?:[ _]c)?(?:-| [ar] )<n[ _][cd]', 'n(?:[ _]h)?(?:-| [ar] )<n[ _]h',
      'h>(?:-| [ar] )n[ _]h', '[cd]>(?:-| [ar] )n[ _][cd]', 'n>(?:-|/| [ar] )n', '[kq]-<[kq]', 'z>-[kq]',
      -- A share of something; an address or a telephone number; a name that goes on.
      'h> (?:[~paelr] )*R', 'h> (?:[~palr] )*e (?:[~paelr] )*[^~paelrFU]', 'k>(?:_|[$]|[- .][mkq]|[ ,](?:[~paelr] )*M)', '[cdn]>_'
    );

    temperature := null;
    temperature_unit := null;
    temperature_original := null;
    humidity := null;
    pitch := null;
    -- A number stands before its mark, or after its name.
    v_at := regexp_instr(v_found, 'n[ _][cd]');
    if v_at = 0 and v_found <> translate(v_found, 'Ww', '') then
      v_at := strpos(translate(v_found, 'w', 'W'), 'W');
      v_at := v_at - 1 + strpos(substr(v_found, v_at), 'n');
    end if;
    v_degrees := case when v_at > 0 then translate(split_part(v_pieces[v_first + v_at / 2], e'\u0002', 1), e',\u0003', '.-')::numeric end;
    v_at := strpos(v_found, 'h') - 2;
    if v_at < 0 and v_found <> translate(v_found, 'Uu', '') then
      v_at := strpos(translate(v_found, 'u', 'U'), 'U');
      v_at := v_at - 1 + strpos(substr(v_found, v_at), 'n');
    end if;
    v_percent := case when v_at > 0 then translate(split_part(v_pieces[v_first + v_at / 2], e'\u0002', 1), e',\u0003', '.')::numeric end;

    if v_degrees is not null then
      -- Without a unit, up to 40 are °C and from 50 on °F; between them nothing tells which.
      temperature_unit := case
        when v_found like '%c%' then translate(left(v_pieces[v_first + strpos(v_found, 'c') / 2], 1), 'cf℃℉', 'CFCF')
        when v_degrees <= 40 then 'C'
        when v_degrees >= 50 then 'F'
      end;
      temperature := case
        when temperature_unit = 'C' and v_degrees between -20 and 50 then v_degrees
        when temperature_unit = 'F' and v_degrees between -4 and 122 then round((v_degrees - 32) / 1.8, 1)
      end;
      if temperature is null then
        temperature_unit := null;
      else
        temperature_original := v_degrees;
      end if;
    end if;
    if v_percent <= 100 then
      humidity := v_percent;
    end if;
    v_at := strpos(translate(v_found, 'q', 'k'), 'k');
    if v_at > 0 then
      pitch := translate(split_part(v_pieces[v_first + v_at / 2], e'\u0002', 1), ',', '.')::numeric;
    end if;
    continue when temperature is null and humidity is null and pitch is null;

    method := case
      when pitch is not null then case when v_found like '%z' then 'pitch' else 'named_pitch' end
      when v_found like 'N%' then 'summary'
      when v_degrees is not null and v_percent is not null then
        case when v_found = translate(v_found, 'WwUu', '') then 'pair' else 'named_pair' end
      when v_percent is not null then 'named_humidity'
      when v_found like 'W%' then 'named_temperature'
      else 'temperature'
    end;
    confidence := case
      when pitch is not null then
        case when method = 'pitch' then 0.95 else 0.80 end
        - case when v_line ~ 'F[^.;,nmkq]*<|<[^>]*F|> (?:. )?F' then 0.10 else 0 end
      when (v_degrees is not null and temperature is null) or (v_percent is not null and humidity is null) then 0.60
      when method = 'summary' then 0.98
      when temperature_unit = 'F' and v_found not like '%c%' then 0.80
      when method = 'temperature' then 0.85
      when method = 'pair' and v_found like '%c%' then 0.95
      else 0.90
    end;
    number := number + 1;
    for i in v_seen .. v_first - 1 loop
      v_place := v_place + pg_catalog.length(v_pieces[i]) - (i > 1)::int;
    end loop;
    v_seen := v_first;
    -- The leading full stop is no part of the text, nor are the ends of tokens.
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
