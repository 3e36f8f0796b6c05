-- Users: technicians, office staff, and calendars that are not people.

select sync.add_module('users', 10, interval '26 hours');

create table gazelle.users (
  id text primary key,
  account_id text not null,
  first_name text,
  last_name text,
  full_name text generated always as (
    nullif(btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '')
  ) stored,
  email text,
  status text,
  access_level text,
  has_limited_access boolean,
  is_schedulable boolean,
  color text,
  timezone text,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.users is 'Gazelle''s users. Calendars such as "to be assigned" are users too.';
comment on column gazelle.users.full_name is 'First and last name.';
comment on column gazelle.users.access_level is 'ADMIN, TECHNICIAN, ASSISTANT or what Gazelle adds; kept as it comes.';

select reconcile.add_entity('users', 'users', 1);

create view reconcile.users with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  s.external_id as id,
  nullif(s.raw_data ->> 'firstName', '') as first_name,
  nullif(s.raw_data ->> 'lastName', '') as last_name,
  nullif(s.raw_data ->> 'email', '') as email,
  nullif(s.raw_data ->> 'status', '') as status,
  nullif(s.raw_data ->> 'accessLevel', '') as access_level,
  reconcile.to_boolean(s.raw_data -> 'hasLimitedAccess') as has_limited_access,
  reconcile.to_boolean(s.raw_data -> 'isSchedulable') as is_schedulable,
  nullif(s.raw_data ->> 'color', '') as color,
  nullif(s.raw_data ->> 'timezone', '') as timezone,
  reconcile.to_instant(s.raw_data ->> 'createdAt') as gazelle_created_at,
  reconcile.to_instant(s.raw_data ->> 'updatedAt') as gazelle_updated_at,
  case when s.raw_data @@ reconcile.readable(t.types) then null else reconcile.check_values(s.raw_data, t.types) end as issues
from staging.stg_users s
cross join (values ('{
    "firstName": "text", "lastName": "text", "email": "text", "status": "text", "accessLevel": "text",
    "hasLimitedAccess": "boolean", "isSchedulable": "boolean", "color": "text", "timezone": "text",
    "createdAt": "instant", "updatedAt": "instant"
  }'::jsonb)) t (types);

comment on view reconcile.users is 'Transformer: staging.stg_users as gazelle.users, with issues.';

select sync.schedule('users', 'incremental', '7,37 * * * *');
select sync.schedule('users', 'full', '0 7 * * *');
