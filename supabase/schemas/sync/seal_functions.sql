-- Postgres lets every role execute a new function. seal.sql, the last of these files, takes that away;
-- default privileges could do so only for all schemas at once, those of other applications included.

create function sync.seal_functions()
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_function record;
begin
  for v_function in
    select p.oid::regprocedure as signature
    from pg_catalog.pg_proc p
    where p.pronamespace in (
        'staging'::regnamespace, 'gazelle'::regnamespace, 'sync'::regnamespace,
        'reconcile'::regnamespace, 'monitoring'::regnamespace
      )
      and p.prokind = 'f'
      and exists (
        select from pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a where a.grantee = 0
      )
  loop
    execute format('revoke execute on function %s from public', v_function.signature);
    execute format('grant execute on function %s to service_role', v_function.signature);
  end loop;
end;
$$;

comment on function sync.seal_functions() is
  'Revokes execute on the functions of the five schemas from PUBLIC and grants it to service_role. Called at the end of migrations.';
