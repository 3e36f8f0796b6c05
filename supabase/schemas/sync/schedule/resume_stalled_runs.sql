-- A run whose slice died is continued within a minute.

create function sync.resume_stalled_runs()
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_run record;
  v_count int := 0;
begin
  for v_run in
    select r.module, r.mode, r."window", r.account_id
    from sync.runs r
    where r.status = 'running'
      and ((r.lease is null and r.heartbeat_at < clock_timestamp() - interval '30 seconds') or r.lease_until < clock_timestamp())
  loop
    perform sync.invoke(v_run.module, v_run.mode, v_run."window", v_run.account_id);
    v_count := v_count + 1;
  end loop;
  return format('%s open runs resumed.', v_count);
end;
$$;

comment on function sync.resume_stalled_runs() is 'Each minute: continues runs that wait for their next slice or whose slice died.';

select cron.schedule('gazelle-keeper', '* * * * *', 'select sync.resume_stalled_runs()');
