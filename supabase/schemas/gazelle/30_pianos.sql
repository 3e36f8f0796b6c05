-- Pianos with their photos.

select sync.add_module(
  'pianos', 30, title => '{"en": "Pianos", "fr": "Pianos"}', fresh_within => '10 minutes', by_id => true,
  polls => '2-59/4 * * * *', sweeps => '15 7 * * *'
);

create table gazelle.pianos (
  id text primary key,
  account_id text not null,
  client_id text references gazelle.clients,
  make text,
  model text,
  serial_number text,
  type text,
  year int,
  size text,
  location text,
  status text,
  lifecycle_state text,
  notes text,
  tags text[],
  use_type text,
  case_color text,
  case_finish text,
  has_ivory boolean,
  consignment boolean,
  rental boolean,
  rental_contract_ends_on date,
  needs_repair_or_rebuilding boolean,
  total_loss boolean,
  potential_performance_level int,
  player_installed boolean,
  player_make text,
  player_model text,
  player_serial_number text,
  dampp_chaser_installed boolean,
  dampp_chaser_humidistat_model text,
  dampp_chaser_mfg_date date,
  reference_id text,
  service_interval_months int,
  calculated_last_service date,
  calculated_next_service date,
  event_last_service date,
  manual_last_service date,
  next_service_override date,
  lifecycle_contact_paused_until timestamptz,
  primary_photo_id text,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.pianos is 'Gazelle''s pianos.';
comment on column gazelle.pianos.serial_number is 'Neither unique nor always there.';
comment on column gazelle.pianos.size is 'As it was typed in Gazelle, with the unit that was typed.';
comment on column gazelle.pianos.potential_performance_level is 'A grade as Gazelle gives it: a number without a unit.';
comment on column gazelle.pianos.service_interval_months is 'Months.';
comment on column gazelle.pianos.dampp_chaser_installed is 'Whether a humidity system is installed. Null: not known, which is not false.';
comment on column gazelle.pianos.primary_photo_id is 'Of gazelle.piano_photos. No foreign key: photos refer to their piano already.';

create index pianos_serial_number on gazelle.pianos (left(serial_number, 100)) where serial_number is not null;

insert into reconcile.field_policies (entity, field, policy, reason) values
  ('pianos', 'dampp_chaser_installed', 'keep', 'A blank, read as false, once went over 340 systems that were there.'),
  ('pianos', 'notes', 'keep', 'Technicians write them by hand.');

select reconcile.add_entity('pianos', fields => '{"primary_photo_id": "primaryPianoPhoto.id"}');
