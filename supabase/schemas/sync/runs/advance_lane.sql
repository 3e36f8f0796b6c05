-- Where a lane stands after a page that joined. A record is missing when fewer were seen than the smallest totalCount that a page named.
-- A lane that has come round (sync.is_cursor_cycle) has no next page.
--
--   next page   lane                                  the lane
--   yes         met the lane at its other end         is over: together they have read the list
--   yes         proves the sweep, and as many were    is over
--               seen as are counted, or as few or
--               many as before
--   yes         otherwise                             goes on
--   no          pass 2, or a lane that counts with    is over; agreed says whether something is missing, of lanes that
--               others                                count together that of the last one
--   no          more is missing than before, or a     is read once more from its beginning
--               deletion asks for a second reading
--   no          otherwise                             is over, as above
create function sync.advance_lane(
  p_lane sync.lanes, p_cursor text, p_tail_id text, p_has_next boolean, p_total int, p_new int, p_seen int, p_with text[], p_is_proof boolean,
  p_known_shortfall int, p_confirms boolean default false, p_is_last boolean default true
)
returns sync.lanes
language plpgsql
stable
set search_path = ''
as $$
declare
  v_least constant int := least(p_lane.least_total, p_total);
  v_missing constant int := v_least - p_seen - p_lane.without_id;
  v_has_all constant boolean := coalesce(v_missing, 0) <= 0;
  v_has_expected constant boolean := v_has_all or v_missing <= p_known_shortfall;
  -- More seen than counted: the count proves nothing, and the lane is read to its end, but for runs that know of it.
  v_is_proved constant boolean := case when v_missing < 0 then p_known_shortfall < 0 else v_has_expected end;
  v_reads_again constant boolean := not p_has_next and (p_confirms or not coalesce(v_has_expected, false)) and p_lane.pass = 1
    and p_with is null;
  v_is_over constant boolean := case
    when not p_has_next then not v_reads_again
    when p_is_proof then coalesce(v_is_proved, false) and p_total is not null
    else p_lane.has_met
  end;
begin
  p_lane.page := p_lane.page + 1;
  p_lane.seen := p_lane.seen + p_new;
  p_lane.trail := case when p_has_next then (array_prepend(p_lane.cursor, p_lane.trail))[:4] else '{}' end;
  p_lane.cursor := case when p_has_next then p_cursor end;
  p_lane.tail_id := case when p_has_next and p_lane.shifts <= 20 then p_tail_id end;
  p_lane.least_total := v_least;
  p_lane.total_count := coalesce(p_total, p_lane.total_count);
  p_lane.agreed := case when v_is_over and (v_has_all or p_is_last) then v_has_all end;
  p_lane.finished_at := case when v_is_over then clock_timestamp() end;
  if v_reads_again then
    p_lane.pass := 2;
    p_lane.without_id := 0;
    p_lane.least_total := null;
  end if;
  return p_lane;
end;
$$;

comment on function sync.advance_lane(sync.lanes, text, text, boolean, int, int, int, text[], boolean, int, boolean, boolean) is
  'Where a lane stands after a page, see the table above it. p_confirms: see sync.asks_for_second_reading; p_is_last: see sync.is_last_of.';
