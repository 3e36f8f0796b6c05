-- Queue of full sweeps that found their module busy.

create table sync.wanted (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  wanted_at timestamptz not null default now(),
  primary key (account_id, module)
);

comment on table sync.wanted is 'Full sweeps that found their module busy: the next incremental run of the module becomes one.';

alter table sync.wanted enable row level security;
