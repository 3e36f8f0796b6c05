-- The answer of a channel ends a delivery or puts it off.
-- Long (settle_deliveries): one statement, so that a delivery and its channel never tell two stories.

create function monitoring.pause_before_retry(p_is_changes boolean, p_attempts int)
returns interval
language sql
volatile
set search_path = ''
return case
  when p_is_changes then
    -- https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md: its schedule, three days in all.
    (array['5 s', '5 min', '30 min', '2 h', '5 h', '10 h', '14 h', '20 h', '24 h']::interval[])[least(greatest(p_attempts, 1), 9)] * (0.9 + 0.2 * random())
  else least(interval '1 minute' * power(2, least(p_attempts, 7) - 1), interval '1 hour')
end;

comment on function monitoring.pause_before_retry(boolean, int) is
  'How long after an attempt the next one comes: 1, 2, 4 … minutes for a notice, an hour at most; for changes 5 seconds to a day, a tenth more or less so that they do not all come at once.';

create function monitoring.settle_deliveries(p_answers jsonb)
returns void
language plpgsql
security definer
set search_path = ''
as $$
begin
  with answers as (
    select a.*, sync.fit_text(a.answer, 500) as said
    from jsonb_to_recordset(p_answers) a (id bigint, acknowledged boolean, answer text, "retryAfterMs" numeric, "isGone" boolean, "isRefused" boolean, "isReleased" boolean, attempt int)
  ),
  settled as (
    update monitoring.deliveries d
    set status = case
          when a.acknowledged then 'acknowledged'
          -- A test is not tried again, nor what one webhook alone refuses for three days; while it takes nothing at all, it is paused and all of it waits.
          when not coalesce(a."isReleased", false) and (
            d.sequence is null or (d.changes is not null and d.attempts >= 10 and d.tried_at < now() - interval '3 days' and h.acknowledged_at > d.tried_at)
          ) then 'given_up'
          else d.status
        end,
        acknowledged_at = case when a.acknowledged then now() end,
        answer = coalesce(a.said, d.answer),
        last_error = case when a.acknowledged then null else coalesce(a.said, d.last_error) end,
        attempts = d.attempts - coalesce(a."isReleased", false)::int,
        tried_at = case when not coalesce(a."isReleased", false) or d.attempts > 1 then d.tried_at end,
        next_at = case
          when a."isReleased" then now()
          else now() + greatest(monitoring.pause_before_retry(d.changes is not null, d.attempts), make_interval(secs => a."retryAfterMs" / 1000.0))
        end
    from answers a
    join monitoring.deliveries o on o.delivery_id = a.id
    left join monitoring.channels h on h.channel = o.channel
    -- Who comes when the lease has passed to another says only that it arrived.
    where d.delivery_id = a.id and d.status = 'due' and (a.acknowledged or d.attempts = coalesce(a.attempt, d.attempts))
    returning d.delivery_id, d.channel, d.sequence is null as is_test, h.takes = 'changes' as is_webhook, coalesce(a."isRefused", false) as is_refused, a.acknowledged, coalesce(a."isReleased", false) as is_released, coalesce(a."isGone", false) as is_gone, a.said,
      a."retryAfterMs" as retry_after_ms
  ),
  by_channel as (
    select s.channel, coalesce(bool_or(s.acknowledged), false) as is_well, count(*) filter (where s.acknowledged) as delivered,
      -- What it refuses alone says nothing of the others.
      count(*) filter (where not s.acknowledged and not (s.is_webhook and s.is_refused)) as failures, bool_or(s.is_gone) as is_gone,
      max(s.said) filter (where not s.acknowledged) as error, max(s.retry_after_ms) filter (where not s.acknowledged) as retry_after_ms
    from settled s
    where not s.is_released and (s.acknowledged or not s.is_test or not coalesce(s.is_webhook, false))
    group by s.channel
  ),
  -- A webhook is back: what it has refused only while it was away comes now.
  hastened as (
    update monitoring.deliveries d
    set next_at = now()
    from by_channel b
    join monitoring.channels h using (channel)
    where h.takes = 'changes' and b.is_well and d.channel = b.channel and d.status = 'due' and d.next_at > now() + interval '2 minutes'
      and coalesce(h.acknowledged_at < d.tried_at, true) and d.delivery_id not in (select s.delivery_id from settled s)
  )
  update monitoring.channels c
  set acknowledged_at = case when b.is_well then now() else c.acknowledged_at end,
      failing_since = case when b.is_well then null else coalesce(c.failing_since, now()) end,
      last_error = case when b.is_well then null else b.error end,
      delivered = c.delivered + b.delivered,
      failures = case when b.is_well then 0 else c.failures + b.failures end,
      rests_until = case
        when c.takes = 'alerts' or b.is_well and coalesce(b.retry_after_ms, 0) = 0 then null
        -- Null where neither is the case.
        else now() + greatest(
          make_interval(secs => nullif(b.retry_after_ms, 0) / 1000.0),
          case when not b.is_well and b.failures > 0 and c.failures + b.failures >= 3 then monitoring.pause_before_retry(true, least(c.failures + b.failures - 2, 3)::int) end
        )
      end,
      paused_at = case when r.why is null then c.paused_at else coalesce(c.paused_at, now()) end,
      paused_because = coalesce(r.why, c.paused_because)
  from by_channel b
  cross join lateral (
    select case
        when c2.takes = 'alerts' or b.is_well then null
        when b.is_gone then 'gone'
        when c2.failing_since < now() - interval '3 days' and c2.paused_at is null then 'failing'
      end as why
    from monitoring.channels c2
    where c2.channel = b.channel
  ) r
  where c.channel = b.channel;

  -- What was delivered is still in the log.
  delete from monitoring.deliveries d
  where d.delivery_id in (select a.id from jsonb_to_recordset(p_answers) a (id bigint)) and d.status = 'acknowledged' and d.changes is not null;
end;
$$;

comment on function monitoring.settle_deliveries(jsonb) is
  'What channels answered: [{id, acknowledged, answer, retryAfterMs, isGone, isRefused, isReleased, attempt}]. Only an acknowledgement ends a delivery; else it is tried again, later and later. isGone: the webhook is wanted no longer; isRefused: this message alone; isReleased: it was not tried; attempt: which one it is of, as it was leased.';
