-- Written by `npm run generate:migrations` from supabase/: schemas/sync/extraction/credentials.sql, schemas/sync/extraction/add_account.sql, schemas/sync/extraction/callers.sql, schemas/sync/extraction/connect_links.sql, schemas/sync/extraction/enum_values.sql, schemas/sync/extraction/finish_connect.sql, schemas/sync/extraction/limiters.sql, schemas/sync/extraction/reserve_call.sql, schemas/sync/extraction/store_credential.sql. Do not edit.

-- The credential of an account, sealed outside the database. For OAuth a lease makes one caller refresh and the others wait.

create table sync.credentials (
  account_id text primary key references sync.accounts on delete cascade,
  kind text not null default 'oauth' constraint kind_is_known check (kind in ('oauth', 'api_key')),
  sealed text not null,
  version bigint not null default 1,
  expires_at timestamptz,
  refresh_lease uuid,
  refresh_lease_until timestamptz,
  refused_at timestamptz,
  updated_at timestamptz not null default now(),
  constraint credentials_lease_is_whole check ((refresh_lease is null) = (refresh_lease_until is null))
);

comment on table sync.credentials is 'OAuth tokens or the API key of an account, sealed with a key that the database does not have.';
comment on column sync.credentials.kind is 'oauth: access and refresh token; api_key: a key of a Gazelle user.';
comment on column sync.credentials.sealed is 'Tokens or key, AES-256-GCM. The key is the function secret TOKEN_ENCRYPTION_KEY.';
comment on column sync.credentials.version is 'Grows with each stored pair: a refresh that started from an older pair stores nothing.';
comment on column sync.credentials.expires_at is 'End of the access token, from expires_in; null when Gazelle gave none.';
comment on column sync.credentials.refresh_lease is 'Held by the one caller who refreshes; the others wait for the next version.';
comment on column sync.credentials.refresh_lease_until is 'A holder that died loses its lease here.';
comment on column sync.credentials.refused_at is 'Gazelle refused the refresh token: a person must connect again.';

alter table sync.credentials enable row level security;

-- A further company: its account and, if there is one already, its API key, in one transaction.

