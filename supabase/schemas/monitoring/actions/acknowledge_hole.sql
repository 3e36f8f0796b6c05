-- Button: a person knows of a hole.

create function monitoring.acknowledge_hole(p_hole bigint)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_by text := monitoring.require_admin((select h.account_id from sync.holes h where h.hole_id = p_hole));
  v_hole sync.holes;
  v_first boolean := sync.acknowledge_hole(p_hole, v_by);
begin
  select * into v_hole from sync.holes h where h.hole_id = p_hole;
  return monitoring.record_decision(
    v_by, 'acknowledge_hole', v_hole.account_id, v_hole.module, v_hole.place,
    jsonb_build_object('outcome', case when v_first then 'acknowledged' else 'known_already' end)
  );
end;
$$;

comment on function monitoring.acknowledge_hole(bigint) is
  'An administrator acknowledges a hole: it raises no alert any more, and a list with only such holes counts as whole.';

grant execute on function monitoring.acknowledge_hole(bigint) to authenticated;
