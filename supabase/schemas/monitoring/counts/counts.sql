-- Counting a table takes longer than a view may, so that the end of a sweep counts once.

create table monitoring.counts (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  run_id bigint not null,
  counted_at timestamptz not null,
  local_count bigint not null,
  remote_count bigint not null,
  primary key (account_id, module)
);

comment on table monitoring.counts is
  'Records here and in Gazelle at the end of the last complete full sweep. Kept, because counting takes longer than reading a view may.';
comment on column monitoring.counts.local_count is 'Production rows of the module that are neither deleted nor placeholders.';
comment on column monitoring.counts.remote_count is 'totalCount, as Gazelle answered it during that sweep, without what was erased here (sync.erased).';

alter table monitoring.counts enable row level security;
