-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/35_measurements.sql. Do not edit.

-- Measurements: temperature, humidity and pitch as technicians enter them, piano by piano.
-- What is staged is a piano with its list; a measurement that left the list is gone.

select sync.add_module(
  'measurements', 35, title => '{"en": "Measurements", "fr": "Mesures"}', fresh_within => '26 hours', by_id => true,
  polls => '9,24,39,54 * * * *', sweeps => '50 7 * * *'
);

alter table sync.accounts
add column temperature_unit text not null default 'C' constraint temperature_unit_is_known check (temperature_unit in ('C', 'F'));

comment on column sync.accounts.temperature_unit is 'Unit of structured measurements in this account, C or F: Gazelle''s API has no such field. After a change: gazelle replay --module measurements.';

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

insert into reconcile.rules (rule, severity, withholds, sentence) values
  ('implausible_temperature', 'warning', true, 'A temperature outside −20 to 50 °C.'),
  ('implausible_humidity', 'warning', true, 'A humidity outside 0 to 100 %.');

select reconcile.add_entity(
  'measurements', owner => 'piano_id', list => 'allPianoMeasurements[]', derived => '{"temperature_celsius": "temperature"}'
);

create view reconcile.measurements with (security_invoker = on) as
select
  f.*,
  case when t.celsius between -20 and 50 then t.celsius end as temperature_celsius,
  reconcile.add_issue(
    reconcile.add_issue(
      f.field_issues, t.celsius not between -20 and 50, 'implausible_temperature', 'temperature', to_jsonb(f.temperature)
    ), f.humidity not between 0 and 100, 'implausible_humidity', 'humidity', to_jsonb(f.humidity)
  ) as issues
from reconcile.measurements_fields f
join sync.accounts a using (account_id)
cross join lateral (
  select case a.temperature_unit when 'F' then round((f.temperature::bigint - 32) * 5 / 9.0, 1) else f.temperature end as celsius
) t;

comment on view reconcile.measurements is 'gazelle.measurements as staging.stg_measurements has it, in degrees Celsius too.';
