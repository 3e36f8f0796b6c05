-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/50_appointments.sql. Do not edit.

-- Appointments: every event of every calendar, of all types and statuses, with all its pianos.

select sync.add_module(
  'appointments', 50, title => '{"en": "Appointments", "fr": "Rendez-vous"}', fresh_within => '10 minutes', by_id => true,
  scope_column => 'start_at', sweeps => '35 7 * * *'
);
-- A poll reads a window of days whole: what is near is one page and is read often, what is further away costs more and is read hourly.
select sync.schedule('appointments', 'incremental', '3-59/4 * * * *', 'fast');
select sync.schedule('appointments', 'incremental', '1 * * * *', 'balanced');

create table gazelle.appointments (
  id text primary key,
  account_id text not null,
  title text,
  type text,
  status text,
  start_at timestamptz,
  local_date date,
  local_time time,
  duration int,
  buffer int,
  is_all_day boolean,
  client_id text references gazelle.clients,
  first_piano_id text references gazelle.pianos,
  user_id text references gazelle.users,
  created_by_id text references gazelle.users,
  confirmed_by_client boolean,
  confirmed_at timestamptz,
  confirmation_warning text,
  lifecycle_state text,
  notes text,
  address_line text,
  geocode_type text,
  lat numeric,
  lng numeric,
  manual_address_line text,
  manual_geocode_type text,
  manual_lat numeric,
  manual_lng numeric,
  location text,
  location_id text,
  location_type text,
  location_street1 text,
  location_street2 text,
  location_municipality text,
  location_region text,
  location_postal_code text,
  location_country_code text,
  location_latitude text,
  location_longitude text,
  location_geocode_type text,
  location_what3words text,
  location_created_at timestamptz,
  location_updated_at timestamptz,
  timezone text,
  travel_mode text,
  source text,
  recurrence_id text,
  recurrence_type text,
  recurrence_interval int,
  recurrence_weekdays jsonb,
  recurrence_weeks jsonb,
  recurrence_dates jsonb,
  recurrence_ending_type text,
  recurrence_ending_date date,
  recurrence_ending_occurrences int,
  remote_type text,
  remote_calendar_id text,
  remote_calendar_name text,
  remote_calendar_type text,
  remote_calendar_source_name text,
  remote_calendar_impacts_availability boolean,
  remote_calendar_import_as_busy boolean,
  scheduler_availability_id text references gazelle.availabilities,
  last_notified_tech_id text,
  last_notified_schedule text,
  last_notified_time time,
  last_notified_at timestamptz,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.appointments is 'Gazelle''s events: appointments, personal and memo events, synced ones.';
comment on column gazelle.appointments.status is 'ACTIVE, CANCELED (one L), NO_SHOW, COMPLETE or what Gazelle adds.';
comment on column gazelle.appointments.local_date is 'Day of start_at in the account''s zone.';
comment on column gazelle.appointments.local_time is 'Time of day of start_at in the account''s zone.';
comment on column gazelle.appointments.first_piano_id is 'Of the pianos in gazelle.appointment_pianos, which has them all, the one that Gazelle lists first.';
comment on column gazelle.appointments.duration is 'Minutes.';
comment on column gazelle.appointments.buffer is 'Minutes.';
comment on column gazelle.appointments.lat is 'Degrees, of the address line; geocode_type is its precision. manual_lat and its neighbours: set by hand in Gazelle.';
comment on column gazelle.appointments.location is 'On one line, where Gazelle has it so; the columns location_… hold its parts.';
comment on column gazelle.appointments.location_type is 'ADDRESS, SINGLE_LINE_ADDRESS, COORDINATES, WHAT3WORDS or what Gazelle adds.';
comment on column gazelle.appointments.location_latitude is 'As Gazelle writes it: text.';
comment on column gazelle.appointments.recurrence_id is 'Shared by the appointments of one series.';
comment on column gazelle.appointments.recurrence_weekdays is 'Numbers, as Gazelle counts them; so are recurrence_weeks and recurrence_dates.';
comment on column gazelle.appointments.remote_calendar_id is 'The calendar outside Gazelle that it was read from.';
comment on column gazelle.appointments.remote_calendar_source_name is 'Its name there; remote_calendar_name is how Gazelle shows it.';
comment on column gazelle.appointments.scheduler_availability_id is 'The working hours in which it was booked online.';
comment on column gazelle.appointments.last_notified_tech_id is
  'The technician who was notified of it last, written by the programs that notify, as are the columns last_notified_…; no sync writes it.';
comment on column gazelle.appointments.last_notified_schedule is 'Day and time that the technician was told, as the program wrote them; no sync writes it.';
comment on column gazelle.appointments.last_notified_time is 'Time of day that the technician was told; no sync writes it.';
comment on column gazelle.appointments.last_notified_at is 'When the technician was notified; no sync writes it.';

create index appointments_start on gazelle.appointments (start_at);
create index appointments_local_date on gazelle.appointments (local_date);

create table gazelle.appointment_pianos (
  id text primary key,
  account_id text not null,
  appointment_id text references gazelle.appointments,
  piano_id text references gazelle.pianos,
  is_tuning boolean
);

comment on table gazelle.appointment_pianos is 'The pianos of an appointment, all of them; none is none.';
comment on column gazelle.appointment_pianos.id is 'Gazelle gives no id: the appointment''s and the piano''s, with a slash.';

insert into reconcile.field_policies (entity, field, policy, reason) values
  ('appointments', 'title', 'keep', 'Text is never erased by a blank.'),
  ('appointments', 'notes', 'keep', 'Text is never erased by a blank.'),
  ('appointments', 'last_notified_tech_id', 'local', 'Programs mark whom they notified.'),
  ('appointments', 'last_notified_schedule', 'local', 'Programs mark what they said.'),
  ('appointments', 'last_notified_time', 'local', 'Programs mark what they said.'),
  ('appointments', 'last_notified_at', 'local', 'Programs mark when they notified.');

insert into reconcile.rules (rule, severity, withholds, sentence) values
  ('negative_duration', 'warning', true, 'An appointment lasts less than no time.');

select reconcile.add_entity(
  'appointments',
  derived => '{
    "local_date": "start", "local_time": "start", "first_piano_id": "allEventPianos",
    "last_notified_tech_id": [], "last_notified_schedule": [], "last_notified_time": [], "last_notified_at": []
  }',
  fields => '{
    "start_at": "start", "location": "location.singleLineAddress", "location_id": "location.id", "location_type": "location.locationType",
    "location_street1": "location.street1", "location_street2": "location.street2", "location_municipality": "location.municipality",
    "location_region": "location.region", "location_postal_code": "location.postalCode", "location_country_code": "location.countryCode",
    "location_latitude": "location.latitude", "location_longitude": "location.longitude", "location_geocode_type": "location.geocodeType",
    "location_what3words": "location.what3words", "location_created_at": "location.createdAt", "location_updated_at": "location.updatedAt",
    "remote_calendar_id": "remoteCalendar.id", "remote_calendar_name": "remoteCalendar.calendarDisplayName",
    "remote_calendar_type": "remoteCalendar.type", "remote_calendar_source_name": "remoteCalendar.remoteCalendarName",
    "remote_calendar_impacts_availability": "remoteCalendar.impactsAvailability",
    "remote_calendar_import_as_busy": "remoteCalendar.importAsBusy"
  }'
);
select reconcile.add_entity(
  'appointment_pianos', 'appointments', owner => 'appointment_id', list => 'allEventPianos', key => 'piano'
);

create view reconcile.appointments with (security_invoker = on) as
select
  f.*,
  (f.start_at at time zone a.time_zone)::date as local_date,
  (f.start_at at time zone a.time_zone)::time as local_time,
  coalesce(
    reconcile.to_id(f.raw #> '{allEventPianos,nodes,0,piano}'),
    -- What cannot be read, or is not there to its end, does not say that there is no piano.
    case
      when (f.raw @@ (reconcile.whole('allEventPianos') || ' && $.allEventPianos.nodes.size() == 0')::jsonpath) is not true
        then (select o.first_piano_id from gazelle.appointments o where o.id = f.id and o.account_id = f.account_id)
    end
  ) as first_piano_id,
  reconcile.add_issue(f.field_issues, f.duration < 0, 'negative_duration', 'duration', to_jsonb(f.duration)) as issues
from reconcile.appointments_fields f
join sync.accounts a using (account_id);

comment on view reconcile.appointments is 'gazelle.appointments as staging.stg_appointments has it, with local days and the first piano.';
