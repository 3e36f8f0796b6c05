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
