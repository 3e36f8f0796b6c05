-- A query that asks for a field that Gazelle no longer has.

create function monitoring.find_field_gone()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select null, f.account_id, f.module, format('%s: %s (run %s).', f.module, f.message, f.run_id), jsonb_build_object('runId', f.run_id)
  from monitoring.read_failing_modules() f
  where f.rule = 'field_gone';
$$;

comment on function monitoring.find_field_gone() is 'Rule field_gone: one problem a module.';
