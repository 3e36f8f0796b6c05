-- The answer of a channel ends a delivery or puts it off.

create function monitoring.record_delivery(
  p_delivery bigint,
  p_acknowledged boolean,
  p_answer text,
  p_retry_after_ms int default 0
)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_delivery monitoring.deliveries;
begin
  update monitoring.deliveries d
  set status = case when p_acknowledged then 'acknowledged' else d.status end,
      acknowledged_at = case when p_acknowledged then now() end,
      answer = sync.fit_text(p_answer, 500),
      last_error = case when not p_acknowledged then sync.fit_text(p_answer, 500) end,
      -- 1, 2, 4 … minutes, an hour at most. A test is not tried again.
      next_at = now() + greatest(
        least(interval '1 minute' * power(2, least(d.attempts, 7) - 1), interval '1 hour'), make_interval(secs => p_retry_after_ms / 1000.0)
      )
  where d.delivery_id = p_delivery and d.status = 'due'
  returning * into v_delivery;
  if v_delivery.notice_id is null and not p_acknowledged then
    update monitoring.deliveries d set status = 'given_up' where d.delivery_id = p_delivery and d.status = 'due';
  end if;

  update monitoring.channels c
  set acknowledged_at = case when p_acknowledged then now() else c.acknowledged_at end,
      failing_since = case when p_acknowledged then null else coalesce(c.failing_since, now()) end,
      last_error = case when p_acknowledged then null else sync.fit_text(p_answer, 500) end
  where c.channel = v_delivery.channel;
end;
$$;

comment on function monitoring.record_delivery(bigint, boolean, text, int) is
  'What a channel answered. Only an acknowledgement ends a delivery; else it is tried again, later and later.';
