-- The best reading for a piano and a local day: field by field from the best source that has it.
begin;
select plan(14);

insert into staging.stg_timeline (account_id, external_id, raw_data)
select 'main', t.id, jsonb_build_object(
  'id', t.id, 'occurredAt', t.at, 'type', t.type, 'summary', t.summary, 'comment', t.comment, 'piano', jsonb_build_object('id', t.piano)
)
from (values
  ('tme_1', '2026-02-03T15:00:00Z', 'SERVICE_ENTRY_MANUAL', null, 'Accord 440Hz, 24C, 30%', 'ins_1'),
  ('tme_2', '2026-02-04T15:00:00Z', 'SERVICE_ENTRY_MANUAL', null, 'Accord 441Hz, 24C, 30%', 'ins_1'),
  ('tme_3', '2026-02-04T15:05:00Z', 'PIANO_MEASUREMENT', 'Piano measurement taken: 42%', null, 'ins_1'),
  ('tme_4', '2026-02-06T04:30:00Z', 'SERVICE_ENTRY_MANUAL', null, '18C, 50%', 'ins_1'),
  ('tme_5', '2026-07-16T03:30:00Z', 'SERVICE_ENTRY_MANUAL', null, '26C, 60%', 'ins_1'),
  ('tme_6', '2026-02-03T15:00:00Z', 'SERVICE_ENTRY_MANUAL', null, 'Trouvé à 436Hz. Accordé à 440Hz. Laissé à 440.5Hz', 'ins_2'),
  ('tme_7', '2026-02-04T15:00:00Z', 'SERVICE_ENTRY_MANUAL', null, '20C, 40%', 'ins_2'),
  ('tme_8', '2026-02-04T18:00:00Z', 'SERVICE_ENTRY_MANUAL', null, '21C, 41%', 'ins_2'),
  ('tme_9', '2026-02-05T15:00:00Z', 'SERVICE_ENTRY_MANUAL', null, '20C, 40%', null)
) t (id, at, type, summary, comment, piano);
insert into gazelle.measurements (id, account_id, piano_id, taken_on, temperature, temperature_celsius, humidity)
values ('pms_1', 'main', 'ins_1', '2026-02-03', 21, 21, null), ('pms_2', 'main', 'ins_1', '2026-03-01', 70, 21.1, 38);

create temp view day as
select
  piano_id || ' ' || local_date as day, temperature, temperature_source, humidity, humidity_source, pitch, pitch_source, confidence, reading_ids
from gazelle.piano_readings;
create function pg_temp.day(p_day text)
returns jsonb
language sql
as $$ select jsonb_strip_nulls(to_jsonb(d) - 'day' - 'reading_ids') from day d where d.day = p_day; $$;

select is(
  pg_temp.day('ins_1 2026-02-03'),
  '{"temperature": 21, "temperature_source": "measurement", "humidity": 30, "humidity_source": "text", "pitch": 440, "pitch_source": "text",
    "confidence": 0.95}',
  'a structured measurement comes first, and a text gives what it lacks'
);
select is(
  (select reading_ids from day where day.day = 'ins_1 2026-02-03'),
  array['pms_1', 'tme_1/comment/1', 'tme_1/comment/2'],
  'where the values come from is told'
);
select is(
  pg_temp.day('ins_1 2026-02-04'),
  '{"temperature": 24, "temperature_source": "text", "humidity": 42, "humidity_source": "measurement_summary", "pitch": 441,
    "pitch_source": "text", "confidence": 0.95}',
  'then the summary of a measurement, then text'
);
select is(
  pg_temp.day('ins_1 2026-03-01') - 'confidence',
  '{"temperature": 21.1, "temperature_source": "measurement", "humidity": 38, "humidity_source": "measurement"}',
  'a measurement alone is enough, in degrees Celsius'
);
select is(pg_temp.day('ins_1 2026-03-01') -> 'confidence', '1.0', 'and is certain');
select isnt(pg_temp.day('ins_1 2026-02-05'), null, '23:30 in winter belongs to the day that ends');
select is(pg_temp.day('ins_1 2026-02-06'), null, 'not to that of UTC');
select isnt(pg_temp.day('ins_1 2026-07-15'), null, 'and so in summer');
select is(pg_temp.day('ins_2 2026-02-03') -> 'pitch', '440.5', 'the pitch is that at which the piano was left');
select is(pg_temp.day('ins_2 2026-02-04') -> 'humidity', '41', 'of two readings as good, the later one counts');
select is((select count(*) from day), (select count(distinct day) from day), 'a piano and a day have one row');
select is_empty($$select from gazelle.piano_readings where piano_id is null$$, 'a reading without a piano is nobody''s');

update gazelle.measurements set deleted_at = now() where id = 'pms_1';
select is(pg_temp.day('ins_1 2026-02-03') -> 'temperature', '24', 'a measurement that was deleted gives way to the next source');

insert into gazelle.members (account_id, user_id, role) values ('main', '00000000-0000-4000-8000-000000000001', 'reader');
select set_config('request.jwt.claims', '{"role": "authenticated", "sub": "00000000-0000-4000-8000-000000000001"}', true);
set local role authenticated;
select isnt_empty($$select * from gazelle.piano_readings$$, 'members read it');
reset role;

select * from finish();
rollback;
