-- What `gazelle deploy` uploaded, since Supabase keeps no digest of a function's source.

create table sync.deployed_functions (
  function text primary key,
  source text not null,
  deployment text not null,
  deployed_at timestamptz not null default now()
);

comment on table sync.deployed_functions is 'The edge functions that gazelle deploy uploaded to this project: one whose source and deployment are still these is not uploaded again.';
comment on column sync.deployed_functions.source is 'SHA-256 of the uploaded files with their paths, and of what config.toml says of the function, in hexadecimal.';
comment on column sync.deployed_functions.deployment is 'How the project names what it runs: the digest of its bundle, or the version where it gives none.';

alter table sync.deployed_functions enable row level security;
-- Only a deployment reads and writes it, as the owner.
revoke all on sync.deployed_functions from service_role;
