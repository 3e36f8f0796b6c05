-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/50_appointments.sql. Do not edit.

-- Appointments: every event of every calendar, of all types and statuses, with all its pianos.

select sync.add_module('appointments', 50, interval '10 minutes', p_by_id => true, p_scope_column => 'start_at');

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
  user_id text references gazelle.users,
  created_by_id text references gazelle.users,
  confirmed_by_client boolean,
  confirmed_at timestamptz,
  confirmation_warning text,
  lifecycle_state text,
  notes text,
  address_line text,
  location text,
  timezone text,
  travel_mode text,
  source text,
  recurrence_id text,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.appointments is 'Gazelle''s events: appointments, personal and memo events, synced ones.';
comment on column gazelle.appointments.status is 'ACTIVE, CANCELED (one L), NO_SHOW, COMPLETE or what Gazelle adds.';
comment on column gazelle.appointments.local_date is 'Day of start_at in the account''s zone.';
comment on column gazelle.appointments.local_time is 'Time of day of start_at in the account''s zone.';
comment on column gazelle.appointments.duration is 'Minutes.';
comment on column gazelle.appointments.buffer is 'Minutes.';

create index appointments_start on gazelle.appointments (start_at);
create index appointments_local_date on gazelle.appointments (local_date);
create index appointments_client_id on gazelle.appointments (client_id);
create index appointments_user_id on gazelle.appointments (user_id);
create index appointments_created_by_id on gazelle.appointments (created_by_id);

create table gazelle.appointment_pianos (
  id text primary key,
  account_id text not null,
  appointment_id text references gazelle.appointments,
  piano_id text references gazelle.pianos,
  is_tuning boolean
);

comment on table gazelle.appointment_pianos is 'The pianos of an appointment, all of them; none is none.';
comment on column gazelle.appointment_pianos.id is 'Gazelle gives no id: the appointment''s and the piano''s, with a slash.';
create index appointment_pianos_appointment on gazelle.appointment_pianos (appointment_id);
create index appointment_pianos_piano on gazelle.appointment_pianos (piano_id);

select reconcile.add_entity('appointments', 'appointments', 1);
select reconcile.add_entity('appointment_pianos', 'appointments', 2, 'appointment_id', reconcile.whole('allEventPianos'));

insert into reconcile.field_policies (entity, field, policy, reason) values
  ('appointments', 'title', 'keep', 'Text is never erased by a blank.'),
  ('appointments', 'notes', 'keep', 'Text is never erased by a blank.');

insert into reconcile.rules (rule, severity, sentence) values
  ('negative_duration', 'warning', 'An appointment lasts less than no time; its duration is left empty.');

create view reconcile.appointments with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  s.external_id as id,
  reconcile.to_text(s.raw_data -> 'title') as title,
  reconcile.to_text(s.raw_data -> 'type') as type,
  reconcile.to_text(s.raw_data -> 'status') as status,
  v.start_at,
  (v.start_at at time zone a.time_zone)::date as local_date,
  (v.start_at at time zone a.time_zone)::time as local_time,
  case when reconcile.to_integer(s.raw_data -> 'duration') >= 0 then reconcile.to_integer(s.raw_data -> 'duration') end as duration,
  reconcile.to_integer(s.raw_data -> 'buffer') as buffer,
  reconcile.to_boolean(s.raw_data -> 'isAllDay') as is_all_day,
  reconcile.to_id(s.raw_data -> 'client') as client_id,
  reconcile.to_id(s.raw_data -> 'user') as user_id,
  reconcile.to_id(s.raw_data -> 'createdBy') as created_by_id,
  reconcile.to_boolean(s.raw_data -> 'confirmedByClient') as confirmed_by_client,
  reconcile.to_instant(s.raw_data ->> 'confirmedAt') as confirmed_at,
  reconcile.to_text(s.raw_data -> 'confirmationWarning') as confirmation_warning,
  reconcile.to_text(s.raw_data -> 'lifecycleState') as lifecycle_state,
  reconcile.to_text(s.raw_data -> 'notes') as notes,
  reconcile.to_text(s.raw_data -> 'addressLine') as address_line,
  nullif(s.raw_data #>> '{location,singleLineAddress}', '') as location,
  reconcile.to_text(s.raw_data -> 'timezone') as timezone,
  reconcile.to_text(s.raw_data -> 'travelMode') as travel_mode,
  reconcile.to_text(s.raw_data -> 'source') as source,
  reconcile.to_text(s.raw_data -> 'recurrenceId') as recurrence_id,
  reconcile.to_instant(s.raw_data ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(s.raw_data ->> 'updatedAt') as gazelle_updated_at,
  nullif(
    coalesce(case when s.raw_data @@ reconcile.readable(t.types) then null else reconcile.check_values(s.raw_data, t.types) end, '[]')
    || case
      when reconcile.to_integer(s.raw_data -> 'duration') < 0
        then jsonb_build_array(reconcile.issue('negative_duration', 'duration', s.raw_data -> 'duration'))
      else '[]'
    end, '[]'
  ) as issues
from staging.stg_appointments s
join sync.accounts a using (account_id)
cross join lateral (select reconcile.to_instant(s.raw_data ->> 'start') as start_at) v
cross join (
  values ('{
    "title": "text", "type": "text", "status": "text", "start": "instant", "duration": "integer",
    "buffer": "integer", "isAllDay": "boolean", "client": "reference", "user": "reference",
    "createdBy": "reference", "confirmedByClient": "boolean", "confirmedAt": "instant",
    "confirmationWarning": "text", "lifecycleState": "text", "notes": "text", "addressLine": "text",
    "timezone": "text", "travelMode": "text", "source": "text", "recurrenceId": "text",
    "createdAt": "instant", "updatedAt": "instant"
  }'::jsonb)
) t (types);

comment on view reconcile.appointments is 'Transformer: staging.stg_appointments as gazelle.appointments, with issues.';

create view reconcile.appointment_pianos with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  s.external_id || '/' || reconcile.to_id(p -> 'piano') as id,
  s.external_id as appointment_id,
  reconcile.to_id(p -> 'piano') as piano_id,
  reconcile.to_boolean(p -> 'isTuning') as is_tuning,
  reconcile.check_child('allEventPianos', p -> 'piano', '{}') as issues
from staging.stg_appointments s
cross join lateral reconcile.list(s.raw_data -> 'allEventPianos') p;

comment on view reconcile.appointment_pianos is 'Transformer: the pianos inside staging.stg_appointments.';

select sync.schedule('appointments', 'incremental', '3-59/4 * * * *');
select sync.schedule('appointments', 'full', '35 7 * * *');
