-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/75_reservations.sql. Do not edit.

-- Reservations: what clients booked online, and what became of it.

select sync.add_module(
  'reservations', 75, title => '{"en": "Online bookings", "fr": "Réservations en ligne"}', fresh_within => '30 minutes', by_id => true,
  polls => '6-59/10 * * * *', sweeps => '52 6 * * *'
);

create table gazelle.reservations (
  id text primary key,
  account_id text not null,
  status text,
  type text,
  source text,
  starts_at timestamptz,
  local_date date,
  local_time time,
  duration int,
  buffer int,
  timezone text,
  client_id text references gazelle.clients,
  user_id text references gazelle.users,
  appointment_id text references gazelle.appointments,
  estimate_tier_id text references gazelle.estimate_tiers,
  scheduler_availability_id text references gazelle.availabilities,
  address_line text,
  travel_mode text,
  notes text,
  changes text[],
  status_changed_at timestamptz,
  status_changed_by_id text references gazelle.users,
  first_name text,
  last_name text,
  email text,
  phone_number text,
  phone_number_e164 text,
  phone_type text,
  sms_opt_in boolean,
  is_gdpr_consent_agreed boolean,
  street1 text,
  street2 text,
  municipality text,
  region text,
  postal_code text,
  country_code text,
  latitude text,
  longitude text,
  what3words text,
  location_type text,
  geocode_type text,
  booked_client_id text,
  piano_services jsonb,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.reservations is 'Gazelle''s event reservations: bookings that clients made online.';
comment on column gazelle.reservations.status is 'PENDING, APPROVED, DECLINED or what Gazelle adds.';
comment on column gazelle.reservations.local_date is 'Day of starts_at in the account''s zone.';
comment on column gazelle.reservations.local_time is 'Time of day of starts_at in the account''s zone.';
comment on column gazelle.reservations.duration is 'Minutes; so is buffer.';
comment on column gazelle.reservations.appointment_id is 'What an approved booking became.';
comment on column gazelle.reservations.changes is 'What was changed when it was approved, as Gazelle names it.';
comment on column gazelle.reservations.first_name is 'As the client wrote it in the booking, like the other columns down to what3words.';
comment on column gazelle.reservations.booked_client_id is 'The client as the booking has it; no foreign key: one that was merged since has no record.';
comment on column gazelle.reservations.piano_services is 'The pianos and services that were asked for, as Gazelle gives them; new pianos have no id.';

insert into reconcile.field_policies (entity, field, policy, reason) values
  ('reservations', 'notes', 'keep', 'Text is never erased by a blank.');

select reconcile.add_entity('reservations', derived => '{"local_date": "startsAt", "local_time": "startsAt"}', fields => '{
  "appointment_id": "event.id", "first_name": "clientData.firstName", "last_name": "clientData.lastName", "email": "clientData.email",
  "phone_number": "clientData.phoneNumber", "phone_type": "clientData.phoneType", "sms_opt_in": "clientData.smsOptIn",
  "is_gdpr_consent_agreed": "clientData.isGdprConsentAgreed", "street1": "clientData.street1", "street2": "clientData.street2",
  "municipality": "clientData.municipality", "region": "clientData.region", "postal_code": "clientData.postalCode",
  "country_code": "clientData.countryCode", "latitude": "clientData.latitude", "longitude": "clientData.longitude",
  "what3words": "clientData.what3words", "phone_number_e164": "clientData.phoneNumberE164", "location_type": "clientData.locationType",
  "geocode_type": "clientData.geocodeType", "booked_client_id": "clientData.clientId"
}');

create view reconcile.reservations with (security_invoker = on) as
select
  f.*,
  (f.starts_at at time zone a.time_zone)::date as local_date,
  (f.starts_at at time zone a.time_zone)::time as local_time,
  f.field_issues as issues
from reconcile.reservations_fields f
join sync.accounts a using (account_id);

comment on view reconcile.reservations is 'gazelle.reservations as staging.stg_reservations has it, with local days.';
