-- Where the next incremental run begins to read.

create table sync.watermarks (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  watermark timestamptz not null,
  run_id bigint,
  primary key (account_id, module)
);

comment on table sync.watermarks is
  'Where the next incremental run of a module reads from, minus the overlap: the start of the last poll or sweep that read everything but holes that stay.';

alter table sync.watermarks enable row level security;
