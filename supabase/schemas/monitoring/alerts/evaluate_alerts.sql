-- Problems become alerts: opened, escalated, resolved.
-- Long (evaluate_alerts): what may become of an alert in a minute, each with its notice.

create function monitoring.size_of(p_details jsonb)
returns bigint
language sql
immutable
set search_path = ''
return coalesce(p_details ->> 'records', p_details ->> 'holes')::bigint;

comment on function monitoring.size_of(jsonb) is 'How many records or holes a problem is about; null where its rule does not count them.';

create function monitoring.evaluate_alerts()
returns text
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_problem record;
  v_alert monitoring.alerts;
  v_rule monitoring.alert_rules;
  v_is_told boolean;
  v_open bigint[] := array[]::bigint[];
  v_opened int := 0;
  v_escalated int := 0;
  v_resolved int := 0;
begin
  -- A failed run evaluates the rules at once; the minute's evaluation must not run beside it.
  perform from monitoring.watch w for update;
  update monitoring.watch w
  set resumed_at = case when w.evaluated_at > now() - interval '5 minutes' then w.resumed_at else now() end,
      evaluated_at = now(), error = null
  where w.singleton;

  for v_problem in
    select p.rule, p.severity, p.account_id, p.subject, p.message, p.details - 'grouped' as details, p.details -> 'grouped' as grouped from monitoring.find_problems() p
  loop
    v_is_told := true;
    select * into strict v_rule from monitoring.alert_rules r where r.rule = v_problem.rule;
    select * into v_alert
    from monitoring.alerts a
    where a.rule = v_problem.rule and coalesce(a.account_id, '') = coalesce(v_problem.account_id, '')
      and a.subject = v_problem.subject and a.resolved_at is null;

    if not found then
      insert into monitoring.alerts (rule, account_id, subject, severity, sentence, message, remedy, details, opened_with)
      values (
        v_problem.rule, v_problem.account_id, v_problem.subject, v_problem.severity, v_rule.sentence, v_problem.message,
        v_rule.remedy, v_problem.details, monitoring.size_of(v_problem.details)
      )
      returning * into v_alert;
      insert into monitoring.notices (alert_id, event) values (v_alert.alert_id, 'opened');
      v_opened := v_opened + 1;
    elsif v_alert.severity = 'warning' and (
      v_problem.severity = 'critical'
      or (v_alert.acknowledged_at is null and v_alert.opened_at < now() - v_rule.escalates_after)
      -- An alert about one record is sent again when it is about hundreds.
      or monitoring.size_of(v_problem.details) >= greatest(10 * v_alert.opened_with, 50)
    ) then
      update monitoring.alerts a
      set severity = 'critical', escalated_at = now(), message = v_problem.message, details = v_problem.details
      where a.alert_id = v_alert.alert_id;
      insert into monitoring.notices (alert_id, event) values (v_alert.alert_id, 'escalated');
      v_escalated := v_escalated + 1;
    else
      v_is_told := false;
      update monitoring.alerts a
      set message = v_problem.message, details = v_problem.details
      where a.alert_id = v_alert.alert_id and (a.message, a.details) is distinct from (v_problem.message, v_problem.details);
    end if;
    if v_problem.rule = 'hole_stays' then
      perform monitoring.name_holes(v_alert, v_rule.threshold, v_is_told);
    elsif v_problem.grouped is not null then
      perform monitoring.note_group(v_alert.alert_id, v_problem.grouped, v_is_told);
    end if;
    v_open := v_open || v_alert.alert_id;
  end loop;

  with resolved as (
    update monitoring.alerts a
    set resolved_at = now(), ending = case
          when not r.enabled then 'The rule was switched off.'
          when exists (select from sync.accounts c where c.account_id = a.account_id and c.paused_at is not null) then 'The account was paused.'
          else r.ending
        end
    from monitoring.alert_rules r
    where a.resolved_at is null and a.alert_id <> all (v_open) and r.rule = a.rule
    returning a.alert_id
  )
  insert into monitoring.notices (alert_id, event) select r.alert_id, 'resolved' from resolved r;
  get diagnostics v_resolved = row_count;

  return format('%s opened, %s escalated, %s resolved, %s open.', v_opened, v_escalated, v_resolved, cardinality(v_open));
end;
$$;

comment on function monitoring.evaluate_alerts() is
  'Opens, escalates and resolves alerts by what the rules find now, with a notice for each change. Holes that come while their alert is open are named in a further one. An alert about ten times as many records as when it opened, at least fifty, is worse.';

create function monitoring.evaluate_safely()
returns text
language plpgsql
security definer
set search_path = ''
as $$
begin
  return monitoring.evaluate_alerts();
exception
  -- The caller goes on to deliver notices; the failed evaluation is reported by the heartbeat.
  when others then
    update monitoring.watch w set error = sync.fit_text(sqlstate || ': ' || sqlerrm) where w.singleton;
    return 'failed: ' || sync.fit_text(sqlerrm);
end;
$$;

comment on function monitoring.evaluate_safely() is 'monitoring.evaluate_alerts; a failure is stored in monitoring.watch, for the heartbeat to report.';
