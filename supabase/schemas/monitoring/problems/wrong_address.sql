-- An address that is not Gazelle's is one problem of the account, however many modules meet it.

create function monitoring.find_wrong_address()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, f.account_id, f.account_id,
    format('%s: %s.', string_agg(f.module, ', ' order by f.module), (array_agg(f.message order by f.run_id desc))[1]),
    jsonb_build_object('modules', jsonb_agg(f.module order by f.module), 'code', (array_agg(f.code order by f.run_id desc))[1])
  from monitoring.read_failing_modules() f
  where f.rule = 'wrong_address'
  group by f.account_id;
$$;

comment on function monitoring.find_wrong_address() is 'Rule wrong_address: one problem an account, with the modules that met it.';
