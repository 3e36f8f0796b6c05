-- How far a move from version 5 has come.

create table sync.v5_moves (
  account_id text not null references sync.accounts,
  source text not null,
  source_table text not null,
  "position" text,
  is_done boolean not null default false,
  counts jsonb not null default '{}',
  started_at timestamptz not null default now(),
  moved_at timestamptz not null default now(),
  primary key (account_id, source, source_table)
);

comment on table sync.v5_moves is 'How far a move from version 5 has come, table by table: it goes on behind the position.';
comment on column sync.v5_moves."position" is 'Key of the last row that was moved.';
comment on column sync.v5_moves.counts is 'Rows by what became of them.';

alter table sync.v5_moves enable row level security;
