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
