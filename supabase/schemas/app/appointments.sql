-- Appointments as a technician looks at them: when, where, with a link to a map, and which pianos.

create view app.appointments with (security_invoker = on) as
select
  a.id,
  a.local_date,
  a.local_time,
  a.duration as minutes,
  a.title,
  a.type,
  a.status,
  a.client_id,
  (select nullif(c.display_name, c.id) from gazelle.clients c where c.id = a.client_id) as client_name,
  a.user_id as technician_id,
  (select u.full_name from gazelle.users u where u.id = a.user_id) as technician_name,
  p.address,
  coalesce(
    (
      select jsonb_agg(
        jsonb_build_object(
          'id', i.id, 'title', app.piano_title(i.make, i.model), 'serial_number', i.serial_number, 'location', i.location, 'is_tuning', e.is_tuning
        ) order by (i.id = a.first_piano_id) desc nulls last, i.location, i.id
      )
      from gazelle.appointment_pianos e
      join gazelle.pianos i on i.id = e.piano_id
      where e.appointment_id = a.id and e.deleted_at is null and i.deleted_at is null and not i.is_placeholder
    ), '[]'
  ) as pianos,
  a.notes,
  a.confirmed_by_client as is_confirmed,
  a.is_all_day,
  a.start_at as starts_at,
  a.start_at >= now() as is_coming,
  (select z.time_zone from app.read_accounts() z where z.account_id = a.account_id) as time_zone,
  app.map_url(p.address, coalesce(a.manual_lat, a.lat), coalesce(a.manual_lng, a.lng)) as map_url,
  app.record_url(a.client_id) as gazelle_url,
  coalesce(a.synced_at, a.updated_at) as read_at,
  a.account_id
from gazelle.appointments a
cross join lateral (
  select coalesce(
    nullif(btrim(a.manual_address_line), ''), nullif(btrim(a.address_line), ''), nullif(btrim(a.location), ''),
    nullif(concat_ws(', ', nullif(a.location_street1, ''), nullif(a.location_street2, ''), nullif(a.location_municipality, ''),
      nullif(concat_ws(' ', a.location_region, a.location_postal_code), '')), ''),
    (select nullif(concat_ws(', ', c.street, c.city, nullif(concat_ws(' ', c.region, c.postal_code), '')), '') from app.clients c where c.id = a.client_id)
  ) as address
  offset 0
) p
where a.deleted_at is null and not a.is_placeholder;

comment on view app.appointments is 'Appointments of all types and statuses that Gazelle has now, each with client, technician, address and all its pianos.';
comment on column app.appointments.id is 'Gazelle''s id.';
comment on column app.appointments.local_date is 'Day in the account''s zone; local_time is of the same.';
comment on column app.appointments.is_coming is 'It has not begun yet.';
comment on column app.appointments.time_zone is 'The account''s zone.';
comment on column app.appointments.type is 'APPOINTMENT, PERSONAL, MEMO, SYNCED or what Gazelle adds.';
comment on column app.appointments.status is 'ACTIVE, CANCELED (one L), NO_SHOW, COMPLETE or what Gazelle adds.';
comment on column app.appointments.technician_name is 'Also of calendars that are not people, such as "to be assigned".';
comment on column app.appointments.address is 'Set by hand, else the appointment''s, else the client''s, on one line.';
comment on column app.appointments.map_url is 'A map that shows it.';
comment on column app.appointments.pianos is '[{id, title, serial_number, location, is_tuning}], all of them; none is [].';
comment on column app.appointments.gazelle_url is 'The page of its client in Gazelle.';
comment on column app.appointments.read_at is 'When the record was last written here.';

grant select on app.appointments to authenticated;
