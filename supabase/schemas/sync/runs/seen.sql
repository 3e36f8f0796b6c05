-- Ids that an open sweep has seen. What is staged and not among them at its end is missing.

create unlogged table sync.seen (
  sweep_id bigint not null,
  external_id text not null,
  lane text not null,
  pass smallint not null default 1,
  primary key (sweep_id, external_id, lane, pass)
);

comment on table sync.seen is
  'Ids met by open sweeps. Unlogged: an unchanged sweep leaves no WAL; emptied by a crash, the sweep is incomplete and deletes nothing.';

alter table sync.seen enable row level security;
