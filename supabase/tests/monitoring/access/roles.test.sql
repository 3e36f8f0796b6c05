-- Whoever is signed in reads every view; a stranger none.
begin;
select plan(36);

create function pg_temp.views()
returns setof text
language sql
as $$ select c.oid::regclass::text from pg_class c where c.relnamespace = 'monitoring'::regnamespace and c.relkind = 'v'; $$;
create temp table names as select pg_temp.views() as name;
grant select on names to public;
select is_empty(
  $$select name from names where obj_description(name::regclass) is null$$, 'every view says what it is'
);
select is_empty(
  $$select name from names join pg_class c on c.oid = name::regclass where not coalesce('security_invoker=on' = any (c.reloptions), false)$$,
  'none reads with its owner''s rights'
);
set local role authenticated;
select lives_ok('select count(*) from ' || name, name || ' can be read') from names;
select throws_ok('select from staging.stg_users', '42501', null, 'although staging cannot');
select throws_ok($$select monitoring.read_raw('users', 'u1')$$, '42501', null, 'nor a refused record as it came');
set local role anon;
select throws_ok('select from ' || name, '42501', null, name || ' is closed to strangers') from names;

select * from finish();
rollback;
