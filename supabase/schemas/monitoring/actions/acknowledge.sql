-- Buttons of an alert. A click does not end a problem: the rules are evaluated again.

create function monitoring.acknowledge(p_alert bigint)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_account text := (select a.account_id from monitoring.alerts a where a.alert_id = p_alert);
  v_by text := monitoring.require_admin(v_account);
  v_first boolean := monitoring.acknowledge_alert(p_alert, v_by);
begin
  return monitoring.record_decision(
    v_by, 'acknowledge', v_account, null, p_alert::text,
    jsonb_build_object('outcome', case when v_first then 'acknowledged' else 'known_already' end)
  );
end;
$$;

comment on function monitoring.acknowledge(bigint) is 'An administrator acknowledges an alert: it stays open and no longer escalates by time.';

create function monitoring.resolve_alert(p_alert bigint)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_account text := (select a.account_id from monitoring.alerts a where a.alert_id = p_alert);
  v_by text := monitoring.require_admin(v_account);
  v_alert monitoring.alerts;
begin
  -- The rules are evaluated at once, and resolve the alert only if its problem is over.
  perform monitoring.evaluate_alerts();
  select * into v_alert from monitoring.alerts a where a.alert_id = p_alert;
  if not found then
    raise exception 'there is no alert %', p_alert using errcode = 'GZ405', hint = 'It may be older than what is kept.';
  end if;
  return monitoring.record_decision(
    v_by, 'resolve_alert', v_alert.account_id, null, p_alert::text,
    case
      when v_alert.resolved_at is null then jsonb_build_object('outcome', 'still_open', 'message', v_alert.message)
      else jsonb_build_object('outcome', 'resolved', 'message', v_alert.ending)
    end
  );
end;
$$;

comment on function monitoring.resolve_alert(bigint) is
  'An administrator marks an alert as repaired: the rules are evaluated at once. Answers {outcome: resolved}, or still_open with what is still wrong.';

grant execute on function monitoring.acknowledge(bigint) to authenticated;
grant execute on function monitoring.resolve_alert(bigint) to authenticated;
