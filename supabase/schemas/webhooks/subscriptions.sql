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