create function sync.add_account(
  p_account text, p_title text default null, p_time_zone text default 'America/Montreal', p_sealed_key text default null
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into sync.accounts (account_id, title, time_zone, paused_at)
  values (p_account, p_title, p_time_zone, case when p_sealed_key is null then now() end);
  if p_sealed_key is not null then
    perform sync.store_credential(p_account, p_sealed_key, p_kind => 'api_key');
  end if;
end;
$$;

comment on function sync.add_account(text, text, text, text) is
  'Adds an account. With a sealed API key the schedules sync it from now on; without a credential it is paused until sync.resume_account.';

-- Whose credential it is: to a user with less than full rights, records look deleted that are only hidden.

create table sync.callers (
  account_id text primary key references sync.accounts,
  company_id text,
  company_name text,
  user_id text,
  email text,
  access_level text,
  has_limited_access boolean,
  is_full_admin boolean,
  credential text,
  asked_at timestamptz,
  unanswered_since timestamptz,
  error text
);

comment on table sync.callers is 'The user behind each account''s credential and their company, as Gazelle said when a person connected it, before the last deletions, at the day''s first full sweep, or when another credential was first used.';
comment on column sync.callers.company_id is 'Which company the account is: the first that Gazelle named for its credential. No other can be connected to it.';
comment on column sync.callers.is_full_admin is 'A full administrator without limited access sees every record. Otherwise nothing is deleted. Null: never answered.';
comment on column sync.callers.credential is 'Which credential was asked about: a digest of the API key, or oauth. A slice with another one asks whose that is before it reads.';
comment on column sync.callers.asked_at is 'When Gazelle answered last.';
comment on column sync.callers.unanswered_since is 'Since when Gazelle has not said whose credential it is. Null while it does.';

alter table sync.callers enable row level security;

create function sync.other_company(p_account text, p_company_id text, p_company_name text)
returns text
language sql
stable
set search_path = ''
begin atomic
  select case
    when c.account_id = p_account then format(
      'account %s is %s, and the credential is of %s',
      p_account, coalesce(c.company_name, c.company_id), coalesce(p_company_name, p_company_id, 'a company that Gazelle does not name')
    )
    else format('%s is account %s already, so it cannot be account %s', coalesce(p_company_name, p_company_id), c.account_id, p_account)
  end
  from sync.callers c
  where case
    when c.account_id = p_account then c.company_id is not null and c.company_id is distinct from p_company_id
    else c.company_id = p_company_id
  end
  order by c.account_id = p_account desc
  limit 1;
end;

comment on function sync.other_company(text, text, text) is
  'Why a company is not an account''s: the account is another, as sync.callers remembers it, or the company is another account. Null where it is. p_company_id: null where Gazelle does not name it.';

create function sync.check_company(p_account text, p_company_id text, p_company_name text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_why constant text := sync.other_company(p_account, p_company_id, p_company_name);
begin
  if v_why is not null then
    raise exception '%', v_why using errcode = 'GZ451',
      hint = 'Use the credential of a full admin of the account''s own company; another company is another account: gazelle accounts add.';
  end if;
end;
$$;

comment on function sync.check_company(text, text, text) is 'Refuses for an account the credential of a company that is not its own.';

create function sync.store_caller(p_account text, p_caller jsonb, p_is_full_admin boolean, p_credential text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- The same credential opens the same company, whether Gazelle names it this time or not.
  if p_caller ->> 'companyId' is not null or not exists (select from sync.callers c where c.account_id = p_account and c.credential = p_credential) then
    perform sync.check_company(p_account, sync.fit_text(p_caller ->> 'companyId', 200), sync.fit_text(p_caller ->> 'companyName'));
  end if;
  insert into sync.callers as c (
    account_id, company_id, company_name, user_id, email, access_level, has_limited_access, is_full_admin, credential, asked_at
  )
  values (
    p_account, sync.fit_text(p_caller ->> 'companyId', 200), sync.fit_text(p_caller ->> 'companyName'), sync.fit_text(p_caller ->> 'id', 200),
    sync.fit_text(p_caller ->> 'email'), sync.fit_text(p_caller ->> 'accessLevel', 60), (p_caller ->> 'hasLimitedAccess')::boolean,
    p_is_full_admin, p_credential, now()
  )
  on conflict (account_id) do update
  set company_id = coalesce(excluded.company_id, c.company_id), company_name = coalesce(excluded.company_name, c.company_name),
      user_id = excluded.user_id, email = excluded.email, access_level = excluded.access_level,
      has_limited_access = excluded.has_limited_access, is_full_admin = excluded.is_full_admin, credential = excluded.credential,
      asked_at = excluded.asked_at, unanswered_since = null, error = null;
end;
$$;

comment on function sync.store_caller(text, jsonb, boolean, text) is
  'Stores whose an account''s credential is. p_caller: {"id", "email", "accessLevel", "hasLimitedAccess", "companyId", "companyName"}. The company stays the first that was named: another one''s is refused.';

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

-- The values of the enums that a module's lanes send: those that it declares, and those that Gazelle was found to have.

create table sync.enum_values (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  enum text not null,
  value text not null,
  is_declared boolean not null,
  is_live boolean not null default true,
  first_seen_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  checked_at timestamptz,
  primary key (account_id, module, enum, value)
);

comment on table sync.enum_values is
  'Values of the enums that a module''s queries send, as the last new sweep found them: by introspection, or in the records.';
comment on column sync.enum_values.is_declared is 'The module''s file names it.';
comment on column sync.enum_values.is_live is 'Gazelle has it; false: its schema lost it, or a query was refused for it. It is not sent then.';
comment on column sync.enum_values.changed_at is 'When is_live changed last.';
comment on column sync.enum_values.checked_at is 'When Gazelle was last asked for the values of this enum.';

alter table sync.enum_values enable row level security;

create function sync.live_values(p_account text, p_module text)
returns jsonb
language sql
stable
set search_path = ''
begin atomic
  select coalesce(jsonb_object_agg(e.enum, e."values"), '{}')
  from (
    select v.enum, jsonb_agg(v.value order by v.value) as "values"
    from sync.enum_values v
    -- Without introspection nothing shows when a refused value is back: it is tried again each week.
    where v.account_id = p_account and v.module = p_module and (v.is_live or v.changed_at < now() - interval '7 days')
    group by v.enum
  ) e;
end;

comment on function sync.live_values(text, text) is 'The values that a module''s lanes may send, by enum.';

create function sync.declare_enum_values(p_account text, p_module text, p_enums jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into sync.enum_values as v (account_id, module, enum, value, is_declared)
  select p_account, p_module, e.enum, d.value, true
  from jsonb_each(p_enums) e (enum, declared)
  cross join lateral jsonb_array_elements_text(e.declared -> 'values') d (value)
  on conflict (account_id, module, enum, value) do update set is_declared = true where not v.is_declared;
  update sync.enum_values v
  set is_declared = false
  where v.account_id = p_account and v.module = p_module and v.is_declared
    and not coalesce(p_enums -> v.enum -> 'values' ? v.value, false);
  delete from sync.enum_values v
  where v.account_id = p_account and v.module = p_module and not v.is_declared and not v.is_live;
end;
$$;

comment on function sync.declare_enum_values(text, text, jsonb) is 'Notes the values that a module''s file names now; one that it no longer names and Gazelle does not have is forgotten.';

create function sync.read_enum_values(p_account text, p_module text, p_enums jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  perform sync.declare_enum_values(p_account, p_module, p_enums);
  return jsonb_build_object(
    'values', sync.live_values(p_account, p_module),
    'due', (
      select coalesce(max(v.checked_at) < now() - interval '1 day', true)
      from sync.enum_values v
      where v.account_id = p_account and v.module = p_module
    )
  );
end;
$$;

comment on function sync.read_enum_values(text, text, jsonb) is
  'The values that a module''s lanes may send, and whether Gazelle should be asked for them: once a day. p_enums: enum → {field, values}, as the module declares them.';

create function sync.values_in_records(p_account text, p_module text, p_field text)
returns setof text
language plpgsql
stable
set search_path = ''
set statement_timeout = '60s'
as $$
begin
  return query execute format(
    'select distinct s.raw_data ->> $2 from staging.%I s where s.account_id = $1 and s.raw_data ->> $2 ~ ''^[A-Z][A-Z0-9_]*$''',
    'stg_' || p_module
  ) using p_account, p_field;
end;
$$;

comment on function sync.values_in_records(text, text, text) is 'The values of an enum that a module''s records have. Reads them all: only for a server that does not tell its values.';

create function sync.store_enum_values(p_account text, p_module text, p_enums jsonb, p_told jsonb)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
begin
  perform sync.declare_enum_values(p_account, p_module, p_enums);

  insert into sync.enum_values as v (account_id, module, enum, value, is_declared)
  select p_account, p_module, t.enum, n.value, false
  from jsonb_each(p_told) t (enum, names)
  cross join lateral jsonb_array_elements_text(t.names) n (value)
  where p_enums ? t.enum and length(n.value) <= 200
  on conflict (account_id, module, enum, value) do update set is_live = true, changed_at = now() where not v.is_live;
  update sync.enum_values v
  set is_live = false, changed_at = now()
  where v.account_id = p_account and v.module = p_module and v.is_live and p_told ? v.enum and not p_told -> v.enum ? v.value;

  -- What Gazelle does not tell, its records show. A value that a query was refused for stays out.
  insert into sync.enum_values (account_id, module, enum, value, is_declared)
  select p_account, p_module, e.enum, r.value, false
  from jsonb_each(p_enums) e (enum, declared)
  cross join lateral sync.values_in_records(p_account, p_module, e.declared ->> 'field') r (value)
  where not p_told ? e.enum
  on conflict do nothing;

  update sync.enum_values v set checked_at = now() where v.account_id = p_account and v.module = p_module;
  return sync.live_values(p_account, p_module);
end;
$$;

comment on function sync.store_enum_values(text, text, jsonb, jsonb) is
  'Stores the values that Gazelle answered (enum → values), or else those that the records have, and answers those that may be sent.';

create function sync.drop_enum_values(p_account text, p_module text, p_values text[])
returns void
language sql
set search_path = ''
begin atomic
  update sync.enum_values v
  set is_live = false, changed_at = now()
  where v.account_id = p_account and v.module = p_module and v.value = any (p_values);
end;

comment on function sync.drop_enum_values(text, text, text[]) is 'Leaves values out of a module''s queries that Gazelle refused a query for.';

-- The end of connecting: tokens, whose they are, and the link, in one transaction.

create function sync.finish_connect(p_state_hash text, p_sealed text, p_expires_at timestamptz, p_caller jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_state sync.connect_states;
  v_link sync.connect_links;
begin
  -- Two browsers that come back with the same link follow each other here.
  select l.* into v_link
  from sync.connect_links l join sync.connect_states s using (link_id)
  where s.state_hash = p_state_hash
  for update of l;
  select * into v_state from sync.connect_states s where s.state_hash = p_state_hash;
  if v_state.connected_at is null then
    if v_state.taken_by is null or v_link.used_at is not null then
      raise exception 'the link was used meanwhile' using errcode = 'GZ410', hint = 'gazelle connect makes another one.';
    end if;
    perform sync.check_company(v_link.account_id, p_caller ->> 'companyId', p_caller ->> 'companyName');
    perform sync.store_credential(v_link.account_id, p_sealed, p_expires_at);
    perform sync.store_caller(v_link.account_id, p_caller, true, 'oauth');
    update sync.connect_links l set used_at = clock_timestamp() where l.link_id = v_link.link_id;
    update sync.connect_states s set connected_at = clock_timestamp() where s.state_hash = p_state_hash;
  end if;
  return (select jsonb_build_object('paused', a.paused_at is not null) from sync.accounts a where a.account_id = v_link.account_id);
end;
$$;

comment on function sync.finish_connect(text, text, timestamptz, jsonb) is
  'Stores the sealed tokens of a full administrator, p_caller with their company, and uses the link up. Refused for another company. Called again after a lost answer, it does nothing more.';

-- The rate at which an account may call Gazelle.
-- Unlogged: a reservation is worth nothing after a crash, and a poll must leave no WAL behind.

create unlogged table sync.limiters (
  account_id text primary key,
  next_call_at timestamptz not null default clock_timestamp(),
  paused_until timestamptz not null default '-infinity',
  slow_level smallint not null default 0 check (slow_level between 0 and 20),
  slowed_at timestamptz not null default '-infinity'
) with (fillfactor = 50);

comment on table sync.limiters is 'When an account may call Gazelle next, and how much it is slowed down. Empty after a crash, which is fine.';
comment on column sync.limiters.next_call_at is 'First instant that no caller has reserved yet.';
comment on column sync.limiters.paused_until is 'Gazelle asked for silence until then (Retry-After).';
comment on column sync.limiters.slow_level is 'Halvings of the rate after a 429; one is given back each minute without another.';

alter table sync.limiters enable row level security;

-- The limiter: a caller reserves its calls and gets the time to wait. A 429 halves the rate for a while.

create function sync.slow_level_now(p_level smallint, p_slowed_at timestamptz)
returns integer
language sql
volatile
set search_path = ''
as $$
  select case
    when p_level = 0 then 0
    -- Least: a complaint of the future, of a clock that was set back, is one of now.
    else least(p_level, greatest(0, p_level - floor(extract(epoch from clock_timestamp() - p_slowed_at) / 60)::integer))
  end;
$$;

comment on function sync.slow_level_now(smallint, timestamptz) is 'Halvings still in force: each minute without a complaint gives one back.';

create function sync.call_interval(p_rate numeric, p_level smallint, p_slowed_at timestamptz)
returns interval
language sql
volatile
set search_path = ''
as $$
  select make_interval(
    secs => 1 / greatest(least(0.2, p_rate), p_rate / 2 ^ sync.slow_level_now(p_level, p_slowed_at))::double precision
  );
$$;

comment on function sync.call_interval(numeric, smallint, timestamptz) is
  'Time between two calls at p_rate calls a second, slowed down; never slower than one call in five seconds.';

create function sync.first_free_call(p_limiter sync.limiters)
returns timestamptz
language sql
volatile
set search_path = ''
as $$
  -- Gazelle's pauses last minutes and what is reserved beyond one is a batch of a second or one call for each slice at work: what is
  -- further ahead was written by a clock that was set back.
  select greatest(
    case when p_limiter.next_call_at <= greatest(p.until, clock_timestamp()) + interval '10 minutes' then p_limiter.next_call_at end,
    p.until, clock_timestamp()
  )
  from (select case when p_limiter.paused_until <= clock_timestamp() + interval '10 minutes' then p_limiter.paused_until end as until) p;
$$;

comment on function sync.first_free_call(sync.limiters) is
  'First instant that no caller has reserved yet and that lies in no pause. What is more than ten minutes ahead counts for nothing.';

create function sync.reserve_call(p_account text, p_calls integer, p_rate numeric)
returns table (wait_ms integer, interval_ms numeric)
language sql
set search_path = ''
as $$
  insert into sync.limiters as l (account_id, next_call_at)
  values (p_account, clock_timestamp() + p_calls * sync.call_interval(p_rate, 0::smallint, '-infinity'))
  on conflict (account_id) do update
  set next_call_at = sync.first_free_call(l)
    + p_calls * sync.call_interval(p_rate, l.slow_level, l.slowed_at)
  returning
    greatest(0, ceil(1000 * extract(epoch from
      l.next_call_at - p_calls * sync.call_interval(p_rate, l.slow_level, l.slowed_at) - clock_timestamp()
    )))::integer,
    round(1000 * extract(epoch from sync.call_interval(p_rate, l.slow_level, l.slowed_at)), 3);
$$;

comment on function sync.reserve_call(text, integer, numeric) is
  'Reserves p_calls calls at p_rate calls a second; answers how long to wait before the first and between two.';

create function sync.slow_down(p_account text, p_retry_after_ms integer default 0)
returns void
language sql
set search_path = ''
as $$
  insert into sync.limiters as l (account_id, paused_until, slow_level, slowed_at)
  values (p_account, clock_timestamp() + make_interval(secs => p_retry_after_ms / 1000.0), 1, clock_timestamp())
  on conflict (account_id) do update
  set paused_until = greatest(l.paused_until, excluded.paused_until),
    -- Parallel lanes get their 429s together: within a second they count as one.
    slow_level = case
      when l.slowed_at > clock_timestamp() - interval '1 second' then l.slow_level
      else least(10, sync.slow_level_now(l.slow_level, l.slowed_at) + 1)
    end,
    slowed_at = case
      when l.slowed_at > clock_timestamp() - interval '1 second' then l.slowed_at
      else clock_timestamp()
    end;
$$;

comment on function sync.slow_down(text, integer) is
  'Gazelle answered "too many": pauses the account for p_retry_after_ms, and halves its rate for a while.';

-- One refresh for all callers: a version is leased, replaced or released.

create function sync.read_credential(p_account text)
returns table (kind text, sealed text, version bigint, expires_at timestamptz, refused_at timestamptz)
language sql
stable
set search_path = ''
as $$
  select c.kind, c.sealed, c.version, c.expires_at, c.refused_at
  from sync.credentials c
  where c.account_id = p_account;
$$;

comment on function sync.read_credential(text) is 'The sealed credential of an account; no row when it was never connected.';

create function sync.lease_refresh(p_account text, p_version bigint, p_seconds integer default 30)
returns uuid
language sql
set search_path = ''
as $$
  update sync.credentials c
  set refresh_lease = gen_random_uuid(),
    refresh_lease_until = clock_timestamp() + make_interval(secs => p_seconds)
  where c.account_id = p_account
    and c.version = p_version
    and (c.refresh_lease_until is null or c.refresh_lease_until < clock_timestamp())
  returning c.refresh_lease;
$$;

comment on function sync.lease_refresh(text, bigint, integer) is
  'Gives one caller the right to refresh this version; null while another holds it, or when the version is no longer stored.';

create function sync.store_credential(
  p_account text,
  p_sealed text,
  p_expires_at timestamptz default null,
  p_version bigint default null,
  p_kind text default 'oauth'
)
returns bigint
language sql
set search_path = ''
as $$
  insert into sync.credentials as c (account_id, kind, sealed, expires_at)
  select p_account, p_kind, p_sealed, p_expires_at
  where p_version is null or exists (select from sync.credentials k where k.account_id = p_account)
  on conflict (account_id) do update
  set kind = excluded.kind,
    sealed = excluded.sealed,
    expires_at = excluded.expires_at,
    version = c.version + 1,
    refresh_lease = null,
    refresh_lease_until = null,
    refused_at = null,
    updated_at = clock_timestamp()
  where p_version is null or c.version = p_version
  returning c.version;
$$;

comment on function sync.store_credential(text, text, timestamptz, bigint, text) is
  'Stores a pair of tokens, or an API key, and ends the lease; answers the new version, or null when p_version is no longer the stored one. '
  'Without p_version (a person connected) it stores in any case.';

create function sync.release_refresh(p_account text, p_lease uuid, p_refused boolean default false)
returns boolean
language sql
set search_path = ''
as $$
  with released as (
    update sync.credentials c
    set refresh_lease = null,
      refresh_lease_until = null,
      refused_at = case when p_refused then clock_timestamp() else c.refused_at end
    where c.account_id = p_account and c.refresh_lease = p_lease
    returning 1
  )
  select exists (select from released);
$$;

comment on function sync.release_refresh(text, uuid, boolean) is
  'Ends a lease without a new pair; p_refused: Gazelle refused the refresh token. False when the lease was lost.';

create function sync.reseal_credentials(p_resealed jsonb)
returns setof text
language sql
set search_path = ''
as $$
  update sync.credentials c
  set sealed = r.sealed
  from jsonb_to_recordset(p_resealed) r (account text, version bigint, was text, sealed text)
  -- The version stays: a refresh under way still stores its pair. What a refresh has stored meanwhile is left alone.
  where c.account_id = r.account and c.version = r.version and c.sealed = r.was
  returning c.account_id;
$$;

comment on function sync.reseal_credentials(jsonb) is
  'Replaces sealed texts by the same content sealed with another key: [{"account", "version", "was", "sealed"}]. Answers the accounts in which it was still the stored one.';
