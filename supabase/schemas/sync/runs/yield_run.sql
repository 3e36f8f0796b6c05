-- A slice that used up its budget gives the run back and asks for the next slice.

create function sync.yield_run(p_run bigint, p_lease uuid, p_slice jsonb default null)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update sync.runs r
  set lease = null, lease_until = null, heartbeat_at = clock_timestamp()
  where r.run_id = p_run and r.lease = p_lease;
  if not found then
    raise exception 'the lease of run % is lost', p_run using errcode = 'GZ409', hint = 'Another slice took it over.';
  end if;
  perform sync.note_slice(p_run, p_slice);
  begin
    perform sync.invoke_run(p_run);
  exception
    -- Vault lacks the functions' URL (no sync.connect_functions yet): the caller gets "yielded" and calls again.
    when sqlstate 'GZ424' then
      raise warning '%', sqlerrm;
  end;
end;
$$;

comment on function sync.yield_run(bigint, uuid, jsonb) is
  'Ends a slice: gives the lease back, cursors stored, and asks for the next slice. p_slice: what it has used, see sync.note_slice.';
