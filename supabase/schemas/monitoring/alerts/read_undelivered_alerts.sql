-- What the heartbeat must know: alerts that no channel has delivered.

create function monitoring.read_undelivered_alerts()
returns table (alerts bigint, error text, evaluated_at timestamptz)
language sql
stable
security definer
set search_path = ''
set jit = off
begin atomic
  select
    (
      select count(*)
      from monitoring.alerts a
      where a.resolved_at is null and a.severity = 'critical'
        and not exists (
          select from monitoring.notices n join monitoring.deliveries d using (notice_id)
          where n.alert_id = a.alert_id and d.status = 'acknowledged'
        )
    ),
    w.error, w.evaluated_at
  from monitoring.watch w;
end;

comment on function monitoring.read_undelivered_alerts() is
  'How many critical alerts no channel has delivered, and why the last evaluation failed.';
