-- Records that a sweep did not see, and records that others refer to.
-- Both are asked for by id where Gazelle has such a query; only then is something deleted, softly.

create table sync.missing (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  external_id text not null,
  reason text not null constraint reason_is_known check (reason in ('unseen', 'referenced')),
  status text not null default 'due' constraint status_is_known check (status in ('due', 'held', 'dismissed', 'found', 'gone')),
  held_because text constraint reason_to_hold_is_known check (held_because in ('share', 'empty', 'error')),
  attempts int not null default 0,
  refusals smallint not null default 0,
  refused_at timestamptz,
  last_error text,
  next_at timestamptz not null default now(),
  successor_id text,
  run_id bigint,
  found_missing_at timestamptz not null default now(),
  found_at timestamptz,
  decided_by text,
  resolved_at timestamptz,
  primary key (account_id, module, external_id)
);

comment on table sync.missing is 'Records that should be there and are not. A record that is seen again leaves this table.';
comment on column sync.missing.reason is 'unseen: a sweep did not meet it (a complete one where Gazelle has no query by id); referenced: something refers to it (a placeholder stands in).';
comment on column sync.missing.status is
  'due: is asked for by id at the next run; held: waits for a person, see held_because; dismissed: a person keeps it; found: Gazelle has it, though its list does not show it, and it is asked for again a day later; gone: Gazelle has it no more.';
comment on column sync.missing.held_because is
  'share: too many at once; empty: there was nothing that could have proved it, or something came as null or without an id behind which it may stand; error: Gazelle answered the look-ups of three full sweeps in a row with an error, and others without; each further one asks again.';
comment on column sync.missing.next_at is
  'When it is asked for, again; infinity: the next full sweep must miss it first, since a poll''s look-up could not search the whole list.';
comment on column sync.missing.run_id is 'The run that missed it: the first, or, after it, the first full sweep; of what is gone, the one that deleted it.';
comment on column sync.missing.refusals is
  'Full sweeps in a row whose look-up Gazelle answered with the same error, while it answered for a record that is known to be there.';
comment on column sync.missing.refused_at is 'When a look-up was last answered with an error, by a sweep or a poll, while Gazelle answered for a record that is known to be there.';
comment on column sync.missing.found_at is
  'When a query by its id gave it last, and no sweep has seen it since. More than sync.delete_limit of them may not go in a day.';
comment on column sync.missing.successor_id is 'What it was merged into: the record that owns its children now.';

create index missing_due on sync.missing (module, account_id, next_at) where status = 'due';

-- Partial indexes for the views of monitoring, which must stay fast over 100,000 runs and 300,000 records.
create index missing_found on sync.missing (found_missing_at desc) where reason = 'unseen';
create index missing_held on sync.missing (module, account_id) where status = 'held';

alter table sync.missing enable row level security;
