-- Gazelle that does not answer is one problem of the account, however many modules meet it.

create function monitoring.find_gazelle_away()
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
  where f.rule = 'gazelle_away'
  group by f.account_id;
$$;

comment on function monitoring.find_gazelle_away() is 'Rule gazelle_away: one problem an account, with the modules that met it.';
