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
language plpgsql
set search_path = ''
as $$
begin
  delete from monitoring.alerts a
  where a.alert_id = any (array(
    select o.alert_id from monitoring.alerts o where o.resolved_at < sync.kept_since('alerts') order by o.alert_id limit sync.prune_limit()
  ));
  delete from monitoring.deliveries d where d.notice_id is null and d.status <> 'due' and d.created_at < sync.kept_since('channel_tests');
  delete from monitoring.throttles t where t.hour < sync.kept_since('throttles');
  delete from monitoring.decisions d
  where d.decision_id = any (array(
    select o.decision_id from monitoring.decisions o where o.at < sync.kept_since('decisions') order by o.decision_id limit sync.prune_limit()
  ));
end;
$$;

comment on function monitoring.prune_alerts() is 'Deletes alerts that are resolved, tests of channels, counts of 429s and decisions that are older than sync.retention keeps them.';

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
