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
