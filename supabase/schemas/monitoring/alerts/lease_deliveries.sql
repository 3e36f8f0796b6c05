-- What is due, leased for two minutes: by one caller only, and of one alert or record never the second before the first.

create function monitoring.takes_now(p_channel monitoring.channels)
returns boolean
language sql
stable
set search_path = ''
return (p_channel).paused_at is null and coalesce((p_channel).rests_until <= now(), true);

comment on function monitoring.takes_now(monitoring.channels) is 'Whether a channel is neither paused nor left alone for a while.';

create function monitoring.lease_deliveries(p_channels text[], p_each int)
returns setof monitoring.deliveries
language sql
set search_path = ''
begin atomic
  with due as (
    select o.delivery_id, h.channel, h.takes = 'changes' and h.failures >= 3 as is_probe
    from monitoring.channels h
    cross join lateral (
      select t.delivery_id
      from monitoring.deliveries t
      where t.channel = h.channel and t.status = 'due' and t.next_at <= now()
        -- A test goes where nothing else does.
        and (t.sequence is null or monitoring.takes_now(h))
        -- The first of its sequence: looked up for each of the few that are taken, and never joined.
        and t.delivery_id = coalesce(
          (select min(e.delivery_id) from monitoring.deliveries e where e.channel = t.channel and e.status = 'due' and e.sequence = t.sequence), t.delivery_id
        )
      -- A webhook that is away is asked whether it is back, and not more; by what it has refused least.
      order by case when h.takes = 'changes' and h.failures >= 3 then t.attempts else 0 end, t.delivery_id
      limit case when h.takes = 'changes' and h.failures >= 3 then 1 else p_each end
      for update of t skip locked
    ) o
    where h.channel = any (p_channels)
  ),
  probes as (
    update monitoring.channels h
    set rests_until = now() + interval '1 minute'
    where h.channel in (select d.channel from due d where d.is_probe)
  )
  update monitoring.deliveries d
  set next_at = now() + interval '2 minutes', attempts = d.attempts + 1, tried_at = coalesce(d.tried_at, now())
  where d.delivery_id in (select o.delivery_id from due o)
  returning d.*;
end;

comment on function monitoring.lease_deliveries(text[], int) is
  'Leases what is due for some channels, p_each at most for each, until monitoring.settle_deliveries.';
