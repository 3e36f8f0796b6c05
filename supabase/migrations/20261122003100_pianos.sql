-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/30_pianos.sql. Do not edit.

-- Pianos and their photos: the columns to keep. What follows from them:
--
--   staging.stg_pianos              the record as Gazelle gave it, staged by the function sync-pianos
--   reconcile.promote_pianos        writes gazelle.pianos: each column from the field of its name, read as the column's type
--   reconcile.promote_piano_photos  writes gazelle.piano_photos from the list allPianoPhotos of each record
--
-- Both are generated (docs/generated/pianos.sql). A blank empties a column, but for the policies below; a value that cannot be read leaves
-- it as it was. A piano that a sweep does not see is asked for by its id, and soft-deleted if Gazelle has none; a photo, when the whole
-- list of its piano no longer has it.

select sync.add_module('pianos', 30, title => '{"en": "Pianos", "fr": "Pianos"}', fresh_within => '10 minutes', by_id => true,
  polls => '2-59/4 * * * *', sweeps => '15 7 * * *');

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
  -- Of gazelle.piano_photos, without a foreign key: photos refer to their piano already.
  primary_photo_id text,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.pianos is 'Gazelle''s pianos.';
comment on column gazelle.pianos.size is 'As it was typed in Gazelle, with the unit that was typed.';
comment on column gazelle.pianos.potential_performance_level is 'A grade as Gazelle gives it: a number without a unit.';
comment on column gazelle.pianos.dampp_chaser_installed is 'Whether a humidity system is installed. Null: not known, which is not false.';

-- A serial number is neither unique nor always there.
create index pianos_serial_number on gazelle.pianos (left(serial_number, 100)) where serial_number is not null;

insert into reconcile.field_policies (entity, field, policy, reason) values
  ('pianos', 'dampp_chaser_installed', 'keep', 'A blank, read as false, once went over 340 systems that were there.'),
  ('pianos', 'dampp_chaser_humidistat_model', 'keep', 'Technicians note it by hand, with the system that they find.'),
  ('pianos', 'dampp_chaser_mfg_date', 'keep', 'Technicians note it by hand, with the system that they find.'),
  ('pianos', 'notes', 'keep', 'Technicians write them by hand.');

select reconcile.add_entity('pianos', fields => '{"primary_photo_id": "primaryPianoPhoto.id"}');

create trigger number_inserted
after insert on gazelle.pianos referencing new table as inserted
for each statement execute function reconcile.number_inserted();

create table gazelle.piano_photos (
  id text primary key,
  account_id text not null,
  piano_id text references gazelle.pianos,
  taken_at timestamptz,
  notes text,
  is_used_by_estimates boolean,
  url text,
  mime_type text,
  size int,
  width int,
  height int,
  thumbnail_url text,
  gazelle_created_at timestamptz
);

comment on table gazelle.piano_photos is 'Photos of pianos, a list inside each piano''s record. The images stay with Gazelle; size (bytes), mime_type, width and height are of the original.';
comment on column gazelle.piano_photos.url is 'Where Gazelle serves the original. Whether it changes or expires is not known: read it when it is needed.';

select reconcile.add_entity('piano_photos', 'pianos', owner => 'piano_id', list => 'allPianoPhotos', fields => '{
  "url": "original.url", "mime_type": "original.mimeType", "size": "original.size", "width": "original.dimensions.width",
  "height": "original.dimensions.height", "thumbnail_url": "thumbnail.url"}');
