-- Readings: temperature, humidity and pitch in what technicians write, and the best reading for a piano and a day.
--
-- A text becomes a line of codes, two a token: what the token is, and the gap after it (_ is none, ; the end of a line or a
-- sentence, $ anything odd). "Accord 440Hz, 21C, 39%." is "P k_z,n_c,n_h.". Patterns over that line are short: a note takes
-- 0.1 ms; the same patterns over its words took 5 ms.

create function reconcile.reading_words()
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return (
    select jsonb_object_agg(f.form, c.code)
    from (
      values
        -- Names of what is measured, and their initials; the words of Gazelle's own summary.
        ('W', 'temp tempér* temper* tempra* thermomètre thermometer'),
        ('w', 't'),
        ('U', 'hum humid humidi* hygrom* hr rh'),
        ('u', 'h'),
        ('P', 'accord* tuned tuning tune diapas* pitch pitched'),
        ('N', 'mesure measurement'),
        ('S', 'prise taken'),
        -- Marks.
        ('c', 'c f ℃ ℉ celsius fahrenheit'),
        ('d', '° º ˚ o deg degré degrés degree degrees'),
        ('h', '% ％ percent pourcent'),
        ('z', 'hz hertz'),
        -- Words between a name and its number, or between two numbers. F: before the tuning.
        ('a', 'a à'),
        ('l', 'la'),
        ('r', 'to et and ou or'),
        ('e', 'd de des du of'),
        ('F', 'was était trouvé found arrivé arrived arrival arrivée avant before initia*'),
        (
          '~',
          'about actuel* affich* ambiante ambient approx* at au aujourd autour avec basse ce cet correcte curren* dans dry en encore '
          'env environ est fait fut haute high hui il in indiqu* is it l laissé le left level low lu lue mais maintenant matin measur* '
          'mesuré* monté niveau now on only près présen* raised reading reads rel relati* remonté s sec seulement shows soir stable still '
          'taux the this today toujours très vers with élevée'
        ),
        (
          'p',
          'auditorium basement bureau cave chapelle chapel church classe église foyer hall local loge piano pièce room salle salon '
          'scène stage studio théâtre theatre'
        ),
        -- What these speak of, nobody measured there. A: what follows in the clause; B: also what stands before.
        (
          'A',
          'thermo* chauff* heating garder garde gardez keep mainte* mainti* viser visez vise consei* sugges* suggér* devrait doit '
          'should must dépass* exceed* if lorsque quand when want wants veut exige'
        ),
        ('B', 'idéal idéale* ideal ideall* recomm* cible target demand* reques* souhai* max maximum minimum'),
        ('O', 'dehors extéri* outside outdoor outdoors'),
        (
          'L',
          'plus moins sous below above over under jusqu up than no app apt appart* suite porte model modèle série serial unit '
          'bus code poste chambre'
        ),
        (
          'R',
          'rabais dépôt acompte escomp* satisf* off discou* deposi* payé payée payés paid paie loyer rent tps tvq taxe taxes tax '
          'gst qst rempla* replac* conten* happy worn done comple* frais pourbo* tip'
        ),
        ('M', 'rue av ave avenue boul boulev* ch chemin street st road dollars mm cm km g min lb kg'),
        ('x', 'humidistat humidificateur humidificateurs humidifier humidex temperament')
    ) c (code, words)
    cross join lateral string_to_table(c.words, ' ') w (word)
    -- With accents, without them, and as capitals leave them under lower() in collation C.
    cross join lateral (
      values
        (w.word), (translate(w.word, 'àâéèêîô', 'aaeeeio')), (translate(w.word, 'àâéèêîô', 'ÀÂÉÈÊÎÔ'))
    ) f (form)
  );
end;
$$;

comment on function reconcile.reading_words() is
  'The words that decide whether a number is a reading, each with its code. Six letters and * stand for all words that begin so. The planner folds it into a constant.';

create function reconcile.may_hold_reading(p_text text)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return p_text collate "C"
    ~ '[0-9][ \u00a0\u2009\u202f]*([%°º˚℃℉％]|[oO]?[CcFf]([^A-Za-z]|$|els|ahr)|[HhPp]|[Dd][Ee][Gg])|4[34][0-9]|[Tt](emp|herm)|TEMP|THERM|[Hh](um|yg)|HUM|HYG|[Rr]\.?[Hh]|[Hh]\.?[Rr]|[Tt]h?°? ?[:=]? ?[0-9]';
end;
$$;

comment on function reconcile.may_hold_reading(text) is
  'Whether reading the text word by word can be worth it: never false for a text that holds a reading. 5 µs for a hundred characters.';

