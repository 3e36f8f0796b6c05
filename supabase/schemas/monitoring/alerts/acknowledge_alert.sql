-- An acknowledged alert no longer escalates by time.

create function monitoring.acknowledge_alert(p_alert bigint, p_by text)
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  update monitoring.alerts a
  set acknowledged_at = now(), acknowledged_by = sync.fit_text(p_by, 100)
  where a.alert_id = p_alert and a.resolved_at is null and a.acknowledged_at is null;
  if found then
    return true;
  end if;
  if not exists (select from monitoring.alerts a where a.alert_id = p_alert) then
    raise exception 'there is no alert %', p_alert using errcode = 'GZ405', hint = 'gazelle alerts list shows them.';
  end if;
  return false;
end;
$$;

comment on function monitoring.acknowledge_alert(bigint, text) is
  'A person acknowledges: the alert stays open and does not escalate by time. False when it was acknowledged or over already.';
