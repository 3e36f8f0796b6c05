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
    select d.webhook
    from webhooks.due() d (webhook)
    where d.webhook <> all (p_busy)
    -- Each has its turn, however many there are.
    order by random()
    limit 20
  );
  with taken as materialized (
    select t.delivery_id, t.attempts, t.channel, t.changes, t.created_at from monitoring.lease_deliveries(v_channels, 25) t
  ),
  addressed as materialized (
    select s.webhook, s.account_id, s.url, s.fields, s.batch,
      -- Each is decrypted once, however many messages it signs.
      array_remove(array(
        select (select d.decrypted_secret from vault.decrypted_secrets d where d.id = k.id)
        from unnest(array[s.secret, case when s.old_until > now() then s.old_secret end]) with ordinality k (id, nth)
        order by k.nth
      ), null) as secrets
    from webhooks.subscriptions s
    where s.webhook in (select t.channel from taken t)
  ),
  told as materialized (
    select a.account_id, c."position", c.change
    from (
      select s.account_id, array_agg(distinct p."position") as positions
      from taken t
      join addressed s on s.webhook = t.channel
      cross join lateral unnest(t.changes) p ("position")
      group by s.account_id
    ) a
    cross join lateral changes.told(a.account_id, a.positions) c
  ),
  filled as (
    select t.delivery_id, jsonb_agg(c.change order by c."position") as changes
    from taken t
    join addressed s on s.webhook = t.channel
    cross join lateral unnest(t.changes) p ("position")
    join told c on c.account_id = s.account_id and c."position" = p."position"
    group by t.delivery_id
  )
  select jsonb_agg(
    jsonb_build_object(
      'id', t.delivery_id, 'attempt', t.attempts, 'channel', t.channel, 'url', s.url, 'fields', s.fields, 'isBatch', s.batch > 1, 'isTest', t.changes is null, 'at', t.created_at,
      'secrets', s.secrets, 'changes', coalesce(f.changes, '[]')
    )
    order by t.delivery_id
  )
  into v_deliveries
  from taken t
  join addressed s on s.webhook = t.channel
  left join filled f using (delivery_id);
  return jsonb_build_object('deliveries', coalesce(v_deliveries, '[]'));
end;
$$;

comment on function webhooks.take(text[]) is
  'Puts the next changes into the queue, then gives what is due, with address, secrets and changes; each is leased for two minutes, until monitoring.settle_deliveries. p_busy: webhooks that the caller is still sending to.';
