-- Bytes on disk, by table.

create function monitoring.read_storage()
returns table (
  schema text,
  name text,
  records bigint,
  table_bytes bigint,
  index_bytes bigint,
  total_bytes bigint,
  bytes_per_record numeric
)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select s.*
  from (
    select n.nspname::text, c.relname::text, greatest(c.reltuples, 0)::bigint, s.table_bytes, s.index_bytes, s.table_bytes + s.index_bytes,
      round(((s.table_bytes + s.index_bytes) / nullif(greatest(c.reltuples, 0), 0))::numeric, 0)
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    cross join lateral (
      select pg_catalog.pg_table_size(c.oid) as table_bytes, pg_catalog.pg_indexes_size(c.oid) as index_bytes
    ) s
    where n.nspname in ('staging', 'gazelle', 'sync', 'reconcile', 'monitoring', 'v5', 'app', 'changes', 'webhooks') and c.relkind = 'r'
    union all
    select null, 'database', null, null, null, pg_catalog.pg_database_size(pg_catalog.current_database()), null
  ) s
  where (select gazelle.is_member_of_all())
  order by 6 desc;
end;

comment on function monitoring.read_storage() is 'Reads monitoring.storage.';

create view monitoring.storage with (security_invoker = on) as
select * from monitoring.read_storage();

comment on view monitoring.storage is 'What each table takes on the disk, and the database as a whole (schema is null there).';
comment on column monitoring.storage.records is 'As the planner estimates them.';

grant execute on function monitoring.read_storage() to authenticated;
grant select on monitoring.storage to authenticated;
