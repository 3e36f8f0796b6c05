-- Values of enums that Gazelle has and a module's file does not name, and the reverse.

create function monitoring.find_new_value()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, v.account_id, concat(v.module, '.', v.value),
    format('%s: Gazelle has the value %s of %s, which the module does not name. Its records are fetched all the same.', v.module, v.value, v.enum),
    jsonb_build_object('module', v.module, 'enum', v.enum, 'value', v.value)
  from sync.enum_values v
  where v.is_live and not v.is_declared;
$$;

comment on function monitoring.find_new_value() is 'Rule new_value: one problem a module and value.';

create function monitoring.find_value_gone()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, v.account_id, concat(v.module, '.', v.value),
    format('%s: Gazelle no longer has the value %s of %s, which is left out of the module''s queries.', v.module, v.value, v.enum),
    jsonb_build_object('module', v.module, 'enum', v.enum, 'value', v.value)
  from sync.enum_values v
  where v.is_declared and not v.is_live;
$$;

comment on function monitoring.find_value_gone() is 'Rule value_gone: one problem a module and value.';
