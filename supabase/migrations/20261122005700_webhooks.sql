-- Written by `npm run generate:migrations` from supabase/: schemas/webhooks/subscriptions.sql, schemas/webhooks/check_url.sql, schemas/webhooks/list.sql, schemas/webhooks/manage.sql, schemas/webhooks/queue.sql, schemas/webhooks/take.sql. Do not edit.

-- Who is told of changes, by HTTP (https://www.standardwebhooks.com).

create table webhooks.subscriptions (
  webhook text primary key references monitoring.channels on delete cascade,
  account_id text not null references sync.accounts on delete cascade,
  url text not null constraint url_is_short check (length(url) <= 2000),
  about text,
  entities text[],
  fields text[],
  batch int not null default 1 constraint batch_is_bounded check (batch between 1 and 100),
  "position" bigint not null,
  secret uuid not null,
  old_secret uuid,
  old_until timestamptz,
  created_at timestamptz not null default now(),
  created_by text not null,
  constraint old_secret_ends check ((old_secret is null) = (old_until is null))
);

comment on table webhooks.subscriptions is 'Addresses to which changes are delivered. How each does is in monitoring.channels, what is under way in monitoring.deliveries.';
comment on column webhooks.subscriptions.webhook is 'Its name among the channels.';
comment on column webhooks.subscriptions.entities is 'Production tables; null: all of them.';
comment on column webhooks.subscriptions.fields is 'Columns that it is told, and whose change it is told of; null: all of them.';
comment on column webhooks.subscriptions.batch is 'Changes in a message, at most. More than one: messages come one after the other.';
comment on column webhooks.subscriptions."position" is 'Up to where in changes.log its changes have been put into the queue.';
comment on column webhooks.subscriptions.secret is 'Of vault.secrets: whsec_ and base64. It signs each message.';
comment on column webhooks.subscriptions.old_secret is 'Signs beside it until old_until, so that the receiver can change it.';

create index subscriptions_account on webhooks.subscriptions (account_id);

alter table webhooks.subscriptions enable row level security;

create function webhooks.forget_secret(p_secret uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from vault.secrets s where s.id = p_secret;
exception
  -- Older projects let nobody delete there.
  when insufficient_privilege then
    perform vault.update_secret(p_secret, 'removed');
end;
$$;

comment on function webhooks.forget_secret(uuid) is 'Removes a secret from Vault.';

create function webhooks.clean_up()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from monitoring.deliveries d where d.channel = old.webhook;
  delete from monitoring.channels c where c.channel = old.webhook;
  perform webhooks.forget_secret(s.id) from unnest(array[old.secret, old.old_secret]) s (id) where s.id is not null;
  return null;
end;
$$;

comment on function webhooks.clean_up() is 'What a webhook leaves when it is removed, or its account: deliveries, its state, its secrets.';

create trigger clean_up after delete on webhooks.subscriptions for each row execute function webhooks.clean_up();

-- Where a message may go. The function that sends it looks at the addresses behind a name as well.

create function webhooks.host_of(p_url text)
returns text
language sql
immutable
set search_path = ''
return lower(substring(p_url from '^https?://(\[[0-9a-fA-F:.]+\]|[^][/?#:@\s\\]+)(?::[0-9]{1,5})?(?:[/?#]|$)'));

comment on function webhooks.host_of(text) is 'The host of an address: a name, or an IP address; null for what is no address, or has a user in it.';

create function webhooks.is_local()
returns boolean
language sql
stable
security definer
set search_path = ''
return (
  select coalesce(bool_or(webhooks.host_of(s.decrypted_secret) in ('localhost', '127.0.0.1', '[::1]')), false)
  from vault.decrypted_secrets s where s.name = 'gazelle_functions_url'
);

comment on function webhooks.is_local() is 'Whether this is the local system, from which messages may go to the own machine.';

create function webhooks.is_private(p_host text)
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_ip inet;
begin
  if p_host ~ '^([0-9]{1,3}\.){3}[0-9]{1,3}$' or p_host ~ '^\[' then
    v_ip := trim(both '[]' from p_host)::inet;
    return v_ip <<= any (array[
      '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3'
    ]::inet[]) or (family(v_ip) = 6 and not v_ip <<= '2000::/3'::inet) or v_ip <<= '2001:db8::/32'::inet or v_ip <<= '2002::/16'::inet;
  end if;
  -- A name in the internet has a dot, and letters at its end: no other way to write an address passes for one.
  return p_host !~ '\.[a-z][a-z0-9-]*[a-z0-9]\.?$' or p_host ~ '\.(localhost|local|internal|intranet|lan|home|arpa|test|invalid|example|onion)\.?$';
exception
  when invalid_text_representation then
    return true;
end;
$$;

comment on function webhooks.is_private(text) is
  'Whether a host is not of the public internet: private and reserved addresses (RFC 6890), names without a dot, names of networks at home, and addresses in other ways of writing.';

create function webhooks.checked_url(p_url text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_host constant text := webhooks.host_of(p_url);
begin
  if v_host is null or length(p_url) > 2000 or p_url ~ '[[:cntrl:][:space:]]' then
    raise exception 'that is no address of a webhook' using errcode = 'GZ400', hint = 'Write it as https://host/path, without a user in it; 2,000 characters at most.';
  elsif not webhooks.is_local() then
    if p_url !~* '^https://' then
      raise exception 'a webhook''s address begins with https://' using errcode = 'GZ400', hint = 'Its messages hold data of the company.';
    elsif webhooks.is_private(v_host) then
      raise exception 'the address is not a public internet address: %', sync.fit_text(v_host, 100) using errcode = 'GZ400', hint = 'Give an address that anybody can reach.';
    elsif exists (
      select from vault.decrypted_secrets s where s.name = 'gazelle_functions_url' and webhooks.host_of(s.decrypted_secret) = rtrim(v_host, '.')
    ) then
      raise exception 'the address is this project''s own' using errcode = 'GZ400', hint = 'A function of the own project can read changes.log itself.';
    end if;
  end if;
  return p_url;
end;
$$;

comment on function webhooks.checked_url(text) is 'An address to which messages may go. Raises GZ400 for any other.';

-- How the webhooks do, for those who may set them up.

create function webhooks.list(p_account text default null)
returns table (
  webhook text, account_id text, url text, about text, entities text[], fields text[], batch int, created_at timestamptz, created_by text,
  state text, since timestamptz, last_error text, delivered bigint, delivered_at timestamptz, waiting bigint, given_up bigint, "position" text, old_secret_until timestamptz,
  more boolean
)
language sql
stable
security definer
set search_path = ''
begin atomic
  select s.webhook, s.account_id, s.url, s.about, s.entities, s.fields, s.batch, s.created_at, s.created_by,
    case
      when c.paused_because = 'person' then 'paused'
      when c.paused_because is not null then c.paused_because
      when c.failing_since is not null then 'retrying'
      else 'active'
    end,
    coalesce(c.paused_at, c.failing_since), c.last_error, c.delivered, c.acknowledged_at, d.waiting + l.waiting, d.given_up, changes.written(s.account_id, s."position"),
    case when s.old_until > now() then s.old_until end, l.more
  from webhooks.subscriptions s
  join monitoring.channels c on c.channel = s.webhook
  cross join lateral (
    select coalesce(sum(cardinality(d.changes)) filter (where d.status = 'due'), 0) as waiting, count(*) filter (where d.status = 'given_up') as given_up
    from monitoring.deliveries d
    where d.channel = s.webhook and d.changes is not null
  ) d
  -- Of one that is paused or far behind the queue has not all.
  cross join lateral (
    select count(*) = 100 as more,
      count(*) filter (where (s.entities is null or n.entity = any (s.entities)) and (s.fields is null or n.operation <> 'updated' or n.changes ?| s.fields)) as waiting
    from (
      select l.entity, l.operation, l.changes
      from changes.log l where l.account_id = s.account_id and l."position" > s."position" order by l."position" limit 100
    ) n
  ) l
  where (p_account is null or s.account_id = p_account) and s.account_id = any ((select gazelle.member_accounts('admin'))::text[])
  order by s.created_at, s.webhook;
end;

comment on function webhooks.list(text) is
  'The webhooks of the accounts of which the caller is an admin. state: active; retrying: it fails, and is tried again; paused: by a person; failing: paused after three days of failures; gone: it answered 410; behind: the log no longer has what it missed. waiting: changes in the queue, and those among the next 100 of the log; more: there are changes behind those.';

grant execute on function webhooks.list(text) to authenticated;

create function webhooks.entities()
returns table (module text, entities text[])
language sql
stable
security definer
set search_path = ''
begin atomic
  select m.module, array_agg(e.entity order by e.position)
  from reconcile.entities e
  join sync.modules m using (module)
  where cardinality((select gazelle.member_accounts('admin'))::text[]) > 0
  group by m.module, m.position
  order by m.position;
end;

comment on function webhooks.entities() is 'The entities that a webhook can be told of, by module: to choose from. Nothing for who is no admin.';

grant execute on function webhooks.entities() to authenticated;

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
