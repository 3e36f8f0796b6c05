-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/14_availabilities.sql. Do not edit.

-- Availabilities: working hours as rules of the scheduler, from a date on.

select sync.add_module(
  'availabilities', 14, title => '{"en": "Working hours", "fr": "Heures de travail"}', fresh_within => '26 hours', by_id => true,
  polls => '49 * * * *', sweeps => '36 6 * * *'
);

create table gazelle.availabilities (
  id text primary key,
  account_id text not null,
  name text,
  user_id text references gazelle.users,
  service_area_id text references gazelle.service_areas,
  start_date date,
  end_date date,
  start_time text,
  end_time text,
  recurrence_rule text,
  include_dates text[],
  exclude_dates text[],
  is_exclusive boolean,
  max_appointments_per_day int,
  rounding_minutes int,
  preferred_slot_policy text,
  preferred_slot_times text[],
  adjust_preferred_slots boolean,
  start_of_day_type text,
  start_of_day_location jsonb,
  end_of_day_type text,
  end_of_day_location jsonb,
  floating_downtime_rules jsonb
);

comment on table gazelle.availabilities is 'Working hours of users: Gazelle''s scheduler availabilities.';
comment on column gazelle.availabilities.user_id is 'The user of the service area.';
comment on column gazelle.availabilities.start_time is 'Time of day as Gazelle writes it, in the user''s zone.';
comment on column gazelle.availabilities.recurrence_rule is 'RFC 5545, such as FREQ=WEEKLY;BYDAY=MO,TU. None: that one day, or the included dates.';
comment on column gazelle.availabilities.exclude_dates is 'Days on which the rule does not hold, such as holidays.';
comment on column gazelle.availabilities.is_exclusive is 'On its days it replaces the other availabilities.';
comment on column gazelle.availabilities.floating_downtime_rules is 'Breaks without a fixed time, as Gazelle gives them.';

select reconcile.add_entity('availabilities', fields => '{"user_id": "serviceArea.user.id"}');
