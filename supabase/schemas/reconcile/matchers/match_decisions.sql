-- A person's decision outlives the next import and the next matching.

create table reconcile.match_decisions (
  account_id text not null references sync.accounts,
  kind text not null constraint kind_is_known check (kind in ('user', 'client', 'piano')),
  legacy_key text not null,
  matched_id text,
  decided_by text not null,
  reason text,
  decided_at timestamptz not null default now(),
  primary key (account_id, kind, legacy_key)
);

comment on table reconcile.match_decisions is 'What people decided. It wins over every rule, also when the references are imported again.';
comment on column reconcile.match_decisions.matched_id is 'Null: it means none of Gazelle''s records.';

alter table reconcile.match_decisions enable row level security;
