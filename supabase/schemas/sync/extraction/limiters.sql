-- The rate at which an account may call Gazelle.
-- Unlogged: a reservation is worth nothing after a crash, and a poll must leave no WAL behind.

create unlogged table sync.limiters (
  account_id text primary key,
  next_call_at timestamptz not null default clock_timestamp(),
  paused_until timestamptz not null default '-infinity',
  slow_level smallint not null default 0 check (slow_level between 0 and 20),
  slowed_at timestamptz not null default '-infinity'
) with (fillfactor = 50);

comment on table sync.limiters is 'When an account may call Gazelle next, and how much it is slowed down. Empty after a crash, which is fine.';
comment on column sync.limiters.next_call_at is 'First instant that no caller has reserved yet.';
comment on column sync.limiters.paused_until is 'Gazelle asked for silence until then (Retry-After).';
comment on column sync.limiters.slow_level is 'Halvings of the rate after a 429; one is given back each minute without another.';

alter table sync.limiters enable row level security;
