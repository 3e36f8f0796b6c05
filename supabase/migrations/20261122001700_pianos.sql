-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/30_pianos.sql. Do not edit.

-- Pianos: what stands at the clients', with service dates and humidity systems. Serial numbers are not unique.

select sync.add_module('pianos', 30, interval '10 minutes', p_by_id => true);

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
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.pianos is 'Gazelle''s pianos.';
comment on column gazelle.pianos.serial_number is 'Neither unique nor always there.';
comment on column gazelle.pianos.dampp_chaser_installed is 'Whether a humidity system is installed. Null: not known, which is not false.';

create index pianos_client on gazelle.pianos (client_id);
create index pianos_serial_number on gazelle.pianos (left(serial_number, 100)) where serial_number is not null;

select reconcile.add_entity('pianos', 'pianos', 1);

insert into reconcile.field_policies (entity, field, policy, reason) values
  ('pianos', 'dampp_chaser_installed', 'keep', 'False once went over 340 systems that were there.'),
  ('pianos', 'notes', 'keep', 'Technicians write them by hand.');

create view reconcile.pianos with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  s.external_id as id,
  reconcile.to_id(s.raw_data -> 'client') as client_id,
  reconcile.to_text(s.raw_data -> 'make') as make,
  reconcile.to_text(s.raw_data -> 'model') as model,
  reconcile.to_text(s.raw_data -> 'serialNumber') as serial_number,
  reconcile.to_text(s.raw_data -> 'type') as type,
  reconcile.to_integer(s.raw_data -> 'year') as year,
  reconcile.to_text(s.raw_data -> 'size') as size,
  reconcile.to_text(s.raw_data -> 'location') as location,
  reconcile.to_text(s.raw_data -> 'status') as status,
  reconcile.to_text(s.raw_data -> 'lifecycleState') as lifecycle_state,
  reconcile.to_text(s.raw_data -> 'notes') as notes,
  reconcile.to_texts(s.raw_data -> 'tags') as tags,
  reconcile.to_text(s.raw_data -> 'useType') as use_type,
  reconcile.to_text(s.raw_data -> 'caseColor') as case_color,
  reconcile.to_text(s.raw_data -> 'caseFinish') as case_finish,
  reconcile.to_boolean(s.raw_data -> 'hasIvory') as has_ivory,
  reconcile.to_boolean(s.raw_data -> 'consignment') as consignment,
  reconcile.to_boolean(s.raw_data -> 'rental') as rental,
  reconcile.to_date(s.raw_data ->> 'rentalContractEndsOn') as rental_contract_ends_on,
  reconcile.to_boolean(s.raw_data -> 'needsRepairOrRebuilding') as needs_repair_or_rebuilding,
  reconcile.to_boolean(s.raw_data -> 'totalLoss') as total_loss,
  reconcile.to_integer(s.raw_data -> 'potentialPerformanceLevel') as potential_performance_level,
  reconcile.to_boolean(s.raw_data -> 'playerInstalled') as player_installed,
  reconcile.to_text(s.raw_data -> 'playerMake') as player_make,
  reconcile.to_text(s.raw_data -> 'playerModel') as player_model,
  reconcile.to_text(s.raw_data -> 'playerSerialNumber') as player_serial_number,
  reconcile.to_boolean(s.raw_data -> 'damppChaserInstalled') as dampp_chaser_installed,
  reconcile.to_text(s.raw_data -> 'damppChaserHumidistatModel') as dampp_chaser_humidistat_model,
  reconcile.to_date(s.raw_data ->> 'damppChaserMfgDate') as dampp_chaser_mfg_date,
  reconcile.to_text(s.raw_data -> 'referenceId') as reference_id,
  reconcile.to_integer(s.raw_data -> 'serviceIntervalMonths') as service_interval_months,
  reconcile.to_date(s.raw_data ->> 'calculatedLastService') as calculated_last_service,
  reconcile.to_date(s.raw_data ->> 'calculatedNextService') as calculated_next_service,
  reconcile.to_date(s.raw_data ->> 'eventLastService') as event_last_service,
  reconcile.to_date(s.raw_data ->> 'manualLastService') as manual_last_service,
  reconcile.to_date(s.raw_data ->> 'nextServiceOverride') as next_service_override,
  reconcile.to_instant(s.raw_data ->> 'lifecycleContactPausedUntil') as lifecycle_contact_paused_until,
  reconcile.to_instant(s.raw_data ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(s.raw_data ->> 'updatedAt') as gazelle_updated_at,
  case when s.raw_data @@ reconcile.readable(t.types) then null else reconcile.check_values(s.raw_data, t.types) end as issues
from staging.stg_pianos s
cross join (values ('{
    "client": "reference", "make": "text", "model": "text", "serialNumber": "text", "type": "text",
    "year": "integer", "location": "text", "status": "text", "notes": "text", "tags": "list",
    "hasIvory": "boolean", "consignment": "boolean", "rental": "boolean", "rentalContractEndsOn": "date",
    "needsRepairOrRebuilding": "boolean", "totalLoss": "boolean", "potentialPerformanceLevel": "integer",
    "playerInstalled": "boolean", "damppChaserInstalled": "boolean", "damppChaserMfgDate": "date",
    "serviceIntervalMonths": "integer", "calculatedLastService": "date", "calculatedNextService": "date",
    "eventLastService": "date", "manualLastService": "date", "nextServiceOverride": "date",
    "lifecycleContactPausedUntil": "instant", "createdAt": "instant", "updatedAt": "instant"
  }'::jsonb)) t (types);

comment on view reconcile.pianos is 'Transformer: staging.stg_pianos as gazelle.pianos, with issues.';

select sync.schedule('pianos', 'incremental', '2-59/4 * * * *');
select sync.schedule('pianos', 'full', '15 7 * * *');
