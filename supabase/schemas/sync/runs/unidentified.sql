-- Records that no staging table can hold, since they have no key.

create table sync.unidentified (
  unidentified_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  raw_data jsonb not null,
  content_hash uuid not null generated always as (md5(raw_data::text)::uuid) stored,
  issue text not null,
  run_id bigint,
  fetched_at timestamptz not null default now(),
  unique (account_id, module, content_hash)
);

comment on table sync.unidentified is 'Records without a usable id: kept as they came, once each.';
comment on column sync.unidentified.content_hash is 'md5 of raw_data, as a uuid: 16 bytes and readable.';

alter table sync.unidentified enable row level security;
