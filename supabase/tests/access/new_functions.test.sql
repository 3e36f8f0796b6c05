-- A new function is closed from its first moment on (case S7): a migration that forgets it opens nothing.
begin;
select plan(28);

create function staging.forgotten() returns int language sql as 'select 1';
create function gazelle.forgotten() returns int language sql as 'select 1';
create function sync.forgotten() returns int language sql as 'select 1';
create function reconcile.forgotten() returns int language sql as 'select 1';
create function monitoring.forgotten() returns int language sql as 'select 1';
create function v5.forgotten() returns int language sql as 'select 1';
create function app.forgotten() returns int language sql as 'select 1';
create function changes.forgotten() returns int language sql as 'select 1';
create function webhooks.forgotten() returns int language sql as 'select 1';

select ok(
  has_function_privilege(role, format('%s.forgotten()', schema), 'execute') = (role = 'service_role'),
  format('%s %s execute a new function of %s', role, case role when 'service_role' then 'may' else 'may not' end, schema)
)
from unnest(array['anon', 'authenticated', 'service_role']) role,
  unnest(array['staging', 'gazelle', 'sync', 'reconcile', 'monitoring', 'v5', 'app', 'changes', 'webhooks']) schema;

select is_empty(
  $$
    select p.oid::regprocedure
    from pg_catalog.pg_proc p
    cross join pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
    where p.pronamespace in ('staging'::regnamespace, 'gazelle'::regnamespace, 'sync'::regnamespace, 'reconcile'::regnamespace, 'monitoring'::regnamespace, 'v5'::regnamespace, 'app'::regnamespace, 'changes'::regnamespace, 'webhooks'::regnamespace)
      and a.grantee = 0
  $$,
  'no function of ours is open to everybody'
);

select * from finish();
rollback;
