-- The minute's job: evaluates the rules, then notifies.

create function monitoring.evaluate_and_notify()
returns text
language plpgsql
set search_path = ''
as $$
begin
  return concat_ws(' ', monitoring.evaluate_safely(), monitoring.notify('schedule'));
end;
$$;

comment on function monitoring.evaluate_and_notify() is 'Each minute: evaluates the rules, then calls the function that delivers notices.';

create function monitoring.prune_alerts()
returns void
language sql
set search_path = ''
begin atomic
  delete from monitoring.alerts a where a.resolved_at < now() - interval '400 days';
  delete from monitoring.deliveries d where d.notice_id is null and d.created_at < now() - interval '30 days';
  delete from monitoring.throttles t where t.hour < now() - interval '90 days';
end;

comment on function monitoring.prune_alerts() is 'Deletes alerts that were resolved 400 days ago, tests of channels of a month ago, and counts of 429s of 90 days ago.';

select cron.schedule('gazelle-alerts', '* * * * *', 'select monitoring.evaluate_and_notify()');

-- A job of its own: what fails here must not keep a notice back.
create function monitoring.run_maintenance()
returns text
language plpgsql
set search_path = ''
as $$
begin
  perform monitoring.prune_alerts();
  return format('%s days of freshness stored.', monitoring.store_freshness());
end;
$$;

comment on function monitoring.run_maintenance() is 'Each hour: stores the freshness of days that are over and deletes alerts of long ago.';

select cron.schedule('gazelle-housekeeping', '14 * * * *', 'select monitoring.run_maintenance()');
