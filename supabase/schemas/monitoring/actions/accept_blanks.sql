-- A person accepts that Gazelle emptied a protected field.

create function monitoring.accept_blanks(
  p_entity text, p_ids text[], p_field text default null, p_account text default 'main', p_by text default null
)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_admin text := monitoring.require_admin(p_account);
  -- A signed-in administrator decides in his own name.
  v_by text := case when v_admin = 'service_role' then coalesce(p_by, v_admin) else v_admin end;
  v_count int := reconcile.accept_blanks(p_entity, p_ids, p_field, p_account);
begin
  return monitoring.record_decision(
    v_by, 'accept_blanks', p_account, (select e.module from reconcile.entities e where e.entity = p_entity),
    array_to_string(p_ids[1:10], ', '), jsonb_build_object('outcome', 'accepted', 'fields', v_count)
  );
end;
$$;

comment on function monitoring.accept_blanks(text, text[], text, text, text) is
  'An administrator empties protected fields that Gazelle has emptied (reconcile.accept_blanks). Answers {outcome: accepted, fields}. p_by names who decided, with a secret key only.';

grant execute on function monitoring.accept_blanks(text, text[], text, text, text) to authenticated;
