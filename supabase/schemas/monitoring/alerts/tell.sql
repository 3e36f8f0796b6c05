-- Each minute, and at once when a run fails, the function alerts is called to deliver what is due.

create function monitoring.tell(p_why text)
returns text
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform sync.call_function('alerts', '{}', p_why);
  return 'The function alerts is called.';
exception
  when sqlstate 'GZ424' then
    return 'Nobody is told: ' || sqlerrm;
end;
$$;

comment on function monitoring.tell(text) is 'Calls the function alerts, which delivers what is due. Without an address in Vault it says so and changes nothing.';

create function monitoring.keep_watch()
returns text
language plpgsql
set search_path = ''
as $$
begin
  perform monitoring.keep_freshness();
  delete from monitoring.alerts a where a.resolved_at < now() - interval '400 days';
  delete from monitoring.deliveries d where d.notice_id is null and d.created_at < now() - interval '30 days';
  return concat_ws(' ', monitoring.look(), monitoring.tell('schedule'));
end;
$$;

comment on function monitoring.keep_watch() is 'Each minute: evaluates the rules, then has people told.';

create function monitoring.failed_now()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform monitoring.tell('failure');
  return null;
exception
  -- Telling is never worth the run's own end; the next minute tells.
  when others then
    raise warning 'the alert waits for the next minute: %', sqlerrm;
    return null;
end;
$$;

comment on function monitoring.failed_now() is 'A failed run is told at once, not at the next minute.';

create trigger failed_now
after update of status on sync.runs
for each row
when (new.status = 'failed' and old.status = 'running' and not new.dry_run)
execute function monitoring.failed_now();

select cron.schedule('gazelle-alerts', '* * * * *', 'select monitoring.keep_watch()');
