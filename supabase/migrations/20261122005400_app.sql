-- Written by `npm run generate:migrations` from supabase/: schemas/app/record_url.sql, schemas/app/values.sql, schemas/app/accounts.sql, schemas/app/clients.sql, schemas/app/readings.sql, schemas/app/appointments.sql, schemas/app/contacts.sql, schemas/app/estimates.sql, schemas/app/invoices.sql, schemas/app/pianos.sql, schemas/app/technicians.sql, schemas/app/timeline.sql. Do not edit.

-- Where a record is in Gazelle, and on a map. Gazelle's API gives no address of a record for the office: clientUrl of an invoice or estimate opens for
-- its client without signing in. The page of a client is known; what belongs to a client is reached from there.

create function app.record_url(p_client text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return 'https://gazelleapp.io/clients/' || p_client;
end;
$$;

comment on function app.record_url(text) is
  'The page of a client in Gazelle, from which its pianos, appointments, invoices and estimates are reached: the one address that is known. Null without a client.';

create function app.url_part(p_text text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_text text := replace(left(p_text, 300), '%', '%25');
  v_mark text;
begin
  for v_mark in select distinct m[1] from regexp_matches(v_text, '[^A-Za-z0-9._~% -]', 'g') m loop
    v_text := replace(v_text, v_mark, regexp_replace(upper(encode(convert_to(v_mark, 'UTF8'), 'hex')), '(..)', '%\1', 'g'));
  end loop;
  return replace(v_text, ' ', '+');
end;
$$;

comment on function app.url_part(text) is 'A text as it stands in the query of a URL; of a long one the first 300 characters.';

create function app.map_url(p_address text, p_lat numeric default null, p_lng numeric default null)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return 'https://www.google.com/maps/search/?api=1&query=' || coalesce(
    app.url_part(nullif(btrim(p_address), '')), p_lat || '%2C' || p_lng
  );
end;
$$;

comment on function app.map_url(text, numeric, numeric) is 'A map that shows an address, or else a place in degrees. Null without either.';

grant execute on function app.record_url(text), app.url_part(text), app.map_url(text, numeric, numeric) to authenticated;

-- What the views share: names, statuses and limits.

create function app.piano_title(p_make text, p_model text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return nullif(btrim(coalesce(p_make, '') || ' ' || coalesce(p_model, '')), '');
end;
$$;

comment on function app.piano_title(text, text) is 'Make and model. Null where neither is known.';

create function app.is_active(p_status text)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return p_status is distinct from 'INACTIVE';
end;
$$;

comment on function app.is_active(text) is 'Whether a client or a piano counts as one of today: every status but INACTIVE, new and unknown ones too.';

create function app.good_range(p_measure text)
returns numrange
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case p_measure
    when 'humidity' then numrange(35, 55, '[]') when 'temperature' then numrange(15, 27, '[]') when 'pitch' then numrange(437, 443, '[]')
  end;
end;
$$;

comment on function app.good_range(text) is
  'What pianos are kept at, limits included: humidity in %, temperature in °C, pitch of A4 in Hz. Null for anything else.';

create function app.good_ranges()
returns table (measure text, low numeric, high numeric)
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return query
  select m.measure, lower(g.range), upper(g.range)
  from unnest('{humidity,temperature,pitch}'::text[]) m (measure)
  cross join lateral (select app.good_range(m.measure) as range) g;
end;
$$;

comment on function app.good_ranges() is 'The limits of app.good_range, a row a measure, for a chart.';

create function app.is_out_of_range(p_humidity numeric, p_temperature numeric, p_pitch numeric)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  -- The ranges are constants of the plan.
  return case
    when coalesce(p_humidity, p_temperature, p_pitch) is not null then coalesce(not p_humidity <@ app.good_range('humidity'), false)
      or coalesce(not p_temperature <@ app.good_range('temperature'), false) or coalesce(not p_pitch <@ app.good_range('pitch'), false)
  end;
end;
$$;

comment on function app.is_out_of_range(numeric, numeric, numeric) is
  'Whether one of the values of a reading is outside of app.good_range. Null when nothing was read.';

grant execute on function app.piano_title(text, text), app.is_active(text), app.good_range(text), app.good_ranges(), app.is_out_of_range(numeric, numeric, numeric) to authenticated;

-- The companies that one may look at: names, zones, and which day it is there.

create function app.read_accounts()
returns table (account_id text, name text, time_zone text, today date)
language plpgsql
stable
security definer
rows 1
set search_path = ''
as $$
begin
  -- As its owner: zones are kept beside the schedule, which members do not read.
  return query
  select a.account_id, c.name, a.time_zone, (now() at time zone a.time_zone)::date
  from sync.accounts a
  left join lateral (select o.name from gazelle.company o where o.account_id = a.account_id and o.deleted_at is null order by o.id limit 1) c on true
  where a.account_id = any ((select gazelle.member_accounts())::text[])
  order by a.account_id;
end;
$$;

comment on function app.read_accounts() is 'Reads app.accounts.';
grant execute on function app.read_accounts() to authenticated;

create view app.accounts with (security_invoker = on) as
select * from app.read_accounts();

comment on view app.accounts is 'The accounts that one reads, each with the company''s name, its time zone, and today there.';
comment on column app.accounts.name is 'As Gazelle has it. Null until the company was read.';
comment on column app.accounts.time_zone is 'Days and times here, such as local_date, are of this zone.';

grant select on app.accounts to authenticated;

-- Clients as one looks at them: a row says who they are, how they are reached, what they have and what they owe.

create view app.clients with (security_invoker = on) as
select
  c.id,
  nullif(c.display_name, c.id) as name,
  c.status,
  app.is_active(c.status) as is_active,
  l.street1 as street,
  l.municipality as city,
  l.region,
  l.postal_code,
  (
    select p.phone_number from gazelle.contact_phones p
    where p.contact_id = d.id and p.deleted_at is null order by p.is_default desc nulls last, p.id limit 1
  ) as phone,
  (
    select e.email from gazelle.contact_emails e
    where e.contact_id = d.id and e.deleted_at is null order by e.is_default desc nulls last, e.id limit 1
  ) as email,
  c.locale as language,
  c.tags,
  nullif(concat_ws(e'\n', nullif(btrim(c.personal_notes), ''), nullif(btrim(c.preference_notes), '')), '') as notes,
  (
    select count(*)::int from gazelle.pianos p
    where p.client_id = c.id and app.is_active(p.status) and p.deleted_at is null and not p.is_placeholder
  ) as pianos,
  (
    select max(coalesce(p.calculated_last_service, p.manual_last_service, p.event_last_service)) from gazelle.pianos p
    where p.client_id = c.id and p.deleted_at is null and not p.is_placeholder
  ) as last_service_on,
  (
    select min(coalesce(p.next_service_override, p.calculated_next_service)) from gazelle.pianos p
    where p.client_id = c.id and app.is_active(p.status) and p.deleted_at is null and not p.is_placeholder
  ) as next_service_on,
  (
    select coalesce(round(sum(i.due_total) / 100.0, 2), 0) from gazelle.invoices i
    where i.client_id = c.id and i.status in ('OPEN', 'OVERDUE') and i.due_total > 0 and i.deleted_at is null and not i.is_placeholder
  ) as owed,
  app.record_url(c.id) as gazelle_url,
  coalesce(c.synced_at, c.updated_at) as read_at,
  c.account_id
from gazelle.clients c
-- One row each, looked up by index: as plain joins Postgres would hash all contacts for one client.
left join lateral (
  select k.id, k.default_location_ref from gazelle.contacts k
  where k.client_id = c.id and k.deleted_at is null and not k.is_placeholder
  order by k.is_default desc nulls last, k.sort_order, k.id
  limit 1
) d on true
left join lateral (
  select o.street1, o.municipality, o.region, o.postal_code from gazelle.contact_locations o
  where o.contact_id = d.id and o.deleted_at is null and not o.is_placeholder
  order by (o.id = d.default_location_ref) desc nulls last, o.id
  limit 1
) l on true
where c.deleted_at is null and not c.is_placeholder;

comment on view app.clients is 'Clients that Gazelle has now, each with address and numbers of the default contact, pianos, services and what is owed.';
comment on column app.clients.id is 'Gazelle''s id.';
comment on column app.clients.name is 'Company name, else the default contact''s. Null where there is neither.';
comment on column app.clients.is_active is 'Every status but INACTIVE.';
comment on column app.clients.street is 'Of the default location of the default contact, or of the first one; phone and email are found alike.';
comment on column app.clients.language is 'Such as fr_CA.';
comment on column app.clients.notes is 'Personal notes, and those on preferences below them.';
comment on column app.clients.pianos is 'How many active ones.';
comment on column app.clients.last_service_on is 'Of all its pianos the newest.';
comment on column app.clients.next_service_on is 'Of its active pianos the first that is due.';
comment on column app.clients.owed is 'What is due of open and overdue invoices, in dollars; 0 for nothing.';
comment on column app.clients.gazelle_url is 'Its page in Gazelle.';
comment on column app.clients.read_at is 'When the record was last written here.';

grant select on app.clients to authenticated;

-- Readings of pianos: one row a piano and day, the best of what there is, for a chart.

create view app.readings with (security_invoker = on) as
select
  r.piano_id || '/' || r.local_date as id,
  r.piano_id,
  r.local_date as taken_on,
  r.humidity,
  r.temperature,
  r.pitch,
  app.is_out_of_range(r.humidity, r.temperature, r.pitch) as is_out_of_range,
  case coalesce(r.humidity_source, r.temperature_source, r.pitch_source)
    when 'measurement' then 'measured' when 'measurement_summary' then 'summary' else coalesce(r.humidity_source, r.temperature_source, r.pitch_source)
  end as source,
  r.humidity_source,
  r.temperature_source,
  r.pitch_source,
  r.confidence,
  (
    select e.timeline_entry_id from gazelle.extracted_measurements e
    where e.id = any (r.reading_ids) order by e.confidence desc, e.id limit 1
  ) as entry_id,
  r.account_id
from gazelle.piano_readings r;

comment on view app.readings is 'Humidity, temperature and pitch of a piano, a row a day: each the best of what was measured or written that day.';
comment on column app.readings.id is 'The piano''s id and the day.';
comment on column app.readings.taken_on is 'Day in the account''s zone.';
comment on column app.readings.humidity is 'Percent.';
comment on column app.readings.temperature is 'Degrees Celsius.';
comment on column app.readings.pitch is 'Of A4, in Hz.';
comment on column app.readings.is_out_of_range is 'Whether one of them is outside what pianos are kept at; see app.is_out_of_range.';
comment on column app.readings.source is
  'Where it comes from: measured (entered as a measurement), summary (Gazelle''s summary of one), text (what a technician wrote) or v5 (version 5). Of several that of the humidity, then of the temperature.';
comment on column app.readings.humidity_source is 'As gazelle.piano_readings names it; so are the other two.';
comment on column app.readings.confidence is '0 to 1, of the least certain of the values.';
comment on column app.readings.entry_id is 'The timeline entry that it was read in. Null for one that was measured.';

grant select on app.readings to authenticated;

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

-- Contacts of clients, with all their numbers and addresses.

create view app.contacts with (security_invoker = on) as
select
  k.id,
  nullif(concat_ws(' ', nullif(btrim(k.first_name), ''), nullif(btrim(k.middle_name), ''), nullif(btrim(k.last_name), '')), '') as name,
  k.role,
  k.client_id,
  (select nullif(c.display_name, c.id) from gazelle.clients c where c.id = k.client_id) as client_name,
  k.is_default,
  coalesce(
    (
      select jsonb_agg(jsonb_build_object('number', p.phone_number, 'extension', p.extension, 'type', p.type, 'is_default', p.is_default)
        order by p.is_default desc nulls last, p.id)
      from gazelle.contact_phones p
      where p.contact_id = k.id and p.deleted_at is null and not p.is_placeholder
    ), '[]'
  ) as phones,
  coalesce(
    (
      select jsonb_agg(jsonb_build_object('email', e.email, 'is_default', e.is_default) order by e.is_default desc nulls last, e.id)
      from gazelle.contact_emails e
      where e.contact_id = k.id and e.deleted_at is null and not e.is_placeholder
    ), '[]'
  ) as emails,
  (
    select nullif(concat_ws(', ', nullif(l.street1, ''), nullif(l.street2, ''), nullif(l.municipality, ''),
      nullif(concat_ws(' ', l.region, l.postal_code), '')), '')
    from gazelle.contact_locations l
    where l.contact_id = k.id and l.deleted_at is null and not l.is_placeholder
    order by (l.id = k.default_location_ref) desc nulls last, l.id
    limit 1
  ) as address,
  k.archived,
  app.record_url(k.client_id) as gazelle_url,
  coalesce(k.synced_at, k.updated_at) as read_at,
  k.account_id
from gazelle.contacts k
where k.deleted_at is null and not k.is_placeholder;

comment on view app.contacts is 'Every contact of every client that Gazelle has now, with telephone numbers, e-mail addresses and address.';
comment on column app.contacts.id is 'Gazelle''s id.';
comment on column app.contacts.client_name is 'Null where the client has none.';
comment on column app.contacts.phones is '[{number, extension, type, is_default}], the default one first.';
comment on column app.contacts.emails is '[{email, is_default}], the default one first.';
comment on column app.contacts.address is 'The default location, or the first, on one line.';
comment on column app.contacts.gazelle_url is 'The page of its client in Gazelle.';
comment on column app.contacts.read_at is 'When the record was last written here.';

grant select on app.contacts to authenticated;

-- Estimates, in dollars.

create view app.estimates with (security_invoker = on) as
select
  e.id,
  e.number,
  coalesce(e.estimated_on, (e.gazelle_created_at at time zone (select z.time_zone from app.read_accounts() z where z.account_id = e.account_id))::date) as date,
  e.expires_on,
  case
    when e.is_archived then 'ARCHIVED'
    when e.expires_on < (select z.today from app.read_accounts() z where z.account_id = e.account_id) then 'EXPIRED'
    else 'OPEN'
  end as status,
  e.client_id,
  (select nullif(c.display_name, c.id) from gazelle.clients c where c.id = e.client_id) as client_name,
  e.piano_id,
  (select app.piano_title(p.make, p.model) from gazelle.pianos p where p.id = e.piano_id) as piano_title,
  round(e.recommended_tier_total / 100.0, 2) as total,
  e.notes,
  app.record_url(e.client_id) as gazelle_url,
  coalesce(e.synced_at, e.updated_at) as read_at,
  e.account_id
from gazelle.estimates e
where e.deleted_at is null and not e.is_placeholder;

comment on view app.estimates is 'Estimates that Gazelle has now. Amounts in dollars.';
comment on column app.estimates.id is 'Gazelle''s id.';
comment on column app.estimates.date is 'Day that the estimate has, else on which it was made.';
comment on column app.estimates.status is 'ARCHIVED, EXPIRED or OPEN: Gazelle has no status of estimates, so it follows from is_archived and expires_on.';
comment on column app.estimates.total is 'Of the recommended tier.';
comment on column app.estimates.gazelle_url is 'The page of its client in Gazelle.';
comment on column app.estimates.read_at is 'When the record was last written here.';

grant select on app.estimates to authenticated;

-- Invoices, in dollars.

create view app.invoices with (security_invoker = on) as
select
  i.id,
  i.number,
  i.local_date as date,
  i.due_on,
  i.status,
  i.client_id,
  (select nullif(c.display_name, c.id) from gazelle.clients c where c.id = i.client_id) as client_name,
  round(i.total / 100.0, 2) as total,
  case when i.status in ('OPEN', 'OVERDUE') then greatest(round(i.due_total / 100.0, 2), 0) else 0 end as owed,
  i.currency,
  app.record_url(i.client_id) as gazelle_url,
  coalesce(i.synced_at, i.updated_at) as read_at,
  i.account_id
from gazelle.invoices i
where i.deleted_at is null and not i.is_placeholder;

comment on view app.invoices is 'Invoices that Gazelle has now. Amounts in dollars.';
comment on column app.invoices.id is 'Gazelle''s id.';
comment on column app.invoices.date is 'Day in the account''s zone on which it was made.';
comment on column app.invoices.status is 'DRAFT, OPEN, OVERDUE, PAID, DELETED, CANCELED or what Gazelle adds.';
comment on column app.invoices.owed is 'What is due of it while it is open or overdue; else 0.';
comment on column app.invoices.currency is 'ISO code of the amounts.';
comment on column app.invoices.gazelle_url is 'The page of its client in Gazelle. The page on which the client pays, which opens without signing in, is not shown here.';
comment on column app.invoices.read_at is 'When the record was last written here.';

grant select on app.invoices to authenticated;

-- Pianos as one looks at them: whose, where, when it was served and is due, how it was last read, with its photos.

create view app.pianos with (security_invoker = on) as
select
  p.id,
  app.piano_title(p.make, p.model) as title,
  p.make,
  p.model,
  p.serial_number,
  p.year,
  p.type,
  p.client_id,
  (select nullif(c.display_name, c.id) from gazelle.clients c where c.id = p.client_id) as client_name,
  p.location,
  p.status,
  app.is_active(p.status) as is_active,
  p.tags,
  p.notes,
  coalesce(p.calculated_last_service, p.manual_last_service, p.event_last_service) as last_service_on,
  coalesce(p.next_service_override, p.calculated_next_service) as next_service_on,
  app.is_active(p.status) and coalesce(p.next_service_override, p.calculated_next_service)
    < (select z.today from app.read_accounts() z where z.account_id = p.account_id) as is_overdue,
  r.local_date as last_reading_on,
  r.humidity,
  r.temperature,
  r.pitch,
  app.is_out_of_range(r.humidity, r.temperature, r.pitch) as is_out_of_range,
  p.dampp_chaser_installed as has_dampp_chaser,
  coalesce(
    (
      select jsonb_agg(jsonb_build_object('url', f.url, 'thumbnail_url', f.thumbnail_url, 'note', f.notes, 'taken_at', f.taken_at)
        order by (f.id = p.primary_photo_id) desc nulls last, f.taken_at desc nulls last, f.id)
      from gazelle.piano_photos f
      where f.piano_id = p.id and f.url is not null and f.deleted_at is null and not f.is_placeholder
    ), '[]'
  ) as photos,
  app.record_url(p.client_id) as gazelle_url,
  coalesce(p.synced_at, p.updated_at) as read_at,
  p.account_id
from gazelle.pianos p
-- The newest day first, by index; then that day's readings alone are compared. Each step is one for Postgres too, for its limit.
left join lateral (
  select greatest(
    (
      select m.taken_on from gazelle.measurements m
      where m.piano_id = p.id and m.taken_on is not null and m.deleted_at is null and coalesce(m.humidity, m.temperature_celsius) is not null
      order by m.taken_on desc limit 1
    ),
    (
      select e.local_date from gazelle.extracted_measurements e
      where e.piano_id = p.id and e.local_date is not null and e.deleted_at is null order by e.local_date desc limit 1
    )
  ) as day
  limit 1
) n on true
left join lateral (
  select b.local_date, b.humidity, b.temperature, b.pitch from gazelle.piano_readings b where b.piano_id = p.id and b.local_date = n.day limit 1
) r on n.day is not null
where p.deleted_at is null and not p.is_placeholder;

comment on view app.pianos is 'Pianos that Gazelle has now, inactive ones too, each with its client, services, last reading and photos.';
comment on column app.pianos.id is 'Gazelle''s id.';
comment on column app.pianos.title is 'Make and model.';
comment on column app.pianos.client_name is 'Null where the client has none.';
comment on column app.pianos.location is 'Where it stands at the client''s, such as a room.';
comment on column app.pianos.is_active is 'Every status but INACTIVE: a piano that moved to another client may leave an inactive copy; see app.piano_life.';
comment on column app.pianos.next_service_on is 'Set by hand in Gazelle, else as Gazelle calculates it.';
comment on column app.pianos.is_overdue is 'Active, and due before today in the company''s zone. Null where no day is known.';
comment on column app.pianos.last_reading_on is 'Day of the newest reading, of which humidity (%), temperature (°C) and pitch (Hz) are.';
comment on column app.pianos.is_out_of_range is 'Whether that reading is outside what pianos are kept at; see app.is_out_of_range.';
comment on column app.pianos.has_dampp_chaser is 'Null: not known, which is not false.';
comment on column app.pianos.photos is '[{url, thumbnail_url, note, taken_at}], the primary one first; the images stay with Gazelle.';
comment on column app.pianos.gazelle_url is 'The page of its client in Gazelle.';
comment on column app.pianos.read_at is 'When the record was last written here.';

grant select on app.pianos to authenticated;

-- Whose days there are to look at.

create view app.technicians with (security_invoker = on) as
select
  u.id,
  coalesce(u.full_name, u.email, u.id) as name,
  u.kind,
  u.status is distinct from 'INACTIVE' as is_active,
  coalesce(u.synced_at, u.updated_at) as read_at,
  u.account_id
from gazelle.users u
where u.deleted_at is null and not u.is_placeholder;

comment on view app.technicians is 'Everybody who has appointments: technicians, office staff, and calendars that are not people.';
comment on column app.technicians.id is 'Gazelle''s id of the user.';
comment on column app.technicians.name is 'First and last name, else the e-mail address, else the id.';
comment on column app.technicians.kind is 'person or calendar.';

grant select on app.technicians to authenticated;

-- The timeline: what was done, written and sent, with names in place of ids.

create view app.timeline with (security_invoker = on) as
select
  t.id,
  t.local_date,
  t.category,
  t.summary as title,
  t.comment as text,
  (select u.full_name from gazelle.users u where u.id = t.user_id) as user_name,
  t.client_id,
  (select nullif(c.display_name, c.id) from gazelle.clients c where c.id = t.client_id) as client_name,
  t.piano_id,
  (select app.piano_title(p.make, p.model) from gazelle.pianos p where p.id = t.piano_id) as piano_title,
  t.type,
  t.occurred_at,
  t.is_legacy,
  app.record_url(t.client_id) as gazelle_url,
  coalesce(t.synced_at, t.updated_at) as read_at,
  t.account_id
from gazelle.timeline_entries t
where t.deleted_at is null and not t.is_placeholder;

comment on view app.timeline is 'The timeline that Gazelle has now. Ask for a client, a piano or a day, newest first, with a limit.';
comment on column app.timeline.id is 'Gazelle''s id.';
comment on column app.timeline.local_date is 'Day in the account''s zone.';
comment on column app.timeline.category is 'service, measurement, contact, appointment, billing, estimate, system, note or other.';
comment on column app.timeline.type is 'Gazelle''s type, as it comes.';
comment on column app.timeline.title is 'The summary, whole.';
comment on column app.timeline.text is 'The comment, whole.';
comment on column app.timeline.is_legacy is 'Version 5 alone has it.';
comment on column app.timeline.gazelle_url is 'The page of its client in Gazelle.';
comment on column app.timeline.read_at is 'When the record was last written here.';

grant select on app.timeline to authenticated;
