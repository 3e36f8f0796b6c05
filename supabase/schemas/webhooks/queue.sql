-- From the log into the queue. The log itself keeps what a webhook has to wait for; the queue holds the next of it.

create function webhooks.oldest(p_webhook webhooks.subscriptions)
returns bigint
language sql
stable
set search_path = ''
begin atomic
  select least((p_webhook)."position", (
    select min(d.changes[1]) - 1 from monitoring.deliveries d where d.channel = (p_webhook).webhook and d.status = 'due' and d.changes is not null
  ));
end;

comment on function webhooks.oldest(webhooks.subscriptions) is 'Behind which place the changes are that a webhook has still to be told, those in the queue too.';

create function webhooks.lags(p_webhook webhooks.subscriptions, p_last bigint)
returns boolean
language sql
stable
set search_path = ''
return exists (
  select from changes.log l
  where l.account_id = (p_webhook).account_id and l."position" > (p_webhook)."position" and l."position" <= p_last
);

comment on function webhooks.lags(webhooks.subscriptions, bigint) is
  'Whether its account has changes, up to a place in the log, that have not been looked at for a webhook.';

create function webhooks.queue()
returns int
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_last bigint;
  v_first constant bigint := changes.first_position();
  v_window constant int := (select least(1000, greatest(20, 50000 / greatest(count(*), 1))) from webhooks.subscriptions);
  v_webhook webhooks.subscriptions;
  v_room int;
  v_end bigint;
  v_count int;
  v_messages int;
  v_all int := 0;
begin
  v_last := changes.last_position();
  for v_webhook in
    select s.*
    from webhooks.subscriptions s
    join monitoring.channels c on c.channel = s.webhook
    where c.paused_at is null and s."position" < v_last and webhooks.lags(s, v_last)
    order by s.webhook
    for update of s skip locked
  loop
    if webhooks.oldest(v_webhook) < v_first then
      update monitoring.channels c set paused_at = now(), paused_because = 'behind' where c.channel = v_webhook.webhook;
      continue;
    end if;
    -- What it refuses waits beside the others, and takes their room only where it is very much.
    select least(v_window - count(*) filter (where d.attempts = 0), 10 * v_window - count(*)) into v_room
    from monitoring.deliveries d where d.channel = v_webhook.webhook and d.status = 'due' and d.changes is not null;
    continue when v_room <= 0;
    with next as (
      select l."position", l.entity, l.id, (row_number() over (order by l."position") - 1) / v_webhook.batch as nth,
        -- A message stays small enough for any receiver.
        (sum(pg_column_size(l.changes)) over (order by l."position") - pg_column_size(l.changes)) / 400000 as part
      from changes.log l
      where l.account_id = v_webhook.account_id and l."position" > v_webhook."position" and l."position" <= v_last
        and (v_webhook.entities is null or l.entity = any (v_webhook.entities))
        and (v_webhook.fields is null or l.operation <> 'updated' or l.changes ?| v_webhook.fields)
      order by l."position"
      limit v_room * v_webhook.batch
    ),
    put as (
      insert into monitoring.deliveries (channel, changes, sequence)
      select v_webhook.webhook, array_agg(n."position" order by n."position"), case when v_webhook.batch = 1 then md5(min(n.entity || ' ' || n.id)) else 'all' end
      from next n
      group by n.nth, n.part
      order by n.nth, n.part
      returning cardinality(changes) as size
    )
    select (select max(n."position") from next n), coalesce(sum(p.size), 0), count(*) into v_end, v_count, v_messages from put p;
    update webhooks.subscriptions s
    set "position" = case when v_count < v_room * v_webhook.batch then v_last else v_end end
    where s.webhook = v_webhook.webhook;
    v_all := v_all + v_messages;
  end loop;
  return v_all;
end;
$$;

comment on function webhooks.queue() is
  'Puts the next changes of each webhook into the queue: in their order, and never more than it holds for one (1,000 messages; fewer where there are many webhooks). Answers how many messages.';

create function webhooks.due()
returns setof text
language sql
stable
set search_path = ''
begin atomic
  select c.channel
  from monitoring.channels c
  where c.takes = 'changes' and exists (
    select from monitoring.deliveries d
    where d.channel = c.channel and d.status = 'due' and d.next_at <= now() and (d.sequence is null or monitoring.takes_now(c))
  );
end;

comment on function webhooks.due() is 'The webhooks of which something in the queue is to be sent now.';

create function webhooks.is_due()
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_last constant bigint := changes.last_position();
begin
  return exists (select from webhooks.due()) or exists (
    select
    from webhooks.subscriptions s
    join monitoring.channels c on c.channel = s.webhook
    where monitoring.takes_now(c) and s."position" < v_last and webhooks.lags(s, v_last)
  );
end;
$$;

comment on function webhooks.is_due() is 'Whether anything is to be sent now.';

create function webhooks.call(p_reason text)
returns text
language sql
security definer
set search_path = ''
return coalesce('No message is sent: ' || sync.call_if_connected('webhooks', p_reason), 'The function webhooks is called.');

comment on function webhooks.call(text) is 'Calls the function that delivers changes. Without an address in Vault it answers so.';

create function webhooks.call_when_due()
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_last constant bigint := changes.last_position();
begin
  -- Where an account changes nothing for a year, the log of others goes by: nothing was missed.
  update webhooks.subscriptions s
  set "position" = v_last
  where s."position" < v_last - 1000 and s."position" >= changes.first_position() and not webhooks.lags(s, v_last);
  return case when webhooks.is_due() then webhooks.call('schedule') else 'Nothing is due.' end;
end;
$$;

comment on function webhooks.call_when_due() is 'Each minute: calls the function that delivers changes where there is something to deliver.';

select cron.schedule('gazelle-webhooks', '* * * * *', 'select webhooks.call_when_due()');

create function webhooks.notify_end()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if exists (select from webhooks.subscriptions s join monitoring.channels c on c.channel = s.webhook where s.account_id = new.account_id and c.paused_at is null) then
    perform webhooks.call('run');
  end if;
  return null;
exception
  -- A message that waits for the minute must not fail the end of a run.
  when others then
    raise warning 'webhooks wait for the next minute: %', sqlerrm;
    return null;
end;
$$;

comment on function webhooks.notify_end() is 'A run that changed something has its changes delivered at once, not at the next minute.';

create trigger notify_webhooks
after update of status on sync.runs
for each row
when (old.status = 'running' and new.status <> 'running' and not new.dry_run and new.promoted > 0)
execute function webhooks.notify_end();