create function reconcile.reading_grammar()
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  gap text := '[ ,.:;/_-]';
  filler text := '(?:[~paelrF][ ,.:;/-])*';
  degrees text := 'n[ _](?:d[ ._]c|[cd])';
  percent text := 'n[ _]h';
  t text := format('(?:(?:W%1$s%2$s)?%3$s|W%1$s%2$sn|w(?:[ _]d)?%1$s(?:%3$s|n))', gap, filler, degrees);
  named_h text := format('(?:%3$s[ _](?:[~el] )*U|U%1$s%2$s(?:%3$s|n))', gap, filler, percent);
  short_h text := format('u%s(?:%s|n)', gap, percent);
begin
  -- The longest of the earliest matches wins, so a pair wins over its halves.
  return concat_ws('|',
    format('%s[ ,.:;/_-]%s(?:%s|%s|%s)', t, filler, percent, named_h, short_h),
    -- An initial alone may be an hour: 14 h 30, 2 C.
    short_h || '[ ,:;/-]w(?:[ _]d)?' || gap || '(?:' || degrees || '|n)',
    format('(?:%s[ ,:;/-]|%s[ ,.:;/-])', percent, named_h) || filler || t || '(?:[ ,.:;/-]' || filler || percent || ')?',
    'N (?:[~ep] )*S[ :_-]' || filler || '(?:' || degrees || '(?:[ ,.:;/-]' || filler || percent || ')?|' || percent || ')',
    'W' || gap || filler || '(?:' || degrees || '|n[,.;])',
    'U' || gap || filler || '(?:' || percent || '|n[,.;])',
    percent || '[ _](?:[~el] )*U',
    'n[ _]d[ ._]c',
    '[kq][ _]z',
    'P[ ,:-]' || filler || '(?:k|[kq][ _]z)',
    '[al](?:_n)?[:_-](?:k|[kq][ _]z)',
    '[al] (?:k|[kq][ _]z)'
  );
end;
$$;

comment on function reconcile.reading_grammar() is
  'The forms of a reading over the codes of a text. n, k and q are numbers: below 200, of 430 to 449 and other pitches.';

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

create table gazelle.extracted_measurements (
  id text primary key,
  account_id text not null,
  timeline_entry_id text references gazelle.timeline_entries,
  piano_id text references gazelle.pianos,
  client_id text references gazelle.clients,
  occurred_at timestamptz,
  local_date date,
  temperature numeric,
  temperature_original numeric,
  temperature_unit text,
  humidity numeric,
  pitch numeric,
  source text,
  field text,
  "position" int,
  length int,
  matched text,
  method text,
  confidence numeric
);

comment on table gazelle.extracted_measurements is 'Readings found in the timeline: in summaries of measurements and in what technicians write. One row a place in a text.';
comment on column gazelle.extracted_measurements.id is 'The entry''s id, its field, and the number of the reading there.';
comment on column gazelle.extracted_measurements.local_date is 'Day of occurred_at in the account''s zone.';
comment on column gazelle.extracted_measurements.temperature is 'Degrees Celsius, −20 to 50.';
comment on column gazelle.extracted_measurements.temperature_original is 'As it was written, in temperature_unit.';
comment on column gazelle.extracted_measurements.temperature_unit is 'C or F: written, else told by the number: C up to 40, F from 50 on.';
comment on column gazelle.extracted_measurements.humidity is 'Relative humidity in percent.';
comment on column gazelle.extracted_measurements.pitch is 'Pitch of A4 in Hz, 400 to 460.';
comment on column gazelle.extracted_measurements.source is 'measurement_summary: Gazelle''s own words about a measurement; text: a person''s.';
comment on column gazelle.extracted_measurements.field is 'Column of the entry: summary or comment.';
comment on column gazelle.extracted_measurements."position" is 'First character of it in that field, from 1.';
comment on column gazelle.extracted_measurements.length is 'Characters.';
comment on column gazelle.extracted_measurements.matched is 'Those characters.';
comment on column gazelle.extracted_measurements.method is 'The pattern that found it: pair, named_pair, summary, temperature, named_temperature, named_humidity, pitch or named_pitch.';
comment on column gazelle.extracted_measurements.confidence is '0 to 1: how surely it is a reading of the piano as it was left.';

create index extracted_measurements_entry on gazelle.extracted_measurements (timeline_entry_id);
create index extracted_measurements_piano on gazelle.extracted_measurements (piano_id, local_date desc) where piano_id is not null;
create index extracted_measurements_client on gazelle.extracted_measurements (client_id);

select reconcile.add_entity('extracted_measurements', 'timeline', 2, 'timeline_entry_id', 'true');

