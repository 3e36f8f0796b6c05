-- Stand-in for Supabase Vault where the server lacks it: same table, view and functions.
-- Secrets are encrypted with pgcrypto (AES-256). The key lies in the file `vault.key` of the server's data folder, not in
-- the database, so that a dump does not contain it. Read access to the data folder is access to the secrets.
create schema if not exists vault;

do $$
begin
  if (pg_catalog.pg_stat_file('vault.key', true)).size is null then
    execute format(
      'copy (select encode(extensions.gen_random_bytes(32), ''hex'')) to %L',
      current_setting('data_directory') || '/vault.key'
    );
  end if;
end
$$;

create table if not exists vault.secrets (
  id uuid primary key default gen_random_uuid(),
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
create unique index if not exists secrets_name_idx on vault.secrets (name) where name is not null;
comment on table vault.secrets is 'Secrets, encrypted; read them through vault.decrypted_secrets.';
alter table vault.secrets enable row level security;
drop policy if exists all_for_granted on vault.secrets;
create policy all_for_granted on vault.secrets using (true);

create or replace function vault._encrypt(plain text) returns text
language sql
security definer
set search_path = ''
as $$
  select encode(
    extensions.pgp_sym_encrypt(plain, trim(pg_read_file('vault.key'), e'\n'), 'cipher-algo=aes256,s2k-mode=1'), 'base64'
  )
$$;
comment on function vault._encrypt(text) is 'Encrypts with the server''s key.';

create or replace function vault._decrypt(encrypted text) returns text
language sql
stable
security definer
set search_path = ''
as $$
  select extensions.pgp_sym_decrypt(decode(encrypted, 'base64'), trim(pg_read_file('vault.key'), e'\n'))
$$;
comment on function vault._decrypt(text) is 'Decrypts with the server''s key.';

create or replace view vault.decrypted_secrets with (security_barrier) as
select
  id, name, description, secret, vault._decrypt(secret) as decrypted_secret, key_id, nonce, created_at, updated_at
from vault.secrets;
comment on view vault.decrypted_secrets is 'Secrets in the clear, for those who may.';

create or replace function vault.create_secret(
  new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null
) returns uuid
language sql
security definer
set search_path = ''
as $$
  insert into vault.secrets (secret, name, description, key_id)
  values (vault._encrypt(new_secret), new_name, new_description, new_key_id)
  returning id
$$;
comment on function vault.create_secret(text, text, text, uuid) is 'Keeps a secret; gives its id.';

create or replace function vault.update_secret(
  secret_id uuid, new_secret text default null, new_name text default null, new_description text default null,
  new_key_id uuid default null
) returns void
language sql
security definer
set search_path = ''
as $$
  update vault.secrets
  set
    secret = coalesce(vault._encrypt(new_secret), secret),
    name = coalesce(new_name, name),
    description = coalesce(new_description, description),
    key_id = coalesce(new_key_id, key_id),
    updated_at = current_timestamp
  where id = secret_id
$$;
comment on function vault.update_secret(uuid, text, text, text, uuid) is 'Changes a secret; null keeps a value.';

revoke all on all functions in schema vault from public;
grant usage on schema vault to postgres, service_role with grant option;
grant select, delete on vault.secrets, vault.decrypted_secrets to postgres, service_role with grant option;
grant execute on function
  vault._decrypt(text), vault.create_secret(text, text, text, uuid), vault.update_secret(uuid, text, text, text, uuid)
to postgres, service_role with grant option;
