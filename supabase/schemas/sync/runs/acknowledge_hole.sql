-- A person knows of a hole.

create function sync.acknowledge_hole(p_hole bigint, p_by text default null)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  update sync.holes h
  set acknowledged_at = now(), acknowledged_by = coalesce(sync.fit_text(p_by, 100), current_user), acknowledged_missing = h.missing,
      -- It is acknowledged where it stands, for every list.
      moved_at = null
  where h.hole_id = p_hole and h.closed_at is null and h.acknowledged_at is null;
  if found then
    return true;
  end if;
  if not exists (select from sync.holes h where h.hole_id = p_hole) then
    raise exception 'unknown hole %', p_hole using errcode = 'GZ405', hint = 'gazelle holes list';
  end if;
  return false;
end;
$$;

comment on function sync.acknowledge_hole(bigint, text) is
  'A person knows of a hole: it raises no alert any more, and a list with only such holes counts as whole; a list that is too short, until it lacks more. False when it was acknowledged or is closed.';
