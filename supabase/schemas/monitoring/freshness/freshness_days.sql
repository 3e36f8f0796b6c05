-- Days that are over do not change, so that their freshness is kept.

create table monitoring.freshness_days (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  day date not null,
  fresh_share numeric not null,
  known interval not null,
  longest_gap interval not null,
  primary key (account_id, module, day)
);

comment on table monitoring.freshness_days is
  'Freshness of days that are over. Stored, because computing it reads every run, and runs are pruned. See monitoring.freshness_history.';

alter table monitoring.freshness_days enable row level security;
