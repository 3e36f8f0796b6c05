-- A measurement that cannot be keeps its row; the impossible value is left empty, with a warning.
begin;
select plan(8);

select sync.stage_nodes('measurements', 'main', null, '[{"id": "ins_1", "allPianoMeasurements": [
  {"id": "pms_1", "takenOn": "2026-02-03", "temperature": 4000, "humidity": 39},
  {"id": "pms_2", "takenOn": "2026-02-03", "temperature": 21, "humidity": 140},
  {"id": "pms_3", "takenOn": "0202-02-03", "temperature": -21, "humidity": -1},
  {"id": "pms_4", "takenOn": "2026-02-30", "temperature": "warm", "humidity": 38.5},
  {"id": "pms_5", "takenOn": "2026-02-03", "temperature": -20, "humidity": 0},
  {"id": "pms_6", "takenOn": "2026-02-03", "temperature": 50, "humidity": 100},
  {"id": "pms_7", "takenOn": "2026-02-03", "temperature": 2147483647, "humidity": 99999999999}
]}]');
select results_eq(
  $$select id, taken_on, temperature, temperature_celsius, humidity from gazelle.measurements order by id$$,
  $$values
    ('pms_1', date '2026-02-03', null::int, null::numeric, 39), ('pms_2', '2026-02-03', 21, 21, null), ('pms_3', null, null, null, null),
    ('pms_4', null, null, null, null), ('pms_5', '2026-02-03', -20, -20, 0), ('pms_6', '2026-02-03', 50, 50, 100),
    ('pms_7', '2026-02-03', null, null, null)$$,
  'only what can be is shown, and its bounds can be'
);
select results_eq(
  $$select status, raw_data #>> '{allPianoMeasurements,0,temperature}' from staging.stg_measurements$$, $$values ('promoted', '4000')$$,
  'the record is promoted, and staging keeps what came'
);
select results_eq(
  $$select i ->> 'rule', i ->> 'field', i -> 'value' from staging.stg_measurements s, jsonb_array_elements(s.issues) i order by 1, 2, 3$$,
  $$values
    ('bad_date', 'takenOn', '"0202-02-03"'::jsonb), ('bad_date', 'takenOn', '"2026-02-30"'), ('bad_integer', 'humidity', '38.5'),
    ('bad_integer', 'humidity', '99999999999'), ('bad_integer', 'temperature', '"warm"'), ('implausible_humidity', 'humidity', '-1'),
    ('implausible_humidity', 'humidity', '140'), ('implausible_temperature', 'temperature', '-21'),
    ('implausible_temperature', 'temperature', '4000'), ('implausible_temperature', 'temperature', '2147483647')$$,
  'each says rule, field and value'
);

select sync.stage_nodes('measurements', 'main', null, '[{"id": "ins_1", "allPianoMeasurements": [{"id": "pms_1", "temperature": 20}, {"temperature": 21}]}]');
select results_eq($$select status from staging.stg_measurements$$, $$values ('rejected')$$, 'one without an id is refused');
select is(temperature, 20, 'alone') from gazelle.measurements where id = 'pms_1';
select is((select count(*) from gazelle.measurements where deleted_at is not null), 0::bigint, 'and deletes no other');

update sync.accounts set temperature_unit = 'F';
select sync.stage_nodes('measurements', 'main', null, '[{"id": "ins_2", "allPianoMeasurements": [
  {"id": "pms_a", "temperature": 68}, {"id": "pms_b", "temperature": 71}, {"id": "pms_c", "temperature": -4}, {"id": "pms_d", "temperature": 122},
  {"id": "pms_e", "temperature": 123}, {"id": "pms_f", "temperature": null}, {"id": "pms_g", "temperature": -5}
]}]');
select results_eq(
  $$select id, temperature, temperature_celsius from gazelle.measurements where piano_id = 'ins_2' order by id$$,
  $$values
    ('pms_a', 68, 20.0), ('pms_b', 71, 21.7), ('pms_c', -4, -20.0), ('pms_d', 122, 50.0), ('pms_e', null, null), ('pms_f', null, null), ('pms_g', null, null)$$,
  'an account in Fahrenheit keeps its numbers and shows Celsius beside them'
);
select throws_ok($$update sync.accounts set temperature_unit = 'K'$$, '23514', null, 'there are no other units');

select * from finish();
rollback;
