-- What the function alerts has to send now.

create function monitoring.take_deliveries(p_channels text[])
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_deliveries jsonb;
  v_owed bigint[];
begin
  perform monitoring.evaluate_safely();
  -- The last word on an alert that is open is owed to each channel, however old it is.
  v_owed := array(
    select max(n.notice_id) from monitoring.alerts a join monitoring.notices n using (alert_id) where a.resolved_at is null group by a.alert_id
  );

  insert into monitoring.channels (channel) select c.channel from unnest(p_channels) c (channel) on conflict do nothing;
  -- A channel that is no longer configured has nothing to deliver.
  delete from monitoring.channels c where c.takes = 'alerts' and c.channel <> all (p_channels);

  insert into monitoring.deliveries (notice_id, channel, sequence)
  select n.notice_id, c.channel, 'alert ' || n.alert_id
  from monitoring.notices n
  join monitoring.alerts a using (alert_id)
  cross join monitoring.channels c
  where c.takes = 'alerts'
    -- A new channel gets what is open, not what is over.
    and (n.notice_id = any (v_owed) or (n.at > now() - interval '1 day' and n.at >= c.added_at))
    -- A failing channel cannot deliver the alert about itself.
    and (a.rule, a.subject) <> ('channel_failing', c.channel)
  order by n.notice_id
  on conflict do nothing;

  update monitoring.deliveries d
  set status = 'given_up'
  where d.status = 'due' and d.changes is null and not exists (select from monitoring.channels c where c.channel = d.channel and c.takes = 'changes') and (
    d.channel <> all (p_channels)
    or (d.created_at < now() - interval '1 day' and (d.notice_id is null or d.notice_id <> all (v_owed)))
  );
  -- Given up while its channel was not set up.
  update monitoring.deliveries d
  set status = 'due', next_at = now()
  where d.status = 'given_up' and d.notice_id = any (v_owed) and d.channel = any (p_channels);

  select jsonb_agg(
    jsonb_build_object(
      'id', t.delivery_id, 'attempt', t.attempts, 'channel', t.channel, 'event', coalesce(n.event, 'test'), 'at', coalesce(n.at, t.created_at),
      'alertId', a.alert_id, 'rule', a.rule, 'account', a.account_id, 'isOnlyAccount', (select count(*) = 1 from sync.accounts), 'subject', a.subject, 'severity', a.severity,
      'sentence', a.sentence, 'message', coalesce(n.message, a.message), 'remedy', a.remedy, 'details', a.details, 'openedAt', a.opened_at, 'ending', a.ending
    )
    order by t.delivery_id
  )
  into v_deliveries
  from monitoring.lease_deliveries(p_channels, 15) t
  left join monitoring.notices n using (notice_id)
  left join monitoring.alerts a using (alert_id);

  return jsonb_build_object('deliveries', coalesce(v_deliveries, '[]'));
end;
$$;

comment on function monitoring.take_deliveries(text[]) is
  'Evaluates the rules, then gives what is due for the channels named; each is leased for two minutes, until monitoring.settle_deliveries.';