create view reconcile.extracted_measurements with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  s.external_id || '/' || f.field || '/' || r.number as id,
  s.external_id as timeline_entry_id,
  reconcile.to_id(s.raw_data -> 'piano') as piano_id,
  reconcile.to_id(s.raw_data -> 'client') as client_id,
  v.occurred_at,
  (v.occurred_at at time zone a.time_zone)::date as local_date,
  r.temperature,
  r.temperature_original,
  r.temperature_unit,
  r.humidity,
  r.pitch,
  case when s.raw_data ->> 'type' = 'PIANO_MEASUREMENT' and f.field = 'summary' then 'measurement_summary' else 'text' end as source,
  f.field,
  r."position",
  r.length,
  r.matched,
  r.method,
  r.confidence,
  null::jsonb as issues
from staging.stg_timeline s
join sync.accounts a using (account_id)
-- A text that Gazelle now gives blank is kept in production, and so are its readings.
cross join lateral (
  values
    (
      'summary',
      case
        when btrim(s.raw_data ->> 'summary', e' \t\r\n\u00a0') <> '' then s.raw_data ->> 'summary'
        else (select e.summary from gazelle.timeline_entries e where e.id = s.external_id)
      end
    ),
    (
      'comment',
      case
        when btrim(s.raw_data ->> 'comment', e' \t\r\n\u00a0') <> '' then s.raw_data ->> 'comment'
        else (select e.comment from gazelle.timeline_entries e where e.id = s.external_id)
      end
    )
) f (field, text)
cross join lateral reconcile.find_readings(f.text) r
cross join lateral (select reconcile.to_instant(s.raw_data ->> 'occurredAt') as occurred_at) v
-- What people write at the piano; letters to clients and messages of the system speak of readings without taking any.
where s.raw_data ->> 'type' in ('PIANO_MEASUREMENT', 'SERVICE_ENTRY_MANUAL', 'SERVICE_ENTRY_AUTOMATED', 'USER_COMMENT');

comment on view reconcile.extracted_measurements is 'Transformer: the texts in staging.stg_timeline as gazelle.extracted_measurements.';

create view gazelle.piano_readings with (security_invoker = on) as
with readings as (
  select
    m.account_id, m.piano_id, m.taken_on as local_date, 1 as rank, 'measurement' as source, m.id as reading_id, 1.0 as confidence,
    m.gazelle_created_at as occurred_at, 0 as place, m.temperature_celsius as temperature, m.humidity::numeric, null::numeric as pitch
  from gazelle.measurements m
  where m.deleted_at is null
  union all
  select
    e.account_id, e.piano_id, e.local_date, case e.source when 'measurement_summary' then 2 else 3 end, e.source, e.id, e.confidence,
    e.occurred_at, e."position", e.temperature, e.humidity, e.pitch
  from gazelle.extracted_measurements e
  where e.deleted_at is null
), best as (
  select distinct on (r.account_id, r.piano_id, r.local_date, v.field)
    r.account_id, r.piano_id, r.local_date, v.field, v.value, r.source, r.reading_id, r.confidence
  from readings r
  cross join lateral (
    values ('temperature', r.temperature), ('humidity', r.humidity), ('pitch', r.pitch)
  ) v (field, value)
  where v.value is not null and r.piano_id is not null and r.local_date is not null
  -- Of equal ones the last of the day: the piano as it was left.
  order by
    r.account_id, r.piano_id, r.local_date, v.field, r.rank, r.confidence desc, r.occurred_at desc nulls last, r.place desc,
    r.reading_id desc
)
select
  b.account_id,
  b.piano_id,
  b.local_date,
  max(b.value) filter (where b.field = 'temperature') as temperature,
  max(b.source) filter (where b.field = 'temperature') as temperature_source,
  max(b.value) filter (where b.field = 'humidity') as humidity,
  max(b.source) filter (where b.field = 'humidity') as humidity_source,
  max(b.value) filter (where b.field = 'pitch') as pitch,
  max(b.source) filter (where b.field = 'pitch') as pitch_source,
  min(b.confidence) as confidence,
  array_agg(distinct b.reading_id order by b.reading_id) as reading_ids
from best b
group by b.account_id, b.piano_id, b.local_date;

comment on view gazelle.piano_readings is
  'The best reading for a piano and a local day. Temperature (°C), humidity (%) and pitch (Hz) each come from the best source that has them: structured measurement, summary of a measurement, text.';
comment on column gazelle.piano_readings.temperature_source is 'measurement, measurement_summary or text.';
comment on column gazelle.piano_readings.humidity_source is 'measurement, measurement_summary or text.';
comment on column gazelle.piano_readings.pitch_source is 'measurement_summary or text: the scale of structured pitches is not known.';
comment on column gazelle.piano_readings.confidence is 'Of the least certain of the values; 1 is a structured measurement.';
comment on column gazelle.piano_readings.reading_ids is 'Where the values come from: ids of gazelle.measurements and gazelle.extracted_measurements.';

grant select on gazelle.piano_readings to authenticated;

select sync.seal_functions();
