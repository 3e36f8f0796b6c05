-- The lease keeps two slices from working on one run.

create function sync.lease_time()
returns interval
language sql
immutable
set search_path = ''
return interval '2 minutes';

comment on function sync.lease_time() is 'How long a slice may be silent before another takes its run over. Longer than any wait between two heartbeats.';

create function sync.hold_lease(p_run bigint, p_lease uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_kind text;
begin
  update sync.runs r
  set lease_until = clock_timestamp() + sync.lease_time(), heartbeat_at = clock_timestamp()
  where r.run_id = p_run and r.lease = p_lease and r.status = 'running'
  returning r.kind into v_kind;
  if not found then
    raise exception 'the lease of run % is lost', p_run
      using errcode = 'GZ409', hint = 'Its lease ran out and another slice took it over, or it has ended.';
  end if;
  perform changes.because(v_kind, p_run);
end;
$$;

comment on function sync.hold_lease(bigint, uuid) is 'Heartbeat: keeps the lease of a slice that works or waits. Raises GZ409 when another worker has the lease.';

create function sync.leased_run(p_run bigint, p_lease uuid)
returns sync.runs
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  if not coalesce(v_run.lease = p_lease and v_run.status = 'running', false) then
    raise exception 'the lease of run % is lost', p_run
      using errcode = 'GZ409', hint = 'Its lease ran out and another slice took it over, or it has ended.';
  end if;
  if v_run.lease_until < clock_timestamp() + sync.lease_time() / 2 then
    perform sync.hold_lease(p_run, p_lease);
  end if;
  perform changes.because(v_run.kind, p_run);
  return v_run;
end;
$$;

comment on function sync.leased_run(bigint, uuid) is 'The run that a lease is for; a lease that is half over is renewed. Raises GZ409 when another worker has the run, or it has ended.';
