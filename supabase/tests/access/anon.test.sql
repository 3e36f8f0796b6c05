-- A stranger reaches nothing.
begin;
select plan(7);

create temp view ours as
select n.oid, n.nspname from pg_namespace n where n.nspname in ('staging', 'gazelle', 'sync', 'reconcile', 'monitoring');
select is_empty($$select nspname from ours where has_schema_privilege('anon', oid, 'usage')$$, 'no schema');
select is_empty(
  $$select c.oid::regclass from pg_class c join ours n on n.oid = c.relnamespace
    where c.relkind in ('r', 'v', 'm', 'p') and has_table_privilege('anon', c.oid, 'select, insert, update, delete, truncate, references, trigger')$$,
  'no table and no view'
);
select is_empty(
  $$select p.oid::regprocedure from pg_proc p join ours n on n.oid = p.pronamespace where has_function_privilege('anon', p.oid, 'execute')$$,
  'no function'
);
select is_empty(
  $$select p.oid::regprocedure from pg_proc p join ours n on n.oid = p.pronamespace,
      aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0$$,
  'nothing is open to everybody'
);
insert into staging.stg_users (account_id, external_id, raw_data) values ('main', 'usr_1', '{"id": "usr_1"}');
set local role anon;
select throws_ok($$select count(*) from gazelle.users$$, '42501', null, 'reading production is refused');
select throws_ok($$select count(*) from monitoring.module_health$$, '42501', null, 'reading monitoring is refused');
select throws_ok($$select sync.begin_run('users')$$, '42501', null, 'starting a run is refused');
reset role;

select * from finish();
rollback;
