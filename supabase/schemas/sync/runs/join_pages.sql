-- Pages overlap by one record: what a page begins with proves that no record lies between it and the page before.

create function sync.joins(p_sweep bigint, p_lane sync.lanes, p_nodes jsonb)
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select p_lane.tail_id is null
  -- An empty page is asked for again from before it; one that stays empty is read as it comes.
  or (p_nodes = '[]' and p_lane.shifts >= 2)
  or exists (
    select
    from (
      select n.node ->> 'id' as id
      from jsonb_array_elements(p_nodes) with ordinality n (node, place)
      where sync.has_id(n.node)
      order by n.place
      limit 1
    ) first
    where first.id = p_lane.tail_id or exists (
      select
      from sync.seen e
      where e.sweep_id = p_sweep and e.external_id = first.id and e.lane = p_lane.lane and e.pass >= p_lane.pass
    )
  );
end;

comment on function sync.joins(bigint, sync.lanes, jsonb) is
  'Whether a page begins with a record that its lane has read: then nothing lies between it and the pages before. An empty page joins from the third time on.';

create function sync.pages_again(p_lane sync.lanes)
returns int
language sql
immutable
set search_path = ''
-- Its pages may be smaller than they were; the smallest that are read in a row have ten records.
return -(p_lane.page + p_lane.seen / 10);

comment on function sync.pages_again(sync.lanes) is 'The idle pages of a lane that starts over: below zero by as many pages as the way back to where it was may take.';

create function sync.step_back(p_lane sync.lanes, p_api_calls int, p_waited_ms int)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_lane sync.lanes;
begin
  update sync.lanes l
  set shifts = l.shifts + 1,
      -- Sent again, since this answer was lost, the page counts once.
      page = l.page + 1,
      cursor = l.trail[1],
      -- From its beginning a lane joins nothing; after twenty shifts it is read as it comes.
      tail_id = case when l.trail[1] is not null and l.shifts < 20 then l.tail_id end,
      trail = l.trail[2:],
      -- What it reads again is not new, and no sign of a list without end.
      idle_pages = case when l.trail[1] is null then sync.pages_again(l) else l.idle_pages - 50 end,
      api_calls = l.api_calls + p_api_calls,
      waited_ms = l.waited_ms + p_waited_ms
  where l.run_id = p_lane.run_id and l.lane = p_lane.lane
  returning * into v_lane;
  return jsonb_build_object('cursor', v_lane.cursor, 'finished', false, 'shifted', true, 'page', v_lane.page);
end;
$$;

comment on function sync.step_back(sync.lanes, int, int) is
  'The list has shifted under a lane: it goes on from the page before, at last from the beginning. Answers as sync.stage_page.';

create function sync.restart_lane(p_run bigint, p_lease uuid, p_lane text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_shifts int;
begin
  perform sync.leased_run(p_run, p_lease);
  update sync.lanes l
  set cursor = null, tail_id = null, trail = '{}', shifts = l.shifts + 1,
      idle_pages = sync.pages_again(l)
  where l.run_id = p_run and l.lane = p_lane
  returning l.shifts into v_shifts;
  if v_shifts > 30 then
    raise exception 'lane % makes no progress: its cursors are refused again and again', p_lane
      using errcode = 'GZ508', hint = 'Gazelle''s cursors live too short. The next run starts the lane over.';
  end if;
end;
$$;

comment on function sync.restart_lane(bigint, uuid, text) is
  'Puts a lane back to its beginning: Gazelle no longer takes its cursor. What it reads again costs calls and writes nothing.';

create function sync.idle_pages(p_lane sync.lanes, p_nodes jsonb, p_new int)
returns int
language sql
immutable
set search_path = ''
return case
  when p_new > 0 then 0
  -- What is read again after a step back is not empty.
  when p_nodes = '[]' then greatest(p_lane.idle_pages, 0) + 1
  else p_lane.idle_pages + 1
end;

comment on function sync.idle_pages(sync.lanes, jsonb, int) is 'The pages in a row without a record that is new to a lane''s pass, after one more page. p_new: how many of its records are.';

create function sync.is_cursor_cycle(p_lane sync.lanes, p_nodes jsonb)
returns boolean
language sql
immutable
set search_path = ''
-- What a step back reads again has idle pages below zero, and one page may hold little more than the record with which it joins.
return p_nodes <> '[]' and p_lane.idle_pages >= 2 and coalesce(starts_with(p_lane.cursor, 'other end: '), false);

comment on function sync.is_cursor_cycle(sync.lanes, jsonb) is
  'Whether a lane that reads its list from the other end, since it could not pass a record, has come to what it read before it turned: that record is mended. Asked before the lane advances.';

create function sync.refuse_endless(p_lane sync.lanes, p_has_next boolean)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_has_next and p_lane.idle_pages >= 10 then
    raise exception 'lane % has no end: % pages in a row without a new record', p_lane.lane, p_lane.idle_pages
      using errcode = 'GZ508', hint = 'Gazelle''s cursors go in a circle, or its pages are empty. The next run starts the lane over.';
  end if;
end;
$$;

comment on function sync.refuse_endless(sync.lanes, boolean) is
  'Raises GZ508 for a lane whose pages bring nothing new and which still has a next one: its cursors go in a circle.';
