-- Users as version 5 had them.

create view v5.users with (security_invoker = on) as
select
  -- Cases that are always true, not the column once more: the Data API embeds by columns, and two of one reference would be ambiguous.
  case when true then u.id end as id,
  u.id as external_id,
  case when true then u.id end as gazelle_user_id,
  u.first_name,
  u.last_name,
  u.full_name,
  u.email,
  null::text as phone,
  u.role,
  u.account_id
from gazelle.users u
where u.deleted_at is null and not u.is_placeholder;

comment on view v5.users is 'Version 5''s users: technicians, office staff, and calendars that are not people.';
comment on column v5.users.id is 'Gazelle''s id, as external_id and gazelle_user_id: version 5''s programs know a user by one or another of the three.';
comment on column v5.users.phone is 'Always null: Gazelle gives none.';
comment on column v5.users.role is 'The role that people gave in version 5, or by hand since.';

grant select on v5.users to authenticated;
