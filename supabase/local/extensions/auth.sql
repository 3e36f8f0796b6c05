-- Stand-in for the tables of Supabase Auth: of its columns those that the local stack fills or shows. auth.ts does its work.
create schema if not exists auth;

create table if not exists auth.users (
  id uuid primary key default gen_random_uuid(),
  aud varchar(255) not null default 'authenticated',
  role varchar(255) not null default 'authenticated',
  email varchar(255) not null unique,
  encrypted_password varchar(255) not null,
  email_confirmed_at timestamptz not null default now(),
  last_sign_in_at timestamptz,
  raw_app_meta_data jsonb not null default '{"provider": "email", "providers": ["email"]}',
  raw_user_meta_data jsonb not null default '{"email_verified": true}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_anonymous boolean not null default false
);
comment on table auth.users is 'Who can sign in, as Supabase Auth keeps them; passwords as bcrypt.';

create table if not exists auth.sessions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users on delete cascade,
  created_at timestamptz not null default now(),
  refreshed_at timestamptz
);
comment on table auth.sessions is 'One row a sign-in, until its sign-out.';

create table if not exists auth.refresh_tokens (
  id bigint generated always as identity primary key,
  token varchar(255) not null unique,
  session_id uuid not null references auth.sessions on delete cascade,
  parent varchar(255),
  revoked boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table auth.refresh_tokens is 'Each is used once; parent is the one that it was got for.';
create index if not exists refresh_tokens_session_id on auth.refresh_tokens (session_id);
create index if not exists sessions_user_id on auth.sessions (user_id);

alter table auth.users enable row level security;
alter table auth.sessions enable row level security;
alter table auth.refresh_tokens enable row level security;

grant usage on schema auth to postgres;
grant select, insert, update, delete on all tables in schema auth to postgres;
