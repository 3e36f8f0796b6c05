-- What SQL is generated from, and what it generates, is the owner's alone (case S1).
begin;
select plan(17);

create temp view role as select unnest(array['anon', 'authenticated', 'service_role']) as role;
create temp view table_of_ours as
select c.oid, c.relowner, c.relkind from pg_class c
where c.relnamespace::regnamespace::text in ('staging', 'gazelle', 'sync', 'reconcile', 'monitoring', 'v5', 'app', 'changes', 'webhooks') and c.relkind in ('r', 'p', 'v', 'm');

select is_empty(
  $$select r.role, t, p
    from role r
    cross join unnest(array['reconcile.entities', 'reconcile.rules', 'reconcile.field_policies', 'sync.modules']) t
    cross join unnest(array['insert', 'update', 'delete', 'truncate', 'references', 'trigger']) p
    where has_table_privilege(r.role, t, p) and not (t = 'sync.modules' and r.role = 'service_role')$$,
  'nobody else changes entities, rules and policies'
);
select is_empty(
  $$select r.role, a.attname from role r
    cross join pg_attribute a
    where a.attrelid in ('reconcile.entities'::regclass, 'reconcile.rules'::regclass, 'reconcile.field_policies'::regclass) and a.attnum > 0
      and (has_column_privilege(r.role, a.attrelid, a.attnum, 'update') or has_column_privilege(r.role, a.attrelid, a.attnum, 'insert'))$$,
  'not even a column of them'
);
select is_empty(
  $$select r.role, n.oid::regnamespace from role r
    join pg_namespace n on n.nspname in ('staging', 'gazelle', 'sync', 'reconcile', 'monitoring', 'v5', 'app', 'changes', 'webhooks', 'extensions')
    where has_schema_privilege(r.role, n.oid, 'create')$$,
  'nobody else makes anything in our schemas'
);
select is_empty(
  $$select r.role, t.oid::regclass from role r cross join table_of_ours t where has_table_privilege(r.role, t.oid, 'trigger')$$,
  'nobody else puts a trigger on a table, which would run as whoever writes it'
);
select is_empty(
  $$select r.role, m.roleid::regrole from role r join pg_auth_members m on m.member = r.role::regrole$$, 'none of them is a member of another role'
);
select is_empty(
  $$select p.oid::regprocedure from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'reconcile' and p.proowner <> n.nspowner$$,
  'every function of reconcile, promotions included, belongs to the owner of the schema'
);
select is_empty(
  $$select e.entity from reconcile.entities e where to_regproc(format('reconcile.promote_%s', e.entity)) is null$$, 'each entity has its promotion'
);
select is_empty(
  $$select t.oid::regclass from table_of_ours t
    join pg_namespace n on n.nspname = 'reconcile'
    where t.oid in (select c.oid from pg_class c where c.relnamespace = n.oid) and t.relowner <> n.nspowner$$,
  'so does every table and view'
);
select is_empty(
  $$select p.oid::regprocedure, r.role from role r
    join pg_proc p on p.oid in (
      'reconcile.add_entity(text, text, text, text, text, jsonb, jsonb)'::regprocedure, 'reconcile.generate(text)'::regprocedure
    )
    where has_function_privilege(r.role, p.oid, 'execute') and r.role <> 'service_role'$$,
  'nobody signed in adds an entity'
);

set local role service_role;
select throws_ok(statement, '42501', null, format('the service cannot: %s', statement))
from unnest(array[
  $$update reconcile.entities set fields = '{"make": "x"}'$$,
  $$update reconcile.rules set withholds = false$$,
  $$insert into reconcile.field_policies (entity, field, policy) values ('pianos', 'make', 'local')$$,
  $$create or replace function reconcile.promote_pianos(p_account text, p_ids text[], p_stopped text[], p_is_marked_promoted boolean, p_is_replay boolean, out placeholders int, out written int, out problems jsonb)
    language plpgsql as 'begin end'$$,
  $$create view reconcile.mine as select 1$$,
  $$select reconcile.generate('pianos')$$,
  $$create trigger mine after insert on staging.stg_pianos for each row execute function reconcile.policies_changed()$$
]) statement;
select lives_ok($$select reconcile.refresh()$$, 'but it may ask for what no longer fits to be generated anew');
reset role;

select * from finish();
rollback;
