-- A hole without an id is known by its place alone, "after" another record. That record may be deleted, leave the window of a poll, or get
-- another one after it: only how many such holes a list has can be known. What is met for the first time therefore takes over the identity of
-- what the same list no longer has.

create function sync.moves_of_holes(p_run sync.runs, p_lane text)
returns table (old_id bigint, new_id bigint)
language sql
stable
set search_path = ''
begin atomic
  with here as materialized (
    select h.hole_id, h.kind, h.path, h.place, h.closed_at, h.acknowledged_at, h.times, h.run_id, sync.is_of_list(p_run, p_lane, h) as is_of_list,
      -(h.lanes ->> sync.list_of(p_run, p_lane))::numeric between p_run.sweep_id and p_run.run_id as is_passed
    from sync.holes h
    where h.account_id = p_run.account_id and h.module = p_run.module and h.external_id is null and h.kind in ('null', 'no_id', 'record')
      and h.place ~ '^(after |first( |$))' and h.lanes ? sync.list_of(p_run, p_lane)
  ), born as (
    select h.hole_id, h.kind, h.path, row_number() over (partition by h.kind, h.path order by h.hole_id) as nth
    from here h
    where h.is_of_list and h.closed_at is null and h.acknowledged_at is null and h.times = 1 and h.run_id between p_run.sweep_id and p_run.run_id
  ), gone as (
    select h.hole_id, h.kind, h.path, row_number() over (partition by h.kind, h.path order by h.is_passed desc, h.hole_id) as nth
    from here h
    where h.is_passed or (
      -- The list no longer has the record before it. A repair reads any range, and lacks what others have.
      h.is_of_list and h.closed_at is null and p_run.mode <> 'repair' and h.place like 'after %' and not exists (
        select
        from sync.seen e
        -- Of lanes that count together, one alone has noted it.
        where e.sweep_id = p_run.sweep_id and e.external_id = substring(h.place from '^after (\S+)')
      )
    )
  )
  select g.hole_id, b.hole_id from gone g join born b using (kind, path, nth);
end;

comment on function sync.moves_of_holes(sync.runs, text) is
  'The holes that a list has lost and those that it has got, in pairs: at the end of a lane of a run.';

create function sync.move_hole(p_run sync.runs, p_lane text, p_old sync.holes, p_new sync.holes)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_others constant jsonb := p_old.lanes - sync.list_of(p_run, p_lane);
begin
  if jsonb_path_exists(v_others, '$.* ? (@ > 0)') then
    -- Another list still has it where it was: both are the same one to a person.
    update sync.holes h set closed_at = null, lanes = v_others where h.hole_id = p_old.hole_id;
    update sync.holes h
    set first_seen_at = p_old.first_seen_at, times = p_old.times + 1, moved_at = now(), acknowledged_at = p_old.acknowledged_at,
        acknowledged_by = p_old.acknowledged_by
    where h.hole_id = p_new.hole_id;
  else
    delete from sync.holes h where h.hole_id = p_new.hole_id;
    update sync.holes h
    set place = p_new.place, message = p_new.message, last_seen_at = p_new.last_seen_at, times = h.times + 1, run_id = p_new.run_id, lane = p_new.lane,
        lanes = p_new.lanes, moved_at = now(), closed_at = null
    where h.hole_id = p_old.hole_id;
  end if;
end;
$$;

comment on function sync.move_hole(sync.runs, text, sync.holes, sync.holes) is
  'What is remembered of a hole, and who knows of it, goes to its new place in a list.';

create function sync.move_holes(p_run sync.runs, p_lane text, out known int, out not_new int)
language plpgsql
set search_path = ''
as $$
declare
  v_move record;
  v_old sync.holes;
  v_new sync.holes;
  v_is_known boolean;
begin
  select 0, 0 into known, not_new;
  for v_move in select * from sync.moves_of_holes(p_run, p_lane) loop
    select * into v_old from sync.holes h where h.hole_id = v_move.old_id for update;
    select * into v_new from sync.holes h where h.hole_id = v_move.new_id for update;
    perform sync.move_hole(p_run, p_lane, v_old, v_new);
    v_is_known := v_old.acknowledged_at is not null;
    if v_new.run_id = p_run.run_id then
      known := known + v_is_known::int;
      not_new := not_new + (v_is_known or v_old.times >= 2)::int;
    else
      -- A run that this one resumes met it.
      update sync.lanes l
      set gaps = greatest(0, l.gaps - v_is_known::int), new_gaps = greatest(0, l.new_gaps - (v_is_known or v_old.times >= 2)::int)
      where l.run_id = v_new.run_id and l.lane = p_lane;
    end if;
  end loop;
end;
$$;

comment on function sync.move_holes(sync.runs, text) is
  'At the end of a lane: holes without an id move to where their list has them now. Answers how many that the run had counted are known to a person, and how many are not new.';
