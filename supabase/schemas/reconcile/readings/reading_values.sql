-- Last stages of a reading: rejection by its context, its values, the name of its pattern and its confidence.

create function reconcile.is_other_number(p_line text)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  -- What each of the patterns below needs. Most lines have none of it, which takes a tenth of the time to see.
  if p_line collate "C" !~ '[ABOLRMe$]|[_/-]<|[arp] <|k>|>[_/-]|> [ar]' then
    return false;
  end if;
  return p_line collate "C" ~ concat_ws('|',
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
end;
$$;

comment on function reconcile.is_other_number(text) is
  'Whether the codes around a match, which stands between < and >, exclude a reading: a setting, the weather, a price, a range, an address.';

create type reconcile.reading_values as (
  degrees numeric,
  percent numeric,
  temperature numeric,
  temperature_unit text,
  humidity numeric,
  pitch numeric
);

comment on type reconcile.reading_values is
  'Numbers of a match: degrees and percent as written; temperature in °C with its unit, humidity and pitch where they are plausible.';

create function reconcile.reading_values(p_pieces text[], p_first int, p_found text)
returns reconcile.reading_values
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_found constant text collate "C" := p_found;
  v_at int;
  v_values reconcile.reading_values;
begin
  -- A number stands before its mark, or after its name.
  v_at := regexp_instr(v_found, 'n[ _][cd]');
  if v_at = 0 and v_found <> translate(v_found, 'Ww', '') then
    v_at := strpos(translate(v_found, 'w', 'W'), 'W');
    v_at := v_at - 1 + strpos(substr(v_found, v_at), 'n');
  end if;
  if v_at > 0 then
    v_values.degrees := translate(split_part(p_pieces[p_first + v_at / 2], e'\u0002', 1), e',\u0003', '.-')::numeric;
    -- Without a unit, up to 40 is °C and from 50 on °F; between them the unit is ambiguous.
    v_values.temperature_unit := case
      when v_found like '%c%' then translate(left(p_pieces[p_first + strpos(v_found, 'c') / 2], 1), 'cf℃℉', 'CFCF')
      when v_values.degrees <= 40 then 'C'
      when v_values.degrees >= 50 then 'F'
    end;
    v_values.temperature := case
      when v_values.temperature_unit = 'C' and v_values.degrees between -20 and 50 then v_values.degrees
      when v_values.temperature_unit = 'F' and v_values.degrees between -4 and 122 then round((v_values.degrees - 32) / 1.8, 1)
    end;
    if v_values.temperature is null then
      v_values.temperature_unit := null;
    end if;
  end if;

  v_at := strpos(v_found, 'h') - 2;
  if v_at < 0 and v_found <> translate(v_found, 'Uu', '') then
    v_at := strpos(translate(v_found, 'u', 'U'), 'U');
    v_at := v_at - 1 + strpos(substr(v_found, v_at), 'n');
  end if;
  if v_at > 0 then
    v_values.percent := translate(split_part(p_pieces[p_first + v_at / 2], e'\u0002', 1), e',\u0003', '.')::numeric;
    v_values.humidity := case when v_values.percent <= 100 then v_values.percent end;
  end if;

  v_at := strpos(translate(v_found, 'q', 'k'), 'k');
  if v_at > 0 then
    v_values.pitch := translate(split_part(p_pieces[p_first + v_at / 2], e'\u0002', 1), ',', '.')::numeric;
  end if;
  return v_values;
end;
$$;

comment on function reconcile.reading_values(text[], int, text) is
  'The numbers of a match that begins at piece p_first: degrees and percent as written; temperature in °C with its unit, humidity and pitch where they are plausible.';

create function reconcile.rate_reading(p_found text, p_line text, p_values reconcile.reading_values, out method text, out confidence numeric)
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  method := case
    when p_values.pitch is not null then case when p_found like '%z' then 'pitch' else 'named_pitch' end
    when p_found like 'N%' then 'summary'
    when p_values.degrees is not null and p_values.percent is not null then
      case when p_found = translate(p_found, 'WwUu', '') then 'pair' else 'named_pair' end
    when p_values.percent is not null then 'named_humidity'
    when p_found like 'W%' then 'named_temperature'
    else 'temperature'
  end;
  confidence := case
    when p_values.pitch is not null then
      case when method = 'pitch' then 0.95 else 0.80 end
      - case when p_line ~ 'F[^.;,nmkq]*<|<[^>]*F|> (?:. )?F' then 0.10 else 0 end
    when (p_values.degrees is not null and p_values.temperature is null) or (p_values.percent is not null and p_values.humidity is null) then 0.60
    when method = 'summary' then 0.98
    when p_values.temperature_unit = 'F' and p_found not like '%c%' then 0.80
    when method = 'temperature' then 0.85
    when method = 'pair' and p_found like '%c%' then 0.95
    else 0.90
  end;
end;
$$;

comment on function reconcile.rate_reading(text, text, reconcile.reading_values) is
  'The name of the pattern that a match follows, and how surely it is a reading of the piano as it was left, 0 to 1.';
