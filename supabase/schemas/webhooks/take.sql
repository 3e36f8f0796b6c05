-- What the function webhooks has to send now.

create function webhooks.take(p_busy text[] default '{}')
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_channels text[];
  v_deliveries jsonb;
begin
  perform webhooks.queue();
  v_channels := array(
    select c.channel
    from monitoring.channels c
    where c.takes = 'changes' and c.channel <> all (p_busy)
      and exists (
        select from monitoring.deliveries d
        where d.channel = c.channel and d.status = 'due' and d.next_at <= now()
          and (d.sequence is null or (c.paused_at is null and coalesce(c.rests_until <= now(), true)))
      )
    -- Each has its turn, however many there are.
    order by random()
    limit 40
  );
  with taken as (
    select t.delivery_id, t.channel, t.changes, t.created_at from monitoring.lease_deliveries(v_channels, 25) t
  ),
  told as (
    select a.account_id, c."position", c.change
    from (
      select s.account_id, array_agg(distinct p."position") as positions
      from taken t
      join webhooks.subscriptions s on s.webhook = t.channel
      cross join lateral unnest(t.changes) p ("position")
      group by s.account_id
    ) a
    cross join lateral changes.told(a.account_id, a.positions) c
  )
  select jsonb_agg(
    jsonb_build_object(
      'id', t.delivery_id, 'channel', t.channel, 'url', s.url, 'fields', s.fields, 'isBatch', s.batch > 1, 'isTest', t.changes is null, 'at', t.created_at,
      'secrets', (
        select jsonb_agg(v.decrypted_secret order by v.id = s.secret desc)
        from vault.decrypted_secrets v where v.id = s.secret or (v.id = s.old_secret and s.old_until > now())
      ),
      'changes', coalesce((select jsonb_agg(c.change order by c."position") from told c where c.account_id = s.account_id and c."position" = any (t.changes)), '[]')
    )
    order by t.delivery_id
  )
  into v_deliveries
  from taken t
  join webhooks.subscriptions s on s.webhook = t.channel;
  return jsonb_build_object('deliveries', coalesce(v_deliveries, '[]'));
end;
$$;

comment on function webhooks.take(text[]) is
  'Puts the next changes into the queue, then gives what is due, with address, secrets and changes; each is leased for two minutes, until monitoring.settle_deliveries. p_busy: webhooks that the caller is still sending to.';
