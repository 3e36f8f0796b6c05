-- Written by `npm run generate:migrations` from supabase/: schemas/sync/extraction/credentials.sql, schemas/sync/extraction/add_account.sql, schemas/sync/extraction/enum_values.sql, schemas/sync/extraction/limiters.sql, schemas/sync/extraction/reserve_call.sql, schemas/sync/extraction/store_credential.sql. Do not edit.

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

select sync.seal_functions();
