-- Button: sync a module.

create function monitoring.sync_now(p_module text, p_mode text default 'incremental', p_account text default 'main')
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_by text := monitoring.require_admin(p_account);
  v_run bigint;
begin
  perform monitoring.require_module(p_module);
  if p_mode is null or p_mode not in ('incremental', 'full') then
    raise exception 'unknown mode %', coalesce(p_mode, 'null')
      using errcode = 'GZ400', hint = 'incremental or full; a repair needs its dates: gazelle sync --mode repair.';
  end if;
  select r.run_id into v_run
  from sync.runs r
  where r.module = p_module and r.account_id = p_account and r.status = 'running' and not r.dry_run
    and r.kind = case p_mode when 'full' then 'sweep' else 'poll' end
    and monitoring.phase_of(r.status, r.lease_until, r.heartbeat_at) = 'working';
  -- What is at work is not interrupted: the answer says which run to wait for.
  if v_run is not null then
    return jsonb_build_object('outcome', 'busy', 'runId', v_run);
  end if;
  perform sync.invoke(p_module, p_mode, null, p_account, 'dashboard');
  return monitoring.record_decision(v_by, 'sync_now', p_account, p_module, p_mode, jsonb_build_object('outcome', 'requested'));
end;
$$;

comment on function monitoring.sync_now(text, text, text) is
  'An administrator asks for a sync, incremental or full. Answers {outcome: requested}, or busy with the run that is at it. What is requested is asked for until a run has read it (see sync.requests).';

grant execute on function monitoring.sync_now(text, text, text) to authenticated;
