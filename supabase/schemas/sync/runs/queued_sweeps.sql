-- Queue of full sweeps that found their module busy.

create table sync.queued_sweeps (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  queued_at timestamptz not null default now(),
  primary key (account_id, module)
);

comment on table sync.queued_sweeps is 'Full sweeps that found their module busy: the next incremental run of the module becomes one.';

alter table sync.queued_sweeps enable row level security;
