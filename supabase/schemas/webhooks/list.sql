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
