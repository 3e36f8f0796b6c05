-- What a page lacks, and what its lane lacks at its end.

create function sync.note_gaps(
  p_run sync.runs, p_lane sync.lanes, p_nodes jsonb, p_holes jsonb, p_null_nodes int, p_api_errors int, p_seen int, p_is_proof boolean,
  p_count_lane text, out gaps int, out new_gaps int
)
language plpgsql
set search_path = ''
as $$
declare
  v_lane constant text := sync.count_place(p_run, p_lane.lane);
  v_holes jsonb := coalesce(jsonb_path_query_array(p_holes, '$[*] ? (@.kind != "apart")'), '[]');
  v_apart constant jsonb := coalesce(jsonb_path_query_array(p_holes, '$[*] ? (@.kind == "apart")'), '[]');
  v_missing constant int := p_lane.least_total - p_seen - p_lane.without_id;
begin
  -- Each counted error has a hole, also where the page does not say at which place.
  if p_null_nodes > 0 and not v_holes @? '$[*] ? (@.kind != "error")' then
    v_holes := v_holes || jsonb_build_object('kind', 'null', 'place', v_lane, 'message', format('%s items came as null', p_null_nodes));
  end if;
  if p_api_errors > 0 and v_holes = '[]' then
    v_holes := v_holes || jsonb_build_object('kind', 'error', 'place', v_lane, 'message', format('%s errors came beside the data', p_api_errors));
  end if;
  if p_lane.agreed is false then
    v_holes := v_holes || jsonb_build_object(
      'kind', 'count', 'place', sync.count_place(p_run, p_count_lane),
      'message', format('totalCount is %s, and %s records came', p_lane.least_total, p_seen + p_lane.without_id),
      'missing', v_missing
    );
  end if;
  if p_lane.agreed is not null and not p_run.dry_run then
    update sync.holes h
    set closed_at = now()
    where h.account_id = p_run.account_id and h.module = p_run.module and h.kind = 'count' and h.closed_at is null
      and ((p_lane.agreed and h.place = sync.count_place(p_run, p_count_lane)) or (coalesce(v_missing, 0) >= 0 and h.place = sync.surplus_place(p_run, p_count_lane)));
    if p_is_proof and v_missing < 0 then
      perform sync.note_surplus(p_run, p_count_lane, p_lane.least_total, -v_missing);
    end if;
  end if;
  if p_lane.shifts = 21 and p_lane.tail_id is null then
    v_holes := v_holes || jsonb_build_object('kind', 'list', 'place', v_lane, 'message', 'its pages do not join');
  end if;
  select 0, 0 into gaps, new_gaps;
  if p_run.dry_run then
    gaps := jsonb_array_length(v_holes);
    return;
  end if;
  v_holes := v_holes || v_apart;
  if v_holes <> '[]' then
    select n.gaps, n.new_gaps into gaps, new_gaps from sync.note_holes(p_run, p_lane.lane, v_holes) n;
  end if;
  if exists (select from sync.holes h where h.account_id = p_run.account_id and h.module = p_run.module and h.closed_at is null) then
    perform sync.close_holes(
      p_run,
      p_lane,
      array(
        select n.node ->> 'id' from jsonb_array_elements(p_nodes) with ordinality n (node, place) where sync.has_id(n.node) order by n.place
      ),
      v_holes
    );
    if p_lane.finished_at is not null then
      select gaps - m.known, new_gaps - m.not_new into gaps, new_gaps from sync.move_holes(p_run, p_lane.lane) m;
    end if;
  end if;
end;
$$;

comment on function sync.note_gaps(sync.runs, sync.lanes, jsonb, jsonb, int, int, int, boolean, text) is
  'p_count_lane: the lane by whose name its count goes. Stores the holes of a page and of the lane''s end, closes those of records that came whole, and counts what is not acknowledged.';
