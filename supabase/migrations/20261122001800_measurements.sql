-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/35_measurements.sql. Do not edit.

-- Measurements: temperature, humidity and pitch as technicians enter them, piano by piano.
-- What is staged is a piano with its list; a measurement that left the list is gone.

select sync.add_module('measurements', 35, interval '26 hours', p_by_id => true);

alter table sync.accounts
add column temperature_unit text not null default 'C' constraint temperature_unit_is_known check (temperature_unit in ('C', 'F'));

comment on column sync.accounts.temperature_unit is 'Unit of structured measurements in this account, C or F: Gazelle does not say which. After a change: gazelle replay --module measurements.';

create table gazelle.measurements (
  id text primary key,
  account_id text not null,
  piano_id text references gazelle.pianos,
  taken_on date,
  temperature int,
  temperature_celsius numeric,
  humidity int,
  a0_pitch int,
  a1_pitch int,
  a2_pitch int,
  a3_pitch int,
  a4_pitch int,
  a5_pitch int,
  a6_pitch int,
  a7_pitch int,
  a0_dip int,
  a1_dip int,
  a2_dip int,
  a3_dip int,
  a4_dip int,
  a5_dip int,
  a6_dip int,
  a7_dip int,
  g6_sustain_played int,
  g6_sustain_plucked int,
  c7_sustain_played int,
  c7_sustain_plucked int,
  d6_sustain_played int,
  d6_sustain_plucked int,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.measurements is 'Gazelle''s structured measurements.';
comment on column gazelle.measurements.taken_on is 'Day, as Gazelle gives it; there is no time of day.';
comment on column gazelle.measurements.temperature is 'In the account''s unit (sync.accounts.temperature_unit).';
comment on column gazelle.measurements.temperature_celsius is 'Degrees Celsius.';
comment on column gazelle.measurements.humidity is 'Percent.';
comment on column gazelle.measurements.a0_pitch is 'Pitches and dips are kept as Gazelle gives them: their scale is not known.';
create index measurements_piano on gazelle.measurements (piano_id, taken_on desc);

select reconcile.add_entity(
  'measurements', 'measurements', 1, 'piano_id',
  '$.allPianoMeasurements.type() == "array" && !exists($.allPianoMeasurements[*] ? (@.type() != "object"))'
);

insert into reconcile.rules (rule, severity, sentence) values
  ('implausible_temperature', 'warning', 'A temperature outside −20 to 50 °C; it is left empty.'),
  ('implausible_humidity', 'warning', 'A humidity outside 0 to 100 %; it is left empty.');

create view reconcile.measurements with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  reconcile.to_id(m) as id,
  s.external_id as piano_id,
  reconcile.to_date(m ->> 'takenOn') as taken_on,
  case when t.is_plausible then t.temperature end as temperature,
  case when t.is_plausible then t.celsius end as temperature_celsius,
  case when t.humidity between 0 and 100 then t.humidity end as humidity,
  reconcile.to_integer(m -> 'a0Pitch') as a0_pitch,
  reconcile.to_integer(m -> 'a1Pitch') as a1_pitch,
  reconcile.to_integer(m -> 'a2Pitch') as a2_pitch,
  reconcile.to_integer(m -> 'a3Pitch') as a3_pitch,
  reconcile.to_integer(m -> 'a4Pitch') as a4_pitch,
  reconcile.to_integer(m -> 'a5Pitch') as a5_pitch,
  reconcile.to_integer(m -> 'a6Pitch') as a6_pitch,
  reconcile.to_integer(m -> 'a7Pitch') as a7_pitch,
  reconcile.to_integer(m -> 'a0Dip') as a0_dip,
  reconcile.to_integer(m -> 'a1Dip') as a1_dip,
  reconcile.to_integer(m -> 'a2Dip') as a2_dip,
  reconcile.to_integer(m -> 'a3Dip') as a3_dip,
  reconcile.to_integer(m -> 'a4Dip') as a4_dip,
  reconcile.to_integer(m -> 'a5Dip') as a5_dip,
  reconcile.to_integer(m -> 'a6Dip') as a6_dip,
  reconcile.to_integer(m -> 'a7Dip') as a7_dip,
  reconcile.to_integer(m -> 'g6SustainPlayed') as g6_sustain_played,
  reconcile.to_integer(m -> 'g6SustainPlucked') as g6_sustain_plucked,
  reconcile.to_integer(m -> 'c7SustainPlayed') as c7_sustain_played,
  reconcile.to_integer(m -> 'c7SustainPlucked') as c7_sustain_plucked,
  reconcile.to_integer(m -> 'd6SustainPlayed') as d6_sustain_played,
  reconcile.to_integer(m -> 'd6SustainPlucked') as d6_sustain_plucked,
  reconcile.to_instant(m ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(m ->> 'updatedAt') as gazelle_updated_at,
  nullif(
    coalesce(
      reconcile.check_child(
        'allPianoMeasurements', m,
        '{"takenOn": "date", "temperature": "integer", "humidity": "integer", "createdAt": "instant", "updatedAt": "instant"}'
      ), '[]'
    ) || case
      when not t.is_plausible then jsonb_build_array(reconcile.issue('implausible_temperature', 'temperature', m -> 'temperature'))
      else '[]'
    end || case
      when t.humidity not between 0 and 100 then jsonb_build_array(reconcile.issue('implausible_humidity', 'humidity', m -> 'humidity'))
      else '[]'
    end, '[]'
  ) as issues
from staging.stg_measurements s
join sync.accounts a using (account_id)
cross join lateral reconcile.list(s.raw_data -> 'allPianoMeasurements') m
cross join lateral (
  select
    r.temperature,
    r.humidity,
    r.celsius,
    r.celsius between -20 and 50 as is_plausible
  from (
    select
      reconcile.to_integer(m -> 'temperature') as temperature,
      reconcile.to_integer(m -> 'humidity') as humidity,
      case a.temperature_unit
        when 'F' then round((reconcile.to_integer(m -> 'temperature')::bigint - 32) * 5 / 9.0, 1)
        else reconcile.to_integer(m -> 'temperature')
      end as celsius
  ) r
) t;

comment on view reconcile.measurements is 'Transformer: the measurements inside staging.stg_measurements.';

select sync.schedule('measurements', 'incremental', '9,24,39,54 * * * *');
select sync.schedule('measurements', 'full', '50 7 * * *');
