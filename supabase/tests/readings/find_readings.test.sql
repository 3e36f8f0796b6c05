-- Readings in a text: where they stand, what they say, how sure they are. The sentences of tests/readings say how often.
begin;
select plan(34);

create function pg_temp.read(p_text text)
returns text
language sql
as $$
  select string_agg(
    concat_ws(' ', r.temperature_original::text || r.temperature_unit, r.humidity || '%', r.pitch || 'Hz'), '; ' order by r.number
  )
  from reconcile.find_readings(p_text) r;
$$;

select results_eq(
  $$select number, "position", length, matched, method, temperature, humidity, pitch, confidence
    from reconcile.find_readings('Accord 440Hz, 21,5 °C / 38 %.')$$,
  $$values
    (1, 1, 12, 'Accord 440Hz', 'pitch', null::numeric, null::numeric, 440::numeric, 0.95),
    (2, 15, 14, '21,5 °C / 38 %', 'pair', 21.5, 38, null, 0.95)$$,
  'each reading has its place, its words, its pattern and its confidence'
);
select results_eq(
  $$select temperature, temperature_original, temperature_unit from reconcile.find_readings('68F, 40%')$$,
  $$values (20.0, 68::numeric, 'F')$$,
  'Fahrenheit is converted, and the original kept'
);
select results_eq(
  $$select temperature, temperature_unit, confidence from reconcile.find_readings('72°, 40%')$$,
  $$values (22.2, 'F', 0.80)$$,
  'a bare degree of 50 and more is Fahrenheit, less surely'
);
select is(pg_temp.read('40°, 33%'), '40C 33%', 'a bare degree of up to 40 is Celsius');
select is(pg_temp.read('45°, 33%'), '33%', 'between them nothing tells which, and there is no temperature');
select is(pg_temp.read('50C, 100%; -20C, 0%'), '50C 100%; -20C 0%', 'the limits are readings');
select is(pg_temp.read('51C, 33%; -21C, 34%; 123F, 35%'), '33%; 34%; 35%', 'a temperature beyond them is not');
select is(pg_temp.read('21C, 101%'), '21C', 'nor is a humidity');
select is(pg_temp.read('400Hz 460Hz 399Hz 461 Hz'), '400Hz; 460Hz', 'nor a pitch');
select is((select confidence from reconcile.find_readings('21C, 101%')), 0.60, 'what is left of a pair is less sure');
select is(pg_temp.read('Mesure du piano prise : 20°C, 42%'), '20C 42%', 'Gazelle''s words in French');
select is(pg_temp.read('Piano measurement taken: 20°C, 42%'), '20C 42%', 'and in English');
select is(
  (select confidence from reconcile.find_readings('Piano measurement taken: 42%')), 0.98, 'are the surest, even of one value'
);
select is(pg_temp.read('Trouvé à 436Hz, accordé à 440Hz'), '436Hz; 440Hz', 'the pitch before the tuning is a reading too');
select results_eq(
  $$select confidence from reconcile.find_readings('Trouvé à 436Hz, accordé à 440Hz')$$,
  $$values (0.85), (0.95)$$,
  'of the piano as it was, not as it was left'
);
select is(pg_temp.read(e'Salon 21C, 39%.\nSous-sol 18C, 52%.'), '21C 39%; 18C 52%', 'several readings in a note');
select is(pg_temp.read(e'21\u202f°C,\u00a039\u00a0%'), '21C 39%', 'spaces of every kind');
select is(pg_temp.read('−4 °C, 75 %'), '-4C 75%', 'a typographer''s minus');
select is(pg_temp.read('TEMPÉRATURE 21 HUMIDITÉ 40'), '21C 40%', 'capitals with accents');
select is(pg_temp.read(t), null, format('%s is no reading', t))
from unnest(array[
  'thermostat à 21°C', '100 % satisfait', 'rabais de 20 %', '1/2', '514 555-0142', '20-22°C', 'garder 42 % d''humidité'
]) t;
select is(pg_temp.read(t), null, format('no reading in %s', coalesce(quote_literal(left(t, 20)), 'null')))
from unnest(array[null, '', repeat('9', 5000) || '%', '21.' || repeat('1', 20000) || 'C, 39%', e'\u0001\u0002\u0003']) t;
select is(pg_temp.read(e'a\u0001\u0002 21C, 39%'), '21C 39%', 'control characters do no harm');
select is_empty(
  $$select t from unnest(array['20°, 33%', 'temp 21 hum 40', 'T 20 H 45', 'RH 40.', 'A4=442', '21 degrés, 39 %', 'La: 440', 'HR: 40,', 'Hygromètre 51', 'THERMOMÈTRE 21',
    '21 celsius, 40 percent', '21  C,  40  %']) t
    where not reconcile.may_hold_reading(t) or not exists (select from reconcile.find_readings(t))$$,
  'the first look lets every reading through'
);

select is_empty(
  $$select w from jsonb_object_keys(reconcile.reading_words()) w where w like '%*' and length(w) <> 7$$,
  'a stem has six letters, or it would match nothing'
);

select * from finish();
rollback;
