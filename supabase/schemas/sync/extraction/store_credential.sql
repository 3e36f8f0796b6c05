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
