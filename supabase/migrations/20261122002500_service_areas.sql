-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/12_service_areas.sql. Do not edit.

-- Service areas: where each user works, as the scheduler draws them.

select sync.add_module(
  'service_areas', 12, title => '{"en": "Service areas", "fr": "Secteurs desservis"}', fresh_within => '26 hours',
  polls => '43 * * * *', sweeps => '34 6 * * *'
);

create table gazelle.service_areas (
  id text primary key,
  account_id text not null,
  name text,
  user_id text references gazelle.users,
  algorithm text,
  buffer int,
  travel_mode text,
  routing_preference text,
  include_traffic boolean,
  is_self_schedulable boolean,
  max_good_travel_time_minutes int,
  outside_service_area_minutes int,
  invalid_address_travel_time int,
  open_day_weight int,
  self_schedule_max_travel_times jsonb,
  radial jsonb,
  polygon jsonb
);

comment on table gazelle.service_areas is 'Service areas of Gazelle''s scheduler, those of all active users.';
comment on column gazelle.service_areas.algorithm is 'RADIAL or POLYGON: which of the two columns holds the area.';
comment on column gazelle.service_areas.buffer is 'Minutes.';
comment on column gazelle.service_areas.radial is 'A centre and a travel time around it, as Gazelle gives them.';
comment on column gazelle.service_areas.polygon is 'Shapes that make the area, as Gazelle gives them.';

select reconcile.add_entity('service_areas', fields => '{"radial": "radialParameter", "polygon": "polygonParameter"}');
