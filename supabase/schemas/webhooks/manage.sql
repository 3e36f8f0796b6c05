-- An admin of an account, or a secret key, sets up its webhooks.

create function webhooks.of_admin(p_webhook text)
returns webhooks.subscriptions
language plpgsql
set search_path = ''
as $$
declare
  v_webhook webhooks.subscriptions;
begin
  select * into v_webhook from webhooks.subscriptions s where s.webhook = p_webhook for update;
  perform monitoring.require_admin(v_webhook.account_id);
  if v_webhook.webhook is null then
    raise exception 'there is no webhook %', sync.fit_text(p_webhook, 60) using errcode = 'GZ405', hint = 'gazelle webhooks list shows them.';
  end if;
  return v_webhook;
end;
$$;

comment on function webhooks.of_admin(text) is 'A webhook, for an admin of its account. Any other caller is refused in the same words whether it is there or not.';

create function webhooks.decided(p_webhook webhooks.subscriptions, p_action text, p_outcome jsonb)
returns jsonb
language sql
set search_path = ''
return monitoring.record_decision(monitoring.require_admin((p_webhook).account_id), p_action, (p_webhook).account_id, null, (p_webhook).webhook, p_outcome);

comment on function webhooks.decided(webhooks.subscriptions, text, jsonb) is 'Notes who did what with a webhook; answers the outcome.';

create function webhooks.new_secret(p_webhook text, out id uuid, out secret text)
language plpgsql
set search_path = ''
as $$
begin
  secret := 'whsec_' || encode(extensions.gen_random_bytes(32), 'base64');
  id := vault.create_secret(secret, format('gazelle_%s_%s', p_webhook, encode(extensions.gen_random_bytes(4), 'hex')), 'Signs the messages of a webhook');
end;
$$;

comment on function webhooks.new_secret(text) is 'A new secret, kept in Vault.';

