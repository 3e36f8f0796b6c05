-- Appointments as version 5 had them. Reads one table, so that the marks of who was notified can be written through it.

create view v5.gazelle_appointments with (security_invoker = on) as
select
  a.id as external_id,
  a.client_id as client_external_id,
  a.first_piano_id as piano_external_id,
  a.title,
  a.notes as description,
  a.local_date as appointment_date,
  a.local_time as appointment_time,
  a.start_at as start_datetime,
  a.duration as duration_minutes,
  a.status,
  a.user_id as technicien,
  a.address_line as location,
  a.notes,
  a.type as event_type,
  a.is_all_day,
  a.last_notified_tech_id,
  a.last_notified_schedule,
  a.last_notified_time,
  a.last_notified_at,
  a.account_id
from gazelle.appointments a
where a.deleted_at is null and not a.is_placeholder;

comment on view v5.gazelle_appointments is
  'Version 5''s appointments, of all statuses. The four columns last_notified_… can be written with the secret key, no other one.';
comment on column v5.gazelle_appointments.external_id is 'Gazelle''s id.';
comment on column v5.gazelle_appointments.piano_external_id is 'The first piano alone; gazelle.appointment_pianos has them all.';
comment on column v5.gazelle_appointments.description is 'The notes, whole: version 5 had the first 60 characters of them here.';
comment on column v5.gazelle_appointments.appointment_date is 'Day in the account''s zone. Version 5 had that of UTC in old rows.';
comment on column v5.gazelle_appointments.appointment_time is 'Time of day in the account''s zone. Version 5 had that of UTC in old rows.';
comment on column v5.gazelle_appointments.start_datetime is 'The instant. Version 5 had none, or a local time taken for UTC.';
comment on column v5.gazelle_appointments.status is
  'As Gazelle writes it: CANCELED with one L, always. Version 5 had CANCELLED too, so its programs know both, and one spelling is right for each of them.';
comment on column v5.gazelle_appointments.technicien is 'The user''s id.';

grant select on v5.gazelle_appointments to authenticated;
grant update (last_notified_tech_id, last_notified_schedule, last_notified_time, last_notified_at) on v5.gazelle_appointments to service_role;
