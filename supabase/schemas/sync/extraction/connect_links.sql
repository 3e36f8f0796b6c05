-- How a person connects an account in a browser: a link, and the states that it takes to Gazelle. Of both only a hash is stored.

create table sync.connect_links (
  link_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts on delete cascade,
  purpose text not null constraint purpose_is_known check (purpose in ('command', 'alert')),
  token_hash text not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);

create index connect_links_account on sync.connect_links (account_id);

comment on table sync.connect_links is 'Links with which a person connects an account to Gazelle, each once and for a time.';
comment on column sync.connect_links.purpose is 'command: asked for by gazelle connect; alert: sent with an alert about the credential.';
comment on column sync.connect_links.token_hash is 'SHA-256, in hexadecimal, of the token in the link. The token itself is not stored.';
comment on column sync.connect_links.used_at is 'When the account was connected with it. Opening it, as mail scanners do, does not use it.';

create table sync.connect_states (
  state_hash text primary key,
  link_id bigint not null references sync.connect_links on delete cascade,
  expires_at timestamptz not null default clock_timestamp() + interval '10 minutes',
  taken_by uuid,
  connected_at timestamptz
);

create index connect_states_link on sync.connect_states (link_id, expires_at);

comment on table sync.connect_states is 'The states of OAuth that a link took to Gazelle: what comes back with one is the answer to that link, once.';
comment on column sync.connect_states.state_hash is 'SHA-256, in hexadecimal, of the state.';
comment on column sync.connect_states.taken_by is 'The attempt that came back with it; null while none has. A call that is repeated for want of an answer has the same.';
comment on column sync.connect_states.connected_at is 'When its tokens were stored.';

alter table sync.connect_links enable row level security;
alter table sync.connect_states enable row level security;

create function sync.is_open(p_link sync.connect_links)
returns boolean
language sql
stable
set search_path = ''
return p_link.used_at is null and p_link.expires_at > clock_timestamp();

comment on function sync.is_open(sync.connect_links) is 'Whether a link still connects its account.';

create function sync.create_connect_link(p_account text, p_minutes int default 60)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  -- Two random UUIDs: 244 bits.
  v_token constant text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_link sync.connect_links;
begin
  perform sync.check_account(p_account);
  if p_minutes is null or p_minutes not between 1 and 20160 then
    raise exception 'a link is valid for 1 to 20160 minutes, not %', coalesce(p_minutes::text, 'null')
      using errcode = 'GZ400', hint = 'Give it an hour: 60.';
  end if;
  insert into sync.connect_links (account_id, purpose, token_hash, expires_at)
  values (
    p_account, 'command', encode(sha256(convert_to(v_token, 'UTF8')), 'hex'), clock_timestamp() + make_interval(mins => p_minutes)
  )
  returning * into v_link;
  return jsonb_build_object('link', v_link.link_id, 'token', v_token, 'expiresAt', v_link.expires_at);
end;
$$;

comment on function sync.create_connect_link(text, int) is
  'Makes a link for an account: {"link", "token", "expiresAt"}. The token goes into the address of the function gazelle-oauth, and is told here alone.';

create function sync.create_alert_link(p_account text, p_token_hash text)
returns boolean
language sql
set search_path = ''
as $$
  with made as (
    insert into sync.connect_links (account_id, purpose, token_hash, expires_at)
    select a.account_id, 'alert', p_token_hash, clock_timestamp() + interval '14 days'
    from sync.accounts a
    where a.account_id = p_account
      -- A link replaces tokens; an API key is replaced by gazelle accounts set-key.
      and not exists (select from sync.credentials c where c.account_id = a.account_id and c.kind = 'api_key')
    -- An update that changes nothing: it sees also what another caller has just made.
    on conflict (token_hash) do update set token_hash = excluded.token_hash
    returning 1
  )
  select exists (select from made);
$$;

comment on function sync.create_alert_link(text, text) is
  'Makes the link of a notice, for 14 days; again for the same notice it is the same link. False where the account has an API key: no link helps.';

create function sync.read_connect_link(p_token_hash text)
returns table (account_id text, title text)
language sql
stable
set search_path = ''
as $$
  select a.account_id, a.title
  from sync.connect_links l
  join sync.accounts a using (account_id)
  where l.token_hash = p_token_hash and sync.is_open(l);
$$;

comment on function sync.read_connect_link(text) is 'The account that an open link connects; no row for any other token. Reading it does not use it.';

create function sync.begin_connect(p_token_hash text, p_state_hash text)
returns boolean
language sql
set search_path = ''
as $$
  with link as (
    select l.link_id from sync.connect_links l where l.token_hash = p_token_hash and sync.is_open(l)
  ),
  made as (
    insert into sync.connect_states (state_hash, link_id)
    select p_state_hash, l.link_id from link l
    on conflict (state_hash) do nothing
  ),
  -- A link may be opened by scanners: the newest twenty are enough.
  surplus as (
    delete from sync.connect_states s
    where s.state_hash in (
      select o.state_hash from sync.connect_states o join link using (link_id)
      where o.taken_by is null
      order by o.expires_at desc offset 19
    )
  )
  select exists (select from link);
$$;

comment on function sync.begin_connect(text, text) is 'Binds a state to an open link, for ten minutes. False for any other token.';

create function sync.take_connect_state(p_state_hash text, p_attempt uuid)
returns table (account_id text, title text)
language sql
set search_path = ''
as $$
  with taken as (
    update sync.connect_states s
    set taken_by = p_attempt
    from sync.connect_links l
    where s.state_hash = p_state_hash
      and l.link_id = s.link_id
      and coalesce(s.taken_by, p_attempt) = p_attempt
      and s.expires_at > clock_timestamp()
      and sync.is_open(l)
    returning l.account_id
  )
  select a.account_id, a.title from taken join sync.accounts a using (account_id);
$$;

comment on function sync.take_connect_state(text, uuid) is
  'Uses a state up: the account of its link, or no row when it is unknown, used, too old, or its link no longer open. The same attempt may ask again.';
