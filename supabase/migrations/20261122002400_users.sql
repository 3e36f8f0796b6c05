-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/10_users.sql. Do not edit.

-- Users: technicians, office staff, and calendars that are not people.

select sync.add_module(
  'users', 10, title => '{"en": "Users", "fr": "Utilisateurs"}', fresh_within => '26 hours',
  polls => '7,37 * * * *', sweeps => '0 7 * * *'
);

create table reconcile.calendar_names (
  name text primary key constraint name_has_letters check (reconcile.plain(name) is not null)
);

comment on table reconcile.calendar_names is
  'Words in the name of a user that is a calendar, not a person. Edit them in Studio; users are judged again at once.';
comment on column reconcile.calendar_names.name is 'Whole words, in any case and with or without accents.';

alter table reconcile.calendar_names enable row level security;

insert into reconcile.calendar_names (name) values
  ('À attribuer'), ('À assigner'), ('À planifier'), ('À déterminer'), ('Non assigné'), ('Non attribué'), ('Liste d''attente'),
  ('To be assigned'), ('To be scheduled'), ('To be determined'), ('Unassigned'), ('TBA'), ('TBD'), ('Waiting list');

create table gazelle.users (
  id text primary key,
  account_id text not null,
  first_name text,
  last_name text,
  full_name text generated always as (
    nullif(btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '')
  ) stored,
  kind_by_name text,
  kind_by_hand text constraint kind_by_hand_is_known check (kind_by_hand in ('person', 'calendar')),
  kind text generated always as (coalesce(kind_by_hand, kind_by_name, 'person')) stored,
  role text,
  email text,
  status text,
  access_level text,
  has_limited_access boolean,
  is_schedulable boolean,
  color text,
  timezone text,
  region text,
  default_buffer int,
  scheduler_settings_id text,
  default_travel_mode text,
  long_term_limit_days int,
  long_term_limit_message gazelle.localized_text,
  short_term_limit_hours int,
  short_term_limit_hours_type text,
  short_term_limit_message gazelle.localized_text,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.users is 'Gazelle''s users. Calendars such as "to be assigned" are users too.';
comment on column gazelle.users.full_name is 'First and last name.';
comment on column gazelle.users.kind is 'person or calendar: kind_by_hand, else kind_by_name.';
comment on column gazelle.users.kind_by_name is 'calendar when the name has words of reconcile.calendar_names.';
comment on column gazelle.users.kind_by_hand is 'Set it where the name leads to the wrong kind; no sync writes it.';
comment on column gazelle.users.role is 'What people here call the user''s part, such as technicien,admin: taken from version 5, or set by hand; no sync writes it.';
comment on column gazelle.users.access_level is 'ADMIN, TECHNICIAN, ASSISTANT or what Gazelle adds; kept as it comes.';
comment on column gazelle.users.default_buffer is 'Minutes between appointments.';
comment on column gazelle.users.scheduler_settings_id is 'None: the user is not in Gazelle''s scheduler. The columns from default_travel_mode on are these settings.';
comment on column gazelle.users.long_term_limit_days is 'Clients book at most so many days ahead; long_term_limit_message is the text for them, by locale.';
comment on column gazelle.users.short_term_limit_hours is 'Clients book at least so many hours ahead; short_term_limit_message is the text for them, by locale.';

insert into reconcile.field_policies (entity, field, policy, reason) values
  ('users', 'kind_by_hand', 'local', 'A person decides where the name misleads.'),
  ('users', 'role', 'local', 'Gazelle has no such field.');

select reconcile.add_entity('users', derived => '{"kind_by_name": ["firstName", "lastName"], "kind_by_hand": [], "role": []}', fields => '{
  "scheduler_settings_id": "schedulerSettings.id", "default_travel_mode": "schedulerSettings.defaultTravelMode",
  "long_term_limit_days": "schedulerSettings.longTermLimitDays", "long_term_limit_message": "schedulerSettings.longTermLimitMessage",
  "short_term_limit_hours": "schedulerSettings.shortTermLimitHours",
  "short_term_limit_hours_type": "schedulerSettings.shortTermLimitHoursType",
  "short_term_limit_message": "schedulerSettings.shortTermLimitMessage"
}');

-- Gazelle lists all users, and gives none by its id: a placeholder is filled by no look-up, and is known to be gone when a whole sweep does
-- not list it either.
insert into monitoring.named_placeholders (entity, kind, sentence, remedy) values (
  'users', 'unknown_user', 'Records refer to a user that Gazelle does not list.',
  'A user made since comes with the next sync; one that the next whole sweep does not list is known to be gone. Look the id up in Gazelle.'
);

create view reconcile.users with (security_invoker = on) as
select
  f.*,
  case
    when exists (
      select
      from reconcile.calendar_names c
      where concat(' ', reconcile.plain(concat_ws(' ', f.first_name, f.last_name)), ' ') like '% ' || reconcile.plain(c.name) || ' %'
    ) then 'calendar'
    else 'person'
  end as kind_by_name,
  f.field_issues as issues
from reconcile.users_fields f;

comment on view reconcile.users is 'gazelle.users as staging.stg_users has it, with what follows from the name.';

create function reconcile.calendar_names_changed()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform reconcile.replay('users', a.account_id) from sync.accounts a;
  return null;
end;
$$;

comment on function reconcile.calendar_names_changed() is 'Users are judged again by the new names.';

create trigger calendar_names_changed
after insert or update or delete or truncate on reconcile.calendar_names
for each statement execute function reconcile.calendar_names_changed();
