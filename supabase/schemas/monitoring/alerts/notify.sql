-- Each minute, and at once when a run fails or mends what had failed, the function alerts is called to deliver what is due.

create function monitoring.notify(p_reason text)
returns text
language sql
security definer
set search_path = ''
return coalesce('No notice is sent: ' || sync.call_if_connected('alerts', p_reason), 'The function alerts is called.');

comment on function monitoring.notify(text) is
  'Calls the function alerts, which delivers what is due. Without an address in Vault it answers so and changes nothing.';

create function monitoring.notify_end()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.status = 'failed' then
    perform monitoring.notify('failure');
  elsif exists (
    select from monitoring.alerts a
    where a.resolved_at is null and a.account_id = new.account_id and a.rule in ('run_failed', 'gazelle_away', 'wrong_address', 'token_refused', 'rights_lost', 'field_gone')
  ) then
    perform monitoring.notify('success');
  end if;
  return null;
exception
  -- A notice that fails must not fail the end of a run; the next minute sends it.
  when others then
    raise warning 'the alert waits for the next minute: %', sqlerrm;
    return null;
end;
$$;

comment on function monitoring.notify_end() is
  'A failed run raises its alert at once, not at the next minute; one that ends well while a failure is an open alert may end it.';

create trigger notify_end
after update of status on sync.runs
for each row
when (new.status <> 'running' and old.status = 'running' and not new.dry_run)
execute function monitoring.notify_end();
