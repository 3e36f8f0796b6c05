-- What each table takes on the disk.
begin;
select plan(3);

select set_eq(
  $$select schema || '.' || name from monitoring.storage where schema in ('staging', 'gazelle')$$,
  $$select schemaname || '.' || tablename from pg_tables where schemaname in ('staging', 'gazelle')$$,
  'every table of ours is there'
);
select is((select total_bytes from monitoring.storage where schema is null), pg_database_size(current_database()), 'and the database as a whole');
select results_eq(
  $$select table_bytes, index_bytes, total_bytes from monitoring.storage where name = 'stg_users'$$,
  $$select pg_table_size('staging.stg_users'), pg_indexes_size('staging.stg_users'), pg_total_relation_size('staging.stg_users')$$,
  'with its indexes apart'
);

select * from finish();
rollback;
