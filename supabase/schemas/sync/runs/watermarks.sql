-- Where the next incremental run begins to read.

create table sync.watermarks (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  watermark timestamptz not null,
  run_id bigint,
  primary key (account_id, module)
);

comment on table sync.watermarks is 'Start of the last successful sweep of a module: the next incremental run reads from here, minus the overlap.';

alter table sync.watermarks enable row level security;
