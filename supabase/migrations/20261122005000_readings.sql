-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/95_readings.sql. Do not edit.

-- Readings: what technicians wrote in the timeline, and the best reading for a piano and a day.

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

comment on table gazelle.extracted_measurements is 'Readings found in the timeline: in summaries of measurements and in what technicians write; and what version 5 had. One row a place in a text.';
comment on column gazelle.extracted_measurements.id is 'The entry''s id, its field, and the number of the reading there.';
comment on column gazelle.extracted_measurements.local_date is 'Day of occurred_at in the account''s zone.';
comment on column gazelle.extracted_measurements.temperature is 'Degrees Celsius, −20 to 50.';
comment on column gazelle.extracted_measurements.temperature_original is 'As it was written, in temperature_unit.';
comment on column gazelle.extracted_measurements.temperature_unit is 'C or F: as written, else by the number: C up to 40, F from 50 on.';
comment on column gazelle.extracted_measurements.humidity is 'Relative humidity in percent.';
comment on column gazelle.extracted_measurements.pitch is 'Pitch of A4 in Hz, 400 to 460.';
comment on column gazelle.extracted_measurements.source is 'measurement_summary: the summary that Gazelle writes of a measurement; text: what a person wrote; v5: what version 5 had, wherever it was read.';
comment on column gazelle.extracted_measurements.field is 'Column of the entry: summary or comment; metadata of version 5''s.';
comment on column gazelle.extracted_measurements."position" is 'First character of it in that field, from 1.';
comment on column gazelle.extracted_measurements.length is 'Characters.';
comment on column gazelle.extracted_measurements.matched is 'Those characters.';
comment on column gazelle.extracted_measurements.method is 'The pattern that found it: pair, named_pair, summary, temperature, named_temperature, named_humidity, pitch or named_pitch; v5.';
comment on column gazelle.extracted_measurements.confidence is '0 to 1: how surely it is a reading of the piano as it was left.';

create index extracted_measurements_entry on gazelle.extracted_measurements (timeline_entry_id);
create index extracted_measurements_piano on gazelle.extracted_measurements (piano_id, local_date desc) where piano_id is not null;
create index extracted_measurements_client on gazelle.extracted_measurements (client_id);

select reconcile.add_entity('extracted_measurements', 'timeline', owner => 'timeline_entry_id');

create view reconcile.extracted_measurements with (security_invoker = on) as
select
  e.account_id,
  e.id as source_id,
  e.id || '/' || f.field || '/' || r.number as id,
  e.id as timeline_entry_id,
  e.piano_id,
  e.client_id,
  e.occurred_at,
  e.local_date,
  r.temperature,
  r.temperature_original,
  r.temperature_unit,
  r.humidity,
  r.pitch,
  case when e.type = 'PIANO_MEASUREMENT' and f.field = 'summary' then 'measurement_summary' else 'text' end as source,
  f.field,
  r."position",
  r.length,
  r.matched,
  r.method,
  r.confidence,
  null::jsonb as issues
-- The entry as just promoted: a text that a policy or a withheld value kept there keeps its readings too.
from gazelle.timeline_entries e
cross join lateral (
  values ('summary', e.summary), ('comment', e.comment)
) f (field, text)
cross join lateral reconcile.find_readings(f.text) r
-- Types that technicians write at the piano. E-mails and system messages mention readings that were taken elsewhere.
where (e.type in ('PIANO_MEASUREMENT', 'SERVICE_ENTRY_MANUAL', 'SERVICE_ENTRY_AUTOMATED', 'USER_COMMENT') or e.is_legacy)
  -- A text without a digit has no reading.
  and f.text ~ '[0-9]'
union all
-- What version 5 had read, and may have read elsewhere than in the text.
select
  e.account_id, e.id, e.id || '/v5/' || r.source_id, e.id, e.piano_id, e.client_id, e.occurred_at, e.local_date, r.temperature, r.temperature,
  case when r.temperature is not null then 'C' end, r.humidity, null, 'v5', 'metadata', null, null, null, 'v5', 0.5, null
from reconcile.v5_readings r
join gazelle.timeline_entries e on e.id = r.entry_id and e.account_id = r.account_id
where r.temperature is not null or r.humidity is not null;

comment on view reconcile.extracted_measurements is 'Transformer: the texts of gazelle.timeline_entries, and what version 5 had read, as gazelle.extracted_measurements.';

create view gazelle.piano_readings with (security_invoker = on) as
with readings as (
  select
    m.account_id, m.piano_id, m.taken_on as local_date, 1 as rank, 'measurement' as source, m.id as reading_id, 1.0 as confidence,
    m.gazelle_created_at as occurred_at, 0 as place, m.temperature_celsius as temperature, m.humidity::numeric, null::numeric as pitch
  from gazelle.measurements m
  where m.deleted_at is null
  union all
  select
    e.account_id, e.piano_id, e.local_date, case e.source when 'measurement_summary' then 2 when 'text' then 3 else 4 end, e.source, e.id, e.confidence,
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
  -- Ties go to the last of the day: the piano as it was left.
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
  'The best reading for a piano and a local day. Temperature (°C), humidity (%) and pitch (Hz) each come from the best source that has them: structured measurement, summary of a measurement, text, version 5.';
comment on column gazelle.piano_readings.temperature_source is 'measurement, measurement_summary, text or v5.';
comment on column gazelle.piano_readings.humidity_source is 'measurement, measurement_summary, text or v5.';
comment on column gazelle.piano_readings.pitch_source is 'measurement_summary or text: the scale of structured pitches is not known.';
comment on column gazelle.piano_readings.confidence is 'Of the least certain of the values; 1 is a structured measurement.';
comment on column gazelle.piano_readings.reading_ids is 'Where the values come from: ids of gazelle.measurements and gazelle.extracted_measurements.';

grant select on gazelle.piano_readings to authenticated;