create function webhooks.add(
  p_url text, p_entities text[] default null, p_fields text[] default null, p_batch int default 1, p_about text default null, p_account text default 'main'
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_by constant text := monitoring.require_admin(p_account);
  v_webhook webhooks.subscriptions;
  v_unknown text;
  v_secret record;
begin
  if not exists (select from sync.accounts a where a.account_id = p_account) then
    raise exception 'unknown account %', sync.fit_text(p_account, 60) using errcode = 'GZ403', hint = 'gazelle accounts list shows them.';
  end if;
  perform webhooks.checked_url(p_url);
  if array_position(p_entities, null) is not null or array_position(p_fields, null) is not null then
    raise exception 'a name is empty' using errcode = 'GZ400', hint = 'Leave out what is null.';
  end if;
  perform changes.checked_entities(p_entities);
  select string_agg(sync.fit_text(f.name, 60), ', ') into v_unknown
  from unnest(p_fields) f (name)
  where not exists (
    select
    from reconcile.entities e
    join pg_catalog.pg_attribute a on a.attrelid = to_regclass(format('gazelle.%I', e.entity)) and a.attname = f.name and a.attnum > 0 and not a.attisdropped
    where e.entity = any (coalesce(p_entities, array[e.entity]))
  );
  if v_unknown is not null or cardinality(p_fields) = 0 then
    raise exception 'unknown field: %', coalesce(left(v_unknown, 200), 'none is named') using errcode = 'GZ400', hint = 'A field is a column of one of the entities.';
  elsif p_batch is null or p_batch not between 1 and 100 then
    raise exception 'a message has 1 to 100 changes' using errcode = 'GZ400', hint = 'Choose the batch in these bounds.';
  end if;
  perform pg_advisory_xact_lock(hashtext('webhooks'));
  if (select count(*) from webhooks.subscriptions) >= 1000 then
    raise exception 'there are 1,000 webhooks already' using errcode = 'GZ400', hint = 'Remove some, or let one receiver pass messages on.';
  end if;

  v_webhook.webhook := 'wh_' || encode(extensions.gen_random_bytes(8), 'hex');
  insert into monitoring.channels (channel, takes, account_id, name) values (v_webhook.webhook, 'changes', p_account, left(webhooks.host_of(p_url), 100));
  select * into v_secret from webhooks.new_secret(v_webhook.webhook);
  insert into webhooks.subscriptions (webhook, account_id, url, about, entities, fields, batch, "position", secret, created_by)
  values (v_webhook.webhook, p_account, p_url, nullif(sync.fit_text(p_about, 200), ''), p_entities, p_fields, p_batch, changes.last_position(), v_secret.id, v_by)
  returning * into v_webhook;
  perform webhooks.decided(v_webhook, 'add_webhook', jsonb_build_object('outcome', 'added'));
  return jsonb_build_object('webhook', v_webhook.webhook, 'secret', v_secret.secret, 'position', changes.written(p_account, v_webhook."position"));
end;
$$;

comment on function webhooks.add(text, text[], text[], int, text, text) is
  'A new webhook, told of what changes from now on: {webhook, secret, position}. The secret is shown this once. Raises GZ400 for what cannot be one, 42501 for who is no admin.';

create function webhooks.rotate(p_webhook text, p_hours int default 24)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_webhook constant webhooks.subscriptions := webhooks.of_admin(p_webhook);
  v_secret record;
begin
  if p_hours is null or p_hours not between 0 and 720 then
    raise exception 'the old secret signs for 0 to 720 hours more' using errcode = 'GZ400', hint = 'Choose the hours in these bounds.';
  end if;
  if v_webhook.old_until > now() and p_hours > 0 then
    raise exception 'the secret before signs too until %', v_webhook.old_until
      using errcode = 'GZ400', hint = 'Wait until then; or, where a secret became known, rotate with 0 hours, which ends both.';
  end if;
  select * into v_secret from webhooks.new_secret(p_webhook);
  update webhooks.subscriptions s
  set secret = v_secret.id, old_secret = case when p_hours > 0 then v_webhook.secret end, old_until = case when p_hours > 0 then now() + make_interval(hours => p_hours) end
  where s.webhook = p_webhook;
  perform webhooks.forget_secret(o.id)
  from unnest(array[v_webhook.old_secret, case when p_hours = 0 then v_webhook.secret end]) o (id) where o.id is not null;
  perform webhooks.decided(v_webhook, 'rotate_webhook', jsonb_build_object('outcome', 'rotated'));
  return jsonb_build_object('secret', v_secret.secret, 'oldUntil', now() + make_interval(hours => p_hours));
end;
$$;

comment on function webhooks.rotate(text, int) is 'A new secret: {secret, oldUntil}. Messages are signed with both for p_hours.';

create function webhooks.pause(p_webhook text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_webhook constant webhooks.subscriptions := webhooks.of_admin(p_webhook);
begin
  update monitoring.channels c set paused_at = now(), paused_because = 'person' where c.channel = p_webhook and c.paused_at is null;
  return webhooks.decided(v_webhook, 'pause_webhook', jsonb_build_object('outcome', case when found then 'paused' else 'paused_already' end));
end;
$$;

comment on function webhooks.pause(text) is 'Nothing is sent until webhooks.resume; what changes meanwhile waits in the log.';

create function webhooks.resume(p_webhook text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_webhook constant webhooks.subscriptions := webhooks.of_admin(p_webhook);
begin
  if webhooks.oldest(v_webhook) < changes.first_position() then
    raise exception 'changes that it has missed are no longer kept' using errcode = 'GZ411', hint = 'Let its receiver start anew, then: gazelle webhooks replay, with the position that changes.start gives.';
  end if;
  update monitoring.channels c
  set paused_at = null, paused_because = null, failing_since = null, failures = 0, rests_until = null, last_error = null
  where c.channel = p_webhook;
  update monitoring.deliveries d set next_at = now() where d.channel = p_webhook and d.status = 'due' and d.next_at > now() + interval '2 minutes';
  perform webhooks.call('person');
  return webhooks.decided(v_webhook, 'resume_webhook', jsonb_build_object('outcome', 'resumed'));
end;
$$;

comment on function webhooks.resume(text) is 'It goes on where it was paused, with what has waited first.';

create function webhooks.replay(p_webhook text, p_from text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_webhook constant webhooks.subscriptions := webhooks.of_admin(p_webhook);
  v_first constant bigint := changes.first_position();
  v_from bigint;
begin
  if p_from !~ '^[0-9a-f]{6}-[0-9]{1,18}$' then
    begin
      p_from := changes.position_at(v_webhook.account_id, p_from::timestamptz);
    exception
      when invalid_datetime_format or datetime_field_overflow or invalid_text_representation then
        raise exception 'that is neither a position nor an instant' using errcode = 'GZ400', hint = 'Give a position of the feed or of a message, or an instant such as 2026-11-01T08:00Z.';
    end;
  end if;
  v_from := changes.position_of(v_webhook.account_id, p_from);
  -- What waits is sent with it, as far as it is kept.
  v_from := least(
    v_from, case when v_webhook."position" >= v_first then v_webhook."position" end,
    (select min(d.changes[1]) - 1 from monitoring.deliveries d where d.channel = p_webhook and d.status = 'due' and d.changes is not null and d.changes[1] > v_first)
  );
  -- What is under way may come twice: nothing is sent until it has ended, so that nothing comes out of its order.
  update monitoring.channels c
  set rests_until = case when exists (
      select from monitoring.deliveries d where d.channel = p_webhook and d.status = 'due' and d.attempts > 0 and d.next_at between now() and now() + interval '2 minutes'
    ) then now() + interval '2 minutes' end,
    paused_at = case when c.paused_because = 'behind' then null else c.paused_at end,
    paused_because = nullif(c.paused_because, 'behind')
  where c.channel = p_webhook;
  delete from monitoring.deliveries d where d.channel = p_webhook and d.changes is not null and d.status = 'due';
  update webhooks.subscriptions s set "position" = v_from where s.webhook = p_webhook;
  perform webhooks.call('person');
  return webhooks.decided(v_webhook, 'replay_webhook', jsonb_build_object('outcome', 'replayed', 'position', changes.written(v_webhook.account_id, v_from)));
end;
$$;

comment on function webhooks.replay(text, text) is
  'Changes are sent again from behind a position, or from an instant on; what waits is among them. One that is paused sends when it is resumed. Raises GZ411 for what is no longer kept.';

create function webhooks.remove(p_webhook text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_webhook constant webhooks.subscriptions := webhooks.of_admin(p_webhook);
begin
  delete from webhooks.subscriptions s where s.webhook = p_webhook;
  return webhooks.decided(v_webhook, 'remove_webhook', jsonb_build_object('outcome', 'removed'));
end;
$$;

comment on function webhooks.remove(text) is 'Ends a webhook: nothing is sent there any more, and nothing is left of it.';

create function webhooks.test(p_webhook text)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_webhook constant webhooks.subscriptions := webhooks.of_admin(p_webhook);
  v_delivery bigint;
begin
  insert into monitoring.deliveries (channel) values (p_webhook) returning delivery_id into v_delivery;
  perform webhooks.call('person');
  return webhooks.decided(v_webhook, 'test_webhook', jsonb_build_object('outcome', 'tested', 'delivery', v_delivery));
end;
$$;

comment on function webhooks.test(text) is 'A test message is sent: {outcome, delivery}. webhooks.answer_of says what was answered.';

create function webhooks.answer_of(p_delivery bigint)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_delivery monitoring.deliveries;
begin
  select d.* into v_delivery from monitoring.deliveries d where d.delivery_id = p_delivery and d.sequence is null;
  perform webhooks.of_admin(v_delivery.channel);
  return jsonb_build_object('status', v_delivery.status, 'answer', v_delivery.answer);
end;
$$;

comment on function webhooks.answer_of(bigint) is 'How a test went: {status, answer}; status is due until it was sent.';

grant execute on function webhooks.add(text, text[], text[], int, text, text) to authenticated;
grant execute on function webhooks.rotate(text, int) to authenticated;
grant execute on function webhooks.pause(text) to authenticated;
grant execute on function webhooks.resume(text) to authenticated;
grant execute on function webhooks.replay(text, text) to authenticated;
grant execute on function webhooks.remove(text) to authenticated;
grant execute on function webhooks.test(text) to authenticated;
grant execute on function webhooks.answer_of(bigint) to authenticated;
