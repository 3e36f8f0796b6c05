-- Each minute, and at once when a run fails, the function alerts is called to deliver what is due.

create function monitoring.notify(p_reason text)
returns text
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform sync.call_function('alerts', '{}', p_reason);
  return 'The function alerts is called.';
exception
  when sqlstate 'GZ424' then
    return 'No notice is sent: ' || sqlerrm;
end;
$$;

comment on function monitoring.notify(text) is
  'Calls the function alerts, which delivers what is due. Without an address in Vault it answers so and changes nothing.';

create function monitoring.notify_failure()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform monitoring.notify('failure');
  return null;
exception
  -- A notice that fails must not fail the end of a run; the next minute sends it.
  when others then
    raise warning 'the alert waits for the next minute: %', sqlerrm;
    return null;
end;
$$;

comment on function monitoring.notify_failure() is 'A failed run raises its alert at once, not at the next minute.';

create trigger notify_failure
after update of status on sync.runs
for each row
when (new.status = 'failed' and old.status = 'running' and not new.dry_run)
execute function monitoring.notify_failure();
